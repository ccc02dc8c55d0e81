"""What people in the demo's story say and write: provisions, arguments, evidence. Every name is invented."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from claimback.demo.letters.build import DEFAULT_INPUTS, build_letter, letter_path

ZONE: Final = "America/New_York"

CLIENT: Final[dict[str, Any]] = {
    "name": "Marisol E. Tennant",
    "email": "marisol.tennant@example.com",
    "phone": "(614) 555-0188",
    "address": "2208 Alder Mill Road\nFort Dunmore, OH 43999",
    "time_zone": ZONE,
}

PLAN: Final[dict[str, Any]] = {
    "kind": "plan",
    "name": "Wexcombe Freight Systems, Inc. Employee Health Benefit Plan",
}

ADMINISTRATOR: Final[dict[str, Any]] = {
    "kind": "administrator",
    "name": "Tallowmere Benefit Administrators, Inc.",
    "phone": "(614) 555-0142",
}

APPEALS_ADDRESS: Final[dict[str, Any]] = {
    "purpose": "appeals",
    "lines": "Appeals Unit\nP.O. Box 40125\nFort Dunmore, OH 43999",
    "fax": "(614) 555-0147",
}

POLICY: Final[dict[str, Any]] = {
    "name": PLAN["name"],
    "number": "WX-PLAN-2026",
    "group_number": "WX-20315",
    "member_number": "WXF 4471902-02",
    "line_of_business": "health",
    "plan_type": "erisa_self_funded",
    "jurisdiction": "OH",
    "appeal_levels": 1,
}

CASE: Final[dict[str, Any]] = {
    "title": "Tennant v. Wexcombe plan: lumbar fusion L4–L5",
    "line_of_business": "health",
    "plan_type": "erisa_self_funded",
    "jurisdiction": "OH",
    "claim_number": "TB-2026-0718834",
    "claim_kind": "post_service",
    "amount_disputed": Decimal("66475.00"),
}

SURGEON: Final[dict[str, Any]] = {
    "role": "provider",
    "name": "Priya N. Valderrama, MD",
    "organisation": "Dunmore Spine Institute",
    "specialty": "Orthopedic spine surgery",
}

TITLES: Final = {"denial": "The plan's denial letter", "final_denial": "The plan's final denial"}

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

FILE_TRACKING_NUMBER: Final = "0000 0000 0000 0000 0135"

CRITERIA: Final = "clinical_criteria"
"""The code of the claim file's item that the insurer mails in."""

ANSWER_BY_MAIL: Final = (
    "Please find attached the guideline that was applied to the claim of your client. The other documents that you "
    "asked for are being collected.\n\nAppeals Unit\nTallowmere Benefit Administrators, Inc.\n"
)

CRITERIA_FILE: Final = (
    "Corvane Care Criteria, Spine Surgery\nGuideline LF-210 (2026 release)\n\n"
    "Lumbar fusion is indicated where instability is shown by translation of 4 millimeters or more on "
    "flexion-extension films, and where supervised conservative treatment of six months has failed.\n"
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
