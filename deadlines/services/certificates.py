"""The daily certificate of the docket and the control form of critical dates, signed by the installation."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q

from cases.selectors import case_list, referred
from claimback.kernel.clock import today
from claimback.kernel.errors import Conflict
from claimback.tenancy.member import Member
from deadlines.docket import NO_DATE
from deadlines.selectors import UNCONFIRMED
from deadlines.services.sheets import LINES_LIMIT, Heading, Sheet, page_render, page_set, rows_shown
from deadlines.services.uncomputed import CANNOT_COMPUTE
from deadlines.states import LIVE

AHEAD: Final = timedelta(days=14)
"""How far a day's certificate looks."""


def certificate_sheet(*, actor: Member) -> Sheet:
    """All that is overdue or due within 14 days, and every critical date that nobody has confirmed, whenever it is.

    The heading says how much is in doubt. It shows what the actor may see. Raises Forbidden.
    """
    actor.require("deadline.read", "case.read")
    day = today(actor.time_zone)
    live = rows_shown("certificate").filter(state__in=LIVE).exclude(case__status="deleted")
    due = live.filter(Q(sort_on__lte=day + AHEAD) | UNCONFIRMED, sort_on__lt=NO_DATE)
    counted = [
        (live.filter(sort_on__lt=day).count(), "overdue"),
        (live.filter(UNCONFIRMED).count(), "critical and confirmed by no second person"),
        (live.filter(has_proposal=True).count(), "with another date that waits for a decision"),
        (live.filter(rule=CANNOT_COMPUTE).count(), "cases whose deadlines can't be computed"),
        (live.filter(state="unknown").count(), "that hang on a fact which a case does not state"),
        (live.filter(sort_on=NO_DATE).count(), "without a date yet"),
    ]
    heading = Heading(
        title=f"Docket certificate, {day:%B} {day.day}, {day.year}",
        reference=["All cases that may be seen", f"{live.count()} deadlines ask for something"],
        notes=["; ".join(f"{count} {what}" for count, what in counted) + "."],
    )
    return Sheet(heading, due.order_by("sort_on", "case__number", "id"))


def control_sheet(*, actor: Member, case_id: UUID | None = None) -> Sheet:
    """Every critical date of the firm, or of a case: who entered and confirmed it, how it was found, what met it.

    Raises Invalid for a case that may not be seen, Forbidden.
    """
    actor.require("deadline.read", "case.read")
    case = referred(case_list(), case_id, "case_id")
    rows = rows_shown("control_form").filter(importance="critical").exclude(state="superseded")
    rows = rows.exclude(case__status="deleted")
    if case is not None:
        rows = rows.filter(case_id=case.id)
    heading = Heading(
        title="Control form of critical dates",
        reference=[
            f"Case {case.number} {case.title}" if case else "All cases that may be seen",
            f"{rows.count()} critical dates",
        ],
    )
    return Sheet(heading, rows.order_by("sort_on", "id"))


def docket_certificate(*, actor: Member) -> bytes:
    """What the docket holds at this moment, as a signed PDF. Raises Conflict for more lines than are set in one go,
    Forbidden, RenderError.
    """
    return _at_once(actor, "certificate", certificate_sheet(actor=actor))


def control_form(*, actor: Member, case_id: UUID | None = None) -> bytes:
    """The control form as a signed PDF. Raises Invalid, Conflict for more than are set in one go, Forbidden,
    RenderError.
    """
    return _at_once(actor, "control_form", control_sheet(actor=actor, case_id=case_id))


def _at_once(actor: Member, kind: str, sheet: Sheet) -> bytes:
    found = list(sheet.rows[: LINES_LIMIT + 1])
    if len(found) > LINES_LIMIT:
        raise Conflict(
            f"More than {LINES_LIMIT:,} deadlines. Ask for it as a paper, which a worker makes in parts."
        )
    return page_render(page_set(actor=actor, kind=kind, heading=sheet.heading, rows=found), signed=True)
