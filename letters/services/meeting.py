"""A dispatch that meets a deadline: what was handed over, how well that is proven, and what the letter means.

The docket knows no letters: it is told the dispatch's entry in the log of contact, its day and its proof.
"""

from uuid import UUID
from zoneinfo import ZoneInfo

from cases.selectors import one, referred
from claimback.kernel.errors import Conflict, invalid
from claimback.tenancy.member import Member
from deadlines.models import Deadline
from deadlines.selectors import deadline_list
from deadlines.services.deadlines import ProofTooWeak, deadline_meet_by_entry
from letters.models import Dispatch
from letters.selectors import dispatch_list
from letters.services.meaning import meaning_of
from letters.services.sending import level_of


def deadline_meet_by_dispatch(
    *, actor: Member, deadline_id: UUID, version: int | None, dispatch_id: UUID
) -> Deadline:
    """Close a deadline with the dispatch that met it: on the day it was sent, or arrived where the rule asks for that.

    Raises Invalid for a dispatch of another case, or of a letter that means something else; ProofTooWeak where the
    rule asks for receipt and the dispatch's proof shows less, Conflict for one that came back, and what
    `deadline_meet_by_entry` does.
    """
    actor.require("deadline.write", "letter.read")
    deadline = one(deadline_list(), deadline_id)
    rows = dispatch_list().filter(case_id=deadline.case_id).select_related("letter__case")
    dispatch = referred(rows, dispatch_id, "dispatch_id")
    if dispatch.state == "returned":
        raise Conflict("This dispatch came back: it met nothing. Name the one that was sent in its place.")
    _check_meaning(deadline, dispatch)
    if dispatch.correspondence_id is None:
        raise Conflict("This dispatch is not known to have left, and met nothing yet.")
    at = dispatch.sent_at
    assert at is not None, "a dispatch is logged when it leaves"
    if deadline.satisfied_by == "received":
        if dispatch.delivered_at is None:
            shown = dispatch.proof_grade.replace("_", " ")
            raise ProofTooWeak(
                f"The rule asks for receipt, and the dispatch shows {shown}. Record its delivery."
            )
        at = dispatch.delivered_at
    return deadline_meet_by_entry(
        actor=actor,
        deadline_id=deadline_id,
        version=version,
        entry_id=dispatch.correspondence_id,
        on=at.astimezone(ZoneInfo(dispatch.letter.case.time_zone)).date(),
        proof_grade=dispatch.proof_grade,
    )


def _check_meaning(deadline: Deadline, dispatch: Dispatch) -> None:
    """A letter that the law takes for something is not taken for something else. Raises Invalid."""
    meaning = meaning_of(dispatch.letter.template, level_of(dispatch.letter))
    means = {meaning.sent, meaning.received} - {None}
    if deadline.satisfied_events and means.isdisjoint(deadline.satisfied_events):
        raise invalid(
            "dispatch_id",
            f"This letter means {', '.join(sorted(map(str, means)))}. What meets the deadline is: "
            f"{', '.join(deadline.satisfied_events)}.",
        )
