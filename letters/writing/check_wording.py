"""The wording part of the pre-send check: citations, dates, names, numbers, characters and tone of the final text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

from claimback.typesetting.printable import unprintable
from letters.writing.authorities import Authority, authorities_by_citation, load_data
from letters.writing.citations import Citation, find_citations
from letters.writing.facts import CaseFacts, LetterFacts
from letters.writing.findings import Finding, blocks, warns
from letters.writing.mentions import DATE_PATTERN, find_dates
from letters.writing.passages import Passage, squeeze, texts_in
from letters.writing.vocabulary import is_known, long_date, look_up

_PLACEHOLDER = re.compile(
    r"\{[^{}\n]{1,60}\}|\[(?:insert|enter|name|date|amount|client|tbd|xx)[^\]\n]*\]|\bTBD\b|\bX{3,}\b|_{4,}|\?{3,}",
    re.IGNORECASE,
)
_DENIAL_DATED = re.compile(
    r"\b(?:denial|determination|decision|notice|denial letter)\b[^.;]{0,30}?\b(?:dated|of)\s+"
    rf"(?P<date>{DATE_PATTERN})",
    re.IGNORECASE,
)
_NUMBERS = tuple(
    (
        re.compile(
            rf"\b{label}\s*(?:numbers?\b|nos?\b\.?|ID\b|#)(?:\s+is\b|\s*:)?\s*(?P<value>\S.*)", re.IGNORECASE
        ),
        path,
    )
    for label, path in (
        ("claim", "case.claim_number"),
        ("member", "case.member_id"),
        ("group", "case.group_number"),
        ("policy", "policy.number"),
        ("(?:case|file)", "case.case_number"),
        ("reference", "denial.reference"),
    )
)
_ALIKE = 0.82
"""How alike two words must be for one to pass as the other misspelt; `Whitfeld` for `Whitfield` is 0.94."""


def check_wording(
    parts: tuple[Passage, ...], facts: LetterFacts, *, on: date, to_client: bool = False
) -> Iterator[Finding]:
    """Findings in the letter's own words. Quotations are looked at for characters only: they are not our words.

    A letter to the client, which greets them by name, need not name them once more.
    """
    own = tuple(part for part in parts if not part.quoted)
    written = _written_days(facts)
    known = frozenset(_dates_in(asdict(facts))) | written
    # A letter of someone else, such as a physician's, may share a sentence with the denial, and so may the loss.
    dated = (facts.loss.on, *(exhibit.dated_on for exhibit in facts.exhibits))
    others = written | {day for day in dated if day}
    case_words = _texts_of(facts)
    for part in own:
        yield from _placeholders(part)
        yield from _citations(part, facts, on)
        yield from _dates(part, facts.denial.letter_date, known, others)
        yield from _numbers(part, facts)
        yield from _tone(part)
    yield from _names(own, facts, case_words, named=to_client)
    yield from _characters(parts, facts)


def _placeholders(part: Passage) -> Iterator[Finding]:
    for match in _PLACEHOLDER.finditer(part.text):
        yield blocks(
            "placeholder_left", f"{match[0]!r} is a placeholder. Write the fact in its place.", part.block
        )


def _citations(part: Passage, facts: LetterFacts, on: date) -> Iterator[Finding]:
    clauses = _clauses(facts)
    # What the docket says of a duty is of the catalogue of deadlines, which is checked there.
    of_docket = {found.canonical for b in facts.breaches for found in find_citations(b.citation or "")}
    for citation in find_citations(part.text):
        authority = authorities_by_citation().get(citation.canonical)
        if authority is not None:
            yield from _authority(authority, citation, part, facts, on)
        elif citation.canonical not in of_docket and not (
            citation.text.startswith("§") and citation.text in clauses
        ):
            message = f"{citation.text!r} is not in the catalogue of authorities. Cite one that is, or leave it out."
            yield blocks("citation_unknown", message, part.block)


def _clauses(facts: LetterFacts) -> str:
    """The names of what the insurer relied on, as the grounds give them."""
    return squeeze(" ".join(filter(None, (words for g in facts.grounds for words in (g.clause, g.criteria)))))


def _authority(
    authority: Authority, citation: Citation, part: Passage, facts: LetterFacts, on: date
) -> Iterator[Finding]:
    if not authority.in_force(on):
        message = f"{citation.text!r} is not in force on {long_date(on)}. Cite the law of that day."
        yield blocks("citation_not_in_force", message, part.block)
    if why := _does_not_apply(authority, facts.case):
        yield blocks(
            "citation_not_applicable", f"{citation.text!r} {why} Cite law that governs it.", part.block
        )
    if authority.states and facts.case.jurisdiction and facts.case.jurisdiction not in authority.states:
        message = (
            f"{citation.text!r} is law of {', '.join(sorted(authority.states))}, and the case is under that of "
            f"{facts.case.jurisdiction}. Cite law that governs it."
        )
        yield blocks("citation_of_another_state", message, part.block)
    if authority.checked != "primary":
        known = "is remembered" if authority.checked == "unchecked" else "was not read at its source"
        message = f"The wording of {citation.text!r} {known}. Read it before approving."
        yield warns("citation_not_read", message, part.block)


def _does_not_apply(authority: Authority, case: CaseFacts) -> str:
    """Why an authority does not govern the claim; empty where it does, or where the case does not say."""
    if case.line_of_business and case.line_of_business not in authority.lines:
        return f"does not govern a {case.line_of_business} claim."
    if case.plan_type and case.plan_type not in authority.plan_types:
        return f"does not govern a {case.plan_type} plan's claim. {authority.preemption}"
    return ""


def _dates(
    part: Passage, denied_on: date | None, known: frozenset[date], others: frozenset[date]
) -> Iterator[Finding]:
    misdated = {match.start("date") for match in _DENIAL_DATED.finditer(part.text)}
    for found in find_dates(part.text):
        if found.day is None:
            yield blocks(
                "date_impossible", f"{found.text!r} is no day of the calendar. Correct it.", part.block
            )
        elif denied_on and found.start in misdated and found.day not in {denied_on, *others}:
            message = f"The denial is dated {long_date(denied_on)}, not {found.text}. Correct the date."
            yield blocks("denial_date_differs", message, part.block)
        elif found.day not in known:
            message = f"{found.text!r} is no date that the case records. Compare it with its source."
            yield warns("date_not_in_case", message, part.block)


def _numbers(part: Passage, facts: LetterFacts) -> Iterator[Finding]:
    named = _clauses(facts)
    for pattern, path in _NUMBERS:
        for match in pattern.finditer(part.text):
            written = match["value"]
            recorded = look_up(facts, path)
            if not any(sign.isdigit() for sign in written.split()[0]):
                continue
            # The insurer's "Medical Policy No. 3.117" is a criterion, and no number of the case.
            if (match[0].removesuffix(written) + written.split()[0]).rstrip(".,;)") in named:
                continue
            if not is_known(recorded):
                message = (
                    f"The letter gives {path}, which the case does not record. Record it, or take it out."
                )
                yield blocks("number_not_in_case", message, part.block)
            elif not _bare(written).startswith(_bare(str(recorded))):
                found = written.split()[0].rstrip(".,;")
                # What is recorded is not said: the report is read by more members than may see the number.
                message = f"The letter has {found!r}, which is not the {path} on record. Correct the number."
                yield blocks("number_differs", message, part.block)


def _bare(text: str) -> str:
    return re.sub(r"[\W_]", "", text).casefold()


def _names(
    own: tuple[Passage, ...], facts: LetterFacts, case_words: tuple[str, ...], *, named: bool
) -> Iterator[Finding]:
    client = facts.case.client_name
    if client and not named and not any(squeeze(client) in part.text for part in own):
        yield blocks(
            "client_not_named", f"The letter never names the client in full. Write {squeeze(client)}."
        )
    names = {
        word for name in (client, facts.case.insurer_name) if name for word in _words(name) if len(word) >= 5
    }
    settled = {word for text in case_words for word in _words(text)}
    seen: set[str] = set()
    for part in own:
        for word in _words(part.text):
            if word in settled or word in seen or not word[0].isupper() or len(word) < 5:
                continue
            seen.add(word)
            near = next((name for name in sorted(names) if _alike(name, word)), None)
            if near:
                message = f"{word!r} looks like a slip for {near!r}. Compare it with the case."
                yield warns("name_differs", message, part.block)


def _alike(name: str, word: str) -> bool:
    matcher = SequenceMatcher(None, name, word, autojunk=False)
    return name[0] == word[0] and matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE


def _words(text: str) -> list[str]:
    return [
        re.sub(r"['’]s?$", "", word) for word in re.findall(r"[^\W\d_][^\W\d_'’-]*(?:['’-][^\W\d_]+)*", text)
    ]


def _characters(parts: tuple[Passage, ...], facts: LetterFacts) -> Iterator[Finding]:
    around = tuple(
        text
        for part in (facts.firm, facts.signer, facts.recipient, facts.case)
        for text in texts_in(asdict(part))
    )
    for text, index in (*((part.text, part.block) for part in parts), *((text, None) for text in around)):
        for character in unprintable(text):
            message = (
                f"The letter's fonts have no sign for U+{ord(character):04X}. Write it in letters they have."
            )
            yield blocks("character_not_printable", message, index)


@cache
def _tone_list() -> tuple[tuple[re.Pattern[str], str], ...]:
    text = (Path(__file__).parent / "tone.yaml").read_text(encoding="utf-8")
    rows = load_data(text, "tone.schema.json", "tone.yaml")["tone"]
    return tuple((re.compile(rf"\b(?:{row['pattern']})\b", re.IGNORECASE), row["instead"]) for row in rows)


def _tone(part: Passage) -> Iterator[Finding]:
    for pattern, instead in _tone_list():
        for match in pattern.finditer(part.text):
            yield warns("tone", f"{match[0]!r} weakens the letter. {instead}", part.block)
    if "!" in part.text:
        yield warns(
            "tone", "An exclamation mark weakens the letter. End the sentence with a full stop.", part.block
        )
    if shouted := re.search(r"\b[A-Z]{2,}(?: [A-Z]{2,}){3,}\b", part.text):
        yield warns("tone", f"{shouted[0]!r} is in capitals. Write it in ordinary letters.", part.block)


def _dates_in(value: object) -> Iterator[date]:
    if isinstance(value, date):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _dates_in(inner)
    elif isinstance(value, (tuple, list)):
        for inner in value:
            yield from _dates_in(inner)


def _texts_of(facts: LetterFacts) -> tuple[str, ...]:
    return tuple(texts_in(asdict(facts)))


def _written_days(facts: LetterFacts) -> frozenset[date]:
    """The days that the case's own texts write out, such as those in an argument."""
    found = (found.day for text in _texts_of(facts) for found in find_dates(text))
    return frozenset(day for day in found if day)
