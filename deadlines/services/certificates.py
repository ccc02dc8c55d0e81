"""The daily certificate of the docket and the control form of critical dates, signed by the installation."""

from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q

from cases.selectors import case_list, referred
from claimback.kernel.clock import now, today
from claimback.kernel.errors import Conflict
from claimback.tenancy.member import Member
from claimback.tenancy.selectors import member_get
from claimback.typesetting.signer import signer
from claimback.typesetting.signing import sign_pdf
from deadlines.control_form import ControlForm, ControlRow, render_control_form
from deadlines.docket import NO_DATE
from deadlines.law.words import DOUBTS
from deadlines.models import Deadline
from deadlines.printed import DocketList, render_docket_list, short_day
from deadlines.selectors import deadline_list
from deadlines.services.printed import LINES_LIMIT, docket_last_day, docket_line
from deadlines.services.uncomputed import CANNOT_COMPUTE
from deadlines.states import LIVE

AHEAD: Final = timedelta(days=14)
"""How far a day's certificate looks."""


def docket_certificate(*, actor: Member) -> bytes:
    """What the docket held when this was made, as a signed PDF: all that is overdue, and all due within 14 days.

    It shows what the actor may see, and says how much of it nobody confirmed, has another date proposed, or can't be
    computed. Raises Conflict for more lines than are set in one go, Forbidden, RenderError.
    """
    actor.require("deadline.read", "case.read")
    day = today(actor.time_zone)
    live = deadline_list().filter(state__in=LIVE).exclude(case__status="deleted")
    due = live.filter(sort_on__lte=day + AHEAD, sort_on__lt=NO_DATE)
    found = list(
        due.defer("working")
        .select_related("case__lead__user")
        .order_by("sort_on", "case__number", "id")[: LINES_LIMIT + 1]
    )
    _refuse_many(len(found))
    doubts = Q(importance="critical", confirmed_at=None)
    counted = [
        (sum(row.sort_on < day for row in found), "overdue"),
        (live.filter(doubts).count(), "critical and confirmed by no second person"),
        (live.filter(has_proposal=True).count(), "with another date that waits for a decision"),
        (live.filter(rule=CANNOT_COMPUTE).count(), "cases whose deadlines can't be computed"),
        (live.filter(sort_on=NO_DATE).count(), "without a date yet"),
    ]
    who = member_get(actor.member_id).user.name
    pdf = render_docket_list(
        DocketList(
            firm=actor.firm_name,
            title=f"Docket certificate, {day:%B} {day.day}, {day.year}",
            reference=["All cases that may be seen", f"{live.count()} deadlines ask for something"],
            notes=["; ".join(f"{count} {what}" for count, what in counted) + "."],
            lines=[docket_line(row) for row in found],
            printed=f"As the docket stood at {now():%Y-%m-%d %H:%M:%S} UTC, for {who}",
            dated=day,
        )
    )
    return sign_pdf(pdf, signer(), reason=f"Docket certificate of {day}")


def control_form(*, actor: Member, case_id: UUID | None = None) -> bytes:
    """Every critical date of the firm, or of a case, as a signed PDF: who entered and confirmed it, how it was found
    and what met it. Raises Invalid, Conflict for more than are set in one go, Forbidden, RenderError.
    """
    actor.require("deadline.read", "case.read")
    case = referred(case_list(), case_id, "case_id")
    rows = deadline_list().filter(importance="critical").exclude(state="superseded")
    rows = rows.exclude(case__status="deleted")
    if case is not None:
        rows = rows.filter(case_id=case.id)
    found = list(
        rows.select_related(
            "case",
            "entered_by__user",
            "confirmed_by__user",
            "closed_by__user",
            "closed_under",
            "met_event",
            "met_document",
        ).order_by("sort_on", "id")[: LINES_LIMIT + 1]
    )
    _refuse_many(len(found))
    day = today(actor.time_zone)
    pdf = render_control_form(
        ControlForm(
            firm=actor.firm_name,
            title="Control form of critical dates",
            reference=[
                f"Case {case.number} {case.title}" if case else "All cases that may be seen",
                f"{len(found)} critical dates",
            ],
            rows=[_row(row) for row in found],
            printed=f"As of {now():%Y-%m-%d %H:%M:%S} UTC, for {member_get(actor.member_id).user.name}",
            dated=day,
        )
    )
    return sign_pdf(pdf, signer(), reason=f"Control form of {day}")


def _refuse_many(count: int) -> None:
    if count > LINES_LIMIT:
        raise Conflict(f"More than {LINES_LIMIT:,} deadlines. Print the docket in parts, or a case's form.")


def _row(row: Deadline) -> ControlRow:
    entered = str(row.entered_by) if row.entered_by else "the clock"
    confirmed = row.confirmed_at is not None
    return ControlRow(
        number=row.case.number,
        title=row.case.title,
        act=row.act,
        last=docket_last_day(row),
        entered=f"{entered}, {row.entered_at:%Y-%m-%d %H:%M} UTC",
        confirmed=f"{row.confirmed_by}, {row.confirmed_at:%Y-%m-%d %H:%M} UTC"
        if confirmed
        else "by nobody yet",
        unconfirmed=not confirmed and row.state in LIVE,
        computed=computed_in_words(row),
        met=_met(row),
        unmet=row.state == "missed",
    )


def computed_in_words(row: Deadline) -> str:
    """How a date was found: its rule, how far that was checked, and the steps."""
    if row.rule == CANNOT_COMPUTE:
        return row.condition
    law = f"{row.rule}, version {row.rule_version}: {row.citation}" if row.rule else row.citation
    if row.checked in DOUBTS:
        law += f" ({DOUBTS[row.checked]})"
    steps = [f"{step['step'].replace('_', ' ')} {step['result']}" for step in row.working]
    return f"{law}. {row.get_dated_by_display()}. {'; '.join(steps)}."


def _met(row: Deadline) -> str:
    if row.state == "met":
        proof = row.met_event.proof_grade if row.met_event else row.met_proof
        what = str(row.met_event or row.met_document or "")
        return f"{what}, {_day(row.met_on)}, {proof.replace('_', ' ') or 'no proof noted'}"
    if row.state in ("waived", "void"):
        under = f", licence {row.closed_under}" if row.closed_under else ""
        return f"{row.state} by {row.closed_by}{under}: {row.closed_reason}"
    return row.state


def _day(on: date | None) -> str:
    return short_day(on) if on else "no day"
