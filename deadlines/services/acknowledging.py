"""A reminder is acknowledged by a person, or the next person up is told."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q

from cases.selectors import for_change, one
from claimback.kernel.clock import now
from claimback.kernel.errors import Conflict, NotFound
from claimback.kernel.etag import check_version
from claimback.notify.models import PLANNED, SENT, VOID
from claimback.tenancy.member import Member
from deadlines.alerts import PlannedAlert, next_circle
from deadlines.models import Alert
from deadlines.selectors import alert_list, deadline_list, terms_in_force
from deadlines.services.alerts import alert_day, alert_of, alert_void
from deadlines.services.circles import Circles


def alert_acknowledge(*, actor: Member, alert_id: UUID, version: int | None) -> Alert:
    """Say that one has seen a reminder: nobody further up is told, and a day that is over is not repeated daily.

    Done again, it changes nothing. Raises Conflict for one that has not gone out, NotFound, PreconditionFailed,
    Forbidden.
    """
    actor.require("alert.acknowledge")
    alert = one(alert_list(), alert_id)
    locked = {row.id: row for row in _of_deadlines([alert.deadline_id])}
    alert = locked.get(alert_id, alert)
    check_version(alert.version, version)
    if alert.state != SENT and alert.acknowledged_at is None:
        raise Conflict("This reminder has not gone out.")
    _acknowledge(actor, [alert], list(locked.values()))
    return alert


def alerts_acknowledge(*, actor: Member, subject_id: UUID) -> list[Alert]:
    """Acknowledge the reminder of this id, or all that the mail of this id carried: what a link in a mail names.

    Raises NotFound where the member may see none of them any more, Forbidden.
    """
    actor.require("alert.acknowledge")
    deadline_ids = {alert.deadline_id for alert in alerts_named(subject_id)}
    locked = _of_deadlines(deadline_ids)
    named = [row for row in locked if subject_id in (row.id, row.mail_id)]
    if not named:
        raise NotFound
    _acknowledge(actor, named, locked)
    return named


def reminders_acknowledge(*, actor: Member, deadline_id: UUID) -> list[Alert]:
    """Acknowledge all reminders of a deadline that have gone out and that nobody acknowledged.

    Raises Conflict where there is none, NotFound, Forbidden.
    """
    actor.require("alert.acknowledge")
    one(deadline_list(), deadline_id)
    locked = _of_deadlines([deadline_id])
    waiting = [row for row in locked if row.state == SENT and row.acknowledged_at is None]
    if not waiting:
        raise Conflict("None of its reminders waits to be acknowledged.")
    _acknowledge(actor, waiting, locked)
    return waiting


def alerts_named(subject_id: UUID) -> Sequence[Alert]:
    """The reminder of this id, or those that the mail of this id carried, as far as they may be seen."""
    named = alert_list().filter(Q(id=subject_id) | Q(mail_id=subject_id)).exclude(state=VOID)
    return list(named.select_related("case").order_by("case__number", "id"))


def alert_escalate(*, alert_id: UUID) -> list[Alert]:
    """Nobody acknowledged a reminder in time: tell whoever comes next, once. Returns the reminders that this planned.

    Every recipient of the same step waits for the same acknowledgement, and one escalation settles it for all.
    """
    alert = one(alert_list().select_related("case"), alert_id)
    same = alert_list().filter(deadline_id=alert.deadline_id, kind=alert.kind, step=alert.step)
    rows = list(for_change(same.exclude(state=VOID)).order_by("id"))
    due = [row for row in rows if row.escalate_at and row.escalate_at <= now() and row.level == alert.level]
    if not due:
        return []
    for row in due:
        row.change(escalate_at=None)
    deadline = one(deadline_list(), alert.deadline_id)
    if alert_day(deadline, alert.case.time_zone) is None:
        return []
    terms = terms_in_force()[deadline.importance]
    level, members = next_circle(
        Circles(alert.case).all(), terms.to, alert.level, {row.member_id for row in rows}
    )
    made = [
        alert_of(deadline.id, member, PlannedAlert(alert.kind, alert.step, now()), level=level)
        for member in members
        if isinstance(member, UUID)
    ]
    Alert.objects.bulk_create(made, ignore_conflicts=True)
    return made


def _of_deadlines(deadline_ids: "set[UUID] | list[UUID]") -> list[Alert]:
    """Every reminder of these deadlines that is not void, locked."""
    rows = alert_list().filter(deadline_id__in=deadline_ids).exclude(state=VOID)
    return list(for_change(rows).select_related("case").order_by("id"))


def _acknowledge(actor: Member, named: Sequence[Alert], rows: Sequence[Alert]) -> None:
    """Note who saw them. `rows` are all reminders of their deadlines, locked."""
    fresh = [alert for alert in named if alert.acknowledged_at is None]
    over = {alert.deadline_id for alert in fresh if alert.kind == "days" and alert.step < 0}
    seen = {alert.deadline_id for alert in fresh}
    for alert in fresh:
        alert.change(acknowledged_at=now(), acknowledged_by_id=actor.member_id, escalate_at=None)
    for row in rows:
        if row.deadline_id not in seen:
            continue
        if row.escalate_at is not None:
            row.change(escalate_at=None)
        repeats = row.kind == "days" and row.step < 0 and row.deadline_id in over
        if row.state == PLANNED and row.acknowledged_at is None and (row.level or repeats):
            alert_void(row)
