"""Demands and offers: the rules, the gates, and an injury claim that is settled by the API alone."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from cases.settlement.charts import (
    BOTTOM,
    HEIGHT,
    LEFT,
    RIGHT,
    TOP,
    WIDTH,
    Allowed,
    Negotiation,
    Point,
    Recovery,
    negotiation_picture,
    recovery_bars,
)
from cases.settlement.gates import (
    ACCEPTANCE,
    FINAL_DEMAND,
    OPEN,
    PASSED,
    WAIVED,
    GateFacts,
    Item,
    Waiver,
    gates_judge,
)
from cases.settlement.negotiation import (
    Band,
    Part,
    acted_at,
    authority_problem,
    lapses_at,
    parts_of,
    settled_problem,
)
from claimback.kernel.errors import Invalid
from claimback.kernel.money import money

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def usd(amount: str) -> Any:
    return money(Decimal(amount), "USD")


@pytest.mark.parametrize(
    ("amount", "parts", "pointer"),
    [
        ("10", [("dwelling", "6"), ("contents", "5")], "/amount"),
        ("12", [("dwelling", "6"), ("dwelling", "6")], "/parts/1/part"),
        ("12", [("whole_claim", "6"), ("dwelling", "6")], "/parts/0/part"),
        ("12", [("roof", "12")], "/parts/0/part"),
        ("0", [], "/amount"),
        ("6", [("dwelling", "7"), ("contents", "-1")], "/parts/1/amount"),
    ],
)
def test_a_number_is_made_of_parts_that_add_up(
    amount: str, parts: list[tuple[str, str]], pointer: str
) -> None:
    with pytest.raises(Invalid) as refused:
        parts_of(usd(amount), [(name, usd(each)) for name, each in parts], "USD")
    assert refused.value.errors[0].pointer == pointer


def test_currencies_are_not_mixed() -> None:
    with pytest.raises(Invalid) as refused:
        parts_of(money(5, "EUR"), [], "USD")
    assert refused.value.errors[0].code == "currency_differs"


def test_a_day_is_open_to_its_end_where_the_law_is() -> None:
    last = date(2026, 3, 7)  # the clocks go forward on the next day in Chicago
    assert lapses_at(last, None, "America/Chicago") == datetime(2026, 3, 8, 6, tzinfo=UTC)
    assert lapses_at(None, NOON, "America/Chicago") == NOON
    assert lapses_at(None, None, "America/Chicago") is None
    for on, at in ((last, NOON), (date.max, None), (None, datetime.max.replace(tzinfo=UTC))):
        with pytest.raises(Invalid):
            lapses_at(on, at, "America/Chicago")
    for day in (date.min, date.max):
        with pytest.raises(Invalid):
            acted_at(day, None, "Asia/Kolkata", NOON)


@pytest.mark.parametrize(
    ("part", "amount", "asked", "said"),
    [
        ("whole_claim", "49.99", False, "below the 50.00"),
        ("whole_claim", "50", False, ""),
        ("whole_claim", "200", False, ""),
        ("whole_claim", "200", True, "above the 100.00"),
        ("bodily_injury", "60", False, "no written authority"),
    ],
)
def test_an_amount_is_within_what_the_client_allows(part: str, amount: str, asked: bool, said: str) -> None:
    bands = [Band("whole_claim", usd("50"), usd("100"))]
    problem = authority_problem([Part(part, usd(amount))], bands, asked=asked)
    assert said in problem
    assert bool(problem) == bool(said)


@pytest.mark.parametrize(
    ("parts", "settled", "free"),
    [
        (["dwelling"], [], True),
        (["dwelling"], ["contents"], True),
        (["dwelling"], ["dwelling"], False),
        (["dwelling"], ["whole_claim"], False),
        (["whole_claim"], ["contents"], False),
    ],
)
def test_a_part_is_settled_once_and_the_whole_not_beside_it(
    parts: list[str], settled: list[str], free: bool
) -> None:
    assert (settled_problem(parts, settled) == "") == free


def facts(**more: Any) -> GateFacts:
    usual: dict[str, Any] = {
        "line": "auto_third_party",
        "act": ACCEPTANCE,
        "parts": [Part("whole_claim", usd("50"))],
        "asked": False,
        "at": NOON,
    }
    return GateFacts(**usual | more)


@pytest.mark.parametrize(
    ("given", "gate", "state"),
    [
        ({}, "mmi", OPEN),
        ({"mmi_on": date(2026, 5, 1)}, "mmi", PASSED),
        ({"parts": [Part("property_damage", usd("5"))]}, "mmi", None),
        ({"line": "property"}, "mmi", None),
        ({"line": "auto_first_party"}, "mmi", None),
        ({"line": "auto_first_party", "parts": [Part("uninsured_motorist", usd("5"))]}, "mmi", OPEN),
        ({}, "bills", OPEN),
        ({"bills": [Item("X-ray", True)]}, "bills", PASSED),
        ({"bills": [Item("X-ray", True), Item("Surgery", False)]}, "bills", OPEN),
        ({}, "wages", PASSED),
        ({"wages": [Item("Quill Ltd", False)]}, "wages", OPEN),
        ({}, "liens", PASSED),
        ({"liens": [Item("Medicare", False)]}, "liens", OPEN),
        ({}, "authority", OPEN),
        ({"bands": [Band("whole_claim", usd("50"))]}, "authority", PASSED),
        ({}, "release", OPEN),
        ({"releases": False}, "release", PASSED),
        ({"lapses_at": NOON}, "not_expired", OPEN),
        ({"lapses_at": NOON + timedelta(seconds=1)}, "not_expired", PASSED),
        ({"act": FINAL_DEMAND}, "not_expired", None),
        ({"line": "life"}, "liens", None),
    ],
)
def test_gates_stand_by_line_and_act(given: dict[str, Any], gate: str, state: str | None) -> None:
    found = {result.gate: result for result in gates_judge(facts(**given), {})}
    assert (found[gate].state if gate in found else None) == state
    assert state != OPEN or found[gate].remedy


def test_a_waiver_lets_an_open_gate_be_and_nothing_else() -> None:
    waiver = Waiver(by="Ruth", why="Limits are low", on=NOON.date())
    waivers = dict.fromkeys(("mmi", "liens", "not_expired"), waiver)
    found = {result.gate: result for result in gates_judge(facts(lapses_at=NOON), waivers)}
    assert (found["mmi"].state, found["mmi"].waiver) == (WAIVED, waiver)
    assert (found["liens"].state, found["liens"].waiver) == (PASSED, None)
    assert found["not_expired"].state == OPEN


def point(number: int, side: str, on: date, amount: str) -> Point:
    return Point(number=number, side=side, kind="offer", on=on, amount=usd(amount), state="open")


def test_the_picture_of_a_negotiation_stands_between_its_days_and_its_numbers() -> None:
    first, today = date(2026, 3, 1), date(2026, 3, 11)
    told = Negotiation(
        currency="USD",
        points=[
            point(1, "ours", first, "100000"),
            point(2, "insurer", first + timedelta(days=5), "40000"),
            point(3, "ours", today, "80000"),
        ],
        allowed=[Allowed(since=date(2026, 2, 1), until=None, least=usd("50000"), most=None)],
    )
    picture = negotiation_picture(told, today)
    assert picture is not None
    assert told.apart == usd("40000")
    ours, theirs, later = picture.marks
    assert (ours.x, theirs.x, later.x) == (LEFT, (LEFT + WIDTH - RIGHT) // 2, WIDTH - RIGHT)
    assert (ours.y, theirs.y > later.y > ours.y) == (TOP, True)
    assert dict(picture.lines)["ours"] == f"{LEFT},16 704,16 704,{later.y} 704,{later.y}"
    (band,) = picture.bands
    assert (band.x, band.y, band.height) == (LEFT, TOP, (HEIGHT - BOTTOM - TOP) // 2)
    assert negotiation_picture(Negotiation(currency="USD", points=[], allowed=[]), today) is None


def test_the_bars_of_a_recovery_are_as_wide_as_they_are_great() -> None:
    told = Recovery(currency="USD", claimed=usd("200"), offered=usd("50"), agreed=None, received=usd("0"))
    claimed, offered, agreed, received = recovery_bars(told)
    assert (offered.width, agreed.width, received.width) == (claimed.width // 4, 0, 0)
    assert (offered.label, agreed.label) == ("50.00", "none yet")
