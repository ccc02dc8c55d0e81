"""What a missed date costs, remedy by remedy: the law's own figures, worked by hand."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadlines.clock.money import Lateness, Missed, Payment, Rate, money_owed
from deadlines.law.model import MoneyRemedy

DUE = date(2026, 1, 31)
TEXAS = MoneyRemedy(
    kind="interest",
    citation="Tex. Ins. Code 542.060(a)",
    rate_percent=Decimal(18),
    when=(("weather_claim", (False,)),),
)
WEATHER = MoneyRemedy(
    kind="interest_over",
    citation="Tex. Ins. Code 542.060(c); Tex. Fin. Code 304.003",
    reference="judgment",
    points=Decimal(5),
    floor_percent=Decimal(10),
    ceiling_percent=Decimal(20),
    when=(("weather_claim", (True,)),),
)
LOUISIANA = MoneyRemedy(
    kind="percent", citation="La. R.S. 22:1892(B)(1)", percent=Decimal(50), minimum=Decimal(1000)
)
FLORIDA = MoneyRemedy(
    kind="interest_over",
    citation="Fla. Stat. 627.70131(7)(a), 55.03",
    reference="legal",
    from_event="claim_received",
)
ERISA = MoneyRemedy(
    kind="per_day", citation="29 USC 1132(c)(1); 29 CFR 2575.502c-1", per_day=Decimal(110), up_to=True
)
NEW_YORK = MoneyRemedy(kind="interest", citation="11 NYCRR 65-3.9(a)", rate_percent=Decimal(2), per="month")


def late(until: date, **more: Any) -> Lateness:
    values: dict[str, Any] = {"amounts": {"amount_due": Decimal("73000.00")}, "done": False} | more
    return Lateness(due_on=DUE, until=until, currency="USD", **values)


@pytest.mark.parametrize(
    ("remedy", "known", "amount"),
    [
        # 73,000 x 18 % / 365 = 36 a day, 59 days.
        (TEXAS, late(date(2026, 3, 31), facts={"weather_claim": False}), "2124.00"),
        # 7.5 + 5 = 12.5 %: 25 a day.
        (
            WEATHER,
            late(
                date(2026, 3, 31),
                facts={"weather_claim": True},
                rates={"judgment": Rate(Decimal("7.5"), "OCCC")},
            ),
            "1475.00",
        ),
        # 16 + 5 would be 21 %: the law's most is 20 %, 40 a day.
        (
            WEATHER,
            late(
                date(2026, 3, 31),
                facts={"weather_claim": True},
                rates={"judgment": Rate(Decimal(16), "OCCC")},
            ),
            "2360.00",
        ),
        (LOUISIANA, late(date(2026, 3, 31)), "36500.00"),
        (LOUISIANA, late(date(2026, 3, 31), amounts={"amount_due": Decimal(1500)}), "1000.00"),
        # From notice on 1 December: 120 days at 9 %, 18 a day.
        (
            FLORIDA,
            late(
                date(2026, 3, 31),
                events={"claim_received": date(2025, 12, 1)},
                rates={"legal": Rate(Decimal(9), "CFO")},
            ),
            "2160.00",
        ),
        (ERISA, late(date(2026, 3, 31), amounts={}), "6490.00"),
        # 60 days are two months of 30.
        (NEW_YORK, late(date(2026, 4, 1)), "2920.00"),
        (TEXAS, late(DUE, facts={"weather_claim": False}), "0.00"),
    ],
)
def test_the_law_s_own_figures(remedy, known, amount):
    found = money_owed(remedy, known)
    assert found is not None
    assert (found.amount, found.currency, found.needs) == (Decimal(amount), "USD", ())
    assert found.working[-1].result == f"{amount} USD"
    assert found.citation == remedy.citation


@pytest.mark.parametrize(
    ("remedy", "known", "needs"),
    [
        (WEATHER, late(date(2026, 3, 31), facts={"weather_claim": True}), ("judgment_rate",)),
        (FLORIDA, late(date(2026, 3, 31), rates={"legal": Rate(Decimal(9), "CFO")}), ("claim_received",)),
        (LOUISIANA, late(date(2026, 3, 31), amounts={}), ("amount_due",)),
        (LOUISIANA, Lateness(DUE, DUE, False, "EUR", amounts={"amount_due": Decimal(1)}), ("amount_in_usd",)),
    ],
)
def test_what_is_not_known_is_asked_for(remedy, known, needs):
    found = money_owed(remedy, known)
    assert found is not None
    assert (found.amount, found.needs) == (None, needs)


def test_a_fact_that_is_not_stated_leaves_a_condition_and_one_that_is_rules_out():
    found = money_owed(TEXAS, late(date(2026, 3, 31)))
    assert found is not None
    assert (found.condition, found.needs) == ("only if weather claim is false", ("weather_claim",))
    assert found.amount == Decimal("2124.00")
    assert money_owed(TEXAS, late(DUE, facts={"weather_claim": True})) is None


def test_what_a_court_may_give_says_that_it_is_the_most():
    found = money_owed(ERISA, late(date(2026, 3, 31)))
    assert found is not None
    assert found.up_to
    assert found.working[-1].why.startswith("At most")


def paid(*payments: tuple[date, str | None], **more: Any) -> Lateness:
    """Late since January 31; the money came in parts up to March 31."""
    parts = tuple(Payment(on, None if amount is None else Decimal(amount)) for on, amount in payments)
    return late(date(2026, 3, 31), facts={"weather_claim": False}, payments=parts, **more)


@pytest.mark.parametrize(
    ("known", "amount", "needs", "interest"),
    [
        # 36 a day for 28 days, then 36,500 is owed: 18 a day for 31.
        (paid((date(2026, 2, 28), "36500")), "1566.00", (), ["1008.00", "558.00"]),
        # What came in time is no part of what was late.
        (paid((date(2026, 1, 31), "36500")), "2124.00", (), ["2124.00"]),
        # All of it, and more than all of it: nothing runs after.
        (paid((date(2026, 2, 28), "73000")), "1008.00", (), ["1008.00"]),
        (
            paid((date(2026, 2, 10), "60000"), (date(2026, 2, 28), "60000")),
            "475.40",
            (),
            ["360.00", "115.40"],
        ),
        # Two payments of one day are one step down.
        (
            paid((date(2026, 2, 28), "20000"), (date(2026, 2, 28), "16500")),
            "1566.00",
            (),
            ["1008.00", "0.00", "558.00"],
        ),
        # A payment of which nobody said how much: reckoned until then, and asked for.
        (paid((date(2026, 2, 28), None)), "1008.00", ("payment_amount",), ["1008.00"]),
        # After the present there is nothing.
        (paid((date(2026, 4, 1), "73000")), "2124.00", (), ["2124.00"]),
        # The act was done by a part payment: the rest runs on to the present.
        (
            Lateness(
                DUE,
                date(2026, 2, 28),
                done=True,
                currency="USD",
                as_of=date(2026, 3, 31),
                amounts={"amount_due": Decimal(73000)},
                payments=(Payment(date(2026, 2, 28), Decimal(36500)),),
            ),
            "1566.00",
            ("weather_claim",),
            ["1008.00", "558.00"],
        ),
        # It was done by something else, a denial say: there it ends.
        (
            Lateness(
                DUE,
                date(2026, 2, 28),
                done=True,
                currency="USD",
                as_of=date(2026, 3, 31),
                amounts={"amount_due": Decimal(73000)},
            ),
            "1008.00",
            ("weather_claim",),
            ["1008.00"],
        ),
    ],
)
def test_each_payment_takes_its_part_from_its_own_day(known, amount, needs, interest):
    found = money_owed(TEXAS, known)
    assert found is not None
    assert (found.amount, found.needs) == (Decimal(amount), needs)
    assert found.until is not None
    assert found.until <= (known.as_of or known.until)
    assert [step.result for step in found.working if step.step == "interest"] == interest


def test_interest_that_runs_until_it_is_paid_goes_on_after_the_late_act_was_done():
    owed = replace(TEXAS, until="paid", when=())
    acknowledged = replace(late(date(2026, 2, 3)), done=True, as_of=date(2026, 3, 31))
    found = money_owed(owed, acknowledged)
    assert found is not None
    assert found.amount == Decimal("2124.00")


ONCE = replace(TEXAS, until="paid", once="Tex. Ins. Code 542.060")
FIRST = Missed("first", "acknowledge the claim", date(2026, 1, 16), (ONCE,))


@pytest.mark.parametrize(
    ("remedy", "facts", "carried"),
    [
        (ONCE, {"weather_claim": False}, True),
        (ONCE, {}, True),
        # The other rate of the same section: the first date gives it nowhere, so it is counted here.
        (replace(WEATHER, until="paid", once=ONCE.once), {}, False),
        (replace(WEATHER, until="paid", once=ONCE.once), {"weather_claim": True}, False),
        # Another sum, and one that each missed date has for itself.
        (replace(ONCE, once="another section"), {"weather_claim": False}, False),
        (TEXAS, {"weather_claim": False}, False),
    ],
)
def test_what_a_claim_has_once_is_counted_at_the_earliest_date(remedy, facts, carried):
    found = money_owed(remedy, late(date(2026, 3, 31), facts=facts, earlier=(FIRST,)))
    assert found is not None
    assert (found.carried_by == "first") is carried
    if carried:
        assert (found.amount, found.working[-1].step) == (None, "once")
        assert "acknowledge the claim, due 2026-01-16" in found.working[-1].why


@given(days=st.integers(0, 3000), more=st.integers(0, 400), amount=st.decimals(0, 10**9, places=2))
def test_later_never_costs_less(days: int, more: int, amount: Decimal):
    ends = [date.fromordinal(DUE.toordinal() + n) for n in (days, days + more)]
    sums = [money_owed(NEW_YORK, late(end, amounts={"amount_due": amount})) for end in ends]
    first, second = (found.amount for found in sums if found is not None)
    assert first is not None
    assert second is not None
    assert 0 <= first <= second


@given(
    amounts=st.lists(st.integers(1, 40_000), max_size=5),
    gaps=st.lists(st.integers(1, 60), min_size=5, max_size=5),
)
def test_a_payment_never_makes_it_dearer_and_the_steps_add_up(amounts: list[int], gaps: list[int]):
    days = [DUE.toordinal() + sum(gaps[: n + 1]) for n in range(len(amounts))]
    payments = tuple(Payment(date.fromordinal(day), Decimal(n)) for day, n in zip(days, amounts, strict=True))
    end = date.fromordinal(DUE.toordinal() + 301)
    whole = money_owed(NEW_YORK, late(end))
    parts = money_owed(NEW_YORK, late(end, payments=payments))
    assert whole is not None
    assert parts is not None
    assert whole.amount is not None
    assert parts.amount is not None
    assert parts.amount <= whole.amount
    steps = [Decimal(step.result) for step in parts.working if step.step == "interest"]
    assert abs(sum(steps) - parts.amount) <= Decimal("0.01") * len(steps)
