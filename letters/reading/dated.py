"""The days a letter tells of besides its own: of service, of the loss, of receipt, of the claim, of an end."""

import re
from collections.abc import Iterator

from letters.reading.dates import FoundDate, dates_in
from letters.reading.findings import DatedFact
from letters.reading.layout import Letter

# The words that stand before a day in its line or sentence, nearest first; the first kind that fits is taken.
_KINDS = (
    (
        "service",
        r"(?:\bdates? ?(?:\(s\)|s)?\s*(?:of|for)\s*(?:the )?(?:service|services|treatment|admission|procedure|care)|"
        r"\bdate\(s\) of service|\bDOS\b|\bservice dates?|"
        r"\b(?:services?|treatment|care|surgery|procedure|admission|stay|visit|scan|test|therapy|hospitalization)"
        r"(?:[ ]\w+){0,4}[ ](?:on|of|from|dated|between|beginning|received on|provided on|rendered on|performed on))",
    ),
    (
        "loss",
        r"(?:\bdate\s*(?:of|/)\s*(?:the )?(?:loss|accident|injury|occurrence|incident|disability|death)|"
        r"\bD\.?O\.?L\.?\b|\bD/L\b|\b(?:loss|accident|injury|incident|disability) date|"
        r"\b(?:loss|accident|collision|fire|storm|hail(?:storm)?|windstorm|hurricane|incident|theft|flood|leak|occurrence|"
        r"damage|crash)(?:[ ]\w+){0,6}[ ](?:on|of|dated|occurring on))",
    ),
    (
        "claim_received",
        r"(?:\b(?:we|our office|this office|the plan|the company)(?:[ ]\w+)?[ ]received(?:[ ]\w+){0,8}?"
        r"[ ](?:claim|request|appeal|application|notice|proof of loss)(?:[ ]\w+){0,6}?(?:[ ]on)?|"
        r"\b(?:claim|request|appeal|application)(?:[ ]\w+){0,3}[ ]received(?:[ ]on)?|"
        r"\bdate (?:(?:claim|request|appeal) )?received|\bclaim (?:was )?(?:submitted|filed|reported) on)",
    ),
    (
        "effective",
        r"(?:\beffective(?:[ ](?:as of|on|date))?|\b(?:terminat\w+|cancel\w+|laps\w+|ended?|ending|expir\w+|"
        r"reduc\w+|discontinu\w+)(?:[ ]\w+){0,4}[ ](?:on|as of|effective|after))",
    ),
)
_BEFORE = tuple((kind, re.compile(rf"{words}\W{{0,6}}$", re.IGNORECASE)) for kind, words in _KINDS)
_FARTHEST = 110
_STAMP = re.compile(r"(?:^|\n)[ ]*RECEIVED(?:[ ]+(?:ON|BY)\b[^\n\d]{0,30})?\W{0,6}$")
_UNTIL = re.compile(r"^\s*(?:-|to|through|thru|until|and)\s*$", re.IGNORECASE)
_CONFIDENCE, _STAMP_CONFIDENCE = 0.85, 0.7


def dates(letter: Letter) -> tuple[DatedFact, ...]:
    """Each day, or span of days, behind words that say what happened then; once for each kind, in reading order.

    A day without such words is left out: what it is of would be a guess.
    """
    found: dict[tuple[str, str, str], DatedFact] = {}
    for page, view in enumerate(letter.views, start=1):
        for first, last in _spans(view):
            named = _kind(view, first.start)
            if named is None or last.value < first.value:
                continue
            kind, confidence = named
            fact = DatedFact(
                kind, first.value, last.value, letter.span(page, first.start, last.end), confidence
            )
            found.setdefault((kind, first.value.isoformat(), last.value.isoformat()), fact)
    return tuple(found.values())


def _spans(view: str) -> Iterator[tuple[FoundDate, FoundDate]]:
    """Days and spans of days: two days joined by "to", "through" or a dash are the ends of one span."""
    days = dates_in(view)
    position = 0
    while position < len(days):
        first = last = days[position]
        position += 1
        if position < len(days) and _UNTIL.match(view[first.end : days[position].start]):
            between = view[first.end : days[position].start]
            if "and" not in between or re.search(r"\bbetween\s*$", view[: first.start], re.IGNORECASE):
                last = days[position]
                position += 1
        yield first, last


def _kind(view: str, start: int) -> tuple[str, float] | None:
    before = view[max(0, start - _FARTHEST) : start]
    if _STAMP.search(before):
        return "receipt_stamp", _STAMP_CONFIDENCE
    # What is said of another day, in another sentence or another cell, is not said of this one.
    before = re.split(r"[;|]|\.\s|\n\s*\n", before)[-1].replace("\n", " ")
    return next(((kind, _CONFIDENCE) for kind, words in _BEFORE if words.search(before)), None)
