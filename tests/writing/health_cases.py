"""Cases under the other sorts of health and disability coverage, of invented people and invented carriers.

Each is the full case of `cases` with its own claim: a letter about it may cite no law of another sort of plan.
"""

from dataclasses import replace
from datetime import date

from letters.writing.facts import (
    BreachFacts,
    DenialFacts,
    GroundFacts,
    LetterFacts,
)
from tests.writing.cases import FULL
from tests.writing.programme_cases import ADVANTAGE, DRUG_PLAN, FEHB, MEDICAID, MEDICARE, TRICARE, exhibit

ERISA = replace(
    FULL,
    case=replace(FULL.case, claim_kind="pre_service"),
    breaches=(
        BreachFacts(
            number=1,
            rule="erisa-claim-file-request",
            act="Send the claim file",
            citation="29 CFR 2560.503-1(h)(2)(iii)",
            due_on=date(2026, 7, 24),
            days_late=10,
        ),
    ),
)
"""The full case, with what some letters need besides."""

INSURED = replace(
    ERISA,
    exhibits=(
        *FULL.exhibits,
        exhibit(4, "Request form and release of records", date(2026, 7, 30), 3, "the request"),
    ),
    deadline=replace(
        FULL.deadline, rule="nj-external-review", due_on=date(2026, 10, 17), safe_on=date(2026, 10, 9)
    ),
    case=replace(
        FULL.case,
        plan_name="Northgate Silver 2500",
        plan_type="individual_aca",
        group_number=None,
        claim_kind="pre_service",
        jurisdiction="NJ",
    ),
    breaches=(),
)
"""Individual coverage in a state that has its own external review."""

CHURCH = replace(
    FULL,
    recipient=replace(
        FULL.recipient,
        name="Trustees of the Diocesan Employees Health Plan",
        address_lines=("Benefit Appeals", "P.O. Box 5550199", "Santa Fe, New Mexico 87599"),
    ),
    case=replace(
        FULL.case,
        insurer_name="Trustees of the Diocesan Employees Health Plan",
        insurer_address_lines=("Benefit Appeals", "P.O. Box 5550199", "Santa Fe, New Mexico 87599"),
        plan_name="Diocesan Employees Health Plan",
        plan_type="church",
        group_number=None,
    ),
    grounds=tuple(replace(ground, authorities=()) for ground in FULL.grounds),
    outcome_asked="The trustees should approve lumbar fusion at L4–L5 with the interbody device, as requested by Dr. "
    "Ferreira.",
)

DISABILITY = replace(
    FULL,
    recipient=replace(
        FULL.recipient,
        name="Summit Lake Life Assurance",
        address_lines=("Disability Appeals", "P.O. Box 5550190", "Duluth, Minnesota 55899"),
    ),
    case=replace(
        FULL.case,
        insurer_name="Summit Lake Life Assurance",
        insurer_address_lines=("Disability Appeals", "P.O. Box 5550190", "Duluth, Minnesota 55899"),
        plan_name="Larkspur Robotics Long Term Disability Plan",
        line_of_business="disability",
        plan_type="erisa_insured",
        claim_number="LTD-26-20771",
    ),
    denial=DenialFacts(
        letter_date=date(2026, 6, 12),
        received_on=date(2026, 6, 17),
        decision="terminated",
        reference="LTD-D-5518",
    ),
    grounds=(
        GroundFacts(
            number=1,
            code="disability_definition_not_met",
            quote="You are able to perform the material duties of your own occupation, which is sedentary.",
            page=2,
            clause="Section 2.4, Disability",
            insurer_evidence="a file review by a physician in occupational medicine",
            policy_words="Disability means that you cannot perform the material duties of your own occupation because "
            "of sickness or injury.",
            argument="The work is not sedentary. The employer’s description has standing, and lifting of 40 pounds, "
            "for a third of the day. The functional evaluation limits Ms. Whitfield to 10 pounds and to twenty "
            "minutes of standing. The file reviewer neither examined her nor mentions either document.",
            exhibits=(1, 2),
            authorities=("disability_notice_discussion",),
            state="answered",
        ),
    ),
    exhibits=(
        exhibit(1, "Job description, Larkspur Robotics", date(2025, 9, 2), 2, "what the occupation demands"),
        exhibit(
            2,
            "Functional capacity evaluation",
            date(2026, 4, 28),
            9,
            "Ms. Whitfield cannot meet those demands",
        ),
    ),
    deadline=replace(FULL.deadline, rule="erisa-disability-appeal", citation="29 CFR 2560.503-1(h)(4)"),
    outcome_asked="Summit Lake Life Assurance should reinstate the benefits from the date on which it ended them, with "
    "what has fallen due since.",
    items_requested=(
        "The complete claim file, with all notes of calls and of internal reviews",
        "The report of each medical and vocational reviewer, with the reviewer's name and specialty",
    ),
)

HEALTH_CASES: dict[str, LetterFacts] = {
    "erisa": ERISA,
    "insured": INSURED,
    "medicare": MEDICARE,
    "advantage": ADVANTAGE,
    "drug_plan": DRUG_PLAN,
    "medicaid": MEDICAID,
    "fehb": FEHB,
    "tricare": TRICARE,
    "church": CHURCH,
    "disability": DISABILITY,
}
