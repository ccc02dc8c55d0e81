"""The clock's JSON, its refusals, and the two commands."""

import io
import json
import os
import subprocess
import sys
from dataclasses import fields
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.vocabulary import HEALTH_PLAN_TYPES, JURISDICTIONS, LINES_OF_BUSINESS, PROPERTY_PLAN_TYPES
from deadlines.clock.answer import Remedy
from deadlines.clock.events import FactsError, PolicyPeriod
from deadlines.clock.lines import outcome_to_json, outcome_to_text, outcomes
from deadlines.clock.wire import answer_to_json, facts_from_json
from deadlines.ladder.remedies import answer
from deadlines.law.catalogue import load_catalogue
from deadlines.management.commands import clock, law

CLAIM = {
    "line_of_business": "health",
    "plan_type": "erisa_self_funded",
    "jurisdiction": "US-TX",
    "facts": {"claim_kind": "post_service", "appeal_levels": 1, "sent_by": "mail"},
    "policy": {"number": "X-1", "suit_limitation": {"n": 3, "unit": "years", "from": "denial_received"}},
    "events": [
        {"kind": "denial_received", "on": "2026-03-03", "proof": "signed_for", "ref": "e1"},
        {"kind": "urgent_request_received", "at": "2026-03-08T01:30:00", "time_zone": "America/Chicago"},
    ],
    "as_of": "2026-04-01",
}
REQUIRED = {
    "rule",
    "rule_version",
    "duty_of",
    "act",
    "trigger",
    "satisfied_by",
    "safe_on",
    "state",
    "citation",
    "checked",
    "working",
}


def solve(facts):
    return answer(facts, load_catalogue())


def test_facts_are_read():
    facts = facts_from_json(CLAIM)
    assert facts.jurisdiction == "TX"
    assert facts.as_of == date(2026, 4, 1)
    assert facts.events[1].at == datetime(2026, 3, 8, 7, 30, tzinfo=UTC)
    assert facts.facts["sent_by"] == "mail"
    assert facts.policy == {"suit_limitation": PolicyPeriod(3, "years", "denial_received")}


def test_the_answer_has_the_contracts_shape():
    data = answer_to_json(solve(facts_from_json(CLAIM)))
    assert set(data) == {"deadlines", "not_applicable", "remedies", "not_given"}
    for row in data["deadlines"]:
        assert row.keys() >= REQUIRED
        assert ("due_on" in row) != ("due_at" in row)
        assert all(set(step) == {"step", "result", "why"} for step in row["working"])
    for row in data["remedies"]:
        assert row.keys() >= {"rung", "state", "why", "citation"}
    appeal = next(row for row in data["deadlines"] if row["rule"] == "erisa-health-first-appeal")
    assert (appeal["due_on"], appeal["safe_on"], appeal["trigger_ref"]) == ("2026-08-30", "2026-08-28", "e1")
    assert json.loads(json.dumps(data)) == data


@pytest.mark.parametrize(
    ("change", "code", "pointer"),
    [
        ({"plan_type": None}, "missing_field", "/plan_type"),
        ({"line_of_business": 3}, "wrong_type", "/line_of_business"),
        ({"line_of_business": "\ud800"}, "unprintable", "/line_of_business"),
        ({"jurisdiction": "Atlantis"}, "unknown_jurisdiction", "/jurisdiction"),
        ({"loss_date": "03/04/2026"}, "bad_date", "/loss_date"),
        ({"loss_date": 20260304}, "bad_date", "/loss_date"),
        ({"as_of": "2026-03-04T10:00:00"}, "naive_datetime", "/as_of"),
        ({"as_of": "tomorrow"}, "bad_date", "/as_of"),
        ({"evnts": []}, "unknown_field", "/evnts"),
        ({"a/b": 1}, "unknown_field", "/a~1b"),
        ({"events": {}}, "wrong_type", "/events"),
        ({"events": [3]}, "wrong_type", "/events/0"),
        ({"events": [{"kind": "denial_received"}]}, "event_date", "/events/0"),
        ({"events": [{"on": "2026-03-03"}]}, "missing_field", "/events/0/kind"),
        ({"events": [{"kind": "denial_received", "on": "2026-02-30"}]}, "bad_date", "/events/0/on"),
        ({"events": [{"kind": "denial_received", "when": "2026-02-03"}]}, "unknown_field", "/events/0/when"),
        (
            {"events": [{"kind": "denial_received", "at": "2026-03-03T09:00"}]},
            "naive_datetime",
            "/events/0/at",
        ),
        ({"events": [{"kind": "denial_received", "at": "2026-03-03"}]}, "bad_time", "/events/0/at"),
        (
            {"events": [{"kind": "denial_received", "at": "2026-03-03T09:00", "time_zone": "Mars/Olympus"}]},
            "unknown_time_zone",
            "/events/0/time_zone",
        ),
        (
            {
                "events": [
                    {"kind": "denial_received", "at": "2026-03-08T02:30", "time_zone": "America/Chicago"}
                ]
            },
            "no_such_time",
            "/events/0/at",
        ),
        (
            {"events": [{"kind": "denial_received", "on": "2026-03-03", "at": "2026-03-03T09:00Z"}]},
            "event_date",
            "/events/0",
        ),
        ({"facts": []}, "wrong_type", "/facts"),
        ({"facts": {"claim_kind": ["urgent"]}}, "wrong_type", "/facts/claim_kind"),
        ({"facts": {"appeal_levels": 3}}, "unknown_fact_value", "/facts/appeal_levels"),
        ({"policy": 3}, "wrong_type", "/policy"),
        (
            {"policy": {"second_level_appeal": {"n": -1, "unit": "months"}}},
            "bad_period",
            "/policy/second_level_appeal/n",
        ),
        (
            {"policy": {"second_level_appeal": {"n": 1, "unit": "days"}}},
            "bad_period",
            "/policy/second_level_appeal/unit",
        ),
        (
            {"policy": {"our/own": {"n": 20_000, "unit": "years", "kind": "suit_limitation"}}},
            "bad_period",
            "/policy/our~1own/n",
        ),
        (
            {"policy": {"suit_limitation": {"n": 10**30, "unit": "hours"}}},
            "bad_period",
            "/policy/suit_limitation/n",
        ),
    ],
)
def test_each_bad_field_is_refused_by_its_pointer(change, code, pointer):
    with pytest.raises(FactsError) as refused:
        solve(facts_from_json({**CLAIM, **change}))
    assert (refused.value.code, refused.value.pointer) == (code, pointer)


def test_a_local_time_that_came_twice_is_the_earlier():
    event = {"kind": "denial_received", "at": "2026-11-01T01:30", "time_zone": "America/Chicago"}
    facts = facts_from_json({**CLAIM, "events": [event]})
    assert facts.events[0].at is not None
    assert facts.events[0].at.astimezone(UTC) == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=4,
)


@settings(max_examples=25)
@given(st.dictionaries(st.sampled_from([*CLAIM, "contract_date", "loss_date"]), JSON))
def test_any_json_is_answered_or_refused_and_never_breaks(change):
    (outcome,) = outcomes(json.dumps({**CLAIM, **change}), solve)
    assert json.dumps(outcome_to_json(outcome))
    assert outcome_to_text(outcome).encode()


@given(st.text(max_size=30))
def test_any_text_is_answered_or_refused(text):
    assert all(json.dumps(outcome_to_json(outcome)) for outcome in outcomes(text, solve))


PLANS = {"flood": "nfip", "health": "erisa_insured", "disability": "erisa_insured", "life": "erisa_insured"}
ASKED = [
    *(
        (line, PLANS.get(line, "personal"), place)
        for line in LINES_OF_BUSINESS
        for place in ("US", "TX", "MD")
    ),
    *(("health", plan, "NY") for plan in HEALTH_PLAN_TYPES),
    *(("property", plan, "FL") for plan in PROPERTY_PLAN_TYPES),
    *(("property", "personal", place) for place in sorted(JURISDICTIONS)),
]
DEADLINE = REQUIRED | {"condition", "needs", "trigger_ref", "met_by_ref", "part", "due_on", "due_at"}
REMEDY = {"from", "until", *(field.name for field in fields(Remedy))} - {"opens_on"}


@pytest.mark.slow  # a hundred claims, one of every line of business and of every plan type and place
def test_every_line_plan_and_place_is_answered_in_the_contract_s_words(monkeypatch):
    """One run of the command, as JSON Lines: exactly these keys, whatever law governs."""
    story = ("claim_received", "information_requested", "proof_of_loss_received", "denial_received")
    events = [{"kind": kind, "on": f"2026-0{n}-05"} for n, kind in enumerate(story, 1)]
    asked = [
        {"line_of_business": line, "plan_type": plan, "jurisdiction": place, "events": events}
        for line, plan, place in ASKED
    ]
    text = run(monkeypatch, "clock", "--json", stdin="\n".join(map(json.dumps, asked)))
    answers = [json.loads(line) for line in text.splitlines()]
    assert len(answers) == len(asked)
    waits, hangs, out, climbs = set(), set(), set(), set()
    for (line, plan, _), found in zip(ASKED, answers, strict=True):
        assert set(found) == {"deadlines", "not_applicable", "remedies", "not_given"}
        for row in found["deadlines"]:
            assert REQUIRED <= row.keys() <= DEADLINE
            assert ("due_on" in row) != ("due_at" in row)
            assert row["checked"] in ("primary", "secondary", "unchecked")
            assert row["working"]
            assert all(set(step) == {"step", "result", "why"} for step in row["working"])
            assert "condition" not in row or row["needs"]
            hangs.update([line] if "condition" in row else [])
            waits.update([line] if row["state"] == "waiting" else [])
        for row in found["not_applicable"]:
            assert set(row) == {"rule", "why"}
            assert row["why"]
            out.add(line)
        for row in found["remedies"]:
            assert {"rung", "kind", "state", "why", "citation", "checked"} <= row.keys() <= REMEDY
            climbs.add(plan)
    everywhere = set(LINES_OF_BUSINESS) - {"other"}
    assert waits >= everywhere
    assert hangs >= {"health", "disability", "property", "auto_first_party"}
    assert out >= everywhere - {"auto_third_party"}
    assert {"erisa_self_funded", "erisa_insured", "individual_aca"} <= climbs


def test_lines_are_answered_in_order_and_a_refused_one_does_not_stop_the_rest():
    text = "\n".join([json.dumps(CLAIM), "{", "", json.dumps({**CLAIM, "plan_type": "x"}), json.dumps(CLAIM)])
    kinds = [next(iter(outcome_to_json(outcome))) for outcome in outcomes(text, solve)]
    assert kinds == ["deadlines", "error", "error", "deadlines"]


def test_one_object_over_many_lines_is_one_object():
    assert len(list(outcomes(json.dumps(CLAIM, indent=2), solve))) == 1


def test_nothing_at_all_is_refused():
    (outcome,) = outcomes(" \n", solve)
    assert outcome_to_json(outcome)["error"]["code"] == "empty_input"


COMMANDS = {"clock": clock.Command, "law": law.Command}


def run(monkeypatch, name, *args, stdin=""):
    out = io.StringIO()
    monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
    call_command(COMMANDS[name](), *args, stdout=out)
    return out.getvalue()


def test_the_clock_command_answers_in_json(monkeypatch):
    assert json.loads(run(monkeypatch, "clock", "--json", stdin=json.dumps(CLAIM)))["deadlines"]


def test_the_clock_command_shows_the_working(monkeypatch):
    text = run(monkeypatch, "clock", stdin=json.dumps(CLAIM))
    assert "180 calendar days after 2026-03-03. 29 CFR 2560.503-1(h)(3)(i)" in text
    assert "safe date 2026-08-28" in text
    assert "Waiting for an event:" in text


def test_the_clock_command_ends_with_2_after_a_refusal(monkeypatch):
    out = io.StringIO()
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps({}) + "\n" + json.dumps(CLAIM)))
    with pytest.raises(SystemExit) as ended:
        call_command(clock.Command(), "--json", stdout=out)
    assert ended.value.code == 2
    assert [next(iter(json.loads(line))) for line in out.getvalue().splitlines()] == ["error", "deadlines"]


def test_the_law_command_lists_shows_covers_and_checks(monkeypatch):
    rules = json.loads(run(monkeypatch, "law", "--json"))["rules"]
    assert len(rules) == len(load_catalogue().rules)
    assert "180 calendar days" in run(monkeypatch, "law")
    assert "29 CFR 2560.503-1(h)(3)(i)" in run(monkeypatch, "law", "show", "erisa-health-first-appeal")
    assert json.loads(run(monkeypatch, "law", "coverage", "--json"))["coverage"][0]["jurisdiction"] == "US"
    assert "disability" in run(monkeypatch, "law", "coverage")
    assert json.loads(run(monkeypatch, "law", "check", "--json"))["ok"]
    assert run(monkeypatch, "law", "check").startswith("Sound:")


@pytest.mark.parametrize("args", [["show", "no-such-rule"], ["show"], ["check", "erisa-claim-file"]])
def test_the_law_command_refuses_what_it_does_not_know(monkeypatch, args):
    with pytest.raises(CommandError):
        run(monkeypatch, "law", *args)


@pytest.mark.slow  # starts an interpreter and Django: about a second
def test_the_commands_run_without_environment_or_database():
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "manage.py", "clock", "--json"],
        cwd=root,
        env={"PATH": os.defpath, "PYTHONPYCACHEPREFIX": sys.pycache_prefix or ""},
        input=json.dumps(CLAIM),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["deadlines"]
