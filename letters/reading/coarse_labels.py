"""Rows of research labels, whose grounds are coarser than the product's codes, in the form of `labelled`."""

from collections.abc import Mapping
from typing import Any

# A coarse name and the codes it may stand for; every other name is a code itself.
_GROUNDS = {
    "not_covered_exclusion": ["not_covered_benefit", "policy_exclusion"],
    "eligibility_lapse": ["eligibility_or_lapse"],
    "coding_billing_error": ["coding_or_billing", "duplicate"],
    "policy_limits_or_valuation": ["limits_or_valuation"],
    "level_of_care_site": ["level_of_care"],
    "step_therapy_formulary": ["step_therapy_or_formulary"],
    "causation_wear_and_tear": ["causation_or_wear"],
    "preexisting_or_misrepresentation": ["preexisting_condition", "misrepresentation_or_rescission"],
}
_LINES = {"health_commercial": "health", "medicare_part_b": "health", "medicare_advantage": "health"}
_PLANS = {"medicare_part_b": "medicare_original", "medicare_advantage": "medicare_advantage"}
# The label's words for where a period begins; "unstated" says that the letter leaves it open.
_EVENTS = {"receipt": "receipt", "date of notice": "letter_date", "unstated": "other"}
_NOT_TOLD = (
    "administrator", "claimant", "reviewer", "clauses", "criteria", "evidence_relied_on", "evidence_missing",
    "review_vendors", "contradictions", "notice", "rights", "insurer",
)  # fmt: skip
_OF_THE_LETTER = ("decision", "line", "plan_type", "letter_date", "references")


def coarse_labels(row: Mapping[str, Any]) -> dict[str, Any]:
    """The letter of one row, its text in `texts/`. Of a court's account of a denial only the grounds are labelled.

    Raises ValueError when the row names no file.
    """
    if not isinstance(row.get("file"), str):
        raise ValueError("the row names no file.")
    unlabelled = {*_NOT_TOLD}
    labels: dict[str, Any] = {
        "grounds": [{"code": _GROUNDS.get(name, [name])} for name in row["denial_grounds"]],
    }
    if row.get("document_type") == "court_description":
        unlabelled |= {*_OF_THE_LETTER}
    else:
        line = row.get("line_of_business")
        labels |= {
            "line": _LINES.get(str(line)),
            "plan_type": _PLANS.get(str(line)),
            "letter_date": row.get("letter_date"),
            "references": row.get("reference_numbers") or [],
        }
        if row.get("document_type") == "appeal_decision_favourable":
            labels["decision"] = "approved"
        else:
            unlabelled.add("decision")
        unlabelled |= {field for field in ("line", "plan_type") if labels[field] is None}
        if not labels["references"]:
            unlabelled.add("references")
        if row.get("appeal_days"):
            labels["rights"] = {"appeal": _appeal(row)}
    return {
        "name": row["file"],
        "family": row.get("family"),
        "file": f"texts/{row['file']}",
        "labels": labels | {"unlabelled": sorted(unlabelled)},
    }


def _appeal(row: Mapping[str, Any]) -> dict[str, Any]:
    since = next(
        (event for words, event in _EVENTS.items() if words in str(row.get("appeal_days_run_from"))), None
    )
    return {"period": [row["appeal_days"], "days", since], "date": row.get("stated_deadline_date")}
