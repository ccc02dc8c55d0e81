"""The part of the check that holds what a letter says against what is on record: quotations, assertions of evidence,
the recipient's address, sums of money. Citations, dates, names and numbers are in `check_wording`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from letters.writing.citations import find_citations
from letters.writing.draft import Draft
from letters.writing.facts import LetterFacts
from letters.writing.findings import Finding, blocks, warns
from letters.writing.mentions import exhibit_numbers
from letters.writing.passages import Passage, squeeze, texts_in
from letters.writing.sums import reckon
from letters.writing.vocabulary import HOLE_PATTERN

_QUOTED = re.compile(r"[“\"]([^“”\"]{25,})[”\"]")
_EVIDENCE = re.compile(
    r"\b(?:(?:is|are|was|were) (?:enclosed|attached)|the (?:enclosed|attached)|(?:enclosed|attached) (?:is|are|please)"
    r"|please find (?:enclosed|attached)"
    r"|(?:records?|reports?|photographs?|photos?|estimates?|invoices?|imaging|scans?|studies|tests?|opinion|affidavit)"
    r" (?:clearly )?(?:shows?|proves?|confirms?|establish(?:es)?|demonstrates?|documents?))\b",
    re.IGNORECASE,
)
_MONEY = re.compile(r"\$\s?(\d[\d,]*(?:\.\d{2})?)\b")
_PLACE = re.compile(
    r"\b(?:P\.?\s?O\.? Box \d+|[A-Z][a-z]+(?: [A-Z][a-z]+)?,? (?:[A-Z]{2}|[A-Z][a-z]+) \d{5}(?:-\d{4})?)\b"
)
_PHONE = re.compile(r"(?<!\d)(?:\(\d{3}\)\s?|\d{3}[-.])\d{3}[-.]\d{4}(?!\d)")


def check_quotations(
    draft: Draft, parts: tuple[Passage, ...], facts: LetterFacts, recorded: str
) -> Iterator[Finding]:
    """Quotations that are not what the case records: a block of them forbids approval, one in a sentence warns.

    A ground's own quotation must be that ground's; any other may be of whatever words the case has. `recorded` are all
    of these, as `recorded_words` gives them.
    """
    allowed = {
        ground.number: {squeeze(words) for words in (ground.quote, ground.policy_words) if words}
        for ground in facts.grounds
    }
    for index, block in enumerate(draft.paragraphs):
        if block.kind != "quote" or HOLE_PATTERN.search(block.text) or not block.text.strip():
            continue
        words = squeeze(block.text)
        if block.ground is not None and words not in allowed.get(block.ground, set()):
            message = (
                "This quotation differs from the words recorded. Restore them, or correct the ground's quote."
            )
            yield blocks("quote_altered", message, index)
        elif block.ground is None and words not in recorded:
            message = (
                "The case records no such words. Record them (the denial's ground, the policy's provision) and quote "
                "them as they stand, or write them without quoting."
            )
            yield blocks("quote_not_recorded", message, index)
    for part in parts:
        for match in () if part.quoted else _QUOTED.finditer(part.text):
            if match[1].strip().rstrip(".,;") not in recorded:
                message = (
                    f"The case records no such words as “{match[1][:40]}…”. Compare them with their source."
                )
                yield warns("quotation_not_recorded", message, part.block)


def recorded_words(plain: dict[str, Any]) -> str:
    """Every word that the facts hold, one text after the other, with white space squeezed; `plain` as by `asdict`."""
    return squeeze("\n".join(texts_in(plain)))


def check_support(
    draft: Draft, own: tuple[Passage, ...], facts: LetterFacts, plain: dict[str, Any], words: str
) -> Iterator[Finding]:
    """What the letter asserts without an exhibit, and sums, places and telephone numbers that the case doesn't know.

    `plain` are the facts as by `asdict`, `words` those of `recorded_words`.
    """
    if draft.recipient != "client":
        yield from _assertions(own)
    yield from _recipient(draft, facts)
    sums = _sums(draft, facts, plain) | {_plain(match[1]) for match in _MONEY.finditer(words)}
    digits = {re.sub(r"\D", "", match[0]) for match in _PHONE.finditer(words)}
    for part in own:
        for match in _MONEY.finditer(part.text):
            # The sums in a sentence of law are the law's.
            if _plain(match[1]) not in sums and not find_citations(part.text):
                message = f"The case records no sum of {match[0]}. Compare it with its source, or record it."
                yield warns("amount_not_in_case", message, part.block)
        for match in _PLACE.finditer(part.text):
            if match[0] not in words:
                message = f"{match[0]!r} is in no address of the case. Compare it with its source."
                yield warns("address_not_in_case", message, part.block)
        for match in _PHONE.finditer(part.text):
            if re.sub(r"\D", "", match[0]) not in digits:
                message = (
                    f"{match[0]!r} is no telephone number that the case records. Compare it with its source."
                )
                yield warns("phone_not_in_case", message, part.block)


def _assertions(own: tuple[Passage, ...]) -> Iterator[Finding]:
    """Assertions of evidence without an exhibit's number; for a ground the exhibits listed with it will do."""
    supported = {part.ground for part in own if part.ground is not None and any(exhibit_numbers(part.text))}
    for part in own:
        match = _EVIDENCE.search(part.text)
        if match and part.ground not in supported and not any(exhibit_numbers(part.text)):
            message = (
                f"“{match[0]}” rests on no exhibit. Name the exhibit by its number, or say it otherwise."
            )
            yield warns("evidence_without_exhibit", message, part.block)


def _recipient(draft: Draft, facts: LetterFacts) -> Iterator[Finding]:
    """A letter to the insurer or the client goes to the name and the address that the case has for them."""
    known = {
        "insurer": (facts.case.insurer_name, facts.case.insurer_address_lines),
        "client": (facts.case.client_name, facts.client.address_lines),
    }.get(draft.recipient)
    if known is None:
        return
    name, lines = known
    if name and facts.recipient.name and squeeze(name) != squeeze(facts.recipient.name):
        message = f"The letter goes to {facts.recipient.name!r}, and the case has {name!r}. Compare the two."
        yield warns("recipient_differs", message)
    if lines and facts.recipient.address_lines and lines != facts.recipient.address_lines:
        message = "The letter's address is another than the case has for this recipient. Compare the two."
        yield warns("recipient_address_differs", message)


def _sums(draft: Draft, facts: LetterFacts, plain: dict[str, Any]) -> set[str]:
    """The sums that the letter may name: those on record, and those that are reckoned from them."""
    reckoned = [str(amount.amount) for amount in reckon(draft.sums, facts).values()]
    totals = [cell for block in draft.paragraphs for cell in block.total]
    return {_plain(number.lstrip("$")) for number in (*_amounts(plain), *reckoned, *totals)}


def _amounts(value: object) -> Iterator[str]:
    """Every sum of money in plain values, in digits."""
    if isinstance(value, dict):
        if value.keys() == {"amount", "currency"}:
            yield str(value["amount"])
        for inner in value.values():
            yield from _amounts(inner)
    elif isinstance(value, (tuple, list)):
        for inner in value:
            yield from _amounts(inner)


def _plain(number: str) -> str:
    """A sum in digits by which two are compared: ``1,250.00`` and ``1250`` are the same."""
    whole = number.replace(",", "").partition(".")
    return whole[0] if not whole[2].strip("0") else f"{whole[0]}.{whole[2]:0<2}"
