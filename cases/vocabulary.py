"""The field's closed lists of words: lines of business, plan types, event kinds, grounds, decisions, proof.

Pure data that every floor from `cases` upwards shares. A mapping goes from the code that is stored and
exchanged to a label for people. The kinds of event have a file of their own, and this is their door too. What a
case's status may become lives with the case, not here.
"""

from typing import Final

from cases.event_kinds import BEFORE_ANY_LOSS as BEFORE_ANY_LOSS
from cases.event_kinds import EVENT_KINDS as EVENT_KINDS
from cases.event_kinds import PAYMENTS as PAYMENTS
from cases.event_kinds import WITH_AMOUNT as WITH_AMOUNT

LINES_OF_BUSINESS: Final[dict[str, str]] = {
    "health": "Health",
    "disability": "Disability",
    "life": "Life",
    "property": "Property",
    "flood": "Flood",
    "auto_first_party": "Auto, first party",
    "auto_third_party": "Auto, third party",
    "other": "Other",
}

LAW_BY_PLAN_TYPE: Final[frozenset[str]] = frozenset({"health", "disability", "life"})
"""Lines of which nobody can say what law governs before the plan type is known."""

HEALTH_PLAN_TYPES: Final[dict[str, str]] = {
    "erisa_self_funded": "ERISA plan, self-funded",
    "erisa_insured": "ERISA plan, insured",
    "individual_aca": "Individual coverage under the ACA",
    "non_federal_government": "State or local government plan",
    "church": "Church plan",
    "grandfathered": "Grandfathered coverage",
    "medicare_original": "Original Medicare",
    "medicare_advantage": "Medicare Advantage",
    "medicare_part_d": "Medicare Part D",
    "medicaid_managed_care": "Medicaid managed care",
    "medicaid_ffs": "Medicaid fee for service",
    "fehb": "Federal employees' health benefits",
    "tricare": "TRICARE",
    "va": "Veterans' health care",
    "short_term": "Short-term coverage",
}

PROPERTY_PLAN_TYPES: Final[dict[str, str]] = {
    "personal": "Personal lines",
    "commercial": "Commercial lines",
    "nfip": "National Flood Insurance Program",
    "surplus_lines": "Surplus lines",
    "residual_market": "Residual market",
}

PLAN_TYPES: Final[dict[str, str]] = {**HEALTH_PLAN_TYPES, **PROPERTY_PLAN_TYPES, "other": "Other"}

# What a policy may ask for by a time. What each means for the clock is `deadlines.law.contract`'s.
POLICY_DUTIES: Final[dict[str, str]] = {
    "prompt_notice": "Notice of the loss",
    "mitigation": "Protection from further damage",
    "records": "Records and documents",
    "proof_of_loss": "Proof of loss",
    "examination_under_oath": "Examination under oath",
    "loss_payment": "Payment of the loss, by the insurer",
    "appraisal_demand": "Demand for appraisal",
    "appraiser_naming": "Naming of our appraiser",
    "internal_appeal": "Internal appeal",
    "second_level_appeal": "Second-level appeal",
    "suit_limitation": "Suit against the insurer",
}

CARE_STILL_TO_COME: Final[frozenset[str]] = frozenset({"urgent", "pre_service", "concurrent"})
"""Kinds of claim that are made and denied before the care itself."""

LONGEST_PERIODS: Final[dict[str, int]] = {
    "hours": 876_600,
    "calendar_days": 36_525,
    "business_days": 26_100,
    "months": 1_200,
    "years": 100,
}
"""The most that a policy's own time can be in each unit: a hundred years. A greater number is a slip of the hand."""

GROUND_CODES: Final[dict[str, str]] = {
    "medical_necessity": "Not medically necessary",
    "experimental_investigational": "Experimental or investigational",
    "level_of_care": "Level of care",
    "prior_authorization": "Prior authorization",
    "out_of_network": "Out of network",
    "not_covered_benefit": "Not a covered benefit",
    "policy_exclusion": "Policy exclusion",
    "step_therapy_or_formulary": "Step therapy or formulary",
    "coding_or_billing": "Coding or billing",
    "duplicate": "Duplicate claim",
    "missing_information": "Missing information",
    "timely_filing": "Filed too late",
    "eligibility_or_lapse": "Eligibility or lapse",
    "coordination_of_benefits": "Coordination of benefits",
    "preexisting_condition": "Pre-existing condition",
    "misrepresentation_or_rescission": "Misrepresentation or rescission",
    "disability_definition_not_met": "Definition of disability not met",
    "causation_or_wear": "Cause of the loss, or wear",
    "late_notice": "Late notice",
    "failure_of_conditions": "A condition of the policy not met",
    "vacancy_or_occupancy": "Vacancy or occupancy",
    "limits_or_valuation": "Limits or valuation",
    "liability_disputed": "Liability disputed",
    "fraud_or_siu": "Fraud or special investigation",
    "other": "Other",
}

DECISIONS: Final[dict[str, str]] = {
    "denied": "Denied",
    "partially_denied": "Partly denied",
    "terminated": "Terminated",
    "reduced": "Reduced",
    "rescinded": "Rescinded",
    "reservation_of_rights": "Reservation of rights",
    "underpaid": "Underpaid",
    "request_for_information": "Request for information",
    "approved": "Approved",
    "none": "No decision",
}

# Weakest first: a later grade proves everything that an earlier one does.
PROOF_GRADES: Final[tuple[str, ...]] = (
    "sent",
    "accepted_by_carrier",
    "delivered",
    "signed_for",
    "acknowledged_by_insurer",
)

# The federal government by US; states, the District and the territories by postal code.
JURISDICTIONS: Final[dict[str, str]] = {
    "US": "United States, federal law",
    "AL": "Alabama",
    "AK": "Alaska",
    "AZ": "Arizona",
    "AR": "Arkansas",
    "CA": "California",
    "CO": "Colorado",
    "CT": "Connecticut",
    "DE": "Delaware",
    "DC": "District of Columbia",
    "FL": "Florida",
    "GA": "Georgia",
    "HI": "Hawaii",
    "ID": "Idaho",
    "IL": "Illinois",
    "IN": "Indiana",
    "IA": "Iowa",
    "KS": "Kansas",
    "KY": "Kentucky",
    "LA": "Louisiana",
    "ME": "Maine",
    "MD": "Maryland",
    "MA": "Massachusetts",
    "MI": "Michigan",
    "MN": "Minnesota",
    "MS": "Mississippi",
    "MO": "Missouri",
    "MT": "Montana",
    "NE": "Nebraska",
    "NV": "Nevada",
    "NH": "New Hampshire",
    "NJ": "New Jersey",
    "NM": "New Mexico",
    "NY": "New York",
    "NC": "North Carolina",
    "ND": "North Dakota",
    "OH": "Ohio",
    "OK": "Oklahoma",
    "OR": "Oregon",
    "PA": "Pennsylvania",
    "RI": "Rhode Island",
    "SC": "South Carolina",
    "SD": "South Dakota",
    "TN": "Tennessee",
    "TX": "Texas",
    "UT": "Utah",
    "VT": "Vermont",
    "VA": "Virginia",
    "WA": "Washington",
    "WV": "West Virginia",
    "WI": "Wisconsin",
    "WY": "Wyoming",
    "AS": "American Samoa",
    "GU": "Guam",
    "MP": "Northern Mariana Islands",
    "PR": "Puerto Rico",
    "VI": "U.S. Virgin Islands",
    "AUS": "Australia",
    "CAN": "Canada",
    "DEU": "Germany",
    "GBR": "United Kingdom",
    "IND": "India",
    "IRL": "Ireland",
}
"""States and territories of the United States by their postal codes, other countries by three letters."""

UNITED_STATES: Final[frozenset[str]] = frozenset(code for code in JURISDICTIONS if len(code) == len("US"))
"""Where federal law binds."""

TASK_KINDS: Final[dict[str, str]] = {
    "to_do": "To do",
    "playbook_step": "Step of a playbook",
    "confirm_in_writing": "Ask for a promise in writing",
    "broken_promise": "A promise was broken",
    "send_again": "A letter did not get through",
    "find_out_sending": "Find out whether a letter went",
    "prove_delivery": "A letter is not proven delivered",
    "read_by_hand": "A letter could not be read",
    "missing_evidence": "Get evidence that the insurer lacks",
    "clear_conflict": "Decide on a conflict check",
    "chase_claim_file": "Chase the claim file",
    "complete_record": "Complete the administrative record",
    "policy_duty": "A duty that the policy sets",
    "file_mail": "File what came by e-mail",
    "check_document": "Look at a document",
    "mail_came_back": "Reminders do not arrive",
    "peer_to_peer": "A peer-to-peer call",
    "unanswered": "A remedy stays unanswered",
    "tell_client": "Tell the client of an offer",
}
"""Why there is a task. A feature that opens tasks by itself has a kind of its own here."""

CHANNELS: Final[dict[str, str]] = {
    "letter": "Letter",
    "email": "E-mail",
    "fax": "Fax",
    "portal": "Portal",
    "phone": "Phone",
    "in_person": "In person",
    "peer_to_peer": "Peer to peer",
}
"""Over what there is contact with the other side."""
