"""Scorecards of insurers: read by members, and filed on a case as a document that goes with a complaint."""

from datetime import date
from typing import Final
from uuid import UUID

from cases.models import Document
from cases.selectors import case_list, insurer_list, referred, wall_list
from cases.services.documents import file_place
from claimback.kernel.clock import now, today
from claimback.kernel.errors import Conflict, invalid
from claimback.storage.services import file_keep
from claimback.tenancy.member import Member
from claimback.typesetting.engine import RenderError
from deadlines.scorecard.paper import ScorecardPaper, render_scorecard
from deadlines.scorecard.selectors import BY, Asked, By, Scorecard, scorecards

SHOWS: Final = ("denial.read", "case.read", "insurer.read", "deadline.read", "correspondence.read")
"""What a scorecard counts asks for each of these."""


def scorecards_read(
    *,
    actor: Member,
    by: By = "insurer",
    from_on: date | None = None,
    to_on: date | None = None,
    insurer_id: UUID | None = None,
) -> list[Scorecard]:
    """The scorecards of all insurers, or of one, counted over what the actor may see.

    `from_on` and `to_on` are both counted: of decisions and denials their day, of duties and promises the day they were
    due. Raises Invalid that names the field, Forbidden.
    """
    actor.require(*SHOWS)
    insurer = referred(insurer_list(), insurer_id, "insurer_id")
    asked = Asked(_by(by), from_on, _last(from_on, to_on), insurer.id if insurer else None)
    return scorecards(asked, today(actor.time_zone))


def scorecard_file(
    *,
    actor: Member,
    case_id: UUID,
    by: By = "insurer",
    from_on: date | None = None,
    to_on: date | None = None,
) -> Document:
    """Set the scorecard of a case's insurer, or of its group, and file it on the case: a PDF without any client's name.

    Who sees the case reads it; so other cases that any member is walled off from are in none of its numbers.
    Raises Invalid that names the field, Conflict for a page that can't be set, Forbidden.
    """
    actor.require("document.write", *SHOWS)
    case = referred(case_list().select_related("insurer__parent"), case_id, "case_id")
    insurer, day = case.insurer, today(actor.time_zone)
    walled = wall_list().filter(lifted_at=None).exclude(case_id=case.id).values_list("case_id", flat=True)
    asked = Asked(_by(by), from_on, _last(from_on, to_on), without=frozenset(walled))
    parent = insurer.parent.name if insurer.parent else insurer.name
    key = str(insurer.id) if by == "insurer" else insurer.group_name or parent
    card = next((card for card in scorecards(asked, day) if card.key == key), Scorecard(key, insurer.name, 0))
    paper = ScorecardPaper(
        firm=actor.firm_name,
        card=card,
        period=period(from_on, to_on),
        printed=f"As recorded at {now():%Y-%m-%d %H:%M} UTC",
        dated=day,
    )
    try:
        pdf = render_scorecard(paper)
    except RenderError as error:
        raise Conflict(str(error)) from error
    file = file_keep(actor=actor, name="scorecard.pdf", data=pdf, media_type="application/pdf")
    return file_place(
        case_id=case.id,
        file=file,
        title=f"Pattern of conduct: {card.name}"[:200],
        kind="other",
        dated_on=day,
        source="us",
    )


def period(from_on: date | None, to_on: date | None) -> str:
    """The days in words."""
    first = f"from {from_on:%B} {from_on.day}, {from_on.year}" if from_on else ""
    last = f"up to {to_on:%B} {to_on.day}, {to_on.year}" if to_on else ""
    return (
        " ".join(filter(None, ["Period:", first, last])) if first or last else "Period: all that is recorded"
    )


def _by(by: By) -> By:
    if by not in BY:
        raise invalid("by", f"Give one of {', '.join(BY)}.")
    return by


def _last(from_on: date | None, to_on: date | None) -> date | None:
    if from_on and to_on and to_on < from_on:
        raise invalid("to_on", "The last day is before the first one.")
    return to_on
