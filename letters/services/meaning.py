"""What it means that a letter was sent, and that it arrived: which events it makes, which clock it meets.

Tables beside the templates. They hold no law: the clock rules say what each event starts or stops.
"""

from dataclasses import dataclass
from typing import Final

from claimback.kernel.errors import invalid


@dataclass(frozen=True, slots=True)
class Meaning:
    """One template at one level of decision.

    `sent` and `received` are the kinds of event that sending and proven receipt record, None where the law attaches
    nothing to it. `clock` is the kind of event that the deadline behind the letter waits for, if one does. `addresses`
    are the purposes of the insurer's addresses that it may go to, the best first.
    """

    sent: str | None
    received: str | None
    clock: str | None
    addresses: tuple[str, ...]


_APPEAL: Final = Meaning("appeal_sent", "appeal_received", "appeal_received", ("appeals",))
# The vocabulary's `appeal_sent` is the first appeal's; of a second appeal only the arrival is a fact that clocks know.
_SECOND_APPEAL: Final = Meaning(None, "second_appeal_received", "second_appeal_received", ("appeals",))
_ANYWHERE: Final = ("appeals", "claims", "general")

# template → its meaning by the level of the decision answered: 0 the first denial, 1 the first appeal's.
MEANINGS: Final[dict[str, tuple[Meaning, ...]]] = {
    "internal_appeal": (_APPEAL, _SECOND_APPEAL),
    "internal_appeal_second_level": (_SECOND_APPEAL, _SECOND_APPEAL),
    "expedited_appeal": (_APPEAL, _SECOND_APPEAL),
    "disability_appeal": (_APPEAL, _SECOND_APPEAL),
    "plan_terms_appeal": (_APPEAL, _SECOND_APPEAL),
    "medicare_redetermination": (_APPEAL,),
    "medicare_advantage_reconsideration": (_APPEAL,),
    "part_d_redetermination": (_APPEAL,),
    "medicaid_plan_appeal": (_APPEAL,),
    "fehb_reconsideration": (_APPEAL,),
    "tricare_reconsideration": (_APPEAL,),
    "claim_file_request": (
        Meaning("claim_file_requested", None, "appeal_received", _ANYWHERE),
        Meaning("claim_file_requested", None, "second_appeal_received", _ANYWHERE),
    ),
}


def _filed(kind: str) -> Meaning:
    """Of a request that counts once it reaches the one who takes it."""
    return Meaning(None, kind, kind, _ANYWHERE)


_CLAIMS: Final = ("claims", "general", "appeals")


def _claim_letter(sent: str | None, received: str | None, clock: str | None = None) -> Meaning:
    return Meaning(sent, received, clock or received, _CLAIMS)


# template → its meaning, whichever decision it answers.
AT_ANY_LEVEL: Final[dict[str, Meaning]] = {
    "external_review_request": _filed("external_review_requested"),
    "medicare_reconsideration": _filed("reconsideration_requested"),
    "medicare_alj_hearing_request": _filed("hearing_requested"),
    "medicare_council_review": _filed("council_review_requested"),
    "medicaid_fair_hearing": _filed("hearing_requested"),
    "part_d_reconsideration": _filed("independent_review_requested"),
    "tricare_formal_review": _filed("formal_review_requested"),
    "fehb_opm_review": _filed("personnel_office_review_requested"),
    "regulator_complaint_health": Meaning("complaint_filed", None, None, _ANYWHERE),
    "notice_of_claim": _claim_letter("claim_submitted", "claim_received"),
    "supplemental_claim": _claim_letter(None, "supplemental_claim_received"),
    "proof_of_loss_cover": _claim_letter("proof_of_loss_sent", "proof_of_loss_received"),
    "nfip_proof_of_loss": _claim_letter("proof_of_loss_sent", "proof_of_loss_received"),
    "estimate_rebuttal": _claim_letter(None, "claim_communication_received"),
    "appraisal_demand": _claim_letter(None, "appraisal_demanded"),
    "appraiser_nomination": _claim_letter(None, None, "appraisers_named"),
    "umpire_nomination": _claim_letter(None, None, "umpire_named"),
    "mediation_request": _claim_letter("mediation_requested", None),
    "reservation_of_rights_answer": _claim_letter(None, "claim_communication_received"),
    "property_appeal": _claim_letter(None, "claim_communication_received"),
    "property_claim_file_request": _claim_letter("policy_copy_requested", None),
    "regulator_complaint_property": _claim_letter("complaint_filed", None, "complaint_filed"),
    "demand_property": _claim_letter("demand_sent", "demand_received"),
    "demand_injury": _claim_letter("demand_sent", "demand_received"),
    "time_limit_demand": _claim_letter("demand_sent", "demand_received"),
    "time_limit_demand_georgia": _claim_letter("demand_sent", "demand_received"),
    "bad_faith_notice": _claim_letter("presuit_notice_sent", "presuit_notice_received"),
    "texas_presuit_notice": _claim_letter("presuit_notice_sent", "presuit_notice_received"),
    "civil_remedy_notice_facts": _claim_letter(None, None, "civil_remedy_notice_filed"),
    "prompt_payment_interest_demand": _claim_letter(None, "claim_communication_received"),
    "unfair_claims_practice_letter": _claim_letter(None, "claim_communication_received"),
    "offer_rejection": _claim_letter(None, "claim_communication_received"),
    "counter_offer": _claim_letter(None, "claim_communication_received"),
    "settlement_acceptance_to_insurer": _claim_letter("settlement_agreed", None),
    "nfip_appeal": Meaning("appeal_sent", "appeal_received", "appeal_received", ()),
}

_NOTHING_MORE: Final = Meaning(None, None, None, _ANYWHERE)
"""Of a template that the tables leave out: a letter like any other, whatever decision it is about."""


def meaning_of(template: str, level: int) -> Meaning:
    """The meaning of a letter from `template` that answers a decision of that level, or of none yet (0).

    A decision beyond those that the letter can answer has no internal remedy left to write for: Invalid says so.
    """
    meanings = MEANINGS.get(template)
    if meanings is None:
        return AT_ANY_LEVEL.get(template, _NOTHING_MORE)
    if level >= len(meanings):
        raise invalid(
            "denial_id",
            "This decision is beyond what such a letter answers: choose the denial that it is about.",
        )
    return meanings[level]
