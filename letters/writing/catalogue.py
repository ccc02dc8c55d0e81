"""The templates: loaded from `templates/*.yaml`, held against their schema, and refused when they can't be trusted.

What a template is, is in `template`; why one is refused, in `template_faults`; filling it in is `draft`'s work.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from letters.writing.authorities import Authority, CatalogueError, authorities, load_data
from letters.writing.parts import UnknownPart, with_parts
from letters.writing.template import Template, template_of
from letters.writing.template_faults import faults


def parse_template(text: str, source: str, catalogue: Mapping[str, Authority] | None = None) -> Template:
    """A template from its YAML. Raises `CatalogueError` naming the file, the place and the remedy."""
    try:
        template = template_of(load_data(text, "template.schema.json", source, with_parts))
    except UnknownPart as error:
        raise CatalogueError(f"{source}: include: {error}") from error
    for fault in faults(template, authorities() if catalogue is None else catalogue):
        raise CatalogueError(f"{source}: {fault}")
    return template


@cache
def templates() -> Mapping[str, Template]:
    """Every template of the package by id, read once."""
    loaded: dict[str, Template] = {}
    for path in sorted((Path(__file__).parent / "templates").glob("*.yaml")):
        template = parse_template(path.read_text(encoding="utf-8"), path.name)
        if template.id in loaded or template.id != path.stem:
            raise CatalogueError(
                f"{path.name}: the file must bear its template's id, {template.id!r}, and be the only one."
            )
        loaded[template.id] = template
    return MappingProxyType(loaded)
