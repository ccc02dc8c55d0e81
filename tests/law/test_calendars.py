"""Calendars of places: the days that they keep, the days on which sources differ, and closings that are announced."""

from datetime import date, timedelta
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.vocabulary import JURISDICTIONS, UNITED_STATES
from deadlines.clock.calendars import (
    FEDERAL,
    WEEKENDS,
    CalendarError,
    Closure,
    Reading,
    calendar_of,
    has_calendar,
    holidays_of,
)
from deadlines.clock.counting import add_business_days
from deadlines.clock.events import ClockFacts, FactsError
from deadlines.clock.measure import measure
from deadlines.clock.timeline import Moment, timeline_of
from deadlines.clock.wire import facts_from_json
from deadlines.law.catalogue import load_catalogue
from deadlines.law.model import Counting, Period, Rule

READINGS: tuple[Reading, ...] = ("any", "kept", "sure")
STATES = st.sampled_from(sorted(UNITED_STATES))
DAYS = st.dates(date(2024, 1, 1), date(2028, 6, 30))
STORM = Closure(
    date(2026, 9, 16), "Closed for the storm", source="order 26-104 of the court", jurisdiction="TX"
)
OPEN = Closure(date(2026, 10, 12), "Columbus Day", closed=False)


@pytest.mark.parametrize(
    ("place", "day", "name"),
    [
        ("TX", date(2026, 4, 21), "San Jacinto Day"),
        ("MA", date(2026, 4, 20), "Patriots' Day"),
        ("LA", date(2026, 2, 17), "Mardi Gras"),
        ("PR", date(2026, 1, 6), "Epiphany"),
        ("CAN-QC", date(2026, 6, 24), "Saint"),
        ("GBR-ENG", date(2026, 8, 31), "Late Summer Bank Holiday"),
        ("IRL", date(2026, 3, 17), "Saint Patrick's Day"),
        ("AUS-NSW", date(2026, 1, 26), "Australia Day"),
        ("DEU", date(2026, 10, 3), "German Unity Day"),
    ],
)
def test_places_keep_their_own_days(place, day, name):
    assert name in calendar_of(place).why_closed(day)
    assert calendar_of(place).is_closed(day)
    assert name not in FEDERAL.why_closed(day)


@pytest.mark.parametrize(
    ("state", "day"),
    [
        ("AL", date(2026, 6, 19)),  # Juneteenth: only one source has it
        ("CO", date(2026, 10, 12)),  # Columbus Day: only the other one
        ("KY", date(2026, 11, 27)),  # the Friday after Thanksgiving
        ("VA", date(2026, 11, 25)),  # the day before it
        ("PA", date(2026, 11, 3)),  # Election Day
        ("TN", date(2027, 12, 23)),  # Christmas Eve, before a Friday that is kept for Christmas
        ("GA", date(2027, 4, 26)),
        ("MA", date(2027, 12, 31)),  # New Year's Day of the year after, on a Saturday
        ("WI", date(2027, 2, 15)),  # two names, each kept by one source
    ],
)
def test_where_sources_differ_a_day_is_taken_either_way_and_says_so(state, day):
    calendar = calendar_of(state)
    assert "sources differ" in calendar.doubt(day)
    assert (calendar.is_closed(day), calendar.is_closed(day, "sure")) == (True, False)


def test_what_they_agree_on_is_settled():
    assert (
        calendar_of("TX").doubt(date(2026, 6, 19)) == ""
    )  # Texas has kept it by a law of its own since 1980
    assert not [why for year in range(1990, 2060) for why in FEDERAL.closed_days(year).values() if why.doubt]
    for day in (date(2026, 7, 3), date(2026, 12, 25), date(2027, 1, 1)):
        assert calendar_of("CA").doubt(day) == ""
    assert WEEKENDS.closed_days(2026) == {}


def test_a_federal_holiday_that_a_state_does_not_keep_is_one_that_no_mail_goes_on():
    texas, day = calendar_of("TX"), date(2026, 10, 12)
    assert "no mail goes" in texas.doubt(day)
    assert (texas.is_closed(day, "kept"), texas.is_closed(day, "sure"), texas.is_closed(day)) == (
        False,
        False,
        True,
    )


def test_of_a_country_whose_parts_differ_only_what_all_keep_is_settled():
    kingdom = calendar_of("GBR")
    assert kingdom.doubt(date(2026, 12, 25)) == ""
    assert "parts of United Kingdom only" in kingdom.doubt(date(2026, 8, 31))
    assert calendar_of("GBR-ENG").doubt(date(2026, 8, 31)) == ""


@pytest.mark.parametrize("place", sorted(JURISDICTIONS))
def test_every_place_of_a_rule_has_a_calendar_and_it_ends(place):
    assert has_calendar(place)
    assert holidays_of(place, 2026)
    with pytest.raises(CalendarError, match=r"covers 1971 to 2099, not 2100"):
        calendar_of(place).closed_days(2100)


def test_the_end_of_a_calendar_is_named_and_never_a_day_without_holidays():
    with pytest.raises(CalendarError, match="holiday calendar of Alabama"):
        calendar_of("AL").next_open_day(date(2100, 1, 1))
    with pytest.raises(CalendarError, match="federal holiday calendar"):
        add_business_days(date(2099, 12, 30), 5)
    assert not any(map(has_calendar, ("", "XX", "GBR-XX", "TX-1", "US-TX")))


def test_an_announcement_comes_before_the_calendar():
    calendar = calendar_of("TX", (STORM, OPEN))
    assert calendar.why_closed(STORM.on) == "Closed for the storm (order 26-104 of the court)"
    assert calendar.doubt(STORM.on) == ""
    assert not calendar.is_closed(OPEN.on)
    assert not calendar_of("TX").is_closed(STORM.on)


def rule(**changes: object) -> Rule:
    """A rule of Texas that counts business days, or days with a roll, by the state's holidays."""
    found = load_catalogue().rules[0]
    fields = {name: getattr(found, name) for name in Rule.__dataclass_fields__}
    return Rule(**{**fields, "jurisdiction": "TX", **changes})


def solved(made: Rule, on: date, *closures: Closure) -> tuple[date | None, date | None, str]:
    facts = ClockFacts("property", "personal", made.jurisdiction, closures=closures)
    measured = measure(made, Moment("claim_received", on), facts, timeline_of(facts))
    return measured.due_on, measured.safe_on, " ".join(step.why for step in measured.steps)


BY_STATE = Counting(roll="text", holidays="jurisdiction")
FIFTEEN = Period(15, "business_days")


def test_a_rule_counts_by_its_own_place_s_holidays():
    on = date(2026, 4, 20)  # San Jacinto Day is the day after
    state, _, working = solved(rule(counting=BY_STATE, period=FIFTEEN, duty_of="insurer"), on)
    federal, _, _ = solved(rule(counting=Counting(), period=FIFTEEN, duty_of="insurer"), on)
    none, _, _ = solved(rule(counting=Counting(holidays="none"), period=FIFTEEN, duty_of="insurer"), on)
    assert (state, federal, none) == (date(2026, 5, 12), date(2026, 5, 11), date(2026, 5, 11))
    assert "without the holidays of Texas" in working


@pytest.mark.parametrize(
    ("duty_of", "direction", "due"),
    [
        ("ours", "after", date(2026, 6, 22)),
        ("insurer", "after", date(2026, 6, 22)),
        ("ours", "before", date(2026, 6, 18)),
        ("insurer", "before", date(2026, 6, 19)),
    ],
)
def test_a_doubtful_day_is_never_relied_on(duty_of, direction, due):
    """Alabama, Juneteenth 2026, a Friday: our safe date counts it where that is earlier; another has what is later."""
    made = rule(
        jurisdiction="AL", counting=BY_STATE, period=Period(1, "business_days", direction), duty_of=duty_of
    )
    found, safe, working = solved(made, date(2026, 6, 18) if direction == "after" else date(2026, 6, 22))
    assert found == due
    assert "sources differ on whether it is a holiday in Alabama" in working
    if duty_of == "ours":
        assert safe is not None
        assert safe <= due
        assert safe == date(2026, 6, 18)


def test_a_roll_over_a_doubtful_day_is_not_relied_on():
    made = {"jurisdiction": "AL", "counting": BY_STATE, "period": Period(10, "calendar_days")}
    due, safe, working = solved(rule(**made, duty_of="ours"), date(2026, 6, 9))
    assert (due, safe) == (date(2026, 6, 22), date(2026, 6, 18))
    assert "reading that ends first" in working
    assert solved(rule(**made, duty_of="insurer"), date(2026, 6, 9))[0] == date(2026, 6, 22)


def test_a_closing_moves_a_date_where_the_rule_s_law_holds_and_nowhere_else():
    made = rule(counting=BY_STATE, period=Period(10, "calendar_days"), duty_of="insurer")
    on = STORM.on - timedelta(days=10)
    due, _, working = solved(made, on, STORM)
    assert (due, "order 26-104" in working) == (STORM.on + timedelta(days=1), True)
    assert (
        solved(rule(**{"counting": BY_STATE, "period": made.period, "jurisdiction": "OK"}), on, STORM)[0]
        == STORM.on
    )
    federal = rule(counting=Counting(roll="text"), period=made.period, duty_of="insurer")
    assert (
        solved(federal, on, STORM)[0] == due
    )  # the court is closed, whichever holidays the law of Texas keeps


@given(STATES, DAYS, st.integers(1, 40), st.booleans(), st.sampled_from(["ours", "insurer"]))
def test_a_date_that_rolls_is_never_on_a_day_that_is_surely_closed(state, day, n, back, duty_of):
    direction: Literal["before", "after"] = "before" if back else "after"
    for unit in ("business_days", "calendar_days"):
        made = rule(jurisdiction=state, counting=BY_STATE, period=Period(n, unit, direction), duty_of=duty_of)
        due, safe, _ = solved(made, day)
        assert due is not None
        assert safe is not None
        calendar = calendar_of(state)
        if unit == "business_days" or not back:
            assert not calendar.is_closed(due, "sure")
        if unit == "business_days" and back:
            between = [due + timedelta(days=each) for each in range((day - due).days)]
            assert (
                sum(not calendar.is_closed(each, "kept" if duty_of == "ours" else "sure") for each in between)
                == n
            )
        if duty_of == "ours":
            assert safe <= due
            assert not calendar.is_closed(safe) or calendar.is_observed_friday(safe)


@given(STATES, DAYS, st.integers(1, 40))
def test_a_longer_count_is_never_earlier_and_an_open_doubt_never_later(state, day, n):
    calendar = calendar_of(state)
    closed, kept, opened = (add_business_days(day, n, calendar, reading) for reading in READINGS)
    assert opened <= kept <= closed < add_business_days(day, n + 1, calendar)
    back = add_business_days(day, -n, calendar)
    assert back <= add_business_days(day, -n, calendar, "sure") < day


WHOLE = {"line_of_business": "property", "plan_type": "personal", "jurisdiction": "TX"}


def test_closures_come_with_the_facts():
    said = {
        "on": "2026-09-16",
        "name": "Closed for the storm",
        "source": "order 26-104 of the court",
        "jurisdiction": "US-TX",
    }
    facts = facts_from_json(
        {**WHOLE, "closures": [said, {"on": "2026-10-12", "name": "Columbus Day", "closed": False}]}
    )
    assert facts.closures == (STORM, OPEN)
    assert facts_from_json(WHOLE).closures == ()


@pytest.mark.parametrize(
    ("closures", "code", "pointer"),
    [
        ("2026-09-16", "wrong_type", "/closures"),
        (["2026-09-16"], "wrong_type", "/closures/0"),
        ([{"name": "Storm"}], "missing_field", "/closures/0/on"),
        ([{"on": "2026-09-16"}], "missing_field", "/closures/0/name"),
        ([{"on": "16.9.2026", "name": "Storm"}], "bad_date", "/closures/0/on"),
        ([{"on": "2026-09-16", "name": "Storm", "closed": "no"}], "wrong_type", "/closures/0/closed"),
        ([{"on": "2026-09-19", "name": "Open", "closed": False}], "open_weekend", "/closures/0/on"),
        (
            [{"on": "2026-09-16", "name": "x", "jurisdiction": "XX"}],
            "unknown_jurisdiction",
            "/closures/0/jurisdiction",
        ),
        (
            [{"on": "2026-09-16", "name": "x"}, {"on": "2026-09-16", "name": "y"}],
            "contradiction",
            "/closures/1/on",
        ),
        ([{"on": "2026-09-16", "name": "x", "till": "y"}], "unknown_field", "/closures/0/till"),
    ],
)
def test_a_closure_that_can_t_be_read_names_its_field(closures, code, pointer):
    with pytest.raises(FactsError) as refused:
        facts_from_json({**WHOLE, "closures": closures})
    assert (refused.value.code, refused.value.pointer) == (code, pointer)
