"""Reading a file of law: YAML that is held to its JSON Schema, and refused by name where it is not."""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from claimback.kernel.forms import Form
from claimback.kernel.strict_yaml import load_yaml
from deadlines.law.checks import CatalogueError

LAW: Final = Path(__file__).parent


def texts_of(folder: str) -> dict[str, str]:
    """The YAML files of a folder of law, by their paths in it, in order."""
    here = LAW / folder
    return {
        str(path.relative_to(here)): path.read_text(encoding="utf-8") for path in sorted(here.rglob("*.yaml"))
    }


def document_of(name: str, text: str, schema: str) -> dict[str, Any]:
    """What a file says, held to `schema`, a file of deadlines/law. Raises CatalogueError, naming place and remedy."""
    try:
        document = load_yaml(text)
    except yaml.YAMLError as error:
        raise CatalogueError(
            name, "the file", f"not readable as YAML: {error}", "Correct the file."
        ) from error
    flaw = _form(schema).flaw(document)
    if flaw is not None:
        place, field = _place(document, list(flaw.absolute_path))
        problem = f"{field}: {flaw.message}" if field else flaw.message
        raise CatalogueError(name, place, problem, f"See deadlines/law/{schema} for the form.")
    assert isinstance(document, dict)
    return document


@cache
def _form(schema: str) -> Form:
    return Form(json.loads((LAW / schema).read_text(encoding="utf-8")))


def _place(document: Any, path: Sequence[str | int]) -> tuple[str, str]:
    """Which entry of the file it is, by its id where it has one, and which field of that."""
    if len(path) < 2:
        return "the file", "/".join(map(str, path))
    entry = document[path[0]][path[1]]
    named = entry.get("id") if isinstance(entry, dict) else None
    return str(named or f"{path[0]}/{path[1]}"), "/".join(map(str, path[2:]))
