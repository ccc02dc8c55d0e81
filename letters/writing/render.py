"""Turns a draft into the PDF that is approved and sent: letterhead, address, reference block, text, exhibit list.

The words are the draft's; the page around them comes from the facts. The engine is in
`claimback.typesetting`, merging with the exhibits in `packet`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from claimback.typesetting.engine import picture, typeset
from claimback.typesetting.printable import printable
from letters.writing.citations import find_citations
from letters.writing.cited import CitedList
from letters.writing.draft import Block, Draft
from letters.writing.facts import ExhibitFacts, Language, LetterFacts
from letters.writing.look import PLAIN, Look
from letters.writing.page_words import PAGE_WORDS
from letters.writing.tables import is_figures
from letters.writing.vocabulary import MONTHS, hole, in_words, is_known, long_date, look_up

SOURCE = Path(__file__).with_name("letter.typ")
"""The layout of a letter, which is set with what `letter_page` puts together."""
_ON_ONE_LINE = re.compile(
    r"(\d+ (?:C\.F\.R\.|CFR|U\.S\.C\.) (?:§ )?[\d.a-z-]*[\da-z](?:\(\w{1,5}\))*"
    rf"|(?:{'|'.join(MONTHS['en'])}) \d{{1,2}}, \d{{4}}|\d{{1,2}} de (?:{'|'.join(MONTHS['es'])}) de \d{{4}}"
    r"|Exhibits? \d{1,4}\b|\(\d{3}\) \d{3}-\d{4}\b)"
)
_TOO_LONG = re.compile(r"\S{48,}")
_DIGIT = re.compile(r"\d")
_LONGEST_WHOLE = 44
_UNDATED = date(1970, 1, 1)
_REFERENCE = (
    "case.client_name",
    "case.insurer_name",
    "case.plan_name",
    "policy.number",
    "case.member_id",
    "case.group_number",
    "case.claim_number",
    "loss.on",
    "denial.letter_date",
    "denial.reference",
)
"""What the reference block may show, in order, where the letter requires it or the case knows it."""
_TO_CLIENT = frozenset(
    {"case.insurer_name", "case.plan_name", "case.claim_number", "loss.on", "denial.letter_date"}
)
_IF_REQUIRED = frozenset({"case.insurer_name", "policy.number", "loss.on"})


def render_pdf(
    draft: Draft,
    facts: LetterFacts,
    *,
    exhibits: Sequence[ExhibitFacts] | None = None,
    look: Look = PLAIN,
) -> bytes:
    """The letter as PDF/A-3a and PDF/UA-1, tagged, with its language and title set.

    `exhibits` are the rows of the exhibit list, by default those of `facts`; where there are any, the PDF carries them
    as `exhibits.json`. The same arguments give the same bytes. A fact that is missing prints as its hole, and a
    character that no font has prints as its code point, so that a preview never fails on content. Raises `RenderError`
    if the engine refuses the document.
    """
    rows = facts.exhibits if exhibits is None else exhibits
    page = letter_page(draft, facts, rows, look)
    return typeset(SOURCE, "letter", page, dated=_dated(facts), files=_files(look), archive="a-3a")


def render_pages(draft: Draft, facts: LetterFacts, *, look: Look = PLAIN) -> list[bytes]:
    """The letter's pages as PNG, for looking at. Raises as `render_pdf`."""
    page = letter_page(draft, facts, facts.exhibits, look)
    return picture(SOURCE, "letter", page, dated=_dated(facts), files=_files(look))


def exhibit_manifest(draft: Draft, facts: LetterFacts, exhibits: Sequence[ExhibitFacts]) -> dict[str, Any]:
    """The exhibits that belong to the letter, with their hashes in full: what the PDF carries as `exhibits.json`."""
    return {
        "letter": {
            "case_number": facts.case.case_number,
            "subject": draft.subject,
            "dated": facts.letter_date.isoformat() if facts.letter_date else None,
            "template": draft.template,
            "template_version": draft.version,
        },
        "exhibits": [
            {
                "number": exhibit.number,
                "title": exhibit.title,
                "dated": exhibit.dated_on.isoformat() if exhibit.dated_on else None,
                "pages": exhibit.pages,
                "sha256": exhibit.sha256,
            }
            for exhibit in exhibits
        ],
    }


def _dated(facts: LetterFacts) -> date:
    return facts.letter_date or _UNDATED


def _files(look: Look) -> dict[str, bytes]:
    return {look.logo.name: look.logo.data} if look.logo else {}


def _shown(facts: LetterFacts, path: str, language: Language = "en") -> str:
    value = look_up(facts, path)
    return _words(in_words(value, language)) if is_known(value) else hole(path)


def _shown_lines(facts: LetterFacts, path: str) -> list[str]:
    value = look_up(facts, path)
    return [_words(line) for line in value] if isinstance(value, tuple) and value else [hole(path)]


def _line(text: str) -> str:
    """One line of printable words."""
    return printable(" ".join(text.split()))


def _words(text: str) -> str:
    """`_line`, with leave to break a word longer than the page is wide, which only a fact can be."""
    return _TOO_LONG.sub(lambda match: "\N{ZERO WIDTH SPACE}".join(match[0]), _line(text))


def _prose(text: str, cited: CitedList | None = None) -> list[Any]:
    """Text in pieces, of which every second must stay on one line: a date, an exhibit's number, a citation.

    A citation of the letter's own has its number in `cited`, and whether it is short enough to stay on one line.
    """
    words = _words(text)
    found: list[tuple[int, int, Any]] = []
    citations = find_citations(words) if cited is not None and _DIGIT.search(words) else ()
    for citation in citations:
        assert cited is not None
        said = words[citation.start : citation.end].rstrip()
        piece = {"cite": cited.number(citation), "text": _joined(said), "whole": len(said) <= _LONGEST_WHOLE}
        found.append((citation.start, citation.start + len(said), piece))
    for match in _ON_ONE_LINE.finditer(words):
        if not any(match.start() < end and start < match.end() for start, end, _ in found):
            found.append((match.start(), match.end(), _joined(match[0])))
    pieces: list[Any] = []
    reached = 0
    for start, end, piece in sorted(found, key=lambda each: each[0]):
        pieces += [_joined(words[reached:start]), piece]
        reached = end
    return [*pieces, _joined(words[reached:])]


def _joined(words: str) -> str:
    """The sign of a section never ends a line."""
    return words.replace("§ ", "§\N{NO-BREAK SPACE}")


def letter_page(
    draft: Draft, facts: LetterFacts, exhibits: Sequence[ExhibitFacts], look: Look
) -> dict[str, Any]:
    """Everything `letter.typ` shows, as strings and lists of strings."""
    cited = CitedList()
    numbered = zip(draft.paragraphs, _headings(draft.paragraphs), strict=True)
    blocks = [_block(block, exhibits, *number, draft.language, cited) for block, number in numbered]
    signer = [_shown(facts, "signer.name"), _shown(facts, "signer.title")]
    if is_known(facts.signer.licence):
        signer.append(_shown(facts, "signer.licence"))
    firm, recipient = _shown(facts, "firm.name"), _shown(facts, "recipient.name")
    words, language = PAGE_WORDS[draft.language], draft.language
    return {
        "language": language,
        "title": f"{_line(draft.subject)} – {_line(facts.case.client_name or hole('case.client_name'))}",
        "subject_label": words.subject,
        "subject": _words(draft.subject),
        "firm": {"name": firm, "lines": _address(draft, facts, look)},
        "look": {
            "accent": look.accent,
            "footer": _words(look.footer_line),
            "logo": {"name": look.logo.name, "inches": look.logo.inches} if look.logo else None,
        },
        "date": _shown(facts, "letter_date", language),
        "sent_by": _words(facts.sent_by) if facts.sent_by else None,
        "recipient": [recipient, *_shown_lines(facts, "recipient.address_lines")],
        "reference": [
            {"label": words.labels[path], "value": _shown(facts, path, language)}
            for path in _REFERENCE
            if _is_shown(draft, facts, path)
        ],
        "salutation": _shown(facts, "recipient.salutation"),
        "closing": words.closing_to_client if draft.recipient == "client" else words.closing,
        "running_head": recipient,
        "case_label": words.our_file,
        "case_number": _shown(facts, "case.case_number"),
        "page_label": words.page,
        "page_of": words.of,
        "exhibit_columns": words.exhibits,
        "signer": [*signer, firm],
        "blocks": blocks,
        "authorities": {
            "title": words.authorities,
            "columns": words.authority_columns,
            "groups": [
                {"name": words.authority_groups[group], "rows": [[n, _words(said)] for n, said in rows]}
                for group, rows in cited.groups()
            ],
        },
        "manifest": json.dumps(exhibit_manifest(draft, facts, exhibits), indent=1) if exhibits else "",
    }


def _address(draft: Draft, facts: LetterFacts, look: Look) -> list[str]:
    """The firm's address, as its letterhead or else the firm itself gives it, and how it is reached."""
    contact = [
        _shown(facts, path)
        for path in ("firm.phone", "firm.email")
        if path in draft.required or is_known(look_up(facts, path))
    ]
    own = [_words(line) for line in look.address_lines]
    return (own or _shown_lines(facts, "firm.address_lines")) + contact


def _is_shown(draft: Draft, facts: LetterFacts, path: str) -> bool:
    """Whether the reference block has a row for the fact at `path`. A client isn't told their own name and numbers."""
    if draft.recipient == "client":
        return path in _TO_CLIENT and is_known(look_up(facts, path))
    if path == "case.insurer_name" and draft.recipient == "insurer":
        return False
    return path in draft.required or (path not in _IF_REQUIRED and is_known(look_up(facts, path)))


def _headings(blocks: Sequence[Block]) -> Iterator[tuple[int, str]]:
    """The level and the number of each block that is a heading, such as ``(2, "2.1")``; ``(0, "")`` for the rest.

    Headings after the signature, such as the exhibit list's, carry no number. A level 2 with no level 1 above it is
    raised to level 1: PDF/UA allows no gap, and an editor may have taken the upper heading away.
    """
    section, subsection, signed = 0, 0, False
    for block in blocks:
        signed = signed or block.kind == "signature"
        if block.kind != "heading":
            yield 0, ""
        elif block.level == 1 or not section:
            section, subsection = section + 1, 0
            yield 1, "" if signed else f"{section}."
        else:
            subsection += 1
            yield 2, "" if signed else f"{section}.{subsection}"


def _block(
    block: Block,
    exhibits: Sequence[ExhibitFacts],
    level: int,
    number: str,
    language: Language,
    cited: CitedList,
) -> dict[str, Any]:
    own = None if block.kind == "quote" else cited
    paragraphs = [part for part in block.text.split("\n\n") if part.strip()]
    return {
        "kind": block.kind,
        "level": level,
        "number": number,
        "text": _words(block.text),
        "paragraphs": [_prose(part, own) for part in paragraphs],
        "label": _words(block.label) if block.label else None,
        "source": _words(block.source) if block.source else None,
        "items": [_prose(item, own) for item in block.items],
        "rows": [_row(exhibit, language) for exhibit in exhibits] if block.kind == "exhibit_table" else [],
        **_table(block),
    }


def _table(block: Block) -> dict[str, Any]:
    """A table's cells, and which of its columns hold figures; of any other block nothing."""
    if block.kind != "table":
        return {}
    lines = (*block.rows, *((block.total,) if block.total else ()))
    return {
        "columns": [_words(label) for label in block.columns],
        "figures": [is_figures(tuple(line[n] for line in lines)) for n in range(len(block.columns))],
        "cells": [[_prose(cell) for cell in row] for row in block.rows],
        "total": [_words(cell) for cell in block.total],
    }


def _row(exhibit: ExhibitFacts, language: Language) -> dict[str, str]:
    """One row of the exhibit list; the hash shortened to what a person can compare by eye."""
    return {
        "number": str(exhibit.number),
        "title": _words(exhibit.title) if exhibit.title else hole(f"exhibits[{exhibit.number}].title"),
        "dated": long_date(exhibit.dated_on, language) if exhibit.dated_on else PAGE_WORDS[language].undated,
        "pages": str(exhibit.pages) if exhibit.pages is not None else "–",
        "hash": f"{exhibit.sha256[:12]}…" if exhibit.sha256 else "–",
    }
