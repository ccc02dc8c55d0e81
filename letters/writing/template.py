"""What a template is: its blocks, their conditions, the particulars it asks for. Reading one from plain data.

Whether one can be trusted is decided in `template_faults`; those that the package ships are in `catalogue`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal, get_args

from letters.writing.facts import Language
from letters.writing.particulars import Column, Particular
from letters.writing.periods import Period
from letters.writing.sums import Sum

BlockKind = Literal["heading", "text", "quote", "list", "table", "exhibit_table", "signature"]
RecipientKind = Literal[
    "insurer",
    "plan_administrator",
    "regulator",
    "reviewer",
    "external_review",
    "client",
    "provider",
    "appraiser",
    "opposing_party",
    "other",
]
PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_.]*)\}")

LETTERHEAD_FACTS = (
    "firm.name",
    "firm.address_lines",
    "signer.name",
    "signer.title",
    "case.case_number",
    "case.client_name",
    "recipient.name",
    "recipient.address_lines",
    "recipient.salutation",
    "letter_date",
)
"""What the page around the text can't do without: every template requires these unasked."""

LAW = "law."
"""What a list that repeats the law on a topic is called by, such as ``law.decide``."""

DERIVED = MappingProxyType(
    {
        "denial.decision_words": "denial.decision",
        "ground.title": "grounds[].code",
        "exhibit.description": "exhibits[].title",
    }
)
"""Placeholders that put a fact into words, and the fact that each rests on."""

SCOPED = MappingProxyType({"ground": "grounds[]", "exhibit": "exhibits[]", "breach": "breaches[]"})
"""The names by which one row is called while a section or a list repeats it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """The condition of a section or block; an empty field asks nothing.

    `law` asks for law on any of its topics that the letter has not cited yet. `matches` holds paths, each with the
    words of which its fact must be one: a code, or yes or no.
    """

    plan_types: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    law: tuple[str, ...] = ()
    matches: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AmountPlan:
    """One line of a reckoning: its words and the path of its amount; `less` takes it off."""

    label: str
    amount: str
    less: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockPlan:
    """One block as a template plans it; `each` repeats a list's item, `items` are a list's that says its own.

    A table shows the rows at the path `each`, with `columns` of labels and placeholders where the rows are not a
    particular's; or the reckoning `amounts`, whose last line is `total`.
    """

    kind: BlockKind
    text: str = ""
    items: tuple[str, ...] = ()
    label: str | None = None
    source: str | None = None
    each: str | None = None
    columns: tuple[tuple[str, str], ...] = ()
    amounts: tuple[AmountPlan, ...] = ()
    total: AmountPlan | None = None
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
    """One version of one letter's plan.

    `salutation` takes the place of the usual one for such a recipient. Empty `plan_types` or `states` limit nothing.
    `required` names the letterhead's facts and those by which law is chosen besides what the template itself requires.
    """

    id: str
    version: int
    title: str
    language: Language
    recipient: RecipientKind
    salutation: str | None
    lines: frozenset[str]
    plan_types: frozenset[str]
    states: frozenset[str]
    subject: str
    particulars: tuple[Particular, ...]
    sums: tuple[Sum, ...]
    periods: tuple[Period, ...]
    required: tuple[str, ...]
    sections: tuple[Section, ...]


def template_of(data: Mapping[str, Any]) -> Template:
    """A template from data that its schema accepts."""
    sections = tuple(_section(row) for row in data["sections"])
    plan_types, states = frozenset(data.get("plan_types", ())), frozenset(data.get("states", ()))
    return Template(
        id=data["id"],
        version=data["version"],
        title=data["title"],
        language=data["language"],
        recipient=data["recipient"],
        salutation=data.get("salutation"),
        lines=frozenset(data["lines"]),
        plan_types=plan_types,
        states=states,
        subject=data["subject"],
        particulars=tuple(particular_of(row) for row in data.get("particulars", ())),
        sums=tuple(sum_of(row) for row in data.get("sums", ())),
        periods=tuple(period_of(row) for row in data.get("periods", ())),
        required=tuple(
            dict.fromkeys(
                (*LETTERHEAD_FACTS, *_choosing(sections, plan_types, states), *data.get("required", ()))
            )
        ),
        sections=sections,
    )


def particular_of(row: Mapping[str, Any]) -> Particular:
    """One particular from its entry, in a template or in a draft."""
    return Particular(
        name=row["name"],
        type=row["type"],
        label=row["label"],
        remedy=row["remedy"],
        choices=dict(row.get("choices", {})),
        columns=tuple(Column(**column) for column in row.get("columns", ())),
    )


def sum_of(row: Mapping[str, Any]) -> Sum:
    """One sum from its entry, in a template or in a draft."""
    return Sum(name=row["name"], label=row["label"], of=tuple(row["of"]), less=tuple(row.get("less", ())))


def period_of(row: Mapping[str, Any]) -> Period:
    """One period from its entry, in a template or in a draft."""
    return Period(
        until=row["until"],
        since=row.get("since", "letter_date"),
        days=row["days"],
        states=tuple(row["states"]),
        authority=row["authority"],
        from_receipt=row.get("from_receipt", False),
    )


def _choosing(sections: Iterable[Section], plan_types: frozenset[str], states: frozenset[str]) -> list[str]:
    """The facts by which the template's law is chosen."""
    conditions = [when for section in sections for when in (section.when, *(b.when for b in section.blocks))]
    needed = {
        "case.line_of_business": True,
        "case.plan_type": bool(plan_types) or any(when.plan_types for when in conditions),
        "case.jurisdiction": bool(states) or any(when.states for when in conditions),
    }
    return [path for path, is_needed in needed.items() if is_needed]


def _section(row: Mapping[str, Any]) -> Section:
    return Section(
        heading=row.get("heading"),
        level=row.get("level", 1),
        each=row.get("each"),
        when=_when(row),
        blocks=tuple(_block(block) for block in row["blocks"]),
    )


def _block(row: Mapping[str, Any]) -> BlockPlan:
    if "table" in row or "amounts" in row:
        return _table(row)
    planned: BlockKind = "text" if "law" in row else next(kind for kind in get_args(BlockKind) if kind in row)
    text = row.get("law", row.get(planned))
    return BlockPlan(
        kind=planned,
        text=text if isinstance(text, str) else "",
        items=tuple(text) if isinstance(text, list) else (),
        label=row.get("label"),
        source=row.get("source"),
        each=row.get("each"),
        states_law="law" in row,
        when=_when(row),
    )


def _table(row: Mapping[str, Any]) -> BlockPlan:
    return BlockPlan(
        kind="table",
        label=row.get("label"),
        each=row.get("table"),
        columns=tuple((column["label"], column["value"]) for column in row.get("columns", ())),
        amounts=tuple(AmountPlan(**each) for each in row.get("amounts", ())),
        total=AmountPlan(**row["total"]) if "total" in row else None,
        when=_when(row),
    )


def texts_of(block: BlockPlan) -> tuple[str, ...]:
    """Every piece of text of a block in which a placeholder may stand."""
    amounts = (*block.amounts, *((block.total,) if block.total else ()))
    pieces = (
        block.text,
        block.label,
        block.source,
        *block.items,
        *(text for column in block.columns for text in column),
        *(each.label for each in amounts),
    )
    return tuple(piece for piece in pieces if piece)


def _when(row: Mapping[str, Any]) -> When:
    asked = dict(row.get("when", {}))
    matches = tuple((path, _words(words)) for path, words in asked.pop("is", {}).items())
    return When(**{name: tuple(values) for name, values in asked.items()}, matches=matches)


def _words(words: str | list[str]) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words)


def scopes_of(template: Template) -> frozenset[str]:
    """The first words of every path that the template names, such as ``breaches``: what to gather for it."""
    names = [*template.required, *PLACEHOLDER.findall(template.subject)]
    for section in template.sections:
        names += [*_named(section.when), *PLACEHOLDER.findall(section.heading or "")]
        for block in section.blocks:
            names += [*_named(block.when), block.each or ""]
            names += PLACEHOLDER.findall(" ".join(texts_of(block)))
    names += [path for each in template.sums for path in (*each.of, *each.less)]
    return frozenset(base_fact(name).partition(".")[0].removesuffix("[]") for name in names)


def _named(when: When) -> list[str]:
    return [*when.known, *when.unknown, *(path for path, _ in when.matches)]


def base_fact(name: str) -> str:
    """The path of the fact behind a placeholder: ``ground.title`` rests on ``grounds[].code``."""
    if name in DERIVED:
        return DERIVED[name]
    scope, _, leaf = name.partition(".")
    return f"{SCOPED[scope]}.{leaf}" if scope in SCOPED else name
