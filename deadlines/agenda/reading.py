"""What stands on the days of a firm's calendar, as far as a member may see it: a fixed number of queries.

A legal date stands on its day in the law's place, whoever looks from wherever. An instant stands on its day in the
member's zone. Of a duty of ours the safe date counts, as in the docket and its reminders. Row security keeps cases
behind a wall out of the rows and of the counts.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, F, Q, QuerySet, When, Window
from django.db.models.functions import RowNumber, TruncDate
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext, gettext_lazy, pgettext

from cases.selectors import peer_appointment_list, promise_list, task_list, tasks_of
from claimback.kernel.clock import today
from claimback.tenancy.member import Member
from deadlines.clock.calendars import place_name
from deadlines.selectors import deadline_list
from deadlines.states import LIVE

KINDS: Final = {
    "ours": gettext_lazy("Our dates"),
    "theirs": gettext_lazy("Dates of insurers and others"),
    "calls": gettext_lazy("Peer-to-peer calls"),
    "promises": gettext_lazy("Promises due"),
    "tasks": gettext_lazy("Tasks"),
}
"""What stands in the calendar, in the order in which a day shows it."""

WHOSE: Final = {
    "firm": gettext_lazy("The firm's"),
    "mine": gettext_lazy("Mine: cases that I lead, and my tasks"),
}

_SLACK: Final = timedelta(days=2)
"""`sort_on` of an instant is its day in UTC, which the member's zone may have up to a day before or after."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which part of the calendar is read: `first` to `last`, at most `shown` entries of a kind on a day."""

    member: Member
    first: date
    last: date
    shown: int
    kinds: tuple[str, ...] = tuple(KINDS)
    mine: bool = False
    line_of_business: str = ""
    insurer_id: UUID | None = None

    @property
    def zone(self) -> ZoneInfo:
        """The member's."""
        return ZoneInfo(self.member.time_zone)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing on a day. `at` is set for what has a time, in the member's zone. `row_id` is of the kind's table."""

    kind: str
    row_id: UUID
    title: str
    case_number: str
    case_title: str
    state: str
    at: datetime | None = None
    duty_of: str = ""
    note: str = ""
    grave: bool = False


@dataclass(slots=True)
class Day:
    """What stands on one day: the entries that are shown, and how many there are of each kind."""

    entries: list[Entry] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All that stands on it."""
        return sum(self.counts.values())


def agenda_read(asked: Asked) -> dict[date, Day]:
    """The days that have something, each with its entries in the order of `KINDS`.

    Kinds that the member may not read are left out.
    """
    days: dict[date, Day] = {}
    for kind in KINDS:
        capability, read = _SOURCES[kind]
        if kind not in asked.kinds or not asked.member.may(capability):
            continue
        for day, count, entry in read(asked, kind):
            found = days.setdefault(day, Day())
            found.entries.append(entry)
            found.counts[kind] = count
    return days


def _deadlines(asked: Asked, kind: str) -> Iterator[tuple[date, int, Entry]]:
    rows = deadline_list().filter(
        state__in=LIVE, sort_on__gte=asked.first - _SLACK, sort_on__lte=asked.last + _SLACK
    )
    rows = rows.filter(duty_of="ours") if kind == "ours" else rows.exclude(duty_of="ours")
    local = TruncDate("due_at", tzinfo=asked.zone)
    day = Case(When(due_at__isnull=False, then=local), default=F("sort_on"))
    columns = ("due_on", "due_at", "safe_on", "act", "duty_of", "importance", "case__jurisdiction")
    for row in _ranked(_narrowed(rows, asked), asked, day, "due_at", *columns):
        yield (
            row["day"],
            row["count"],
            Entry(
                kind,
                row["id"],
                row["act"],
                row["case__number"],
                row["case__title"],
                row["state"],
                at=_there(row["due_at"], asked),
                duty_of=row["duty_of"],
                note=_legal_note(row),
                grave=row["importance"] == "critical",
            ),
        )


def _legal_note(row: dict[str, Any]) -> str:
    """Which date this is, and by whose law, where it is a day."""
    if row["due_at"] is not None or row["due_on"] is None:
        return ""
    place = place_name(row["case__jurisdiction"])
    if row["day"] != row["due_on"]:
        return gettext("safe date; the last day is %(day)s in %(place)s") % {
            "day": date_format(row["due_on"], pgettext("how a day of this year is written", "M j")),
            "place": place,
        }
    return gettext("last day in %(place)s") % {"place": place}


def _calls(asked: Asked, kind: str) -> Iterator[tuple[date, int, Entry]]:
    begin, end = _instants(asked)
    rows = peer_appointment_list().filter(
        state__in=("proposed", "agreed", "missed"), first_at__gte=begin, first_at__lt=end
    )
    if asked.mine:
        me = asked.member.member_id
        rows = rows.filter(Q(member_id=me) | Q(case__lead_id=me))
    columns = ("first_at", "provider__name", "reviewer_name", "dial_in")
    day = TruncDate("first_at", tzinfo=asked.zone)
    for row in _ranked(_of_cases(rows, asked), asked, day, "first_at", *columns):
        title = gettext("Call of %(doctor)s with %(reviewer)s") % {
            "doctor": row["provider__name"],
            "reviewer": row["reviewer_name"] or gettext("a reviewer to be named"),
        }
        yield (
            row["day"],
            row["count"],
            Entry(
                kind,
                row["id"],
                title,
                row["case__number"],
                row["case__title"],
                row["state"],
                at=_there(row["first_at"], asked),
                note=row["dial_in"],
            ),
        )


def _promises(asked: Asked, kind: str) -> Iterator[tuple[date, int, Entry]]:
    rows = promise_list().filter(
        state__in=("open", "confirmed", "broken"), due_on__gte=asked.first, due_on__lte=asked.last
    )
    for row in _ranked(_narrowed(rows, asked), asked, F("due_on"), "id", "text"):
        yield row["day"], row["count"], _plain(kind, row, row["text"][:120])


def _tasks(asked: Asked, kind: str) -> Iterator[tuple[date, int, Entry]]:
    member = asked.member
    rows = tasks_of(member.member_id, today(member.time_zone)) if asked.mine else task_list()
    rows = rows.filter(state__in=("open", "waiting"), due_on__gte=asked.first, due_on__lte=asked.last)
    for row in _ranked(_of_cases(rows, asked), asked, F("due_on"), "id", "title"):
        yield row["day"], row["count"], _plain(kind, row, row["title"])


_SOURCES: Final[dict[str, tuple[str, Callable[[Asked, str], Iterator[tuple[date, int, Entry]]]]]] = {
    "ours": ("deadline.read", _deadlines),
    "theirs": ("deadline.read", _deadlines),
    "calls": ("correspondence.read", _calls),
    "promises": ("correspondence.read", _promises),
    "tasks": ("task.read", _tasks),
}


def _plain(kind: str, row: dict[str, Any], title: str) -> Entry:
    return Entry(kind, row["id"], title, row["case__number"], row["case__title"], row["state"])


def _narrowed(rows: QuerySet[Any], asked: Asked) -> QuerySet[Any]:
    """Of cases that the member leads, where only theirs are asked for; of the line and the insurer."""
    return _of_cases(rows.filter(case__lead_id=asked.member.member_id) if asked.mine else rows, asked)


def _of_cases(rows: QuerySet[Any], asked: Asked) -> QuerySet[Any]:
    if asked.line_of_business:
        rows = rows.filter(case__line_of_business=asked.line_of_business)
    return rows.filter(case__insurer_id=asked.insurer_id) if asked.insurer_id else rows


def _ranked(rows: QuerySet[Any], asked: Asked, day: Any, order: str, *columns: str) -> Any:
    """The first rows of each day as values, with `day` and how many the day has: one query, however many there are."""
    within = rows.annotate(day=day).filter(day__gte=asked.first, day__lte=asked.last)
    ranked = within.annotate(
        count=Window(Count("id"), partition_by=[F("day")]),
        rank=Window(RowNumber(), partition_by=[F("day")], order_by=[F(order).asc(nulls_last=True), F("id")]),
    ).filter(rank__lte=asked.shown)
    shown = ranked.values("id", "day", "count", "state", "case__number", "case__title", *columns)
    return shown.order_by("day", "rank")


def _instants(asked: Asked) -> tuple[datetime, datetime]:
    """The instants at which the asked days begin and end in the member's zone."""
    begin = datetime.combine(asked.first, time(), tzinfo=asked.zone)
    end = datetime.combine(asked.last + timedelta(days=1), time(), tzinfo=asked.zone)
    return begin.astimezone(UTC), end.astimezone(UTC)


def _there(at: datetime | None, asked: Asked) -> datetime | None:
    return at.astimezone(asked.zone) if at else None
