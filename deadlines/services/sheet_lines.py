"""A deadline as a line of a printed list, and as a row of the control form."""

from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from deadlines.confirmation import unconfirmed
from deadlines.control_form import ControlRow
from deadlines.law.words import DOUBTS
from deadlines.models import Deadline
from deadlines.printed import Line, short_day
from deadlines.services.uncomputed import CANNOT_COMPUTE
from deadlines.states import LIVE

_WHOSE: Final = {"ours": "Ours", "insurer": "Insurer", "reviewer": "Reviewer", "regulator": "Regulator"}


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


def control_row(row: Deadline) -> ControlRow:
    """A critical date as a row of the control form; its case, its people and what met it are at hand."""
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
        what = str(row.met_event or row.met_document or row.met_entry or "")
        return f"{what}, {_day(row.met_on)}, {proof.replace('_', ' ') or 'no proof noted'}"
    if row.state in ("waived", "void"):
        under = f", licence {row.closed_under}" if row.closed_under else ""
        return f"{row.state} by {row.closed_by}{under}: {row.closed_reason}"
    return row.state


def _day(on: date | None) -> str:
    return short_day(on) if on else "no day"
