"""Clocks that stand still, hang on another's end, or wait for several events: worked on rules made for the test."""

from datetime import date

import pytest
import yaml

from deadlines.clock.compute import compute
from deadlines.law.catalogue import parse_catalogue
from tests.law.cases import claim, row

DEFAULTS = {
    "version": 1,
    "jurisdiction": "TX",
    "lines": ["property"],
    "plan_types": ["personal"],
    "duty_of": "ours",
    "satisfied_by": "received",
    "citation": "1 Code 1(a)",
    "paraphrase": "A rule made for the test.",
    "checked": {"grade": "primary", "date": "2026-11-22", "source": "the text"},
}
SUIT = {
    "id": "suit",
    "act": "sue",
    "trigger": {"event": "loss_occurred"},
    "period": {"n": 1, "unit": "years"},
    "satisfied_events": ["suit_filed"],
}


def solve(events, *rules, **more):
    text = yaml.safe_dump({"body": "Test", "rules": [{**DEFAULTS, **rule} for rule in rules]})
    facts = claim(events, line="property", plan="personal", jurisdiction="TX", **more)
    return compute(facts, parse_catalogue({"test.yaml": text}))


def tolled(**span):
    return {**SUIT, "tolling": [{"citation": "1 Code 2", **span}]}


@pytest.mark.parametrize(
    ("span", "events", "due", "safe"),
    [
        # From proof to denial, May 1 to June 29: 60 days; a year from February 2 would end on February 2, 2026.
        (
            {"from": ["proof_of_loss_received"], "until": ["denial_received"]},
            {"proof_of_loss_received": "2025-05-01", "denial_received": "2025-06-29"},
            date(2026, 4, 3),
            date(2026, 4, 3),
        ),
        # The same where the law leaves it in doubt: safe is the year itself.
        (
            {"from": ["proof_of_loss_received"], "until": ["denial_received"], "certain": False},
            {"proof_of_loss_received": "2025-05-01", "denial_received": "2025-06-29"},
            date(2026, 4, 3),
            date(2026, 2, 2),
        ),
        # A span with a length of its own: 60 days whatever happens after.
        (
            {"from": ["civil_remedy_notice_filed"], "days": 60},
            {"civil_remedy_notice_filed": "2025-12-01"},
            date(2026, 4, 3),
            date(2026, 4, 3),
        ),
        # Days that the law itself names; those before the loss count for nothing.
        ({"dates": {"from": "2025-01-01", "to": "2025-02-12"}}, {}, date(2026, 2, 12), date(2026, 2, 12)),
        # Begun after the last day: too late to stop anything.
        (
            {"from": ["civil_remedy_notice_filed"], "days": 60},
            {"civil_remedy_notice_filed": "2026-02-10"},
            date(2026, 2, 2),
            date(2026, 2, 2),
        ),
        # Still standing: our own date stays where it would be without it.
        (
            {"from": ["proof_of_loss_received"], "until": ["denial_received"]},
            {"proof_of_loss_received": "2025-05-01"},
            date(2026, 2, 2),
            date(2026, 2, 2),
        ),
    ],
)
def test_a_span_that_stands_still_is_not_counted(span, events, due, safe):
    found = row(solve({"loss_occurred": "2025-02-02", **events}, tolled(**span)), "suit")
    assert (found.due_on, found.safe_on) == (due, safe)
    assert any(step.step == "tolling" for step in found.working) or due == date(2026, 2, 2)


def test_anothers_clock_that_still_stands_has_no_date():
    rule = {
        **tolled(**{"from": ["information_requested"], "until": ["information_received"]}),
        "duty_of": "insurer",
    }
    found = row(solve({"loss_occurred": "2025-02-02", "information_requested": "2025-03-01"}, rule), "suit")
    assert (found.due_on, found.state, found.needs) == (None, "tolled", ("information_received",))


def test_a_span_that_hangs_on_an_unknown_fact_is_not_counted_and_says_so():
    span = {"from": ["civil_remedy_notice_filed"], "days": 60, "when": {"residential": [True]}}
    events = {"loss_occurred": "2025-02-02", "civil_remedy_notice_filed": "2025-12-01"}
    found = row(solve(events, tolled(**span)), "suit")
    assert (found.due_on, found.needs) == (date(2026, 2, 2), ("residential",))
    found = row(solve(events, tolled(**span), facts={"residential": True}), "suit")
    assert found.due_on == date(2026, 4, 3)


NOTICE = {
    "id": "notice",
    "act": "give notice of suit",
    "trigger": {"event": "suit_filed", "end_of": "suit"},
    "period": {"n": 61, "unit": "calendar_days", "direction": "before"},
    "satisfied_events": ["presuit_notice_received"],
}


def test_a_notice_before_suit_is_counted_back_from_the_last_day_to_sue():
    found = row(solve({"loss_occurred": "2025-02-02"}, SUIT, NOTICE), "notice")
    assert (found.due_on, found.safe_on) == (date(2025, 12, 3), date(2025, 12, 3))


def test_a_planned_suit_counts_before_the_last_day_to_sue():
    events = {"loss_occurred": "2025-02-02", "suit_filed": "2025-10-01"}
    found = row(solve(events, SUIT, NOTICE, as_of=date(2025, 6, 1)), "notice")
    assert found.due_on == date(2025, 8, 1)


SILENCE = {
    "id": "silence",
    "act": "ask for review of a silence",
    "trigger": {"event": "denial_received", "end_of": "answer"},
    "period": {"n": 30, "unit": "calendar_days"},
}
ANSWER = {
    "id": "answer",
    "duty_of": "insurer",
    "act": "answer the claim",
    "trigger": {"event": "claim_received"},
    "period": {"n": 15, "unit": "calendar_days"},
    "satisfied_events": ["denial_received"],
}


def test_a_silence_starts_the_next_clock_when_the_time_to_answer_is_over():
    claim_received = {"claim_received": "2026-03-02"}
    before = row(solve(claim_received, ANSWER, SILENCE, as_of=date(2026, 3, 17)), "silence")
    assert before.state == "waiting"
    after = row(solve(claim_received, ANSWER, SILENCE, as_of=date(2026, 3, 18)), "silence")
    assert (after.due_on, after.trigger_on) == (date(2026, 4, 16), date(2026, 3, 17))


def test_a_clock_that_needs_several_events_starts_with_the_last():
    trigger = {"event": "proof_of_loss_received", "together_with": ["inspection_done"]}
    rule = {**ANSWER, "trigger": trigger}
    alone = row(solve({"proof_of_loss_received": "2026-03-02"}, rule), "answer")
    assert alone.state == "waiting"
    assert alone.working[0].why == "Waits until this is known: the property was inspected by the insurer."
    both = row(
        solve({"proof_of_loss_received": "2026-03-02", "inspection_done": "2026-03-09"}, rule), "answer"
    )
    assert both.due_on == date(2026, 3, 24)


def test_the_earlier_of_two_ends_counts():
    repose = {**SUIT, "id": "repose", "period": {"n": 3, "unit": "years"}}
    two = {
        **SUIT,
        "trigger": {"event": "denial_received"},
        "period": {"n": 2, "unit": "years"},
        "earlier_of": "repose",
    }
    early = row(solve({"loss_occurred": "2025-02-03", "denial_received": "2025-05-05"}, two, repose), "suit")
    assert early.due_on == date(2027, 5, 5)
    late = row(solve({"loss_occurred": "2025-02-03", "denial_received": "2026-05-05"}, two, repose), "suit")
    assert late.due_on == date(2028, 2, 3)


def test_an_extension_can_be_counted_from_its_notice():
    extension = {
        "n": 45,
        "unit": "calendar_days",
        "times": 1,
        "condition": "reasons given",
        "counted": "from_notice",
    }
    rule = {**ANSWER, "period": {"n": 15, "unit": "business_days"}, "extension": extension}
    events = {"claim_received": "2026-03-02", "extension_notice_sent": "2026-03-20"}
    assert row(solve(events, rule), "answer").due_on == date(2026, 5, 4)
    late = {"claim_received": "2026-03-02", "extension_notice_sent": "2026-03-24"}
    assert row(solve(late, rule), "answer").due_on == date(2026, 3, 23)


LETTERS = {
    **ANSWER,
    "id": "next-letter",
    "act": "explain again why more time is needed",
    "trigger": {"event": "delay_explained"},
    "period": {"n": 45, "unit": "calendar_days"},
    "satisfied_events": ["delay_explained", "denial_received"],
}


@pytest.mark.parametrize(
    ("which", "due"),
    [
        ({}, [("2026-04-30", "met"), ("2026-06-04", "open")]),
        ({"which": "first"}, [("2026-04-30", "met")]),
        ({"which": "later"}, [("2026-06-04", "open")]),
    ],
)
def test_each_letter_about_a_delay_starts_the_time_for_the_next(which, due):
    rule = {**LETTERS, "trigger": {"event": "delay_explained", **which}}
    events = {"claim_received": "2026-03-02", "delay_explained": ["2026-03-16", "2026-04-20"]}
    rows = [item for item in solve(events, rule).deadlines if item.rule == "next-letter"]
    assert [(str(item.due_on), item.state) for item in rows] == due


def test_more_time_without_a_limit_is_given_as_often_as_there_is_a_notice():
    extension = {"n": 30, "unit": "calendar_days", "condition": "reasons given", "counted": "from_notice"}
    events = {
        "claim_received": "2026-03-02",
        "extension_notice_sent": ["2026-03-16", "2026-04-10", "2026-05-08"],
    }
    assert row(solve(events, {**ANSWER, "extension": extension}), "answer").due_on == date(2026, 6, 7)


def test_the_time_that_the_policy_sets_can_stand_still_too():
    rule = {
        **tolled(**{"from": ["proof_of_loss_received"], "until": ["denial_received"]}),
        "period": {"unit": "event", "from_policy": "suit_limitation"},
    }
    events = {
        "loss_occurred": "2025-02-02",
        "proof_of_loss_received": "2025-05-01",
        "denial_received": "2025-06-29",
    }
    assert row(solve(events, rule), "suit").needs == ("policy.suit_limitation",)
    term = {"suit_limitation": {"n": 1, "unit": "years"}}
    assert row(solve(events, rule, policy=term), "suit").due_on == date(2026, 4, 3)


def test_a_span_that_never_began_asks_nothing():
    span = {"from": ["civil_remedy_notice_filed"], "days": 60, "when": {"residential": [True]}}
    assert row(solve({"loss_occurred": "2025-02-02"}, tolled(**span)), "suit").needs == ()


def test_a_year_that_counts_its_first_day_ends_the_day_before():
    rule = {**SUIT, "period": {"n": 2, "unit": "years"}, "counting": {"exclude_trigger_day": False}}
    assert row(solve({"loss_occurred": "2024-03-05"}, rule), "suit").due_on == date(2026, 3, 4)


@pytest.mark.parametrize(
    ("trigger", "state"), [("demand_received", "waiting"), ("claim_received", "unknown")]
)
def test_a_payment_shows_that_there_was_a_claim_but_not_that_there_was_a_demand(trigger, state):
    rule = {**ANSWER, "trigger": {"event": trigger}, "satisfied_events": ["payment_received"]}
    assert row(solve({"payment_received": "2026-03-02"}, rule), "answer").state == state


WAITING = {"from": ["information_requested"], "until": ["information_received"], "citation": "1 Code 2"}


@pytest.mark.parametrize(
    ("asked", "answered", "due"),
    [
        # Fifteen business days from Monday March 2 end on Monday March 23.
        ("2026-03-24", "2026-03-31", date(2026, 3, 23)),
        # Asked on Monday the 9th, answered on Monday the 16th: four days used, eleven left from the 17th.
        ("2026-03-09", "2026-03-16", date(2026, 3, 31)),
        # Asked on a Friday, answered on the Sunday: one business day stood.
        ("2026-03-13", "2026-03-15", date(2026, 3, 24)),
        # Over a weekend alone: no business day stood.
        ("2026-03-14", "2026-03-15", date(2026, 3, 23)),
        # Asked before the count began: it begins after the answer.
        ("2026-02-25", "2026-03-04", date(2026, 3, 25)),
    ],
)
def test_business_days_that_stand_still_are_not_counted(asked, answered, due):
    rule = {**ANSWER, "period": {"n": 15, "unit": "business_days"}, "tolling": [WAITING]}
    events = {
        "claim_received": "2026-03-02",
        "information_requested": asked,
        "information_received": answered,
    }
    assert row(solve(events, rule), "answer").due_on == due


def test_days_of_another_kind_are_counted_on_from_the_end():
    then = {"n": 15, "unit": "calendar_days"}
    rule = {**ANSWER, "period": {"n": 5, "unit": "business_days", "then": then}}
    found = row(solve({"claim_received": "2026-03-06"}, rule), "answer")
    # Friday March 6: five business days end on Friday the 13th, fifteen days on Saturday the 28th.
    assert found.due_on == date(2026, 3, 28)
    assert [step.result for step in found.working if step.step == "count"] == ["2026-03-13", "2026-03-28"]
