"""Licences of members: recording them, and asking for one before an act that needs it."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction

from claimback.kernel.clock import today
from claimback.kernel.errors import Conflict, invalid
from claimback.kernel.etag import check_version
from claimback.tenancy.licences import STATES, licence_holds
from claimback.tenancy.member import Member
from claimback.tenancy.models import LICENCE_KINDS, Licence
from claimback.tenancy.rows import locked, referred
from claimback.tenancy.selectors import colleagues, licence_list

NUMBER_LIMIT: Final = 60


class LicenceRequired(Conflict):
    """The act needs a licence that the member did not hold on that day."""

    code = "licence_required"


def licence_add(
    *,
    actor: Member,
    member_id: UUID,
    kind: str,
    state: str,
    number: str,
    issued_on: date,
    expires_on: date | None = None,
) -> Licence:
    """Record a member's licence. Raises Invalid that names the field, Conflict for one recorded already."""
    actor.require("member.manage")
    if kind not in LICENCE_KINDS:
        raise invalid("kind", f"A licence is one of {', '.join(LICENCE_KINDS)}.")
    if state not in STATES:
        raise invalid("state", "Give the postal code of a state or territory, such as TX.")
    licence = Licence(
        member=referred(colleagues(), member_id, "member_id"),
        kind=kind,
        state=state,
        number=number,
        issued_on=issued_on,
        expires_on=expires_on,
    )
    _check(actor, licence)
    try:
        with transaction.atomic():
            licence.save(force_insert=True)
    except IntegrityError:
        raise _recorded(licence) from None
    return licence


def licence_change(*, actor: Member, licence_id: UUID, version: int | None, **changes: Any) -> Licence:
    """Correct or renew a licence read at `version`: `number`, `issued_on`, `expires_on`.

    What was approved under it stays as it was. Raises as `licence_add`, and Conflict for one that ended.
    """
    actor.require("member.manage")
    licence = _locked(licence_id, version)
    for name, value in changes.items():
        setattr(licence, name, value)
    _check(actor, licence)
    try:
        with transaction.atomic():
            licence.change(**changes)
    except IntegrityError:
        raise _recorded(licence) from None
    return licence


def licence_end(*, actor: Member, licence_id: UUID, version: int | None, on: date) -> Licence:
    """A licence was suspended, surrendered or revoked: from the day `on` it does not hold."""
    actor.require("member.manage")
    licence = _locked(licence_id, version)
    if not licence.issued_on <= on <= today(actor.time_zone):
        raise invalid("on", f"Give a day from {licence.issued_on} to today.")
    licence.change(ended_on=on)
    return licence


def licence_require(member_id: UUID, kind: str, state: str, on: date) -> Licence:
    """The member's licence of this kind that is in force in `state` on that day; any state's if `state` is empty.

    Raises LicenceRequired, which names the kind, the state and the remedy.
    """
    held = licence_holds(
        licence_list().filter(member_id=member_id).order_by("created_at", "id"), kind, state, on
    )
    if held is None:
        what = {"bar": "admission to the bar", "adjuster": "public adjuster's licence"}[kind]
        where = f"of {state}" if state else "of any state"
        raise LicenceRequired(
            f"This needs the {what} {where}, in force on {on}, and your record shows none. Have an owner record the "
            "licence, or let a member who holds it do this."
        )
    return held


def _locked(licence_id: UUID, version: int | None) -> Licence:
    licence = locked(licence_list(), licence_id)
    check_version(licence.version, version)
    if licence.ended_on is not None:
        raise Conflict("This licence has ended. Record a new one.")
    return licence


def _check(actor: Member, licence: Licence) -> None:
    licence.number = licence.number.strip()
    if not 0 < len(licence.number) <= NUMBER_LIMIT:
        raise invalid("number", f"Give the licence's number, of at most {NUMBER_LIMIT} characters.")
    if licence.issued_on > today(actor.time_zone):
        raise invalid("issued_on", "A licence is recorded once it is issued.")
    if licence.expires_on is not None and licence.expires_on < licence.issued_on:
        raise invalid("expires_on", f"A licence does not expire before it is issued, on {licence.issued_on}.")


def _recorded(licence: Licence) -> Conflict:
    return Conflict(
        f"A licence {licence.state} {licence.number} of this kind is recorded already. Change that one."
    )
