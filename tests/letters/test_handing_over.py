"""Letters by a vendor: queued, claimed, handed over at most once, and what a person says of what nobody knows."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from cases.models import Correspondence, Denial, Event, InsurerAddress, Task
from claimback.firms.events import FirmBroughtIn
from claimback.kernel.clock import now
from claimback.kernel.errors import Conflict, IllegalTransition, Invalid
from claimback.storage import s3
from letters.handlers import after_firm_brought_in
from letters.models import Dispatch, Letter
from letters.services import handing_over
from letters.services.handing_over import ASK_AFTER, ATTEMPTS, LEASE
from letters.services.queueing import dispatch_resolve, dispatch_retry, dispatch_withdraw
from tests.letters.sending import TO, act, queue, stored, tasks, work
from tests.letters.vendors.mail_server import mail_server


@pytest.fixture
def post(settings):
    """The mail server by which letters go."""
    with mail_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_TIMEOUT = 5
        settings.LETTER_EMAIL_FROM = "Letters <letters@cases.example>"
        yield server


def test_the_approved_bytes_go_by_e_mail_and_that_is_what_sending_means(matter, post):
    dispatch = queue(matter)
    assert (dispatch.state, dispatch.proof_grade, dispatch.letter.state) == ("queued", "", "sending")
    sent = work(matter, dispatch)
    assert (sent.state, sent.proof_grade, sent.letter.state) == ("sent", "sent", "sent")
    (mail,) = post.mails()
    assert mail["Message-ID"] == sent.vendor_reference
    assert str(dispatch.id) in mail["Message-ID"]
    assert (mail["To"], mail["From"]) == (TO, "Letters <letters@cases.example>")
    _, pdf = mail.get_payload()
    with matter.firm.scope():
        assert pdf.get_payload(decode=True) == stored(sent.letter.document.file.key)
        (entry,) = Correspondence.objects.filter(case=matter.case)
        assert (entry.channel, entry.author_id, entry.occurred_at) == (
            "email",
            matter.firm.staff.member_id,
            sent.sent_at,
        )
        assert Event.objects.filter(case=matter.case, kind="appeal_sent", proof_grade="sent").count() == 1
    work(matter, dispatch)
    assert len(post.taken) == 1


@pytest.mark.parametrize(
    ("fails_at", "code", "state", "task"),
    [
        ("recipient", 550, "refused", "send_again"),
        ("recipient", 450, "queued", ""),
        ("data", 451, "queued", ""),
        ("body", 554, "refused", "send_again"),
        ("cut_before", 0, "unknown", "find_out_sending"),
        ("cut_after", 0, "unknown", "find_out_sending"),
    ],
)
def test_what_is_known_not_to_have_gone_may_go_again_and_what_nobody_knows_is_a_person_s_task(
    matter, post, fails_at, code, state, task
):
    post.fails_at, post.code = fails_at, code
    failed = work(matter, queue(matter))
    assert (failed.state, failed.letter.state) == (state, "sending")
    assert failed.last_error
    assert tasks(matter) == ({(task, "open")} if task else set())
    post.fails_at = ""
    gone = len(post.taken)
    again = work(matter, failed)
    assert again.state == ("sent" if state == "queued" else state)
    assert len(post.taken) == gone + (state == "queued")


def test_a_server_that_is_not_there_is_tried_again_and_in_the_end_a_person_is_asked(matter, post, settings):
    settings.EMAIL_PORT = 1
    dispatch = queue(matter)
    for attempt in range(1, ATTEMPTS):
        dispatch = work(matter, dispatch)
        assert (dispatch.state, dispatch.attempts) == ("queued", attempt)
    assert work(matter, dispatch).state == "refused"
    with matter.firm.scope():
        assert (
            "Other ways: fax, courier, by hand, certified mail." in Task.objects.get(kind="send_again").detail
        )
    settings.EMAIL_PORT = post.port
    act(matter, dispatch_retry, dispatch, address="other@plan.example")
    assert work(matter, dispatch).state == "sent"
    assert post.mails()[0]["To"] == "other@plan.example"
    assert tasks(matter) == {("send_again", "done")}


def test_a_dead_worker_s_letter_is_given_up_asked_about_and_left_to_a_person(matter, post):
    dispatch = queue(matter)
    with matter.firm.scope():
        claimed = Dispatch.objects.filter(id=dispatch.id)
        claimed.update(
            state="claimed", claimed_at=now() - timedelta(minutes=5), next_attempt_at=None, attempts=1
        )
    assert work(matter, dispatch).state == "claimed"
    with matter.firm.scope():
        claimed.update(claimed_at=now() - LEASE - timedelta(minutes=1))
    lost = work(matter, dispatch)
    assert (lost.state, tasks(matter)) == ("unknown", {("find_out_sending", "open")})
    assert lost.next_attempt_at is not None
    assert lost.next_attempt_at >= now() + ASK_AFTER - timedelta(minutes=1)
    asked = work(matter, dispatch)
    assert (asked.state, asked.next_attempt_at) == ("unknown", None)
    assert post.taken == []


def test_a_member_finds_out_that_it_went(matter, post):
    post.fails_at = "cut_after"
    lost = work(matter, queue(matter))
    for wrong, pointer in (
        ({"how_known": " "}, "/how_known"),
        ({}, "/sent_at"),
        ({"sent_at": now()}, "/tracking_number"),
        ({"sent_at": now() - timedelta(days=2), "tracking_number": "7"}, "/sent_at"),
        ({"sent_at": now(), "document_id": UUID(int=7)}, "/document_id"),
    ):
        with pytest.raises(Invalid) as refused:
            act(matter, dispatch_resolve, lost, went=True, **{"how_known": "The sent folder"} | wrong)
        assert refused.value.errors[0].pointer == pointer
    went = act(
        matter,
        dispatch_resolve,
        lost,
        went=True,
        how_known="Its log",
        sent_at=now(),
        tracking_number="queued as 7",
    )
    assert (went.state, went.letter.state, went.proof_grade) == ("sent", "sent", "sent")
    assert tasks(matter) == {("find_out_sending", "done")}
    with matter.firm.scope():
        assert Event.objects.filter(case=matter.case, kind="appeal_sent").count() == 1
    with pytest.raises(Conflict):
        act(matter, dispatch_resolve, lost, went=False, how_known="Its log")


def test_a_member_finds_out_that_it_did_not_go_and_it_goes_again_or_another_way(matter, post):
    post.fails_at = "cut_before"
    lost = work(matter, queue(matter))
    with pytest.raises(IllegalTransition):
        act(matter, dispatch_retry, lost)
    with pytest.raises(IllegalTransition):
        act(matter, dispatch_withdraw, lost, reason="Impatient")
    assert act(matter, dispatch_resolve, lost, went=False, how_known="Its log").state == "refused"
    assert tasks(matter) == {("find_out_sending", "done"), ("send_again", "open")}
    again = act(matter, dispatch_retry, lost)
    assert (again.state, again.round, again.attempts) == ("queued", 2, 0)
    with pytest.raises(Invalid):
        act(matter, dispatch_withdraw, lost, reason="")
    act(matter, dispatch_withdraw, lost, reason="By hand instead")
    assert work(matter, lost).letter.state == "approved"
    assert post.taken == []


def test_other_bytes_are_refused_at_the_moment_of_handing_over(matter, post):
    dispatch = queue(matter)
    with matter.firm.scope():
        key = Letter.objects.get(id=dispatch.letter_id).document.file.key
    kept = stored(key)
    for other in (kept[:-1] + b"!", None):
        s3.remove(key)
        if other is not None:
            s3.put(key, other, media_type="application/pdf")
        refused = work(matter, dispatch)
        assert (refused.state, "not what was approved" in refused.last_error) == ("refused", True)
        with pytest.raises(Conflict) as changed:
            act(matter, dispatch_retry, dispatch)
        assert changed.value.code == "bytes_changed"
        with matter.firm.scope():
            Dispatch.objects.filter(id=dispatch.id).update(state="queued", next_attempt_at=now())
    assert post.taken == []
    s3.put(key, kept, media_type="application/pdf")
    assert work(matter, dispatch).state == "sent"


def test_a_letter_whose_case_is_otherwise_by_now_is_not_handed_over(matter, post):
    dispatch = queue(matter)
    for other, told in (({"reference": "R-2"}, "denial.reference"), ({"level": 9}, "This decision")):
        with matter.firm.scope():
            before = Denial.objects.filter(id=matter.denial.id).values(*other).get()
            Denial.objects.filter(id=matter.denial.id).update(**other)
        refused = work(matter, dispatch)
        assert (refused.state, told in refused.last_error, post.taken) == ("refused", True, [])
        assert tasks(matter) == {("send_again", "open")}
        with matter.firm.scope():
            Denial.objects.filter(id=matter.denial.id).update(**before)
            Dispatch.objects.filter(id=dispatch.id).update(state="queued", next_attempt_at=now())
    assert work(matter, dispatch).state == "sent"


def test_that_it_went_is_kept_though_the_case_does_not_take_what_follows(matter, post, monkeypatch):
    dispatch = queue(matter)
    hand_over = handing_over._hand_over

    def meanwhile(*told: Any) -> Any:
        with matter.firm.scope():
            Denial.objects.filter(id=matter.denial.id).update(level=9)
        return hand_over(*told)

    monkeypatch.setattr(handing_over, "_hand_over", meanwhile)
    sent = work(matter, dispatch)
    assert (sent.state, sent.proof_grade, sent.letter.state, len(post.taken)) == ("sent", "sent", "sent", 1)
    assert tasks(matter) == {("prove_delivery", "open")}


def test_a_firm_that_came_from_elsewhere_sends_nothing_that_may_have_been_sent_there(matter, post):
    dispatch = queue(matter)
    with matter.firm.scope():
        after_firm_brought_in(FirmBroughtIn(matter.firm.id))
    doubted = work(matter, dispatch)
    assert (doubted.state, doubted.next_attempt_at, post.taken) == ("unknown", None, [])
    assert tasks(matter) == {("find_out_sending", "open")}


def test_where_it_goes_is_known_or_asked_for(matter, post):
    with matter.firm.scope():
        letter = matter.approved()
    for wrong, pointer in (
        ({"address": ""}, "/address"),
        ({"address": "not an address"}, "/address"),
        ({"channel": "fax", "address": "+15125550100"}, "/channel"),
        ({"channel": "pigeon"}, "/channel"),
    ):
        with pytest.raises(Invalid) as refused:
            queue(matter, letter, **wrong)
        assert refused.value.errors[0].pointer == pointer
    with matter.firm.scope():
        InsurerAddress.objects.filter(purpose="appeals").update(email="unit@plan.example")
        assert Letter.objects.get(id=letter.id).state == "approved"
    assert queue(matter, letter, address="").address == "unit@plan.example"


def test_it_goes_by_a_second_channel_only_when_that_is_said(matter, post):
    with matter.firm.scope():
        first = matter.sent()
        letter = first.letter
    with pytest.raises(IllegalTransition):
        queue(matter, letter)
    second = work(matter, queue(matter, letter, as_well=True))
    assert (second.state, second.letter.state) == ("sent", "sent")
    with pytest.raises(Conflict):
        queue(matter, second.letter, as_well=True)
    with matter.firm.scope():
        assert Event.objects.filter(case=matter.case, kind="appeal_sent").count() == 1
        assert Correspondence.objects.filter(case=matter.case).count() == 2
