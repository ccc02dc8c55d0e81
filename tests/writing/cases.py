"""One full case of invented people and an invented insurer, which the tests of this folder vary."""

from datetime import date

from letters.writing.facts import (
    CaseFacts,
    DeadlineFacts,
    DenialFacts,
    ExhibitFacts,
    FirmFacts,
    GroundFacts,
    LetterFacts,
    RecipientFacts,
    SignerFacts,
)
from letters.writing.template import RecipientKind
from tests.writing.property_cases import FLOOD, INJURY, PROPERTY

FULL = LetterFacts(
    firm=FirmFacts(
        name="Alder & Quill LLP",
        address_lines=("410 Pecan Street, Suite 900", "Austin, Texas 78701"),
        phone="(512) 555-0142",
        email="appeals@alderquill.example.com",
    ),
    signer=SignerFacts(name="Miriam Castellanos", title="Attorney", licence="Texas Bar No. 00000142"),
    recipient=RecipientFacts(
        name="Northgate Mutual Health Insurance Company",
        address_lines=("Member Appeals", "P.O. Box 5550100", "Columbus, Ohio 43299"),
        salutation="To the reviewer:",
    ),
    case=CaseFacts(
        case_number="AQ-2026-0117",
        client_name="Dana Whitfield",
        insurer_name="Northgate Mutual Health Insurance Company",
        insurer_address_lines=("Member Appeals", "P.O. Box 5550100", "Columbus, Ohio 43299"),
        plan_name="Larkspur Robotics Employee Health Plan",
        line_of_business="health",
        plan_type="erisa_self_funded",
        member_id="NGM 884 201 77",
        group_number="LR-20418",
        claim_number="26-0419-7731",
        jurisdiction="TX",
    ),
    denial=DenialFacts(
        letter_date=date(2026, 6, 12),
        received_on=date(2026, 6, 17),
        decision="denied",
        reference="ABD-55-10293",
    ),
    grounds=(
        GroundFacts(
            number=1,
            code="medical_necessity",
            quote="The requested lumbar fusion at L4–L5 is not medically necessary because conservative treatment "
            "of at least six weeks has not been documented.",
            page=2,
            clause="Section 6.2, Medically Necessary Services",
            criteria="Northgate Clinical Guideline SP-114, Lumbar Fusion",
            insurer_evidence="a review of the request form by its medical director",
            policy_words="A service is medically necessary when it is in accordance with generally accepted standards "
            "of medical practice and clinically appropriate in type, frequency and extent.",
            argument="Conservative treatment was documented. Ms. Whitfield completed fourteen weeks of supervised "
            "physical therapy between January 5, 2026 and April 13, 2026, followed by two epidural injections. The "
            "treatment records were sent with the request and are attached again.\n\nThe guideline asks for six weeks "
            "of conservative treatment. Ms. Whitfield completed more than twice that, and her surgeon explains why "
            "further delay carries a risk of lasting nerve damage.",
            exhibits=(1, 2),
            authorities=("notice_clinical_judgment", "all_submissions_considered"),
            state="answered",
        ),
        GroundFacts(
            number=2,
            code="experimental_investigational",
            quote="The interbody device is considered investigational for the treatment of degenerative "
            "spondylolisthesis.",
            page=2,
            criteria="Northgate Clinical Guideline SP-120, Spinal Devices",
            argument="The device is in routine use for this diagnosis. The surgeon's letter identifies the device, "
            "the clearance under which it is marketed for this indication, and the published studies on which "
            "surgeons rely.",
            exhibits=(2, 3),
            authorities=("notice_criterion",),
            state="answered",
        ),
    ),
    exhibits=(
        ExhibitFacts(
            number=1,
            title="Physical therapy records, Brazos Rehabilitation Center",
            kind="medical_record",
            dated_on=date(2026, 4, 13),
            pages=2,
            sha256="1f" * 32,
            proves="fourteen weeks of supervised conservative treatment without lasting relief",
        ),
        ExhibitFacts(
            number=2,
            title="Letter of Tobias Ferreira, M.D., orthopedic surgeon",
            kind="physician_letter",
            dated_on=date(2026, 7, 2),
            pages=1,
            sha256="2e" * 32,
            proves="the operation is the accepted treatment, and delay endangers nerve function",
        ),
        ExhibitFacts(
            number=3,
            title="Published studies of the interbody device",
            kind="literature",
            pages=3,
            sha256="3d" * 32,
            proves="the device is established for degenerative spondylolisthesis",
        ),
    ),
    deadline=DeadlineFacts(
        rule="erisa-health-first-appeal",
        due_on=date(2026, 12, 14),
        safe_on=date(2026, 12, 7),
        citation="29 CFR 2560.503-1(h)(3)(i)",
        checked="primary",
        satisfied_by="received",
    ),
    letter_date=date(2026, 8, 3),
    outcome_asked="Northgate Mutual Health Insurance Company should reverse the denial in full and approve lumbar "
    "fusion at L4–L5 with the interbody device, as requested by Dr. Ferreira.",
    items_requested=(
        "The complete claim file, with all notes of calls and of internal reviews",
        "Northgate Clinical Guidelines SP-114 and SP-120 in the version applied",
        "The name, specialty and credentials of each reviewer, and each reviewer's report",
        "The plan document and the summary plan description in force on the date of the request",
    ),
    sent_by="By certified mail, return receipt requested",
)

CASES = {"health": FULL, "property": PROPERTY, "injury": INJURY, "flood": FLOOD}
"""The full cases by name; the first that fits a template is its sample where none says otherwise."""

RECIPIENTS: dict[RecipientKind, RecipientFacts] = {
    "client": RecipientFacts(
        name="Dana Whitfield", address_lines=("77 Juniper Lane", "Round Rock, Texas 78664")
    ),
    "plan_administrator": RecipientFacts(
        name="Larkspur Robotics, Inc., Plan Administrator",
        address_lines=("1200 Foundry Road", "Austin, Texas 78744"),
    ),
    "regulator": RecipientFacts(
        name="Texas Department of Insurance", address_lines=("P.O. Box 5550200", "Austin, Texas 78714")
    ),
    "external_review": RecipientFacts(
        name="Texas Department of Insurance, Review Office",
        address_lines=("P.O. Box 5550201", "Austin, Texas 78714"),
    ),
    "reviewer": RecipientFacts(
        name="Halden Review Organization", address_lines=("300 Mill Street", "Dayton, Ohio 45402")
    ),
    "provider": RecipientFacts(
        name="Tobias Ferreira, M.D.", address_lines=("55 Clinic Drive", "Round Rock, Texas 78665")
    ),
    "appraiser": RecipientFacts(
        name="Ruth Okonjo", address_lines=("9 Harbor Street", "Corpus Christi, Texas 78401")
    ),
    "opposing_party": RecipientFacts(
        name="Leland Marsh", address_lines=("400 Court Square", "Austin, Texas 78701")
    ),
    "other": RecipientFacts(name="Records Office", address_lines=("1 Depot Street", "Austin, Texas 78702")),
}
"""To whom the samples of each kind of letter go; letters to the insurer go to the case's own."""
