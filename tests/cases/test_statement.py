"""Settlement statements: to the cent, approved, signed, disbursed once."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from django.db import IntegrityError, connection, transaction

from cases.models import Case, LedgerTransaction, Lien, Statement, StatementLine
from cases.services.costs import cost_add
from cases.services.fee_invoices import fee_invoice_issue
from cases.services.fees import fee_agreement_record
from cases.services.ledger import ledger_receive, ledger_reverse
from cases.services.liens import lien_assert, lien_move
from cases.services.statements import statement_disburse, statement_draft
from cases.settlement.statement import CLIENT, COSTS, FEE, LIENS, RECEIVED, Line, difference, draft, same
from cases.settlement_paper import PaperLine, StatementPaper, render_statement
from claimback.kernel.clock import today
from claimback.kernel.errors import Conflict, IllegalTransition, Invalid
from claimback.kernel.money import money
from tests.cases.papers import document
from tests.firms import TestFirm
from tests.letters.matter import ZONE, open_case
from tests.races.test_case_races import at_once

DAY = timedelta(days=1)


def usd(amount: str) -> Any:
    return money(amount, "USD")


def line(group: str, amount: str) -> Line:
    return Line(group, group, usd(amount))


def test_what_is_left_is_the_client_s() -> None:
    lines = [line(RECEIVED, "100.00"), line(FEE, "33.33"), line(COSTS, "10.01"), line(LIENS, "20.00")]
    made = draft(lines, currency="USD", client="Ada Quill")
    assert (made.sums[CLIENT], made.short) == (usd("36.66"), None)
    assert made.lines[-1] == Line(CLIENT, "Balance due", usd("36.66"), "Ada Quill")
    assert difference(made, usd("36.66")) is None
    assert difference(made, usd("36.67")) == usd("0.01")
    assert same(made.lines, made.lines[::-1])
    assert not same(made.lines, made.lines[1:])
    paid = draft([*lines, line(CLIENT, "6.66")], currency="USD", client="Ada Quill")
    assert (paid.lines[-1].amount, paid.sums[CLIENT]) == (usd("30.00"), usd("36.66"))
    assert draft([*lines, line(LIENS, "40.00")], currency="USD", client="").short == usd("3.34")
    with pytest.raises(Invalid, match="in USD"):
        draft([Line(RECEIVED, "", money("1", "EUR"))], currency="USD", client="")


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_paper_is_tagged_and_its_words_are_text(language: str) -> None:
    paper = StatementPaper(
        firm="Marlowe & Finch LLP",
        number=1,
        client="#strong[Ada]",
        case="2026-0001",
        claim="",
        insurer="Northfield Mutual",
        loss=None,
        dated=date(2026, 11, 23),
        approved="Attorney",
        language=language,
        lines=[PaperLine(RECEIVED, "Payment of the insurer of 2026-11-01", "Northfield Mutual", usd("5"))],
        sums={group: usd("0") for group in (RECEIVED, FEE, COSTS, LIENS, CLIENT)},
        working=[("Fee", "0", "None")],
    )
    pdf = render_statement(paper)
    assert pdf == render_statement(paper)
    assert b"/StructTreeRoot" in pdf
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert str(opened.Root.Lang) == f"{language}-US"


@pytest.fixture
def case(in_law: TestFirm) -> Case:
    """1,000 came, of which a fee of 333.33 was invoiced; 41.50 was advanced, a lien was resolved at 250."""
    case, actor = open_case(in_law), in_law.attorney
    agreement = fee_agreement_record(
        actor=actor,
        case_id=case.id,
        kind="flat",
        represented_by="attorney",
        member_id=actor.member_id,
        signed_by="Ada Quill",
        signed_on=today(ZONE) - DAY,
        flat_amount=Decimal("333.33"),
    )
    fee_invoice_issue(
        actor=actor, agreement_id=agreement.id, recovered=Decimal(1000), recovered_on=today(ZONE)
    )
    receive(in_law, case, "1000.00")
    cost_add(
        actor=actor,
        case_id=case.id,
        what="Records",
        vendor="Example General",
        incurred_on=today(ZONE) - DAY,
        amount=Decimal("41.50"),
    )
    lien = assert_lien(in_law, case, "Example General", "300.00")
    settle(in_law, lien, "resolved", "250.00")
    return case


def receive(firm: TestFirm, case: Case, amount: str) -> Any:
    return ledger_receive(
        actor=firm.attorney,
        case_id=case.id,
        kind="receipt",
        on=today(ZONE) - DAY,
        amount=Decimal(amount),
        counterpart="Example Mutual",
    )


def assert_lien(firm: TestFirm, case: Case, holder: str, amount: str) -> Lien:
    return lien_assert(
        actor=firm.attorney,
        case_id=case.id,
        kind="hospital",
        holder=holder,
        asserted_on=today(ZONE) - DAY,
        asserted_amount=Decimal(amount),
    )


def settle(firm: TestFirm, lien: Lien, to: str, amount: str | None = None, note: str = "") -> None:
    lien_move(
        actor=firm.attorney,
        lien_id=lien.id,
        version=None,
        to=to,
        on=today(ZONE),
        amount=amount and Decimal(amount),  # type: ignore[arg-type]
        note=note,
    )


def test_it_is_drafted_from_what_moved_and_refuses_what_is_not_so(in_law: TestFirm, case: Case) -> None:
    said: Any = {"actor": in_law.attorney, "case_id": case.id}
    with pytest.raises(Invalid, match=r"375\.17 USD: this is 0\.01 off"):
        statement_draft(**said, client=Decimal("375.18"))
    with pytest.raises(Invalid, match="kept in USD"):
        statement_draft(**said, client=Decimal(1), currency="EUR")
    with pytest.raises(Invalid, match="void or paid"):
        statement_draft(**said, invoice_ids=[case.id])
    dear = assert_lien(in_law, case, "Example Clinic", "384.00")
    settle(in_law, dear, "held_back")
    with pytest.raises(Conflict, match=r"by 8\.83 USD"):
        statement_draft(**said)
    settle(in_law, dear, "released", note="Paid by the plan.")
    other = assert_lien(in_law, case, "Example Recovery", "100.00")
    with pytest.raises(Conflict, match="Example Recovery"):
        statement_draft(**said)
    settle(in_law, other, "held_back")
    made = statement_draft(**said, client=Decimal("275.17"))
    sums = (made.received, made.fee, made.costs, made.liens, made.client)
    assert [str(each) for each in sums] == ["1000.00", "333.33", "41.50", "350.00", "275.17"]
    with pytest.raises(Conflict, match="is open"):
        statement_draft(**said)
    again = statement_draft(
        **said, in_place_of_id=made.id, reason="The hospital's bill was cut.", cost_ids=[]
    )
    made.refresh_from_db()
    assert (made.state, again.number, str(again.costs)) == ("superseded", 2, "0.00")
    connection.check_constraints()


def test_the_database_refuses_a_statement_that_is_off_by_a_cent(in_law: TestFirm, case: Case) -> None:
    columns: dict[str, Any] = {"case": case, "currency": "USD", "drafted_by_id": in_law.attorney.member_id}
    sums = {"received": "10.00", "fee": "3.00", "costs": "1.00", "liens": "2.00", "client": "4.00"}

    def write(**changed: str) -> None:
        row = Statement.objects.create(number=9, **columns, **{**sums, **changed})
        for place, (group, amount) in enumerate(sums.items()):
            StatementLine.objects.create(
                case=case, statement=row, position=place, group=group, label=group, amount=amount
            )
        connection.check_constraints()

    with pytest.raises(IntegrityError, match="cases_statement_adds_up"), transaction.atomic():
        write(client="4.01")
    with pytest.raises(IntegrityError, match="do not come to"), transaction.atomic():
        write(client="4.01", received="10.01")
    with transaction.atomic():
        write()


def test_it_is_approved_signed_and_disbursed_once(
    law: TestFirm, in_law: TestFirm, api: Any, case: Case
) -> None:
    other = assert_lien(in_law, case, "Example Recovery", "100.00")
    settle(in_law, other, "held_back")
    attorney, billing = api(law, "attorney"), api(law, "billing")
    row = billing.post("statements", {"case_id": str(case.id), "language": "es"}).json()
    assert row["fee_working"][-1]["result"] == "333.33 USD"

    def act(client: Any, verb: str, **body: Any) -> Any:
        version = client.get(f"statements/{row['id']}").json()["version"]
        return client.post(f"statements/{row['id']}/{verb}", body, HTTP_IF_MATCH=f'"{version}"')

    day = str(today(ZONE))
    assert act(attorney, "disburse", on=day).json()["code"] == "illegal_transition"
    assert act(billing, "review").status_code == 200
    assert act(billing, "approve").status_code == 403
    approved = act(attorney, "approve").json()
    assert (approved["state"], approved["approved_on"]) == ("approved", day)
    paper = attorney.get(f"documents/{approved['document_id']}").json()
    assert paper["title"] == "Settlement statement 1"
    signed = document(law.attorney, case.id, "Signed statement")
    late = receive(in_law, case, "0.01")
    act(billing, "sign", signed_on=day, document_id=str(signed.id))
    assert act(attorney, "disburse", on=day).json()["code"] == "outdated"
    ledger_reverse(actor=law.attorney, transaction_id=late.id, version=1, on=today(ZONE), reason="In error")
    done = act(attorney, "disburse", on=day).json()
    assert (done["state"], done["disbursed_on"]) == ("disbursed", day)
    assert act(attorney, "disburse", on=day).json()["code"] == "illegal_transition"

    posted = billing.get(f"ledger-transactions?case_id={case.id}&ordering=on").json()["results"]
    kinds = sorted((each["kind"], each["amount"]["amount"]) for each in posted if each["on"] == day)
    assert ("hold_back", "100.00") in kinds
    assert ("lien_payment", "250.00") in kinds
    assert ("client_payment", "275.17") in kinds
    panel = billing.get(f"cases/{case.id}/ledger").json()["panel"]
    told = {name: amount["amount"] for name, amount in panel.items()}
    assert told == {
        "received": "1000.00",
        "fees": "333.33",
        "costs": "0.00",
        "liens": "100.00",
        "held": "100.00",
        "trust": "100.00",
        "client": "0.00",
    }
    accounts = {
        each["account"]: each["balance"]["amount"]
        for each in billing.get(f"cases/{case.id}/ledger").json()["accounts"]
    }
    assert accounts == {
        "trust_bank": "100.00",
        "operating_bank": "333.33",
        "costs_advanced": "0.00",
        "client_funds": "0.00",
        "held_for_liens": "100.00",
        "fees_earned": "333.33",
        "costs_borne": "0.00",
    }
    states = {each["holder"]: each["state"] for each in billing.get("liens").json()["results"]}
    assert states == {"Example General": "paid", "Example Recovery": "held_back"}
    connection.check_constraints()

    settle(in_law, other, "resolved", "60.00")
    where = f"cases/{case.id}/ledger/pay"
    out: dict[str, Any] = {"on": day, "lien_id": str(other.id)}
    assert attorney.post(where, out | {"kind": "lien_payment"}).status_code == 201
    left = {"amount": "40.00", "currency": "USD"}
    assert attorney.post(where, out | {"kind": "release", "amount": left}).status_code == 201
    rest = billing.post("statements", {"case_id": str(case.id)}).json()
    assert [rest[group]["amount"] for group in ("received", "liens", "client")] == ["40.00", "0.00", "40.00"]


def test_of_two_who_disburse_at_once_one_is_refused(committed_db: str, law: TestFirm) -> None:
    with law.scope():
        case = open_case(law)
        receive(law, case, "100.00")
        made = statement_draft(actor=law.attorney, case_id=case.id)
        Statement.objects.filter(id=made.id).update(state="signed", signed_on=today(ZONE))

    def disburse() -> Statement:
        return statement_disburse(actor=law.attorney, statement_id=made.id, version=None, on=today(ZONE))

    outcomes = at_once(law, disburse, disburse)
    assert {type(each) for each in outcomes} == {Statement, IllegalTransition}
    with law.scope():
        (paid,) = LedgerTransaction.objects.filter(kind="client_payment")
        assert (paid.amount, paid.counterpart) == (Decimal("100.00"), case.client.name)
