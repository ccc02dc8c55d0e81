"""Whose turn it is in a fire, and the page that tells of it."""

import random

import pytest

from tests.faults.acts import ACTS, TRIES, Turns
from tests.faults.report import page


def test_each_act_has_its_turn_before_any_has_a_second_one():
    turns = Turns(ACTS, random.Random(7))
    drawn = []
    while turns.owed:
        drawn.append(turns.next())
        turns.note(drawn[-1], True)
    assert sorted(drawn) == sorted(ACTS)
    assert drawn != list(ACTS)
    again = Turns(ACTS, random.Random(7))
    for act in drawn:
        assert again.next() == act, "the seed decides"
        again.note(act, True)
    assert again.next() in ACTS, "the fire may go on"


def test_an_act_that_struck_nobody_has_its_turn_again_and_is_given_up_in_the_end():
    turns = Turns(["hit", "miss"], random.Random(1))
    while turns.owed:
        act = turns.next()
        turns.note(act, act == "hit")
    assert (turns.tried["miss"], turns.struck["miss"], turns.struck["hit"]) == (TRIES, 0, 1)


@pytest.mark.parametrize("broken", [[], ["upload 1 is lost"]])
def test_the_page_has_a_column_for_each_run(broken):
    run = {
        "at": "2026-05-04T15:30:00+00:00",
        "machine": "Linux, 2 cores",
        "load": 2.04,
        "share": 0.5,
        "clients": 12,
        "seed": 7,
        "held": not broken,
        "seconds": {"fire": 300},
        "asked": {"alerts": 10_000},
        "acknowledged": {"upload": 1_000},
        "strikes": {"s3": 2},
        "answers": {"answered 201": 1_000},
        "recovery_seconds": {"s3": {"times": 2, "median": 1.0, "longest": 3.0}},
        "invariants": {"no acknowledged write is lost": {"broken": 1} if broken else "held"},
        "alerts": {"lost": 0, "copies_more_than_one": {"answer_lost": 3}},
        "undone": 0,
        "refused": [],
    }
    told = page([run, run | {"seed": 8, "strikes": {}}])
    assert "| seed | 7 | 8 |" in told
    assert "| s3 | 2 | 0 |" in told
    assert "| alerts asked | 10,000 | 10,000 |" in told
    assert ("| no acknowledged write is lost | **1 broken** |" in told) is bool(broken)
    assert ("| all | held | held |" in told) is (not broken)
