"""Parties: who else is on a case. They are ended with a reason, never deleted."""

from typing import Any, Final
from uuid import UUID

from cases.models import Case, Party
from cases.selectors import case_list, locked, party_list, referred
from cases.services.checks import change_fields, check_fields
from cases.services.conflicts import check_case
from claimback.kernel.clock import now
from claimback.kernel.errors import Conflict, invalid
from claimback.kernel.etag import check_version
from claimback.tenancy.member import Member

_CALLED: Final = frozenset({"name", "organisation", "role"})


def party_add(*, actor: Member, case_id: UUID, role: str, name: str, **details: Any) -> Party:
    """Put someone on a case, which is checked for conflicts again. Raises Invalid that names the field, Forbidden."""
    party = party_put(
        actor=actor, case=referred(case_list(), case_id, "case_id"), role=role, name=name, **details
    )
    check_case(actor, party.case, "party_added")
    return party


def party_put(*, actor: Member, case: Case, role: str, name: str, **details: Any) -> Party:
    """Put someone on a case that is checked for conflicts by whoever calls this. Raises as `party_add` does."""
    actor.require("case.write")
    party = Party(case=case, role=role, name=name, **details)
    check_fields(party)
    party.save(force_insert=True)
    return party


def party_change(*, actor: Member, party_id: UUID, version: int | None, **changes: Any) -> Party:
    """Change what is known of a party read at `version`. Under another name they are checked for conflicts again.

    Raises NotFound, PreconditionFailed, Invalid, Conflict for one who has left, Forbidden.
    """
    actor.require("case.write")
    party = _on_the_case(party_id, version)
    called = any(getattr(party, name) != changes[name] for name in _CALLED & changes.keys())
    change_fields(party, changes)
    if called:
        check_case(actor, party.case, "name_changed")
    return party


def party_end(*, actor: Member, party_id: UUID, version: int | None, reason: str) -> Party:
    """Take a party off the case, keeping who they were and why they left.

    Raises NotFound, PreconditionFailed, Invalid without a reason, Conflict for one who has left, Forbidden.
    """
    actor.require("case.write")
    party = _on_the_case(party_id, version)
    if not reason.strip():
        raise invalid("reason", "Say why they leave the case.")
    change_fields(party, {"ended_at": now(), "ended_reason": reason})
    return party


def _on_the_case(party_id: UUID, version: int | None) -> Party:
    party = locked(party_list(), party_id)
    check_version(party.version, version)
    if party.ended_at is not None:
        raise Conflict("They have left the case already. Add them again if they are back.")
    return party
