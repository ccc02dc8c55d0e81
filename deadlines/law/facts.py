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
    "claim_kind": ("What kind of claim is it?", ("urgent", "pre_service", "post_service", "concurrent")),
    "claims_procedure_applies": ("Does the federal claims procedure govern the plan?", _YES_NO),
    "decided_by_committee": (
        "Is the appeal decided by a committee that meets at least each quarter?",
        _YES_NO,
    ),
    "declared_emergency": ("Does a declared emergency or disaster cover the loss?", _YES_NO),
    "exigent": (
        "Are the circumstances exigent (health in jeopardy, or a course of treatment under way)?",
        _YES_NO,
    ),
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
    "requested_24_hours_ahead": ("Was more treatment asked for at least 24 hours before it ended?", _YES_NO),
    "residential": ("Is the property residential?", _YES_NO),
}

QUESTIONS: Final[Mapping[str, str]] = {name: question for name, (question, _) in _FACTS.items()}

FACT_VALUES: Final[Mapping[str, tuple[FactValue, ...]]] = {
    name: values for name, (_, values) in _FACTS.items()
}
