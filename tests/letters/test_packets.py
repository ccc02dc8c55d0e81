"""Packets from the approved letter to files of the case: once, numbered on, resumed after a death, refused with why."""

import hashlib
from datetime import timedelta
from io import BytesIO
from typing import Any

import pikepdf
import pytest

from cases.models import Document
from cases.services.evidence import evidence_add
from cases.services.walls import wall_place
from claimback.audit.models import Entry
from claimback.kernel.clock import now
from claimback.kernel.errors import Conflict, Forbidden, IllegalTransition, Invalid
from claimback.storage import s3
from claimback.storage.models import FilePage, StoredFile
from claimback.storage.services import file_bytes
from letters.custody import custody_of
from letters.models import Packet, PacketItem, PacketPart
from letters.services import packet_work
from letters.services.letters import letter_edit
from letters.services.packet_proposals import packet_item_search, proposals_open
from letters.services.packets import packet_add, packet_build, packet_item_change, packet_link, packet_order
from letters.services.sendable import sendable
from letters.tasks import build_packet
from letters.writing.packet import build
from tests.letters.matter import store_bytes
from tests.writing.packet.papers import data, pdf

BOX = [0.1, 0.1, 0.5, 0.2]


@pytest.fixture
def letter(law, matter):
    """The matter's appeal, approved, in the firm's open scope."""
    with law.scope():
        yield matter.approved()


def begun(law, letter, **options):
    return packet_add(actor=law.staff, letter_id=letter.id, **{"bates_prefix": "QUILL"} | options)


def built(law, packet):
    packet_build(actor=law.staff, packet_id=packet.id, version=None)
    build_packet(str(law.id), str(packet.id))
    packet.refresh_from_db()
    return packet


def items(packet):
    return list(PacketItem.objects.filter(packet=packet).order_by("position"))


def opened(document):
    return pikepdf.open(BytesIO(file_bytes(document.file)))


def test_a_worker_builds_one_set_of_files_and_the_numbers_go_on(law, letter):
    packet = begun(law, letter, pages_limit=6)
    before = Document.objects.count()
    built(law, packet)
    build_packet(str(law.id), str(packet.id))
    assert (packet.state, packet.problems) == ("built", [])
    assert packet.pages_done == packet.pages_total == packet.pages
    parts = list(PacketPart.objects.filter(packet=packet).order_by("number"))
    assert Document.objects.count() == before + 1 + len(parts)
    assert parts[0].first_page == 1
    assert parts[-1].last_page == packet.pages
    with opened(packet.document) as document:
        assert len(document.pages) == packet.pages
        inside = document.attachments["letter.pdf"].get_file().read_bytes()
    assert hashlib.sha256(inside).hexdigest() == letter.approved_sha256
    assert packet.manifest["sha256"] == packet.sha256 == packet.document.file.sha256
    sent = sendable(letter)
    assert (sent.packet, sent.sha256, len(sent.parts)) == (packet, packet.sha256, len(parts))
    again = built(law, packet_add(actor=law.staff, letter_id=letter.id))
    assert (packet.bates_first, again.bates_prefix, again.bates_first) == (1, "QUILL", packet.bates_last + 1)
    assert sendable(letter).packet == again
    changes = Entry.objects.filter(row_id=packet.id).values_list("operation", flat=True)
    assert set(changes) == {"insert", "update"}
    exhibit = items(packet)[0].evidence.document
    assert [link.what for link in custody_of(exhibit)].count("packed") == 2
    assert "QUILL000001" in next(link.detail for link in custody_of(exhibit) if link.what == "packed")


@pytest.mark.parametrize("at", ["build", "put", "settle"])
def test_killed_at_any_step_it_begins_anew_and_ends_with_one_set(law, letter, monkeypatch, at):
    packet = begun(law, letter)
    packet_build(actor=law.staff, packet_id=packet.id, version=None)
    before = Document.objects.count(), StoredFile.objects.count()

    class Killed(BaseException):
        """Nothing after it runs, as after SIGKILL."""

    def die(*args, **kwargs):
        raise Killed

    place = {
        "build": (build, "build_packet"),
        "put": (packet_work, "file_put"),
        "settle": (packet_work, "put_keep"),
    }
    with monkeypatch.context() as patch:
        patch.setattr(*place[at], die)
        with pytest.raises(Killed):
            build_packet(str(law.id), str(packet.id))
    packet.refresh_from_db()
    assert (packet.state, packet.attempts) == ("building", 1)
    build_packet(str(law.id), str(packet.id))  # the first may still be alive: its claim holds
    packet.refresh_from_db()
    assert (packet.state, packet.attempts) == ("building", 1)
    Packet.objects.update(updated_at=now() - packet_work.LEASE - timedelta(seconds=1))
    build_packet(str(law.id), str(packet.id))
    packet.refresh_from_db()
    assert (packet.state, packet.attempts) == ("built", 2)
    assert (Document.objects.count(), StoredFile.objects.count()) == (before[0] + 1, before[1] + 1)


def test_an_attempt_that_was_given_up_for_dead_changes_nothing(law, letter, tmp_path):
    packet = begun(law, letter)
    packet_build(actor=law.staff, packet_id=packet.id, version=None)
    first = packet_work.packet_begin(packet_id=packet.id)
    assert first is not None
    late = packet_work.packet_make(first, tmp_path, lambda done, of: None)
    Packet.objects.update(updated_at=now() - packet_work.LEASE - timedelta(seconds=1))
    build_packet(str(law.id), str(packet.id))
    packet.refresh_from_db()
    kept = packet.document_id
    packet_work.packet_progress(begun=first, done=1, of=2)
    assert not packet_work.packet_settle(begun=first, outcome=late)
    assert late.put is not None
    late.forget()
    assert s3.find(late.put.key) is None
    packet.refresh_from_db()
    assert (packet.state, packet.document_id, packet.pages_done) == ("built", kept, packet.pages)


def test_one_packet_of_a_case_is_built_at_a_time_and_one_is_not_tried_for_ever(law, letter):
    one, other = begun(law, letter), begun(law, letter)
    for packet in (one, other):
        packet_build(actor=law.staff, packet_id=packet.id, version=None)
    assert packet_work.packet_begin(packet_id=one.id) is not None
    assert packet_work.packet_begin(packet_id=other.id) is None
    Packet.objects.filter(id=one.id).update(
        attempts=packet_work.ATTEMPTS_LIMIT, updated_at=now() - packet_work.LEASE - timedelta(seconds=1)
    )
    assert packet_work.packet_begin(packet_id=one.id) is None
    one.refresh_from_db()
    assert (one.state, one.problems[0]["code"]) == ("failed", "too_often")
    assert packet_work.packet_begin(packet_id=other.id) is not None


def test_a_bad_exhibit_is_named_and_left_out_only_with_a_reason(law, matter, letter):
    locked = data(pdf("x"), encryption=pikepdf.Encryption(owner="owner", user=""))
    document = store_bytes(law, matter.case, locked, "locked.pdf", "other", "Locked record")
    more = evidence_add(actor=law.staff, case_id=matter.case.id, document_id=document.id, proves="x")
    packet = built(law, begun(law, letter, evidence_ids=[more.id]))
    assert packet.state == "failed"
    (problem,) = packet.problems
    assert (problem["exhibit"], problem["code"]) == (more.exhibit_number, "encrypted")
    assert "without a password" in problem["message"]
    assert not packet.document_id
    item = items(packet)[-1]
    packet_item_change(actor=law.staff, item_id=item.id, version=None, skip_reason="The plan has it, open.")
    built(law, packet)
    assert packet.state == "built"
    left_out = packet.manifest["parts"][-1]
    assert (left_out["kind"], left_out["skipped"]) == ("skipped", "The plan has it, open.")


def test_proposed_and_confirmed_it_is_gone_from_the_packet(law, matter, letter):
    item = items(packet := begun(law, letter))[0]
    file = item.file
    FilePage.objects.filter(file=file).delete()
    width, height = 612.0, 792.0
    words = [0, 11, 720, 800, 1400, 930]
    layout = {
        "width": width,
        "height": height,
        "rotation": 0,
        "places": {"turn": 0, "words": words, "sure": []},
        "tables": [],
        "regions": [],
        "doubts": [],
    }
    FilePage.objects.create(
        file=file, number=1, text="536-90-4412 of the member", method="pdf_text", layout=layout
    )
    item = packet_item_search(actor=law.staff, item_id=item.id, version=None)
    (proposal,) = proposals_open(item)
    assert (proposal["kind"], proposal["shown"], proposal["page"]) == (
        "social_security_number",
        "•••-••-••12",
        1,
    )
    redaction = {"page": 1, "reason": proposal["reason"], "box": proposal["box"]}
    packet_item_change(actor=law.staff, item_id=item.id, version=item.version, redactions=[redaction])
    item.refresh_from_db()
    assert proposals_open(item) == []
    built(law, packet)
    (part,) = [part for part in packet.manifest["parts"] if part["redacted_pages"]]
    assert (part["exhibit"], part["redacted_pages"]) == (1, [1])
    assert part["included_sha256"] != part["sha256"] == file.sha256
    with opened(packet.document) as document:
        page = document.pages[part["first_page"] - 1].obj
        assert list(page.Resources.XObject.keys()) == ["/Page"]
        assert list(page.Resources.Font.keys()) == ["/ClaimBackBates"]


def test_order_is_kept_and_what_is_built_stays_what_it_is(law, letter):
    packet = begun(law, letter)
    first, second = items(packet)
    packet_order(actor=law.staff, packet_id=packet.id, version=None, packet_item_ids=[second.id, first.id])
    built(law, packet)
    assert [part["exhibit"] for part in packet.manifest["parts"] if part["kind"] == "exhibit"] == [2, 1]
    for change in (
        lambda: packet_order(
            actor=law.staff, packet_id=packet.id, version=None, packet_item_ids=[first.id, second.id]
        ),
        lambda: packet_item_change(actor=law.staff, item_id=first.id, version=None, skip_reason="x"),
    ):
        with pytest.raises(Conflict, match="stays what it is"):
            change()
    with pytest.raises(IllegalTransition):
        packet_build(actor=law.staff, packet_id=packet.id, version=None)


def test_a_letter_whose_approval_died_has_no_packet(law, letter):
    packet, waiting = begun(law, letter), begun(law, letter)
    packet_build(actor=law.staff, packet_id=waiting.id, version=None)
    letter_edit(actor=law.attorney, letter_id=letter.id, version=None, subject="Another subject")
    letter.refresh_from_db()
    for refused in (
        lambda: packet_build(actor=law.staff, packet_id=packet.id, version=None),
        lambda: packet_add(actor=law.staff, letter_id=letter.id),
        lambda: sendable(letter),
    ):
        with pytest.raises(Conflict) as caught:
            refused()
        assert caught.value.code == "letter_not_approved"
    build_packet(str(law.id), str(waiting.id))
    waiting.refresh_from_db()
    assert (waiting.state, waiting.problems[0]["code"]) == ("failed", "letter_not_approved")


def test_whoever_asked_and_may_no_longer_see_the_case_gets_nothing(law, matter, letter):
    packet = begun(law, letter)
    packet_build(actor=law.staff, packet_id=packet.id, version=None)
    wall_place(actor=law.owner, case_id=matter.case.id, member_id=law.staff.member_id, reason="Her brother")
    build_packet(str(law.id), str(packet.id))
    packet.refresh_from_db()
    assert (packet.state, packet.problems[0]["code"]) == ("failed", "not_seen")


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"bates_prefix": "AB1"}, "/bates_prefix"),
    ({"bates_prefix": "(x)"}, "/bates_prefix"),
    ({"bates_width": 0}, "/bates_width"),
    ({"bates_position": "middle"}, "/bates_position"),
    ({"bates_start": 0}, "/bates_start"),
    ({"pages_limit": 2}, "/pages_limit"),
    ({"megabytes_limit": 0}, "/megabytes_limit"),
    ({"evidence_ids": ["01900000-0000-7000-8000-000000000000"]}, "/evidence_ids/0"),
]


def test_wrong_options_redactions_numbers_and_strangers_are_refused(law, letter):
    for options, pointer in WRONG:
        with pytest.raises(Invalid) as refused:
            begun(law, letter, **options)
        assert [problem.pointer for problem in refused.value.errors] == [pointer]
    assert not Packet.objects.exists()
    packet = begun(law, letter)
    item = items(packet)[0]
    with pytest.raises(Invalid) as refused:
        packet_item_change(
            actor=law.staff,
            item_id=item.id,
            version=None,
            redactions=[{"page": 1, "reason": "SSN", "box": BOX}, {"page": 99, "reason": "SSN", "box": BOX}],
        )
    assert refused.value.errors[0].pointer == "/redactions/1"
    built(law, packet)
    with pytest.raises(Invalid, match="Begin from"):
        begun(law, letter, bates_start=1)
    with pytest.raises(Forbidden):
        packet_add(actor=law.viewer, letter_id=letter.id)
    assert packet_link(actor=law.staff, packet_id=packet.id)


def test_the_road_over_http(law, letter, api):
    staff = api(law, "case_staff")
    made = staff.post("packets", {"letter_id": str(letter.id), "bates_prefix": "AB", "pages_limit": 20})
    assert (made.status_code, made.json()["state"]) == (201, "draft")
    id = made.json()["id"]
    listed = staff.get(f"packet-items?packet_id={id}&ordering=position").json()["results"]
    assert [row["exhibit_number"] for row in listed] == [1, 2]
    item = staff.get(f"packet-items/{listed[1]['id']}")
    assert item.json()["proposals"] is None
    words = {"words": ["Valderrama"]}
    item = staff.post(f"packet-items/{listed[1]['id']}/propose", words, HTTP_IF_MATCH=item["ETag"])
    assert item.json()["proposals"] == []
    redacted = staff.patch(
        f"packet-items/{listed[1]['id']}",
        {"redactions": [{"page": 1, "reason": "Name", "box": BOX}]},
        HTTP_IF_MATCH=item["ETag"],
    )
    assert redacted.json()["redactions"] == [{"page": 1, "reason": "Name", "box": BOX}]
    order = {"packet_item_ids": [row["id"] for row in reversed(listed)]}
    ordered = staff.post(f"packets/{id}/order", order, HTTP_IF_MATCH=made["ETag"])
    asked = staff.post(f"packets/{id}/build", HTTP_IF_MATCH=ordered["ETag"])
    assert (asked.status_code, asked.json()["state"]) == (200, "requested")
    assert staff.post(f"packets/{id}/link", {}).status_code == 404
    build_packet(str(law.id), id)
    done = staff.get(f"packets/{id}").json()
    assert (done["state"], done["pages_done"]) == ("built", done["pages"])
    assert [part["kind"] for part in done["manifest"]["parts"]][:2] == ["letter", "index"]
    link = staff.post(f"packets/{id}/link", {})
    assert (link.status_code, link.json()["url"].startswith("http")) == (201, True)
    late = staff.patch(f"packets/{id}", {"bates_prefix": "CD"}, HTTP_IF_MATCH="*")
    assert late.json()["code"] in ("packet_closed", "precondition_failed")
