"""Cases: opening, changing and moving them along."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction

from cases.event_dates import before_loss_problem
from cases.events import CaseChanged, CaseClosing
from cases.governing_law import TIME_ZONES, jurisdiction_problem, plan_type_problem
from cases.models import Case, Client
from cases.models.case import NO_DATE
from cases.selectors import (
    case_list,
    client_list,
    event_list,
    insurer_list,
    lien_list,
    locked,
    one,
    policy_list,
    referred,
)
from cases.selectors.ledger import ledger_transaction_list
from cases.services.checks import change_fields, check_day, check_fields, check_time_zone, what_changed
from cases.services.colleague import colleague_on
from cases.services.conflicts import check_case, refuse_conflicted
from cases.services.numbers import keep_clear_of, next_case_number
from cases.states import CASE_EDGES, CLOSED_CASES
from claimback.kernel.clock import today
from claimback.kernel.errors import Conflict, invalid
from claimback.kernel.etag import check_version
from claimback.kernel.events import publish
from claimback.tenancy.member import Member
from claimback.vault.kinds import Value
from claimback.vault.services.reveals import sealed_reveal

# What clocks and their reminders read of a case.
_CLOCKS_READ: Final = frozenset(
    {
        "line_of_business",
        "plan_type",
        "jurisdiction",
        "time_zone",
        "claim_kind",
        "loss_date",
        "policy_id",
        "lead_id",
    }
)

_AMOUNTS: Final = {"amount_claimed": "An amount claimed", "amount_disputed": "An amount in dispute"}
_OPPONENTS_ARE: Final = frozenset({"insurer_id", "policy_id"})


def case_open(*, actor: Member, **values: Any) -> Case:
    """Open a case at intake, from the values that `case_begin` takes, and check it for conflicts.

    Without a number it gets the firm's next one of the year, such as 2026-0001; without a time zone that of its
    jurisdiction, or the client's under federal law.
    Raises Invalid that names the field and the remedy, Conflict for a number that is taken, Forbidden.
    """
    case = case_begin(actor=actor, **values)
    check_case(actor, case, "opened")
    return case


def case_begin(
    *,
    actor: Member,
    client_id: UUID,
    insurer_id: UUID,
    title: str,
    line_of_business: str,
    jurisdiction: str,
    plan_type: str = "",
    policy_id: UUID | None = None,
    time_zone: str = "",
    claim_number: str = "",
    claim_kind: str = "",
    loss_date: date | None = None,
    diagnosis: str = "",
    amount_claimed: Decimal | None = None,
    amount_disputed: Decimal | None = None,
    currency: str = "USD",
    lead_id: UUID | None = None,
    number: str = "",
) -> Case:
    """A case as it begins at intake, not checked for conflicts yet: whoever calls this sees to it, once all are on it.

    Raises as `case_open` does.
    """
    actor.require("case.write")
    client = referred(client_list(), client_id, "client_id")
    case = Case(
        client=client,
        insurer=referred(insurer_list(), insurer_id, "insurer_id"),
        policy_id=policy_id,
        lead_id=lead_id,
        title=title,
        line_of_business=line_of_business,
        plan_type=plan_type,
        jurisdiction=jurisdiction,
        time_zone=time_zone or _zone_of(jurisdiction, client),
        claim_number=claim_number,
        claim_kind=claim_kind,
        loss_date=loss_date,
        diagnosis=diagnosis,
        amount_claimed=amount_claimed,
        amount_disputed=amount_disputed,
        currency=currency,
        number=number,
        opened_on=today(actor.time_zone),
    )
    _check(case)
    _check_policy(case)
    _check_lead(lead_id, case.id)
    if number:
        keep_clear_of(number)
    else:
        case.number = next_case_number(case.opened_on.year)
    check_fields(case)
    try:
        with transaction.atomic():
            case.save(force_insert=True)
    except IntegrityError:
        raise Conflict(
            f"There is a case {case.number} already. Choose another number, or leave it out."
        ) from None
    return case


def case_reveal(
    *, actor: Member, case_id: UUID, fields: Sequence[str], reason: str
) -> dict[str, Value | None]:
    """Sealed fields of a case in full. Raises NotFound, Invalid, Forbidden; the trace is `vault.models.Reveal`."""
    actor.require("case.read")
    return sealed_reveal(actor=actor, row=one(case_list(), case_id), fields=fields, reason=reason)


def case_change(*, actor: Member, case_id: UUID, version: int | None, **changes: Any) -> Case:
    """Change fields of a case read at `version`. Its client and number stay.

    A new jurisdiction brings its time zone unless one is given. Publishes CaseChanged where clocks read what was
    changed. Raises NotFound, PreconditionFailed, Invalid, Forbidden.
    """
    actor.require("case.write")
    case = locked(case_list().select_related("client"), case_id)
    check_version(case.version, version)
    if changes.get("jurisdiction", case.jurisdiction) != case.jurisdiction or changes.get("time_zone") == "":
        wanted = changes.get("jurisdiction", case.jurisdiction)
        changes["time_zone"] = changes.get("time_zone") or _zone_of(wanted, case.client)
    concerned = what_changed(case, {name: changes[name] for name in sorted(_CLOCKS_READ & changes.keys())})
    others = any(getattr(case, name) != changes[name] for name in _OPPONENTS_ARE & changes.keys())
    _check_currency(case, changes)
    for name, value in changes.items():
        setattr(case, name, value)
    _check(case)
    if "insurer_id" in changes:
        referred(insurer_list(), case.insurer_id, "insurer_id")
    if "policy_id" in changes:
        _check_policy(case)
    if "lead_id" in changes:
        _check_lead(case.lead_id, case.id)
    if {"loss_date", "claim_kind"} & changes.keys():
        _check_events_follow(case)
    change_fields(case, changes)
    if others:
        check_case(actor, case, "name_changed")
    if concerned:
        publish(CaseChanged(case.id, what=concerned))
    return case


def case_move(*, actor: Member, case_id: UUID, version: int | None, to: str, reason: str = "") -> Case:
    """Move a case read at `version` to another status. To close, reopen or delete asks for `case.close` and a reason.

    It leaves intake for work with a conflict check that was cleared or waived. A case is deleted when nothing of ours
    is due in it any more, and comes back as it went. Publishes CaseClosing before it is closed, and CaseChanged at
    closing, reopening and deleting. Raises Conflict for a conflict that is not decided, for open deadlines, and where a
    floor above refuses the closing; NotFound, PreconditionFailed, IllegalTransition, Invalid, Forbidden.
    """
    actor.require("case.write")
    if to not in CASE_EDGES.states:
        raise invalid("to", f"{to!r} is not a status. Give one of: {', '.join(CASE_EDGES.states)}.")
    case = locked(case_list(), case_id)
    check_version(case.version, version)
    closing = not {case.status, to}.isdisjoint(CLOSED_CASES)
    if closing:
        actor.require("case.close")
    begun = (case.status, to) == ("intake", "open")
    status = CASE_EDGES.advance(case.status, to)
    if closing and not reason.strip():
        raise invalid("reason", "Say why the case is closed, reopened or deleted.")
    if to == "deleted":
        _refuse_open_deadlines(case)
    if begun:
        refuse_conflicted(actor, case)
    if to == "closed" and case.status not in CLOSED_CASES:
        publish(CaseClosing(case.id))
    taken = {"taken_on": today(actor.time_zone)} if begun and case.taken_on is None else {}
    change_fields(
        case,
        {"status": status, "status_reason": reason, **taken, **_closed(case, status, today(actor.time_zone))},
    )
    if closing:
        publish(CaseChanged(case.id))
    return case


def _closed(case: Case, to: str, on: date) -> dict[str, Any]:
    """The day on which it is closed, or that it no longer is; one that is deleted keeps the day."""
    if to == "closed":
        return {"closed_on": case.closed_on or on}
    return {"closed_on": None} if case.closed_on and to != "deleted" else {}


def _refuse_open_deadlines(case: Case) -> None:
    if case.next_deadline_on != NO_DATE:
        raise Conflict(
            f"Something is due in this case by {case.next_deadline_on}. Meet, waive or void its open deadlines, or "
            "close the case with the reason; then delete it.",
            code="open_deadlines",
        )


def _zone_of(jurisdiction: str, client: Client) -> str:
    return TIME_ZONES.get(jurisdiction, client.time_zone)


def _check(case: Case) -> None:
    """What can be seen without the database."""
    check_fields(case, ["line_of_business"])
    if problem := jurisdiction_problem(case.jurisdiction):
        raise invalid("jurisdiction", problem)
    if problem := plan_type_problem(case.line_of_business, case.plan_type):
        raise invalid("plan_type", problem)
    check_time_zone(case.time_zone)
    if case.loss_date is not None:
        check_day(case.loss_date, today(case.time_zone), "loss_date")
    for name, what in _AMOUNTS.items():
        if (amount := getattr(case, name)) is not None and amount < 0:
            raise invalid(name, f"{what} is not negative.")
    if not (len(case.currency) == 3 and case.currency.isascii() and case.currency.isupper()):
        raise invalid("currency", "Give the three capital letters of ISO 4217, such as USD.")


def _check_currency(case: Case, changes: dict[str, Any]) -> None:
    """Both amounts have one currency: another for one of them would be another for both."""
    if changes.get("currency", case.currency) == case.currency:
        return
    if (
        ledger_transaction_list().filter(case_id=case.id).exists()
        or lien_list().filter(case_id=case.id).exists()
    ):
        raise invalid("currency", f"The ledger and the liens of this case are kept in {case.currency}.")
    for name, what in _AMOUNTS.items():
        if name not in changes and getattr(case, name) is not None:
            raise invalid(
                "currency", f"{what} is in {case.currency}. Give both amounts in {changes['currency']}."
            )


def _check_policy(case: Case) -> None:
    policy = referred(policy_list(), case.policy_id, "policy_id")
    if policy is not None and policy.client_id != case.client_id:
        raise invalid("policy_id", "This policy is another client's. Give one of this client's policies.")


def _check_lead(member_id: UUID | None, case_id: UUID) -> None:
    """A lead is one of the firm's own at work, and may see the case."""
    if member_id is not None:
        colleague_on(case_id, member_id, "lead_id")


def _check_events_follow(case: Case) -> None:
    """No fact of the case may come to stand before its loss."""
    standing = event_list().filter(case_id=case.id, withdrawn=False).order_by("on", "id")
    for kind, on in standing.values_list("kind", "on"):
        if before_loss_problem(kind, on, case.loss_date, case.claim_kind):
            raise invalid(
                "loss_date",
                f"The case has {kind} on {on}, which would contradict it. Correct that event, or this date.",
            )
