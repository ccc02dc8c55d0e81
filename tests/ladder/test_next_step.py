"""The next best step: open rungs in order of deadline and leverage, each with its reasons. No database."""

from datetime import date, timedelta

import pytest

from deadlines.clock.answer import Remedy
from deadlines.ladder.kinds import KINDS
from deadlines.ladder.next_step import BEARS_ON, CLOSING_DAYS, LEVERAGE_KINDS, Leverage, next_steps

TODAY = date(2026, 6, 1)


def rung(kind, state="available", until=None, **more):
    """A rung of that kind, its id the same word, with its last day so many days ahead."""
    known = KINDS[kind]
    last = None if until is None else TODAY + timedelta(days=until)
    values = {"level": known.level, "gives": known.gives, "checked": "primary"} | more
    return Remedy(
        rung=kind,
        kind=kind,
        title=known.label,
        state=state,
        opens_on=None,
        until=last,
        why="",
        citation="",
        **values,
    )


BREACH = Leverage("breach", "Decide: due on 2026-05-01, 31 days late.", path="breaches/1", days_late=31)
PROMISE = Leverage("broken_promise", "The file by Friday.", path="promises/2")
COST = Leverage("litigation_cost", "80,000.00 USD, through trial.", path="litigation-costs/3")


@pytest.mark.parametrize(
    ("rungs", "facts", "order"),
    [
        # What ends soon goes first, the earliest first, whatever else bears on the others.
        (
            [rung("internal_appeal", until=12, mandatory=True), rung("civil_action", until=3)],
            [],
            ["civil_action", "internal_appeal"],
        ),
        # Then what must be climbed first, though its time is long.
        (
            [
                rung("supervisor"),
                rung("internal_appeal", until=150, mandatory=True),
                rung("regulator_complaint"),
            ],
            [BREACH, PROMISE],
            ["internal_appeal", "regulator_complaint", "supervisor"],
        ),
        # Of the others the one on which more kinds of fact bear; many of one kind are one kind.
        (
            [rung("external_review", until=90), rung("regulator_complaint")],
            [BREACH, BREACH, PROMISE],
            ["regulator_complaint", "external_review"],
        ),
        # Without facts by date, what has none after what has one; of equals the lowest on the ladder.
        (
            [rung("mediation"), rung("external_review", until=90), rung("appraisal")],
            [],
            ["external_review", "mediation", "appraisal"],
        ),
        # Nobody owes an answer to it: last, but where it ends soon.
        ([rung("peer_to_peer"), rung("mediation")], [], ["mediation", "peer_to_peer"]),
        ([rung("mediation"), rung("peer_to_peer", until=5)], [], ["peer_to_peer", "mediation"]),
        # What is not open is no step.
        (
            [
                rung("internal_appeal", "lost"),
                rung("external_review", "not_yet"),
                rung("mediation", "exhausted"),
            ],
            [BREACH],
            [],
        ),
    ],
)
def test_open_rungs_come_in_order_of_deadline_and_leverage(rungs, facts, order):
    assert [step.remedy.rung for step in next_steps(rungs, facts, TODAY).steps] == order


def test_each_step_says_why_and_what_bears_on_it():
    rungs = [
        rung(
            "mediation",
            until=CLOSING_DAYS,
            forecloses=("appraisal",),
            needs=("residential",),
            checked="secondary",
        ),
        rung("appraisal"),
        rung("civil_action", until=200),
    ]
    mediation, suit, appraisal = next_steps(rungs, [BREACH, PROMISE, COST], TODAY).steps
    assert [reason.says for reason in mediation.reasons] == [
        "Its time ends on 2026-06-15, in 14 days.",
        "1 cost of a suit bears on it.",
        "Taking it bars: Appraisal.",
        "It hangs on what is not known: residential.",
        "Its law is known at second hand: read it before relying on it.",
    ]
    assert [reason.code for reason in appraisal.reasons] == ["undated", "leverage"]
    assert suit.leverage == (BREACH, COST)
    assert suit.reasons[1].says == "1 missed date of theirs and 1 cost of a suit bear on it."


def test_what_was_declined_and_what_awaits_an_answer_stand_apart():
    rungs = [
        rung("supervisor", decided="declined"),
        rung("internal_appeal", "pending", until=-1),
        rung("external_review", "pending", until=4),
        rung("regulator_complaint"),
    ]
    found = next_steps(rungs, [], TODAY)
    assert [step.remedy.rung for step in found.steps] == ["regulator_complaint"]
    assert [step.remedy.rung for step in found.declined] == ["supervisor"]
    assert [(step.remedy.rung, step.reasons[0].code) for step in found.awaited] == [
        ("internal_appeal", "answer_late"),
        ("external_review", "answer_due"),
    ]


def test_every_kind_of_fact_bears_on_rungs_that_there_are():
    assert set(BEARS_ON) == set(LEVERAGE_KINDS)
    assert all(kinds and kinds <= set(KINDS) for kinds in BEARS_ON.values())
