"""What holds of every computation, whatever the dates."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from deadlines.clock.calendars import FEDERAL
from deadlines.clock.days import days_of
from deadlines.clock.wire import answer_to_json, facts_from_json
from deadlines.ladder.remedies import answer
from deadlines.law.catalogue import load_catalogue
from tests.law.cases import claim, day_of, row, solve

DAYS = st.dates(date(2019, 1, 1), date(2035, 12, 31))
KINDS = st.sampled_from([None, "urgent", "pre_service", "post_service", "concurrent"])
PLANS = st.sampled_from(["erisa_self_funded", "erisa_insured", "individual_aca", "non_federal_government"])


def in_force_throughout(rule):
    """Whether one day can be named on which the rule is in force, whatever day starts its clock."""
    if rule.effective is None or "contract_date" in rule.effective.by:
        return True
    by, held = rule.effective.by[0], rule.effective.start or rule.effective.end
    return by not in (rule.trigger.event, "loss_date") and held <= date(2019, 1, 1)


RULES = st.sampled_from(
    [
        rule
        for rule in load_catalogue().rules
        if rule.period.n is not None and rule.trigger.which != "later" and in_force_throughout(rule)
    ]
)


def facts_for(rule, day_or_time):
    """The smallest claim under which `rule` has a date."""
    known = {fact: values[0] for fact, values in rule.when}
    events = dict.fromkeys((rule.trigger.event, *rule.trigger.together_with), day_or_time)
    contract = None
    if rule.effective and "contract_date" in rule.effective.by:
        contract = rule.effective.start or rule.effective.end
    elif rule.effective:
        events = {rule.effective.by[0]: rule.effective.start or rule.effective.end, **events}
    return claim(
        events,
        line=rule.lines[0],
        plan=rule.plan_types[0],
        jurisdiction=rule.jurisdiction,
        facts=known,
        contract_date=contract,
    )


@st.composite
def lives(draw):
    """A claim's events in order, up to some stage."""
    start = draw(DAYS)
    gaps = draw(st.lists(st.integers(0, 120), min_size=6, max_size=6))
    stage = draw(st.integers(1, 6))
    kinds = ["claim_received", "denial_dated", "denial_received", "appeal_received", "final_denial_received"]
    kinds.append("external_review_requested")
    days = [start + timedelta(days=sum(gaps[: index + 1])) for index in range(6)]
    known = {"claim_kind": draw(KINDS), "appeal_levels": draw(st.sampled_from([None, 1, 2]))}
    return {
        "line_of_business": "health",
        "plan_type": draw(PLANS),
        "jurisdiction": "US",
        "facts": {key: value for key, value in known.items() if value is not None},
        "events": [
            {"kind": kind, "on": day.isoformat(), "ref": kind} for kind, day in zip(kinds, days, strict=True)
        ][:stage],
        "as_of": (days[-1] + timedelta(days=draw(st.integers(0, 400)))).isoformat(),
    }


@given(RULES, DAYS, st.integers(0, 500))
def test_a_later_trigger_never_gives_an_earlier_date(rule, day, later):
    first = row(solve(facts_for(rule, day)), rule.id)
    second = row(solve(facts_for(rule, day + timedelta(days=later))), rule.id)
    assert day_of(first) <= day_of(second)
    assert first.safe_on is not None
    assert second.safe_on is not None
    assert first.safe_on <= second.safe_on


@given(RULES, st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)))  # noqa: DTZ001
def test_hours_given_with_a_time_are_exact(rule, wall):
    at = wall.replace(tzinfo=UTC, microsecond=0)
    found = row(solve(facts_for(rule, at)), rule.id)
    if rule.period.unit == "hours" and rule.period.wait is None:
        sign = -1 if rule.period.direction == "before" else 1
        assert found.due_at == at + sign * timedelta(hours=rule.period.n)
    else:
        assert (found.due_at is None) is (rule.period.unit != "hours" and rule.period.at_hour is None)


@given(lives())
def test_the_working_adds_up_to_the_answer(data):
    for found in solve(facts_from_json(data)).deadlines:
        steps = {step.step: step.result for step in found.working}
        due = found.due_at or found.due_on
        assert steps.get("due") == (due.isoformat() if due else None)
        assert steps.get("safe") == (found.safe_on.isoformat() if found.safe_on else None)
        if found.safe_on:
            assert found.working[-1].result == found.safe_on.isoformat()


@given(lives())
def test_our_safe_date_is_open_and_never_after_the_due_date(data):
    for found in solve(facts_from_json(data)).deadlines:
        if found.safe_on is not None:
            assert found.safe_on <= day_of(found)
            if found.duty_of == "ours":
                assert not FEDERAL.is_closed(found.safe_on) or FEDERAL.is_observed_friday(found.safe_on)


@given(lives())
def test_a_date_rolled_by_text_is_an_open_day(data):
    for found in solve(facts_from_json(data)).deadlines:
        if found.rule == "aca-external-review-request" and found.due_on:
            assert not FEDERAL.is_closed(found.due_on)


ROLLING = st.sampled_from(
    [rule for rule in load_catalogue().rules if rule.counting.roll == "text" and rule.period.n is not None]
)


@given(ROLLING, DAYS)
def test_where_the_text_rolls_no_date_is_on_a_closed_day(rule, day):
    """Whatever the rule: a weekend, or a day that its own calendar surely keeps."""
    facts = facts_for(rule, day)
    for found in solve(facts).deadlines:
        if found.rule == rule.id and found.due_on is not None:
            days = days_of(rule, facts)
            assert not days.counted.is_closed(found.due_on, "sure")


@given(lives())
def test_computing_again_changes_nothing(data):
    facts = facts_from_json(data)
    catalogue = load_catalogue()
    assert answer_to_json(answer(facts, catalogue)) == answer_to_json(answer(facts, catalogue))


@given(lives())
def test_the_order_in_which_events_are_told_does_not_matter(data):
    turned = {**data, "events": data["events"][::-1]}
    assert solve(facts_from_json(data)) == solve(facts_from_json(turned))


@given(lives())
def test_every_rule_of_the_line_is_either_a_row_or_explained(data):
    found = solve(facts_from_json(data))
    named = {item.rule for item in found.deadlines} | {item.rule for item in found.not_applicable}
    assert named == {rule.id for rule in load_catalogue().for_line("health", data.get("jurisdiction", "US"))}


@given(lives())
def test_a_rule_that_hangs_on_an_unknown_fact_is_never_called_met_or_missed(data):
    for found in solve(facts_from_json(data)).deadlines:
        if found.condition is not None:
            assert found.state in ("unknown", "waiting")
            assert found.needs


@given(lives())
def test_nothing_is_missed_before_its_day_is_over(data):
    present = date.fromisoformat(data["as_of"])
    for found in solve(facts_from_json(data)).deadlines:
        if found.state == "missed" and found.met_by_ref is None:
            assert day_of(found) < present
