"""Complaints and requests for external review: the papers of the case that go with them, and their letter begun."""

import pytest

from cases.models import Document
from cases.selectors import evidence_list
from cases.services.documents import document_change
from claimback.kernel.errors import Conflict, Forbidden, Invalid
from letters.models import Chronology
from letters.services.filings import filing_begin, filings_of
from letters.services.letters import letter_submit
from tests.cases.papers import denial, document, exhibit
from tests.deadlines.matter import ago, open_matter, open_storm


@pytest.fixture
def storm(in_law):
    matter = open_storm(in_law)
    paper = document(in_law.attorney, matter.case.id)
    denial(in_law.attorney, matter.case, letter_date=ago(50), received_on=ago(48), document_id=paper.id)
    return matter


def parts(actor, case, kind):
    """The parts of a filing by code."""
    found = next(each for each in filings_of(actor=actor, case_id=case.id) if each.kind == kind)
    return {placed.part.code: placed for placed in found.parts}


def test_a_complaint_is_begun_with_what_the_case_has(in_law, storm):
    actor, case = in_law.attorney, storm.case
    before = parts(actor, case, "regulator_complaint")
    assert [code for code, placed in before.items() if placed.missing] == ["authorization"]
    signed = exhibit(actor, case.id, "The client's word").document
    letter = filing_begin(
        actor=actor,
        case_id=case.id,
        kind="regulator_complaint",
        documents={"authorization": signed.id},
        outcome_asked="Pay the claim.",
    )
    assert letter.template == "regulator_complaint_property"
    assert "days late" in str(letter.draft)
    assert "Claim was received by the insurer" in str(letter.draft) or "was received" in str(letter.draft)
    assert Chronology.objects.count() == 1
    after = parts(actor, case, "regulator_complaint")
    assert {code for code, placed in after.items() if placed.enclosed} == {"denial_letter", "authorization"}
    # The chronology was made meanwhile: begun again, the same letter takes it in, and what was enclosed stays.
    made = document(actor, case.id, "Chronology")
    Chronology.objects.update(document=made, state="made")
    again = filing_begin(actor=actor, case_id=case.id, kind="regulator_complaint")
    assert again.id == letter.id
    assert parts(actor, case, "regulator_complaint")["chronology"].enclosed
    assert len(again.choices["evidence_ids"]) == evidence_list().filter(case_id=case.id).count() == 3


def test_a_letter_in_review_is_left_alone(in_law, storm):
    letter = filing_begin(actor=in_law.attorney, case_id=storm.case.id, kind="regulator_complaint")
    letter_submit(actor=in_law.attorney, letter_id=letter.id, version=None)
    with pytest.raises(Conflict, match="in review"):
        filing_begin(actor=in_law.attorney, case_id=storm.case.id, kind="regulator_complaint")


def test_a_request_for_external_review_asks_for_what_its_case_needs(in_law):
    matter, actor = open_matter(in_law, claim_kind="urgent"), in_law.attorney
    paper = document(actor, matter.case.id)
    denial(actor, matter.case, letter_date=ago(9), received_on=ago(8), is_final=True, document_id=paper.id)
    found = parts(actor, matter.case, "external_review")
    assert [code for code, placed in found.items() if placed.missing] == [
        "authorization",
        "physician_certification",
    ]
    plan = document(actor, matter.case.id, "The plan")
    document_change(actor=actor, document_id=plan.id, version=None, kind="policy")
    certified = document(actor, matter.case.id, "Certification")
    document_change(actor=actor, document_id=certified.id, version=None, tags=["physician certification"])
    letter = filing_begin(actor=actor, case_id=matter.case.id, kind="external_review")
    enclosed = {
        placed.part.code
        for placed in parts(actor, matter.case, "external_review").values()
        if placed.enclosed
    }
    assert enclosed == {"final_denial", "policy", "physician_certification"}
    assert "The review is to be expedited" in str(letter.draft)


def test_what_is_wrong_with_a_filing_is_named(in_law, storm):
    usual = {"actor": in_law.attorney, "case_id": storm.case.id, "kind": "regulator_complaint"}
    elsewhere = document(in_law.attorney, open_matter(in_law).case.id)
    for values, pointer in (
        ({"kind": "external_review"}, "/kind"),
        ({"documents": {"insurance_card": elsewhere.id}}, "/documents/insurance_card"),
        ({"documents": {"authorization": elsewhere.id}}, "/documents/authorization"),
    ):
        with pytest.raises(Invalid) as refused:
            filing_begin(**usual | values)
        assert refused.value.errors[0].pointer == pointer
    with pytest.raises(Forbidden):
        filing_begin(**usual | {"actor": in_law.viewer})
    assert not Document.objects.filter(tags__contains=["authorization"]).exists()


def test_filings_over_http(api, in_law, storm):
    staff = api(in_law, "case_staff")
    path = f"cases/{storm.case.id}/filings"
    (found,) = staff.get(path).json()["filings"]
    assert (found["kind"], found["letter_id"], found["breaches"] > 0) == ("regulator_complaint", None, True)
    begun = staff.post(path, {"kind": "regulator_complaint"})
    assert begun.status_code == 201, begun.content
    assert staff.get(path).json()["filings"][0]["letter_id"] == begun.json()["id"]
    assert api(in_law, "billing").get(path).status_code == 403
