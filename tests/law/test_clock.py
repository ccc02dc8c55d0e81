"""What the clock does with rules, plans, doubts and contradictions, beyond the golden dates."""

from datetime import UTC, date, datetime

import pytest

from deadlines.clock.compute import compute
from deadlines.clock.events import ClockEvent, ClockFacts, FactsError
from deadlines.law.catalogue import load_catalogue, parse_catalogue
from tests.law.cases import claim, event, row, solve


def names(answer):
    return {item.rule for item in answer.deadlines}


def why_not(answer, rule):
    (found,) = (item.why for item in answer.not_applicable if item.rule == rule)
    return found


class TestScope:
    def test_an_unknown_kind_of_claim_shows_every_kind_under_its_condition(self):
        answer = solve(claim({"claim_received": date(2026, 1, 5)}))
        pre, post = (row(answer, f"erisa-{kind}-initial-decision") for kind in ("preservice", "postservice"))
        assert (pre.due_on, post.due_on) == (date(2026, 1, 20), date(2026, 2, 4))
        assert (pre.state, post.state) == ("unknown", "unknown")
        assert post.condition == "only if claim_kind is post_service"
        assert post.needs == ("claim_kind",)

    def test_unknown_levels_show_both_times_for_the_decision(self):
        answer = solve(claim({"appeal_received": date(2026, 5, 1)}, facts={"claim_kind": "post_service"}))
        one = row(answer, "erisa-postservice-appeal-decision-one-level")
        two = row(answer, "erisa-postservice-appeal-decision-two-level")
        assert (one.due_on, two.due_on) == (date(2026, 6, 30), date(2026, 5, 31))
        assert one.needs == two.needs == ("appeal_levels",)

    def test_a_known_kind_excludes_the_others_with_the_reason(self):
        answer = solve(claim(facts={"claim_kind": "post_service"}))
        assert why_not(answer, "erisa-preservice-initial-decision") == (
            "only where claim_kind is pre_service; here it is post_service"
        )

    def test_the_individual_market_has_one_level_whatever_the_letter_says(self):
        answer = solve(claim(plan="individual_aca", facts={"appeal_levels": 2, "claim_kind": "post_service"}))
        assert "erisa-postservice-appeal-decision-one-level" in names(answer)
        assert "does not govern" in why_not(answer, "erisa-postservice-appeal-decision-two-level")

    @pytest.mark.parametrize("plan", ["church", "grandfathered"])
    def test_a_plan_that_may_owe_the_procedure_is_shown_its_dates_under_that_condition(self, plan):
        found = row(
            solve(claim({"denial_received": date(2026, 3, 3)}, plan=plan)), "erisa-health-first-appeal"
        )
        assert (found.due_on, found.state) == (date(2026, 8, 30), "unknown")
        assert found.needs == ("claims_procedure_applies",)

    def test_another_plan_type_gets_none_of_these_rules(self):
        answer = solve(claim({"denial_received": date(2026, 3, 3)}, plan="va"))
        assert answer.deadlines == ()
        assert len(answer.not_applicable) > 50

    def test_another_line_is_not_even_listed(self):
        assert all("disability" not in item.rule for item in solve(claim()).not_applicable)

    def test_a_rule_before_its_time_is_explained(self):
        facts = claim(
            {"claim_received": date(2018, 4, 1), "violation_explanation_requested": date(2018, 6, 1)},
            line="disability",
        )
        assert "2018-04-02" in why_not(solve(facts), "erisa-disability-violation-explanation")


class TestTrigger:
    def test_a_date_that_waits_for_an_event_is_a_row_that_says_so(self):
        found = row(solve(claim()), "erisa-health-first-appeal")
        assert (found.state, found.due_on, found.due_at, found.safe_on) == ("waiting", None, None, None)
        assert found.working[0].why == "Waits until this is known: the denial was received by us."

    def test_receipt_wins_over_the_letters_date(self):
        facts = claim({"denial_dated": date(2026, 2, 27), "denial_received": date(2026, 3, 3)})
        assert row(solve(facts), "erisa-health-first-appeal").due_on == date(2026, 8, 30)

    def test_the_working_says_that_receipt_is_not_known(self):
        found = row(solve(claim({"denial_mailed": date(2026, 2, 27)})), "erisa-health-first-appeal")
        assert [step.step for step in found.working][:2] == ["trigger", "receipt"]
        assert found.working[1].result == "not known"

    def test_each_level_of_appeal_starts_its_own_clock(self):
        facts = claim(
            {
                "appeal_received": date(2026, 3, 2),
                "first_appeal_denial_received": date(2026, 3, 30),
                "second_appeal_received": date(2026, 5, 1),
            },
            facts={"claim_kind": "post_service", "appeal_levels": 2},
            as_of=date(2026, 6, 15),
        )
        rows = [r for r in solve(facts).deadlines if r.rule == "erisa-postservice-appeal-decision-two-level"]
        assert [(r.trigger, r.due_on, r.state) for r in rows] == [
            ("appeal_received", date(2026, 4, 1), "met"),
            ("second_appeal_received", date(2026, 5, 31), "missed"),
        ]

    @pytest.mark.parametrize(
        ("at", "due", "needs"),
        [
            ("2026-03-04T02:00+00:00", date(2026, 8, 30), ("time_zone",)),
            ("2026-03-04T18:00+00:00", date(2026, 8, 31), ()),
            ("2026-03-04T02:00+00:00 America/Chicago", date(2026, 8, 30), ()),
            ("2026-03-04T02:00-06:00", date(2026, 8, 31), ()),
        ],
    )
    def test_a_time_in_utc_without_its_place_counts_from_the_earlier_day_it_may_be(self, at, due, needs):
        found = row(solve(claim({"denial_received": at})), "erisa-health-first-appeal")
        assert (found.due_on, found.needs) == (due, needs)

    def test_the_event_that_started_and_the_one_that_met_are_named(self):
        facts = ClockFacts(
            "health",
            "erisa_self_funded",
            events=(
                ClockEvent("denial_received", on=date(2026, 3, 3), ref="denial-1"),
                ClockEvent("appeal_received", on=date(2026, 4, 3), ref="appeal-1"),
            ),
        )
        found = row(solve(facts), "erisa-health-first-appeal")
        assert (found.trigger_ref, found.met_by_ref, found.state) == ("denial-1", "appeal-1", "met")

    def test_a_decision_whose_start_is_unknown_is_neither_met_nor_missed(self):
        facts = claim({"denial_received": date(2026, 3, 3)}, facts={"claim_kind": "post_service"})
        found = row(solve(facts), "erisa-postservice-initial-decision")
        assert (found.state, found.needs) == ("unknown", ("claim_received",))

    def test_a_presumption_of_receipt_is_added_once_and_only_without_receipt(self):
        text = """
body: Test
rules:
  - {id: presumed, version: 1, jurisdiction: US, lines: [health], plan_types: [medicare_original], duty_of: ours,
     act: appeal, trigger: {event: denial_received, stand_ins: [denial_dated]}, period: {n: 120, unit: calendar_days},
     counting: {receipt_presumption: 5}, satisfied_by: received, citation: "42 CFR 405.942(a)",
     paraphrase: "120 days from receipt, presumed five days after the date.",
     checked: {grade: secondary, date: "2026-11-22", source: "test"}}
"""
        catalogue = parse_catalogue({"test.yaml": text})
        by_date = claim({"denial_dated": date(2025, 6, 8)}, plan="medicare_original")
        by_receipt = claim(
            {"denial_dated": date(2025, 6, 8), "denial_received": date(2025, 6, 11)}, plan="medicare_original"
        )
        assert compute(by_date, catalogue).deadlines[0].due_on == date(2025, 10, 11)
        assert compute(by_date, catalogue).deadlines[0].needs == ()
        assert compute(by_receipt, catalogue).deadlines[0].due_on == date(2025, 10, 9)

    def test_an_inclusive_count_begins_on_the_day_itself(self):
        text = """
body: Test
rules:
  - {id: inclusive, version: 1, jurisdiction: US, lines: [health], plan_types: [other], duty_of: ours, act: negotiate,
     trigger: {event: payment_received}, period: {n: 30, unit: business_days}, counting: {exclude_trigger_day: false},
     satisfied_by: sent, citation: "45 CFR 149.510(b)(1)", paraphrase: "Thirty business days beginning on the day.",
     checked: {grade: primary, date: "2026-11-22", source: "test"}}
"""
        found = compute(
            claim({"payment_received": date(2026, 6, 1)}, plan="other"), parse_catalogue({"t": text})
        )
        # June 1 is the first; June 19 and July 3 (kept for July 4) are closed.
        assert found.deadlines[0].due_on == date(2026, 7, 14)


class TestPolicy:
    def test_the_policys_own_limitation_counts_from_the_event_that_it_names(self):
        facts = claim(
            {"proof_of_loss_received": date(2024, 3, 1), "final_denial_received": date(2026, 5, 4)},
            policy={"suit_limitation": {"n": 3, "unit": "years", "trigger": "proof_of_loss_received"}},
        )
        found = row(solve(facts), "erisa-civil-action")
        assert (found.due_on, found.trigger) == (date(2027, 3, 1), "proof_of_loss_received")
        assert "The policy's own provision suit_limitation" in found.working[2].why

    def test_it_waits_for_that_event_and_not_for_the_laws_own(self):
        facts = claim(
            {"final_denial_received": date(2026, 5, 4)},
            policy={"suit_limitation": {"n": 3, "unit": "years", "trigger": "proof_of_loss_received"}},
        )
        assert row(solve(facts), "erisa-civil-action").state == "waiting"


class TestPresent:
    def test_an_event_after_the_present_is_a_plan_and_starts_nothing(self):
        facts = claim({"denial_received": date(2026, 3, 3)}, as_of=date(2026, 3, 2))
        found = row(solve(facts), "erisa-health-first-appeal")
        assert found.state == "waiting"
        assert "Planned for 2026-03-03" in found.working[0].why

    def test_a_plan_counts_for_a_rule_that_counts_backwards(self):
        facts = claim({"rescission_effected": date(2026, 7, 1)}, as_of=date(2026, 6, 20))
        found = row(solve(facts), "aca-rescission-notice")
        assert (found.due_on, found.state) == (date(2026, 6, 1), "missed")

    def test_a_planned_answer_meets_nothing(self):
        facts = claim(
            {"denial_received": date(2026, 3, 3), "appeal_received": date(2026, 9, 15)},
            as_of=date(2026, 9, 1),
        )
        assert row(solve(facts), "erisa-health-first-appeal").state == "missed"

    @pytest.mark.parametrize(
        ("present", "state"), [(date(2026, 8, 30), "open"), (date(2026, 8, 31), "missed")]
    )
    def test_a_day_is_missed_when_it_is_over(self, present, state):
        facts = claim({"denial_received": date(2026, 3, 3)}, as_of=present)
        assert row(solve(facts), "erisa-health-first-appeal").state == state

    @pytest.mark.parametrize(("hour", "state"), [(14, "open"), (16, "missed")])
    def test_an_instant_is_missed_to_the_hour(self, hour, state):
        facts = claim(
            {"urgent_request_received": "2026-06-01T15:00+00:00"},
            facts={"claim_kind": "urgent"},
            as_of=datetime(2026, 6, 4, hour, tzinfo=UTC),
        )
        assert row(solve(facts), "erisa-urgent-initial-decision").state == state


class TestTheHourThatComesTwice:
    """On November 1, 2026 the clocks of Chicago show the hour from one to two twice."""

    def decided(self, at):
        facts = claim(
            {
                "urgent_request_received": "2026-10-29T01:30-05:00 America/Chicago",
                "denial_told": f"2026-11-01T{at} America/Chicago",
            },
            facts={"claim_kind": "urgent"},
        )
        return row(solve(facts), "erisa-urgent-initial-decision")

    def test_the_first_half_past_one_is_in_time(self):
        assert self.decided("01:30-05:00").due_at == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
        assert self.decided("01:30-05:00").state == "met"

    def test_the_second_one_oclock_is_late_though_the_wall_clock_shows_less(self):
        assert self.decided("01:15-06:00").state == "missed"


class TestHoursFromADay:
    def test_ours_count_from_the_first_moment_of_the_day(self):
        facts = ClockFacts(
            "health",
            "erisa_self_funded",
            facts={"claim_kind": "urgent"},
            events=(ClockEvent("information_requested", on=date(2026, 6, 1), time_zone="America/Chicago"),),
        )
        found = row(solve(facts), "erisa-urgent-missing-info-response")
        assert found.due_at == datetime.fromisoformat("2026-06-03T00:00-05:00")
        assert found.needs == ()
        assert "earliest" in found.working[1].why

    def test_the_insurers_count_from_the_end_of_the_day_but_are_asked_after_earlier(self):
        facts = ClockFacts(
            "health",
            "erisa_self_funded",
            facts={"claim_kind": "urgent"},
            events=(ClockEvent("claim_received", on=date(2026, 6, 1), time_zone="America/Chicago"),),
        )
        found = row(solve(facts), "erisa-urgent-initial-decision")
        assert found.due_at == datetime.fromisoformat("2026-06-05T00:00-05:00")
        assert found.safe_on == date(2026, 6, 4)

    def test_an_unknown_place_is_asked_for(self):
        facts = claim({"information_requested": date(2026, 6, 1)}, facts={"claim_kind": "urgent"})
        found = row(solve(facts), "erisa-urgent-missing-info-response")
        assert found.needs == ("time_zone",)
        assert found.due_at == datetime.fromisoformat("2026-06-03T00:00-04:00")


LOSS = {"claim_received": date(2026, 1, 5)}


@pytest.mark.parametrize(
    ("facts", "code", "pointer"),
    [
        (ClockFacts("dental", "erisa_insured"), "unknown_line_of_business", "/line_of_business"),
        (ClockFacts("health", "erisa"), "unknown_plan_type", "/plan_type"),
        (ClockFacts("health", "erisa_insured", "ZZ"), "unknown_jurisdiction", "/jurisdiction"),
        (claim({"denial_recieved": date(2026, 1, 1)}), "unknown_event_kind", "/events/0/kind"),
        (claim(facts={"claim_kind": "urgnt"}), "unknown_fact_value", "/facts/claim_kind"),
        (claim(facts={"appeal_levels": True}), "unknown_fact_value", "/facts/appeal_levels"),
        (
            claim({"denial_received": datetime(2026, 1, 1, 9)}),  # noqa: DTZ001 - the fault under test
            "naive_datetime",
            "/events/0/at",
        ),
        (claim(as_of=datetime(2026, 1, 1, 9)), "naive_datetime", "/as_of"),  # noqa: DTZ001 - likewise
        (
            claim({"denial_received": "2026-01-01T09:00-05:00 America/Nowhere"}),
            "unknown_time_zone",
            "/events/0/time_zone",
        ),
        (
            ClockFacts("health", "erisa_insured", events=(ClockEvent("denial_received"),)),
            "event_date",
            "/events/0",
        ),
        (claim({"denial_received": date(1026, 3, 3)}), "date_out_of_range", "/events/0/on"),
        (claim({"final_denial_received": date(2099, 12, 31)}), "date_out_of_range", "/events"),
        (
            claim(LOSS, line="property", plan="personal", loss_date=date(2026, 1, 6)),
            "event_before_loss",
            "/events/0",
        ),
        (
            claim({**LOSS, "loss_occurred": date(2026, 1, 6)}, line="property", plan="personal"),
            "event_before_loss",
            "/events/0",
        ),
        (
            claim({"loss_occurred": date(2026, 1, 6)}, loss_date=date(2026, 1, 5)),
            "contradicting_events",
            "/events/0",
        ),
        (
            claim({"denial_received": [date(2026, 3, 3), date(2026, 3, 4)]}),
            "contradicting_events",
            "/events/1",
        ),
        (
            claim({"denial_dated": date(2026, 3, 3), "denial_received": date(2026, 3, 2)}),
            "contradicting_events",
            "/events/1",
        ),
        (
            claim({"denial_dated": date(2026, 3, 3), "appeal_received": date(2026, 3, 2)}),
            "contradicting_events",
            "/events/1",
        ),
    ],
)
def test_facts_that_no_clock_can_run_on_are_refused(facts, code, pointer):
    with pytest.raises(FactsError) as refused:
        solve(facts)
    assert (refused.value.code, refused.value.pointer) == (code, pointer)
    assert refused.value.message


def test_where_a_calendar_ends_the_rule_and_its_trigger_are_named():
    with pytest.raises(FactsError) as refused:
        solve(claim({"final_denial_received": date(2099, 12, 31)}))
    said = str(refused.value)
    assert "counted from final_denial_received on 2099-12-31" in said
    assert "covers 1971 to 2099" in said
    assert any(rule.id in said for rule in load_catalogue().rules)


def test_care_still_to_come_may_be_claimed_before_it_happens():
    facts = claim(LOSS, facts={"claim_kind": "pre_service"}, loss_date=date(2026, 2, 1))
    assert row(solve(facts), "erisa-preservice-initial-decision").due_on == date(2026, 1, 20)


def test_the_same_event_told_twice_is_one_event_and_the_better_proof_is_kept():
    facts = ClockFacts(
        "health",
        "erisa_self_funded",
        events=(
            event("denial_received", date(2026, 3, 3)),
            event("denial_received", date(2026, 3, 3), proof="signed_for"),
        ),
    )
    found = row(solve(facts), "erisa-health-first-appeal")
    assert "proof: signed for" in found.working[0].why
