"""All counts of a public record at once, as JSON: what the command prints, and what a load is checked against."""

from typing import Any

from django.db.models import Count, Q

from deadlines.outcomes.selectors import (
    DAYS,
    Tally,
    complaint_list,
    complaint_tallies,
    review_list,
    review_tallies,
)
from deadlines.outcomes.texas import DENIAL
from deadlines.vocabulary import CALIFORNIA


def outcome_summary(kind: str) -> dict[str, Any]:
    """The counts of `kind` over every year. `rate` is the share of those rows, and no rate of success."""
    return _reviews() if kind == CALIFORNIA else _complaints()


def _reviews() -> dict[str, Any]:
    rows = review_list()
    [whole] = review_tallies(rows)
    return {
        "rows": whole.n,
        "overall": {"overturned": whole.count},
        "by_type": _overturned(review_tallies(rows, "type")),
        "by_year": _overturned(review_tallies(rows, "year")),
        "by_treatment_category": _overturned(review_tallies(rows, "treatment")),
    }


def _overturned(tallies: list[Tally]) -> dict[str, Any]:
    """By value in order."""
    return {
        tally.value: {"n": tally.n, "overturned": tally.count, "rate": tally.share}
        for tally in sorted(tallies, key=lambda tally: tally.value)
    }


def _complaints() -> dict[str, Any]:
    rows = complaint_list()
    denials = rows.filter(reasons__contains=[DENIAL])
    [whole], [denied] = complaint_tallies(rows), complaint_tallies(denials)
    days = rows.annotate(days=DAYS).aggregate(n=Count("days"), negative=Count("id", filter=Q(days__lt=0)))
    types = complaint_tallies(denials, "coverage_type")
    return {
        "rows": whole.n,
        "denial_complaints": denied.n,
        "denial_with_money_outcome": denied.count,
        "denial_company_position_upheld": denied.also["upheld"],
        "denial_confirmed_yes": denied.also["confirmed"],
        "days_received_to_closed": {
            "n": days["n"],
            "min": whole.also["days_min"],
            "median": whole.also["days_median"],
            "max": whole.also["days_max"],
            "negative": days["negative"],
        },
        "by_coverage_type": {
            tally.value: {"n": tally.n, "money": tally.count}
            for tally in sorted(types, key=lambda tally: tally.value)
        },
    }
