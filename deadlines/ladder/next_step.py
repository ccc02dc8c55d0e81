"""The next best step: the open rungs in order, each with why it stands where it does. Pure.

Facts that give leverage are told as facts, each with the row that it stands on. Nothing here guesses how likely a rung
is to succeed: no number is made that nobody counted.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from deadlines.clock.answer import Remedy

CLOSING_DAYS: Final = 14
"""From so many days before its end a rung goes before all others."""

LeverageKind = Literal[
    "breach",
    "notice_defect",
    "contradiction",
    "broken_promise",
    "external_reviews",
    "complaints",
    "litigation_cost",
]

LEVERAGE_KINDS: Final[dict[LeverageKind, tuple[str, str]]] = {
    "breach": ("missed date of theirs", "missed dates of theirs"),
    "notice_defect": ("defect of the notice", "defects of the notice"),
    "contradiction": ("contradiction in the letter", "contradictions in the letter"),
    "broken_promise": ("broken promise", "broken promises"),
    "external_reviews": ("count of reviews of like cases", "counts of reviews of like cases"),
    "complaints": ("count of complaints like it", "counts of complaints like it"),
    "litigation_cost": ("cost of a suit", "costs of a suit"),
}
"""What one and several are called."""

LEVERAGE_LABELS: Final[dict[LeverageKind, str]] = {
    kind: several.capitalize() for kind, (_, several) in LEVERAGE_KINDS.items()
}

_APPEALS: Final = frozenset(
    {
        "internal_appeal",
        "expedited_appeal",
        "second_level_appeal",
        "voluntary_appeal",
        "plan_appeal",
        "plan_reconsideration",
        "redetermination",
        "fehb_reconsideration",
        "tricare_reconsideration",
        "clinical_review",
    }
)
_REVIEWS: Final = frozenset(
    {
        "external_review",
        "expedited_external_review",
        "independent_review",
        "reconsideration",
        "fair_hearing",
        "alj_hearing",
        "opm_review",
        "tricare_formal_review",
        "drug_exception_review",
    }
)
_COMPLAINTS: Final = frozenset({"regulator_complaint", "agency_assistance", "ombudsman", "legislator"})
_BAD_FAITH: Final = frozenset({"bad_faith_notice", "bad_faith_action", "presuit_notice", "demand"})
_COURTS: Final = frozenset({"civil_action", "judicial_review", "bad_faith_action", "arbitration"})

BEARS_ON: Final[dict[LeverageKind, frozenset[str]]] = {
    "breach": _COMPLAINTS | _BAD_FAITH | _COURTS | {"supervisor"},
    "notice_defect": _APPEALS | _REVIEWS | _COMPLAINTS | _COURTS,
    "contradiction": _APPEALS | _REVIEWS | _COURTS | {"peer_to_peer"},
    "broken_promise": _COMPLAINTS | _BAD_FAITH | {"supervisor"},
    "external_reviews": frozenset({"external_review", "expedited_external_review", "independent_review"}),
    "complaints": _COMPLAINTS,
    "litigation_cost": _COURTS | {"mediation", "appraisal", "demand"},
}
"""On which kinds of rung each kind of fact bears."""


@dataclass(frozen=True, slots=True)
class Leverage:
    """One fact that bears on some rungs, in words that say no more than its row does.

    path       the address of its row in the API, inside the firm
    citation   the law, or the source, where there is one
    """

    kind: LeverageKind
    says: str
    path: str
    citation: str = ""
    days_late: int | None = None
    amount: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a step stands where it does: a word for programs, and a sentence."""

    code: str
    says: str


@dataclass(frozen=True, slots=True)
class Step:
    """One open rung, why it stands where it does, and the facts that bear on it."""

    remedy: Remedy
    days_left: int | None
    reasons: tuple[Reason, ...]
    leverage: tuple[Leverage, ...]


@dataclass(frozen=True, slots=True)
class NextSteps:
    """The open rungs, the best next step first; those that a person decided not to take; those that await an answer."""

    steps: tuple[Step, ...]
    declined: tuple[Step, ...]
    awaited: tuple[Step, ...]


def next_steps(remedies: Sequence[Remedy], leverage: Sequence[Leverage], on: date) -> NextSteps:
    """The open rungs of a ladder as of the day `on`, in order of deadline and leverage.

    First what ends within two weeks, the earliest first. Then what must be climbed before other rungs open; then the
    rest that law or contract gives, by how many kinds of fact bear on it, then by date. Last what nobody need answer.
    Of equals the lowest on the ladder is first.
    """
    whole = [_step(remedy, remedies, leverage, on) for remedy in remedies]
    ranked = sorted(enumerate(whole), key=lambda each: (*_rank(each[1]), each[0]))
    steps = [step for _, step in ranked]
    opened = [step for step in steps if step.remedy.state == "available"]
    return NextSteps(
        steps=tuple(step for step in opened if step.remedy.decided != "declined"),
        declined=tuple(step for step in opened if step.remedy.decided == "declined"),
        awaited=tuple(step for step in steps if step.remedy.state == "pending"),
    )


def _step(remedy: Remedy, remedies: Sequence[Remedy], leverage: Sequence[Leverage], on: date) -> Step:
    days = None if remedy.until is None else (remedy.until - on).days
    bearing = tuple(fact for fact in leverage if remedy.kind in BEARS_ON[fact.kind])
    return Step(remedy, days, tuple(_reasons(remedy, remedies, days, bearing)), bearing)


def _rank(step: Step) -> tuple[int, int, int]:
    remedy, kinds = step.remedy, len({fact.kind for fact in step.leverage})
    last = remedy.until.toordinal() if remedy.until else date.max.toordinal()
    if step.days_left is not None and step.days_left <= CLOSING_DAYS:
        return 0, last, -kinds
    if remedy.gives == "practice" or remedy.level == "outside":
        return 3, -kinds, last
    return (1 if remedy.mandatory else 2), -kinds, last


def _reasons(
    remedy: Remedy, remedies: Sequence[Remedy], days: int | None, bearing: Sequence[Leverage]
) -> list[Reason]:
    found = [_time(remedy, days)]
    if remedy.mandatory:
        found.append(Reason("comes_first", "Other rungs open only when it is climbed."))
    if bearing:
        found.append(Reason("leverage", f"{_counted(bearing)} on it."))
    if remedy.gives == "practice":
        found.append(Reason("no_answer_owed", "Nobody owes an answer to it."))
    titles = {each.rung: each.title for each in remedies}
    if barred := [titles[rung] for rung in remedy.forecloses if rung in titles]:
        found.append(Reason("forecloses", f"Taking it bars: {', '.join(barred)}."))
    if remedy.needs:
        found.append(Reason("hangs_on", f"It hangs on what is not known: {', '.join(remedy.needs)}."))
    if remedy.checked == "unchecked":
        found.append(Reason("unchecked", "Its law is not checked yet: read it before relying on it."))
    if remedy.checked == "secondary":
        found.append(Reason("secondary", "Its law is known at second hand: read it before relying on it."))
    return found


def _time(remedy: Remedy, days: int | None) -> Reason:
    if days is None:
        return Reason("undated", "No last day is known for it.")
    if remedy.state == "pending":
        late = f"was due on {remedy.until}" if days < 0 else f"is due on {remedy.until}"
        return Reason("answer_late" if days < 0 else "answer_due", f"The answer to it {late}.")
    when = "today" if days == 0 else f"in {days} day{'' if days == 1 else 's'}"
    return Reason("closing" if days <= CLOSING_DAYS else "dated", f"Its time ends on {remedy.until}, {when}.")


def _counted(facts: Sequence[Leverage]) -> str:
    """Such as "2 missed dates of theirs and 1 broken promise bear"."""
    numbers = Counter(fact.kind for fact in facts)
    parts = [f"{n} {LEVERAGE_KINDS[kind][n != 1]}" for kind, n in numbers.items()]
    said = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    return f"{said} {'bears' if len(facts) == 1 else 'bear'}"
