"""Two estimates line by line: what matches, what does not, and causes that add up to the difference to the cent."""

import random
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from moneyed import Money

from cases.importing.estimate_tables import LineReader, mapping_problem, proposed, read_estimate
from cases.importing.tables import TableRefused
from cases.settlement.estimate_lines import Told, line_values
from cases.settlement.estimates import Estimate, Line, compare
from claimback.kernel.errors import Invalid
from claimback.kernel.ids import new_id
from claimback.kernel.money import money


def usd(amount: Any) -> Money:
    return money(Decimal(str(amount)), "USD")


def line(description: str, quantity: Any, price: Any, *, id: UUID | None = None, **said: Any) -> Line:
    told = Told(
        description,
        Decimal(str(quantity)),
        Decimal(str(price)),
        **{name: usd(amount) for name, amount in said.items() if name not in ("room", "code", "unit")},
    )
    values = line_values(told, "USD")
    return Line(
        id=id or new_id(),
        room=said.get("room", "Kitchen"),
        code=said.get("code", ""),
        description=description,
        quantity=values.quantity,
        unit=said.get("unit", "SF"),
        unit_price=Money(values.unit_price, "USD"),
        **{
            name: usd(getattr(values, name))
            for name in ("rcv", "depreciation", "acv", "tax", "overhead_profit")
        },
    )


def compared(ours: list[Line], theirs: list[Line], **said: Any) -> Any:
    made = compare(Estimate("Ours 1", tuple(ours)), Estimate("Theirs 1", tuple(theirs)), "USD", **said)
    apart = [amount.amount for cause, amount in made.causes.items() if cause != "depreciation"]
    assert sum(apart) == made.rcv.amount
    assert sum(amount.amount for amount in made.causes.values()) == made.acv.amount
    return made


def causes(made: Any) -> dict[str, str]:
    return {cause: str(amount.amount) for cause, amount in made.causes.items() if amount.amount}


def test_a_difference_is_split_by_quantity_price_tax_profit_depreciation_and_missing_lines():
    ours = [
        line("Drywall, hung, taped", 120, "3.25", code="DRY 1/2", tax="10.00", overhead_profit="80.00"),
        line("Paint the walls", 240, "1.10", depreciation="26.40"),
        line("Detach and reset cabinets", 12, "55.00", unit="LF"),
    ]
    theirs = [
        line("1/2 in. drywall", 100, "3.00", code="DRY 1/2", tax="8.00", depreciation="50.00"),
        line("Paint walls", 240, "1.00", depreciation="96.00"),
    ]
    made = compared(ours, theirs)
    assert [pair.how for pair in made.pairs] == ["code", "words"]
    assert [item.description for item in made.only_ours] == ["Detach and reset cabinets"]
    assert causes(made) == {
        "only_ours": "660.00",
        "quantity": "60.00",
        "unit_price": "54.00",
        "tax": "2.00",
        "overhead_profit": "80.00",
        "depreciation": "119.60",
    }
    assert (made.rcv, made.acv) == (usd("856.00"), usd("975.60"))


def test_units_that_measure_the_same_are_held_against_each_other_and_others_are_said():
    squares = line("Laminated shingles", 30, "250.00", unit="SQ", code="RFG 240")
    feet = line("Laminated shingles", 2800, "2.40", unit="SF", code="RFG 240")
    assert causes(compared([squares], [feet])) == {"quantity": "480.00", "unit_price": "300.00"}
    each = line("Shingles", 1, "5000.00", unit="EA", code="RFG 240")
    assert causes(compared([squares], [each])) == {"unit": "2500.00"}


def test_a_cent_is_rounding_and_more_is_a_line_that_does_not_add_up():
    theirs = line("Trim", 3, "1.00", unit="LF")
    assert causes(compared([line("Trim", 3, "1.00", unit="LF", rcv="3.01")], [theirs])) == {
        "rounding": "0.01"
    }
    assert causes(compared([line("Trim", 3, "1.00", unit="LF", rcv="9.00")], [theirs])) == {
        "unexplained": "6.00"
    }


def test_rooms_keep_alike_lines_apart_and_a_person_decides_over_any_likeness():
    kitchen, bath = line("Seal the floor", 10, "1.00"), line("Seal the floor", 10, "1.00", room="Bath")
    theirs = line("Seal floor", 10, "1.00", room="BATH")
    made = compared([kitchen, bath], [theirs])
    assert [(pair.ours.room, pair.how) for pair in made.pairs] == [("Bath", "words")]
    assert compared([kitchen, bath], [theirs], apart=[(bath.id, theirs.id)]).pairs == ()
    by_hand = compared([kitchen, bath], [theirs], paired=[(kitchen.id, theirs.id)])
    assert [(pair.ours.room, pair.how) for pair in by_hand.pairs] == [("Kitchen", "person")]


def test_words_of_the_room_say_nothing_of_the_work():
    ours, theirs = line("Felt", 30, "40.00", room="Roof"), line("Roof felt", 28, "38.00", room="Roof")
    assert [pair.likeness for pair in compared([ours], [theirs]).pairs] == [1]


def test_of_equal_lines_the_nearest_quantity_matches():
    few, many = line("Base molding", 10, "4.00", unit="LF"), line("Base molding", 50, "4.00", unit="LF")
    theirs = line("Base molding", 48, "4.00", unit="LF")
    assert [pair.ours.quantity for pair in compared([few, many], [theirs]).pairs] == [50]


def test_a_total_that_misses_its_lines_by_a_cent_is_said_with_the_difference():
    estimate = Estimate("Theirs 1", (line("Paint", 10, "1.00"),), usd("10.01"), usd("10.00"))
    assert compare(estimate, estimate, "USD").faults[0] == (
        "Theirs 1: the paper says a replacement cost of 10.01, 0.01 more than its lines, which add up to 10.00."
    )


def test_causes_always_add_up():
    chance = random.Random(8)
    works = ["Drywall", "Paint the walls", "Carpet pad", "Oak floor", "Base molding", "Roof felt"]

    def some() -> list[Line]:
        return [
            line(
                chance.choice(works),
                Decimal(chance.randrange(1, 99999)) / 100,
                Decimal(chance.randrange(1, 99999)) / 1000,
                unit=chance.choice(["SF", "SQ", "LF", "EA"]),
                room=chance.choice(["Kitchen", "Bath"]),
                tax=Decimal(chance.randrange(9999)) / 100,
            )
            for _ in range(chance.randrange(12))
        ]

    for _ in range(40):
        compared(some(), some())


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"quantity": Decimal(-1), "rcv": usd(1)}, "/quantity"),
        ({"rcv": usd(10), "acv": usd("10.01")}, "/acv"),
        ({"rcv": usd(10), "depreciation": usd("10.01")}, "/depreciation"),
        ({"rcv": usd(10), "depreciation": usd(2), "acv": usd(9)}, "/acv"),
        ({"rcv": money(10, "EUR")}, "/rcv"),
        ({}, "/unit_price"),
    ],
)
def test_a_line_without_sense_is_refused_by_field(said, field):
    with pytest.raises(Invalid) as refused:
        line_values(Told("Paint", **said), "USD")
    assert [problem.pointer for problem in refused.value.errors] == [field]


CSV = """Room,Cat,Sel,Desc,Qty,Unit,Unit Cost,Tax,O&P,RCV,Depreciation,ACV
Kitchen,DRY,1/2,Drywall,120,SF,3.25,10.00,80.00,480.00,0,480.00
,PNT,W,Paint,240,SF,$1.10,,,264.00,26.40,237.60
,,,,x,SF,1,,,1.00,,
"""
XML = """<?xml version="1.0"?><estimate><room name="Kitchen">
<line code="DRY 1/2" quantity="120" unit="SF" unit_price="3.25" rcv="390.00">Drywall</line></room>
<line room="Roof" description="Felt" quantity="2" unit="SQ" unit_price="40"/></estimate>"""


def test_a_table_is_read_by_its_headers_with_rooms_that_stand_for_the_rows_below():
    table = read_estimate(CSV.encode())
    mapping = proposed(table.columns)
    assert (mapping["unit_price"], mapping["overhead_profit"], mapping["code"]) == ("Unit Cost", "O&P", "Sel")
    assert mapping_problem(mapping, table.columns) == ""
    reader = LineReader(table.columns, mapping)
    read = [reader.read(number, cells) for number, cells in table.rows()]
    assert [said and (said["room"], said["rcv"]) for said, _ in read] == [
        ("Kitchen", Decimal(480)),
        ("Kitchen", Decimal(264)),
        None,
    ]
    assert [(problem.row, problem.column) for problem in read[2][1]] == [(4, "Qty")]


def test_xml_of_our_form_is_read_and_anything_else_in_it_is_refused():
    table = read_estimate(XML.encode())
    reader = LineReader(table.columns, proposed(table.columns))
    read = [reader.read(number, cells)[0] for number, cells in table.rows()]
    assert [(said["room"], said["description"], said["quantity"]) for said in read if said] == [
        ("Kitchen", "Drywall", 120),
        ("Roof", "Felt", 2),
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('<!DOCTYPE x [<!ENTITY a "b">]><estimate/>', "document type"),
        ("<estimate><XACTDOC/></estimate>", "does not belong here"),
        ('<estimate><line secret="1"/></estimate>', "no attribute secret"),
        ("<estimate><line></estimate>", "can't be read"),
    ],
)
def test_other_xml_is_refused_with_the_remedy(text, says):
    with pytest.raises(TableRefused, match=says):
        read_estimate(text.encode())
