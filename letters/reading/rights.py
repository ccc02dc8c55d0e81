"""Rights and time limits that a letter tells of, with the period and the date only where it states them."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from letters.reading.addresses import address_near
from letters.reading.dates import dates_in
from letters.reading.findings import Period, Right
from letters.reading.layout import Letter, Section, Sentence
from letters.reading.rules import matches

_NUMBERS = {
    word: n
    for n, word in enumerate(
        [
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
        ],
        start=1,
    )
} | {
    "thirty": 30,
    "forty-five": 45,
    "sixty": 60,
    "ninety": 90,
    "one hundred twenty": 120,
    "one hundred eighty": 180,
}
_NUMBER = "|".join([r"\d{1,3}", *sorted(_NUMBERS, key=len, reverse=True)])
_PERIOD = re.compile(
    rf"\b(?P<n>{_NUMBER})(?:\s*\(\s*\d{{1,3}}\s*\))?[\s-]+(?P<kind>calendar|business|working|consecutive)?\s*"
    r"(?P<unit>hours?|days?|months?|years?)\b(?P<tail>[^.;]{0,90})",
    re.IGNORECASE,
)
_EVENTS = (
    ("receipt", r"\b(?:receipt|receiv\w+|get this|get the)\b"),
    ("mailing", r"\b(?:mail\w*|postmark\w*|sent to you)\b"),
    ("loss", r"\b(?:loss|accident|occurrence|damage)\b"),
    ("service", r"\b(?:service|treatment|discharge)\b"),
    (
        "letter_date",
        r"\b(?:date\w* (?:of|on)|of|from|after) (?:this|the|your|our)(?: \w+){0,2} (?:letter|notice|"
        r"denial|notification)\b",
    ),
    ("decision", r"\b(?:decision|determination)\b"),
    ("request", r"\b(?:request|demand)\b"),
)
_INSURERS_DUTY = re.compile(
    r"\b(?:we|plan|reviewer|organization|committee|unit) (?:will|must|shall|has|have to|are required to)\b|"
    r"\b(?:decision|determination|response) (?:will|shall|must) be\b|\bwill (?:decide|send|notify|"
    r"respond|complete|be decided)\b",
    re.IGNORECASE,
)
_DUE = re.compile(
    r"\b(?:within|no later than|not later than|by|before|deadline|due|have|days?|until|up to)\b",
    re.IGNORECASE,
)
# What may carry the period of the right named just before it: "Your request must be filed within …".
_CARRIES_ON = re.compile(
    r"\b(?:must|should|have|need to|submit|file|send|no later|within)\b.{0,300}\b(?:within|no later|"
    r"by|have)\b|\bdeadline\b",
    re.IGNORECASE | re.DOTALL,
)
_DECOY = re.compile(
    r"\b(?:timely filing|filing limit|retro\w+ authorization|corrected claim|was not (?:filed|"
    r"received)|were not|"
    r"dates? of service in question|medical records (?:for|from)|has been dismissed|days or less since)\b",
    re.IGNORECASE,
)


# A label ("Expedited review.") has fewer words than a sentence.
_FEWEST_WORDS = 6


def rights_told(letter: Letter) -> tuple[Right, ...]:
    """Every telling of a right, in reading order: one kind may be told several times, and differently."""
    told: dict[str, list[Right]] = {}
    for section in letter.sections:
        former: list[str] = []
        for sentence in _with_heading(section):
            kinds = _kinds(sentence)
            period, stated = _limit(sentence)
            if not kinds and (period or stated) and former and _CARRIES_ON.search(sentence.text):
                kinds = former
            if not kinds:
                former = former if _is_short_of_an_end(sentence) else []
                continue
            for kind in kinds:
                told.setdefault(kind, []).append(Right(kind, letter.span_of(sentence), period, stated))
            former = kinds
    tellings = [right for same in told.values() for right in same]
    return tuple(sorted(tellings, key=lambda right: (right.at.page, right.at.start)))


def rights(letter: Letter, told: Sequence[Right]) -> tuple[Right, ...]:
    """Each kind of right once, where it is told with its period if anywhere, with where to send what it asks for."""
    by_kind: dict[str, list[Right]] = {}
    for right in told:
        by_kind.setdefault(right.kind, []).append(right)
    chosen = [_best(same) for same in by_kind.values()]
    addressed = [replace(right, address=address_near(letter, right.at)) for right in chosen]
    return tuple(sorted(addressed, key=lambda right: (right.at.page, right.at.start)))


def _with_heading(section: Section) -> list[Sentence]:
    return [*([section.heading] if section.heading else []), *section.sentences]


def _is_short_of_an_end(sentence: Sentence) -> bool:
    """A bold label ("Expedited review.") or a sentence of explanation does not end its paragraph's subject."""
    return len(sentence.text) < 400


def _kinds(sentence: Sentence) -> list[str]:
    """The kinds a sentence tells of. A special kind of appeal is not told as a plain internal appeal as well."""
    kinds = [rule.code for rule, _ in matches("rights", sentence.text)]
    if len(kinds) > 1:
        kinds = [kind for kind in kinds if kind != "internal_appeal"] or kinds
    if "reconsideration" in kinds and "external_review" in kinds:
        kinds.remove("external_review")
    return kinds


def _limit(sentence: Sentence) -> tuple[Period | None, date | None]:
    """The claimant's time limit in a sentence; the insurer's own time to answer is not one."""
    text = sentence.text
    if _DECOY.search(text):
        return None, None
    stated = next((found.value for found in dates_in(text)), None) if _DUE.search(text) else None
    for match in _PERIOD.finditer(text):
        if _INSURERS_DUTY.search(text[: match.start()]) or not _DUE.search(text[: match.start()]):
            continue
        return _period(match), stated
    if _INSURERS_DUTY.search(text):
        stated = None
    return None, stated


def _period(match: re.Match[str]) -> Period:
    written = match["n"].lower()
    unit = match["unit"].lower().rstrip("s") + "s"
    if unit == "days" and (match["kind"] or "").lower() in ("business", "working"):
        unit = "business_days"
    tail = " ".join(match["tail"].split())
    since = next((event for event, words in _EVENTS if re.search(words, tail, re.IGNORECASE)), "other")
    return Period(int(written) if written.isdigit() else _NUMBERS[written], unit, since)


def _best(same: list[Right]) -> Right:
    """The telling with a period, then with a date, then the first whole sentence; a date told elsewhere is joined."""
    best = next(
        (right for tells in (_has_period, _has_date, _is_sentence) for right in same if tells(right)),
        same[0],
    )
    if best.stated_date is None and len(dates := {r.stated_date for r in same if r.stated_date}) == 1:
        return replace(best, stated_date=dates.pop())
    return best


def _has_period(right: Right) -> bool:
    return right.period is not None


def _has_date(right: Right) -> bool:
    return right.stated_date is not None


def _is_sentence(right: Right) -> bool:
    return right.at.quote.endswith((".", ":")) and len(right.at.quote.split()) >= _FEWEST_WORDS
