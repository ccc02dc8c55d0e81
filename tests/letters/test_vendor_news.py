"""What vendors tell at the webhooks: believed when signed, kept once, in any order; proof only rises."""

from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import Client

from cases.models import Event, Task
from claimback.kernel.clock import now
from claimback.kernel.ids import new_id
from claimback.notify.events import MailCameBack, MailTaken
from deadlines.selectors import deadline_list
from letters.handlers import after_mail_came_back, after_mail_taken
from letters.models import CarrierEvent, Dispatch, Packet, PacketItem
from letters.services.dispatches import dispatch_deliver, dispatch_track
from letters.services.queueing import dispatch_withdraw
from tests.letters.matter import store_pdf
from tests.letters.sending import act, queue, stored, tasks, work
from tests.letters.vendors import lob, telnyx
from tests.letters.vendors.web import running


@pytest.fixture
def mail(settings):
    """Lob, configured."""
    with running(lob.FakeLob()) as server:
        settings.LOB_URL, settings.LOB_API_KEY, settings.LOB_WEBHOOK_SECRET = (
            server.url,
            "test_key",
            lob.SECRET,
        )
        yield server


@pytest.fixture
def fax(settings):
    """Telnyx, configured."""
    with running(telnyx.FakeTelnyx()) as server:
        settings.TELNYX_URL, settings.TELNYX_API_KEY = server.url, "KEY"
        settings.TELNYX_FAX_APPLICATION, settings.TELNYX_FAX_FROM = "1", "+15125550199"
        settings.TELNYX_PUBLIC_KEY = telnyx.PUBLIC_KEY
        yield server


def post(vendor: str, body: bytes, headers: dict[str, str]) -> int:
    return Client().post(f"/webhooks/letters/{vendor}", body, "application/json", headers=headers).status_code


def tell(matter, dispatch, module: Any, kind: str, name: str, **more: Any) -> Dispatch:
    """What follows from an event, told and signed as its vendor does."""
    body = module.news(dispatch.id, kind, name, **more)
    assert post(module.__name__.rpartition(".")[2], body, module.signed(body)) == 200
    with matter.firm.scope():
        return Dispatch.objects.select_related("letter").get(id=dispatch.id)


def mailed(matter) -> Dispatch:
    dispatch = work(matter, queue(matter, channel="certified_mail", address=""))
    assert (dispatch.state, dispatch.last_error) == ("sent", "")
    return dispatch


def events(matter, kind):
    with matter.firm.scope():
        return list(Event.objects.filter(case=matter.case, kind=kind, withdrawn=False))


def test_certified_mail_is_sent_when_the_post_takes_it_and_its_receipt_starts_the_clock(matter, mail):
    dispatch = mailed(matter)
    assert (dispatch.proof_grade, dispatch.sent_at, dispatch.letter.state) == ("", None, "sent")
    assert (dispatch.vendor_reference, dispatch.tracking_number) == ("ltr_1", lob.NUMBER)
    assert events(matter, "appeal_sent") == []
    tell(matter, dispatch, lob, "letter.rendered_pdf", "evt_1")
    scanned = now().replace(microsecond=0) - timedelta(minutes=7)
    sent = tell(
        matter, dispatch, lob, "letter.certified.mailed", "evt_2", at=scanned.isoformat(), scan="Mailed"
    )
    assert (sent.state, sent.proof_grade, sent.sent_at) == ("in_transit", "accepted_by_carrier", scanned)
    assert [event.at for event in events(matter, "appeal_sent")] == [scanned]
    arrived = scanned + timedelta(minutes=3)
    done = tell(
        matter, dispatch, lob, "letter.certified.delivered", "evt_3", at=arrived.isoformat(), scan="Delivered"
    )
    assert (done.state, done.proof_grade, done.delivered_at, done.letter.state) == (
        "delivered",
        "delivered",
        arrived,
        "delivered",
    )
    (received,) = events(matter, "appeal_received")
    assert (received.at, received.proof_grade, done.event_id) == (arrived, "delivered", received.id)
    with matter.firm.scope():
        (receipt,) = Task.objects.filter(kind="prove_delivery", source_part="receipt", state="open")
        assert receipt.title.startswith("Keep the return receipt")
        theirs = deadline_list().filter(trigger_event_id=received.id, duty_of="insurer")
        assert theirs.exists()
        told = CarrierEvent.objects.filter(dispatch=dispatch).order_by("vendor_event")
        assert [(each.kind, each.note) for each in told] == [
            ("prepared", "Made ready for printing"),
            ("accepted", "Mailed 43999"),
            ("delivered", "Delivered 43999"),
        ]
    signed = {"delivered_at": arrived, "proof_grade": "signed_for", "signed_for_by": "R. Clerk"}
    assert act(matter, dispatch_deliver, dispatch, **signed).event_id == received.id
    assert tasks(matter) == {("prove_delivery", "done")}


def test_news_that_come_again_or_in_any_order_change_nothing(matter, mail):
    dispatch = mailed(matter)
    at = now().replace(microsecond=0)
    done = tell(
        matter, dispatch, lob, "letter.certified.delivered", "evt_3", at=at.isoformat(), scan="Delivered"
    )
    assert (done.state, done.sent_at, len(events(matter, "appeal_sent"))) == ("delivered", at, 1)
    version = done.version
    for kind, name, scan in (
        ("letter.certified.delivered", "evt_3", "Delivered"),
        ("letter.certified.mailed", "evt_1", "Mailed"),
        ("letter.certified.in_transit", "evt_2", "In Transit"),
        ("letter.certified.mailed", "evt_1", "Mailed"),
    ):
        late = tell(matter, dispatch, lob, kind, name, at=(at - timedelta(hours=1)).isoformat(), scan=scan)
        assert (late.state, late.proof_grade, late.version) == ("delivered", "delivered", version)
    with matter.firm.scope():
        kept = CarrierEvent.objects.filter(dispatch=dispatch)
        assert sorted(kept.values_list("vendor_event", flat=True)) == ["evt_1", "evt_2", "evt_3"]
        assert kept.get(vendor_event="evt_1").at == at - timedelta(hours=1)
    assert (len(events(matter, "appeal_sent")), len(events(matter, "appeal_received"))) == (1, 1)
    assert tasks(matter) == {("prove_delivery", "open")}, "of the receipt alone"


def test_a_member_may_say_what_the_vendor_did_not(matter, mail):
    dispatch = mailed(matter)
    seen = act(matter, dispatch_track, dispatch, kind="accepted", at=now(), note="On the post's own page")
    assert (seen.state, seen.proof_grade, len(events(matter, "appeal_sent"))) == (
        "in_transit",
        "accepted_by_carrier",
        1,
    )


def test_nothing_forged_leaves_a_trace(matter, mail, fax, settings):
    dispatch = mailed(matter)
    body = lob.news(dispatch.id, "letter.certified.delivered", "evt_1")
    old = str(int((now() - timedelta(minutes=6)).timestamp() * 1000))
    other = lob.news(dispatch.id, "letter.certified.delivered", "evt_2")
    forged = [
        ({}, 401),
        (lob.signed(body, secret="wrong"), 401),
        (lob.signed(body, stamp=old), 401),
        (lob.signed(body, stamp="soon"), 401),
        (lob.signed(body) | {"Lob-Signature": "é"}, 401),
        (lob.signed(other), 401),
    ]
    for headers, status in forged:
        assert post("lob", body, headers) == status
    faxed = telnyx.news(dispatch.id, "fax.delivered", "e1")
    stranger = Ed25519PrivateKey.from_private_bytes(b"s" * 32)
    for headers in (
        {},
        telnyx.signed(faxed, key=stranger),
        telnyx.signed(faxed, stamp="1"),
        telnyx.signed(body),
    ):
        assert post("telnyx", faxed, headers) == 401
    assert post("telnyx", faxed, telnyx.signed(faxed)) == 200, "signed, and of another vendor's dispatch"
    for unreadable in (b"", b"{", b"[]", b'{"id": 7}', b'{"data": {"id": "x"}}'):
        assert post("lob", unreadable, lob.signed(unreadable)) == 400
        assert post("telnyx", unreadable, telnyx.signed(unreadable)) == 400
    nobody = lob.news(new_id(), "letter.certified.delivered", "evt_1")
    assert post("lob", nobody, lob.signed(nobody)) == 200
    undated = lob.news(dispatch.id, "letter.certified.delivered", "evt_1", date_created="yesterday")
    assert post("lob", undated, lob.signed(undated)) == 400
    early = lob.news(dispatch.id, "letter.created", "evt_1", date_created="0001-01-01T00:00:00+14:00")
    assert post("lob", early, lob.signed(early)) == 400
    large = b" " * (256 * 1024 + 1)
    assert post("lob", large, lob.signed(large)) == 413
    assert Client().get("/webhooks/letters/lob").status_code == 405
    settings.LOB_WEBHOOK_SECRET = ""
    for vendor in ("lob", "nobody"):
        assert post(vendor, body, lob.signed(body)) == 404
    with matter.firm.scope():
        assert not CarrierEvent.objects.exists()
        assert Dispatch.objects.get(id=dispatch.id).version == dispatch.version


def test_a_letter_that_comes_back_is_to_be_sent_again_another_way(matter, mail):
    dispatch = mailed(matter)
    back = tell(
        matter,
        dispatch,
        lob,
        "letter.certified.returned_to_sender",
        "evt_1",
        scan="Returned to Sender",
        at=now().isoformat(),
    )
    assert (back.state, back.letter.state) == ("returned", "failed")
    assert back.return_reason == "Returned to Sender 43999"
    assert tasks(matter) == {("send_again", "open")}
    tell(matter, dispatch, lob, "letter.certified.delivered", "evt_2")
    assert tasks(matter) == {("send_again", "open"), ("prove_delivery", "open")}


def test_trouble_on_the_way_is_a_person_s_task_that_delivery_ends(matter, mail):
    dispatch = mailed(matter)
    tell(matter, dispatch, lob, "letter.certified.issue", "evt\0 1", at=now().isoformat(), scan="Issue")
    assert tasks(matter) == {("prove_delivery", "open")}
    tell(matter, dispatch, lob, "letter.certified.delivered", "evt_2")
    assert tasks(matter) == {("prove_delivery", "done"), ("prove_delivery", "open")}, (
        "the receipt is to be kept"
    )


def test_news_of_a_letter_of_which_nobody_knew_show_that_it_went(matter, mail):
    mail.fails["POST letters"] = "cut_after"
    lost = work(matter, queue(matter, channel="certified_mail", address=""))
    assert (lost.state, tasks(matter)) == ("unknown", {("find_out_sending", "open")})
    known = tell(matter, lost, lob, "letter.created", "evt_1")
    assert (known.state, known.vendor_reference, known.letter.state) == ("sent", "ltr_1", "sent")
    assert tasks(matter) == {("find_out_sending", "done")}
    assert len(mail.letters) == 1


def test_what_lob_proves_not_to_have_is_sent_again_under_the_same_key(matter, mail):
    mail.fails["POST letters"] = "cut_before"
    lost = work(matter, queue(matter, channel="certified_mail", address=""))
    assert lost.state == "unknown"
    soon = work(matter, lost)
    assert soon.state == "unknown", "what was on its way may still arrive"
    with matter.firm.scope():
        Dispatch.objects.filter(id=lost.id).update(
            claimed_at=now() - timedelta(minutes=7), next_attempt_at=now()
        )
    assert work(matter, lost).state == "queued"
    mail.fails.clear()
    assert work(matter, lost).state == "sent"
    assert list(mail.letters) == [f"{lost.id}-1"]


def test_a_letter_taken_back_that_went_all_the_same_is_looked_into(matter, mail):
    dispatch = queue(matter, channel="certified_mail", address="")
    act(matter, dispatch_withdraw, dispatch, reason="By hand")
    assert tell(matter, dispatch, lob, "letter.created", "evt_1").state == "withdrawn"
    assert tasks(matter) == {("prove_delivery", "open")}


def test_a_fax_is_sent_when_it_arrived_and_one_that_failed_came_back(matter, fax):
    dispatch = work(matter, queue(matter, channel="fax", address="(512) 555-0100"))
    assert (dispatch.state, dispatch.address, dispatch.sent_at) == ("sent", "+15125550100", None)
    tell(matter, dispatch, telnyx, "fax.queued", "e1")
    tried = tell(matter, dispatch, telnyx, "fax.sending.started", "e2")
    assert (tried.state, tried.sent_at, tried.proof_grade) == ("in_transit", None, "")
    at = now().replace(microsecond=0)
    done = tell(matter, dispatch, telnyx, "fax.delivered", "e3", at=at.isoformat(), page_count=3)
    assert (done.state, done.proof_grade, done.sent_at, done.delivered_at) == (
        "delivered",
        "delivered",
        at,
        at,
    )
    assert len(events(matter, "appeal_sent")) == len(events(matter, "appeal_received")) == 1


def test_a_packet_goes_in_the_letter_s_place_and_its_exhibits_are_in_the_record(matter, fax):
    with matter.firm.scope():
        letter = matter.approved()
        document = store_pdf(matter.firm, matter.case, "imaging_report.pdf", "other", "Packet")
        packet = Packet.objects.create(
            letter=letter,
            letter_sha256=letter.approved_sha256,
            requested_by_id=matter.firm.staff.member_id,
            state="built",
            sha256=document.file.sha256,
            document=document,
        )
        for place, used in enumerate(matter.evidence, 1):
            skipped = "Broken" if place == 2 else ""
            PacketItem.objects.create(
                packet=packet, evidence=used, file=used.document.file, position=place, skip_reason=skipped
            )
    dispatch = work(matter, queue(matter, letter, channel="fax", address="(512) 555-0100"))
    assert (dispatch.state, dispatch.packet_id, dispatch.sha256) == ("sent", packet.id, packet.sha256)
    with matter.firm.scope():
        assert list(fax.media.values()) == [stored(document.file.key)]
    tell(matter, dispatch, telnyx, "fax.delivered", "e1")
    with matter.firm.scope():
        assert list(Task.objects.filter(kind="prove_delivery").values_list("detail", flat=True)) == []
        assert [bool(used.in_record_since) for used in matter.again().evidence] == [True, False]


def test_a_fax_that_failed_names_other_ways(matter, fax):
    dispatch = work(matter, queue(matter, channel="fax", address="(512) 555-0100"))
    failed = tell(matter, dispatch, telnyx, "fax.failed", "e1", failure_reason="user_busy")
    assert (failed.state, failed.return_reason, failed.letter.state) == (
        "returned",
        "The fax failed: user busy",
        "failed",
    )
    assert (events(matter, "appeal_sent"), tasks(matter)) == ([], {("send_again", "open")})


def test_a_mail_that_was_taken_or_came_back_is_told_to_its_letter(matter, settings):
    settings.LETTER_EMAIL_FROM = "letters@cases.example"
    dispatch = work(matter, queue(matter))
    after_mail_taken(MailTaken(dispatch.id, now(), "7"))
    after_mail_taken(MailTaken(new_id(), now(), "7"))
    after_mail_came_back(MailCameBack(dispatch.id, dispatch.address, "complained", ""))
    with matter.firm.scope():
        taken = Dispatch.objects.get(id=dispatch.id)
    assert (taken.state, taken.proof_grade) == ("in_transit", "accepted_by_carrier")
    after_mail_came_back(MailCameBack(dispatch.id, dispatch.address, "bounced", "550 No such user"))
    with matter.firm.scope():
        back = Dispatch.objects.select_related("letter").get(id=dispatch.id)
    assert (back.state, back.letter.state) == ("returned", "failed")
    assert "550 No such user" in back.return_reason
