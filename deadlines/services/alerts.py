"""Planning and ending the reminders of deadlines. Sending them is `delivery`'s work."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from cases.models import Case
from cases.selectors import case_list, for_change
from cases.services.handover import heir_required, refuse_walled_heir
from claimback.kernel.clock import now
from claimback.notify.models import OBLIGATION_EDGES, PLANNED, VOID
from claimback.tenancy.selectors import firm_get
from deadlines.alerts import alerts_at_all, planned
from deadlines.docket import NO_DATE
from deadlines.models import Alert, Deadline
from deadlines.selectors import alert_list, recipients


def alerts_sync(*, case: Case, deadlines: Iterable[Deadline]) -> None:
    """Plan what is missing and end what is idle: for these deadlines of one locked case.

    A deadline that is closed loses its planned alerts; so does a member who is no longer the one to remind. An alert
    that is being sent is left to its sender, who looks at the deadline once more.
    """
    days = {row.id: alert_day(row, case.time_zone) for row in deadlines}
    existing: dict[UUID, list[Alert]] = defaultdict(list)
    for alert in for_change(alert_list().filter(deadline_id__in=days).exclude(state=VOID)).order_by("id"):
        existing[alert.deadline_id].append(alert)
    if not existing and not any(days.values()):
        return
    members, zone, present = recipients(case), firm_get().time_zone, now()
    made: list[Alert] = []
    for row in deadlines:
        day = days[row.id]
        for alert in existing[row.id]:
            if alert.state == PLANNED and (day is None or alert.member_id not in members):
                alert.change(state=OBLIGATION_EDGES.advance(alert.state, VOID), settled_at=present)
        if day is None:
            continue
        there = {(alert.member_id, alert.step) for alert in existing[row.id]}
        made += [
            Alert(
                deadline_id=row.id, member_id=member, step=a.step, due_at=a.due_at, next_attempt_at=a.due_at
            )
            for member in members
            for a in planned(row.duty_of, day, zone, present)
            if (member, a.step) not in there
        ]
    Alert.objects.bulk_create(made)


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
    there = set(theirs.exclude(state=VOID).values_list("deadline_id", "channel", "step"))
    for alert in alerts:
        if (alert.deadline_id, alert.channel, alert.step) in there:
            alert.change(state=OBLIGATION_EDGES.advance(alert.state, VOID), settled_at=now())
        else:
            alert.change(member_id=heir_id)
    return len(alerts)
