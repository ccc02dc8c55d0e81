"""Reading a folder of YAML files against a JSON Schema. What the entries mean is their own module's business."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from claimback.kernel.forms import Form
from claimback.kernel.strict_yaml import load_yaml

HERE: Final = Path(__file__).parent


class DataError(ValueError):
    """A file of ours that cannot be trusted; the message names the file, the entry and the remedy."""


def files_of(folder: str) -> dict[str, str]:
    """The texts of the YAML files in a folder beside this module, by name."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted((HERE / folder).glob("*.yaml"))}


def documents(files: Mapping[str, str], schema: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each file's name with its document. Raises DataError for what is no YAML or breaks the schema."""
    form = Form(json.loads((HERE / schema).read_text(encoding="utf-8")))
    for name, text in files.items():
        try:
            document = load_yaml(text)
        except yaml.YAMLError as error:
            raise DataError(f"{name} is not readable as YAML: {error}. Correct the file.") from error
        flaw = form.flaw(document)
        if flaw is not None:
            raise DataError(f"{name}, {flaw.json_path}: {flaw.message}. See {schema} for the form.")
        yield name, document


def refuse_unknown(where: str, what: str, used: list[str], known: Mapping[str, Any]) -> None:
    """Raise DataError for the first word in `used` that is none of `known`."""
    for word in used:
        if word not in known:
            raise DataError(f"{where}: {word} is no {what}. Use one of {', '.join(known)}.")
