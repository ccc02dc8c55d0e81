"""Settlement statements: drafted from the ledger, reviewed, approved, signed by the client, and disbursed once."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Max
from moneyed import Money

from cases.models import Case, Statement, StatementLine
from cases.selectors import case_list, cost_list, document_list, for_change, lien_list, locked, one, referred
from cases.selectors.fees import fee_invoice_list
from cases.selectors.ledger import statement_line_list, statement_list
from cases.services.checks import check_day, check_fields
from cases.services.ledger import lien_pay, post
from cases.services.licensed import acting_licence
from cases.services.statement_lines import stated_lines
from cases.services.statement_paper import statement_file
from cases.settlement.statement import CLIENT, GROUPS, LANGUAGES, Drafted, Line, difference, draft, same
from cases.states import COST_EDGES, STATEMENT_EDGES, STATEMENTS_OPEN
from claimback.kernel.clock import today
from claimback.kernel.errors import Conflict, invalid
from claimback.kernel.etag import check_version
from claimback.kernel.money import money
from claimback.tenancy.member import Member


def statement_draft(
    *,
    actor: Member,
    case_id: UUID,
    invoice_ids: Collection[UUID] | None = None,
    cost_ids: Collection[UUID] | None = None,
    client: Decimal | None = None,
    currency: str = "",
    language: str = "en",
    in_place_of_id: UUID | None = None,
    reason: str = "",
) -> Statement:
    """Draft a statement of all that moved on the case since the last one was disbursed.

    The fee is that of the invoices that were issued and not paid yet, the costs are those that are billable; of both,
    all or those that are named. `client` is what the caller reckons is left: where the ledger says otherwise it is
    refused, be it by a cent. A statement that is still open is superseded by name, with the reason.

    Raises Conflict for liens that are open (`liens_open`), for more taken off than came (`short`), for nothing
    received, for another open statement (`statement_open`); Invalid that names the field, Forbidden.
    """
    actor.require("ledger.write")
    case = referred(for_change(case_list()), case_id, "case_id")
    if language not in LANGUAGES:
        raise invalid("language", f"Give one of {', '.join(LANGUAGES)}.")
    former = _superseded(case, in_place_of_id, reason)
    drafted = _drafted(case, invoice_ids, cost_ids)
    if set(cost_ids or ()) - {line.cost for line in drafted.lines}:
        raise invalid("cost_ids", "The client does not owe one of these costs, or owes it no more.")
    if set(invoice_ids or ()) - {line.invoice for line in drafted.lines}:
        raise invalid("invoice_ids", "One of these invoices is void or paid, or none of this case's.")
    if client is not None and (apart := difference(drafted, _stated(case, client, currency))):
        raise invalid(
            "client",
            f"The client is due {drafted.sums[CLIENT].amount} {case.currency}: this is {apart.amount} off.",
            code="off",
        )
    last: int | None = statement_list().filter(case_id=case.id).aggregate(last=Max("number"))["last"]
    row = Statement(
        case=case,
        number=(last or 0) + 1,
        currency=case.currency,
        fee_working=_working(drafted),
        language=language,
        supersedes=former,
        reason=reason,
        drafted_by_id=actor.member_id,
        **{group: amount.amount for group, amount in drafted.sums.items()},
    )
    check_fields(row, ["reason"])
    if former is not None:
        former.change(state=STATEMENT_EDGES.advance(former.state, "superseded"))
    row.save(force_insert=True)
    StatementLine.objects.bulk_create(_row(row, line, place) for place, line in enumerate(drafted.lines, 1))
    return row


def statement_review(*, actor: Member, statement_id: UUID, version: int | None) -> Statement:
    """Say that somebody has held a draft against the papers. Raises as `statement_approve`."""
    actor.require("ledger.write")
    _, row = _locked(statement_id, version)
    row.change(state=STATEMENT_EDGES.advance(row.state, "reviewed"), reviewed_by_id=actor.member_id)
    return row


def statement_approve(*, actor: Member, statement_id: UUID, version: int | None) -> Statement:
    """Approve what was reviewed, under the actor's licence; the paper for the client to sign is filed with the case.

    Raises NotFound, PreconditionFailed, IllegalTransition, LicenceRequired, Forbidden; Conflict (`outdated`) where the
    ledger has moved on.
    """
    actor.require("statement.approve")
    case, row = _locked(statement_id, version)
    state = STATEMENT_EDGES.advance(row.state, "approved")
    on = today(case.time_zone)
    licence, _ = acting_licence(actor=actor, case=case, on=on)
    lines = _refuse_outdated(case, row)
    paper = statement_file(actor=actor, case=case, statement=row, lines=lines, licence=licence, on=on)
    row.change(
        state=state,
        approved_by_id=actor.member_id,
        approved_under_id=licence.id,
        approved_on=on,
        document=paper,
    )
    return row


def statement_sign(
    *, actor: Member, statement_id: UUID, version: int | None, signed_on: date, document_id: UUID
) -> Statement:
    """Note that the client has signed, by the document that shows it.

    Raises NotFound, PreconditionFailed, IllegalTransition, Invalid that names the field, Forbidden.
    """
    actor.require("ledger.write")
    case, row = _locked(statement_id, version)
    state = STATEMENT_EDGES.advance(row.state, "signed")
    check_day(signed_on, today(case.time_zone), "signed_on")
    if row.approved_on is not None and signed_on < row.approved_on:
        raise invalid(
            "signed_on", f"It was approved on {row.approved_on}: the client signs what was approved."
        )
    paper = referred(document_list().filter(case_id=case.id), document_id, "document_id")
    row.change(state=state, signed_on=signed_on, signed_document=paper)
    return row


def statement_disburse(*, actor: Member, statement_id: UUID, version: int | None, on: date) -> Statement:
    """Pay out what the client has signed: every line that is not posted yet becomes one transaction, once.

    Raises NotFound, PreconditionFailed, IllegalTransition for one that is disbursed or not signed, Conflict where the
    ledger has moved on (`outdated`), Invalid for a day to come or before the signature, Forbidden.
    """
    actor.require("ledger.write", "statement.approve")
    case, row = _locked(statement_id, version)
    state = STATEMENT_EDGES.advance(row.state, "disbursed")
    check_day(on, today(case.time_zone), "on")
    if row.signed_on is not None and on < row.signed_on:
        raise invalid("on", f"The client signed on {row.signed_on}. Give that day or a later one.")
    for line in _refuse_outdated(case, row):
        if line.transaction_id is None:
            _disburse(actor, case, line, on)
    row.change(state=state, disbursed_on=on)
    return row


def _disburse(actor: Member, case: Case, row: StatementLine, on: date) -> None:
    line = _line(case, row)
    what: dict[str, Any] = {"on": on, "memo": row.label, "statement_line": row}
    lien = locked(lien_list().select_related("party"), row.lien_id) if row.lien_id else None
    if lien is not None and not row.held:
        lien_pay(actor=actor, case=case, lien=lien, **what)
        return
    if row.cost_id is not None:
        cost = locked(cost_list(), row.cost_id)
        cost.change(state=COST_EDGES.advance(cost.state, "reimbursed"))
        what["cost"] = cost
    post(
        actor=actor,
        case=case,
        kind=line.kind,
        amount=line.amount,
        counterpart=row.payee or actor.firm_name,
        lien=lien,
        **what,
    )


def _refuse_outdated(case: Case, row: Statement) -> list[StatementLine]:
    """The statement's lines, if they are what would be drafted now. Raises Conflict."""
    rows = list(statement_line_list().filter(statement_id=row.id).order_by("position"))
    said = [_line(case, each) for each in rows]
    costs = {line.cost for line in said if line.cost is not None}
    invoices = {line.invoice for line in said if line.invoice is not None}
    if not same(said, _drafted(case, invoices, costs).lines):
        raise Conflict(
            "The ledger, a lien or a cost has changed since this was drafted. Supersede it by another version.",
            code="outdated",
        )
    return rows


def _drafted(case: Case, invoice_ids: Collection[UUID] | None, cost_ids: Collection[UUID] | None) -> Drafted:
    lines = stated_lines(case, invoice_ids=invoice_ids, cost_ids=cost_ids)
    drafted = draft(lines, currency=case.currency, client=case.client.name)
    if not any(line.group == "received" for line in lines):
        raise Conflict("Nothing was received since the last statement.", code="nothing_received")
    if drafted.short is not None:
        raise Conflict(
            f"Fee, costs and liens exceed what was received by {drafted.short.amount:,.2f} {case.currency}. Leave out "
            "costs, or settle liens for less.",
            code="short",
        )
    return drafted


def _stated(case: Case, client: Decimal, currency: str) -> Money:
    stated = money(client, currency or case.currency, field="client")
    if stated.currency.code != case.currency:
        raise invalid("client", f"This case is kept in {case.currency}.", code="another_currency")
    return stated


def _working(drafted: Drafted) -> list[dict[str, str]]:
    """How the fees were reckoned, as their invoices say it."""
    invoices = fee_invoice_list().filter(id__in=[line.invoice for line in drafted.lines if line.invoice])
    return [
        step for working in invoices.order_by("number").values_list("working", flat=True) for step in working
    ]


def _superseded(case: Case, in_place_of_id: UUID | None, reason: str) -> Statement | None:
    still_open = for_change(statement_list().filter(case_id=case.id, state__in=STATEMENTS_OPEN)).first()
    if still_open is None and in_place_of_id is None:
        return None
    if still_open is None or still_open.id != in_place_of_id:
        if in_place_of_id is None:
            raise Conflict(
                "A statement of this case is open. Name it in in_place_of_id, with the reason.",
                code="statement_open",
            )
        raise invalid("in_place_of_id", "Only the open statement of this case is superseded.")
    if not reason.strip():
        raise invalid("reason", "Say why another version takes its place.", code="required")
    return still_open


def _locked(statement_id: UUID, version: int | None) -> tuple[Case, Statement]:
    """The case first, as everybody does who moves its money. Raises NotFound, PreconditionFailed."""
    case = locked(case_list(), one(statement_list(), statement_id).case_id)
    row = locked(statement_list(), statement_id)
    check_version(row.version, version)
    return case, row


def _row(statement: Statement, line: Line, place: int) -> StatementLine:
    assert line.group in GROUPS
    return StatementLine(
        case_id=statement.case_id,
        statement=statement,
        position=place,
        group=line.group,
        label=line.label[:300],
        payee=line.payee[:200],
        amount=line.amount.amount,
        held=line.held,
        lien_id=line.lien,
        cost_id=line.cost,
        invoice_id=line.invoice,
        transaction_id=line.transaction,
    )


def _line(case: Case, row: StatementLine) -> Line:
    return Line(
        group=row.group,
        label=row.label,
        amount=money(row.amount, case.currency),
        payee=row.payee,
        held=row.held,
        lien=row.lien_id,
        cost=row.cost_id,
        invoice=row.invoice_id,
        transaction=row.transaction_id,
    )
