"""The ledger of a case: double entry, never overdrawn, never rewritten; the database holds it all."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from cases.models import Case, LedgerEntry, LedgerTransaction
from cases.services.cases import case_change
from cases.services.events import event_record
from cases.services.ledger import balances_of, ledger_pay, ledger_receive, ledger_reverse
from cases.services.liens import lien_assert, lien_move
from cases.settlement.ledger import ACCOUNTS, CLIENT, HELD, KINDS, TRUST, Balances, postings
from claimback.kernel.clock import today
from claimback.kernel.errors import Conflict, Invalid
from claimback.kernel.money import money, total
from tests.firms import TestFirm
from tests.letters.matter import ZONE, open_case
from tests.races.test_case_races import at_once

DAY = timedelta(days=1)


def usd(amount: str) -> Any:
    return money(amount, "USD")


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "reversal"])
def test_every_kind_posts_lines_that_add_up_to_nought(kind: str) -> None:
    lines = postings(kind, usd("10.01"), held=usd("4.00"))
    assert len(lines) % 2 == 0
    assert total([line.amount for line in lines], "USD") == usd("0")
    assert {line.account for line in lines} <= set(ACCOUNTS)
    held = -sum(line.amount.amount for line in lines if line.account in (CLIENT, HELD))
    assert sum(line.amount.amount for line in lines if line.account == TRUST) == held, "trust is what is owed"


def test_a_lien_is_paid_first_from_what_is_held_back_for_it() -> None:
    lines = postings("lien_payment", usd("10.00"), held=usd("4.00"))
    moved = [(line.account, str(line.amount.amount)) for line in lines]
    assert moved == [(HELD, "4.00"), (TRUST, "-4.00"), (CLIENT, "6.00"), (TRUST, "-6.00")]
    assert [line.account for line in postings("lien_payment", usd("3"), held=usd("4"))] == [HELD, TRUST]


def test_what_is_short_is_named() -> None:
    has = Balances("USD", {TRUST: usd("10"), CLIENT: usd("-6"), HELD: usd("-4")})
    assert has.short(postings("client_payment", usd("6"))) is None
    assert has.short(postings("client_payment", usd("6.01"))) == (CLIENT, usd("0.01"))
    assert has.short(postings("release", usd("5"))) == (HELD, usd("1"))


@pytest.fixture
def case(in_law: TestFirm) -> Case:
    return open_case(in_law)


@pytest.fixture
def received(in_law: TestFirm, case: Case) -> LedgerTransaction:
    return receive(in_law, case)


def receive(firm: TestFirm, case: Case, amount: str = "1000.00", **values: Any) -> LedgerTransaction:
    usual = {"kind": "receipt", "on": today(ZONE) - 3 * DAY, "counterpart": "Example Mutual"}
    return ledger_receive(actor=firm.attorney, case_id=case.id, amount=Decimal(amount), **{**usual, **values})


def pay(firm: TestFirm, case: Case, amount: str, **values: Any) -> LedgerTransaction:
    usual = {"kind": "client_payment", "on": today(ZONE), "counterpart": "Ada Quill"}
    return ledger_pay(actor=firm.attorney, case_id=case.id, amount=Decimal(amount), **{**usual, **values})


def write(
    case: Case,
    *lines: tuple[str, str],
    to: LedgerTransaction | None = None,
    amount: str = "5.00",
    **columns: Any,
) -> None:
    """Write a transaction, or more lines `to` one, past the services; the database checks it as at commit."""
    usual = {"kind": "receipt", "on": today(ZONE), "currency": "USD", "number": 900}
    row = to or LedgerTransaction.objects.create(
        case=case, amount=Decimal(amount), recorded_by_id=case.lead_id or _anybody(), **{**usual, **columns}
    )
    for place, (account, sum_) in enumerate(lines, start=7):
        LedgerEntry.objects.create(
            case=case, transaction=row, position=place, account=account, amount=Decimal(sum_)
        )
    connection.check_constraints()


def _anybody() -> Any:
    from claimback.tenancy.models import Membership

    return Membership.objects.values_list("id", flat=True)[0]


_GOOD = ((TRUST, "5.00"), (CLIENT, "-5.00"))


@pytest.mark.parametrize(
    ("lines", "columns", "constraint"),
    [
        ((), {}, "not balanced"),
        (((TRUST, "5.00"), (CLIENT, "-4.99")), {}, "not balanced"),
        (_GOOD, {"amount": "5.01"}, "not balanced"),
        (_GOOD, {"currency": "EUR"}, "is in EUR"),
        (_GOOD, {"on": today(ZONE) + 3 * DAY}, "a day to come"),
        (_GOOD, {"kind": "reversal"}, "names what it reverses"),
        (((TRUST, "-5.00"), (CLIENT, "5.00")), {}, "overdraws"),
        (((TRUST, "5.00"), (HELD, "5.00"), (CLIENT, "-10.00")), {"amount": "10.00"}, "overdraws"),
    ],
)
def test_the_database_refuses_what_does_not_add_up(
    case: Case, lines: Any, columns: dict[str, Any], constraint: str
) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        write(case, *lines, **columns)


def test_the_database_takes_no_line_later_and_changes_none(case: Case, received: LedgerTransaction) -> None:
    with pytest.raises(IntegrityError, match="not balanced"), transaction.atomic():
        write(case, *_GOOD, to=received)
    for change in (LedgerEntry.objects.all().delete, lambda: LedgerTransaction.objects.update(amount=1)):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            change()


def test_a_reversal_posts_the_contrary_once_and_is_not_reversed(
    in_law: TestFirm, case: Case, received: LedgerTransaction
) -> None:
    said: Any = {"actor": in_law.attorney, "version": 1, "on": today(ZONE), "reason": "The check came back."}
    pay(in_law, case, "400.00")
    with pytest.raises(Conflict, match=r"400\.00 USD too little"):
        ledger_reverse(transaction_id=received.id, **said)
    paid = LedgerTransaction.objects.get(kind="client_payment")
    back = ledger_reverse(transaction_id=paid.id, **said)
    with pytest.raises(Conflict, match="reversed already"):
        ledger_reverse(transaction_id=paid.id, **said)
    with pytest.raises(Conflict, match="A reversal is not reversed"):
        ledger_reverse(transaction_id=back.id, **said)
    ledger_reverse(transaction_id=received.id, **said)
    assert not any(balances_of(case).of(account).amount for account in ACCOUNTS)
    connection.check_constraints()
    other = receive(in_law, case, "5.00")
    with pytest.raises(IntegrityError, match="not the contrary"), transaction.atomic():
        write(case, *_GOOD, kind="reversal", reverses=other)


def test_a_case_with_a_ledger_keeps_its_currency(
    in_law: TestFirm, case: Case, received: LedgerTransaction
) -> None:
    with pytest.raises(Invalid, match="kept in USD"):
        case_change(actor=in_law.attorney, case_id=case.id, version=None, currency="EUR")


def test_a_payment_that_the_clocks_know_is_posted_once(in_law: TestFirm, case: Case) -> None:
    event = event_record(
        actor=in_law.attorney,
        case_id=case.id,
        kind="payment_received",
        on=today(ZONE) - DAY,
        amount=Decimal(5),
    )
    first = receive(in_law, case, "5.00", event_id=event.id)
    with pytest.raises(Conflict, match="in the ledger already"):
        receive(in_law, case, "5.00", event_id=event.id)
    ledger_reverse(
        actor=in_law.attorney, transaction_id=first.id, version=1, on=today(ZONE), reason="Of another case"
    )
    assert receive(in_law, case, "5.00", event_id=event.id).number == 3


def test_a_lien_is_paid_as_it_was_resolved_and_once(
    in_law: TestFirm, case: Case, received: LedgerTransaction
) -> None:
    actor = in_law.attorney
    lien = lien_assert(
        actor=actor,
        case_id=case.id,
        kind="hospital",
        holder="Example General",
        asserted_on=today(ZONE),
        asserted_amount=Decimal(300),
    )
    with pytest.raises(Conflict, match="cannot become paid"):
        pay(in_law, case, "300.00", kind="lien_payment", lien_id=lien.id)
    lien_move(
        actor=actor, lien_id=lien.id, version=1, to="resolved", on=today(ZONE), amount=Decimal("250.00")
    )
    paid = ledger_pay(
        actor=actor, case_id=case.id, kind="lien_payment", lien_id=lien.id, on=today(ZONE), reference="1041"
    )
    assert (paid.amount, paid.counterpart) == (Decimal("250.00"), "Example General")
    with pytest.raises(Conflict, match="A lien that is paid cannot become paid"):
        pay(in_law, case, "250.00", kind="lien_payment", lien_id=lien.id)
    ledger_reverse(actor=actor, transaction_id=paid.id, version=1, on=today(ZONE), reason="It came back.")
    lien.refresh_from_db()
    assert (lien.state, balances_of(case).of(TRUST)) == ("resolved", usd("1000.00"))


def test_of_two_payments_at_once_the_one_that_would_overdraw_is_refused(
    committed_db: str, law: TestFirm, monkeypatch: pytest.MonkeyPatch
) -> None:
    with law.scope():
        case = open_case(law)
        receive(law, case)
    outcomes = at_once(law, *[lambda: pay(law, case, "600.00")] * 2)
    assert {type(each) for each in outcomes} == {LedgerTransaction, Conflict}
    (refused,) = (each for each in outcomes if isinstance(each, Conflict))
    assert (refused.code, "200.00 USD too little" in refused.detail) == ("overdrawn", True)
    _past_the_services(law, monkeypatch, lambda: pay(law, case, "300.00"))


def _past_the_services(
    law: TestFirm, monkeypatch: pytest.MonkeyPatch, call: Callable[[], LedgerTransaction]
) -> None:
    """With no lock and no check in Python, and both written before either commits, the database lets one through."""
    monkeypatch.setattr("cases.services.ledger.for_change", lambda rows: rows)
    monkeypatch.setattr(Balances, "short", lambda self, lines: None)
    both, number = Barrier(2), iter((801, 802))
    monkeypatch.setattr("cases.services.ledger._next_number", lambda case: next(number))

    def run() -> str:
        try:
            with law.scope():
                call()
                both.wait(5)
            return "posted"
        except IntegrityError as error:
            return "overdraws" if "overdraws" in str(error) else str(error)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(lambda _: run(), range(2))) == ["overdraws", "posted"]


def test_money_is_posted_over_http(law: TestFirm, api: Any, db: None) -> None:
    with law.scope():
        case = open_case(law)
    billing, attorney = api(law, "billing"), api(law, "attorney")
    body: dict[str, Any] = {
        "kind": "interest",
        "on": str(today(ZONE)),
        "amount": {"amount": "18.25", "currency": "USD"},
        "counterpart": "Example Mutual",
        "working": [{"step": "interest", "result": "18.25", "why": "18 % a year, 37 days."}],
    }
    where = f"cases/{case.id}/ledger"
    made = billing.post(f"{where}/receive", body).json()
    assert (made["number"], made["working"][0]["result"]) == (1, "18.25")
    entries = billing.get(f"ledger-entries?transaction_id={made['id']}").json()["results"]
    assert [(e["account"], e["amount"]["amount"]) for e in entries] == [(TRUST, "18.25"), (CLIENT, "-18.25")]
    wrong = {
        "/on": body | {"on": str(today(ZONE) + DAY)},
        "/amount": body | {"amount": {"amount": "18.25", "currency": "EUR"}},
    }
    for pointer, sent in wrong.items():
        assert billing.post(f"{where}/receive", sent).json()["errors"][0]["pointer"] == pointer
    out = {
        "kind": "client_payment",
        "on": str(today(ZONE)),
        "counterpart": "Ada Quill",
        "amount": body["amount"],
    }
    assert billing.post(f"{where}/pay", out).status_code == 403, "billing does not pay out of trust"
    more = attorney.post(f"{where}/pay", out | {"amount": {"amount": "18.26", "currency": "USD"}})
    assert (more.status_code, more.json()["code"]) == (409, "overdrawn")
    assert attorney.post(f"{where}/pay", out).status_code == 201
    accounts = {row["account"]: row["balance"]["amount"] for row in billing.get(where).json()["accounts"]}
    assert accounts[TRUST] == accounts[CLIENT] == "0.00"
