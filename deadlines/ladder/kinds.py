"""The kinds of rung that a ladder can have: one closed list, each with its words and the events that move it. Pure.

A kind says what nearly always holds of it; a rung of a ladder may say otherwise. Which rungs there are, and where the
law gives them, is data: `deadlines/law/ladders`.
"""

from dataclasses import dataclass
from typing import Final, Literal

Level = Literal["internal", "external", "court", "outside"]
Gives = Literal["law", "contract", "practice"]

LEVELS: Final[dict[Level, str]] = {
    "internal": "Inside the plan or insurer",
    "external": "Before an outside reviewer, agency or neutral",
    "court": "Before a court",
    "outside": "Outside any procedure",
}
GIVES: Final[dict[Gives, str]] = {
    "law": "The law gives it",
    "contract": "The policy or plan gives it, where it says so",
    "practice": "Nobody owes an answer",
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A sort of rung: its name for people, where it is climbed, who gives it, and the events that move it.

    taken   by which it is under way, and its answer awaited
    ended   by which it was decided, against us as far as is known
    won     by which it was decided for us
    """

    label: str
    level: Level
    taken: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
    won: tuple[str, ...] = ()
    gives: Gives = "law"


_FINAL: Final = ("final_denial_dated", "final_denial_received")
_FIRST: Final = ("first_appeal_denial_dated", "first_appeal_denial_received")
_REVIEWED: Final = ("external_review_decided", "external_review_decision_received")
_RECONSIDERED: Final = ("reconsideration_dated", "reconsideration_received")
_HEARD: Final = ("hearing_decision_dated", "hearing_decision_received")

KINDS: Final[dict[str, Kind]] = {
    "supervisor": Kind("Talk with a supervisor", "internal", gives="practice"),
    "estimate_rebuttal": Kind("Estimate rebuttal and a new inspection", "internal", gives="practice"),
    "supplemental_claim": Kind("Supplemental claim", "internal", ("supplemental_claim_received",)),
    "proof_of_loss": Kind(
        "Sworn proof of loss",
        "internal",
        ("proof_of_loss_sent",),
        ("proof_of_loss_received",),
        gives="contract",
    ),
    "peer_to_peer": Kind("Peer-to-peer review", "internal", gives="practice"),
    "clinical_review": Kind(
        "Clinical review by the same specialty", "internal", taken=("specialty_review_requested",)
    ),
    "internal_appeal": Kind(
        "Internal appeal", "internal", ("appeal_received",), (*_FIRST, *_FINAL), ("appeal_granted",)
    ),
    "expedited_appeal": Kind(
        "Expedited internal appeal", "internal", ("appeal_received",), (*_FIRST, *_FINAL), ("appeal_granted",)
    ),
    "second_level_appeal": Kind(
        "Second-level appeal", "internal", ("second_appeal_received",), _FINAL, ("appeal_granted",)
    ),
    "voluntary_appeal": Kind(
        "Voluntary appeal",
        "internal",
        ("voluntary_appeal_received",),
        ("voluntary_appeal_decided",),
        gives="contract",
    ),
    "plan_appeal": Kind(
        "Appeal to the plan",
        "internal",
        ("appeal_received",),
        ("final_denial_dated", "final_denial_mailed", "final_denial_received"),
        ("appeal_granted",),
    ),
    "plan_reconsideration": Kind(
        "Reconsideration by the plan",
        "internal",
        ("appeal_received",),
        (*_RECONSIDERED, *_FINAL, "case_file_forwarded"),
        ("appeal_granted",),
    ),
    "continued_benefits": Kind("Benefits during the appeal", "internal", ("continued_benefits_requested",)),
    "drug_exception": Kind(
        "Drug exception", "internal", ("drug_exception_requested",), ("drug_exception_decided",)
    ),
    "drug_exception_review": Kind(
        "External review of a drug exception",
        "external",
        ("drug_exception_review_requested",),
        ("drug_exception_review_decided",),
    ),
    "external_review": Kind(
        "External review",
        "external",
        ("external_review_requested", "expedited_review_requested"),
        _REVIEWED,
        ("external_review_reversal_received",),
    ),
    "expedited_external_review": Kind(
        "Expedited external review",
        "external",
        ("external_review_requested", "expedited_review_requested"),
        (*_REVIEWED, "external_review_told"),
        ("external_review_reversal_received",),
    ),
    "administrative_review": Kind(
        "Review by the regulator of what is not medical",
        "external",
        ("external_review_requested",),
        _REVIEWED,
    ),
    "regulator_complaint": Kind(
        "Complaint to the regulator", "external", ("complaint_filed",), ("regulator_decision_received",)
    ),
    "agency_assistance": Kind("Help from the federal agency", "external", ("complaint_filed",)),
    "redetermination": Kind(
        "Redetermination",
        "internal",
        ("appeal_received",),
        ("redetermination_dated", "redetermination_received", *_FINAL),
        ("appeal_granted",),
    ),
    "reconsideration": Kind("Reconsideration", "external", ("reconsideration_requested",), _RECONSIDERED),
    "independent_review": Kind(
        "Review by the independent entity",
        "external",
        ("independent_review_requested", "case_file_forwarded"),
        ("independent_decision_dated", "independent_decision_received"),
        ("external_review_reversal_received",),
    ),
    "fast_review": Kind("Fast review", "external", ("fast_review_requested",), ("fast_review_decided",)),
    "fast_reconsideration": Kind(
        "Expedited reconsideration of the fast review", "external", ("fast_reconsideration_requested",)
    ),
    "alj_hearing": Kind(
        "Hearing by an administrative law judge",
        "external",
        ("hearing_requested",),
        _HEARD,
        ("hearing_reversal_received",),
    ),
    "council_review": Kind(
        "Review by the Appeals Council",
        "external",
        ("council_review_requested",),
        ("council_decision_dated", "council_decision_received"),
    ),
    "judicial_review": Kind("Judicial review", "court", ("suit_filed",), ("judgment_entered",)),
    "fair_hearing": Kind(
        "State fair hearing",
        "external",
        ("hearing_requested", "expedited_hearing_requested"),
        _HEARD,
        ("hearing_reversal_received",),
    ),
    "fehb_reconsideration": Kind(
        "Reconsideration by the carrier",
        "internal",
        ("appeal_sent", "appeal_received"),
        (*_RECONSIDERED, *_FINAL),
        ("appeal_granted",),
    ),
    "opm_review": Kind(
        "Review by the Office of Personnel Management",
        "external",
        ("personnel_office_review_requested",),
        ("personnel_office_decision_received",),
    ),
    "tricare_reconsideration": Kind(
        "Reconsideration by the contractor",
        "internal",
        ("appeal_sent", "appeal_received"),
        (*_RECONSIDERED, *_FINAL),
        ("appeal_granted",),
    ),
    "tricare_formal_review": Kind(
        "Formal review",
        "external",
        ("formal_review_requested",),
        ("formal_review_dated", "formal_review_received"),
    ),
    "tricare_hearing": Kind(
        "Hearing before an independent officer", "external", ("hearing_requested",), _HEARD
    ),
    "eligibility_appeal": Kind(
        "Appeal of eligibility",
        "external",
        ("eligibility_appeal_requested",),
        ("eligibility_appeal_decision_dated",),
    ),
    "federal_eligibility_appeal": Kind(
        "Second appeal of eligibility, to the federal agency",
        "external",
        ("federal_eligibility_appeal_requested",),
    ),
    "agency_appeal": Kind("Appeal to the federal agency", "external", ("appeal_sent", "appeal_received")),
    "ombudsman": Kind(
        "Complaint to the ombudsman",
        "external",
        ("ombudsman_complaint_received",),
        ("ombudsman_decision_dated", "ombudsman_decision_received"),
    ),
    "dismissal_review": Kind("Review of a dismissal", "external", ("dismissal_review_requested",)),
    "open_negotiation": Kind(
        "Open negotiation of the payment", "external", ("open_negotiation_notice_sent",), ()
    ),
    "dispute_resolution": Kind(
        "Independent dispute resolution of the payment",
        "external",
        ("dispute_resolution_initiated",),
        ("dispute_determined",),
    ),
    "patient_dispute": Kind(
        "Dispute of a bill above the estimate",
        "external",
        ("patient_dispute_requested",),
        ("patient_dispute_decided",),
    ),
    "mediation": Kind(
        "Mediation", "external", ("mediation_requested",), ("mediation_ended",), ("mediation_settled",)
    ),
    "appraisal": Kind(
        "Appraisal",
        "external",
        ("appraisal_demanded",),
        ("appraisal_award_signed",),
        gives="contract",
    ),
    "bad_faith_notice": Kind("Notice of bad faith", "external", ("civil_remedy_notice_filed",)),
    "presuit_notice": Kind(
        "Notice before suit",
        "external",
        ("presuit_notice_sent", "presuit_notice_filed", "presuit_notice_received"),
        ("presuit_notice_answered",),
    ),
    "demand": Kind(
        "Time-limit demand", "external", ("demand_sent", "demand_received"), ("demand_answered",), gives="law"
    ),
    "public_claim": Kind(
        "Claim presented to the public body",
        "external",
        ("public_claim_presented",),
        ("public_claim_denial_mailed",),
    ),
    "arbitration": Kind("Arbitration", "external", ("arbitration_demanded",), gives="contract"),
    "civil_action": Kind("Suit", "court", ("suit_filed",), ("judgment_entered",)),
    "bad_faith_action": Kind("Suit for bad faith", "court", ("bad_faith_suit_filed",)),
    "legislator": Kind("A legislator's inquiry", "outside", gives="practice"),
    "media": Kind("The press", "outside", gives="practice"),
}
"""Every kind of rung, the lowest first as a rule; the ladder itself sets the order."""

KIND_LABELS: Final[dict[str, str]] = {name: kind.label for name, kind in KINDS.items()}

WHO: Final[dict[str, str]] = {
    "client": "The client",
    "attorney": "An attorney",
    "public_adjuster": "A public adjuster",
    "provider": "The provider who treats or bills",
    "representative": "A representative whom the client appoints",
}
"""Who may take a rung."""

BOUND: Final[dict[str, str]] = {
    "insurer": "The insurer or plan",
    "claimant": "The claimant",
    "nobody": "Nobody",
}
"""Whom what comes of a rung binds."""

CONSENTS: Final[dict[str, str]] = {"client_written": "The client's written consent"}
"""What must be on file before a rung may be taken."""
