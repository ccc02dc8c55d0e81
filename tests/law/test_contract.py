"""The policy's own terms as clocks: counted, cited by provision and page, and weighed against the law's."""

from datetime import date

import pytest

from cases.vocabulary import EVENT_KINDS, POLICY_DUTIES
from deadlines.clock.events import ClockFacts, PolicyPeriod
from deadlines.clock.wire import facts_from_json
from deadlines.law.contract import DUTIES
from deadlines.law.facts import FACT_VALUES, QUESTIONS
from deadlines.law.model import NUMBERED_UNITS
from tests.law.cases import claim, event, row, solve

WHERE = "policy, provision Duties After Loss, page 12"


def property_claim(*events, policy, **more):
    return ClockFacts(
        "property",
        "personal",
        "TX",
        loss_date=date(2026, 3, 2),
        policy=policy,
        events=tuple(events),
        as_of=date(2026, 4, 1),
        **more,
    )


def test_a_proof_of_loss_is_due_after_the_request_with_provision_and_page():
    asked = event("proof_of_loss_requested", "2026-03-10", ref="1")
    found = row(
        solve(
            property_claim(
                asked, policy={"proof_of_loss": PolicyPeriod(60, "calendar_days", where=WHERE, read=True)}
            )
        ),
        "policy-proof-of-loss",
    )
    assert (found.due_on, found.safe_on, found.state) == (date(2026, 5, 9), date(2026, 5, 8), "open")
    assert (found.citation, found.checked, found.duty_of) == (WHERE, "primary", "ours")
    assert any(WHERE in step.why for step in found.working if step.step == "count")


def test_a_suit_limitation_runs_from_the_loss_that_no_event_tells_of():
    found = row(
        solve(property_claim(policy={"suit_limitation": PolicyPeriod(2, "years")})), "policy-suit-limitation"
    )
    assert (found.due_on, found.trigger_ref, found.trigger_on) == (
        date(2028, 3, 2),
        None,
        date(2026, 3, 2),
    )
    assert found.checked == "unchecked"


def test_a_duty_without_a_number_is_shown_without_a_date():
    found = row(
        solve(property_claim(policy={"prompt_notice": PolicyPeriod(None, "reasonable")})),
        "policy-prompt-notice",
    )
    assert (found.state, found.due_on, found.needs) == ("undated", None, ())
    assert "The policy gives no number here: promptly" in found.working[-1].why


def test_two_terms_of_one_kind_are_two_clocks_and_the_earlier_is_kept():
    terms = {
        "proof-a": PolicyPeriod(60, "calendar_days", kind="proof_of_loss", where="policy, provision A"),
        "proof-b": PolicyPeriod(91, "calendar_days", "loss_occurred", "proof_of_loss", "policy, provision B"),
    }
    answer = solve(property_claim(event("proof_of_loss_requested", "2026-03-10", ref="1"), policy=terms))
    early, late = row(answer, "policy-proof-a"), row(answer, "policy-proof-b")
    assert (early.due_on, late.due_on) == (date(2026, 5, 9), date(2026, 6, 1))
    assert early.working[-1].step == "shortest"
    assert "policy-proof-b on 2026-06-01" in early.working[-1].why
    assert "keep that one" in late.working[-1].why


def test_a_period_that_the_law_leaves_to_the_plan_is_taken_up_by_the_rule_and_counted_once():
    terms = {"suit_limitation": {"n": 3, "unit": "years", "trigger": "denial_received", "where": WHERE}}
    answer = solve(claim({"denial_received": "2026-01-05"}, policy=terms))
    found = row(answer, "erisa-civil-action")
    assert found.due_on == date(2029, 1, 5)
    assert found.citation.endswith(f"; {WHERE}")
    assert not [r for r in answer.deadlines if r.rule.startswith("policy-")]


def test_without_the_plan_s_period_a_second_appeal_says_what_to_record():
    found = row(
        solve(claim({"first_appeal_denial_received": "2026-01-05"}, facts={"appeal_levels": 2})),
        "erisa-second-level-appeal",
    )
    assert (found.due_on, found.needs) == (None, ("policy.second_level_appeal",))
    assert "recorded on the policy, as its duty second_level_appeal" in found.working[-1].why


@pytest.mark.parametrize(("days", "held"), [(60, False), (200, True)])
def test_a_plan_can_give_more_than_the_law_s_least_and_never_less(days, held):
    terms = {"internal_appeal": {"n": days, "unit": "calendar_days"}}
    answer = solve(claim({"denial_received": "2026-01-05"}, policy=terms))
    own = [r for r in answer.deadlines if r.rule == "policy-internal-appeal"]
    assert bool(own) is held
    if held:
        assert row(answer, "erisa-health-first-appeal").working[-1].step == "shortest"
        return
    [void] = [item for item in answer.not_applicable if item.rule == "policy-internal-appeal"]
    assert "at least until 2026-07-04, 29 CFR 2560.503-1(h)(3)(i)" in void.why


def test_the_command_s_json_takes_a_policy_s_duties():
    facts = facts_from_json(
        {
            "line_of_business": "property",
            "plan_type": "personal",
            "loss_date": "2026-03-02",
            "policy": {
                "proof_of_loss": {
                    "n": 60,
                    "unit": "calendar_days",
                    "from": "loss_occurred",
                    "label": "Conditions 3",
                    "page": 9,
                },
                "mitigation": {"unit": "reasonable"},
            },
        }
    )
    answer = solve(facts)
    found = row(answer, "policy-proof-of-loss")
    assert (found.due_on, found.citation) == (date(2026, 5, 1), "policy, provision Conditions 3, page 9")
    assert row(answer, "policy-mitigation").state == "undated"


def test_every_duty_and_every_fact_speaks_the_clock_s_language():
    for duty in DUTIES.values():
        assert {duty.trigger, *duty.satisfied_events, *duty.stand_ins} <= EVENT_KINDS.keys()
    assert QUESTIONS.keys() == FACT_VALUES.keys()
    assert DUTIES.keys() == POLICY_DUTIES.keys()
    assert {"calendar_days", "years"} <= NUMBERED_UNITS


def in_washington(**policy):
    """A loss of May 6, 2024, in a state whose law says only how little time to sue a policy may leave."""
    facts = claim(
        line="property", plan="personal", jurisdiction="WA", loss_date=date(2024, 5, 6), policy=policy
    )
    answer = solve(facts)
    return row(answer, "wa-property-suit"), {item.rule for item in answer.not_applicable}


@pytest.mark.parametrize(
    ("n", "unit", "due", "void"),
    [
        (2, "years", date(2026, 5, 6), False),
        (12, "months", date(2025, 5, 6), False),
        (180, "calendar_days", date(2025, 5, 6), True),
    ],
)
def test_a_time_that_the_law_only_bounds_is_the_policys_own_unless_it_is_too_short(n, unit, due, void):
    found, set_aside = in_washington(suit_limitation={"n": n, "unit": unit})
    assert (found.due_on, found.needs, "policy-suit-limitation" in set_aside) == (due, (), void)


def test_a_bound_of_the_law_is_only_careful_until_the_policys_own_time_is_recorded():
    found, _ = in_washington()
    assert (found.due_on, found.needs) == (date(2025, 5, 6), ("policy.suit_limitation",))
