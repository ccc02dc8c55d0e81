"""Many denials in one claim: each letter has clocks of its own, and none of them hides another."""

from datetime import date

import pytest

from deadlines.clock.events import ClockFacts, FactsError
from deadlines.ladder.remedies import answer
from deadlines.law.catalogue import load_catalogue
from tests.law.cases import event, solve

APPEAL = "erisa-health-first-appeal"
EXTERNAL = "aca-external-review-request"


def claim(*events, as_of=date(2026, 6, 1)):
    return ClockFacts(
        "health",
        "erisa_self_funded",
        facts={"claim_kind": "post_service", "appeal_levels": 1, "external_review_scope": "medical_judgment"},
        events=tuple(events),
        as_of=as_of,
    )


def rows(facts, rule):
    return [row for row in solve(facts).deadlines if row.rule == rule]


FIRST = event("denial_received", "2026-01-10", ref="1", decision="A")
AGAIN = event("denial_received", "2026-03-02", ref="2", decision="B")


def test_two_letters_have_two_times_and_the_first_stands():
    first, second = rows(claim(FIRST, AGAIN), APPEAL)
    assert [(r.trigger_ref, r.due_on, r.state) for r in (first, second)] == [
        ("1", date(2026, 7, 9), "open"),
        ("2", date(2026, 8, 29), "open"),
    ]
    assert [s.result for s in first.working if s.step == "later_notice"] == ["2026-03-02"]
    assert not [s for s in second.working if s.step == "later_notice"]


def test_one_appeal_answers_both_letters_about_the_same_thing():
    found = rows(claim(FIRST, AGAIN, event("appeal_received", "2026-04-01", ref="3")), APPEAL)
    assert [r.state for r in found] == ["met", "met"]
    before = rows(claim(FIRST, AGAIN, event("appeal_received", "2026-02-01", ref="3")), APPEAL)
    assert [r.state for r in before] == ["met", "open"]


def test_a_letter_whose_receipt_is_unknown_is_counted_from_its_date():
    dated = event("denial_dated", "2026-02-27", ref="d", decision="B")
    found = rows(claim(FIRST, event("denial_dated", "2026-01-05", decision="A"), dated), APPEAL)
    assert [(r.trigger_ref, r.due_on) for r in found] == [("1", date(2026, 7, 9)), ("d", date(2026, 8, 26))]
    assert found[1].needs == ("denial_received",)


@pytest.mark.parametrize(
    ("events", "pointer"),
    [
        ((FIRST, event("denial_received", "2026-01-11", decision="A")), "/events/1"),
        ((FIRST, event("denial_received", "2026-01-11")), "/events/1"),
        ((FIRST, AGAIN, event("denial_dated", "2026-03-03", decision="B")), "/events/1"),
    ],
)
def test_one_letter_has_one_date_and_its_dates_agree(events, pointer):
    with pytest.raises(FactsError) as refused:
        solve(claim(*events))
    assert (refused.value.code, refused.value.pointer) == ("contradicting_events", pointer)


def test_a_date_without_a_letter_that_is_the_same_says_nothing_more():
    assert len(rows(claim(FIRST, event("denial_received", "2026-01-10", ref="x")), APPEAL)) == 1


ROOF = event("denial_received", "2026-01-10", ref="1", decision="A", part="Infusions")
STAY = event("denial_received", "2026-03-02", ref="2", decision="B", part="Hospital stay")


def test_parts_that_are_decided_apart_are_appealed_apart():
    mine = event("appeal_received", "2026-03-05", ref="3", decision="A", part="Infusions")
    first, second = rows(claim(ROOF, STAY, mine), APPEAL)
    assert (first.state, second.state) == ("met", "open")
    assert (first.act, first.part) == ("file the internal appeal (Infusions)", "Infusions")
    assert not [s for s in first.working if s.step == "later_notice"]


def test_an_act_that_names_no_part_meets_none_of_several():
    found = rows(claim(ROOF, STAY, event("appeal_received", "2026-03-05", ref="3")), APPEAL)
    assert [(r.state, r.met_by_ref, r.needs) for r in found] == [
        ("unknown", None, ("denial of appeal_received",))
    ] * 2
    one = rows(claim(ROOF, event("appeal_received", "2026-03-05", ref="3")), APPEAL)
    assert [r.state for r in one] == ["met"]


def test_each_final_denial_has_its_four_months():
    found = rows(
        claim(
            FIRST,
            event("appeal_received", "2026-01-20", decision="A"),
            event("final_denial_received", "2026-02-10", decision="C"),
            event("final_denial_received", "2026-04-15", decision="D"),
        ),
        EXTERNAL,
    )
    assert [r.due_on for r in found] == [date(2026, 6, 10), date(2026, 8, 17)]


def test_remedies_of_parts_are_told_apart_and_an_earlier_lapse_is_told():
    catalogue = load_catalogue()
    both = answer(claim(ROOF, STAY, as_of=date(2026, 8, 1)), catalogue)
    internal = {r.part: r.state for r in both.remedies if r.rung == "internal_appeal"}
    assert internal == {"Infusions": "lost", "Hospital stay": "available"}
    same = answer(claim(FIRST, AGAIN, as_of=date(2026, 8, 1)), catalogue)
    (told,) = [r for r in same.remedies if r.rung == "internal_appeal"]
    assert (told.state, told.part) == ("available", None)
    assert "The time from an earlier notice ended on 2026-07-09" in told.why
