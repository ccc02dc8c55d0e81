"""How a deadline stands: open, met, missed, waiting, tolled, undated or unknown. Dates are made elsewhere."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from deadlines.clock.answer import State
from deadlines.clock.periods import Measured
from deadlines.clock.scope import Scope
from deadlines.clock.timeline import Moment, Timeline
from deadlines.law.model import Rule


@dataclass(frozen=True, slots=True)
class Standing:
    """The state, the event that did what was owed, and what is still to be known."""

    state: State
    met_by_ref: str | None = None
    needs: tuple[str, ...] = ()


def standing_of(rule: Rule, start: Moment, measured: Measured, scope: Scope, timeline: Timeline) -> Standing:
    """How the deadline that was measured from `start` stands."""
    done = _done(rule, start, timeline, measured.opens_on)
    if done is not None and _of_which_part(rule, start, done, timeline):
        return Standing("unknown", needs=(f"denial of {done.kind}",))
    ref = done.ref if done else None
    if scope.condition is not None:
        return Standing("unknown", ref)
    if measured.due_on is None and measured.due_at is None:
        if measured.tolled:
            return Standing("tolled")
        return Standing("met" if done else "undated", ref)
    if done is not None:
        in_time = _in_time(rule, done, measured)
        if in_time is None:
            return Standing("unknown", ref, (f"hour of {done.kind}",))
        if in_time:
            return Standing("met", ref)
        return Standing("unknown" if measured.needs else "missed", ref)
    if not _is_past(measured, timeline.as_of):
        return Standing("open")
    # Counted from the earliest day that the trigger can have had, the true date may still be ahead.
    return Standing("unknown" if measured.needs else "missed")


MAY_NEVER_HAPPEN: Final[frozenset[str]] = frozenset(
    {
        "adjuster_report_signed",
        "catastrophe_claim_numbered",
        "civil_remedy_notice_filed",
        "claim_evidence_received",
        "claim_forms_requested",
        "delay_explained",
        "demand_received",
        "demand_sent",
        "disclaimer_ground_known",
        "draft_presented",
        "living_expenses_requested",
        "presuit_notice_received",
        "reinspection_asserted",
        "settlement_agreed",
        "tortfeasor_settlement_noticed",
    }
)
"""Kinds of which many claims have none. A payment, say, does not show that there was a demand for it."""


def standing_without_start(rule: Rule, scope: Scope, timeline: Timeline) -> Standing:
    """Waiting; or unknown, if the act was done although nobody knows when its clock started."""
    if rule.trigger.event in MAY_NEVER_HAPPEN:
        return Standing("waiting")
    if rule.period.direction == "after" and scope.condition is None:
        done = timeline.happened(rule.satisfied_events)
        if done and rule.duty_of != "ours":
            return Standing("unknown", done[0].ref, (rule.trigger.event,))
    return Standing("waiting")


def _done(rule: Rule, start: Moment, timeline: Timeline, opens_on: date | None) -> Moment | None:
    """The first event that did what the rule asks: after its trigger, or at any time if it counts backwards.

    The trigger is never the act itself: a letter about a delay starts the time for the next one. Nor is an act before
    `opens_on`, which came too early.
    """
    for moment in timeline.happened(rule.satisfied_events):
        if moment == start or not moment.concerns(start.part):
            continue
        if opens_on is not None and moment.on < opens_on:
            continue
        if rule.period.direction == "before" or not _precedes(moment, start):
            return moment
    return None


def _of_which_part(rule: Rule, start: Moment, done: Moment, timeline: Timeline) -> bool:
    """Whether it isn't known which of several parts our act was about: it may have been for another than this."""
    if rule.duty_of != "ours" or start.part is None or done.part is not None or done.decision is not None:
        return False
    return any(m.part not in (None, start.part) for m in timeline.happened((start.kind,)))


def _precedes(moment: Moment, start: Moment) -> bool:
    if moment.at is not None and start.at is not None:
        return moment.at < start.at
    return moment.on < start.on


def _in_time(rule: Rule, done: Moment, measured: Measured) -> bool | None:
    """Whether it was done by the due date; None where only the hour could tell and our own act is at stake."""
    if measured.due_on is not None:
        return done.on <= measured.due_on
    due = measured.due_at
    assert due is not None
    if done.at is not None:
        return done.at <= due
    if done.on == due.date():
        return None if rule.duty_of == "ours" else True
    return done.on < due.date()


def _is_past(measured: Measured, as_of: date | datetime | None) -> bool:
    """Whether the due date lies before the present; a bare day of the present is not past until it is over."""
    if as_of is None:
        return False
    if measured.due_at is not None:
        return measured.due_at < as_of if isinstance(as_of, datetime) else measured.due_at.date() < as_of
    assert measured.due_on is not None
    return measured.due_on < (as_of.date() if isinstance(as_of, datetime) else as_of)
