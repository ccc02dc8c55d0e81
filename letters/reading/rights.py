"""Rights and time limits that a letter tells of, with the period and the date only where it states them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from letters.reading.addresses import address_near
from letters.reading.dates import dates_in
from letters.reading.findings import Finding, Period, Right
from letters.reading.layout import Letter, Section, Sentence
from letters.reading.rules import matches, rules

_ONES = [
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
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORTH = {word: n for n, word in enumerate(_ONES, start=1)} | {
    word: 10 * n for n, word in enumerate(_TENS, start=2)
}
_BELOW_HUNDRED = rf"(?:(?:{'|'.join(_TENS)})(?:[\s-]+(?:{'|'.join(_ONES[:9])}))?|{'|'.join(reversed(_ONES))})"
_NUMBER = (
    rf"\d{{1,3}}|(?:(?:{'|'.join(_ONES[:9])}|a)\s+hundred(?:\s+(?:and\s+)?{_BELOW_HUNDRED})?)|{_BELOW_HUNDRED}"
    r"|(?<=within )an?(?= year| month)"
)
_DAYS_OF_A_WEEK = 7
_PERIOD = re.compile(
    rf"\b(?P<n>{_NUMBER})(?:\s*\(\s*(?:\d{{1,3}}|[a-z -]{{3,30}})\s*\))?[\s-]+"
    r"(?P<kind>calendar|business|working|consecutive)?\s*"
    r"(?P<unit>hours?|days?|weeks?|months?|years?)\b(?P<tail>[^.;]{0,90})",
    re.IGNORECASE,
)
_EVENTS = (
    (
        "receipt",
        r"\b(?:receipt|receiv\w+|get(?:ting|s)? (?:this|the|our|it)|reach(?:es|ed)? you|got (?:this|the|our)|"
        r"(?:came|comes|arriv\w+|deliver\w+) (?:to|at|in) your\b)",
    ),
    ("decision", r"\b(?:written denial|date of (?:our|the) (?:answer|decision|determination|response))\b"),
    ("mailing", r"\b(?:mail\w*|postmark\w*|sent to you)\b"),
    ("loss", r"\b(?:loss|accident|occurrence|damage)\b"),
    ("service", r"\b(?:service|treatment|discharge)\b"),
    (
        "letter_date",
        r"\b(?:date\w* (?:of|on)|of|from|after) (?:this|the|your|our)(?: \w+){0,2} (?:letter|notice|"
        r"denial|notification|remittance|statement|explanation|eob)\b|\b(?:date on (?:it|this|the)|letter's date|"
        r"notice's date|date (?:above|shown|printed|at the (?:top|head))|date of such a letter)\b",
    ),
    ("decision", r"\b(?:decision|determination)\b"),
    ("request", r"\b(?:request|demand)\b"),
)
_INSURERS_DUTY = re.compile(
    r"\b(?:we|we'll|plan|reviewer|organization|committee|unit) (?:will|must(?! (?:receive|have|get))|shall|has|have to|"
    r"are required to|give|answer|decide)\b|"
    r"\b(?:decision|determination|response)(?: (?:to|on)(?: \w+){1,3})? (?:will|shall|must|is|are) "
    r"(?:be|due|made|given)\b|"
    r"\bwill (?:decide|send|notify|respond|complete|be decided)\b|"
    r"\b(?:appeal|review|request)s? (?:is|are) (?:decided|answered)\b",
    re.IGNORECASE,
)
_DUE = re.compile(
    r"\b(?:within|no later than|not later than|by|before|deadline|due|have|days?|until|up to|during|for|"
    r"gives you|in the)\b",
    re.IGNORECASE,
)
# What may carry the period of the right named just before it: "Your request must be filed within …".
_CARRIES_ON = re.compile(
    r"\b(?:must|should|have|need to|submit|file|send|write|ask|no later|within)\b.{0,300}\b(?:within|no later|"
    r"by|have|before)\b|\bdeadline\b|\b(?:have|is|are|takes?|allowed|given) (?:up to )?(?:\d+|[a-z]+ty)\b",
    re.IGNORECASE | re.DOTALL,
)
_DECOY = re.compile(
    r"\b(?:timely filing|filing limit|retro\w+ authorization|corrected claim|was not (?:filed|"
    r"received)|were not|"
    r"depreciation|date of service|after the service|of the service|within the first|must be filed by providers|"
    r"dates? of service in question|medical records (?:for|from)|has been dismissed|days or less since|"
    r"(?:continu\w+|keep\w*)(?: \w+){0,4} (?:services?|benefits?|care|coverage|aid|hours|visits)(?: \w+){0,3} "
    r"(?:while|during|until|pending)|"
    r"(?:services?|benefits?|care|coverage|aid|hours|visits)(?:\s\w+){0,6}\s(?:to\s)?continue\s"
    r"(?:while|during|until|pending))\b",
    re.IGNORECASE,
)


# The rights to have the decision looked at again.
APPEALS = ("internal_appeal", "reconsideration", "redetermination", "second_level_appeal")
_DISAGREES = re.compile(
    r"\b(?:appeal\w*|reconsider\w*|redetermin\w*|grievance|disput\w+|disagree\w*|do not agree|object\w*|contest\w*|"
    r"challeng\w+|protest\w*|is wrong|are wrong|mistaken|"
    r"(?:dis|not )satisfied|be reviewed|second look|(?:look|examine|review)\w*(?: \w+){0,4} again|"
    r"review of (?:this|our|the))\b",
    re.IGNORECASE,
)
# "Appeals: 180 days from receipt."
_FIRST_APPEAL = {
    "medicare_original": "redetermination",
    "medicare_part_d": "redetermination",
}
_BEGINS_WITH_PERIOD = re.compile(
    r"^\W*(?:[\w'-]+\W+){0,4}?(?:\d{1,3}|[a-z]+ty) (?:calendar |business )?(?:days|months)", re.IGNORECASE
)
# A label ("Expedited review.") has fewer words than a sentence.
_FEWEST_WORDS = 6


def rights_told(letter: Letter) -> tuple[Right, ...]:
    """Every telling of a right, in reading order: one kind may be told several times, and differently."""
    tellings: list[Right] = []
    for section in letter.sections:
        former: list[str] = []
        for sentence in _with_heading(section):
            told = _told_in(sentence)
            if not told and former and _CARRIES_ON.search(sentence.text):
                period, stated = _limits(sentence)
                if period or stated:
                    told = [(kind, period[0] if period else None, stated) for kind in former]
            at = letter.span_of(sentence)
            tellings.extend(Right(kind, at, period, stated) for kind, period, stated in told)
            if told:
                former = [kind for kind, _, _ in told]
            elif not _is_short_of_an_end(sentence):
                former = []
    tellings.extend(_lonely_appeal(letter, tellings))
    return tuple(sorted(tellings, key=lambda right: (right.at.page, right.at.start)))


def _lonely_appeal(letter: Letter, tellings: Sequence[Right]) -> Iterator[Right]:
    """The period of an appeal that is told without one, where just one sentence of disagreeing has a period."""
    if any(right.kind in APPEALS and (right.period or right.stated_date) for right in tellings):
        return
    taken = {(right.at.page, right.at.start) for right in tellings if right.period or right.stated_date}
    found = [
        (at, periods[0])
        for section in letter.sections
        for sentence in section.sentences
        if _DISAGREES.search(sentence.text) and (sentence.page, sentence.start) not in taken
        for periods in [_limits(sentence)[0]]
        if periods
        for at in [letter.span_of(sentence)]
    ]
    if len({period for _, period in found}) == 1:
        kind = next((right.kind for right in tellings if right.kind in APPEALS), "internal_appeal")
        yield Right(kind, *found[0])


def in_the_plans_words(told: Sequence[Right], plan_type: Finding | None) -> tuple[Right, ...]:
    """The tellings, an appeal by the name that it has in Medicare where the letter does not give it: its first level is
    no plan's internal appeal.
    """
    name = _FIRST_APPEAL.get(plan_type.value) if plan_type else None
    if name is None or any(right.kind == name for right in told):
        return tuple(told)
    return tuple(replace(right, kind=name) if right.kind == "internal_appeal" else right for right in told)


def _told_in(sentence: Sentence) -> list[tuple[str, Period | None, date | None]]:
    """Each kind the sentence tells of; a period is of the kind named last before it, or else first after it."""
    kinds = _kinds(sentence)
    if not kinds:
        return []
    periods, stated = _limits(sentence)
    given: dict[str, Period] = {}
    for period, position in zip(periods, _positions(sentence, periods), strict=True):
        before = [kind for kind, start in kinds if start < position]
        owner = before[-1] if before else kinds[0][0]
        if owner == "expedited_review" and "internal_appeal" in dict(kinds):
            owner = "internal_appeal"
        given.setdefault(owner, period)
    return [
        (kind, given.get(kind), stated if len(kinds) == 1 or kind in given else None) for kind, _ in kinds
    ]


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


def _kinds(sentence: Sentence) -> list[tuple[str, int]]:
    """The kinds a sentence tells of, each with where it does, in the sentence's order.

    The words of a special kind ("an expedited appeal") do not tell of a plain internal appeal as well.
    """
    found = {rule.code: match.span() for rule, match in matches("rights", sentence.text)}
    internal = found.pop("internal_appeal", None)
    if internal and not any(_overlap(internal, other) for other in found.values()):
        found["internal_appeal"] = internal
    elif internal and (later := _internal_beside(sentence, found)):
        found["internal_appeal"] = later
    if "reconsideration" in found:
        found.pop("external_review", None)
    return sorted(((kind, start) for kind, (start, _) in found.items()), key=lambda row: row[1])


def _internal_beside(sentence: Sentence, special: dict[str, tuple[int, int]]) -> tuple[int, int] | None:
    rule = next(rule for rule in rules("rights") if rule.code == "internal_appeal")
    spans = (match.span() for match in rule.finditer(sentence.text))
    return next(
        (span for span in spans if not any(_overlap(span, other) for other in special.values())), None
    )


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _limits(sentence: Sentence) -> tuple[list[Period], date | None]:
    """The claimant's time limits in a sentence; the insurer's own time to answer is not one."""
    text = sentence.text
    if _DECOY.search(text):
        return [], None
    periods = [_period(match) for match in _claimants(text)]
    dates = dates_in(text)
    if not dates or not _DUE.search(text) or (not periods and _INSURERS_DUTY.search(text)):
        return periods, None
    return periods, dates[0].value


def _positions(sentence: Sentence, periods: Sequence[Period]) -> list[int]:
    return [match.start() for match in _claimants(sentence.text)][: len(periods)]


def _claimants(text: str) -> list[re.Match[str]]:
    """Periods that are not the insurer's: an answer in hours always is."""
    return [
        match
        for match in _PERIOD.finditer(text)
        if not match["unit"].lower().startswith("hour")
        and not _INSURERS_DUTY.search(text[: match.start()].rpartition(";")[2])
        and (_DUE.search(text[: match.start()]) or _BEGINS_WITH_PERIOD.match(text))
    ]


def _period(match: re.Match[str]) -> Period:
    n = _number(match["n"])
    unit = match["unit"].lower().rstrip("s") + "s"
    if unit == "days" and (match["kind"] or "").lower() in ("business", "working"):
        unit = "business_days"
    if unit == "weeks":
        n, unit = n * _DAYS_OF_A_WEEK, "days"
    tail = " ".join(match["tail"].split())
    since = next((event for event, words in _EVENTS if re.search(words, tail, re.IGNORECASE)), "other")
    return Period(n, unit, since)


def _number(written: str) -> int:
    """A figure, or a number below a thousand in words: "one hundred and eighty", "sixty-five", "a"."""
    if written.isdigit():
        return int(written)
    before, hundred, after = written.lower().partition("hundred")
    if not hundred:
        return sum(_WORTH.get(word, 0) for word in re.split(r"[\s-]+", before)) or 1
    return 100 * _number(before.strip()) + sum(_WORTH.get(word, 0) for word in re.split(r"[\s-]+", after))


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
