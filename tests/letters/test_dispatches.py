"""Dispatches: sent at most once, only the approved bytes, proven better and never worse, with the events they mean."""

from datetime import timedelta
from typing import Any

import pytest

from cases.models import ClaimFileRequest, Correspondence, Event, Task
from cases.selectors import record_entry_list
from claimback.kernel.clock import now, today
from claimback.kernel.errors import Conflict, Forbidden, IllegalTransition, Invalid, PreconditionFailed
from claimback.storage import s3
from deadlines.selectors import deadline_list
from letters.models import CarrierEvent, Dispatch, Letter
from letters.services.dispatches import dispatch_deliver, dispatch_return, dispatch_send, dispatch_track
from letters.services.letters import letter_edit
from tests.letters.matter import ITEMS, ZONE, open_case, store_pdf

NUMBER = "9407 1118 9876"


@pytest.fixture
def scoped(matter):
    """The matter with its firm's scope open."""
    with matter.firm.scope():
        yield matter


def send(matter, letter, actor=None, version=None, **more):
    how: dict[str, Any] = {"channel": "certified_mail", "tracking_number": NUMBER, "sent_at": now()} | more
    return dispatch_send(actor=actor or matter.firm.staff, letter_id=letter.id, version=version, **how)


def deliver(matter, dispatch, actor=None, **more):
    how: dict[str, Any] = {"delivered_at": now(), "proof_grade": "delivered"} | more
    return dispatch_deliver(actor=actor or matter.firm.staff, dispatch_id=dispatch.id, version=None, **how)


def track(matter, dispatch, kind, **more):
    return dispatch_track(
        actor=matter.firm.staff, dispatch_id=dispatch.id, version=None, kind=kind, **{"at": now()} | more
    )


def events(matter, *kinds):
    return list(Event.objects.filter(case=matter.case, kind__in=kinds).order_by("id"))


def state_of(letter_id):
    return Letter.objects.get(id=letter_id).state


def test_sending_is_logged_and_means_what_its_template_means(scoped):
    letter = scoped.approved()
    dispatch = send(scoped, letter, version=letter.version)
    assert state_of(letter.id) == "sent"
    assert (dispatch.state, dispatch.proof_grade, dispatch.sha256) == ("sent", "sent", letter.approved_sha256)
    assert dispatch.address == "Example Health Plan\nAppeals Unit\nP.O. Box 1\nTestville, OH 43999"
    (entry,) = Correspondence.objects.filter(case=scoped.case)
    assert (entry.direction, entry.channel, entry.document_id) == ("out", "letter", letter.document_id)
    assert NUMBER in entry.body
    (event,) = events(scoped, "appeal_sent")
    assert (event.at, event.proof_grade, event.document_id) == (
        dispatch.sent_at,
        "sent",
        letter.document_id,
    )
    assert event.source == f"Certified mail {NUMBER}"


def test_a_claim_file_request_starts_the_clock_on_the_file(scoped):
    dispatch = scoped.sent("claim_file_request")
    assert [event.kind for event in events(scoped, "claim_file_requested", "appeal_sent")] == [
        "claim_file_requested"
    ]
    before = Event.objects.count()
    delivered = deliver(scoped, dispatch)
    assert (delivered.state, delivered.event_id) == ("delivered", None)
    assert Event.objects.count() == before
    rows = deadline_list().filter(case_id=scoped.case.id, trigger="claim_file_requested")
    assert {row.duty_of for row in rows} == {"insurer"}


def test_a_second_request_for_the_claim_file_starts_no_second_clock(scoped):
    first = scoped.sent("claim_file_request")
    scoped.sent("claim_file_second_request", particulars={"answer_by": str(today(ZONE) + timedelta(days=14))})
    (event,) = events(scoped, "claim_file_requested")
    assert event.document_id == first.letter.document_id
    asked = ClaimFileRequest.objects.filter(case=scoped.case).order_by("number")
    assert [[item["label"] for item in request.asked] for request in asked] == [ITEMS, ITEMS]


def test_a_letter_goes_out_once(scoped):
    dispatch = scoped.sent()
    with pytest.raises(IllegalTransition):
        send(scoped, dispatch.letter)
    assert Dispatch.objects.count() == 1


def task_state(source_id):
    return Task.objects.values_list("kind", "state").get(source_id=source_id)


def test_what_came_back_may_be_sent_again_as_it_was(scoped):
    first = scoped.sent()
    with pytest.raises(Invalid):
        dispatch_return(actor=scoped.firm.staff, dispatch_id=first.id, version=None, reason="")
    back = dispatch_return(
        actor=scoped.firm.staff, dispatch_id=first.id, version=first.version, reason="Refused at the desk"
    )
    assert (back.state, back.return_reason, state_of(first.letter_id)) == (
        "returned",
        "Refused at the desk",
        "failed",
    )
    with pytest.raises(IllegalTransition):
        deliver(scoped, first)
    assert task_state(first.letter_id) == ("send_again", "open")
    again = send(scoped, first.letter, channel="hand_delivery", tracking_number="")
    assert (again.sha256, state_of(first.letter_id)) == (first.sha256, "sent")
    assert task_state(first.letter_id) == ("send_again", "done")
    assert again.correspondence.subject == first.letter.subject[:200]
    assert len(events(scoped, "appeal_sent")) == 2


def test_only_an_approved_letter_goes_out(scoped):
    letter = scoped.draft()
    with pytest.raises(IllegalTransition):
        send(scoped, letter)
    approved = scoped.approved()
    letter_edit(actor=scoped.firm.staff, letter_id=approved.id, version=None, subject="Other")
    with pytest.raises(IllegalTransition):
        send(scoped, approved)
    assert not Dispatch.objects.exists()


def test_other_bytes_than_the_approved_are_never_sent(scoped):
    letter = scoped.approved()
    key = letter.document.file.key
    found = s3.find(key)
    assert found is not None
    kept = b"".join(s3.stream(key, found.etag))
    s3.remove(key)
    s3.put(key, kept[:-1] + b"!", media_type="application/pdf")
    with pytest.raises(Conflict) as refused:
        send(scoped, letter)
    assert refused.value.code == "bytes_changed"
    s3.remove(key)
    with pytest.raises(Conflict):
        send(scoped, letter)
    assert not Dispatch.objects.exists()
    assert not Correspondence.objects.exists()
    assert events(scoped, "appeal_sent") == []
    s3.put(key, kept, media_type="application/pdf")
    letter.refresh_from_db()
    assert letter.state == "approved"


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"tracking_number": " "}, "/tracking_number"),
        ({"channel": "email"}, "/channel"),
        ({"channel": "pigeon"}, "/channel"),
        ({"sent_at": now() + timedelta(days=1)}, "/sent_at"),
        ({"sent_at": now() - timedelta(days=1)}, "/sent_at"),
        ({"sent_at": now().replace(tzinfo=None)}, "/sent_at"),
        ({"tracking_number": "9" * 81}, "/tracking_number"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_sending_that_cannot_be_is_refused_by_name(scoped, wrong, pointer):
    letter = scoped.approved()
    with pytest.raises(Invalid) as refused:
        send(scoped, letter, **wrong)
    assert refused.value.errors[0].pointer == pointer
    assert not Dispatch.objects.exists()


def test_the_carrier_s_word_raises_the_proof(scoped):
    dispatch = scoped.sent()
    track(scoped, dispatch, "in_transit", note="Columbus OH")
    dispatch.refresh_from_db()
    assert (dispatch.state, dispatch.proof_grade) == ("in_transit", "sent")
    track(scoped, dispatch, "accepted")
    dispatch.refresh_from_db()
    assert (dispatch.state, dispatch.proof_grade) == ("in_transit", "accepted_by_carrier")
    deliver(scoped, dispatch)
    track(scoped, dispatch, "accepted", note="late scan")
    dispatch.refresh_from_db()
    assert (dispatch.state, dispatch.proof_grade) == ("delivered", "delivered")
    assert CarrierEvent.objects.count() == 3
    with pytest.raises(Invalid) as refused:
        track(scoped, dispatch, "teleported")
    assert refused.value.errors[0].pointer == "/kind"


def test_its_exhibits_enter_the_record_with_its_delivery(scoped):
    dispatch = scoped.sent()
    deliver(scoped, dispatch, exhibits_in_record=True, time_zone="America/New_York")
    arrived = today("America/New_York")
    exhibits = scoped.again().evidence
    assert [used.in_record_since for used in exhibits] == [arrived] * 2
    entries = record_entry_list().filter(evidence__in=exhibits).values_list("since", "how")
    assert {(since, how.startswith("With “")) for since, how in entries} == {(arrived, True)}
    assert len(entries) == 2


def test_a_proven_receipt_starts_the_insurer_s_clock(scoped):
    dispatch = scoped.sent()
    receipt = store_pdf(scoped.firm, scoped.case, "return_receipt.pdf", "proof_of_delivery", "Receipt")
    delivered = deliver(
        scoped,
        dispatch,
        proof_grade="signed_for",
        signed_for_by="R. Clerk",
        receipt_document_id=receipt.id,
        time_zone="America/New_York",
    )
    assert state_of(dispatch.letter_id) == "delivered"
    (event,) = events(scoped, "appeal_received")
    assert (event.at, event.time_zone, event.proof_grade, event.document_id) == (
        delivered.delivered_at,
        "America/New_York",
        "signed_for",
        receipt.id,
    )
    assert (delivered.event_id, delivered.receipt_id) == (event.id, receipt.id)
    theirs = deadline_list().filter(case_id=scoped.case.id, trigger_event_id=event.id, duty_of="insurer")
    assert any(row.due_on == event.on + timedelta(days=60) for row in theirs)
    (ours,) = deadline_list().filter(case_id=scoped.case.id, rule="erisa-health-first-appeal", state="met")
    assert ours.met_event_id == event.id


def test_a_better_proof_is_added_and_a_worse_one_is_not(scoped):
    dispatch = scoped.sent()
    arrived = now()
    first = deliver(scoped, dispatch, delivered_at=arrived)
    signed = deliver(
        scoped, dispatch, delivered_at=arrived, proof_grade="signed_for", signed_for_by="R. Clerk"
    )
    assert (signed.proof_grade, signed.signed_for_by, signed.event_id) == (
        "signed_for",
        "R. Clerk",
        first.event_id,
    )
    for grade in ("delivered", "signed_for"):
        with pytest.raises(Conflict):
            deliver(scoped, dispatch, delivered_at=arrived, proof_grade=grade, signed_for_by="R. Clerk")
    with pytest.raises(Invalid):
        deliver(scoped, dispatch, proof_grade="acknowledged_by_insurer")
    assert len(events(scoped, "appeal_received")) == 1
    with pytest.raises(IllegalTransition):
        dispatch_return(actor=scoped.firm.staff, dispatch_id=dispatch.id, version=None, reason="Back")


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"proof_grade": "sent"}, "/proof_grade"),
        ({"proof_grade": "signed_for"}, "/signed_for_by"),
        ({"delivered_at": now() + timedelta(days=1)}, "/delivered_at"),
        ({"delivered_at": now() - timedelta(days=1)}, "/delivered_at"),
        ({"delivered_at": now().replace(tzinfo=None)}, "/delivered_at"),
        ({"time_zone": "Mars/Olympus"}, "/time_zone"),
        ({"signed_for_by": "x" * 201}, "/signed_for_by"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_delivery_that_cannot_be_is_refused_by_name(scoped, wrong, pointer):
    dispatch = scoped.sent()
    with pytest.raises(Invalid) as refused:
        deliver(scoped, dispatch, **wrong)
    assert refused.value.errors[0].pointer == pointer
    assert events(scoped, "appeal_received") == []
    assert state_of(dispatch.letter_id) == "sent"


def test_another_case_s_receipt_proves_nothing(scoped):
    dispatch = scoped.sent()
    other = open_case(scoped.firm, title="Other")
    receipt = store_pdf(scoped.firm, other, "return_receipt.pdf", "proof_of_delivery", "Receipt")
    with pytest.raises(Invalid) as refused:
        deliver(scoped, dispatch, receipt_document_id=receipt.id)
    assert refused.value.errors[0].pointer == "/receipt_document_id"


def test_an_answer_to_the_first_appeal_s_denial_is_the_second_appeal(scoped):
    letter = scoped.approved()
    scoped.denial.change(level=1)
    dispatch = send(scoped, letter)
    assert events(scoped, "appeal_sent") == []
    assert deliver(scoped, dispatch).event.kind == "second_appeal_received"


@pytest.mark.parametrize("role", ["billing", "viewer"])
def test_who_may_not_send_sends_nothing(scoped, role):
    letter = scoped.approved()
    with pytest.raises(Forbidden):
        send(scoped, letter, actor=scoped.firm.members[role])
    assert state_of(letter.id) == "approved"
    assert not Dispatch.objects.exists()
    assert not Correspondence.objects.exists()


def test_a_dispatch_is_changed_as_it_was_read(scoped):
    dispatch = scoped.sent()
    with pytest.raises(PreconditionFailed):
        dispatch_deliver(actor=scoped.firm.staff, dispatch_id=dispatch.id, version=9, delivered_at=now())
    assert state_of(dispatch.letter_id) == "sent"
