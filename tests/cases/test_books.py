"""Ledgers and statements for other books: nothing comes alive, and every block of IIF adds up to nought."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from cases.services import books
from cases.services.ledger import ledger_receive
from cases.settlement.books import BookEntry, BookTransaction, iif, journal_table, ledger_table
from cases.settlement.ledger import CLIENT, KINDS, TRUST, postings
from claimback.audit.models import Entry
from claimback.kernel.clock import today
from claimback.kernel.money import money
from tests.firms import TestFirm
from tests.letters.matter import ZONE, open_case


def transaction(number: int, kind: str, amount: str, **said: Any) -> BookTransaction:
    lines = postings(kind, money(amount, "USD"))
    usual: dict[str, Any] = {"counterpart": "Example Mutual", "reference": "", "memo": "", "reverses": None}
    return BookTransaction(
        case="2026-0001",
        number=number,
        kind=kind,
        on=date(2026, 11, 3),
        currency="USD",
        entries=[BookEntry(line.account, line.amount.amount) for line in lines],
        **{**usual, **said},
    )


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_ledger_runs_on_with_what_is_in_trust() -> None:
    made = rows(ledger_table([transaction(1, "receipt", "100.00"), transaction(2, "fee", "33.33")]))
    told = [(row["into_trust"], row["out_of_trust"], row["in_trust"], row["amount"]) for row in made]
    assert told == [("100.00", "", "100.00", "100.00"), ("", "33.33", "66.67", "66.66")]


def test_no_cell_of_a_journal_comes_alive() -> None:
    made = rows(journal_table([transaction(1, "receipt", "5.00", reference="=HYPERLINK(1)", memo="+1")]))
    assert [(row["debit"], row["credit"]) for row in made] == [("5.00", ""), ("", "5.00")]
    assert {row["reference"] for row in made} == {"'=HYPERLINK(1)"}


def test_every_block_of_iif_adds_up_and_holds_its_fields() -> None:
    nasty = 'Quill\t"A:B"\r\nTRNS Ñandú'
    given = [
        transaction(n, kind, "10.01", counterpart=nasty) for n, kind in enumerate(KINDS) if kind != "reversal"
    ]
    text = iif(given)
    text.encode("ascii")
    lines = [line.split("\t") for line in text.removesuffix("\r\n").split("\r\n")]
    heading = next(line for line in lines if line[0] == "!TRNS")
    at = {name: place for place, name in enumerate(heading)}
    block: list[list[str]] = []
    blocks = 0
    for line in lines:
        if line[0] in ("TRNS", "SPL"):
            assert len(line) == len(heading)
            assert line[0] == ("SPL" if block else "TRNS")
            block.append(line)
        elif line[0] == "ENDTRNS":
            assert sum(Decimal(each[at["AMOUNT"]]) for each in block) == 0
            assert {each[at["DATE"]] for each in block} == {"11/03/2026"}
            assert all("Quill 'A -B' TRNS Nandu" in each[at["MEMO"]] for each in block)
            block, blocks = [], blocks + 1
    assert (blocks, block) == (len(given), [])
    assert ["ACCNT", "Client trust account", "BANK", "1000"] in lines
    assert [(e.account, e.amount) for e in given[0].entries] == [
        (TRUST, Decimal("10.01")),
        (CLIENT, Decimal("-10.01")),
    ]


def test_what_is_too_much_for_one_answer_is_told_which_list_to_export(
    law: TestFirm, api: Any, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(books, "TRANSACTIONS_LIMIT", 0)
    with law.scope():
        case = open_case(law)
        ledger_receive(
            actor=law.attorney,
            case_id=case.id,
            kind="receipt",
            on=today(ZONE),
            amount=Decimal(7),
            counterpart="Example Mutual",
        )
    refused = api(law, "billing").get("ledger-export?book=journal")
    assert (refused.status_code, refused.json()["code"]) == (409, "too_many")
    assert "ledger-entries" in refused.json()["detail"]


def test_an_export_is_of_what_one_may_see_and_is_noted(law: TestFirm, api: Any, db: None) -> None:
    with law.scope():
        cases = [open_case(law), open_case(law)]
        for case in cases:
            ledger_receive(
                actor=law.attorney,
                case_id=case.id,
                kind="receipt",
                on=today(ZONE) - timedelta(days=2),
                amount=Decimal(7),
                counterpart="Example Mutual",
            )
    billing, viewer = api(law, "billing"), api(law, "viewer")
    whole = rows(billing.get("ledger-export?book=journal").json()["text"])
    assert {row["case"] for row in whole} == {case.number for case in cases}
    assert rows(billing.get(f"ledger-export?book=journal&from={today(ZONE)}").json()["text"]) == []
    assert viewer.get("ledger-export?book=journal").status_code == 403
    one = viewer.get(f"ledger-export?book=ledger&case_id={cases[0].id}").json()
    assert (one["file_name"], len(rows(one["text"]))) == ("ledger.csv", 1)
    assert (
        billing.get(f"ledger-export?book=ledger&from={today(ZONE)}").json()["errors"][0]["pointer"] == "/from"
    )
    assert billing.get("ledger-export?book=pdf").status_code == 400
    since = f"from={today(ZONE) - timedelta(days=2)}"
    lines = billing.get(f"ledger-entries?{since}&case_id={cases[0].id}").json()["results"]
    assert [(line["case_number"], line["number"], line["counterpart"]) for line in lines] == [
        (cases[0].number, 1, "Example Mutual")
    ] * 2
    assert [line["on"] for line in lines] == [str(today(ZONE) - timedelta(days=2))] * 2
    assert billing.get(f"ledger-entries?from={today(ZONE)}").json()["results"] == []
    with law.scope():
        assert Entry.objects.filter(operation="read", row_id=cases[0].id).count() == 1
