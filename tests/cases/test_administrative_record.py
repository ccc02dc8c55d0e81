"""The administrative record: what it lacks, how it is locked, and what the insurer's claim file shows of it."""

from hashlib import sha256
from typing import Any
from uuid import UUID

from cases.administrative_record.comparison import ABSENT, PARTLY, UNREADABLE, WHOLE, Paper, compare_record
from cases.administrative_record.gaps import Exhibit, GroundState, Named, record_gaps
from cases.models import ClaimFileItem, Evidence
from cases.services.administrative_record import manifest_digest
from cases.services.claim_file import claim_file_open
from cases.services.denials import denial_record
from claimback.kernel.clock import today
from claimback.kernel.ids import new_id
from claimback.storage.models import FilePage
from tests.firms import TestFirm
from tests.letters.matter import ZONE, Matter, open_matter, store_pdf

RECORDS = (
    "The patient reports pain in the left knee since the spring and can walk no more than two hundred metres. "
    "Conservative treatment with physiotherapy for twelve weeks brought no lasting relief."
)
OPINION = (
    "In my opinion the infusions are the accepted treatment for this patient, and two national guidelines name them "
    "as first choice where the usual agents have failed."
)
NOTES = (
    "Reviewer spent four minutes on the file and closed it before the records of the treating physician were opened, "
    "as the entry of the same morning shows."
)


def paper(title: str, *pages: str) -> Paper:
    return Paper(new_id(), title, sha256("|".join((title, *pages)).encode()).hexdigest(), pages)


def stamped(text: str, number: int) -> str:
    """As it comes back: stamped, one word misread, in other lines."""
    return f"CONFIDENTIAL  CLAIM-{number:06}\n" + text.replace("patient", "patlent", 1).replace(
        " the ", "\nthe "
    )


def test_pages_are_found_in_one_stamped_scan_in_another_order() -> None:
    ours = paper("Records", RECORDS, OPINION)
    theirs = paper("Claim file", stamped(NOTES, 1), stamped(OPINION, 2), stamped(RECORDS, 3))
    result = compare_record([ours], [theirs])
    (found,) = result.submitted
    assert (found.state, found.same_bytes) == (WHOLE, False)
    assert [(page.page, page.on_page) for page in found.pages] == [(1, 3), (2, 2)]
    assert [(new.first, new.last) for new in result.only_theirs] == [(1, 1)]


def test_what_was_left_out_and_what_cannot_be_read_is_told() -> None:
    half, lost, photo = paper("Half", RECORDS, OPINION), paper("Lost", NOTES), paper("Photo", "")
    theirs = paper("Claim file", RECORDS, "", "")
    result = compare_record([half, lost, photo], [theirs])
    assert [found.state for found in result.submitted] == [PARTLY, ABSENT, UNREADABLE]
    assert [(new.first, new.last, new.readable) for new in result.only_theirs] == [(2, 3, False)]


def test_the_same_bytes_are_the_same_even_without_text() -> None:
    photo = paper("Photo", "", "")
    result = compare_record([photo], [photo])
    assert (result.submitted[0].state, result.submitted[0].same_bytes, result.only_theirs) == (
        WHOLE,
        True,
        (),
    )


def test_every_kind_of_gap_is_listed_and_nothing_else() -> None:
    submitted, kept_back = _exhibit(in_record=True), _exhibit(in_record=False)
    spare, letter = Named(new_id(), "MRI", "medical_record"), Named(new_id(), "Letter", "correspondence")
    bare = GroundState(new_id(), "Ground 1", frozenset())
    weak = GroundState(new_id(), "Ground 2", frozenset({kept_back.id}))
    sound = GroundState(new_id(), "Ground 3", frozenset({submitted.id, kept_back.id}))
    log = Named(new_id(), "The claim log")
    gaps = record_gaps(
        exhibits=[submitted, kept_back],
        grounds=[bare, weak, sound],
        documents=[spare, letter, Named(submitted.document_id, "Used", "bill")],
        outstanding=[log],
    )
    assert [(gap.kind, gap.subject_id) for gap in gaps] == [
        ("ground_without_evidence", bare.id),
        ("ground_evidence_not_in_record", weak.id),
        ("evidence_not_in_record", kept_back.id),
        ("document_unused", spare.id),
        ("claim_file_outstanding", log.id),
    ]


def _exhibit(*, in_record: bool) -> Exhibit:
    identity: UUID = new_id()
    return Exhibit(identity, new_id(), f"Exhibit {identity}", in_record)


def _final(matter: Matter) -> str:
    day = today(ZONE)
    final = denial_record(
        actor=matter.firm.attorney,
        case_id=matter.case.id,
        level=1,
        is_final=True,
        decision="denied",
        letter_date=day,
        received_on=day,
        received_proof="delivered",
    )
    return str(final.id)


def test_the_record_is_locked_once_and_corrected_by_another(law: TestFirm, api: Any) -> None:
    with law.scope():
        matter = open_matter(law)
        first, late = matter.evidence
        Evidence.objects.filter(id=first.id).update(in_record_since=today(ZONE))
        final = _final(matter)
    attorney = api(law, "attorney")
    case_id = str(matter.case.id)
    early = attorney.post(
        "administrative-records", {"case_id": case_id, "denial_id": str(matter.denial.id)}
    ).json()
    assert early["errors"][0]["pointer"] == "/denial_id"
    locked = attorney.post("administrative-records", {"case_id": case_id, "denial_id": final}).json()
    assert [entry["document_id"] for entry in locked["manifest"]] == [str(first.document_id)]
    assert locked["manifest"][0]["sha256"]
    assert locked["manifest_sha256"] == manifest_digest(locked["manifest"])

    again = attorney.post("administrative-records", {"case_id": case_id, "denial_id": final})
    assert again.status_code == 409
    with law.scope():
        Evidence.objects.filter(id=late.id).update(in_record_since=today(ZONE))
    wanted = {"case_id": case_id, "denial_id": final, "replaces_id": locked["id"]}
    assert attorney.post("administrative-records", wanted).json()["errors"][0]["pointer"] == "/reason"
    better = attorney.post("administrative-records", wanted | {"reason": "One exhibit was left out."}).json()
    assert len(better["manifest"]) == 2
    standing = attorney.get(f"administrative-records?case_id={case_id}&replaced=true").json()["results"]
    assert [row["id"] for row in standing] == [better["id"]]
    assert api(law, "case_staff").post("administrative-records", wanted).status_code == 403


def test_gaps_and_the_comparison_are_told_by_the_api(law: TestFirm, api: Any) -> None:
    with law.scope():
        matter = open_matter(law)
        actor, case = law.attorney, matter.case
        claim_file_open(actor=actor, case_id=case.id)
        sent = matter.evidence[0]
        Evidence.objects.filter(id=sent.id).update(in_record_since=today(ZONE))
        came = store_pdf(law, case, "denial.pdf", "claim_file", "Their file")
        FilePage.objects.filter(file_id__in=[came.file_id, sent.document.file_id]).delete()
        FilePage.objects.create(file=sent.document.file, number=1, text=RECORDS)
        for number, text in enumerate((stamped(RECORDS, 1), NOTES), start=1):
            FilePage.objects.create(file=came.file, number=number, text=text)
        ClaimFileItem.objects.filter(case=case, code="claim_log").update(state="missing")
        final = _final(matter)
    attorney = api(law, "attorney")
    gaps = attorney.get(f"cases/{case.id}/record-gaps").json()["gaps"]
    assert {gap["kind"] for gap in gaps} >= {"evidence_not_in_record", "claim_file_outstanding"}

    record = attorney.post("administrative-records", {"case_id": str(case.id), "denial_id": final}).json()
    compared = attorney.post(f"administrative-records/{record['id']}/compare", {}).json()
    (paper,) = compared["submitted"]
    assert paper["pages"][0]["on_page"] == 1
    assert (compared["only_theirs"][0]["first"], compared["only_theirs"][0]["readable"]) == (2, True)
