"""Printing the docket of some days: of the firm, a case or a member's cases, as far as who asks may see it."""

from datetime import date, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from cases.selectors import case_list, referred
from claimback.kernel.clock import now, today
from claimback.kernel.errors import invalid
from claimback.tenancy.member import Member
from claimback.tenancy.selectors import member_get, member_list
from deadlines.confirmation import unconfirmed
from deadlines.docket import NO_DATE
from deadlines.law.words import DOUBTS
from deadlines.models import DUTY_OF, Deadline
from deadlines.printed import DocketList, Line, render_docket_list, short_day
from deadlines.selectors import deadline_list
from deadlines.states import LIVE

DAYS: Final = 30
"""How many days a list has if nobody says."""

LINES_LIMIT: Final = 1500
"""Set in three seconds; a longer list is printed in parts."""

_WHOSE: Final = {"ours": "Ours", "insurer": "Insurer", "reviewer": "Reviewer", "regulator": "Regulator"}


def docket_print(
    *,
    actor: Member,
    from_on: date | None = None,
    to_on: date | None = None,
    case_id: UUID | None = None,
    member_id: UUID | None = None,
    duty_of: str = "",
) -> bytes:
    """The live deadlines of these days as a PDF, both days counted: of a case, or of the cases that a member leads.

    By default from today, where the firm is, for 30 days. Raises Invalid that names the field: an unknown reference,
    days in the wrong order, more lines than are set in one go; Forbidden, RenderError.
    """
    actor.require("deadline.read", "case.read")
    first = from_on or today(actor.time_zone)
    last = to_on or min(first, date.max - timedelta(days=DAYS + 1)) + timedelta(days=DAYS)
    if last < first:
        raise invalid("to_on", "The last day is before the first one.")
    case = referred(case_list(), case_id, "case_id")
    leader = referred(member_list().select_related("user"), member_id, "member_id")
    rows = deadline_list().filter(state__in=LIVE).exclude(case__status="deleted")
    scope = "All cases that may be seen"
    if case is not None:
        rows, scope = rows.filter(case_id=case.id), f"Case {case.number} {case.title}"
    if leader is not None:
        rows, scope = rows.filter(case__lead_id=leader.id), f"{scope}, led by {leader.user.name}"
    if duty_of:
        rows = rows.filter(duty_of=duty_of)
    within = rows.filter(sort_on__gte=first, sort_on__lte=last, sort_on__lt=NO_DATE)
    found = list(
        within.defer("working")
        .select_related("case__lead__user")
        .order_by("sort_on", "case__number", "id")[: LINES_LIMIT + 1]
    )
    if len(found) > LINES_LIMIT:
        raise invalid("to_on", f"More than {LINES_LIMIT:,} deadlines. Choose fewer days, a case or a member.")
    return render_docket_list(
        DocketList(
            firm=actor.firm_name,
            title=f"Docket from {_long(first)} to {_long(last)}",
            reference=[
                scope,
                DUTY_OF.get(duty_of, "Everybody's duties"),
                f"{len(found)} deadline{'s' * (len(found) != 1)}",
            ],
            notes=_notes(rows, first),
            lines=[docket_line(row) for row in found],
            printed=f"Printed {now():%Y-%m-%d %H:%M} UTC for {member_get(actor.member_id).user.name}",
            dated=today(actor.time_zone),
        )
    )


def _notes(rows: QuerySet[Deadline], first: date) -> list[str]:
    """How the list is to be read, and what is on the docket and not on it."""
    overdue = rows.filter(sort_on__lt=first).count()
    undated = rows.filter(sort_on=NO_DATE).count()
    return [
        "Each stands on its safe date, when no reading of the law makes it late. A mark in red: look at the case.",
        *(
            [f"Not on this list: {overdue} that were due before these days and are open still."]
            if overdue
            else []
        ),
        *([f"Not on this list: {undated} without a date yet."] if undated else []),
    ]


def docket_line(row: Deadline) -> Line:
    """A deadline as a line of a list; its case with the lead is at hand."""
    lead = row.case.lead
    return Line(
        day=row.sort_on,
        case_number=row.case.number,
        case_title=row.case.title,
        act=row.act,
        citation=row.citation,
        whose=_WHOSE[row.duty_of],
        safe_on=row.safe_on,
        last_day=docket_last_day(row),
        lead=lead.user.name if lead is not None else "nobody",
        state=row.state,
        marks=_marks(row),
    )


def _marks(row: Deadline) -> list[str]:
    return [
        *([f"Law {DOUBTS[row.checked]}"] if row.checked in DOUBTS else []),
        *(["Another date is proposed"] if row.has_proposal else []),
        *(["Not confirmed by a second person"] if unconfirmed(row) else []),
        *(["Hangs on a fact that the case does not state"] if row.state == "unknown" else []),
    ]


def docket_last_day(row: Deadline) -> str:
    """The last day, or the last instant where the case's law holds."""
    if row.due_at is None:
        return short_day(row.due_on) if row.due_on else "–"
    there = row.due_at.astimezone(ZoneInfo(row.case.time_zone))
    return f"{short_day(there.date())} {there:%H:%M} {there.tzname()}"


def _long(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"
