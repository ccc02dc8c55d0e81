"""Printing the docket of some days: of the firm, a case or a member's cases, as far as who asks may see it."""

from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from cases.selectors import case_list, referred
from claimback.kernel.clock import today
from claimback.kernel.errors import invalid
from claimback.tenancy.member import Member
from claimback.tenancy.selectors import member_list
from deadlines.docket import NO_DATE
from deadlines.models import DUTY_OF, Deadline
from deadlines.services.sheets import LINES_LIMIT, Heading, Sheet, page_render, page_set, rows_shown
from deadlines.states import LIVE

DAYS: Final = 30
"""How many days a list has if nobody says."""


def docket_print(*, actor: Member, **asked: Any) -> bytes:
    """The list that `list_sheet` describes as a PDF, at once.

    Raises what that does, Invalid for more lines than are set in one go, RenderError.
    """
    sheet = list_sheet(actor=actor, **asked)
    found = list(sheet.rows[: LINES_LIMIT + 1])
    if len(found) > LINES_LIMIT:
        raise invalid(
            "to_on",
            f"More than {LINES_LIMIT:,} deadlines. Choose fewer days, a case or a member, or ask for it as a paper, "
            "which a worker makes in parts.",
        )
    return page_render(page_set(actor=actor, kind="list", heading=sheet.heading, rows=found), signed=False)


def list_sheet(
    *,
    actor: Member,
    from_on: date | None = None,
    to_on: date | None = None,
    case_id: UUID | None = None,
    member_id: UUID | None = None,
    duty_of: str = "",
) -> Sheet:
    """The live deadlines of these days, both days counted: of a case, or of the cases that a member leads.

    By default from today, where the firm is, for 30 days. Raises Invalid that names the field: an unknown reference,
    days in the wrong order; Forbidden.
    """
    actor.require("deadline.read", "case.read")
    first = from_on or today(actor.time_zone)
    last = to_on or min(first, date.max - timedelta(days=DAYS + 1)) + timedelta(days=DAYS)
    if last < first:
        raise invalid("to_on", "The last day is before the first one.")
    case = referred(case_list(), case_id, "case_id")
    leader = referred(member_list().select_related("user"), member_id, "member_id")
    rows = rows_shown("list").filter(state__in=LIVE).exclude(case__status="deleted")
    scope = "All cases that may be seen"
    if case is not None:
        rows, scope = rows.filter(case_id=case.id), f"Case {case.number} {case.title}"
    if leader is not None:
        rows, scope = rows.filter(case__lead_id=leader.id), f"{scope}, led by {leader.user.name}"
    if duty_of:
        rows = rows.filter(duty_of=duty_of)
    within = rows.filter(sort_on__gte=first, sort_on__lte=last, sort_on__lt=NO_DATE)
    count = within.count()
    heading = Heading(
        title=f"Docket from {_long(first)} to {_long(last)}",
        reference=[
            scope,
            DUTY_OF.get(duty_of, "Everybody's duties"),
            f"{count} deadline{'s' * (count != 1)}",
        ],
        notes=_notes(rows, first),
    )
    return Sheet(heading, within.order_by("sort_on", "case__number", "id"))


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


def _long(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"
