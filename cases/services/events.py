"""Events: the dated facts that clocks start from. Recorded and withdrawn, never rewritten."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from cases.event_dates import before_loss_problem, future_problem, legal_date
from cases.events import EventRecorded, EventWithdrawn
from cases.models import Case, Denial, Event
from cases.selectors import (
    case_list,
    denial_list,
    document_list,
    event_list,
    for_change,
    locked,
    one,
    referred,
)
from cases.services.checks import FIRST_DAY, LAST_DAY, check_fields, check_time_zone, renamed
from cases.vocabulary import WITH_AMOUNT
from claimback.kernel.clock import today
from claimback.kernel.errors import Conflict, Invalid, invalid
from claimback.kernel.etag import check_version
from claimback.kernel.events import publish
from claimback.tenancy.member import Member


def event_record(
    *,
    actor: Member,
    case_id: UUID,
    kind: str,
    on: date | None = None,
    at: datetime | None = None,
    time_zone: str = "",
    proof_grade: str = "",
    source: str = "",
    document_id: UUID | None = None,
    corrects_id: UUID | None = None,
    denial_id: UUID | None = None,
    amount: Decimal | None = None,
    currency: str = "",
) -> Event:
    """Record a dated fact of a case: a date `on` in its place, an aware instant `at`, or both.

    Without a time zone it happened in that of the case. `denial_id` names the denial that it is about, where the case
    has more than one. `amount` is that of a payment or a judgment, by default in the case's currency. With
    `corrects_id` it takes the place of an event of the same case, which stays as it was and
    is marked withdrawn. Publishes EventWithdrawn for that one, EventRecorded for this one; the case's row is locked,
    so that its clocks are computed by one at a time.

    Raises Invalid for a time without zone, a date that contradicts the time, the loss or the calendar, a fact in
    the future, an amount of what has none; Conflict for the correction of a withdrawn event; Forbidden.
    """
    actor.require("case.write")
    case = referred(for_change(case_list()), case_id, "case_id")
    zone = time_zone or case.time_zone
    check_time_zone(zone)
    day = legal_date(on, at, zone)
    _check_date(case, kind, day, zone, "at" if at else "on")
    event = Event(
        case=case,
        kind=kind,
        on=day,
        at=at and at.astimezone(UTC),
        time_zone=zone,
        proof_grade=proof_grade,
        source=source,
        amount=amount,
        currency=currency or case.currency,
        document=referred(document_list().filter(case_id=case_id), document_id, "document_id"),
        corrects=referred(for_change(event_list().filter(case_id=case_id)), corrects_id, "corrects_id"),
        denial=referred(denial_list().filter(case_id=case_id), denial_id, "denial_id"),
    )
    if event.denial_id is None and event.corrects is not None:
        event.denial_id = event.corrects.denial_id
    if amount is None and event.corrects is not None and event.corrects.kind == kind:
        event.amount, event.currency = event.corrects.amount, event.corrects.currency
    _check_amount(event)
    check_fields(event)
    if event.corrects is not None:
        _withdraw(event.corrects, reason="")
    event.save(force_insert=True)
    if corrects_id is not None:
        publish(EventWithdrawn(case_id, corrects_id))
    publish(EventRecorded(case_id, event.id))
    return event


def event_withdraw(*, actor: Member, event_id: UUID, version: int | None, reason: str) -> Event:
    """Withdraw an event that should never have been recorded, keeping it with the reason.

    Publishes EventWithdrawn. Raises NotFound, PreconditionFailed, Invalid without a reason, Conflict if it is
    withdrawn already, Forbidden.
    """
    actor.require("case.write")
    case_id = one(event_list(), event_id).case_id
    locked(case_list(), case_id)
    event = locked(event_list(), event_id)
    check_version(event.version, version)
    if not reason.strip():
        raise invalid("reason", "Say why the event does not hold. To give another date, record a correction.")
    _withdraw(event, reason=reason)
    publish(EventWithdrawn(case_id, event_id))
    return event


@dataclass(frozen=True, slots=True)
class Replacement:
    """An event of a denial that was corrected: the one that stood, and the one that holds (`on` is None: none)."""

    old: Event | None
    field: str
    kind: str
    on: date | None
    proof: str


def events_replace(
    *, actor: Member, case: Case, denial: Denial, source: str, replaced: Sequence[Replacement]
) -> None:
    """Put events in the place of others, all of them before any clock runs. The caller holds the case's lock.

    Publishes EventWithdrawn and EventRecorded. Raises Invalid at the field of the denial, Forbidden.
    """
    actor.require("case.write")
    made: list[tuple[Replacement, Event]] = []
    for each in replaced:
        if each.on is None:
            continue
        _check_date(case, each.kind, each.on, case.time_zone, each.field)
        event = Event(
            case=case,
            kind=each.kind,
            on=each.on,
            time_zone=each.old.time_zone if each.old else case.time_zone,
            proof_grade=each.proof,
            source=source,
            document_id=denial.document_id,
            denial=denial,
            corrects=each.old,
        )
        check_fields(event)
        made.append((each, event))
    gone = [each.old for each in replaced if each.old is not None]
    corrected = {event.corrects_id for _, event in made}
    for old in gone:
        _withdraw(
            old, reason="" if old.id in corrected else "The denial was corrected: it makes no such event."
        )
    for _, event in made:
        event.save(force_insert=True)
    for old in gone:
        publish(EventWithdrawn(case.id, old.id))
    for each, event in made:
        try:
            publish(EventRecorded(case.id, event.id))
        except Invalid as error:
            raise renamed(error, "/on", f"/{each.field}") from None


def _withdraw(event: Event, *, reason: str) -> None:
    if event.withdrawn:
        raise Conflict("This event was withdrawn already. Correct the one that took its place.")
    event.withdrawn_reason = reason
    check_fields(event, ["withdrawn_reason"])
    event.change(withdrawn=True, withdrawn_reason=reason)


def _check_date(case: Case, kind: str, day: date, zone: str, field: str) -> None:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise invalid(field, f"The calendars go from {FIRST_DAY} to {LAST_DAY}. Check the year.")
    if problem := future_problem(kind, day, today(zone)):
        raise invalid(field, problem, code="event_in_the_future")
    if problem := before_loss_problem(kind, day, case.loss_date, case.claim_kind):
        raise invalid(field, problem, code="event_before_loss")


def _check_amount(event: Event) -> None:
    if event.amount is None:
        return
    if event.kind not in WITH_AMOUNT:
        listed = ", ".join(sorted(WITH_AMOUNT))
        raise invalid("amount", f"A {event.kind} has no amount. Give one with {listed} only.")
    if event.amount <= 0:
        raise invalid("amount", "Give what was paid as an amount above zero.")
