"""Where a letter says two things that cannot both hold: they are shown side by side, and none is chosen silently."""

import calendar
import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import combinations

from letters.reading.assertion import is_about_rights, is_hypothetical
from letters.reading.decision import ADVERSE
from letters.reading.findings import Contradiction, Finding, Ground, Period, Reading, ReasonCode, Right
from letters.reading.layout import Letter, Sentence

# Events that a period may run from and that the letter's own date is, or all but is.
_FROM_THE_LETTER = frozenset({"letter_date", "mailing", "decision"})
_SOLE_REASON = re.compile(
    r"\b(?:the|our) (?:sole|only|specific|stated)? ?(?:reason|basis|ground)\b(?! (?:code|number))|"
    r"\b(?:solely|only) because\b|\bfor the (?:sole|only|following|sole and only) reason\b",
    re.IGNORECASE,
)
# To have a dismissal set aside is another remedy than to have it looked at again.
_SETS_ASIDE = re.compile(r"\b(?:vacate|set\s+aside)\b", re.IGNORECASE)
_APPROVAL_TITLE = re.compile(
    r"\b(?:notice|letter) of (?:approval|favorable)|\bapproval (?:notice|letter)", re.IGNORECASE
)
# The same thing decided twice: "Your claim for a crown has been approved", "The claim for a crown is denied".
_DECIDED = re.compile(
    r"\b(?:your|the)\s+(?:claim|request)(?:\s+for\s+(?P<what>[^,.;:]{3,80}?))?\s+(?:has\s+been|is)\s+(?:now\s+|hereby\s+)?"
    r"(?P<how>approved|denied)\b(?!\s+(?:in\s+part|only|for|up\s+to|as\s+to))",
    re.IGNORECASE,
)
_NECESSITY_LEFT_OPEN = re.compile(
    r"\bwhether\b[^.;]{0,80}\b(?:necessary|necessity|need(?:ed)?|appropriate)\b[^.;]{0,60}\b(?:was|were|is)\s+not\s+"
    r"(?:looked\s+at|considered|reviewed|decided|evaluated|assessed|an\s+issue)\b|"
    r"\b(?:did|do|have)\s+not\s+(?:review|consider|decide|evaluate|assess|look\s+at|reviewed|considered|decided)\b"
    r"[^.;]{0,40}\b(?:medical\s+necessity|medically\s+necessary)\b",
    re.IGNORECASE,
)


def contradictions(letter: Letter, reading: Reading, told: Sequence[Right]) -> tuple[Contradiction, ...]:
    """Every contradiction that the findings show. `told` are all tellings of rights, several of one kind included."""
    dated = reading.letter_date
    is_adverse = reading.decision is not None and reading.decision.value in ADVERSE
    return (
        *_two_periods(told),
        *(_date_off_the_period(reading.rights, dated) if dated else ()),
        *(_code_against_words(reading.grounds, reading.reason_codes) if is_adverse else ()),
        *_two_sole_reasons(letter, reading.grounds),
        *(_title_against_decision(letter) if is_adverse else ()),
        *_decided_twice(letter),
        *_necessity_left_open(letter, reading.grounds),
    )


def _two_periods(told: Sequence[Right]) -> Iterator[Contradiction]:
    seen: set[tuple[str, Period]] = set()
    for one, other in combinations([right for right in told if right.period], 2):
        if one.kind != other.kind or one.period is None or other.period is None:
            continue
        if _SETS_ASIDE.search(one.at.quote) or _SETS_ASIDE.search(other.at.quote):
            continue
        differ = (one.period.n, one.period.unit) != (other.period.n, other.period.unit)
        if differ and not _are_two_steps(one, other) and (other.kind, other.period) not in seen:
            seen.add((other.kind, other.period))
            why = f"The letter gives more than one period for {one.kind.replace('_', ' ')}."
            yield Contradiction("period", why, (one.at, other.at))


def _are_two_steps(one: Right, other: Right) -> bool:
    """A period that counts from another event than the first is another step's, unless the events are all but one."""
    events = {one.period.since if one.period else "", other.period.since if other.period else ""}
    return bool(events & {"loss", "service", "request"}) and len(events) > 1


def _date_off_the_period(chosen: Sequence[Right], dated: Finding) -> Iterator[Contradiction]:
    """A last day that is not the letter's own date and its own period; from receipt it may only be later."""
    written = date.fromisoformat(dated.value)
    for right in chosen:
        if right.period is None or right.stated_date is None:
            continue
        counted = _counted(written, right.period)
        if counted is None:
            continue
        from_letter = right.period.since in _FROM_THE_LETTER and right.stated_date != counted
        from_receipt = right.period.since == "receipt" and right.stated_date < counted
        if from_letter or from_receipt:
            why = (
                f"The letter names {right.stated_date.isoformat()}, but its own date and period give "
                f"{counted.isoformat()}{' or later' if from_receipt else ''}."
            )
            yield Contradiction("date", why, (right.at, dated.at))


def _counted(start: date, period: Period) -> date | None:
    """The last day of a period from a day, both given by the letter; None for hours and business days."""
    if period.unit == "days":
        return start + timedelta(days=period.n)
    months = {"months": period.n, "years": 12 * period.n}.get(period.unit)
    if months is None:
        return None
    year, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + year, month + 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


def _code_against_words(grounds: Sequence[Ground], codes: Sequence[ReasonCode]) -> Iterator[Contradiction]:
    told = {ground.code: ground for ground in grounds}
    for printed in codes:
        by_words = [ground for ground in grounds if ground.at != printed.at]
        if printed.ground and printed.ground not in told and by_words:
            why = f"Code {printed.at.quote} usually stands for {printed.ground}, which the letter's words do not say."
            yield Contradiction("reason", why, (printed.at, by_words[0].at))


def _two_sole_reasons(letter: Letter, grounds: Sequence[Ground]) -> Iterator[Contradiction]:
    """Two sentences that each give the one reason, and give different ones."""
    if len(grounds) < 2:
        return
    sole: list[Ground] = []
    for section, sentence in letter.sentences():
        if is_hypothetical(sentence) or is_about_rights(section, sentence):
            continue
        if _SOLE_REASON.search(sentence.text):
            sole.extend(ground for ground in grounds if ground.at == letter.span_of(sentence))
    for one, other in combinations(sole, 2):
        if one.code != other.code and one.at != other.at:
            yield Contradiction(
                "reason", "The letter gives two different reasons, each as the reason.", (one.at, other.at)
            )


def _title_against_decision(letter: Letter) -> Iterator[Contradiction]:
    for section in letter.sections[:4]:
        if section.heading and _APPROVAL_TITLE.search(section.title):
            why = "The title speaks of an approval, and the letter decides against the claim."
            first = section.sentences[0] if section.sentences else section.heading
            yield Contradiction("decision", why, (letter.span_of(section.heading), letter.span_of(first)))


def _decided_twice(letter: Letter) -> Iterator[Contradiction]:
    """The same claim approved in one sentence and denied in another; of several claims each has its own decision."""
    found: dict[str, dict[str, Sentence]] = {"approved": {}, "denied": {}}
    for section, sentence in letter.sentences():
        match = _DECIDED.search(sentence.text)
        if match and not is_hypothetical(sentence) and not is_about_rights(section, sentence):
            what = " ".join((match["what"] or "").lower().split())
            found[match["how"].lower()].setdefault(what, sentence)
    for what, approved in found["approved"].items():
        denied = found["denied"].get(what)
        if denied is not None:
            why = "The letter says of the same claim that it is approved and that it is denied."
            yield Contradiction("decision", why, (letter.span_of(approved), letter.span_of(denied)))


def _necessity_left_open(letter: Letter, grounds: Sequence[Ground]) -> Iterator[Contradiction]:
    """Medical necessity as a ground, in a letter that says that it was not looked at."""
    necessity = next((ground for ground in grounds if ground.code == "medical_necessity"), None)
    if necessity is None:
        return
    for _, sentence in letter.sentences():
        if _NECESSITY_LEFT_OPEN.search(sentence.text) and letter.span_of(sentence) != necessity.at:
            why = "The letter denies for medical necessity, and says that it did not look at it."
            yield Contradiction("reason", why, (necessity.at, letter.span_of(sentence)))
            return
