"""Assembles a draft: a template filled with the facts of one case, as blocks that a person may then edit.

A draft keeps its own text with the template's id and version, so a template that changes later changes no draft. A
fact that is missing becomes a hole, visible in the text and listed with its remedy. Whether a draft may go out is
decided in `check`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any, get_args

from letters.writing.block import Block as Block
from letters.writing.catalogue import templates
from letters.writing.citations import find_citations
from letters.writing.enclosures import with_enclosures
from letters.writing.facts import Language, LetterFacts
from letters.writing.filling import Writer
from letters.writing.fitting import misfit
from letters.writing.particulars import Column, ColumnType, Particular, ParticularType
from letters.writing.periods import Period
from letters.writing.remedies import remedy_of
from letters.writing.sums import Sum
from letters.writing.template import BlockKind, RecipientKind, Template
from letters.writing.vocabulary import missing_paths


class DraftError(ValueError):
    """A draft can't be made or read; the message names the field and the remedy."""


@dataclass(frozen=True, slots=True)
class Hole:
    """A fact that the case lacks: its path, such as ``grounds[2].quote``, and what to do about it."""

    path: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A letter's text as it stands, with what a later check needs of its template: the paths that it requires, the
    particulars that it asks for, and to whom it goes."""

    template: str
    version: int
    language: Language
    recipient: RecipientKind
    subject: str
    paragraphs: tuple[Block, ...]
    holes: tuple[Hole, ...]
    citations: tuple[str, ...]
    required: tuple[str, ...]
    particulars: tuple[Particular, ...] = ()
    sums: tuple[Sum, ...] = ()
    periods: tuple[Period, ...] = ()


def draft_letter(template_id: str, facts: LetterFacts) -> Draft:
    """Fill a template of the package with the facts of a case.

    Raises `DraftError` for an unknown template, and as `draft_from` does.
    """
    template = templates().get(template_id)
    if template is None:
        raise DraftError(
            f"template_id: {template_id!r} is not a template; choose one of {', '.join(sorted(templates()))}."
        )
    return draft_from(template, facts)


def draft_from(template: Template, facts: LetterFacts) -> Draft:
    """Fill a template with the facts of a case.

    Raises `DraftError` for a plan type, line of business or state that the template has no law for. A plan type or a
    state that is not recorded is a hole instead, and the draft then states no law of theirs.
    """
    if why := misfit(template, facts.case):
        raise DraftError(why)
    writer = Writer(template, facts)
    blocks = with_enclosures(
        writer, [block for section in template.sections for block in writer.section(section)]
    )
    subject = writer.fill(template.subject)
    missing = dict.fromkeys((*missing_paths(facts, template.required), *writer.missing))
    return Draft(
        template=template.id,
        version=template.version,
        language=template.language,
        recipient=template.recipient,
        subject=subject,
        paragraphs=blocks,
        holes=tuple(Hole(path, remedy_of(path, template.particulars)) for path in missing),
        citations=citations_of(blocks),
        required=template.required,
        particulars=template.particulars,
        sums=template.sums,
        periods=template.periods,
    )


def with_holes(draft: Draft, facts: LetterFacts) -> Draft:
    """The draft with the holes that these facts leave."""
    missing = missing_paths(facts, draft.required)
    return replace(draft, holes=tuple(Hole(path, remedy_of(path, draft.particulars)) for path in missing))


def citations_of(blocks: tuple[Block, ...]) -> tuple[str, ...]:
    """Every citation that the letter itself makes, canonical, in order, once each. The insurer's quotes don't count."""
    found = (
        citation.canonical
        for block in blocks
        if block.kind != "quote"
        for text in (block.text, *block.items, *(cell for row in block.rows for cell in row))
        for citation in find_citations(text)
    )
    return tuple(dict.fromkeys(found))


def draft_to_json(draft: Draft) -> dict[str, Any]:
    """The draft as plain JSON values: what is stored, and what an editor sends back."""
    plain: dict[str, Any] = _plain(asdict(draft))
    return plain


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, list | tuple) else value


def draft_from_json(data: dict[str, Any]) -> Draft:
    """Read a stored or edited draft. Citations are found anew, since the text may have been edited.

    Raises `DraftError` naming the field that is missing or of the wrong kind.
    """
    blocks = tuple(
        _read_block(f"paragraphs[{n}]", row) for n, row in enumerate(_field(data, "paragraphs", list))
    )
    holes = tuple(
        Hole(_field(row, "path", str, f"holes[{n}]."), _field(row, "remedy", str, f"holes[{n}]."))
        for n, row in enumerate(_field(data, "holes", list))
    )
    return Draft(
        template=_field(data, "template", str),
        version=_field(data, "version", int),
        language=_among(data, "language", get_args(Language)),
        recipient=_among(data, "recipient", get_args(RecipientKind)),
        subject=_field(data, "subject", str),
        paragraphs=blocks,
        holes=holes,
        citations=citations_of(blocks),
        required=_texts(data, "required"),
        particulars=tuple(_particulars(data)),
        sums=tuple(_sums(data)),
        periods=tuple(_periods(data)),
    )


def _particulars(data: object) -> Iterator[Particular]:
    for n, row in enumerate(_field(data, "particulars", list)):
        texts = {name: _field(row, name, str, f"particulars[{n}].") for name in ("name", "label", "remedy")}
        kind = _among(row, "type", get_args(ParticularType), f"particulars[{n}].")
        columns = tuple(
            Column(
                name=_field(column, "name", str),
                type=_among(column, "type", get_args(ColumnType)),
                label=_field(column, "label", str),
            )
            for column in _field(row, "columns", list, f"particulars[{n}].")
        )
        choices = _field(row, "choices", dict, f"particulars[{n}].")
        yield Particular(**texts, type=kind, choices=choices, columns=columns)


def _sums(data: object) -> Iterator[Sum]:
    for n, row in enumerate(_field(data, "sums", list)):
        place = f"sums[{n}]."
        texts = {name: _field(row, name, str, place) for name in ("name", "label")}
        yield Sum(**texts, of=_texts(row, "of", place), less=_texts(row, "less", place))


def _periods(data: object) -> Iterator[Period]:
    for n, row in enumerate(_field(data, "periods", list)):
        place = f"periods[{n}]."
        texts = {name: _field(row, name, str, place) for name in ("until", "since", "authority")}
        days, states = _field(row, "days", int, place), _texts(row, "states", place)
        yield Period(**texts, days=days, states=states, from_receipt=row.get("from_receipt") is True)


def _read_block(place: str, row: object) -> Block:
    kind = _among(row, "kind", get_args(BlockKind), f"{place}.")
    level = _field(row, "level", int, f"{place}.")
    if level not in ((1, 2) if kind == "heading" else (0,)):
        raise DraftError(f"{place}.level: a heading's level is 1 or 2, and any other block's is 0.")
    return Block(
        kind=kind,
        text=_field(row, "text", str, f"{place}."),
        label=_field(row, "label", str, f"{place}.", may_be_none=True),
        source=_field(row, "source", str, f"{place}.", may_be_none=True),
        items=_texts(row, "items", f"{place}."),
        level=level,
        ground=_field(row, "ground", int, f"{place}.", may_be_none=True),
        **_read_table(place, row),
    )


def _read_table(place: str, row: object) -> dict[str, Any]:
    """A table's columns, rows and total, each row as long as the columns; none for a block that has none."""
    if not isinstance(row, dict) or not row.get("columns"):
        return {}
    columns, total = _texts(row, "columns", f"{place}."), _texts(row, "total", f"{place}.")
    rows = tuple(
        _texts({"cells": cells}, "cells", f"{place}.rows[{n}].")
        for n, cells in enumerate(_field(row, "rows", list, f"{place}."))
    )
    for cells in (*rows, *((total,) if total else ())):
        if len(cells) != len(columns):
            raise DraftError(f"{place}.rows: every row, and the total, must have {len(columns)} cells.")
    return {"columns": columns, "rows": rows, "total": total}


def _texts(data: object, name: str, place: str = "") -> tuple[str, ...]:
    values = _field(data, name, list, place)
    if not all(isinstance(value, str) for value in values):
        raise DraftError(f"{place}{name}: must be a list of texts.")
    return tuple(values)


def _among(data: object, name: str, words: tuple[str, ...], place: str = "") -> Any:
    value = _field(data, name, str, place)
    if value not in words:
        raise DraftError(f"{place}{name}: {value!r} is not one of {', '.join(words)}.")
    return value


_KIND_WORDS = {str: "text", int: "a whole number", list: "a list", dict: "an object"}


def _field(data: object, name: str, kind: type, place: str = "", *, may_be_none: bool = False) -> Any:
    if not isinstance(data, dict):
        raise DraftError(f"{place.rstrip('.') or 'draft'}: must be an object.")
    value = data.get(name)
    if value is None and may_be_none:
        return None
    if not isinstance(value, kind) or isinstance(value, bool):
        raise DraftError(f"{place}{name}: must be present, and {_KIND_WORDS[kind]}.")
    return value
