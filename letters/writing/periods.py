"""The least time that a law gives the other side before a demand or a notice bears fruit, held against the day set."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from letters.writing.authorities import authorities
from letters.writing.facts import LetterFacts
from letters.writing.findings import Finding, blocks, warns
from letters.writing.vocabulary import long_date, look_up

_TRANSIT: Final = 7
"""Days that a letter may take; where the law counts from receipt, fewer to spare are told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """In `states` the day at `until` must lie at least `days` after the one at `since`, by the law of `authority`.

    With `from_receipt` the law counts from the day on which the letter arrives, which is later than `since`.
    """

    until: str
    since: str
    days: int
    states: tuple[str, ...]
    authority: str
    from_receipt: bool


def check_periods(periods: Iterable[Period], facts: LetterFacts) -> Iterator[Finding]:
    """Findings on days that the letter sets and that leave less time than the law of the case's state asks for."""
    for each in periods:
        until, since = look_up(facts, each.until), look_up(facts, each.since)
        if facts.case.jurisdiction not in each.states or type(until) is not date or type(since) is not date:
            continue
        authority = authorities()[each.authority]
        if not authority.applies_to(
            facts.case.plan_type, facts.case.line_of_business, facts.case.jurisdiction
        ):
            continue
        given = (until - since).days
        counted = (
            f"{long_date(until)} is {given} days after {long_date(since)}, and {authority.citation} asks for"
        )
        if given < each.days + each.from_receipt:
            receipt = " from receipt" if each.from_receipt else ""
            message = f"{counted} at least {each.days}{receipt}. Set a later day."
            yield blocks("period_too_short", message)
        elif each.from_receipt and given < each.days + _TRANSIT:
            message = f"{counted} {each.days} from receipt. Leave days for the mail, or set a later day."
            yield warns("period_from_receipt", message)
