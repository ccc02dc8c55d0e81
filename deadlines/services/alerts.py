"""Planning and ending the reminders of deadlines. Sending them is `delivery`'s work."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from cases.models import Case
from cases.selectors import for_change
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
