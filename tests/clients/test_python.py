"""A client that openapi-python-client generates without a warning is imported, and takes a denied claim to a drafted
appeal.

It is made of what its journey uses. Of the whole document, in half a minute:

    PYTHON_CLIENT=whole uv run pytest tests/clients/test_python.py
"""

import ast
import compileall
import os
import re
import sys
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests import openapi
from tests.clients.driven import drive
from tests.firms import TestFirm
from tests.whole_case.steps import Workers

JOURNEY = Path(__file__).parent / "journey.py"
PACKAGE = "claimback_client"
WHOLE = os.environ.get("PYTHON_CLIENT") == "whole"
BYTES = {
    "application/pdf": "application/octet-stream",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "application/octet-stream",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "application/octet-stream",
    "image/png": "application/octet-stream",
    "text/calendar": "text/plain",
    "text/csv": "text/plain",
}
"""Files, which the generator knows by these names only."""

pytestmark = (
    pytest.mark.slow
)  # Some hundred modules are made and imported, by a process against real commits.


def _used() -> set[str]:
    """The ids of the operations that the journey imports."""
    imports = [node for node in ast.walk(ast.parse(JOURNEY.read_text())) if isinstance(node, ast.ImportFrom)]
    return {
        name.name for node in imports if str(node.module).startswith(f"{PACKAGE}.api.") for name in node.names
    }


def _reached(part: Any, found: set[str]) -> set[str]:
    """The components to which a part of the document leads, in `found`."""
    for kind, name in re.findall(rb'"#/components/(\w+)/(\w+)"', orjson.dumps(part)):
        place = f"{kind.decode()}/{name.decode()}"
        if place not in found:
            found.add(place)
            _reached(openapi.document()["components"][kind.decode()][name.decode()], found)
    return found


def _document() -> dict[str, Any]:
    """The document; of its operations those that the journey uses, unless all are asked for."""
    whole = openapi.document()
    if WHOLE:
        return whole
    used = _used()
    paths = {
        path: {method: operation for method, operation in item.items() if operation["operationId"] in used}
        for path, item in whole["paths"].items()
    }
    reached = _reached(paths, set())
    components = {
        kind: {name: part for name, part in parts.items() if f"{kind}/{name}" in reached}
        for kind, parts in whole["components"].items()
    }
    return {**whole, "paths": {path: item for path, item in paths.items() if item}, "components": components}


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the package that is generated from this code's document. Fails on a warning."""
    from openapi_python_client import generate
    from openapi_python_client.config import Config, ConfigFile, MetaType

    folder = tmp_path_factory.mktemp("client")
    source = folder / "openapi.json"
    source.write_bytes(orjson.dumps(_document()))
    config = Config.from_sources(
        ConfigFile(post_hooks=[], content_type_overrides=BYTES, package_name_override=PACKAGE),
        MetaType.NONE,
        document_source=source,
        file_encoding="utf-8",
        overwrite=True,
        output_path=folder / PACKAGE,
    )
    assert [f"{warning.header} {warning.detail}" for warning in generate(config=config)] == []
    return folder


def test_every_module_compiles(generated: Path) -> None:
    assert compileall.compile_dir(generated / PACKAGE, quiet=2)
    made = {file.stem for file in (generated / PACKAGE / "api").glob("*/*.py")}
    assert _used() <= made


def test_names_read_well(generated: Path) -> None:
    """No model or choice is numbered because two had one name, or had none."""
    models = [file.stem for file in (generated / PACKAGE / "models").glob("*.py")]
    assert [name for name in models if re.search(r"\d\Z", name)] == []
    choices = (file.read_text() for file in (generated / PACKAGE / "models").glob("*.py"))
    assert [text for text in choices if re.search(r"^    VALUE_\d+ = ", text, re.MULTILINE)] == []


def test_a_denied_claim_is_taken_to_a_drafted_appeal(
    generated: Path, committed_db: str, law: TestFirm, workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(generated))
    drive([sys.executable, JOURNEY], law, workers)
