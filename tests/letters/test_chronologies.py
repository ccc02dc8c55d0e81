"""The chronology of a case: what it lists, its pages, its signature, and who gets it."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pypdfium2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from cases.models import Document
from cases.services.calls import call_log
from cases.services.correspondence import correspondence_log
from cases.services.events import event_record, event_withdraw
from cases.services.promises import promise_lapse, promise_make
from cases.services.walls import wall_place
from claimback.audit.models import Entry
from claimback.kernel.clock import now
from claimback.kernel.errors import Forbidden, IllegalTransition, Invalid
from claimback.storage import s3
from claimback.typesetting.signer import signer
from claimback.typesetting.signing import identity, sign_pdf
from letters.models import Chronology
from letters.services.chronologies import chronology_request, chronology_retry
from letters.services.chronology_items import Range, chronology_items
from letters.services.chronology_work import (
    ATTEMPTS_LIMIT,
    chronology_begin,
    chronology_make,
    chronology_progress,
    chronology_settle,
)
from letters.tasks import make_chronology
from letters.writing.chronology import Chronology as Written
from letters.writing.chronology import Item, render_chronology
from tests.letters.matter import open_case

DAY = date(2026, 3, 9)
AT = datetime(2026, 3, 9, 4, 30, tzinfo=UTC)  # the evening before in Chicago, the first day of summer time
CERTIFICATE = identity("", "a secret", "cases.example.com")


def verified(pdf: bytes, certificate: x509.Certificate) -> bool:
    """Whether the one signature holds over every byte, by pyhanko's own validator."""
    from asn1crypto import x509 as asn1  # type: ignore[import-untyped]
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    root = asn1.Certificate.load(certificate.public_bytes(Encoding.DER))
    (signature,) = PdfFileReader(BytesIO(pdf)).embedded_signatures
    status = validate_pdf_signature(signature, ValidationContext(trust_roots=[root]))
    return bool(status.bottom_line and status.coverage == SignatureCoverageLevel.ENTIRE_FILE)


def text_of(pdf: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


@pytest.mark.slow  # loads the library that signs: two seconds, once
def test_a_changed_byte_and_another_key_are_caught_on_long_pages():
    items = [
        Item(n, "Mar 9, 2026", "16:30 CDT", "Phone, from us", f"Call {n}", text="They were asked. " * n)
        for n in range(1, 40)
    ]
    told = Written(
        "Marlowe & Finch LLP", "Chronology of case 1", "1", [("Client", "Ada Quill")], [], items, DAY
    )
    plain = render_chronology(told)
    assert plain == render_chronology(told)
    assert b"pdfaid" in plain
    signed = sign_pdf(plain, CERTIFICATE, reason="Chronology of case 1")
    assert signed.startswith(plain)
    document = pypdfium2.PdfDocument(signed)
    assert len(document) > 5
    assert "Page 2 of" in document[1].get_textpage().get_text_range()
    assert verified(signed, CERTIFICATE.certificate)
    changed = bytearray(signed)
    changed[len(plain) // 2] ^= 1
    assert not verified(bytes(changed), CERTIFICATE.certificate)
    assert not verified(signed, identity("", "another secret", "cases.example.com").certificate)


def test_a_key_gives_one_certificate_and_what_is_no_key_is_refused():
    again = identity("", "a secret", "cases.example.com")
    assert again.fingerprint == CERTIFICATE.fingerprint
    given = identity("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", "a secret", "cases.example.com")
    assert given.fingerprint != CERTIFICATE.fingerprint
    with pytest.raises(ValueError, match="32 bytes, not 3"):
        identity("YWJj", "a secret", "cases.example.com")


@pytest.fixture
def case(in_law):
    return open_case(in_law)


@pytest.fixture
def log(in_law, case):
    """`log(**values)` logs a contact on the case."""

    def logged(**values):
        usual = {"direction": "out", "channel": "phone", "occurred_at": AT, "body": "Asked."}
        return correspondence_log(**{"actor": in_law.attorney, "case_id": case.id} | usual | values)

    return logged


def titles(case, **part):
    return [(item.number, item.title) for item in chronology_items(case, Range(**part))]


def test_all_that_happened_is_told_in_order_in_the_case_s_zone(in_law, case, log):
    first = log(
        subject="First", ended_at=AT + timedelta(minutes=12), counterpart="J. Doe", counterpart_id="R-7"
    )
    log(subject="Better", occurred_at=AT + timedelta(days=40), corrects_id=first.id, channel="email")
    event = event_record(
        actor=in_law.attorney, case_id=case.id, kind="claim_submitted", on=DAY + timedelta(days=1)
    )
    event_withdraw(actor=in_law.attorney, event_id=event.id, version=1, reason="Another claim's")
    promise = promise_make(actor=in_law.attorney, case_id=case.id, text="A call", due_on=DAY)
    promise_lapse(promise_id=promise.id)
    call_log(
        actor=in_law.attorney,
        case_id=case.id,
        direction="out",
        channel="peer_to_peer",
        occurred_at=AT + timedelta(days=2),
        body="They spoke.",
        answers={"criteria": "Step therapy"},
        peer_to_peer={"treating_name": "Dr Iris", "reviewer_name": "Dr Otto", "outcome": "upheld"},
    )
    items = chronology_items(case, Range())
    assert [(item.number, item.day, item.time, item.title) for item in items] == [
        (1, "Mar 8, 2026", "23:30–23:42 CDT", "First"),
        (2, "Mar 10, 2026", "", "A call"),
        (3, "Mar 10, 2026", "", "The claim was sent by us"),
        (4, "Mar 10, 2026", "23:30 CDT", "Peer to peer"),
        (5, "Apr 17, 2026", "23:30 CDT", "Better"),
    ]
    assert items[0].marks == ["Corrected by no. 5."]
    assert items[4].marks == ["Corrects no. 1."]
    assert items[2].marks == ["Withdrawn. Another claim's"]
    assert items[0].facts[:2] == ["J. Doe", "ID R-7"]
    assert ("Which criterion is not met, in its own words?", "Step therapy") in items[3].asked
    assert "Outcome: The denial stands." in items[3].text


def test_days_and_channels_narrow_it_and_a_correction_comes_with_what_it_corrects(case, log):
    first = log(subject="First")
    log(subject="Mail", channel="email", occurred_at=AT + timedelta(days=1))
    log(subject="Better", corrects_id=first.id, channel="email", occurred_at=AT + timedelta(days=40))
    assert titles(case, to_on=DAY) == [(1, "First"), (2, "Mail"), (3, "Better")]
    assert titles(case, from_on=DAY, to_on=DAY) == [(1, "Mail")]
    assert titles(case, channels=frozenset({"phone"})) == [(1, "First"), (2, "Better")]
    assert titles(case, channels=frozenset({"fax"})) == []


@pytest.mark.slow  # as above, whichever runs first
def test_a_worker_makes_one_signed_document_of_the_case(in_law, case, log):
    log(subject="The only call", body="Asked for the file.")
    asked = chronology_request(actor=in_law.attorney, case_id=case.id)
    make_chronology(str(in_law.id), str(asked.id))
    make_chronology(str(in_law.id), str(asked.id))
    asked.refresh_from_db()
    assert (asked.state, asked.progress, asked.items) == ("made", 100, 1)
    document = Document.objects.get()
    assert document.id == asked.document_id
    found = s3.find(document.file.key)
    assert found is not None
    pdf = b"".join(s3.stream(document.file.key, found.etag))
    assert verified(pdf, signer().certificate)
    assert asked.certificate_sha256 == signer().fingerprint
    said = text_of(pdf)
    for words in ("The only call", "America/Chicago", case.number, "Ada Quill"):
        assert words in said
    changes = Entry.objects.filter(row_id=asked.id).values_list("operation", flat=True)
    assert set(changes) == {"insert", "update"}


def test_what_the_one_who_asked_may_no_longer_see_is_not_made(in_law, case, log):
    log()
    asked = chronology_request(actor=in_law.staff, case_id=case.id)
    wall_place(actor=in_law.owner, case_id=case.id, member_id=in_law.staff.member_id, reason="Her brother")
    make_chronology(str(in_law.id), str(asked.id))
    asked.refresh_from_db()
    assert (asked.state, asked.document_id) == ("failed", None)
    assert "no longer see" in asked.refusal
    again = chronology_retry(actor=in_law.attorney, chronology_id=asked.id, version=asked.version)
    assert (again.state, again.requested_by_id) == ("requested", in_law.attorney.member_id)
    with pytest.raises(IllegalTransition):
        chronology_retry(actor=in_law.attorney, chronology_id=asked.id, version=again.version)


def test_one_worker_at_a_time_and_the_first_result_stays(in_law, case):
    asked = chronology_request(actor=in_law.attorney, case_id=case.id)
    begun = chronology_begin(chronology_id=asked.id)
    assert begun is not None
    assert chronology_begin(chronology_id=asked.id) is None
    Chronology.objects.update(updated_at=now() - timedelta(minutes=11), attempts=ATTEMPTS_LIMIT)
    assert chronology_begin(chronology_id=asked.id) is None
    asked.refresh_from_db()
    assert (asked.state, "several times" in asked.refusal) == ("failed", True)
    seen: list[int] = []
    chronology_settle(chronology_id=asked.id, actor=begun.actor, outcome=chronology_make(begun, seen.append))
    chronology_progress(chronology_id=asked.id, percent=50)
    assert seen == sorted(seen)
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("values", "pointer"),
    [
        ({"from_on": DAY, "to_on": DAY - timedelta(days=1)}, "/to_on"),
        ({"channels": ["phone", "pigeon"]}, "/channels/1"),
    ],
)
def test_what_is_wrong_is_named(in_law, case, values, pointer):
    with pytest.raises(Invalid) as refused:
        chronology_request(actor=in_law.attorney, case_id=case.id, **values)
    assert [problem.pointer for problem in refused.value.errors] == [pointer]
    with pytest.raises(Forbidden):
        chronology_request(actor=in_law.viewer, case_id=case.id)
    assert not Chronology.objects.exists()


def test_it_is_followed_over_http(api, in_law, case):
    staff = api(in_law, "case_staff")
    asked = staff.post("chronologies", {"case_id": str(case.id), "channels": ["phone", "fax"]})
    assert (asked.status_code, asked.json()["state"], asked.json()["progress"]) == (201, "requested", 0)
    found = staff.get(f"chronologies?case_id={case.id}").json()["results"]
    assert [row["id"] for row in found] == [asked.json()["id"]]
    refused = staff.post(f"chronologies/{asked.json()['id']}/retry", HTTP_IF_MATCH=asked["ETag"])
    assert refused.json()["code"] == "illegal_transition"


def test_what_was_not_made_is_asked_for_again_over_http(api, in_law, case, log):
    log()
    asked = chronology_request(actor=in_law.staff, case_id=case.id)
    wall_place(actor=in_law.owner, case_id=case.id, member_id=in_law.staff.member_id, reason="Her brother")
    make_chronology(str(in_law.id), str(asked.id))
    attorney, path = api(in_law, "attorney"), f"chronologies/{asked.id}"
    failed = attorney.get(path)
    assert "no longer see" in failed.json()["refusal"]
    again = attorney.post(f"{path}/retry", HTTP_IF_MATCH=failed["ETag"])
    assert (again.json()["state"], again.json()["refusal"]) == ("requested", "")
    assert again.json()["requested_by_id"] == str(in_law.attorney.member_id)
