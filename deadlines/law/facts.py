"""The facts of a case that rules hang on: what each asks of a person, and the values that it can have.

A case may state others; no rule reads them. In the order of the alphabet.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from deadlines.law.model import FactValue

_YES_NO: Final["tuple[FactValue, ...]"] = (True, False)

_FACTS: Final["Mapping[str, tuple[str, tuple[FactValue, ...]]]"] = {
    "aca_review_applies": ("Does the Affordable Care Act's review procedure govern the plan?", _YES_NO),
    "annually_renewable": ("Is it a policy that is renewed each year, such as motor or health?", _YES_NO),
    "appeal_levels": ("How many levels of appeal does the plan require?", (1, 2)),
    "appraisal_clause": ("Does the policy have an appraisal clause?", _YES_NO),
    "arbitration_clause": ("Does the policy provide for arbitration of such a claim?", _YES_NO),
    "arson_suspected": ("Is arson suspected?", _YES_NO),
    "auto_coverage": (
        "Under which part of the auto policy is the claim?",
        ("no_fault", "uninsured_motorist", "physical_damage", "medical_payments", "other"),
    ),
    "benefit_program": ("Which Social Security program pays the benefit?", ("ssdi", "ssi", "none")),
    "bill_over_estimate": ("Is the bill at least $400 above the good faith estimate?", _YES_NO),
    "carrier_answered": ("Did the carrier answer the request for reconsideration?", _YES_NO),
    "catastrophic_loss": ("Is it a catastrophic loss under the state's catastrophe statute?", _YES_NO),
    "claim_filed_electronically": ("Was the claim filed electronically?", _YES_NO),
    "claim_kind": ("What kind of claim is it?", ("urgent", "pre_service", "post_service", "concurrent")),
    "claims_procedure_applies": ("Does the federal claims procedure govern the plan?", _YES_NO),
    "client_is_provider": ("Is our client the provider or facility, and not the patient?", _YES_NO),
    "coastal_windstorm": ("Is it windstorm and hail insurance of Texas's coastal catastrophe area?", _YES_NO),
    "commercial_premium_over_10000": (
        "Is it a commercial policy with a premium of more than $10,000?",
        _YES_NO,
    ),
    "court_amount_met": (
        "Is at least the amount in dispute that the federal court asks for (Medicare: $1,960 for suits from 2026)?",
        _YES_NO,
    ),
    "damage_kind": ("What is the damage that is claimed?", ("bodily_injury", "property_damage", "death")),
    "decided_by_committee": (
        "Is the appeal decided by a committee that meets at least each quarter?",
        _YES_NO,
    ),
    "declared_emergency": ("Does a declared emergency or disaster cover the loss?", _YES_NO),
    "demand_by_ordinary_mail": ("Was the demand sent by ordinary mail?", _YES_NO),
    "dismissed_appeal": (
        "Which appeal was dismissed?",
        ("redetermination", "plan_reconsideration", "independent_review"),
    ),
    "escalated_from": (
        "From which level did the appeal go up undecided?",
        ("reconsideration", "hearing"),
    ),
    "exception_requested": ("Was an exception to the drug plan's list or tiers asked for?", _YES_NO),
    "exchange_window": (
        "Which time does the Exchange give to appeal: the ninety days, or its state's Medicaid time?",
        ("ninety_days", "medicaid_time"),
    ),
    "exigent": (
        "Are the circumstances exigent (health in jeopardy, or a course of treatment under way)?",
        _YES_NO,
    ),
    "experimental_treatment": ("Was the treatment denied as experimental or investigational?", _YES_NO),
    "extension_reason": (
        "Why did the plan extend its time?",
        ("missing_information", "beyond_control", "special_circumstances"),
    ),
    "external_review_of": ("Which denial would be reviewed externally?", ("first_denial", "final_denial")),
    "external_review_process": (
        "Whose external review hears it: the federal process or the state's?",
        ("federal", "state"),
    ),
    "external_review_scope": (
        "What makes the denial fit for external review?",
        ("medical_judgment", "surprise_billing", "rescission", "none"),
    ),
    "fast_review_asked": (
        "When was fast review of the discharge asked for?",
        ("in_time", "late_in_hospital", "after_discharge"),
    ),
    "financial_hardship": ("Is the complaint about financial hardship?", _YES_NO),
    "formal_review_amount_met": ("Is at least $50 in dispute, for TRICARE's formal review?", _YES_NO),
    "fraud_by_beneficiary": ("Does the agency act on probable fraud by the beneficiary?", _YES_NO),
    "fraud_or_concealment": ("Was the breach hidden by fraud or concealment?", _YES_NO),
    "fraud_suspected": ("Is fraud suspected?", _YES_NO),
    "hearing_amount_met": (
        "Is at least the amount in dispute that a hearing asks for (Medicare: $200 from 2026; TRICARE: $300)?",
        _YES_NO,
    ),
    "health_care_service_plan": (
        "Is it a health care service plan (an HMO and its like), and not an insurer's policy?",
        _YES_NO,
    ),
    "information_withheld": (
        "Did the policyholder withhold information that the insurer asked for?",
        _YES_NO,
    ),
    "integrated_plan": ("Is it an integrated plan for Medicare and Medicaid together?", _YES_NO),
    "limits_committed_early": (
        "Did the insurer pay the policy limits, or commit to them in writing, in the first days that the law names?",
        _YES_NO,
    ),
    "more_documents_needed": ("Did the insurer ask for more documents to decide the claim?", _YES_NO),
    "mutual_company_form": ("Is it a mutual company's form under Minnesota's chapter 66A?", _YES_NO),
    "part_b_drug": ("Is a Part B drug at issue?", _YES_NO),
    "patient_setting": (
        "Where is the patient while it is decided?",
        ("hospital_or_admission", "skilled_nursing", "elsewhere"),
    ),
    "peril": ("Which peril caused the loss?", ("fire", "wind", "hail", "water", "theft", "other")),
    "pharmacy_claim": ("Is it a pharmacy's claim?", _YES_NO),
    "plan_reversed": ("Did the plan reverse its own denial?", _YES_NO),
    "prior_authorization_item": (
        "Does Medicare Advantage's rule on prior authorization cover the item (42 CFR 422.122)?",
        _YES_NO,
    ),
    "provider_organization_referral": (
        "Is it a referral that a risk-bearing provider organization or accountable care organization refused?",
        _YES_NO,
    ),
    "public_defendant": ("Is a defendant a public body?", ("no", "state_or_local", "federal")),
    "rating_period_from_2026": (
        "Did the Medicaid plan's rating period begin on or after January 1, 2026?",
        _YES_NO,
    ),
    "represented_by": ("Who represents the claimant?", ("attorney", "public_adjuster", "nobody")),
    "requested_24_hours_ahead": ("Was more treatment asked for at least 24 hours before it ended?", _YES_NO),
    "residential": ("Is the property residential?", _YES_NO),
    "residential_or_small_commercial": (
        "Is it residential cover, or a commercial structure (or what is in it) of 10,000 square feet or less?",
        _YES_NO,
    ),
    "signed_soon_after_loss": (
        "Was the agreement signed in the days after the loss for which the state's law gives more time to cancel?",
        _YES_NO,
    ),
    "state_health_benefits_program": (
        "Is the plan the state's own health benefits program for public employees?",
        _YES_NO,
    ),
    "superannuation": ("Is the complaint about superannuation?", _YES_NO),
    "supporting_statement": ("Was a supporting statement of the prescriber given?", _YES_NO),
    "total_loss": ("Is it a total loss?", _YES_NO),
    "weather_catastrophe": ("Did the commissioner declare a weather catastrophe for the loss?", _YES_NO),
    "weather_property_claim": (
        "Is it a claim for damage to real property by forces of nature (wind, hail, fire, flood, earthquake)?",
        _YES_NO,
    ),
}

QUESTIONS: Final[Mapping[str, str]] = {name: question for name, (question, _) in _FACTS.items()}

FACT_VALUES: Final["Mapping[str, tuple[FactValue, ...]]"] = {
    name: values for name, (_, values) in _FACTS.items()
}
