"""Full cases of property, flood and injury claims, of invented people and invented insurers."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from letters.writing.facts import (
    Amount,
    BreachFacts,
    CaseFacts,
    DeadlineFacts,
    DenialFacts,
    ExhibitFacts,
    FirmFacts,
    GroundFacts,
    LetterFacts,
    LossFacts,
    PolicyFacts,
    RecipientFacts,
    SignerFacts,
)

PROPERTY = LetterFacts(
    firm=FirmFacts(
        name="Alder & Quill LLP",
        address_lines=("410 Pecan Street, Suite 900", "Austin, Texas 78701"),
        phone="(512) 555-0142",
        email="claims@alderquill.example.com",
    ),
    signer=SignerFacts(name="Miriam Castellanos", title="Attorney", licence="Texas Bar No. 00000142"),
    recipient=RecipientFacts(
        name="Granite Harbor Insurance Company",
        address_lines=("Property Claims", "P.O. Box 5550188", "Tulsa, Oklahoma 74199"),
        salutation="To the claims department:",
    ),
    policy=PolicyFacts(
        number="HOX 77120-45", effective_from=date(2025, 11, 1), effective_to=date(2026, 10, 31)
    ),
    loss=LossFacts(on=date(2026, 3, 14)),
    case=CaseFacts(
        case_number="AQ-2026-0233",
        client_name="Rosalind Okafor",
        insurer_name="Granite Harbor Insurance Company",
        insurer_address_lines=("Property Claims", "P.O. Box 5550188", "Tulsa, Oklahoma 74199"),
        line_of_business="property",
        plan_type="personal",
        claim_number="GH-26-004418",
        jurisdiction="TX",
        amount_claimed=Amount(Decimal("61480.00")),
        amount_disputed=Amount(Decimal("40730.00")),
    ),
    denial=DenialFacts(
        letter_date=date(2026, 5, 20),
        received_on=date(2026, 5, 26),
        decision="partially_denied",
        reference="PD-4418-2",
    ),
    grounds=(
        GroundFacts(
            number=1,
            code="causation_or_wear",
            quote="The damage to the rear slope is due to wear, age and deterioration and not to hail.",
            page=1,
            clause="Section I, Perils Insured Against, 2.c.(6)(a)",
            insurer_evidence="a report of its engineer of April 22, 2026",
            policy_words="We do not insure for loss caused by wear and tear, marring or deterioration.",
            argument="The rear slope was inspected on April 2, 2026, nineteen days after the storm. The inspection "
            "found fresh fractures of the shingle mat with granules lost at the point of impact, and dents of the same "
            "size in the metal vents beside them. Wear does not leave either. The engineer’s report does not mention "
            "the vents.",
            exhibits=(1, 2),
            authorities=("tx_decide",),
            state="answered",
        ),
        GroundFacts(
            number=2,
            code="late_notice",
            quote="The claim was not reported promptly as the policy requires.",
            page=2,
            clause="Section I, Conditions, C.1",
            argument="The loss of March 14, 2026 was reported by telephone on March 17, 2026. The adjuster "
            "acknowledged the call by e-mail on the same day.",
            exhibits=(3,),
            state="answered",
        ),
    ),
    exhibits=(
        ExhibitFacts(
            number=1,
            title="Inspection report, Lone Cedar Roof Consultants",
            kind="expert_report",
            dated_on=date(2026, 4, 2),
            pages=14,
            sha256="4a" * 32,
            proves="fresh impact damage on the rear slope",
        ),
        ExhibitFacts(
            number=2,
            title="Photographs of the rear slope and the vents",
            kind="photograph",
            dated_on=date(2026, 4, 2),
            pages=22,
            sha256="5b" * 32,
            proves="dents in the metal vents beside the fractured shingles",
        ),
        ExhibitFacts(
            number=3,
            title="E-mail of the adjuster",
            kind="correspondence",
            dated_on=date(2026, 3, 17),
            pages=1,
            sha256="6c" * 32,
            proves="the claim was reported three days after the loss",
        ),
    ),
    deadline=DeadlineFacts(
        rule="tx-property-suit",
        due_on=date(2028, 5, 19),
        safe_on=date(2028, 5, 12),
        citation="Tex. Civ. Prac. & Rem. Code 16.070",
        checked="secondary",
        satisfied_by="sent",
    ),
    breaches=(
        BreachFacts(
            number=1,
            rule="tx-prompt-payment-decide",
            act="accept or reject the claim in writing",
            citation="Tex. Ins. Code § 542.056",
            due_on=date(2026, 4, 24),
            days_late=26,
            consequence="Interest as damages and attorney’s fees.",
            cured_on=date(2026, 5, 20),
            owed=Amount(Decimal("522.23")),
        ),
        BreachFacts(
            number=2,
            rule="tx-prompt-payment-outer-limit",
            act="pay the claim",
            citation="Tex. Ins. Code § 542.058(a)",
            due_on=date(2026, 6, 2),
            days_late=62,
            consequence="Interest as damages and attorney’s fees.",
            owed=Amount(Decimal("1245.33")),
        ),
    ),
    letter_date=date(2026, 8, 3),
    outcome_asked="Granite Harbor Insurance Company should withdraw both reasons, accept coverage for the whole roof "
    "and pay the $40,730.00 that is still owed.",
    items_requested=(
        "The claim file with every note, log entry and message",
        "Each estimate and each draft of one, with price lists and sketches",
        "The engineer’s report of April 22, 2026 with photographs, notes and engagement letter",
        "Each statement taken and each recording",
    ),
    sent_by="By certified mail, return receipt requested",
)

INJURY = replace(
    PROPERTY,
    recipient=RecipientFacts(
        name="Prairie Shield Casualty Company",
        address_lines=("Injury Claims", "P.O. Box 5550210", "Jefferson City, Missouri 65199"),
        salutation="To the claims department:",
    ),
    policy=PolicyFacts(),
    loss=LossFacts(on=date(2025, 10, 9)),
    case=CaseFacts(
        case_number="AQ-2026-0301",
        client_name="Teodor Lindqvist",
        insurer_name="Prairie Shield Casualty Company",
        insurer_address_lines=("Injury Claims", "P.O. Box 5550210", "Jefferson City, Missouri 65199"),
        line_of_business="auto_third_party",
        plan_type="personal",
        claim_number="PS-88-20417",
        jurisdiction="MO",
    ),
    denial=DenialFacts(),
    grounds=(),
    exhibits=(),
    breaches=(),
    deadline=DeadlineFacts(),
    outcome_asked=None,
    items_requested=(),
)

FLOOD = replace(
    PROPERTY,
    policy=PolicyFacts(
        number="RL 4410-09823", effective_from=date(2026, 1, 1), effective_to=date(2026, 12, 31)
    ),
    loss=LossFacts(on=date(2026, 6, 5)),
    case=replace(
        PROPERTY.case,
        case_number="AQ-2026-0355",
        line_of_business="flood",
        plan_type="nfip",
        claim_number="FL-26-100871",
        amount_claimed=None,
        amount_disputed=None,
    ),
    denial=DenialFacts(
        letter_date=date(2026, 7, 20), received_on=date(2026, 7, 24), decision="partially_denied"
    ),
    grounds=(
        GroundFacts(
            number=1,
            code="policy_exclusion",
            quote="The damage to the interior walls of the ground floor was caused by seepage and not by flood.",
            page=1,
            clause="Article V, Exclusions, D",
            policy_words="We do not insure for direct physical loss caused directly or indirectly by seepage of water.",
            argument="The water stood 31 inches deep inside the ground floor on June 5, 2026. The silt line on the "
            "walls, photographed on the next day, is level through every room and stands at the line outside.",
            exhibits=(1, 2),
            state="answered",
        ),
    ),
    exhibits=(
        replace(
            PROPERTY.exhibits[0],
            title="Denial letter",
            kind="denial_letter",
            dated_on=date(2026, 7, 20),
            pages=2,
            proves="the part of the claim that was denied",
        ),
        replace(
            PROPERTY.exhibits[1],
            title="Photographs of the silt line",
            dated_on=date(2026, 6, 6),
            proves="one level of standing water inside and outside the building",
        ),
    ),
    deadline=DeadlineFacts(
        rule="nfip-appeal",
        due_on=date(2026, 9, 18),
        safe_on=date(2026, 9, 11),
        citation="44 CFR 62.20",
        checked="secondary",
        satisfied_by="sent",
    ),
    breaches=(),
    outcome_asked="The denial of the interior walls should be overturned, and $18,240.00 paid for them.",
)
