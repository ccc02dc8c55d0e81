"""Fee agreements: recorded as signed, sent to the insurer, superseded, cancelled by the client, ended.

Who represents the client holds a licence for the case's state on the day of the signature. What a state's law of fees
asks beyond that is data of the floor above, which refuses by `FeeAgreementSigned`.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from cases.event_dates import legal_date
from cases.events import FeeAgreementLookedThrough, FeeAgreementSigned
from cases.models import Case, FeeAgreement
from cases.selectors import case_list, document_list, locked, one, referred
from cases.selectors.fees import fee_agreement_list, fee_invoice_list
from cases.services.amounts import amount_of
from cases.services.checks import check_day, check_fields
from cases.services.events import event_record
from cases.services.licensed import licence_as
from cases.settlement.fees import CONTINGENCY, FLAT, HOURLY, OF_THE_RECOVERY, FeeTerms
from cases.states import FEE_AGREEMENT_EDGES
from claimback.kernel.clock import today
from claimback.kernel.errors import Conflict, Invalid, invalid
from claimback.kernel.etag import check_version
from claimback.kernel.events import publish
from claimback.kernel.money import money
from claimback.tenancy.licences import ADJUSTER, BAR
from claimback.tenancy.member import Member
from claimback.tenancy.selectors import colleagues
from claimback.tenancy.services.licences import LicenceRequired

PERCENTS: Final = ("percent", "percent_in_suit", "percent_at_trial", "percent_on_appeal")
STAGE_OF: Final = dict(zip(PERCENTS, ("before_suit", "suit", "trial", "appeal"), strict=True))
AMOUNTS: Final = ("flat_amount", "hourly_rate", "offered")
_NEEDED: Final = {FLAT: "flat_amount", HOURLY: "hourly_rate"}


def fee_agreement_record(
    *,
    actor: Member,
    case_id: UUID,
    kind: str,
    represented_by: str,
    member_id: UUID,
    signed_by: str,
    signed_on: date | None = None,
    signed_at: datetime | None = None,
    document_id: UUID | None = None,
    supersedes_id: UUID | None = None,
    currency: str = "",
    **terms: Any,
) -> FeeAgreement:
    """Record what the client signed: with a day, or with the instant where the paper bears the time.

    `terms` are the percentages, amounts and the like that the kind needs. Records the event
    representation_agreement_signed, from which the times to cancel and to tell the insurer run. Another agreement of
    the case that is in force is superseded by name only.

    Raises Invalid that names the field, LicenceRequired where the member held none for the state on that day, Conflict
    beside an agreement in force, what the state's law refuses with, Forbidden.
    """
    actor.require("fee.write", "case.write")
    case = locked(case_list(), referred(case_list(), case_id, "case_id").id)
    day = _signed(signed_on, signed_at, case.time_zone)
    check_day(day, today(case.time_zone), "signed_at" if signed_at else "signed_on")
    member = referred(colleagues(), member_id, "member_id")
    agreement = FeeAgreement(
        case=case,
        kind=kind,
        represented_by=represented_by,
        member=member,
        signed_on=day,
        signed_at=signed_at,
        signed_by=signed_by.strip(),
        document=referred(document_list().filter(case_id=case_id), document_id, "document_id"),
        currency=case.currency,
        recorded_by_id=actor.member_id,
        **terms,
    )
    _check_terms(case, agreement, currency)
    agreement.licence = _licence(agreement)
    former = _former(case, supersedes_id)
    check_fields(agreement)
    if former is not None:
        _end(former, "superseded", day, "A new agreement took its place.")
        agreement.supersedes = former
    agreement.save(force_insert=True)
    publish(FeeAgreementSigned(case.id, agreement.id))
    event = event_record(
        actor=actor,
        case_id=case.id,
        kind="representation_agreement_signed",
        on=None if signed_at else day,
        at=signed_at,
        source="The fee agreement",
        document_id=document_id,
    )
    agreement.change(signed_event_id=event.id)
    return agreement


def fee_agreement_look_through(
    *, actor: Member, agreement_id: UUID, version: int | None, contents: Sequence[str]
) -> FeeAgreement:
    """Say which of the points that the state's law asks of the paper it holds: all of them, at each time.

    Raises NotFound, PreconditionFailed, Invalid for a point that the law does not have, Forbidden.
    """
    actor.require("fee.write")
    agreement = locked(fee_agreement_list(), agreement_id)
    check_version(agreement.version, version)
    agreement.change(contents=sorted({*contents}))
    publish(FeeAgreementLookedThrough(agreement.case_id, agreement.id))
    return agreement


def fee_agreement_send(*, actor: Member, agreement_id: UUID, version: int | None, on: date) -> FeeAgreement:
    """Note that the insurer was sent a copy, once. Records the event representation_agreement_sent_to_insurer.

    Raises NotFound, PreconditionFailed, Conflict for one that was sent or is not in force, Invalid, Forbidden.
    """
    actor.require("fee.write", "case.write")
    agreement = _in_hand(agreement_id, version)
    if agreement.state != "in_force" or agreement.sent_event_id is not None:
        raise Conflict(
            "A copy of this agreement was sent, or it is not in force. Note another sending in the log."
        )
    if on < agreement.signed_on:
        raise invalid("on", f"It was signed on {agreement.signed_on}. Give that day or a later one.")
    event = event_record(
        actor=actor,
        case_id=agreement.case_id,
        kind="representation_agreement_sent_to_insurer",
        on=on,
        source="The fee agreement",
        document_id=agreement.document_id,
    )
    agreement.change(sent_event_id=event.id)
    return agreement


def fee_agreement_cancel(
    *,
    actor: Member,
    agreement_id: UUID,
    version: int | None,
    on: date | None = None,
    at: datetime | None = None,
    reason: str = "",
) -> FeeAgreement:
    """Note that the client cancelled. Records the event representation_agreement_cancelled: whether it came in time is
    for the deadlines of the law to say.

    Raises NotFound, PreconditionFailed, IllegalTransition, Conflict while a fee under it is asked for, Invalid,
    Forbidden.
    """
    actor.require("fee.write", "case.write")
    agreement = _in_hand(agreement_id, version)
    day = legal_date(on, at, agreement.case.time_zone)
    if day < agreement.signed_on:
        raise invalid(
            "at" if at else "on", f"It was signed on {agreement.signed_on}. Give that day or a later one."
        )
    _refuse_invoiced(agreement)
    _end(agreement, "cancelled", day, reason)
    event_record(
        actor=actor,
        case_id=agreement.case_id,
        kind="representation_agreement_cancelled",
        on=None if at else day,
        at=at,
        source="The client cancelled the fee agreement",
    )
    return agreement


def fee_agreement_end(
    *, actor: Member, agreement_id: UUID, version: int | None, on: date, reason: str
) -> FeeAgreement:
    """End an agreement otherwise than by the client's right to cancel: the work is done, or it was recorded in error.

    Raises NotFound, PreconditionFailed, IllegalTransition, Invalid without a reason, Forbidden.
    """
    actor.require("fee.write")
    agreement = _in_hand(agreement_id, version)
    if not reason.strip():
        raise invalid("reason", "Say why the agreement ends.")
    if not agreement.signed_on <= on <= today(agreement.case.time_zone):
        raise invalid("on", f"Give a day from {agreement.signed_on} to today.")
    _end(agreement, "ended", on, reason)
    return agreement


def terms_of(agreement: FeeAgreement, *, offered: Decimal | None) -> FeeTerms:
    """The terms as `fee_due` takes them; `offered` is what of the earlier offer is not used up."""
    percents = {stage: getattr(agreement, name) for name, stage in STAGE_OF.items()}
    return FeeTerms(
        kind=agreement.kind,
        percents={stage: percent for stage, percent in percents.items() if percent is not None},
        flat=money(agreement.flat_amount, agreement.currency) if agreement.flat_amount else None,
        base=agreement.base,
        offered=None if offered is None else money(offered, agreement.currency),
        costs_first=agreement.costs_first,
    )


def _signed(on: date | None, at: datetime | None, zone: str) -> date:
    try:
        return legal_date(on, at, zone)
    except Invalid as error:
        field = error.errors[0].pointer.removeprefix("/")
        raise invalid(f"signed_{field}", error.detail, code=error.errors[0].code) from None


def _check_terms(case: Case, agreement: FeeAgreement, currency: str) -> None:
    """Each kind has what it needs, and nothing of another's. Raises Invalid that names the field."""
    needed = _NEEDED.get(agreement.kind, "percent")
    own = {
        needed,
        *(PERCENTS if agreement.kind == CONTINGENCY else ()),
        *(("offered",) if agreement.kind in OF_THE_RECOVERY else ()),
    }
    for name in (*PERCENTS, *AMOUNTS):
        value = getattr(agreement, name)
        if value is None:
            if name == needed:
                raise invalid(name, f"A fee that is {agreement.kind} needs it.", code="required")
        elif name not in own:
            raise invalid(name, f"A fee that is {agreement.kind} has none. Leave it out.")
        elif name in AMOUNTS:
            amount_of(case, value, currency, field=name)
        elif not 0 < value <= 100:
            raise invalid(name, "Give a percentage above 0, of at most 100.")
    if agreement.base == "increase" and agreement.offered is None:
        raise invalid(
            "offered", "Say what the insurer had offered: the fee is of what goes beyond it.", code="required"
        )
    if not agreement.signed_by:
        raise invalid("signed_by", "Say who signed for the client.")


def _licence(agreement: FeeAgreement) -> Any:
    kind = ADJUSTER if agreement.represented_by == "public_adjuster" else BAR
    try:
        return licence_as(kind, agreement.member_id, agreement.case, agreement.signed_on)[0]
    except LicenceRequired:
        name, place = agreement.member.user.name, agreement.case.jurisdiction
        what = "public adjuster's licence" if kind == ADJUSTER else "admission to the bar"
        raise LicenceRequired(
            f"{name} shows no {what} of {place} that was in force on {agreement.signed_on}, and no fee is due for work "
            "without one. Have an owner record it, or name the member who holds it."
        ) from None


def _former(case: Case, supersedes_id: UUID | None) -> FeeAgreement | None:
    rows = fee_agreement_list().filter(case_id=case.id)
    former = referred(rows.filter(state="in_force"), supersedes_id, "supersedes_id")
    standing = rows.filter(state="in_force").first()
    if former is None and standing is not None:
        raise Conflict(
            f"An agreement that was signed on {standing.signed_on} is in force. Name it in supersedes_id, or end it.",
            code="agreement_in_force",
        )
    return former


def _in_hand(agreement_id: UUID, version: int | None) -> FeeAgreement:
    """The agreement under its lock, after the case's: an invoice counts on it."""
    locked(case_list(), one(fee_agreement_list(), agreement_id).case_id)
    agreement = locked(fee_agreement_list().select_related("case"), agreement_id)
    check_version(agreement.version, version)
    return agreement


def _refuse_invoiced(agreement: FeeAgreement) -> None:
    if fee_invoice_list().filter(agreement_id=agreement.id, state="issued").exists():
        raise Conflict("A fee is asked for under this agreement. Void the invoice first, with the reason.")


def _end(agreement: FeeAgreement, state: str, on: date, reason: str) -> None:
    state = FEE_AGREEMENT_EDGES.advance(agreement.state, state)
    agreement.ended_reason = reason
    check_fields(agreement, ["ended_reason"])
    agreement.change(state=state, ended_on=on, ended_reason=reason)
