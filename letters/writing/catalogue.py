"""The templates: loaded from `templates/*.yaml`, held against their schema, and refused when they can't be trusted.

A template that names an unknown fact or authority, uses a fact it doesn't require, types a citation by hand or states
law without an authority never loads. Filling a template in is `draft`'s work.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, get_args

from letters.writing.authorities import Authority, CatalogueError, authorities, load_data
from letters.writing.citations import find_citations
from letters.writing.vocabulary import known_paths

BlockKind = Literal["heading", "text", "quote", "list", "exhibit_table", "signature"]
PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_.]*)\}")

LETTERHEAD_FACTS = (
    "firm.name",
    "firm.address_lines",
    "signer.name",
    "signer.title",
    "case.case_number",
    "case.client_name",
    "case.insurer_name",
    "case.insurer_address_lines",
    "case.line_of_business",
    "case.plan_type",
    "letter_date",
)
"""What the page around the text, or the choice of law, can't do without: every template must require these."""

DERIVED = MappingProxyType(
    {
        "denial.decision_words": "denial.decision",
        "ground.title": "grounds[].code",
        "exhibit.description": "exhibits[].title",
    }
)
"""Placeholders that put a fact into words, and the fact that each rests on."""

_ROWS = frozenset({"grounds", "exhibits"})
_SCOPED = MappingProxyType({"ground": "grounds[]", "exhibit": "exhibits[]"})


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """The condition of a section or block; an empty field asks nothing."""

    plan_types: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockPlan:
    """One block as a template plans it; `each` repeats a list's item."""

    kind: BlockKind
    text: str = ""
    label: str | None = None
    source: str | None = None
    each: str | None = None
    states_law: bool = False
    when: When = When()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and its blocks; with `each`, once for every row."""

    heading: str | None
    level: int
    each: str | None
    when: When
    blocks: tuple[BlockPlan, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """One version of one letter's plan."""

    id: str
    version: int
    title: str
    language: str
    lines: frozenset[str]
    plan_types: frozenset[str]
    subject: str
    required: tuple[str, ...]
    sections: tuple[Section, ...]


def parse_template(text: str, source: str, catalogue: Mapping[str, Authority] | None = None) -> Template:
    """A template from its YAML. Raises `CatalogueError` naming the file, the place and the remedy."""
    data = load_data(text, "template.schema.json", source)
    template = Template(
        id=data["id"],
        version=data["version"],
        title=data["title"],
        language=data["language"],
        lines=frozenset(data["lines"]),
        plan_types=frozenset(data["plan_types"]),
        subject=data["subject"],
        required=tuple(data["required"]),
        sections=tuple(_section(row) for row in data["sections"]),
    )
    for fault in _faults(template, authorities() if catalogue is None else catalogue):
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


def _section(row: Mapping[str, Any]) -> Section:
    return Section(
        heading=row.get("heading"),
        level=row.get("level", 1),
        each=row.get("each"),
        when=_when(row),
        blocks=tuple(_block(block) for block in row["blocks"]),
    )


def _block(row: Mapping[str, Any]) -> BlockPlan:
    planned: BlockKind = "text" if "law" in row else next(kind for kind in get_args(BlockKind) if kind in row)
    text = row.get("law", row.get(planned))
    return BlockPlan(
        kind=planned,
        text=text if isinstance(text, str) else "",
        label=row.get("label"),
        source=row.get("source"),
        each=row.get("each"),
        states_law="law" in row,
        when=_when(row),
    )


def _when(row: Mapping[str, Any]) -> When:
    return When(**{name: tuple(values) for name, values in row.get("when", {}).items()})


def base_fact(name: str) -> str:
    """The path of the fact behind a placeholder: ``ground.title`` rests on ``grounds[].code``."""
    if name in DERIVED:
        return DERIVED[name]
    if name == "item":
        return "items_requested"
    scope, _, leaf = name.partition(".")
    return f"{_SCOPED[scope]}.{leaf}" if scope in _SCOPED else name


def _faults(template: Template, catalogue: Mapping[str, Authority]) -> Iterator[str]:
    paths = known_paths()
    for path in template.required:
        if path not in paths:
            yield f"required: {path!r} is not a fact that a letter knows; correct the path."
    for path in LETTERHEAD_FACTS:
        if path not in template.required:
            yield f"required: add {path!r}, which every letter needs."
    yield from _text_faults(template, "subject", template.subject, None, None, When())
    for section in template.sections:
        place = f"section {section.heading or '(no heading)'!r}"
        yield from _when_faults(place, section.when, replace(section, each=None))
        if section.heading:
            yield from _text_faults(template, place, section.heading, section, None, section.when)
        for block in section.blocks:
            yield from _when_faults(place, block.when, section)
            for text in filter(None, (block.text, block.label, block.source)):
                yield from _text_faults(template, place, text, section, block, block.when)
            if block.states_law:
                yield from _law_faults(template, place, block, catalogue)
    yield from _uncovered(template)


def _when_faults(place: str, when: When, section: Section) -> Iterator[str]:
    for name in when.known + when.unknown:
        if base_fact(name) not in known_paths() or (name.startswith("ground.") and section.each != "grounds"):
            yield f"{place}: {name!r} is not a fact that is known here; correct the condition."


def _text_faults(
    template: Template, place: str, text: str, section: Section | None, block: BlockPlan | None, when: When
) -> Iterator[str]:
    """Faults of one piece of text: stray braces, names out of scope, facts not asked for, typed citations."""
    if re.search(r"[{}]", PLACEHOLDER.sub("", text)):
        yield f"{place}: a brace in {text[:40]!r} is not part of a placeholder such as {{denial.letter_date}}."
    for citation in find_citations(PLACEHOLDER.sub("", text)):
        yield f"{place}: {citation.text!r} is typed by hand; cite it as {{authority.<id>}} in a law block."
    each = block.each if block else None
    for name in PLACEHOLDER.findall(text):
        scope = name.partition(".")[0]
        if scope == "authority":
            if block is None or not block.states_law:
                yield f"{place}: {name!r} may be used in a law block only."
            continue
        if scope == "law":
            if each != "ground.authorities" or name not in {"law.citation", "law.holding"}:
                yield f"{place}: {name!r} is known only where a list repeats ground.authorities."
            continue
        in_scope = {
            "item": each == "items_requested",
            "exhibit": each == "ground.exhibits",
            "ground": section is not None and section.each == "grounds",
        }.get(scope, True)
        if not in_scope or base_fact(name) not in known_paths() - _ROWS:
            yield f"{place}: {name!r} is not a fact that is known here; correct the placeholder."
        elif (
            base_fact(name) not in template.required
            and name not in when.known
            and not name.endswith(".number")
        ):
            yield f"{place}: {name!r} is used but not required; require it, or use it under `when: known`."


def _law_faults(
    template: Template, place: str, block: BlockPlan, catalogue: Mapping[str, Authority]
) -> Iterator[str]:
    named = [
        name.partition(".")[2] for name in PLACEHOLDER.findall(block.text) if name.startswith("authority.")
    ]
    if not named:
        yield f"{place}: a law block cites no authority; add {{authority.<id>}}."
    if not block.when.plan_types:
        yield f"{place}: a law block must say under `when: plan_types` for which plans it is law."
    lines = block.when.lines or tuple(template.lines)
    for name in named:
        authority = catalogue.get(name)
        if authority is None:
            yield f"{place}: authority {name!r} is not in the catalogue; add it or correct the id."
            continue
        strangers = sorted(
            (set(block.when.plan_types) - authority.plan_types) | (set(lines) - authority.lines)
        )
        if strangers:
            yield f"{place}: authority {name!r} does not govern {strangers}; narrow `when`."


def states_law_for(template: Template, plan_type: str, line: str) -> bool:
    """Whether a template has law for this plan type and line of business, or needs none."""
    law = [block.when for section in template.sections for block in section.blocks if block.states_law]
    return not law or any(
        plan_type in when.plan_types and (not when.lines or line in when.lines) for when in law
    )


def _uncovered(template: Template) -> Iterator[str]:
    for plan_type in sorted(template.plan_types):
        if not any(states_law_for(template, plan_type, line) for line in template.lines):
            yield f"plan_types: {plan_type!r} has no law in this template; add a law block or leave it out."
