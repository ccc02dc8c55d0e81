"""The facts of a case that rules hang on: what each asks of a person, and the values that it can have.

A case may state others; no rule reads them. In the order of the alphabet.
"""

from collections.abc import Mapping
from typing import Final

from deadlines.law.model import FactValue

_YES_NO: Final[tuple[FactValue, ...]] = (True, False)

_FACTS: Final[Mapping[str, tuple[str, tuple[FactValue, ...]]]] = {
    "aca_review_applies": ("Does the Affordable Care Act's review procedure govern the plan?", _YES_NO),
    "appeal_levels": ("How many levels of appeal does the plan require?", (1, 2)),
    "arson_suspected": ("Is arson suspected?", _YES_NO),
    "auto_coverage": (
        "Under which part of the auto policy is the claim?",
        ("no_fault", "uninsured_motorist", "physical_damage", "medical_payments", "other"),
    ),
    "catastrophic_loss": ("Is it a catastrophic loss under the state's catastrophe statute?", _YES_NO),
    "claim_kind": ("What kind of claim is it?", ("urgent", "pre_service", "post_service", "concurrent")),
    "claims_procedure_applies": ("Does the federal claims procedure govern the plan?", _YES_NO),
    "client_is_provider": ("Is our client the provider or facility, and not the patient?", _YES_NO),
    "coastal_windstorm": ("Is it windstorm and hail insurance of Texas's coastal catastrophe area?", _YES_NO),
    "commercial_premium_over_10000": (
        "Is it a commercial policy with a premium of more than $10,000?",
        _YES_NO,
    ),
    "damage_kind": ("What is the damage that is claimed?", ("bodily_injury", "property_damage", "death")),
    "decided_by_committee": (
        "Is the appeal decided by a committee that meets at least each quarter?",
        _YES_NO,
    ),
    "declared_emergency": ("Does a declared emergency or disaster cover the loss?", _YES_NO),
    "demand_by_ordinary_mail": ("Was the demand sent by ordinary mail?", _YES_NO),
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
    "fraud_suspected": ("Is fraud suspected?", _YES_NO),
    "information_withheld": (
        "Did the policyholder withhold information that the insurer asked for?",
        _YES_NO,
    ),
    "peril": ("Which peril caused the loss?", ("fire", "wind", "hail", "water", "theft", "other")),
    "provider_organization_referral": (
        "Is it a referral that a risk-bearing provider organization or accountable care organization refused?",
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
    "total_loss": ("Is it a total loss?", _YES_NO),
    "weather_catastrophe": ("Did the commissioner declare a weather catastrophe for the loss?", _YES_NO),
    "weather_property_claim": (
        "Is it a claim for damage to real property by forces of nature (wind, hail, fire, flood, earthquake)?",
        _YES_NO,
    ),
}

QUESTIONS: Final[Mapping[str, str]] = {name: question for name, (question, _) in _FACTS.items()}

FACT_VALUES: Final[Mapping[str, tuple[FactValue, ...]]] = {
    name: values for name, (_, values) in _FACTS.items()
}
