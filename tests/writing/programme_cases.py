"""Cases under the government's programmes, of invented people and invented carriers: see `health_cases`."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from letters.writing.facts import (
    Amount,
    ClientFacts,
    DeadlineFacts,
    DenialFacts,
    ExhibitFacts,
    GroundFacts,
    RecipientFacts,
)
from tests.writing.cases import FULL


def exhibit(number: int, title: str, dated: date, pages: int, proves: str) -> ExhibitFacts:
    """An exhibit of a medical record."""
    return ExhibitFacts(
        number=number,
        title=title,
        kind="medical_record",
        dated_on=dated,
        pages=pages,
        sha256=f"{number:02x}" * 32,
        proves=proves,
    )


MEDICARE = replace(
    FULL,
    recipient=RecipientFacts(
        name="Prairie Medicare Administrators",
        address_lines=("Part B Redeterminations", "P.O. Box 5550130", "Fargo, North Dakota 58199"),
        salutation="To the reviewer:",
    ),
    client=ClientFacts(address_lines=("118 Cedar Lane", "Waco, Texas 76799")),
    case=replace(
        FULL.case,
        client_name="Harold Benning",
        insurer_name="Prairie Medicare Administrators",
        insurer_address_lines=("Part B Redeterminations", "P.O. Box 5550130", "Fargo, North Dakota 58199"),
        plan_name="Original Medicare, Part B",
        plan_type="medicare_original",
        member_id="1AC2-DE3-FG45",
        group_number=None,
        claim_number="2026-118-04471",
        amount_disputed=Amount(Decimal("3184.20")),
    ),
    grounds=(
        GroundFacts(
            number=1,
            code="medical_necessity",
            quote="The records do not show that the power wheelchair is reasonable and necessary, because mobility "
            "within the home is not shown to be limited.",
            page=3,
            criteria="a local coverage determination on mobility devices",
            argument="The physician’s face-to-face examination records that Mr. Benning cannot walk from bedroom to "
            "bathroom without two falls a week, and cannot propel a manual chair because of rotator cuff tears in both "
            "shoulders. The home assessment measures the doorways and finds that the chair passes them.",
            exhibits=(1, 2),
            state="answered",
        ),
    ),
    exhibits=(
        exhibit(
            1,
            "Face-to-face examination, Lena Ortiz, M.D.",
            date(2026, 3, 9),
            4,
            "mobility within the home is limited and no lesser device serves",
        ),
        exhibit(2, "Home assessment", date(2026, 3, 16), 6, "the chair can be used in the home"),
        exhibit(3, "Appointment of representative", date(2026, 7, 1), 2, "who may act"),
    ),
    deadline=DeadlineFacts(
        rule="medicare-ab-redetermination-request",
        due_on=date(2026, 10, 15),
        safe_on=date(2026, 10, 8),
        citation="42 CFR 405.942(a)",
        checked="primary",
        satisfied_by="received",
    ),
    outcome_asked="Prairie Medicare Administrators should allow the claim for the power wheelchair in full.",
    items_requested=(
        "The complete file of the determination",
        "Each policy that was applied, in its version",
    ),
)

ADVANTAGE = replace(
    MEDICARE,
    deadline=replace(
        MEDICARE.deadline,
        rule="ma-reconsideration-request",
        due_on=date(2026, 8, 16),
        safe_on=date(2026, 8, 9),
    ),
    recipient=replace(
        MEDICARE.recipient,
        name="Blue Mesa Advantage Plan",
        address_lines=("Appeals", "P.O. Box 5550144", "Tucson, Arizona 85799"),
    ),
    case=replace(
        MEDICARE.case,
        insurer_name="Blue Mesa Advantage Plan",
        insurer_address_lines=("Appeals", "P.O. Box 5550144", "Tucson, Arizona 85799"),
        plan_name="Blue Mesa Advantage PPO",
        plan_type="medicare_advantage",
        member_id="BMA 40177 02",
    ),
    outcome_asked="Blue Mesa Advantage Plan should approve the power wheelchair as ordered by Dr. Ortiz.",
)

DRUG_PLAN = replace(
    ADVANTAGE,
    recipient=replace(
        MEDICARE.recipient,
        name="Cascade Rx Plan",
        address_lines=("Redeterminations", "P.O. Box 5550151", "Boise, Idaho 83799"),
    ),
    case=replace(
        MEDICARE.case,
        client_name="Irene Falk",
        insurer_name="Cascade Rx Plan",
        insurer_address_lines=("Redeterminations", "P.O. Box 5550151", "Boise, Idaho 83799"),
        plan_name="Cascade Rx Standard",
        plan_type="medicare_part_d",
        member_id="CRX 7710 944",
        claim_number="RX-26-55018",
    ),
    grounds=(
        GroundFacts(
            number=1,
            code="step_therapy_or_formulary",
            quote="Coverage requires a trial of two preferred drugs, of which the request shows one.",
            page=1,
            criteria="the plan’s step therapy criteria for migraine prevention",
            argument="Ms. Falk tried both. The second trial, from January 12, 2026 to March 20, 2026, was stopped for "
            "bradycardia, which the prescriber’s statement records with the readings.",
            exhibits=(1,),
            state="answered",
        ),
    ),
    exhibits=(
        exhibit(
            1,
            "Statement of Omar Reyes, M.D., neurologist",
            date(2026, 6, 29),
            2,
            "both preferred drugs were tried and failed",
        ),
        exhibit(2, "Appointment of representative", date(2026, 7, 1), 2, "who may act"),
    ),
    outcome_asked="Cascade Rx Plan should cover the drug as prescribed, from the date of the request.",
)

MEDICAID = replace(
    MEDICARE,
    recipient=replace(
        MEDICARE.recipient,
        name="Harbor Community Health Plan",
        address_lines=("Member Appeals", "P.O. Box 5550162", "Albany, New York 12299"),
    ),
    case=replace(
        MEDICARE.case,
        client_name="Rosa Delgado",
        insurer_name="Harbor Community Health Plan",
        insurer_address_lines=("Member Appeals", "P.O. Box 5550162", "Albany, New York 12299"),
        plan_name="Harbor Community Health Plan",
        plan_type="medicaid_managed_care",
        member_id="HC 550 8821",
        claim_number="HC-26-30418",
        jurisdiction="NY",
    ),
    client=ClientFacts(address_lines=("77 Orchard Street, Apartment 4", "Albany, New York 12298")),
    denial=DenialFacts(
        letter_date=date(2026, 7, 28),
        received_on=date(2026, 7, 31),
        decision="reduced",
        reference="NOA-26-8891",
    ),
    deadline=DeadlineFacts(
        rule="medicaid-mco-appeal-request",
        due_on=date(2026, 9, 26),
        safe_on=date(2026, 9, 19),
        citation="42 CFR 438.402(c)(2)(ii)",
        checked="secondary",
        satisfied_by="received",
    ),
    grounds=(
        GroundFacts(
            number=1,
            code="level_of_care",
            quote="Personal care of 20 hours a week meets your needs.",
            page=1,
            criteria="the plan’s task-based assessment tool",
            argument="Nothing changed between the assessment that gave 35 hours and the one that gives 20. The nurse’s "
            "notes show that Ms. Delgado still needs help with transfers, toileting and meals, and that two people are "
            "needed for transfers.",
            exhibits=(1, 2),
            state="answered",
        ),
    ),
    exhibits=(
        exhibit(1, "Nursing assessments of 2025 and 2026", date(2026, 5, 20), 12, "the needs did not change"),
        exhibit(
            2,
            "Letter of Priya Nair, M.D.",
            date(2026, 6, 30),
            1,
            "fewer hours would put the patient’s safety at risk",
        ),
        exhibit(3, "Consent of the member", date(2026, 7, 30), 1, "who may act"),
    ),
    outcome_asked="The 35 hours of personal care a week should be kept without a break.",
)

FEHB = replace(
    FULL,
    deadline=replace(
        FULL.deadline,
        rule="fehb-reconsideration-request",
        due_on=date(2026, 12, 12),
        safe_on=date(2026, 12, 4),
    ),
    recipient=replace(
        FULL.recipient,
        name="Statewide Federal Health Carrier",
        address_lines=("Reconsiderations", "P.O. Box 5550170", "Richmond, Virginia 23299"),
    ),
    case=replace(
        FULL.case,
        insurer_name="Statewide Federal Health Carrier",
        insurer_address_lines=("Reconsiderations", "P.O. Box 5550170", "Richmond, Virginia 23299"),
        plan_name="Statewide Federal Standard Option",
        plan_type="fehb",
        group_number=None,
    ),
    grounds=tuple(replace(ground, authorities=()) for ground in FULL.grounds),
    exhibits=(*FULL.exhibits, exhibit(4, "Consent to act", date(2026, 6, 24), 1, "who may act")),
    outcome_asked="The carrier should approve lumbar fusion at L4–L5 with the interbody device, as requested by Dr. "
    "Ferreira.",
)

TRICARE = replace(
    FEHB,
    exhibits=(
        *FEHB.exhibits,
        exhibit(5, "Notice of the determination", date(2026, 6, 12), 3, "what was decided"),
    ),
    deadline=replace(
        FULL.deadline,
        rule="tricare-reconsideration-request",
        due_on=date(2026, 9, 10),
        safe_on=date(2026, 9, 3),
    ),
    recipient=replace(
        FULL.recipient,
        name="Southern Regional Contractor",
        address_lines=("TRICARE Appeals", "P.O. Box 5550181", "Mobile, Alabama 36699"),
    ),
    case=replace(
        FEHB.case,
        insurer_name="Southern Regional Contractor",
        insurer_address_lines=("TRICARE Appeals", "P.O. Box 5550181", "Mobile, Alabama 36699"),
        plan_name="TRICARE Prime",
        plan_type="tricare",
    ),
    outcome_asked="The contractor should approve lumbar fusion at L4–L5 with the interbody device, as requested by Dr. "
    "Ferreira.",
)
