"""What each fact that rules hang on asks of a person. Its values are in `model.FACT_VALUES`."""

from typing import Final

QUESTIONS: Final[dict[str, str]] = {
    "aca_review_applies": "Does the Affordable Care Act's review procedure govern the plan?",
    "appeal_levels": "How many levels of appeal does the plan require?",
    "claim_kind": "What kind of claim is it?",
    "claims_procedure_applies": "Does the federal claims procedure govern the plan?",
    "decided_by_committee": "Is the appeal decided by a committee that meets at least each quarter?",
    "declared_emergency": "Does a declared emergency or disaster cover the loss?",
    "exigent": "Are the circumstances exigent (health in jeopardy, or a course of treatment under way)?",
    "extension_reason": "Why did the plan extend its time?",
    "external_review_of": "Which denial would be reviewed externally?",
    "external_review_process": "Whose external review hears it: the federal process or the state's?",
    "external_review_scope": "What makes the denial fit for external review?",
    "requested_24_hours_ahead": "Was more treatment asked for at least 24 hours before it ended?",
    "residential": "Is the property residential?",
}
