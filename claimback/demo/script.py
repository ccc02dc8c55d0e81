"""What people in the demo's story say and write: provisions, arguments, evidence. Every name is invented."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from claimback.demo.letters.build import DEFAULT_INPUTS, build_letter, letter_path

AMOUNT: Final = Decimal("66475.00")

PROVISIONS: Final = [
    (
        "Section 7.2(c)",
        "coverage",
        "A service is medically necessary when it is clinically appropriate for the patient's condition in type, "
        "frequency, extent and site, and is not more costly than an alternative likely to give the same result.",
        41,
    ),
    (
        "Section 9.1(k)",
        "exclusion",
        "The Plan does not cover a service that is experimental or investigational, meaning one for which published "
        "peer-reviewed evidence does not show that its benefits outweigh its risks.",
        58,
    ),
]

EVIDENCE: Final = [
    (
        "treating_physician_letter",
        "Letter of the treating surgeon",
        "medical_record",
        "More than six months of supervised conservative treatment were completed before surgery.",
    ),
    (
        "imaging_report",
        "Flexion-extension imaging report with addendum",
        "medical_record",
        "Translation at L4–L5 was measured and exceeds the guideline's threshold.",
    ),
]

ARGUMENTS: Final = {
    "medical_necessity": (
        "The notice counts eleven weeks of therapy. The surgeon's letter documents supervised treatment over the "
        "period that the guideline asks for, and the imaging addendum states the translation in millimeters. Both "
        "criteria that the reviewer found missing are met.",
        ["notice_criterion", "review_by_qualified_professional"],
    ),
    "experimental_investigational": (
        "The graft was used as an adjunct to a covered fusion. The medical policy that the notice names addresses "
        "its use alone. The surgeon's letter explains why it was indicated for this patient, and the plan has not "
        "consulted a health care professional with training in spine surgery.",
        ["notice_clinical_judgment", "consultant_not_consulted_before"],
    ),
}

OUTCOME: Final = (
    "Reverse the determination and pay the billed charges of $66,475.00 according to the terms of the Plan, within the "
    "time that the regulation gives for a decision on review."
)

ITEMS: Final = (
    "The complete claim file, internal notes included",
    "The Corvane Care Criteria, Spine Surgery, Guideline LF-210 (2026 release)",
    "Medical Policy No. MP-3.117",
    "The curriculum vitae and specialty of each reviewer",
)

_LETTER_AGE_LIMIT: Final = timedelta(days=150)


def letter_inputs(day: date) -> dict[str, str]:
    """The dates of the denial letter as of `day`: the shipped ones while its appeal is open, else recent ones."""
    shipped = date.fromisoformat(DEFAULT_INPUTS["denial"]["letter_date"])
    if timedelta(days=7) <= day - shipped <= _LETTER_AGE_LIMIT:
        return dict(DEFAULT_INPUTS["denial"])
    written = day - timedelta(days=45)
    return {"letter_date": written.isoformat(), "processed_date": (written - timedelta(days=3)).isoformat()}


def letter_bytes(name: str, inputs: dict[str, str]) -> bytes:
    """The letter's PDF: the shipped file where its dates are the shipped ones."""
    if inputs == DEFAULT_INPUTS[name]:
        return letter_path(name).read_bytes()
    return build_letter(name, inputs=inputs)
