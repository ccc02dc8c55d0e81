"""What the words of the pages mean, for whoever asks beside them. One place for all of them; the law is cited there.

The words are the field's own, told in our own sentences. What a rule of law says stands in the catalogue.
"""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Term:
    """A word and what it means."""

    name: Promise
    means: Promise


TERMS: Final[dict[str, Term]] = {
    "deadline": Term(
        _("Deadline"),
        _(
            "A rule of law or of the contract, applied to something that happened on the case. "
            "Its working shows each step from that day to the date."
        ),
    ),
    "due": Term(
        _("Due"),
        _(
            "The last day as the rule counts it, in the place whose law it is; or the last instant, where the "
            "rule counts hours."
        ),
    ),
    "safe_date": Term(
        _("Safe date"),
        _(
            "The day on which no reading of the law makes it late. Where sources differ on a holiday or on how a "
            "day is counted, it is the earlier one. Work and reminders go by it."
        ),
    ),
    "must_be": Term(
        _("Sent or received"),
        _("What has to be there by the last day: that it was sent, or that the other side received it."),
    ),
    "checked": Term(
        _("Checked"),
        _(
            "How far the rule was checked: read in the law itself, known at second hand, or not checked. "
            "A date of the last two kinds wants a look at the law before anybody relies on it."
        ),
    ),
    "importance": Term(
        _("Importance"),
        _(
            "How much is lost if it is missed. Critical dates can't be muted, and a second person confirms them."
        ),
    ),
    "confirmed": Term(
        _("Confirmed"),
        _(
            "A second person, not the one who entered it, looked at the date and its working and vouches for it."
        ),
    ),
    "whose_duty": Term(
        _("Whose duty"),
        _("Who must act: we, the insurer, a reviewer or a regulator. What others miss becomes a breach."),
    ),
    "condition": Term(
        _("Holds if"),
        _(
            "The rule hangs on a fact that the case does not state. The date is shown and never guessed: state "
            "the fact, and it is certain or gone."
        ),
    ),
    "breach": Term(
        _("Breach"),
        _(
            "A date that the insurer missed: how late, by which rule, with which proof, and what the law gives for it."
        ),
    ),
    "remedy": Term(
        _("Rung"),
        _(
            "One step of the way up: from a talk with a supervisor to a suit. It is available, not yet open, lost, "
            "exhausted, or deemed exhausted because the other side broke the rules."
        ),
    ),
    "ground": Term(
        _("Ground"),
        _("One reason that the denial gives, in its own words, with the page on which they stand."),
    ),
    "notice_defect": Term(
        _("Defect of the notice"),
        _(
            "Something that the law makes a denial letter say and that this letter does not say, or not clearly. "
            "A defect may keep a clock from starting, or open the next step at once."
        ),
    ),
    "fee_cap": Term(
        _("Cap on the fee"),
        _(
            "The most that a representative may charge in this place for such a claim. A fee above it is refused; "
            "a cap that nobody read in the law itself blocks too, until a licensed member says why it does not hold."
        ),
    ),
    "proof": Term(
        _("Proof"),
        _(
            "How well it is proven that something went out or came in: sent, accepted by the carrier, delivered, "
            "signed for, acknowledged by the insurer."
        ),
    ),
}

GROUNDS: Final[dict[str, Promise]] = {
    "medical_necessity": _(
        "They say that the care was not needed for the patient’s condition by accepted standards."
    ),
    "experimental_investigational": _("They say that the treatment is not proven enough to be covered."),
    "level_of_care": _("They say that the same care could have been given in a less intensive setting."),
    "prior_authorization": _(
        "They say that their approval was needed beforehand and was not asked for or given."
    ),
    "out_of_network": _("They say that the provider has no contract with the plan."),
    "not_covered_benefit": _("They say that the plan does not include this kind of service at all."),
    "policy_exclusion": _("They say that a clause takes this loss or service out of the coverage."),
    "step_therapy_or_formulary": _(
        "They say that another drug comes first, or that this one is not on their list."
    ),
    "coding_or_billing": _("They say that the codes or the bill are wrong, or do not go together."),
    "duplicate": _("They say that the same claim was made before."),
    "missing_information": _("They say that papers or answers are missing without which they can’t decide."),
    "timely_filing": _("They say that the claim or the appeal came after the last day."),
    "eligibility_or_lapse": _(
        "They say that the person was not covered on the day, or that the policy had ended."
    ),
    "coordination_of_benefits": _("They say that another insurer has to pay first."),
    "preexisting_condition": _("They say that the condition was there before the coverage."),
    "misrepresentation_or_rescission": _(
        "They say that the application was untrue, and undo the coverage or refuse the claim for it."
    ),
    "disability_definition_not_met": _(
        "They say that the person can work, as the policy defines being disabled."
    ),
    "causation_or_wear": _(
        "They say that something not covered caused the loss: wear, a defect, another event."
    ),
    "late_notice": _("They say that the loss was reported too late."),
    "failure_of_conditions": _(
        "They say that a duty under the policy was not met, such as an examination under oath."
    ),
    "vacancy_or_occupancy": _("They say that the building was empty, or used otherwise than insured."),
    "limits_or_valuation": _("They say that the loss is worth less, or that a limit is used up."),
    "liability_disputed": _("They say that their insured is not at fault, or not alone."),
    "fraud_or_siu": _("They suspect a false claim, or have it under special investigation."),
    "other": _("A reason that is none of the usual ones."),
}
"""What an insurer means by each ground."""
