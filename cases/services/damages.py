"""Damage items: claimed, corrected with the former reading kept, and taken from state to state with their amounts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db.models import Max

from cases.catalogue.heads import load_damages
from cases.models import Case, DamageEntry, DamageItem
from cases.selectors import (
    case_list,
    coverage_list,
    document_list,
    for_change,
    locked,
    one,
    party_list,
    referred,
)
from cases.selectors.money import damage_list, damage_proof_list
from cases.services.checks import check_day, check_fields
from cases.settlement.reckoning import reckon
from cases.settlement.shapes import SHAPES, plain, read
from cases.settlement.working import Reckoned
from cases.states import DAMAGE_EDGES
from claimback.kernel.clock import today
from claimback.kernel.errors import Conflict, invalid
from claimback.kernel.etag import check_version
from claimback.kernel.money import money, wire
from claimback.tenancy.member import Member

ITEMS_LIMIT: Final = 2000
"""Of one case."""
_TOLD: Final = ("title", "room", "coverage_id", "provider_id")


def damage_claim(
    *,
    actor: Member,
    case_id: UUID,
    head: str,
    title: str,
    details: Mapping[str, Any],
    room: str = "",
    coverage_id: UUID | None = None,
    provider_id: UUID | None = None,
) -> DamageItem:
    """Claim an item of damage under a head that the case's line has. `details` are those of the head's shape.

    What it comes to is reckoned and kept with its working. Raises Invalid that names the field, Forbidden.
    """
    actor.require("money.write")
    case = referred(for_change(case_list()), case_id, "case_id")
    _check_head(case, head)
    last: int = damage_list().filter(case_id=case_id).aggregate(last=Max("number"))["last"] or 0
    if last >= ITEMS_LIMIT:
        raise invalid(
            "case_id", f"One case takes at most {ITEMS_LIMIT:,} items. Sum up what belongs together."
        )
    item = DamageItem(
        case=case,
        number=last + 1,
        head=head,
        title=title,
        room=room,
        coverage_id=coverage_id,
        provider_id=provider_id,
        currency=case.currency,
        **_reckoned(case, head, details),
    )
    _check_references(case, item)
    check_fields(item)
    item.save(force_insert=True)
    _enter(actor, item, "claimed", item.claimed)
    return item


def damage_correct(
    *, actor: Member, damage_id: UUID, version: int | None, reason: str, **changes: Any
) -> DamageItem:
    """Correct `title`, `room`, `coverage_id`, `provider_id` or `details` of an item. The former reading is kept.

    An amount that was supported, approved or paid is not lowered by it: take that back first. Raises NotFound,
    PreconditionFailed, Invalid that names the field, Conflict where nothing would change, Forbidden.
    """
    item = _held(actor, damage_id, version)
    if not reason.strip():
        raise invalid("reason", "Say why it is corrected: both readings stay on the record.", code="required")
    wanted: dict[str, Any] = {name: changes[name] for name in _TOLD if name in changes}
    if "details" in changes:
        wanted |= _reckoned(item.case, item.head, changes["details"])
    changed = {name: value for name, value in wanted.items() if getattr(item, name) != value}
    if not changed:
        raise Conflict("Nothing would change: the item says just that.")
    former = {name: _plain(getattr(item, name)) for name in changed}
    for name, value in changed.items():
        setattr(item, name, value)
    for step, amount in (("supported", item.supported), ("approved", item.approved)):
        if amount is not None and amount > item.claimed:
            raise invalid(
                SHAPE_OF[item.head], f"{amount:,.2f} of it is {step}: take that back before less is claimed."
            )
    _check_references(item.case, item)
    check_fields(item)
    item.change(**changed)
    _enter(actor, item, "corrected", item.claimed, reason=reason, former=former, changed=sorted(changed))
    return item


@dataclass(frozen=True, slots=True)
class Word:
    """What is said of a step: its amount with the currency, when it was, why, and the paper that shows it."""

    amount: Decimal | None = None
    currency: str = ""
    on: date | None = None
    reason: str = ""
    document_id: UUID | None = None


def damage_support(
    *, actor: Member, damage_id: UUID, version: int | None, amount: Decimal | None = None, currency: str = ""
) -> DamageItem:
    """Say for how much of an item there is proof: for all without an amount. A document has to be with it.

    What the insurer owes or has paid already stays so: then only the amount is noted.

    Raises NotFound, PreconditionFailed, IllegalTransition, Invalid, Conflict without proof, Forbidden.
    """
    item = _held(actor, damage_id, version)
    if not damage_proof_list().filter(damage_id=item.id, taken_off_at=None).exists():
        raise Conflict("Nothing proves it yet. Put a document with it first.")
    said = Word(item.claimed if amount is None else amount, currency)
    return _advance(
        actor, item, "supported", said, most=item.claimed, of="is claimed", stays=("approved", "paid")
    )


def damage_approve(*, actor: Member, damage_id: UUID, version: int | None, **said: Any) -> DamageItem:
    """Record what the insurer owes of an item, by its own word, an award or a judgment, with the fields of `Word`.

    Raises NotFound, PreconditionFailed, IllegalTransition, Invalid for more than is claimed, Forbidden.
    """
    item = _held(actor, damage_id, version)
    return _advance(
        actor, item, "approved", Word(**said), most=item.claimed, of="is claimed", least=item.paid
    )


def damage_pay(*, actor: Member, damage_id: UUID, version: int | None, **said: Any) -> DamageItem:
    """Record all that was paid on an item so far, with the fields of `Word`.

    Raises NotFound, PreconditionFailed, IllegalTransition, Invalid for more than is approved, Forbidden.
    """
    item = _held(actor, damage_id, version)
    return _advance(actor, item, "paid", Word(**said), most=item.approved, of="is approved")


def damage_take_back(*, actor: Member, damage_id: UUID, version: int | None, reason: str) -> DamageItem:
    """Take the last step back, with the reason: what was paid, then approved, then supported.

    Raises NotFound, PreconditionFailed, Invalid, Conflict for what is only claimed or holds a payment, Forbidden.
    """
    item = _held(actor, damage_id, version)
    _check_reason(reason, "Say why it is taken back.")
    step = item.state
    earlier = {"paid": "approved", "supported": "claimed"}.get(
        step, "claimed" if item.supported is None else "supported"
    )
    if step not in ("supported", "approved", "paid"):
        raise Conflict(f"An item that is {step} has no step to take back.")
    if step == "approved" and item.paid is not None:
        raise Conflict(f"{item.paid:,.2f} of it was paid. Approve the amount that holds, no less than that.")
    amount: Decimal | None = getattr(item, step)
    item.change(state=DAMAGE_EDGES.advance(step, earlier), **{step: None})
    _enter(actor, item, "taken_back", amount, reason=reason, former={"state": step, step: _plain(amount)})
    return item


def damage_withdraw(*, actor: Member, damage_id: UUID, version: int | None, reason: str) -> DamageItem:
    """Claim an item no longer, with the reason. It stays on the record and counts in no sum.

    Raises NotFound, PreconditionFailed, Invalid, Conflict for what was paid, IllegalTransition, Forbidden.
    """
    item = _held(actor, damage_id, version)
    _check_reason(reason, "Say why it is no longer claimed.")
    if item.paid is not None:
        raise Conflict(f"{item.paid:,.2f} of it was paid. What is paid is not withdrawn.")
    state = DAMAGE_EDGES.advance(item.state, "withdrawn")
    former = {"state": item.state, "supported": _plain(item.supported), "approved": _plain(item.approved)}
    item.change(state=state, supported=None, approved=None)
    _enter(actor, item, "withdrawn", item.claimed, reason=reason, former=former)
    return item


def damage_reopen(*, actor: Member, damage_id: UUID, version: int | None, reason: str) -> DamageItem:
    """Claim an item again that was withdrawn. Raises as `damage_withdraw`."""
    item = _held(actor, damage_id, version)
    _check_reason(reason, "Say why it is claimed again.")
    if item.state != "withdrawn":
        raise Conflict("Only what was withdrawn can be claimed again.")
    item.change(state=DAMAGE_EDGES.advance(item.state, "claimed"))
    _enter(actor, item, "reopened", item.claimed, reason=reason)
    return item


def _held(actor: Member, damage_id: UUID, version: int | None) -> DamageItem:
    """The item under its lock, after its case's: sums of a case are read under that."""
    actor.require("money.write")
    found = one(damage_list(), damage_id)
    case = locked(case_list(), found.case_id)
    item = locked(damage_list(), damage_id)
    check_version(item.version, version)
    item.case = case
    return item


def _advance(
    actor: Member,
    item: DamageItem,
    state: str,
    said: Word,
    *,
    most: Decimal | None,
    of: str,
    least: Decimal | None = None,
    stays: tuple[str, ...] = (),
) -> DamageItem:
    after = item.state if item.state in stays else DAMAGE_EDGES.advance(item.state, state)
    if said.amount is None:
        raise invalid("amount", "Say how much.", code="required")
    given = money(said.amount, said.currency or item.currency)
    if given.currency.code != item.currency:
        raise invalid("amount", f"This case is kept in {item.currency}.", code="another_currency")
    if given.amount < 0:
        raise invalid("amount", "Give an amount that is not negative.")
    if most is not None and given.amount > most:
        raise invalid("amount", f"No more than {most:,.2f} {item.currency} {of}. Correct that first.")
    if least is not None and given.amount < least:
        raise invalid(
            "amount", f"{least:,.2f} {item.currency} was paid already. Take the payment back first."
        )
    if said.on is not None:
        check_day(said.on, today(item.case.time_zone), "on")
    referred(document_list().filter(case_id=item.case_id), said.document_id, "document_id")
    before: Decimal | None = getattr(item, state)
    item.change(state=after, **{state: given.amount})
    _enter(
        actor,
        item,
        state,
        given.amount,
        on=said.on,
        reason=said.reason,
        document_id=said.document_id,
        former={} if before is None else {state: _plain(before)},
    )
    return item


def _reckoned(case: Case, head: str, details: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that details of the head's shape make. The loss of a health claim is the care itself."""
    shape_name = SHAPE_OF[head]
    shape = read(SHAPES[shape_name], details, shape_name)
    loss_on = None if case.line_of_business == "health" else case.loss_date
    made: Reckoned = reckon(shape, case.currency, under=shape_name, loss_on=loss_on)
    lien = getattr(shape, "lien", None)
    return {
        "details": plain(shape),
        "working": [{"said": step.said, "amount": wire(step.amount)} for step in made.steps],
        "claimed": made.claimed.amount,
        "rcv": made.loss and made.loss.rcv.amount,
        "acv": made.loss and made.loss.acv.amount,
        "holdback": made.loss and made.loss.holdback.amount,
        "lien": lien and lien.amount,
    }


def _check_head(case: Case, code: str) -> None:
    head = load_damages().heads.get(code)
    if head is None or not head.fits(case.line_of_business, case.plan_type):
        fitting = [
            each.code
            for each in load_damages().heads.values()
            if each.fits(case.line_of_business, case.plan_type)
        ]
        raise invalid("head", f"A case of this line has no such head. Give one of: {', '.join(fitting)}.")


def _check_references(case: Case, item: DamageItem) -> None:
    of_policy = coverage_list().filter(policy__cases=case, removed_at=None)
    referred(of_policy, item.coverage_id, "coverage_id")
    referred(party_list().filter(case_id=case.id), item.provider_id, "provider_id")


def _check_reason(reason: str, remedy: str) -> None:
    if not reason.strip():
        raise invalid("reason", remedy, code="required")


def _enter(actor: Member, item: DamageItem, act: str, amount: Decimal | None, **values: Any) -> None:
    entry = DamageEntry(
        damage=item,
        act=act,
        amount=amount,
        currency=item.currency,
        recorded_by_id=actor.member_id,
        **{**values, "reason": values.get("reason", "").strip()},
    )
    check_fields(entry, ["reason"])
    entry.save(force_insert=True)


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal | UUID) else value


SHAPE_OF: Final = {head.code: head.shape for head in load_damages().heads.values()}
"""The shape of each head: the field in which its details are sent."""
