"""Rows that an author types as lines are rows again, and a table that is edited as lines is a table again."""

from decimal import Decimal

import pytest

from letters.admin.author_fields import author_values, particular_fields
from letters.writing.facts import Amount
from letters.writing.particulars import Column, Particular, ParticularError, read_particulars

BILLS = Particular(
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
NOBODY = {"recipient_name": "", "recipient_address_lines": [], "recipient_salutation": ""}


def read(*lines):
    typed = author_values({"particular_bills": list(lines), **NOBODY}, [BILLS])
    return read_particulars([BILLS], typed["particulars"])["bills"]


def test_typed_rows_are_read_with_sums_as_people_write_them():
    rows = read("Lakeside Hospital | $31,240.00", "Pharmacy|80 EUR")
    assert [row["who"] for row in rows] == ["Lakeside Hospital", "Pharmacy"]
    assert [row["amount"] for row in rows] == [Amount(Decimal("31240")), Amount(Decimal("80"), "EUR")]


@pytest.mark.parametrize(
    "line", ["Lakeside Hospital", "Lakeside Hospital | 5 | 6", "Lakeside Hospital | much"]
)
def test_a_row_that_is_none_is_named(line):
    with pytest.raises(ParticularError, match="Row 1"):
        read(line)


def test_the_form_shows_what_was_given():
    field = particular_fields(
        [BILLS], {"bills": [{"who": "A", "amount": {"amount": "5.00", "currency": "USD"}}]}
    )
    assert field["particular_bills"].initial == ["A | 5.00 USD"]
    assert "Who | Amount" in field["particular_bills"].help_text
