"""A critical date of ours is two persons' word: what waits until a second one has confirmed it.

A date that was entered wrong is missed by everybody who trusts the calendar, and a right is lost with it. So whoever
entered what a critical date counts from is not the one who vouches for it. Until another member has confirmed it:

- the docket, the printed list, the day's certificate and every reminder say that nobody has;
- whoever entered it does not close it as done by hand: a wrong trigger and a wrong completion are one mistake twice;
- the case is not closed while it is open or missed, for closing would end it in silence. It is confirmed, met, or
  given up with a reason (`deadline_waive` under a licence, `deadline_void`).

It never holds up what helps: reminders go out as for any other, an event that is recorded meets it by the clock (the
event has its own proof), and it is given up by whoever may. A date that hangs on a fact not given holds up no closing,
for nobody can say yet that it is one. Where no other member of the firm may confirm, as in a firm of one person,
nobody is waited for; the papers say unconfirmed all the same.
"""

from typing import Final
from uuid import UUID

from cases.selectors import may_look
from claimback.kernel.errors import Conflict
from claimback.tenancy.member import Member
from claimback.tenancy.selectors import colleagues, firm_get
from claimback.tenancy.services import member_of
from deadlines.confirmation import unconfirmed
from deadlines.models import Deadline
from deadlines.selectors import UNCONFIRMED, deadline_list

NAMED: Final = 3
"""Dates that a refusal names."""


class SamePerson(Conflict):
    """A critical date is vouched for by another member than the one who entered it."""

    code = "same_person"


class Unconfirmed(Conflict):
    """A critical date of ours waits for a second person."""

    code = "unconfirmed_dates"


def refuse_alone(actor: Member, row: Deadline) -> None:
    """Whoever entered a critical date does not close it as done before another has confirmed it. Raises SamePerson."""
    if (
        unconfirmed(row)
        and row.entered_by_id == actor.member_id
        and _confirmers(row.case_id) - {actor.member_id}
    ):
        raise SamePerson(
            "You entered what this date counts from, and nobody has confirmed it. Let another member confirm the date, "
            "or say that it is done."
        )


def refuse_closing(case_id: UUID) -> None:
    """A case is not closed over a critical date that one person alone vouches for. Raises Unconfirmed."""
    waiting = deadline_list().filter(UNCONFIRMED, case_id=case_id, state__in=("open", "missed"))
    found = list(waiting.defer("working").order_by("sort_on", "id"))
    confirmers = _confirmers(case_id) if found else set()
    rows = [row for row in found if confirmers - {row.entered_by_id}]
    if rows:
        named = "; ".join(f"{row.act} by {row.sort_on}" for row in rows[:NAMED])
        more = f"; and {len(rows) - NAMED} more" if len(rows) > NAMED else ""
        raise Unconfirmed(
            f"No second person has confirmed: {named}{more}. Let another member confirm each, or meet, waive or void "
            "it; then close the case."
        )


def _confirmers(case_id: UUID) -> set[UUID | None]:
    """The members who may confirm a date of the case."""
    firm = firm_get()
    members = may_look(colleagues(), case_id).select_related("own_role")
    return {each.id for each in members if member_of(each, firm).may("deadline.confirm")}
