"""What damage items come to: wages, benefits, property, contents, living expense, mileage, by hand-made figures."""

from typing import Any

import pytest

from cases.settlement.codes import diagnosis_problem, procedure_problem
from cases.settlement.reckoning import reckon
from cases.settlement.shapes import SHAPES, plain, read
from claimback.kernel.errors import Invalid


def usd(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "USD"}


def reckoned(kind: str, **said: Any) -> Any:
    shape = read(SHAPES[kind], said, kind)
    assert read(SHAPES[kind], plain(shape), kind) == shape
    return reckon(shape, "USD", under=kind)


MARCH = {"start": "2026-03-02", "end": "2026-03-15"}  # two weeks, Monday to Sunday
FREELANCE = {"pay": "self_employed", "base_start": "2025-01-01", "base_end": "2025-12-31"}


@pytest.mark.parametrize(
    ("said", "claimed"),
    [
        # 10 days at 8 hours of 25.50
        ({"pay": "hourly", "rate": usd("25.50"), "hours_a_week": "40"}, "2040.00"),
        # four days a week: 8 days, the same two weeks of pay
        ({"pay": "hourly", "rate": usd("25.50"), "hours_a_week": "40", "workdays": [1, 2, 3, 4]}, "2040.00"),
        # 52000 over 52 weeks of 5 days is 200 a day
        ({"pay": "salary", "rate": usd("52000.00")}, "2000.00"),
        ({"pay": "salary", "rate": usd("50000.00")}, "1923.08"),
        # 36500 net in 365 days is 100 a day of the calendar
        ({**FREELANCE, "rate": usd("36500.00")}, "1400.00"),
        ({"pay": "salary", "rate": usd("52000.00"), "extra_a_week": usd("50.00")}, "2100.00"),
        # the second week at half the pay: 1000 lost, then 1000 - 400
        (
            {
                "pay": "salary",
                "rate": usd("52000.00"),
                "part_time": [{"start": "2026-03-09", "end": "2026-03-15", "earned": usd("400.00")}],
            },
            "1600.00",
        ),
        # whoever earns more part time has lost nothing in that week, and no less in the other
        (
            {
                "pay": "salary",
                "rate": usd("52000.00"),
                "part_time": [{"start": "2026-03-09", "end": "2026-03-15", "earned": usd("1400.00")}],
            },
            "1000.00",
        ),
        ({"pay": "salary", "rate": usd("52000.00"), "paid_leave": usd("300.00")}, "2000.00"),
        (
            {
                "pay": "salary",
                "rate": usd("52000.00"),
                "paid_leave": usd("300.00"),
                "leave_counts": False,
            },
            "1700.00",
        ),
    ],
)
def test_lost_wages_are_rate_times_period_less_what_was_earned(said, claimed):
    found = reckoned("wages", **{**MARCH, **said})
    assert str(found.claimed.amount) == claimed
    assert sum(step.amount.amount for step in found.steps[:-1]) == found.claimed.amount


@pytest.mark.parametrize(
    ("kind", "said", "claimed"),
    [
        ("expense", {"on": "2026-03-05", "miles": "33.3", "rate": "0.205", "rate_on": "2026-01-01"}, "6.83"),
        ("stated", {"why": "Months of pain", "times": "2.5", "of": usd("1000.10")}, "2500.25"),
        # 3 whole months and 10 days of 30, after 800 of offsets: 3600 + 400
        (
            "benefit",
            {
                "monthly": usd("2000.00"),
                "start": "2026-01-15",
                "end": "2026-04-24",
                "offsets": [{"kind": "social_security", "amount": usd("800.00")}],
            },
            "4000.00",
        ),
        # offsets leave no less than the least benefit
        (
            "benefit",
            {
                "monthly": usd("900.00"),
                "start": "2026-01-31",
                "end": "2026-02-27",
                "offsets": [{"kind": "social_security", "amount": usd("1800.00")}],
                "least": usd("100.00"),
            },
            "100.00",
        ),
        (
            "lump_sum",
            {
                "face": usd("250000.00"),
                "additions": usd("1000.00"),
                "offsets": [{"kind": "policy_loan", "amount": usd("51000.00")}],
                "percent": "33.33",
            },
            "66660.00",
        ),
        ("property", {"rcv": usd("10000.00"), "depreciation": usd("2500.00")}, "10000.00"),
        (
            "property",
            {"rcv": usd("10000.00"), "depreciation": usd("2500.00"), "recoverable": False},
            "7500.00",
        ),
        # repaired for less than new: held back is what makes up the cost
        (
            "property",
            {"rcv": usd("10000.00"), "depreciation": usd("2500.00"), "actual_cost": usd("8200.00")},
            "8200.00",
        ),
        (
            "contents",
            {"quantity": "3", "unit_rcv": usd("99.99"), "age": "12", "life": "10", "recoverable": False},
            "0.00",
        ),
        (
            "contents",
            {"quantity": "1", "unit_rcv": usd("100.00"), "age": "1", "life": "3", "recoverable": False},
            "66.67",
        ),
        ("living", {**MARCH, "spent": usd("2600.00"), "normal": usd("900.00")}, "1700.00"),
        ("living", {**MARCH, "spent": usd("600.00"), "normal": usd("900.00")}, "0.00"),
    ],
)
def test_an_item_comes_to_what_its_shape_says(kind, said, claimed):
    assert str(reckoned(kind, **said).claimed.amount) == claimed


@pytest.mark.parametrize(
    ("kind", "said", "pointer"),
    [
        ("wages", {**MARCH, "pay": "hourly", "rate": usd("20.00")}, "/wages/hours_a_week"),
        ("wages", {**MARCH, "pay": "self_employed", "rate": usd("20.00")}, "/wages/base_start"),
        (
            "wages",
            {"start": "2026-03-02", "end": "2026-03-01", "pay": "salary", "rate": usd("1.00")},
            "/wages/end",
        ),
        ("wages", {**MARCH, "pay": "salary", "rate": usd("1.00"), "workdays": [1, 1]}, "/wages/workdays"),
        (
            "wages",
            {
                **MARCH,
                "pay": "salary",
                "rate": usd("1.00"),
                "part_time": [{"start": "2026-03-14", "end": "2026-03-16", "earned": usd("1.00")}],
            },
            "/wages/part_time/0",
        ),
        ("expense", {"on": "2026-03-05", "miles": "10", "rate": "0.205"}, "/expense/rate"),
        ("expense", {"on": "2026-03-05"}, "/expense/amount"),
        ("contents", {"quantity": "-1", "unit_rcv": usd("1.00")}, "/contents/quantity"),
        ("contents", {"quantity": "1", "unit_rcv": usd("1.00"), "age": "2"}, "/contents/life"),
        ("living", {**MARCH, "spent": usd("1.00")}, "/living/normal"),
        ("benefit", {"monthly": usd("1.00"), "start": "2026-01-01", "end": "9999-12-31"}, "/benefit/end"),
        ("bill", {"served_from": "yesterday", "billed": usd("1.00")}, "/bill/served_from"),
        ("stated", {"why": "x", "amount": usd("999999999999.99"), "times": "2"}, "/stated/amount"),
    ],
)
def test_what_is_at_odds_is_refused_by_field(kind, said, pointer):
    with pytest.raises(Invalid) as refused:
        reckoned(kind, **said)
    assert [problem.pointer for problem in refused.value.errors] == [pointer]


@pytest.mark.parametrize("code", ["99213", "99213-25", "0042T", "3008F", "J1745", "G0283-GP-KX"])
def test_codes_of_procedures_have_their_shape(code):
    assert procedure_problem(code) == ""


@pytest.mark.parametrize("code", ["992", "992133", "j1745", "99213-2", "W1234", "99213 25"])
def test_other_shapes_are_no_procedure(code):
    assert "Give five characters" in procedure_problem(code)


@pytest.mark.parametrize(
    ("code", "fits"), [("S13.4XXA", True), ("I10", True), ("S134XXA", False), ("3.4", False)]
)
def test_codes_of_diagnoses_have_their_shape(code, fits):
    assert (diagnosis_problem(code) == "") is fits
