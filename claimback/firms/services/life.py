"""What happens to a firm as a whole, noted in its history. Changes of rows are noted by the database itself."""

from typing import Any, Final

from claimback.audit.models import Entry
from claimback.firms.selectors.life import firm_locked
from claimback.kernel.clock import now
from claimback.kernel.errors import Conflict, invalid
from claimback.tenancy.member import Member
from claimback.tenancy.models import Firm, Membership, Token
from claimback.tenancy.scope import current_scope

HELD: Final = "hold"


def life_record(*, operation: str, after: dict[str, Any]) -> Entry:
    """An entry about the firm whose scope is open, sealed at commit: `operation` is export, import, erase or hold."""
    scope = current_scope()
    return Entry.objects.create(
        at=now(),
        firm_id=scope.firm_id,
        member_id=scope.member_id,
        act=scope.act,
        request_id=scope.request_id,
        table=Firm._meta.db_table,
        row_id=scope.firm_id,
        operation=operation,
        after=after,
    )


def firm_close() -> None:
    """End every membership and token of the firm whose scope is open: nobody enters it any more."""
    at = now()
    for token in Token.objects.filter(revoked_at__isnull=True):
        token.change(revoked_at=at)
    for member in Membership.objects.filter(ended_at__isnull=True):
        member.change(ended_at=at)


def hold_place(*, reason: str, by: str) -> None:
    """Put the firm whose scope is open under a legal hold: nothing of it is erased until it is released.

    `by` names who asked for it. Raises Invalid without a reason, Conflict where there is one already.
    """
    firm = firm_locked()
    if not reason.strip():
        raise invalid("reason", "Say what the hold is for, such as the matter and who asked for it.")
    if firm.legal_hold_at is not None:
        raise Conflict(f"The firm is under a legal hold already: {firm.legal_hold_reason}")
    firm.legal_hold_at, firm.legal_hold_reason = now(), reason.strip()
    firm.save(update_fields=["legal_hold_at", "legal_hold_reason"])
    life_record(operation=HELD, after={"placed": reason.strip(), "by": by})


def hold_release(*, reason: str, by: str) -> None:
    """End the legal hold of the firm whose scope is open. Raises Invalid without a reason, Conflict without a hold."""
    firm = firm_locked()
    if not reason.strip():
        raise invalid("reason", "Say why the hold ends, such as the order that lifts it.")
    if firm.legal_hold_at is None:
        raise Conflict("The firm is under no legal hold.")
    firm.legal_hold_at, firm.legal_hold_reason = None, ""
    firm.save(update_fields=["legal_hold_at", "legal_hold_reason"])
    life_record(operation=HELD, after={"released": reason.strip(), "by": by})


def legal_hold_place(*, actor: Member, reason: str) -> Firm:
    """`hold_place` by an owner. Raises Forbidden too."""
    actor.require("firm.manage")
    hold_place(reason=reason, by=f"member {actor.member_id}")
    return firm_locked()


def legal_hold_release(*, actor: Member, reason: str) -> Firm:
    """`hold_release` by an owner. Raises Forbidden too."""
    actor.require("firm.manage")
    hold_release(reason=reason, by=f"member {actor.member_id}")
    return firm_locked()
