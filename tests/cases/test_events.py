"""Dated facts: what is refused, what a correction does, and what is published."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from cases.events import EventRecorded, EventWithdrawn
from cases.models import Event
from cases.services.events import event_record, event_withdraw
from claimback.kernel.clock import today
from claimback.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from claimback.kernel.ids import new_id
from tests.cases.conftest import LOSS

EVENING = datetime(2026, 4, 9, 22, 30, tzinfo=ZoneInfo("America/Chicago"))  # April 10 in UTC
TODAY = today("America/Chicago")


@pytest.fixture
def record(in_law, opened):
    case = opened()

    def call(kind="denial_received", case_id=case.id, actor=in_law.attorney, **values):
        return event_record(actor=actor, case_id=case_id, kind=kind, **values)

    return call


def test_an_instant_has_the_legal_date_of_its_place(record):
    event = record(at=EVENING)
    assert (event.on, event.time_zone, event.at) == (date(2026, 4, 9), "America/Chicago", EVENING)
    assert event.at.tzinfo is UTC
    assert record(kind="appeal_sent", at=EVENING, time_zone="America/New_York").on == date(2026, 4, 9)
    assert record(kind="bill_received", at=EVENING, time_zone="Europe/Paris").on == date(2026, 4, 10)


@pytest.mark.parametrize(
    ("values", "field", "code", "remedy"),
    [
        ({}, "on", "invalid", "Give the date"),
        ({"at": datetime(2026, 4, 9, 9)}, "at", "naive_time", "-06:00"),  # noqa: DTZ001 - the input that is wrong
        ({"at": EVENING, "on": date(2026, 4, 10)}, "on", "invalid", "2026-04-09 in America/Chicago"),
        ({"on": LOSS - timedelta(days=1)}, "on", "event_before_loss", "before the loss on 2026-03-02"),
        (
            {"kind": "loss_occurred", "on": LOSS + timedelta(days=1)},
            "on",
            "event_before_loss",
            "loss date is",
        ),
        ({"on": TODAY + timedelta(days=3)}, "on", "event_in_the_future", "approved_treatment_ended"),
        ({"at": datetime(2098, 1, 1, tzinfo=UTC)}, "at", "event_in_the_future", "in the future"),
        ({"on": date(1, 1, 1)}, "on", "invalid", "Check the year"),
        ({"at": datetime.min.replace(tzinfo=UTC)}, "at", "invalid", "Check the year"),
        ({"on": LOSS, "time_zone": "CST6"}, "time_zone", "invalid", "IANA"),
        ({"on": LOSS, "kind": "denial_felt"}, "kind", "invalid", "denial_felt"),
        ({"on": LOSS, "proof_grade": "certain"}, "proof_grade", "invalid", "certain"),
        ({"on": LOSS, "amount": Decimal(5)}, "amount", "invalid", "payment_received"),
        ({"on": LOSS, "kind": "payment_received", "amount": Decimal(0)}, "amount", "invalid", "above zero"),
        ({"on": LOSS, "document_id": new_id()}, "document_id", "unknown_reference", "no such object"),
        ({"on": LOSS, "corrects_id": new_id()}, "corrects_id", "unknown_reference", "no such object"),
        ({"on": LOSS, "case_id": new_id()}, "case_id", "unknown_reference", "no such object"),
    ],
)
def test_what_is_no_fact_is_refused_by_field_with_the_remedy(record, published, values, field, code, remedy):
    with pytest.raises(Invalid) as caught:
        record(**values)
    (error,) = caught.value.errors
    assert (error.pointer, error.code) == (f"/{field}", code)
    assert remedy in error.detail
    assert (Event.objects.count(), published) == (0, [])


@pytest.mark.parametrize("kind", ["policy_inception", "representation_agreement_signed", "disaster_declared"])
def test_some_things_come_before_any_loss(record, kind):
    assert record(kind=kind, on=LOSS - timedelta(days=400)).on < LOSS


def test_a_claim_for_care_to_come_is_denied_before_the_care(in_law, opened):
    case = opened(claim_kind="pre_service", loss_date=TODAY)
    early = event_record(
        actor=in_law.attorney, case_id=case.id, kind="denial_received", on=TODAY - timedelta(days=9)
    )
    assert early.on < TODAY


def test_tomorrow_may_be_a_fact_where_it_is_tomorrow_and_a_plan_may_lie_ahead(record):
    assert record(on=TODAY + timedelta(days=1))
    assert record(kind="approved_treatment_ended", on=TODAY + timedelta(days=90))


def test_a_correction_withdraws_what_it_corrects_and_changes_nothing_else_of_it(record, published):
    wrong = record(on=LOSS + timedelta(days=5), source="Client's memory", proof_grade="sent")
    published.clear()
    right = record(on=LOSS + timedelta(days=3), source="Postmark", corrects_id=wrong.id)
    old = Event.objects.get(id=wrong.id)
    assert (old.withdrawn, old.on, old.source, old.proof_grade) == (True, wrong.on, "Client's memory", "sent")
    assert (right.withdrawn, right.corrects_id) == (False, wrong.id)
    assert published == [EventWithdrawn(wrong.case_id, wrong.id), EventRecorded(right.case_id, right.id)]
    with pytest.raises(Conflict, match="took its place"):
        record(on=LOSS, corrects_id=wrong.id)
    assert Event.objects.count() == 2


def test_an_event_of_another_case_cannot_be_corrected_here(record, opened):
    theirs = record(on=LOSS, case_id=opened().id)
    with pytest.raises(Invalid) as caught:
        record(on=LOSS, corrects_id=theirs.id)
    assert caught.value.errors[0].pointer == "/corrects_id"


def test_an_event_recorded_in_error_is_withdrawn_with_its_reason(record, in_law, published):
    event = record(on=LOSS)
    published.clear()
    with pytest.raises(Invalid, match="Say why"):
        event_withdraw(actor=in_law.attorney, event_id=event.id, version=1, reason=" ")
    gone = event_withdraw(actor=in_law.attorney, event_id=event.id, version=1, reason="Another case's letter")
    assert (gone.withdrawn, gone.withdrawn_reason, gone.on) == (True, "Another case's letter", LOSS)
    assert published == [EventWithdrawn(event.case_id, event.id)]
    with pytest.raises(Conflict):
        event_withdraw(actor=in_law.attorney, event_id=event.id, version=None, reason="again")
    with pytest.raises(NotFound):
        event_withdraw(actor=in_law.attorney, event_id=new_id(), version=None, reason="absent")


def test_who_may_only_read_records_nothing(record, in_law):
    event = record(on=LOSS)
    with pytest.raises(Forbidden):
        record(on=LOSS, actor=in_law.viewer)
    with pytest.raises(Forbidden):
        event_withdraw(actor=in_law.viewer, event_id=event.id, version=None, reason="x")
    assert [e.withdrawn for e in Event.objects.all()] == [False]


def test_a_payment_keeps_its_amount_when_its_date_is_corrected(record):
    paid = record(kind="payment_received", on=LOSS, amount=Decimal("36500.00"))
    assert (paid.amount, paid.currency) == (Decimal("36500.00"), "USD")
    moved = record(kind="payment_received", on=LOSS + timedelta(days=2), corrects_id=paid.id)
    assert (moved.amount, moved.currency) == (Decimal("36500.00"), "USD")
