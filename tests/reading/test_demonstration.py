"""The demonstration's letters, read end to end from their PDFs, and that the PDFs are what their sources build."""

from collections.abc import Iterable
from decimal import Decimal

import pytest

from claimback.demo.letters.build import DEFAULT_INPUTS, build_letter, letter_path
from letters.reading.denial import read_denial
from letters.reading.findings import Finding, Period, Span
from letters.reading.pages import Page, pages_of
from letters.reading.people import specialty_of
from tests.reading.test_verbatim import assert_verbatim


def pages(name: str) -> list[Page]:
    return pages_of(f"{name}.pdf", letter_path(name).read_bytes())


def said(finding: Finding | None) -> Finding:
    assert finding is not None
    return finding


def value(finding: Finding | None) -> str:
    return said(finding).value


def quotes(spans: Iterable[Span]) -> list[str]:
    return [" ".join(span.quote.split()) for span in spans]


@pytest.mark.parametrize("name", DEFAULT_INPUTS)
def test_each_pdf_is_what_its_source_builds(name: str) -> None:
    assert letter_path(name).read_bytes() == build_letter(name)


def test_a_letters_dates_are_inputs() -> None:
    built = pages_of("denial.pdf", build_letter("denial", inputs={"letter_date": "2027-02-01"}))

    assert value(read_denial(built).letter_date) == "2027-02-01"


@pytest.mark.parametrize(("name", "inputs"), [("poem", {}), ("denial", {"colour": "red"})])
def test_an_unknown_document_or_input_is_refused_by_name(name: str, inputs: dict[str, str]) -> None:
    with pytest.raises(KeyError, match=r"letter_date|denial"):
        build_letter(name, inputs=inputs)


def test_the_denial_says_every_field() -> None:
    reading = read_denial(pages("denial"))

    assert reading.pages == 3
    assert value(reading.decision) == "denied"
    assert said(reading.decision).at.quote == "We have denied this claim."
    assert value(reading.letter_date) == "2026-10-05"
    assert value(reading.line_of_business) == "health"
    assert value(reading.plan_type) == "erisa_self_funded"
    assert value(reading.insurer) == "Tallowmere Benefit Administrators, Inc."
    assert value(reading.claimant) == "Marisol E. Tennant"
    assert value(reading.reviewer) == (
        "Desmond R. Achterberg, MD, Medical Director, board certified in Physical Medicine and Rehabilitation"
    )
    assert specialty_of(value(reading.reviewer)) == "Physical Medicine and Rehabilitation"
    assert [(reference.kind, reference.at.quote) for reference in reading.reference_numbers] == [
        ("claim", "TB-2026-0718834"),
        ("member_id", "WXF 4471902-02"),
        ("group", "WX-20315"),
    ]
    assert reading.needs_review == ()


def test_the_denials_two_grounds_stand_with_their_clauses_and_criteria() -> None:
    necessity, experimental = read_denial(pages("denial")).grounds

    assert necessity.code == "medical_necessity"
    assert quotes([necessity.at]) == [
        "We determined that the lumbar fusion at L4–L5 and the related inpatient stay were not medically necessary."
    ]
    assert quotes(necessity.clauses) == ["Plan Document, Section 7.2(c), “Medically Necessary Services,”"]
    assert quotes(necessity.criteria) == [
        "Corvane Care Criteria, Spine Surgery, Guideline LF-210 (2026 release)"
    ]
    assert experimental.code == "experimental_investigational"
    assert quotes([experimental.at]) == [
        "The platelet-rich plasma graft (procedure 0232T) is considered experimental and investigational for "
        "spinal fusion."
    ]
    assert quotes(experimental.clauses) == [
        "Plan Document, Section 9.1(k), “Experimental or Investigational Services.”"
    ]
    assert quotes(experimental.criteria) == [
        "Tallowmere Medical Policy No. MP-3.117, Platelet-Rich Plasma and Other Autologous Blood Products"
    ]


def test_the_denials_amounts_evidence_rights_and_defects() -> None:
    reading = read_denial(pages("denial"))

    named = {amount.kind: amount.value for amount in reading.amounts if amount.kind != "other"}
    assert named == {"billed": Decimal("66475.00"), "denied": Decimal("66475.00")}
    assert Decimal("18940.00") in {amount.value for amount in reading.amounts}
    assert [quote.split(",")[0] for quote in quotes(reading.evidence_relied_on)] == [
        "The records show eleven weeks of physical therapy between February and May 2026",
        "Operative report of Priya N. Valderrama",
        "Office notes of Dunmore Spine Institute",
        "MRI of the lumbar spine",
        "Physical therapy discharge summary",
        "Plan Document of the Wexcombe Freight Systems",
    ]
    told = {r.kind: (r.period.n, r.period.unit, r.period.since) if r.period else None for r in reading.rights}
    assert told == {
        "internal_appeal": (180, "days", "receipt"),
        "expedited_review": None,
        "claim_file": None,
        "external_review": (4, "months", "receipt"),
        "civil_action": None,
        "regulator_complaint": None,
    }
    assert [defect.citation for defect in reading.notice_defects] == ["45 CFR 147.136(b)(2)(ii)(E)(5)"]
    unclear = {check.citation: check.why for check in reading.notice_checks if check.state == "unclear"}
    assert "codes with their meaning" in unclear["45 CFR 147.136(b)(2)(ii)(E)(1)"]


def test_the_final_denial_upholds_one_ground() -> None:
    reading = read_denial(pages("final_denial"))

    assert value(reading.decision) == "partially_denied"
    assert value(reading.insurer) == "Tallowmere Benefit Administrators, Inc."
    assert value(reading.letter_date) == "2026-11-16"
    assert [ground.code for ground in reading.grounds] == ["medical_necessity"]
    assert value(reading.reviewer) == "Helena M. Strand, MD, board certified in Orthopaedic Surgery"
    told = {right.kind: right.period for right in reading.rights}
    assert told["external_review"] == Period(4, "months", "receipt")
    assert "internal_appeal" not in told
    assert [defect.citation for defect in reading.notice_defects] == ["45 CFR 147.136(b)(2)(ii)(E)(5)"]


@pytest.mark.parametrize("name", ["return_receipt", "treating_physician_letter", "imaging_report"])
def test_proof_and_evidence_are_no_denials(name: str) -> None:
    reading = read_denial(pages(name))

    assert reading.grounds == ()
    assert reading.notice_defects == ()


@pytest.mark.parametrize("name", DEFAULT_INPUTS)
def test_every_quote_from_a_pdf_is_verbatim_and_whole(name: str) -> None:
    assert_verbatim(pages(name))
    assert not any(mark in page.text for page in pages(name) for mark in "\ufffe\x02\u00adﬁﬂ")


def test_words_broken_at_a_lines_end_are_whole() -> None:
    text = " ".join(page.text for page in pages("denial"))

    assert "flexion-extension" in text
    assert "self-funded" in text
    assert "limits benefits to services that" in " ".join(text.split())
