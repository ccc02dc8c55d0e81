"""Which rungs are about to be lost, and which stay unanswered, by the deadlines of a case. No database."""

from datetime import date, timedelta

import pytest

from deadlines.clock.answer import Remedy
from deadlines.ladder.catalogue import load_ladders
from deadlines.ladder.moves import SILENT_DAYS, Moved, rungs_closing, rungs_silent, rungs_unanswered

TODAY = date(2026, 6, 1)
LADDER = next(each for each in load_ladders() if each.id == "erisa-self-funded-health")
APPEAL = LADDER.rung("internal_appeal")


def remedy(rung, state, until=None, since=None, decided=""):
    """A rung of the ladder as it stands, with days seen from today."""
    return Remedy(
        rung=rung,
        kind=rung,
        title=rung,
        state=state,
        opens_on=None if since is None else TODAY - timedelta(days=since),
        until=None if until is None else TODAY + timedelta(days=until),
        why="",
        citation="",
        checked="primary",
        level="internal",
        gives="law",
        decided=decided,
    )


OWN = Moved("own", "erisa-health-first-appeal", "open")


@pytest.mark.parametrize(
    ("until", "decided", "state", "found"),
    [
        (14, "", "open", [("own", "internal_appeal")]),
        (0, "", "unknown", [("own", "internal_appeal")]),
        (15, "", "open", []),
        (-1, "", "open", []),
        (3, "declined", "open", []),
        (3, "", "met", []),
    ],
)
def test_a_rung_closes_within_two_weeks_of_its_end(until, decided, state, found):
    rows = [Moved("own", OWN.rule, state)]
    remedies = [remedy("internal_appeal", "available", until, decided=decided)]
    assert list(rungs_closing(LADDER, "TX", remedies, rows, TODAY)) == found


def test_an_answer_that_is_late_leaves_its_rung_unanswered():
    answer = Moved("theirs", APPEAL.answer.rules[0], "missed")
    taken = [remedy("internal_appeal", "pending", since=90)]
    assert list(rungs_unanswered(LADDER, taken, [answer])) == [("theirs", "internal_appeal")]
    assert not list(rungs_unanswered(LADDER, [remedy("internal_appeal", "exhausted")], [answer]))
    assert not list(rungs_silent(LADDER, taken, [answer], TODAY))


@pytest.mark.parametrize(("since", "asked"), [(SILENT_DAYS, 1), (SILENT_DAYS - 1, 0)])
def test_what_no_rule_times_is_silent_after_a_while(since, asked):
    taken = [remedy("regulator_complaint", "pending", since=since)]
    assert len(list(rungs_silent(LADDER, taken, [OWN], TODAY))) == asked
