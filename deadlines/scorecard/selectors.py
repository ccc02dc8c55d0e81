"""Scorecards of insurers, aggregated by the database: seven statements, however many rows there are."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Literal
from uuid import UUID

from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    Exists,
    F,
    Func,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Least, Lower, NullIf, Trim

from cases.selectors import cases_kept, denial_list, event_list, ground_list, promise_list
from claimback.kernel.clock import now
from deadlines.outcomes.selectors import Median
from deadlines.selectors import breach_list

BY: Final = ("insurer", "group")
By = Literal["insurer", "group"]
Rows = Iterable[dict[str, Any]]

RECEIVED: Final = ("claim_received", "claim_submitted")
"""What starts the insurer's time to decide: that it has the claim or, where that is not known, that it was sent."""
APPEALS: Final = ("appeal_received", "second_appeal_received", "voluntary_appeal_received")
WON: Final = ("claim_accepted", "appeal_granted")
IN_PART: Final = ("partially_denied", "reduced", "underpaid")


@dataclass(frozen=True, slots=True)
class Days:
    """Calendar days that something took, of `n` times; nothing but `n` where it is 0."""

    n: int = 0
    median: float | None = None
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Missed:
    """A duty of the insurer's that was missed, by the rule that gives it."""

    rule: str
    act: str
    citation: str
    n: int
    still_open: int
    days_late_median: float
    days_late_most: int
    days_late_sum: int


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of denials for one ground, or by one reviewer: overturned, upheld (in part among them), or open.

    Overturned: the claim was accepted or the appeal granted later. Upheld: another adverse decision followed instead.
    """

    name: str
    n: int
    overturned: int
    upheld: int
    in_part: int

    @property
    def undecided(self) -> int:
        """Of which nothing further is recorded."""
        return self.n - self.overturned - self.upheld


@dataclass(slots=True)
class Scorecard:
    """One insurer's, or one group's: `key` names it, `cases` is how many of the firm's cases are against it."""

    key: str
    name: str
    cases: int
    claims: Days = Days()
    appeals: Days = Days()
    missed: list[Missed] = field(default_factory=list)
    grounds: list[Fate] = field(default_factory=list)
    reviewers: list[Fate] = field(default_factory=list)
    promises: int = 0
    promises_kept: int = 0
    promises_broken: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """Which scorecards: by insurer or by group, of some days (both counted), of one insurer, without some cases."""

    by: By = "insurer"
    from_on: date | None = None
    to_on: date | None = None
    insurer_id: UUID | None = None
    without: Collection[UUID] = ()

    def within(self, rows: QuerySet[Any], day: str, path: str = "case__") -> QuerySet[Any]:
        """Of these rows those asked for; `day` is the column of their day, `path` leads to their case."""
        rows = rows.exclude(**{f"{path}status": "deleted"})
        if self.from_on:
            rows = rows.filter(**{f"{day}__gte": self.from_on})
        if self.to_on:
            rows = rows.filter(**{f"{day}__lte": self.to_on})
        if self.without:
            rows = rows.exclude(**{f"{path}id__in": self.without})
        if self.insurer_id:
            rows = rows.filter(**{f"{path}insurer_id": self.insurer_id})
        keyed: QuerySet[Any] = rows.annotate(key=self._key(path))
        return keyed

    def _key(self, path: str) -> Any:
        insurer = f"{path}insurer"
        if self.by == "insurer":
            return Cast(f"{insurer}_id", CharField())
        return Coalesce(
            NullIf(f"{insurer}__group_name", Value("")), f"{insurer}__parent__name", f"{insurer}__name"
        )


def scorecards(asked: Asked, on: date | None = None) -> list[Scorecard]:
    """The scorecards asked for, by name. Days late count up to `on`, today if not given."""
    cards = {row["key"]: Scorecard(row["key"], row["name"], row["n"]) for row in _cases(asked)}
    for key, days in _days(_claims(asked)):
        _of(cards, key).claims = days
    for key, days in _days(_appeals(asked)):
        _of(cards, key).appeals = days
    for row in _breaches(asked, on or now().date()):
        row["act"], row["citation"] = row.pop("said"), row.pop("cited")
        _of(cards, row.pop("key")).missed.append(Missed(**row))
    for row in _ground_fates(asked):
        _of(cards, row.pop("key")).grounds.append(Fate(**row))
    for row in _reviewer_fates(asked):
        del row["reviewed_by"]
        _of(cards, row.pop("key")).reviewers.append(Fate(**row))
    for row in _promises(asked):
        card = _of(cards, row["key"])
        card.promises, card.promises_kept, card.promises_broken = row["n"], row["kept"], row["broken"]
    return sorted(cards.values(), key=lambda card: (card.name.casefold(), card.key))


def _of(cards: dict[str, Scorecard], key: str) -> Scorecard:
    return cards.setdefault(key, Scorecard(key, key, 0))


def _cases(asked: Asked) -> Rows:
    """All cases against each, whenever they were opened: the whole that the other numbers are part of."""
    whole = Asked(by=asked.by, insurer_id=asked.insurer_id, without=asked.without)
    rows = whole.within(cases_kept(), "opened_on", "")
    name = Min("insurer__name") if asked.by == "insurer" else Min("key")
    counted: Rows = rows.values("key").annotate(name=name, n=Count("id"))
    return counted


def between(first: str, last: str) -> Func:
    """Calendar days from one column to another."""
    return Func(
        F(last), F(first), template="(%(expressions)s)", arg_joiner=" - ", output_field=IntegerField()
    )


def first_of(rows: QuerySet[Any], day: str) -> Subquery:
    """The earliest day of these rows of a case."""
    return Subquery(rows.order_by(day).values(day)[:1], output_field=DateField())


def happened(kinds: Iterable[str], case: str) -> QuerySet[Any]:
    """Facts of these kinds that hold, of the case that the outer row's column `case` names."""
    return event_list().filter(case_id=OuterRef(case), kind__in=list(kinds), withdrawn=False)


def _decided(rows: QuerySet[Any], denials: QuerySet[Any], won: QuerySet[Any]) -> QuerySet[Any]:
    """Each with the day of the decision that followed: an adverse one's, or that on which it was won."""
    decided: QuerySet[Any] = rows.annotate(
        decided_on=Least(first_of(denials, "letter_date"), first_of(won, "on"))
    )
    return decided


def _claims(asked: Asked) -> QuerySet[Any]:
    """Cases with the day on which the insurer had the claim, and that of its first decision."""
    had = [first_of(happened([kind], "id"), "on") for kind in RECEIVED]
    denials = denial_list().filter(case_id=OuterRef("id"), level=0, decided_by="insurer")
    rows = _decided(cases_kept().annotate(since=Coalesce(*had)), denials, happened(WON[:1], "id"))
    return asked.within(rows, "decided_on", "").filter(decided_on__gte=F("since"))


def decided_appeals() -> QuerySet[Any]:
    """Appeals that the insurer had: `since` is the day, `decided_on` that of the decision that followed, if one did."""
    appeals = event_list().filter(kind__in=APPEALS, withdrawn=False).annotate(since=F("on"))
    later = {"case_id": OuterRef("case_id")}
    denials = denial_list().filter(
        **later, level__gt=0, decided_by="insurer", letter_date__gte=OuterRef("on")
    )
    won = happened(WON, "case_id").filter(on__gte=OuterRef("on"))
    return _decided(appeals, denials, won)


def _appeals(asked: Asked) -> QuerySet[Any]:
    return asked.within(decided_appeals(), "decided_on").filter(decided_on__isnull=False)


def _days(rows: QuerySet[Any]) -> Iterable[tuple[str, Days]]:
    took = between("since", "decided_on")
    found = rows.annotate(took=took).values("key")
    counted = found.annotate(n=Count("id"), median=Median("took"), least=Min("took"), most=Max("took"))
    return [(row.pop("key"), Days(**row)) for row in counted]


def _breaches(asked: Asked, on: date) -> Rows:
    rows = breach_list(on).filter(duty_of="insurer").exclude(state="withdrawn")
    counted: Rows = (
        asked.within(rows, "due_on")
        .values("key", "rule")
        .annotate(
            said=Max("act"),
            cited=Max("citation"),
            n=Count("id"),
            still_open=Count("id", filter=Q(state="open")),
            days_late_median=Median("days_late"),
            days_late_most=Max("days_late"),
            days_late_sum=Sum("days_late"),
        )
        .order_by("key", "-n", "rule")
    )
    return counted


def with_fate(rows: QuerySet[Any], path: str) -> QuerySet[Any]:
    """Each with its `fate`: what became of the denial that `path` leads to, as `Fate` has it."""
    case, letter = OuterRef("case_id"), OuterRef(f"{path}letter_date")
    own = Q(denial=None) | Q(denial__part=OuterRef(f"{path}part"))
    won = event_list().filter(own, case_id=case, kind__in=WON, withdrawn=False, on__gte=letter)
    later = denial_list().filter(
        case_id=case,
        part=OuterRef(f"{path}part"),
        level__gt=OuterRef(f"{path}level"),
        letter_date__gte=letter,
    )
    partly = later.filter(decision__in=IN_PART).exclude(decision=OuterRef(f"{path}decision"))
    fated: QuerySet[Any] = rows.annotate(
        fate=Case(
            When(Exists(won), then=Value("overturned")),
            When(Exists(partly), then=Value("in_part")),
            When(Exists(later), then=Value("upheld")),
            default=Value("undecided"),
            output_field=CharField(),
        )
    )
    return fated


FATES: Final = {
    "n": Count("id"),
    "overturned": Count("id", filter=Q(fate="overturned")),
    "upheld": Count("id", filter=Q(fate__in=["upheld", "in_part"])),
    "in_part": Count("id", filter=Q(fate="in_part")),
}


def _ground_fates(asked: Asked) -> Rows:
    rows = with_fate(ground_list().filter(denial__decided_by="insurer"), "denial__")
    named = asked.within(rows, "denial__letter_date").annotate(name=F("code")).values("key", "name")
    counted: Rows = named.annotate(**FATES).order_by("key", "-n", "name")
    return counted


def _reviewer_fates(asked: Asked) -> Rows:
    """By the name of who signed, written in whatever case."""
    rows = with_fate(denial_list().filter(decided_by="insurer").exclude(reviewer=""), "")
    rows = asked.within(rows, "letter_date").annotate(reviewed_by=Lower(Trim("reviewer")))
    named = rows.values("key", "reviewed_by").annotate(name=Min(Trim("reviewer")), **FATES)
    counted: Rows = named.order_by("key", "-n", "reviewed_by")
    return counted


def _promises(asked: Asked) -> Rows:
    counts = {
        "n": Count("id"),
        "kept": Count("id", filter=Q(state="kept")),
        "broken": Count("id", filter=Q(state="broken")),
    }
    counted: Rows = asked.within(promise_list(), "due_on").values("key").annotate(**counts)
    return counted
