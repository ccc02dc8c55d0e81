"""Planning and ending the reminders of deadlines. Sending them is `delivery`'s work."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from cases.models import Case
from cases.selectors import behind_wall, case_list, for_change, one
from cases.services.handover import heir_required, refuse_walled_heir
from claimback.kernel.clock import now
from claimback.notify.models import OBLIGATION_EDGES, PLANNED, VOID
from deadlines.alert_terms import AlertTerms
from deadlines.alerts import REMEDY_STEPS, Morning, PlannedAlert, alerts_at_all, planned, scheduled_at
from deadlines.docket import NO_DATE
from deadlines.models import Alert, Deadline
from deadlines.selectors import alert_list, deadline_list, terms_in_force
from deadlines.services.circles import Circles, mornings

Wanted = Mapping[tuple[UUID, str, int], PlannedAlert]


def alerts_sync(*, case: Case, deadlines: Iterable[Deadline]) -> None:
    """Plan what is missing and end what is idle: for these deadlines of one locked case.

    A deadline that is closed loses its planned alerts; so does a member who is no longer the one to remind, and a
    step that the firm's terms no longer have. An alert that is being sent is left to its sender, who looks at the
    deadline once more.
    """
    rows = list(deadlines)
    days = {row.id: alert_day(row, case.time_zone) for row in rows}
    existing: dict[UUID, list[Alert]] = defaultdict(list)
    for alert in for_change(alert_list().filter(deadline_id__in=days).exclude(state=VOID)).order_by("id"):
        existing[alert.deadline_id].append(alert)
    if not existing and not any(days.values()):
        return
    terms, circles, present = terms_in_force(), Circles(case), now()
    telling = {name: circles.members(each.to) for name, each in terms.items()} if any(days.values()) else {}
    begins = mornings({member for members in telling.values() for member in members})
    made: list[Alert] = []
    for row in rows:
        day, held = days[row.id], existing[row.id]
        wanted: Wanted = {}
        if day is not None:
            members = {member: begins[member] for member in telling[row.importance]}
            wanted = _wanted(row, day, terms[row.importance], members, present, held)
        _end_idle(case, held, wanted, day, terms[row.importance], present)
        there = {(a.member_id, a.kind, a.step) for a in held if a.level == 0 and a.state != VOID}
        made += [
            alert_of(row.id, member, each)
            for (member, *key), each in wanted.items()
            if (member, *key) not in there
        ]
    Alert.objects.bulk_create(made)


def alert_of(deadline_id: UUID, member_id: UUID, plan: PlannedAlert, *, level: int = 0) -> Alert:
    """A reminder as it is planned. It is not saved."""
    return Alert(
        deadline_id=deadline_id,
        member_id=member_id,
        kind=plan.kind,
        step=plan.step,
        level=level,
        in_digest=plan.in_digest,
        due_at=plan.due_at,
        next_attempt_at=plan.due_at,
    )


def alert_day(row: Deadline, zone: str) -> date | None:
    """The day that the reminders of a deadline lead up to, in the case's zone; None if none are wanted.

    Our own duties are reminded of by the safe date, others' by the day that they let pass.
    """
    if not alerts_at_all(row.duty_of, row.state):
        return None
    if row.duty_of == "ours":
        return None if row.sort_on == NO_DATE else row.sort_on
    if row.due_at is not None:
        return row.due_at.astimezone(ZoneInfo(zone)).date()
    return row.due_on


def alerts_hand_over(*, member_id: UUID, heir_id: UUID | None) -> int:
    """Address the planned reminders of a member who leaves to the heir; one that the heir has already is void.

    One that is being sent stays with its sender, who finds that the member has left and writes to the docketing
    address. Call it in `whole_firm`. Returns how many there were. Raises Conflict without an heir where there are
    some, Invalid where some are of cases that are closed to the heir.
    """
    mine = alert_list().filter(member_id=member_id, state=PLANNED)
    case_ids = sorted(set(mine.values_list("case_id", flat=True)))
    if not case_ids:
        return 0
    if heir_id is None:
        raise heir_required(f"is to be reminded of deadlines in {len(case_ids)} cases")
    refuse_walled_heir(heir_id, case_ids)
    list(
        for_change(case_list().filter(id__in=case_ids)).order_by("id")
    )  # no other reminder is planned meanwhile
    alerts = list(for_change(mine).order_by("id"))
    theirs = alert_list().filter(member_id=heir_id, deadline_id__in={alert.deadline_id for alert in alerts})
    there = set(theirs.exclude(state=VOID).values_list("deadline_id", "channel", "kind", "step", "level"))
    for alert in alerts:
        if (alert.deadline_id, alert.channel, alert.kind, alert.step, alert.level) in there:
            alert_void(alert)
        else:
            alert.change(member_id=heir_id)
    return len(alerts)


def alerts_retime(*, member_id: UUID) -> None:
    """The member's day begins at another hour, or in another zone: what is planned for a later day moves with it.

    An alert's due time never moves: the row ends, and another takes its place.
    """
    present, begins = now(), mornings([member_id])[member_id]
    mine = alert_list().filter(member_id=member_id, state=PLANNED, kind="days", level=0, due_at__gt=present)
    made = []
    for alert in for_change(mine).select_related("deadline__case").order_by("id"):
        day = alert_day(alert.deadline, alert.deadline.case.time_zone)
        due_at = scheduled_at("days", alert.step, day, None, begins) if day else alert.due_at
        if due_at != alert.due_at:
            alert_void(alert)
            plan = PlannedAlert("days", alert.step, max(due_at, present), alert.in_digest)
            made.append(alert_of(alert.deadline_id, member_id, plan))
    Alert.objects.bulk_create(made)


def remedy_remind(*, case_id: UUID, deadline_id: UUID, standing: str) -> None:
    """Tell whoever is reminded of a deadline that by it a remedy has `opened`, is `closing` or `unanswered`.

    Each is told once.
    """
    case, deadline = one(case_list(), case_id), one(deadline_list(), deadline_id)
    terms = terms_in_force()[deadline.importance]
    plan = PlannedAlert("remedy", REMEDY_STEPS[standing], now(), terms.in_digest)
    members = Circles(case).members(terms.to)
    Alert.objects.bulk_create(
        [alert_of(deadline_id, member, plan) for member in members], ignore_conflicts=True
    )


def alert_void(alert: Alert) -> None:
    """End a planned reminder. Its row is locked."""
    alert.change(state=OBLIGATION_EDGES.advance(alert.state, VOID), settled_at=now())


def _wanted(
    row: Deadline,
    day: date,
    terms: AlertTerms,
    members: Mapping[UUID, Morning],
    present: datetime,
    held: Sequence[Alert],
) -> Wanted:
    """Each member's reminders of a deadline by the firm's terms."""
    seen = any(a.acknowledged_at and a.kind == "days" and a.step < 0 for a in held)
    return {
        (member, plan.kind, plan.step): plan
        for member, morning in members.items()
        for plan in planned(terms, row.duty_of, day, row.due_at, morning, present, acknowledged=seen)
    }


def _end_idle(
    case: Case,
    held: Sequence[Alert],
    wanted: Wanted,
    day: date | None,
    terms: AlertTerms,
    present: datetime,
) -> None:
    """End the planned reminders that nothing asks for any more."""
    waiting = [alert for alert in held if alert.state == PLANNED]
    beside = [alert for alert in waiting if alert.level or alert.kind == "remedy"]
    kept_out = (
        set(behind_wall(case.id).filter(member_id__in=[a.member_id for a in beside])) if beside else set()
    )
    told = {member for member, *_ in wanted}
    for alert in waiting:
        plan = wanted.get((alert.member_id, alert.kind, alert.step))
        if alert in beside:
            stays = day is not None and alert.member_id not in kept_out
        elif alert.due_at <= present:
            stays = day is not None and alert.member_id in told
        else:
            stays = plan is not None and (plan.due_at, plan.in_digest) == (alert.due_at, alert.in_digest)
        if not stays:
            alert_void(alert)
        elif alert.in_digest and not terms.in_digest:
            alert.change(in_digest=False)
