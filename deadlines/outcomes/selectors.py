"""Reading outcomes of public record: rows, counts with their intervals, and what is to be said beside them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import and_, or_
from typing import Any, Final, TypeVar

from django.contrib.postgres.lookups import TrigramWordSimilar
from django.contrib.postgres.search import SearchQuery
from django.db.models import (
    Aggregate,
    Count,
    F,
    FloatField,
    Func,
    IntegerField,
    Max,
    Min,
    Q,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import ExtractYear

from deadlines.models import ComplaintOutcome, OutcomeLoad, ReviewOutcome
from deadlines.outcomes.california import OVERTURNED
from deadlines.outcomes.interval import wilson
from deadlines.outcomes.likeness import Step
from deadlines.outcomes.sources import SOURCES
from deadlines.outcomes.texas import COMPANY_UPHELD, MONEY_OUTCOMES
from deadlines.vocabulary import CALIFORNIA, TEXAS

Outcome = TypeVar("Outcome", ReviewOutcome, ComplaintOutcome)

REVIEW_GROUPS: Final = {
    "type": "type",
    "year": "year",
    "diagnosis": "diagnosis_category",
    "diagnosis_sub": "diagnosis_sub",
    "treatment": "treatment_category",
    "treatment_sub": "treatment_sub",
    "age": "age",
    "gender": "gender",
}
"""By what reviews are counted, and the column."""

COMPLAINT_GROUPS: Final = (
    "reason",
    "resolution",
    "keyword",
    "coverage_type",
    "coverage_level",
    "insurer",
    "year",
)
_MANY: Final = {"reason": "reasons", "resolution": "resolutions", "keyword": "keywords"}

REVIEWS_OVERTURNED: Final = Q(outcome__in=OVERTURNED)
MONEY: Final = Q(resolutions__overlap=list(MONEY_OUTCOMES))


class Median(Aggregate):
    """The middle value; of an even number, half-way between the two."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


DAYS: Final = Func(
    F("closed_on"),
    F("received_on"),
    template="(%(expressions)s)",
    arg_joiner=" - ",
    output_field=IntegerField(),
)


@dataclass(frozen=True, slots=True)
class Tally:
    """A count: of `n`, `count` ended for the claimant; `low` and `high` are Wilson's interval of the share, 95 %.

    `value` is what the rows have in common, "" where the record leaves it blank. `also` are other counts by name.
    """

    value: str
    n: int
    count: int
    low: float | None
    high: float | None
    also: dict[str, Any]

    @property
    def share(self) -> float | None:
        """`count` of `n`; None of nothing."""
        return round(self.count / self.n, 4) if self.n else None


@dataclass(frozen=True, slots=True)
class About:
    """What is said beside every count of public record. Without a load `retrieved_on` is None."""

    source: str
    publisher: str
    place: str
    counted: str
    is_not: str
    licence: str
    retrieved_on: date | None
    years_from: int | None
    years_to: int | None


def load_list() -> QuerySet[OutcomeLoad]:
    """Loads that brought something."""
    return OutcomeLoad.objects.all()


def review_list() -> QuerySet[ReviewOutcome]:
    """External reviews of public record, without the columns that only searching reads."""
    return ReviewOutcome.objects.defer("words", "categories")


def complaint_list() -> QuerySet[ComplaintOutcome]:
    """Complaints of public record."""
    return ComplaintOutcome.objects.all()


def with_terms(
    rows: QuerySet[ReviewOutcome], terms: Sequence[str], *, every: bool
) -> QuerySet[ReviewOutcome]:
    """Reviews whose categories or findings have the words of any term, or of every one; or categories spelt alike.

    Words are stemmed as English. Likeness is PostgreSQL's of trigrams: `neurosurgery` finds the record's Neurosugery.
    """
    return _said(rows, terms, every, lambda term: _has_words(term) | Q(_alike(term)))


def complaints_with_terms(
    rows: QuerySet[ComplaintOutcome], terms: Sequence[str], *, every: bool
) -> QuerySet[ComplaintOutcome]:
    """Complaints whose reasons, keywords or coverage are spelt like any term, or like every one."""
    return _said(rows, terms, every, lambda term: Q(_alike(term)))


def _said(
    rows: QuerySet[Outcome], terms: Sequence[str], every: bool, condition: Callable[[str], Q]
) -> QuerySet[Outcome]:
    if not terms:
        return rows
    return rows.filter(reduce(and_ if every else or_, map(condition, terms)))


def _has_words(term: str) -> Q:
    return Q(words=SearchQuery(term, config="english"))


def _alike(term: str) -> TrigramWordSimilar:
    return TrigramWordSimilar(F("categories"), Value(term))


def like_reviews(step: Step) -> QuerySet[ReviewOutcome]:
    """The reviews of a step of a likeness."""
    rows = review_list()
    if step.kinds:
        rows = rows.filter(type__in=step.kinds)
    return with_terms(rows, step.terms, every=step.every)


def like_complaints(step: Step) -> QuerySet[ComplaintOutcome]:
    """The complaints of a step of a likeness."""
    rows = complaint_list()
    if step.kinds:
        rows = rows.filter(coverage_type__in=step.kinds)
    if step.reasons:
        rows = rows.filter(reasons__overlap=list(step.reasons))
    return complaints_with_terms(rows, step.terms, every=step.every)


def review_tallies(rows: QuerySet[ReviewOutcome], by: str = "") -> list[Tally]:
    """How many of the reviews overturned the plan's decision, wholly or in part: one tally, or one for each value of
    `by` (a key of REVIEW_GROUPS), those of the most reviews first.
    """
    counts = {
        "n": Count("id"),
        "count": Count("id", filter=REVIEWS_OVERTURNED),
        "in_part": Count("id", filter=Q(outcome="overturned_in_part")),
    }
    value = F(REVIEW_GROUPS[by]) if by else Value("")
    return _tallies(rows, value, counts, grouped=bool(by))


def complaint_tallies(rows: QuerySet[ComplaintOutcome], by: str = "") -> list[Tally]:
    """How many of the complaints were closed with a money outcome, with the company's position upheld, and confirmed,
    and the days from receipt to closing; one tally, or one for each value of `by` (of COMPLAINT_GROUPS).

    A complaint with several reasons counts under each of them.
    """
    counts = {
        "n": Count("id"),
        "count": Count("id", filter=MONEY),
        "upheld": Count("id", filter=Q(resolutions__contains=[COMPANY_UPHELD])),
        "confirmed": Count("id", filter=Q(confirmed=True)),
        "days_median": Median(DAYS),
        "days_min": Min(DAYS),
        "days_max": Max(DAYS),
    }
    value: Any = Value("")
    if by in _MANY:
        value = Func(F(_MANY[by]), function="unnest", output_field=TextField())
        value.set_returning = True
    elif by == "year":
        value = ExtractYear("received_on")
    elif by:
        value = F(by)
    return _tallies(rows, value, counts, grouped=bool(by))


def _tallies(
    rows: QuerySet[Any], value: Any, counts: Mapping[str, Aggregate], *, grouped: bool
) -> list[Tally]:
    if grouped:
        found = rows.annotate(value=value).values("value").annotate(**counts).order_by("-n", "value")
        return [_tally(dict(row)) for row in found]
    return [_tally({"value": "", **rows.aggregate(**counts)})]


def _tally(row: dict[str, Any]) -> Tally:
    value, n, count = str(row.pop("value")), row.pop("n"), row.pop("count")
    interval = wilson(count, n)
    low, high = (round(interval.low, 4), round(interval.high, 4)) if interval else (None, None)
    return Tally(value, n, count, low, high, row)


def reviews_about(rows: QuerySet[ReviewOutcome]) -> About:
    """What is to be said beside a count of these reviews."""
    years = rows.aggregate(first=Min("year"), last=Max("year"))
    return _about(CALIFORNIA, years["first"], years["last"])


def complaints_about(rows: QuerySet[ComplaintOutcome]) -> About:
    """What is to be said beside a count of these complaints."""
    days = rows.aggregate(first=Min("received_on"), last=Max("received_on"))
    return _about(TEXAS, days["first"] and days["first"].year, days["last"] and days["last"].year)


def _about(kind: str, first: int | None, last: int | None) -> About:
    source = SOURCES[kind]
    load = load_list().filter(kind=kind).order_by("-loaded_at", "-id").first()
    return About(
        source=source.label,
        publisher=load.source if load else source.publisher,
        place=source.place,
        counted=source.counted,
        is_not=source.is_not,
        licence=load.licence if load else source.licence,
        retrieved_on=load.retrieved_on if load else None,
        years_from=first,
        years_to=last,
    )
