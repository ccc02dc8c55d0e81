"""Short ways to write a claim's facts in tests of the law."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from deadlines.clock.answer import Answer, ComputedDeadline
from deadlines.clock.compute import compute
from deadlines.clock.events import ClockEvent, ClockFacts, PolicyPeriod
from deadlines.law.catalogue import load_catalogue
from deadlines.law.model import FactValue


def event(kind: str, when: date | datetime | str, **more: Any) -> ClockEvent:
    """An event from a date, a time, or text such as "2026-03-06T15:00-06:00 America/Chicago"."""
    if isinstance(when, str):
        text, _, zone = when.partition(" ")
        if zone:
            more["time_zone"] = zone
        when = datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    if isinstance(when, datetime):
        return ClockEvent(kind, at=when, **more)
    return ClockEvent(kind, on=when, **more)


def claim(
    events: Mapping[str, Any] | None = None,
    *,
    line: str = "health",
    plan: str = "erisa_self_funded",
    facts: Mapping[str, FactValue] | None = None,
    policy: Mapping[str, Mapping[str, Any]] | None = None,
    as_of: date | datetime | None = None,
    **more: Any,
) -> ClockFacts:
    """Facts of a claim; an event's value may be a list for several of one kind."""
    many = {kind: when if isinstance(when, list) else [when] for kind, when in (events or {}).items()}
    return ClockFacts(
        line_of_business=line,
        plan_type=plan,
        facts=facts or {},
        policy={key: PolicyPeriod(**value) for key, value in (policy or {}).items()},
        events=tuple(event(kind, when) for kind, days in many.items() for when in days),
        as_of=as_of,
        **more,
    )


def solve(facts: ClockFacts) -> Answer:
    """The clock's answer from the catalogue that ships."""
    return compute(facts, load_catalogue())


def row(answer: Answer, rule: str) -> ComputedDeadline:
    """The one row of `rule`."""
    (found,) = (item for item in answer.deadlines if item.rule == rule)
    return found


def day_of(found: ComputedDeadline) -> date:
    """The legal date of a due date or instant."""
    if found.due_on is not None:
        return found.due_on
    assert found.due_at is not None
    return found.due_at.date()
