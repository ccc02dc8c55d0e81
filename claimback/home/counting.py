"""What is counted over a whole firm: each measure with its rows, by what it is split, and what it adds up."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db.models import CharField, Count, DateField, F, Q, QuerySet, Sum, Value
from django.db.models.functions import Cast, Coalesce, TruncMonth

from cases.selectors import case_list, cases_kept, event_list
from cases.states import CASE_EDGES
from claimback.home.figures import Figures
from claimback.reports.catalogue import FEES, RECOVERY, Report
from deadlines.scorecard.selectors import WON
from deadlines.selectors import IN_TIME, TOO_LATE, deadline_list

Rows = QuerySet[Any]

WORKED_ON: Final = [s for s in CASE_EDGES.states if s not in ("resolved", "closed", "deleted")]
"""The statuses of cases that somebody works on."""
KEPT: Final = [status for status in CASE_EDGES.states if status != "deleted"]
MONEY: Final[Mapping[str, tuple[Report, str]]] = {
    "claimed": (RECOVERY, "claimed"),
    "offered": (RECOVERY, "offered"),
    "agreed": (RECOVERY, "agreed"),
    "received": (RECOVERY, "received"),
    "invoiced": (FEES, "invoiced"),
    "paid": (FEES, "paid"),
}
"""The measures of money, each the column of a report: there stands what it means, and the rows that make it."""


@dataclass(frozen=True, slots=True)
class Measure:
    """Rows that are counted by `key`; `path` leads to their case."""

    rows: Callable[[], Rows]
    key: Any
    path: str = "case__"


def _month(day: str) -> Any:
    return Cast(Cast(TruncMonth(day), DateField()), CharField())


MEASURES: Final[Mapping[str, Measure]] = {
    "status": Measure(case_list, F("status"), ""),
    "lead": Measure(
        lambda: case_list().filter(status__in=WORKED_ON),
        Coalesce(Cast("lead_id", CharField()), Value("")),
        "",
    ),
    "opened": Measure(cases_kept, _month("opened_on"), ""),
    "closed": Measure(
        lambda: case_list().filter(status="closed", closed_on__isnull=False), _month("closed_on"), ""
    ),
    "won": Measure(lambda: event_list().filter(kind__in=WON, withdrawn=False), _month("on")),
    "in_time": Measure(lambda: deadline_list().filter(IN_TIME, duty_of="ours"), _month("sort_on")),
    "too_late": Measure(lambda: deadline_list().filter(TOO_LATE, duty_of="ours"), _month("sort_on")),
}
"""The measures that count rows."""


def counted(only: Collection[UUID] | None = None) -> Figures:
    """Every figure of the firm whose scope is open, of all its cases or of these only.

    One statement for each measure, and each goes through all of its rows: this is a worker's work.
    """
    numbers: dict[tuple[str, str, str], Decimal] = {}
    for name, measure in MEASURES.items():
        rows = _of(measure.rows(), measure.path, only).annotate(of_key=measure.key)
        for key, n in rows.order_by().values_list("of_key").annotate(n=Count("pk")):
            numbers[name, key, ""] = Decimal(n)
    for name, (report, code) in MONEY.items():
        for source in report.columns[code].sources:
            rows = source.rows().filter(source.where, ~Q(**{f"{source.path}status": "deleted"}))
            split = _of(rows, source.path, only).annotate(
                of_key=_month(source.day), in_currency=F("currency")
            )
            grouped = split.order_by().values_list("of_key", "in_currency").annotate(sum=Sum("worth"))
            for key, currency, amount in grouped:
                place = name, key, currency
                numbers[place] = numbers.get(place, Decimal(0)) + amount
    return Figures({place: number for place, number in numbers.items() if number})


def _of(rows: Rows, path: str, only: Collection[UUID] | None) -> Rows:
    return rows if only is None else rows.filter(**{f"{path}id__in": list(only)})
