"""Reports read for a member: the database groups and adds up; here groups are put side by side, never rows added."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db.models import (
    CharField,
    Count,
    DateField,
    DecimalField,
    F,
    IntegerField,
    Max,
    Min,
    Q,
    QuerySet,
    Sum,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Concat, TruncMonth, TruncQuarter, TruncYear

from cases.selectors import insurer_list, referred
from cases.vocabulary import GROUND_CODES, LINES_OF_BUSINESS
from claimback.kernel.errors import invalid
from claimback.reports.catalogue import COUNT, DAYS, MONEY, PERIODS, Report, Source
from claimback.tenancy.member import Member
from claimback.tenancy.replica import read_aside
from claimback.tenancy.selectors import member_list
from deadlines.outcomes.interval import Interval, wilson
from deadlines.outcomes.selectors import Median
from deadlines.scorecard.selectors import Days, between

_TRUNCATED: Final = {"month": TruncMonth, "quarter": TruncQuarter, "year": TruncYear}
LISTED: Final = 100
"""Rows of one page of the list behind a number."""


@dataclass(frozen=True, slots=True)
class Asked:
    """By what a report is split, and of which days (both counted), insurer, line of business and leading member."""

    by: str
    from_on: date | None = None
    to_on: date | None = None
    insurer_id: UUID | None = None
    line_of_business: str = ""
    lead_id: UUID | None = None

    def of(self, source: Source) -> QuerySet[Any]:
        """The rows of a source that are asked for, each with the `key` of its group and its `day`."""
        path, rows = source.path, source.rows().filter(source.where)
        rows = rows.exclude(**{f"{path}status": "deleted"})
        wanted = {
            f"{source.day}__gte": self.from_on,
            f"{source.day}__lte": self.to_on,
            f"{path}insurer_id": self.insurer_id,
            f"{path}line_of_business": self.line_of_business,
            f"{path}lead_id": self.lead_id,
        }
        rows = rows.filter(**{name: value for name, value in wanted.items() if value})
        keyed: QuerySet[Any] = rows.annotate(key=self._key(source)).order_by()
        return keyed

    def _key(self, source: Source) -> Any:
        if self.by in PERIODS:
            return Cast(Cast(_TRUNCATED[self.by](source.day), DateField()), CharField())
        path = source.path
        return {
            "all": Value(""),
            "ground": F("code"),
            "insurer": Cast(f"{path}insurer_id", CharField()),
            "member": Coalesce(Cast(f"{path}lead_id", CharField()), Value("")),
            "line_of_business": F(f"{path}line_of_business"),
        }[self.by]

    def named(self, source: Source) -> Any:
        """The name of a group whose key is an id, as one of its rows tells it."""
        names = {"insurer": "insurer__name", "member": "lead__user__name"}
        return Max(source.path + names[self.by]) if self.by in names else Value("", CharField())


Cell = int | Days | Decimal


@dataclass(slots=True)
class Group:
    """One row of a report: `key` names the group, `cells` are its numbers by column."""

    key: str
    name: str
    currency: str = ""
    cells: dict[str, Cell] = field(default_factory=dict)

    def count(self, code: str) -> int:
        """A number of a report that counts. Raises KeyError, TypeError for another kind."""
        cell = self.cells[code]
        if not isinstance(cell, int):
            raise TypeError(f"{code} is no count")
        return cell

    @property
    def decided(self) -> int:
        """Of denials: those won and those lost."""
        return self.count("won") + self.count("lost")

    @property
    def share(self) -> float | None:
        """Of denials: the share won of those decided; None where none is."""
        return self.count("won") / self.decided if self.decided else None

    @property
    def range(self) -> Interval | None:
        """Of denials: where the share won lies at 95 %."""
        return wilson(self.count("won"), self.decided)


def report_read(*, actor: Member, report: Report, **asked: Any) -> list[Group]:
    """The groups of a report, counted over what the actor may see; `asked` as `Asked` has it.

    One statement for counts, one for each column of days, one for each source of money. Periods come in their order,
    others by name. Raises Invalid that names the field, Forbidden.
    """
    actor.require(*report.shows)
    wanted = checked(report, **asked)
    count = {COUNT: _counts, DAYS: _times, MONEY: _money}[report.kind]
    groups = read_aside(lambda: count(report, wanted))
    if wanted.by in PERIODS:
        return sorted(groups, key=lambda group: (group.key, group.currency))
    return sorted(groups, key=lambda group: (group.name.casefold(), group.key, group.currency))


def checked(report: Report, **asked: Any) -> Asked:
    """What was asked, of rows that the member sees. Raises Invalid that names the field."""
    wanted = Asked(**{"by": report.by[0], **{name: value for name, value in asked.items() if value}})
    if wanted.by not in report.by:
        raise invalid("by", f"Give one of {', '.join(report.by)}.")
    if wanted.from_on and wanted.to_on and wanted.to_on < wanted.from_on:
        raise invalid("to_on", "The last day is before the first one.")
    if wanted.line_of_business and wanted.line_of_business not in LINES_OF_BUSINESS:
        raise invalid("line_of_business", f"Give one of {', '.join(LINES_OF_BUSINESS)}.")
    referred(insurer_list(), wanted.insurer_id, "insurer_id")
    referred(member_list(), wanted.lead_id, "lead_id")
    return wanted


@dataclass(frozen=True, slots=True)
class Listed:
    """One row behind a number: its case, its day, and what it took or is worth."""

    case_id: UUID
    case: str
    day: date
    took: int | None
    worth: Decimal | None


def report_rows(
    *, actor: Member, report: Report, column: str, key: str, currency: str = "", page: int = 1, **asked: Any
) -> list[Listed]:
    """A page of the rows behind one number of a report, one more than `LISTED` where there are further ones.

    Raises Invalid for a column that the report does not have, and as `report_read`.
    """
    actor.require(*report.shows)
    wanted = checked(report, **asked)
    if column not in report.columns:
        raise invalid("column", f"Give one of {', '.join(report.columns)}.")
    first = LISTED * (max(page, 1) - 1)
    found = [
        _listed(report, source, wanted.of(source).filter(key=key), currency)
        for source in report.column(column, wanted.by).sources
    ]
    whole = found[0].union(*found[1:], all=True) if found[1:] else found[0]
    rows = whole.order_by("of_day", "named", "row")[first : first + LISTED + 1]
    return [Listed(*row[:-1]) for row in read_aside(lambda: list(rows))]


def _listed(report: Report, source: Source, rows: QuerySet[Any], currency: str) -> QuerySet[Any]:
    """The columns of `Listed`, and the row's own id to order by."""
    if report.kind == MONEY:
        rows = rows.filter(currency=currency)
    path = source.path
    listed: QuerySet[Any] = rows.annotate(
        of_case=F(f"{path}id"),
        named=Concat(f"{path}number", Value(" "), f"{path}title", output_field=CharField()),
        of_day=F(source.day),
        days=between("since", "until") if report.kind == DAYS else Cast(Value(None), IntegerField()),
        worthy=F("worth")
        if report.kind == MONEY
        else Cast(Value(None), DecimalField(max_digits=20, decimal_places=2)),
        row=F("id"),
    ).values_list("of_case", "named", "of_day", "days", "worthy", "row")
    return listed


def _counts(report: Report, asked: Asked) -> list[Group]:
    columns = {code: report.column(code, asked.by) for code in report.columns}
    first = next(iter(columns.values())).sources[0]
    whole = replace(first, where=Q())
    counted = {f"of_{code}": Count("id", filter=column.sources[0].where) for code, column in columns.items()}
    rows = asked.of(whole).values("key").annotate(named=asked.named(whole), **counted)
    return [
        Group(row["key"], _name(asked, row), cells={code: row[f"of_{code}"] for code in columns})
        for row in rows
    ]


def _times(report: Report, asked: Asked) -> list[Group]:
    groups: dict[str, Group] = {}
    for code, column in report.columns.items():
        [source] = column.sources
        rows = asked.of(source).annotate(took=between("since", "until")).values("key")
        took = {"n": Count("id"), "median": Median("took"), "least": Min("took"), "most": Max("took")}
        for row in rows.annotate(named=asked.named(source), **took):
            group = groups.setdefault(row["key"], Group(row["key"], _name(asked, row)))
            group.cells[code] = Days(**{name: row[name] for name in took})
    return [_whole(group, report.columns, Days()) for group in groups.values()]


def _money(report: Report, asked: Asked) -> list[Group]:
    groups: dict[tuple[str, str], Group] = {}
    for code, column in report.columns.items():
        for source in column.sources:
            rows = asked.of(source).annotate(in_currency=F("currency")).values("key", "in_currency")
            for row in rows.annotate(named=asked.named(source), sum=Sum("worth")):
                key, currency = row["key"], row["in_currency"]
                group = groups.setdefault((key, currency), Group(key, _name(asked, row), currency))
                group.cells[code] = Decimal(str(group.cells.get(code, 0))) + row["sum"]
    return [_whole(group, report.columns, Decimal("0.00")) for group in groups.values()]


def _whole(group: Group, columns: Iterable[str], nothing: Cell) -> Group:
    group.cells = {code: group.cells.get(code, nothing) for code in columns}
    return group


def _name(asked: Asked, row: dict[str, Any]) -> str:
    """What a group is called."""
    key = str(row["key"])
    if asked.by in PERIODS:
        return {"month": key[:7], "quarter": f"{key[:4]} Q{(int(key[5:7]) + 2) // 3}", "year": key[:4]}[
            asked.by
        ]
    if asked.by == "ground":
        return GROUND_CODES.get(key, key)
    if asked.by == "line_of_business":
        return LINES_OF_BUSINESS.get(key, key)
    return row["named"] or ("All" if asked.by == "all" else "Nobody leads")
