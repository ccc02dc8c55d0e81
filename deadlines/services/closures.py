"""Days that the firm says are closed or open: said with a source, and taken back. Dates that rest on them follow."""

from datetime import date
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from cases.selectors import locked
from cases.services.checks import FIRST_DAY, LAST_DAY, check_fields
from claimback.kernel.clock import now
from claimback.kernel.errors import Conflict, invalid
from claimback.kernel.etag import check_version
from claimback.kernel.events import publish
from claimback.tenancy.member import Member
from deadlines.clock.calendars import has_calendar, place_name
from deadlines.events import ClosuresChanged
from deadlines.models import Closure
from deadlines.selectors import closure_list

NAME_LIMIT: Final = 100
SOURCE_LIMIT: Final = 300


def closure_add(
    *, actor: Member, on: date, name: str, source: str, jurisdiction: str = "", closed: bool = True
) -> Closure:
    """Say that a day is closed where the law of a place holds, or that a holiday is not kept; without one: everywhere.

    Publishes ClosuresChanged. Raises Invalid that names the field, Conflict for a day that is there already, Forbidden.
    """
    actor.require("closure.write")
    name, source = name.strip(), source.strip()
    if not FIRST_DAY <= on <= LAST_DAY:
        raise invalid("on", f"Give a day from {FIRST_DAY} to {LAST_DAY}.")
    if not closed and on.weekday() >= 5:
        raise invalid("on", f"{on} is a {on:%A}: only a holiday can be said to be open.")
    if jurisdiction and not has_calendar(jurisdiction):
        raise invalid(
            "jurisdiction", "There is no such place. Give a code such as TX, or US for federal law."
        )
    for field, text in (("name", name), ("source", source)):
        if not text:
            raise invalid(field, "An announcement has a name, and a source that others can look up.")
    made = Closure(
        on=on,
        name=name,
        source=source,
        jurisdiction=jurisdiction,
        closed=closed,
        entered_by_id=actor.member_id,
    )
    check_fields(made)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise Conflict("Something was said of this day and place already. Take that back first.") from None
    _publish(made, "is closed" if closed else "is open")
    return made


def closure_withdraw(*, actor: Member, closure_id: UUID, version: int | None) -> Closure:
    """Take back what was said of a day; the calendar holds again.

    Publishes ClosuresChanged. Raises Conflict where it was taken back already, NotFound, PreconditionFailed, Forbidden.
    """
    actor.require("closure.write")
    closure = locked(closure_list(), closure_id)
    check_version(closure.version, version)
    if closure.withdrawn_at is not None:
        raise Conflict("This was taken back already.")
    closure.change(withdrawn_at=now(), withdrawn_by_id=actor.member_id)
    _publish(closure, "is as the calendar has it again")
    return closure


def _publish(closure: Closure, what: str) -> None:
    where = f" in {place_name(closure.jurisdiction)}" if closure.jurisdiction else ""
    words = f"{closure.on} {what}{where}: {closure.name}"
    publish(ClosuresChanged(closure.on, closure.jurisdiction, words))
