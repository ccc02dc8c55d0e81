"""Templates of a firm's own: variants of those that the package ships, held to the same rules before they are used.

A variant is whole: it shares no parts, and refers to nothing that the firm could change later. What it is a variant of
says what sending it means. Keeping and choosing variants is a service's work.
"""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

import yaml

from claimback.kernel.strict_yaml import load_yaml
from letters.writing.authorities import CatalogueError, authorities, load_data
from letters.writing.catalogue import templates
from letters.writing.parts import with_parts
from letters.writing.template import Template, template_of
from letters.writing.template_faults import faults

LONGEST_TEXT: Final = 100_000
_DEEPEST: Final = 20
_SOURCE: Final = "text"
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@lru_cache(maxsize=256)
def parse_variant(text: str, base: str, number: int) -> Template:
    """The firm's own template from its YAML (or JSON), as version `number` of a variant of `base`.

    The id and version that the text names are put aside for these two. Raises `CatalogueError` naming the place and the
    remedy: for a text that is too long, too deep or no YAML, for one that its schema refuses, for an unknown fact or
    authority, and for law that is stated without one.
    """
    _refuse_unreadable(text)

    def named(data: Any) -> Any:
        return {**data, "id": base, "version": number} if isinstance(data, dict) else data

    template = template_of(load_data(text, "template.schema.json", _SOURCE, named))
    for fault in faults(template, authorities()):
        raise CatalogueError(f"{_SOURCE}: {fault}")
    return template


def _refuse_unreadable(text: str) -> None:
    """Refuse what would take a reader of YAML more than the text's own length: nests without end, references."""
    if len(text) > LONGEST_TEXT:
        raise CatalogueError(f"{_SOURCE}: it is longer than {LONGEST_TEXT} characters; shorten it.")
    depth = 0
    try:
        for event in yaml.parse(text, Loader=_Loader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEEPEST:
                raise CatalogueError(f"{_SOURCE}: it is nested deeper than {_DEEPEST} levels; flatten it.")
            if isinstance(event, yaml.AliasEvent):
                raise CatalogueError(f"{_SOURCE}: *{event.anchor} refers to another place; write it out.")
    except yaml.YAMLError as error:
        raise CatalogueError(f"{_SOURCE}: not YAML: {error}") from error


@cache
def text_of(template_id: str) -> str:
    """The YAML of a template of the package with its shared parts written out: what a variant begins with.

    Raises KeyError for a template that there is not.
    """
    path = Path(__file__).parent / "templates" / f"{templates()[template_id].id}.yaml"
    whole = with_parts(load_yaml(path.read_text(encoding="utf-8")))
    return yaml.safe_dump(_plain(whole), sort_keys=False, allow_unicode=True, width=110)


def _plain(value: Any) -> Any:
    """A copy that shares nothing, so that it is written without references."""
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list | tuple) else value
