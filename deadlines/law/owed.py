"""What a letter about a claim must say: what it owes for certain, and what it owes only if something holds.

What isn't known leaves a requirement standing under a condition; it never makes it vanish, and never makes it certain.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from cases.vocabulary import EVENT_KINDS, LAW_BY_PLAN_TYPE
from deadlines.law.catalogue import load_implied
from deadlines.law.facts import QUESTIONS
from deadlines.law.model import Effective, FactValue
from deadlines.law.notices import NoticeRequirement, Stage, load_notices

_CLAIM_MADE = frozenset({"claim_received", "claim_submitted"})
# The coverage that a homeowner, a driver or a firm buys of an admitted insurer: what governs both governs the ordinary
# policy, whose kind a letter need not name.
_ORDINARY = ("personal", "commercial")


@dataclass(frozen=True, slots=True)
class Claim:
    """What is known of the claim that a letter is about. `facts` are those of `deadlines.law.facts`.

    `grounds` are the letter's reasons, empty where none is known. The claim was not made before `made_from` (the loss,
    the treatment) nor after `made_to` (the letter).
    """

    line: str
    plan_type: str | None
    jurisdiction: str | None
    facts: Mapping[str, FactValue] = field(default_factory=dict)
    grounds: Collection[str] = ()
    made_from: date | None = None
    made_to: date | None = None


@dataclass(frozen=True, slots=True)
class Owed:
    """A requirement, and in words what it still hangs on, each to follow on "if"; nothing where it is certain."""

    requirement: NoticeRequirement
    conditions: tuple[str, ...]


def owed(stage: Stage, claim: Claim) -> tuple[Owed, ...]:
    """What a letter of that stage must say about such a claim, in the order of the files.

    Nothing for a line whose law depends on the plan type while that is not known. Without a jurisdiction, what federal
    law says alone.
    """
    found: list[Owed] = []
    for requirement in load_notices():
        if stage in requirement.stages and _governs(requirement, claim):
            conditions = _conditions(requirement, claim)
            if conditions is not None:
                found.append(Owed(requirement, conditions))
    return tuple(found)


def _governs(requirement: NoticeRequirement, claim: Claim) -> bool:
    place = claim.jurisdiction or "US"
    if claim.plan_type is not None:
        return requirement.governs(claim.line, claim.plan_type, place)
    if claim.line in LAW_BY_PLAN_TYPE or claim.line == "flood":
        return False
    return all(requirement.governs(claim.line, plan_type, place) for plan_type in _ORDINARY)


def _conditions(requirement: NoticeRequirement, claim: Claim) -> tuple[str, ...] | None:
    """What is not known and must hold; None where something that must hold does not."""
    found: list[str] = []
    implied = (
        load_implied().implied_facts(claim.plan_type or "", claim.jurisdiction or "US", claim.facts)
        if requirement.when
        else {}
    )
    for fact, values in requirement.when:
        value = implied[fact].value if fact in implied else claim.facts.get(fact)
        if value is None:
            found.append(f"the answer to “{QUESTIONS[fact]}” is {' or '.join(map(_word, values))}")
        elif value not in values:
            return None
    if requirement.grounds:
        if not claim.grounds:
            found.append("the reason is one for which the law asks this")
        elif not set(requirement.grounds) & set(claim.grounds):
            return None
    if requirement.effective is not None:
        holds = _in_force(requirement.effective, claim)
        if holds is False:
            return None
        if holds is None:
            found.append(_span(requirement.effective))
    if requirement.provided:
        found.append(requirement.provided)
    return tuple(found)


def _in_force(effective: Effective, claim: Claim) -> bool | None:
    """Whether the claim falls in the time for which a text holds; None where that is not known."""
    if not _CLAIM_MADE & set(effective.by):
        return None
    start, end = effective.start or date.min, effective.end or date.max
    earliest, latest = claim.made_from, claim.made_to
    if (latest is not None and latest < start) or (earliest is not None and earliest > end):
        return False
    if (effective.start is None or (earliest is not None and earliest >= start)) and (
        effective.end is None or (latest is not None and latest <= end)
    ):
        return True
    return None


def _span(effective: Effective) -> str:
    event = EVENT_KINDS[effective.by[0]].removeprefix("The ")
    bounds = [
        *([f"on or after {effective.start}"] if effective.start else []),
        *([f"on or before {effective.end}"] if effective.end else []),
    ]
    return f"the {event} {' and '.join(bounds)}"


def _word(value: FactValue) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value).replace("_", " ")
