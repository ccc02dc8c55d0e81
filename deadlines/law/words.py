"""A rule of law in words for people: what starts it, how it is counted, when it governs, how far it was checked."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from cases.vocabulary import EVENT_KINDS, JURISDICTIONS, LINES_OF_BUSINESS, PLAN_TYPES
from deadlines.law.facts import QUESTIONS
from deadlines.law.model import FactValue, MoneyRemedy, Rule, Tolling, Unit

DUTIES: Final = {
    "ours": "The claimant's side",
    "insurer": "The insurer or plan",
    "reviewer": "The reviewer",
    "regulator": "The regulator",
}
CHECKS: Final = {
    "primary": "Read in the law itself",
    "secondary": "Second-hand: read in another's quotation or summary",
    "unchecked": "Not checked: recalled or doubted",
}
DOUBTS: Final = {"secondary": "not checked: known at second hand", "unchecked": "not checked"}
"""What every date says whose law was not read itself."""
_ROLLS: Final = {
    "text": "A last day that is closed moves to the next open day.",
    "none": "The text moves no last day: a closed one stands.",
}
_CALENDARS: Final = {
    "federal": "federal holidays",
    "jurisdiction": "the holidays of the place",
    "none": "no holidays",
}
_NAMES: Final = "|".join(name.replace("_", "[_ ]") for name in sorted(QUESTIONS, key=len, reverse=True))
_HANGS: Final = re.compile(rf"\b(?P<fact>{_NAMES}) is (?P<values>.+?)(?= and |[.;,]|$)")
"""A fact and the values that it must have, as the clock and the money write them."""
_ASKED: Final = re.compile(rf"\bNeeds (?:{_NAMES}): |\b(?:{_NAMES}) is not known: ")
"""What stands before a fact's question, where the ladder names both."""
_CODE: Final = re.compile(r"(?<![\w/.])[a-z]+(?:_[a-z0-9]+)+\b")


def in_words(rule: Rule) -> list[tuple[str, str]]:
    """What a person asks of a rule, with the answers; what the rule does not have is left out."""
    lines: list[tuple[str, str]] = [
        ("What must be done", _sentence(rule.act)),
        ("By whom", DUTIES[rule.duty_of]),
        ("Time", _sentence(period_in_words(rule))),
        ("Counted from", _sentence(_trigger(rule))),
        ("Counting", _counting(rule)),
        (
            "Met when",
            f"It is {rule.satisfied_by}: {_events(rule.satisfied_events)}." if rule.satisfied_events else "",
        ),
        ("More time", _extension(rule)),
        *(("The clock stands still", _tolling(span)) for span in rule.tolling),
        ("The later counts", f"Of this and {rule.later_of}." if rule.later_of else ""),
        ("The earlier counts", f"Of this and {rule.earlier_of}." if rule.earlier_of else ""),
        (
            "Where",
            f"{JURISDICTIONS[rule.jurisdiction]}. {_listed(LINES_OF_BUSINESS[line] for line in rule.lines)}.",
        ),
        ("Plans and policies", f"{_listed(PLAN_TYPES[plan] for plan in rule.plan_types)}."),
        *(("Only if", f"{QUESTIONS[fact]} {_listed(map(_value, values))}.") for fact, values in rule.when),
        ("In force", _effective(rule)),
        ("If it is missed", rule.consequence),
        *(("Money", _money(remedy)) for remedy in rule.remedy),
        ("The text in short", rule.paraphrase),
        ("Citation", rule.citation),
        ("Checked", f"{CHECKS[rule.checked.grade]}, {rule.checked.on}: {rule.checked.source}."),
        ("Note", rule.note),
    ]
    return [(label, text) for label, text in lines if text]


def history(versions: Iterable[Rule]) -> Iterator[tuple[Rule, list[tuple[str, str, bool]]]]:
    """Each version, the oldest first, with its lines and whether each is new against the version before."""
    before: set[tuple[str, str]] | None = None
    for rule in versions:
        lines = in_words(rule)
        yield (
            rule,
            [(label, text, before is not None and (label, text) not in before) for label, text in lines],
        )
        before = set(lines)


def period_in_words(rule: Rule) -> str:
    """The rule's period: "180 calendar days", "no number: as soon as practicable"."""
    period = rule.period
    if period.n is None:
        return period.words if period.unit == "immediate" else f"no number: {period.words or period.unit}"
    before = " before" if period.direction == "before" else ""
    most = "at most " if period.ceiling else ""
    hour = f", until {period.at_hour}:00 of the last" if period.at_hour else ""
    year = ", from the end of the year" if period.from_year_end else ""
    wait = f", once {_number(period.wait.n, period.wait.unit)} have passed" if period.wait else ""
    then = f", and {_number(period.then.n, period.then.unit)} more" if period.then else ""
    return f"{most}{_number(period.n, period.unit)}{then}{before}{hour}{year}{wait}"


def condition_in_words(condition: str) -> str:
    """A condition of the clock's, each fact by the question that it answers: "only if the answer to “…” is yes"."""
    return _HANGS.sub(_answered, condition).replace("_", " ")


def told_in_words(text: str) -> str:
    """What the clock or the ladder tells of a step, the names of facts and of grades of proof as words."""
    return _CODE.sub(lambda code: code[0].replace("_", " "), _ASKED.sub("Not known: ", text))


def fact_in_words(name: str) -> str:
    """A fact by the question that it answers; what is no fact of the catalogue's by its name."""
    question = QUESTIONS.get(name)
    return f"“{question}”" if question else name.replace("_", " ")


def _answered(said: re.Match[str]) -> str:
    values = said["values"].split(" or ")
    answers = " or ".join({"true": "yes", "false": "no"}.get(value, value) for value in values)
    return f"the answer to {fact_in_words(said['fact'].replace(' ', '_'))} is {answers}"


def _number(n: int, unit: Unit) -> str:
    said = unit.replace("_", " ")
    return f"{n} {said if n > 1 else said.removesuffix('s')}"


def _trigger(rule: Rule) -> str:
    trigger = rule.trigger
    said = " or ".join(_uncapitalised(EVENT_KINDS[kind]) for kind in trigger.kinds)
    if trigger.or_earlier:
        said += ", whichever is first"
    if trigger.which is not None:
        said += ", the first time" if trigger.which == "first" else ", each time after the first"
    if trigger.together_with:
        said += " and " + " and ".join(_uncapitalised(EVENT_KINDS[kind]) for kind in trigger.together_with)
    if trigger.end_of:
        said += f"; while that has no date, the last day of {trigger.end_of}"
    return said


def _counting(rule: Rule) -> str:
    unit, counting = rule.period.unit, rule.counting
    if unit not in ("calendar_days", "business_days", "months", "years"):
        return ""
    first = (
        "The day of the event is not counted."
        if counting.exclude_trigger_day
        else "The day of the event counts."
    )
    days = f"Monday to Friday without {_CALENDARS[counting.holidays]}." if unit == "business_days" else ""
    roll = _ROLLS[counting.roll] if unit != "business_days" else ""
    presumed = counting.receipt_presumption
    receipt = f"Receipt is presumed {presumed} days after the letter's date." if presumed else ""
    least = "The plan or policy may give more, never less." if rule.period.floor else ""
    own = "The policy's own time counts instead, once it is recorded." if _left_to_policy(rule) else ""
    careful = "The safe date is counted from the letter's own date." if counting.careful_from_letter else ""
    return " ".join(part for part in (first, days, roll, receipt, least, own, careful) if part)


def _extension(rule: Rule) -> str:
    extension = rule.extension
    if extension is None:
        return ""
    start = " from the notice" if extension.counted == "from_notice" else ""
    often = {None: "as often as there is reason", 1: "once", 2: "twice"}
    times = often.get(extension.times, f"{extension.times} times")
    return f"{_number(extension.n, extension.unit)}{start}, {times}: {extension.condition}."


def _tolling(span: Tolling) -> str:
    if span.dates is not None:
        said = f"From {span.dates[0]} to {span.dates[1]}."
    else:
        begins = _events(span.start) if span.start else "an extension notice was sent"
        lasts = f" for {span.days} days" if span.days else ""
        until = f" until {_events(span.until)}" if span.until else ""
        said = f"Once {begins}{lasts}{until}."
    only = "".join(
        f" Only if: {QUESTIONS[fact]} {_listed(map(_value, values))}." for fact, values in span.when
    )
    doubt = "" if span.certain else " Not settled: the safe date does without it."
    return f"{said}{only}{doubt} {span.citation}"


def _effective(rule: Rule) -> str:
    if rule.effective is None:
        return ""
    by = " or ".join(name.replace("_", " ") for name in rule.effective.by)
    start, end = rule.effective.start, rule.effective.end
    span = " ".join(part for part in (f"from {start}" if start else "", f"to {end}" if end else "") if part)
    return f"By the {by}, {span}."


def _left_to_policy(rule: Rule) -> bool:
    return rule.period.from_policy is not None and rule.period.n is not None


def _rate(remedy: MoneyRemedy) -> str:
    """Interest over a reference rate: "1.5 times the prime rate", "the judgment rate plus 5 points, at least 10 %"."""
    times = f"{remedy.multiple} times " if remedy.multiple != 1 else ""
    points = f" plus {remedy.points} points" if remedy.points else ""
    least = f", at least {remedy.floor_percent} %" if remedy.floor_percent is not None else ""
    most = f", at most {remedy.ceiling_percent} %" if remedy.ceiling_percent is not None else ""
    return f"{times}the {remedy.reference} rate{points}{least}{most}"


def _money(remedy: MoneyRemedy) -> str:
    base = {"amount_due": "the amount due", "undisputed": "the undisputed amount", "judgment": "the judgment"}
    match remedy.kind:
        case "interest":
            said = f"{remedy.rate_percent} % a {remedy.per}, simple, of {base[remedy.base]}"
        case "interest_over":
            said = f"{_rate(remedy)} a year, simple, of {base[remedy.base]}"
        case "per_day":
            said = f"{remedy.currency} {remedy.per_day} for each day late"
        case _:
            said = f"{remedy.percent} % of {base[remedy.base]}"
    least = f", at least {remedy.currency} {remedy.minimum}" if remedy.minimum is not None else ""
    most = f", at most {remedy.currency} {remedy.cap}" if remedy.cap is not None else ""
    until = ", until it is paid" if remedy.until == "paid" else ""
    once = ", once in a claim, from the earliest date that was missed" if remedy.once else ""
    court = ", as a court may give" if remedy.up_to else ""
    return f"{said}{until}{least}{most}{once}{court}. {remedy.citation}"


def _events(kinds: Iterable[str]) -> str:
    return " or ".join(_uncapitalised(EVENT_KINDS[kind]) for kind in kinds)


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)


def _value(value: FactValue) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return str(value).replace("_", " ")


def _uncapitalised(text: str) -> str:
    return f"{text[:1].lower()}{text[1:]}"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
