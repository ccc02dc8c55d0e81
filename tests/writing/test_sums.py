"""Sums are reckoned in Decimal, tables add up, and a text whose figures do not agree is not approved."""

import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import docx
import pytest
import yaml

from letters.writing.authorities import CatalogueError
from letters.writing.catalogue import parse_template
from letters.writing.check import check_letter
from letters.writing.draft import Block, Draft, DraftError, draft_from_json, draft_letter, draft_to_json
from letters.writing.facts import Amount, LetterFacts
from letters.writing.particulars import (
    Column,
    Particular,
    ParticularError,
    particulars_to_json,
    read_particulars,
)
from letters.writing.sums import Sum, amount_at, read_money, reckon
from letters.writing.vocabulary import hole
from letters.writing.word.inward import read_docx
from letters.writing.word.outward import letter_docx
from tests.writing.samples import sample

TODAY = date(2026, 8, 3)
LETTER = "0198c0de-0000-7000-8000-0123456789ab"


def usd(text: str) -> Amount:
    return Amount(Decimal(text))


def given(**particulars: object) -> LetterFacts:
    return LetterFacts(particulars=particulars)  # type: ignore[arg-type]


BILLS = ({"who": "A", "amount": usd("0.10")}, {"who": "B", "amount": usd("0.20")})
DUE = Sum(name="due", label="Due", of=("particular.bills.amount",), less=("particular.paid",))


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (given(bills=BILLS, paid=usd("0.05")), usd("0.25")),
        (given(bills=BILLS, paid=usd("0.30")), usd("0.00")),
        (given(bills=BILLS, paid=usd("0.31")), None),
        (given(bills=BILLS, paid=Amount(Decimal("0.05"), "EUR")), None),
        (given(bills=BILLS), None),
        (given(bills=(), paid=usd("0.05")), None),
        (given(paid=usd("0.05")), None),
    ],
)
def test_a_sum_is_exact_or_none(facts: LetterFacts, expected: Amount | None) -> None:
    assert reckon([DUE], facts).get("sum.due") == expected


def test_a_sum_may_rest_on_an_earlier_one_and_on_what_breaches_cost() -> None:
    facts = sample("prompt_payment_interest_demand")
    late = Sum(name="late", label="Late", of=("breaches.owed",))
    doubled = Sum(name="doubled", label="Doubled", of=("sum.late", "sum.late"))
    assert reckon([late, doubled], facts)["sum.doubled"] == usd("3535.12")
    unknown = replace(facts, breaches=(replace(facts.breaches[0], owed=None), *facts.breaches[1:]))
    assert amount_at("breaches.owed", unknown, {}) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$1,250.00", usd("1250.00")),
        ("\N{MINUS SIGN}$500.00", usd("-500.00")),
        ("EUR 80.00", Amount(Decimal("80.00"), "EUR")),
        ("$1250.00", None),
        ("$1,25.00", None),
        ("1,250.00", None),
        ("about $5.00", None),
        ("", None),
    ],
)
def test_a_cell_is_read_as_the_letter_writes_it_or_not_at_all(text: str, expected: Amount | None) -> None:
    assert read_money(text) == expected


def with_tables(draft: Draft, change: Callable[[Block], Block]) -> Draft:
    blocks = tuple(change(block) if block.kind == "table" else block for block in draft.paragraphs)
    return replace(draft, paragraphs=blocks)


def with_cell(old: str, new: str) -> Callable[[Block], Block]:
    def change(block: Block) -> Block:
        rows = tuple(tuple(cell.replace(old, new) for cell in row) for row in block.rows)
        return replace(block, rows=rows)

    return change


def with_total(old: str, new: str) -> Callable[[Block], Block]:
    return lambda block: replace(block, total=tuple(cell.replace(old, new) for cell in block.total))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (with_cell("$8,615.00", "$8,516.00"), "total_does_not_add_up"),
        (with_cell("$8,615.00", "to follow"), "total_does_not_add_up"),
        (with_cell("$8,615.00", "EUR 8,615.00"), "total_does_not_add_up"),
        (with_total("$44,175.00", "$45,175.00"), "total_does_not_add_up"),
        (with_total("$161,898.39", "$171,898.39"), "total_does_not_add_up"),
    ],
)
def test_a_table_that_does_not_add_up_is_not_approved(change: Callable[[Block], Block], code: str) -> None:
    facts = sample("demand_injury")
    report = check_letter(with_tables(draft_letter("demand_injury", facts), change), facts, on=TODAY)
    assert code in {finding.code for finding in report.findings if finding.severity == "blocks"}


def test_a_row_and_its_total_changed_alike_still_differ_from_what_the_author_gave() -> None:
    facts = sample("estimate_rebuttal")
    draft = draft_letter("estimate_rebuttal", facts)
    text = [replace(b, text=b.text.replace("$22,750.00", "$22,000.00")) for b in draft.paragraphs]
    report = check_letter(replace(draft, paragraphs=tuple(text)), facts, on=TODAY)
    assert "sum_not_stated" in {finding.code for finding in report.findings}


def test_amounts_that_come_to_less_than_nothing_are_a_hole_and_are_not_approved() -> None:
    facts = sample("offer_rejection")
    facts = replace(facts, particulars={**facts.particulars, "offered": usd("50000.00")})
    draft = draft_letter("offer_rejection", facts)
    assert hole("sum.shortfall") in [cell for block in draft.paragraphs for cell in block.total]
    report = check_letter(draft, facts, on=TODAY)
    assert {"sum_not_reckoned", "hole_in_text"} <= {finding.code for finding in report.findings}


ROWS = Particular(
    name="bills",
    type="rows",
    label="Bills",
    remedy="Enter the bills.",
    choices={},
    columns=(
        Column(name="who", type="text", label="Who"),
        Column(name="amount", type="money", label="Amount"),
    ),
)


def test_rows_are_read_by_their_columns_and_come_back_from_json() -> None:
    raw = {"bills": [{"who": " A ", "amount": {"amount": "12.3"}}]}
    read = read_particulars([ROWS], raw)
    assert read == {"bills": ({"who": "A", "amount": usd("12.30")},)}
    assert read_particulars([ROWS], particulars_to_json(read)) == read


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("A", "a list of at most"),
        ([["A"]], "Row 1: give who, amount, and nothing else"),
        ([{"who": "A"}], "Row 1: give who, amount, and nothing else"),
        ([{"who": "A", "amount": {"amount": "12"}, "more": 1}], "and nothing else"),
        (
            [{"who": "A", "amount": {"amount": "12"}}, {"who": "B", "amount": "12"}],
            "Row 2, amount: Give a sum",
        ),
        ([{"who": "  ", "amount": {"amount": "12"}}], "Row 1, who: it is empty"),
    ],
)
def test_rows_that_can_not_be_read_say_which_and_why(rows: object, message: str) -> None:
    with pytest.raises(ParticularError, match=message):
        read_particulars([ROWS], {"bills": rows})


def test_a_table_of_uneven_rows_is_refused() -> None:
    data = draft_to_json(draft_letter("demand_injury", sample("demand_injury")))
    table = next(block for block in data["paragraphs"] if block["kind"] == "table")
    table["rows"][0].append("one too many")
    with pytest.raises(DraftError, match=r"rows: every row, and the total, must have 3 cells"):
        draft_from_json(data)


def rejection(**changes: object) -> str:
    """The template of a rejection with some of its parts replaced, as YAML."""
    path = Path(__file__).parents[2] / "letters" / "writing" / "templates" / "offer_rejection.yaml"
    return yaml.safe_dump({**yaml.safe_load(path.read_text(encoding="utf-8")), **changes})


def with_block(**block: object) -> str:
    sections = yaml.safe_load(rejection())["sections"]
    return rejection(sections=[*sections, {"blocks": [block]}])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (with_block(text="It is {sum.nothing}."), "'sum.nothing' is not a sum of this template"),
        (with_block(list="{law.holding}", each="law.nonsense"), "no authority is on 'law.nonsense'"),
        (with_block(text="So it is.", when={"law": ["nonsense"]}), "no authority is on 'nonsense'"),
        (with_block(table="particular.reasons"), "'particular.reasons' is no list"),
        (
            with_block(
                amounts=[{"label": "Owed", "amount": "particular.reasons"}],
                total={"label": "Total", "amount": "sum.shortfall"},
            ),
            "'particular.reasons' is no amount",
        ),
        (
            rejection(sums=[{"name": "shortfall", "label": "x2", "of": ["sum.later"]}]),
            "'sum.later' is no amount",
        ),
        (
            rejection(
                sums=[
                    {"name": "shortfall", "label": "Shortfall", "of": ["particular.owed"]},
                    {"name": "silent", "label": "Silent", "of": ["particular.owed"]},
                ]
            ),
            "'silent': no text without a condition states it",
        ),
    ],
)
def test_a_template_that_reckons_with_what_it_does_not_know_is_refused(text: str, message: str) -> None:
    with pytest.raises(CatalogueError, match=re.escape(message)):
        parse_template(text, "offer_rejection.yaml")


def test_a_table_goes_to_word_and_comes_back_as_it_was() -> None:
    draft = draft_letter("demand_injury", sample("demand_injury"))
    data = letter_docx(draft, letter_id=LETTER, version=3)
    text = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs)
    assert "Gulf Shore Hospital | October 9 to 12, 2025 | $31,240.00" in text
    edited = read_docx(data, letter_id=LETTER, text_of={3: draft}.get)
    tables = [block for block in edited.draft.paragraphs if block.kind == "table"]
    assert tables == [block for block in draft.paragraphs if block.kind == "table"]
    assert not edited.notes
