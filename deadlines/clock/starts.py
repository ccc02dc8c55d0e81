"""What each clock is counted from: the trigger, or what stands in for it; one start for each denial of the claim."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final
from zoneinfo import ZoneInfo

from cases.vocabulary import EVENT_KINDS
from deadlines.clock.answer import ComputedDeadline, Step
from deadlines.clock.counting import add_days
from deadlines.clock.periods import LAST_ZONE
from deadlines.clock.timeline import Moment, Timeline, order
from deadlines.law.model import Rule

NOTICES: Final = frozenset({"denial_received", "first_appeal_denial_received", "final_denial_received"})
"""Kinds of which one claim can have many, each with a time of its own."""


@dataclass(frozen=True, slots=True)
class Start:
    """What a clock is counted from: the trigger, or what stands in for it, and what that leaves unknown."""

    moment: Moment
    trigger: str
    steps: tuple[Step, ...]
    needs: tuple[str, ...] = ()


def starts_of(rule: Rule, timeline: Timeline) -> list[Start]:
    """What starts this rule's clocks; plans count only for a rule that counts backwards.

    A denial whose receipt is not known is counted from its letter, whatever is known of the other denials.
    """
    trigger = rule.trigger
    find = timeline.expected if rule.period.direction == "before" else timeline.happened
    candidates = find(trigger.kinds)
    if trigger.or_earlier or trigger.which == "first":
        candidates = candidates[:1]
    elif trigger.which == "later":
        candidates = candidates[1:]
    if trigger.together_with and candidates:
        return _all_of(rule, candidates[0], timeline)
    letters: dict[str | None, list[Moment]] = defaultdict(list)
    for moment in find(trigger.stand_ins):
        letters[moment.decision].append(moment)
    if len(letters) > 1 or candidates:
        letters.pop(None, None)
    if candidates:
        known = {moment.decision for moment in candidates}
        if None in known and len(letters) == 1:  # the one receipt known is that of the one letter known
            letters.clear()
        for decision in known:
            letters.pop(decision, None)
    starts = [_placed(rule, moment) for moment in candidates]
    starts += [_stand_in(rule, min(same, key=order)) for same in letters.values()]
    return _with_later_notices(rule, starts)


def starts_from_end(rule: Rule, rows: Sequence[ComputedDeadline]) -> list[Start]:
    """What starts a rule that hangs on another's last day, `rows` being those of that other rule.

    Counting backwards, the other's careful day stands for an act that is not planned yet. Counting forward, the
    other's time must have passed without the act.
    """
    back = rule.period.direction == "before"
    starts: list[Start] = []
    for row in rows:
        day = (row.safe_on if back else None) or row.due_on or (row.due_at.date() if row.due_at else None)
        if day is None or not (back or row.state == "missed"):
            continue
        moment = Moment(rule.trigger.event, day, ref=row.trigger_ref, part=row.part)
        last = (
            f"Not planned yet: counted back from the last safe day to {row.act}"
            if back
            else f"The time to {row.act} ended without it"
        )
        step = Step("trigger", day.isoformat(), f"{last}, {day}. {row.citation}")
        starts.append(Start(moment, rule.trigger.event, (step,), row.needs))
    return starts


def _all_of(rule: Rule, first: Moment, timeline: Timeline) -> list[Start]:
    """The last of the events that must all have happened; no start while one of them is missing."""
    others = [timeline.happened((kind,)) for kind in rule.trigger.together_with]
    if not all(others):
        return []
    moments = sorted([first, *(found[0] for found in others)], key=order)
    steps = tuple(_trigger_step(moment) for moment in moments)
    last = _placed(rule, moments[-1])
    return [replace(last, steps=(*steps[:-1], *last.steps))]


def _with_later_notices(rule: Rule, starts: list[Start]) -> list[Start]:
    """Say at each of our clocks which later notice about the same part runs beside it."""
    if rule.duty_of != "ours" or len(starts) < 2:
        return starts
    return [replace(start, steps=(*start.steps, *_later_notice(start, starts))) for start in starts]


def _later_notice(start: Start, starts: Sequence[Start]) -> tuple[Step, ...]:
    here = start.moment
    later = [
        other.moment
        for other in starts
        if start.trigger in NOTICES
        and other.trigger == start.trigger
        and other.moment.decision != here.decision
        and here.part == other.moment.part
        and order(here) < order(other.moment)
    ]
    if not later:
        return ()
    on = min(later, key=order).on
    why = (
        f"Another notice came on {on}, and its own time runs beside this one. Whether it gave the whole time anew "
        "can be disputed: this date stands until the act is done."
    )
    return (Step("later_notice", on.isoformat(), why),)


def _placed(rule: Rule, moment: Moment) -> Start:
    """Count from the event; where its place is unknown and our own day is at stake, from the earlier day it may be.

    A time in UTC without its place: in the United States it may still have been the day before.
    """
    step = _trigger_step(moment)
    if rule.duty_of != "ours" or rule.period.unit == "hours" or moment.at is None or moment.zone is not None:
        return Start(moment, moment.kind, (step,))
    earliest = moment.at.astimezone(ZoneInfo(LAST_ZONE)).date()
    if moment.at.utcoffset() or earliest == moment.on:
        return Start(moment, moment.kind, (step,))
    why = f"The time is in UTC and its place is not known: in the United States it may have been {earliest}."
    careful = replace(moment, on=earliest)
    return Start(careful, moment.kind, (step, Step("place", earliest.isoformat(), why)), needs=("time_zone",))


def _stand_in(rule: Rule, moment: Moment) -> Start:
    """Count from a letter's date while its receipt is unknown, or from the receipt that the law presumes."""
    step = _trigger_step(moment)
    presumed = rule.counting.receipt_presumption
    wanted = EVENT_KINDS[rule.trigger.event]
    if presumed is not None:
        on = add_days(moment.on, presumed)
        why = f"{wanted}: presumed {presumed} calendar days after {moment.on}. {rule.citation}"
        start = replace(moment, kind=rule.trigger.event, on=on, at=None)
        return Start(start, rule.trigger.event, (step, Step("receipt", on.isoformat(), why)))
    why = (
        f"Not known when: {wanted[0].lower()}{wanted[1:]}. It can't have been earlier, so this count is safe."
    )
    steps = (step, Step("receipt", "not known", why))
    return Start(moment, rule.trigger.event, steps, needs=(rule.trigger.event,))


def _trigger_step(moment: Moment) -> Step:
    result = moment.at.isoformat(timespec="seconds") if moment.at else moment.on.isoformat()
    place = f" in {moment.zone}" if moment.zone else ""
    how = f"; proof: {moment.proof.replace('_', ' ')}" if moment.proof else "; no proof stated"
    about = f"{moment.part}: " if moment.part else ""
    return Step("trigger", result, f"{about}{EVENT_KINDS[moment.kind]}: {moment.on}{place}{how}.")
