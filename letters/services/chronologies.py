"""Chronologies: asked for, and asked for again where the making failed. The making itself is in `chronology_work`."""

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from cases.selectors import case_list, locked, referred
from cases.vocabulary import CHANNELS
from claimback.kernel.errors import invalid
from claimback.kernel.etag import check_version
from claimback.kernel.events import publish
from claimback.tenancy.member import Member
from letters.events import ChronologyRequested
from letters.models import Chronology
from letters.selectors import chronology_list
from letters.states import CHRONOLOGY_EDGES

SHOWS: Final = ("correspondence.read", "case.read", "denial.read", "deadline.read", "letter.read")
"""What a chronology shows asks for each of these."""


def chronology_request(
    *,
    actor: Member,
    case_id: UUID,
    from_on: date | None = None,
    to_on: date | None = None,
    channels: Sequence[str] = (),
) -> Chronology:
    """Ask for the chronology of a case, or of the days and channels given, as a signed PDF on the case.

    Publishes ChronologyRequested. Raises Invalid that names the field, Forbidden.
    """
    actor.require("document.write", *SHOWS)
    case = referred(case_list(), case_id, "case_id")
    if from_on is not None and to_on is not None and to_on < from_on:
        raise invalid("to_on", "The last day is before the first one.")
    for place, channel in enumerate(channels):
        if channel not in CHANNELS:
            raise invalid(f"channels/{place}", f"Give some of {', '.join(CHANNELS)}.")
    made = Chronology(
        case=case,
        requested_by_id=actor.member_id,
        from_on=from_on,
        to_on=to_on,
        channels=list(dict.fromkeys(channels)),
    )
    made.save(force_insert=True)
    publish(ChronologyRequested(made.id))
    return made


def chronology_retry(*, actor: Member, chronology_id: UUID, version: int | None) -> Chronology:
    """Ask once more for one that failed; it then shows what the actor may see.

    Raises IllegalTransition, NotFound, PreconditionFailed, Forbidden.
    """
    actor.require("document.write", *SHOWS)
    row = locked(chronology_list(), chronology_id)
    check_version(row.version, version)
    row.change(
        state=CHRONOLOGY_EDGES.advance(row.state, "requested"),
        requested_by_id=actor.member_id,
        refusal="",
        progress=0,
        attempts=0,
    )
    publish(ChronologyRequested(row.id))
    return row
