"""The YAML that ships with the reading of letters: one reader for all of its files."""

from functools import cache
from importlib.resources import files
from typing import Any

from claimback.kernel.strict_yaml import load_yaml


@cache
def data_of(name: str) -> Any:
    """What `<name>.yaml` of this package holds. Raises FileNotFoundError for a file that is not there."""
    return load_yaml(files("letters.reading").joinpath(f"{name}.yaml").read_text(encoding="utf-8"))
