"""Sending alerts: claim, look again, send outside any transaction, settle. At least once, and safe to kill.

A crash before the claim is committed changes nothing; after it, the lease runs out and the sweep finds the alert
again. It is sent twice only if the worker died between the mail server's answer and the settling.

What waits for a digest is claimed together with all that is due to the same member. Every alert stays a row of its
own: those that go the same way share a mail, and are settled with it or not at all.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final
from uuid import UUID, uuid5

from claimback.kernel.clock import now
from claimback.notify.mail import MailDelayed, MailRefused, send_mail
from claimback.notify.models import PLANNED, SENDING
from claimback.notify.obligations import (
    claim_all,
    patiently,
    postpone,
    settle_all_sent,
    settle_failed,
    settle_void,
)
from claimback.tenancy.scope import firm_scope
from deadlines.alert_mail import AlertFacts, reminder_mail
from deadlines.alert_terms import AlertTerms, quiet_until
from deadlines.alerts import REMEDY_STANDING, Morning, levels_above, next_overdue, scheduled_at
from deadlines.confirmation import unconfirmed
from deadlines.models import Alert
from deadlines.selectors import alert_list, terms_in_force
from deadlines.services.alerts import alert_day, alert_of
from deadlines.services.circles import morning_of
from deadlines.services.returned import address_gave_up
from deadlines.services.routing import Route, Router, Way

ACT: Final = "deadlines.send_alert"
DIGEST_LIMIT: Final = 100
"""Alerts that one mail carries at most; what is left goes in the next."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """Alerts that go out in one mail to each reader, with the numbers of their attempts."""

    mail_id: UUID
    route: Route
    attempts: Mapping[UUID, int]
    facts: Sequence[AlertFacts]


@dataclass(frozen=True, slots=True)
class Sent:
    """Where a mail went, and the addresses on the way there that refuse mail for good, with their words."""

    address: str
    refused: Sequence[tuple[str, str]]


def alert_deliver(*, firm_id: UUID, alert_id: UUID) -> None:
    """Send an alert that is due, if nobody else has it; with it what the same digest takes along.

    Opens its own scopes: call it outside any transaction.
    """
    with firm_scope(firm_id, act=ACT):
        attempts = _take(alert_id)
    if not attempts:
        return
    with firm_scope(firm_id, act=ACT):
        parcels = _look_again(attempts)
    for parcel in parcels:
        try:
            readers = [_send(parcel, ways, copy) for copy, ways in enumerate(parcel.route)]
        except (MailRefused, MailDelayed) as error:
            settle = partial(_settle_failed, firm_id, parcel, str(error))
        else:
            settle = partial(_settle_sent, firm_id, parcel, readers)
        patiently(settle)


def _take(alert_id: UUID) -> dict[UUID, int]:
    """Claim the alert, and with it all others that are due to the member in a digest. In quiet hours it waits."""
    due = alert_list().filter(id=alert_id, state__in=[PLANNED, SENDING], next_attempt_at__lte=now())
    alert = due.select_related("deadline", "member__firm").first()
    if alert is None:  # the common case where a sweep handed it out twice
        return {}
    zone = morning_of(alert.member).zone
    quiet = {name: quiet_until(each, name, now(), zone) for name, each in terms_in_force().items()}
    if (ends := quiet[alert.deadline.importance]) is not None:
        postpone(alert_list(), alert_id, ends)
        return {}
    if not alert.in_digest:
        return claim_all(alert_list().filter(id=alert_id), limit=1)
    loud = [name for name, until in quiet.items() if until is None]
    together = alert_list().filter(member_id=alert.member_id, in_digest=True, deadline__importance__in=loud)
    return claim_all(together, limit=DIGEST_LIMIT)


def _look_again(attempts: Mapping[UUID, int]) -> list[Parcel]:
    """What is still to be said, by the way that it should go now. What asks for nothing any more is void."""
    rows = alert_list().filter(id__in=attempts)
    beside = ("case", "deadline", "member__user", "member__firm")
    alerts = list(rows.select_related(*beside).order_by("deadline__sort_on", "id"))
    member = alerts[0].member
    router = Router(member, [alert.case for alert in alerts])
    begins = morning_of(member)
    together: dict[Route, list[AlertFacts]] = defaultdict(list)
    for alert in alerts:
        facts = _facts(alert, router, begins)
        if facts is None:
            settle_void(alert_list(), alert.id, attempts[alert.id])
        else:
            together[router.route(alert)].append(facts)
    return [
        Parcel(_mail_id(facts), route, {each.alert_id: attempts[each.alert_id] for each in facts}, facts)
        for route, facts in together.items()
    ]


def _facts(alert: Alert, router: Router, begins: Morning) -> AlertFacts | None:
    """What the mail is made from; None if the deadline asks for nothing any more."""
    deadline, case, firm = alert.deadline, alert.case, router.firm
    day = alert_day(deadline, case.time_zone)
    if day is None:
        return None
    by_terms = alert.level == 0 and alert.kind != "remedy"
    due = scheduled_at(alert.kind, alert.step, day, deadline.due_at, begins) if by_terms else alert.due_at
    return AlertFacts(
        alert_id=alert.id,
        deadline_id=deadline.id,
        wanted_at=due,
        zone=begins.zone,
        duty_of=deadline.duty_of,
        day=day,
        due_on=deadline.due_on,
        due_at=deadline.due_at,
        uncertain=deadline.state == "unknown",
        checked=deadline.checked,
        unconfirmed=unconfirmed(deadline),
        escalated=alert.level > 0,
        remedy=REMEDY_STANDING[alert.step] if alert.kind == "remedy" else "",
        case_number=case.number,
        case_zone=case.time_zone,
        firm_name=firm.name,
        firm_slug=firm.slug,
    )


def _mail_id(facts: Sequence[AlertFacts]) -> UUID:
    """The mail's own id, the same at every attempt to carry the same alerts, so that a repetition is recognised."""
    first, *others = sorted(each.alert_id for each in facts)
    return uuid5(first, ",".join(map(str, others))) if others else first


def _send(parcel: Parcel, ways: Sequence[Way], copy: int) -> Sent:
    """Send by the first way that is not refused for good. Raises MailRefused, MailDelayed."""
    if not ways:
        raise MailDelayed("Nobody is left who may read it. Lift a wall, or make another member an owner.")
    mail_id = uuid5(parcel.mail_id, "stand-in") if copy else parcel.mail_id
    refused: list[tuple[str, str]] = []
    for place, way in enumerate(ways):
        try:
            send_mail(reminder_mail(parcel.facts, way, mail_id, now(), subject_id=parcel.mail_id))
        except MailRefused as error:
            if place == len(ways) - 1:
                raise
            refused.append((way.address, str(error)))
        else:
            return Sent(way.address, refused)
    raise AssertionError("unreachable: the last way is sent by or raises")


def _settle_failed(firm_id: UUID, parcel: Parcel, error: str) -> None:
    with firm_scope(firm_id, act=ACT):
        for alert_id, attempt in parcel.attempts.items():
            settle_failed(alert_list(), alert_id, attempt, error)


def _settle_sent(firm_id: UUID, parcel: Parcel, readers: Sequence[Sent]) -> None:
    """Every alert of the mail is settled, what follows from it planned, and addresses that refused it noted.

    That an address was refused while the same server took the mail for another tells that it is the address.
    """
    first, *copies = readers
    with firm_scope(firm_id, act=ACT):
        settle_all_sent(
            alert_list(),
            list(parcel.attempts),
            mail_id=parcel.mail_id,
            sent_to=first.address,
            copied_to="".join(each.address for each in copies),
        )
        sent = alert_list().filter(id__in=parcel.attempts)
        rows = list(sent.select_related("deadline", "case", "member__firm"))
        _follow_up(rows)
        for address, said in (pair for each in readers for pair in each.refused):
            address_gave_up(address=address, why="refused", said=said, alerts=rows)


def _follow_up(alerts: Sequence[Alert]) -> None:
    """When the next person up is told unless somebody acknowledges, and the next day's reminder of what is overdue."""
    terms = terms_in_force()
    made: list[Alert] = []
    by_wait: dict[int, list[UUID]] = defaultdict(list)
    for alert in alerts:
        held = terms[alert.deadline.importance]
        if held.escalate_hours is not None and _can_go_up(alert, held):
            by_wait[held.escalate_hours].append(alert.id)
        if alert.level == 0 and alert.kind == "days" and alert.step < 0 and held.overdue_daily:
            made += _tomorrow(alert, held, morning_of(alert.member))
    for hours, ids in by_wait.items():
        waiting = alert_list().filter(id__in=ids, acknowledged_at=None)
        waiting.update(escalate_at=now() + timedelta(hours=hours))
    Alert.objects.bulk_create(made, ignore_conflicts=True)


def _can_go_up(alert: Alert, terms: AlertTerms) -> bool:
    """Whether somebody is above those who have it. What others owe goes up only where much hangs on it."""
    ours = alert.deadline.duty_of == "ours" or alert.deadline.importance == "critical"
    return ours and alert.level < len(levels_above(terms.to))


def _tomorrow(alert: Alert, terms: AlertTerms, begins: Morning) -> list[Alert]:
    """The reminder of the day after, of a deadline of ours that is over and that nobody has acknowledged."""
    day = alert_day(alert.deadline, alert.case.time_zone)
    if day is None or alert.deadline.duty_of != "ours":
        return []
    over = alert_list().filter(deadline_id=alert.deadline_id, kind="days", step__lt=0)
    if over.exclude(acknowledged_at=None).exists():
        return []
    return [alert_of(alert.deadline_id, alert.member_id, next_overdue(terms, day, begins, now()))]
