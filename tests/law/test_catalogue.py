"""The loader refuses each unsound rule, naming file, rule and remedy; what ships is sound."""

import json
import re
from itertools import product

import pytest
import yaml
from jsonschema import Draft202012Validator

from cases.vocabulary import JURISDICTIONS, LINES_OF_BUSINESS
from deadlines.law.catalogue import CatalogueError, load_catalogue, parse_catalogue
from deadlines.law.files import LAW
from deadlines.law.tables import coverage, rule_to_json
from deadlines.law.words import condition_in_words, history, in_words, period_in_words, told_in_words

RULE = {
    "id": "a-rule",
    "version": 1,
    "jurisdiction": "US",
    "lines": ["health"],
    "plan_types": ["individual_aca"],
    "duty_of": "ours",
    "act": "do something",
    "trigger": {"event": "denial_received"},
    "period": {"n": 10, "unit": "calendar_days"},
    "satisfied_by": "received",
    "citation": "1 CFR 1.1(a)",
    "paraphrase": "Ten days from the denial.",
    "checked": {"grade": "primary", "date": "2026-11-22", "source": "the text"},
}
MISSING = object()


def parse(*rules, **top):
    return parse_catalogue({"test.yaml": yaml.safe_dump({"body": "Test", **top, "rules": list(rules)})})


def with_(**changes):
    return {key: value for key, value in {**RULE, **changes}.items() if value is not MISSING}


def test_a_sound_rule_is_read():
    (rule,) = parse(RULE).rules
    assert (rule.id, rule.period.n, rule.checked.grade, rule.counting.roll) == (
        "a-rule",
        10,
        "primary",
        "none",
    )


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        (with_(citation=MISSING), "'citation' is a required property"),
        (with_(citation=""), "citation"),
        (with_(paraphrase=MISSING), "paraphrase"),
        (with_(checked=MISSING), "checked is missing"),
        (
            with_(checked={"grade": "sure", "date": "2026-11-22", "source": "the text"}),
            "'sure' is not one of",
        ),
        (with_(checked={"grade": "primary", "date": "2026-13-22", "source": "the text"}), "not a date"),
        (with_(trigger={"event": "denial_recieved"}), "'denial_recieved' is not a known kind of event"),
        (with_(trigger={"event": "denial_received", "stand_ins": ["letter_dated"]}), "letter_dated"),
        (with_(satisfied_events=["appeal_recieved"]), "appeal_recieved"),
        (with_(plan_types=["erisa"]), "'erisa' is not a known plan type"),
        (with_(lines=["dental"]), "'dental' is not a known line of business"),
        (with_(jurisdiction="XX"), "'XX' is not a known jurisdiction"),
        (with_(duty_of="nobody"), "nobody"),
        (with_(importance="vital"), "vital"),
        (with_(remedy=[{"kind": "interest", "citation": "a statute"}]), "without rate_percent"),
        (with_(remedy=[{"kind": "percent", "percent": 50, "citation": "a statute"}]), "50 is not of type"),
        (with_(remedy=[{"kind": "percent", "percent": "50"}]), "'citation' is a required property"),
        (
            with_(
                remedy=[{"kind": "per_day", "per_day": "110", "base": "judgment", "citation": "a statute"}]
            ),
            "per_day with base",
        ),
        (
            with_(
                remedy=[
                    {"kind": "per_day", "per_day": "110", "from_event": "payday", "citation": "a statute"}
                ]
            ),
            "'payday'",
        ),
        (
            with_(
                remedy=[
                    {"kind": "percent", "percent": "50", "minimum": "9", "cap": "8", "citation": "a statute"}
                ]
            ),
            "at least 9 and at most 8",
        ),
        (with_(sattisfied_by="sent"), "sattisfied_by"),
        (with_(counting={"rol": "text"}), "rol"),
        (with_(period={"n": 10, "unit": "days"}), "'days' is not one of"),
        (with_(period={"n": 0, "unit": "calendar_days"}), "less than the minimum"),
        (with_(period={"unit": "calendar_days"}), "has no number"),
        (with_(period={"n": 30, "unit": "reasonable"}), "a number (30) on a period that is 'reasonable'"),
        (with_(period={"n": 1, "unit": "immediate"}), "a number (1)"),
        (with_(when={"claim_kid": ["urgent"]}), "'claim_kid' is not a known fact"),
        (with_(when={"claim_kind": ["urgnt"]}), "claim_kind can't be 'urgnt'"),
        (with_(later_of="another-rule"), "later_of names 'another-rule'"),
        (with_(effective={"by": ["claim_received"]}), "effective"),
        (with_(effective={"by": ["claim_recieved"], "from": "2018-04-01"}), "claim_recieved"),
        (
            with_(period={"n": 2, "unit": "months", "at_hour": 12}),
            "an hour of the last day of a period in months",
        ),
        (with_(counting={"careful_from_letter": True}), "of a rule that names no letter"),
        (
            with_(effective={"by": ["claim_received"], "from": "2018-04-01", "to": "2017-01-01"}),
            "before from",
        ),
        (
            with_(tolling=[{"until": ["information_received"], "citation": "1 CFR 1.1(b)"}]),
            "tolling that begins with an extension, of a rule without one",
        ),
        (
            with_(
                period={"n": 2, "unit": "hours"},
                tolling=[{"from": ["suit_filed"], "days": 5, "citation": "1 CFR 1.1(b)"}],
            ),
            "tolling of a period in hours",
        ),
        (
            with_(
                period={"n": 2, "unit": "months", "wait": {"n": 5, "unit": "calendar_days"}},
                tolling=[{"from": ["suit_filed"], "days": 5, "citation": "1 CFR 1.1(b)"}],
            ),
            "tolling of a period in months with wait",
        ),
        (
            with_(
                extension={"n": 5, "unit": "calendar_days", "condition": "special circumstances"},
                tolling=[{"from": ["suit_filed"], "days": 5, "certain": False, "citation": "1 CFR 1.1(b)"}],
            ),
            "a standstill in doubt beside an extension of our own time",
        ),
        (
            with_(period={"n": 2, "unit": "months", "then": {"n": 15, "unit": "calendar_days"}}),
            "days that follow a period in months",
        ),
        (
            with_(
                tolling=[{"dates": {"from": "2020-06-29", "to": "2020-03-01"}, "citation": "1 CFR 1.1(b)"}]
            ),
            "tolling from 2020-06-29 to 2020-03-01",
        ),
        (with_(trigger={"event": "denial_received", "end_of": "no-rule"}), "end_of names 'no-rule'"),
        (with_(earlier_of="a-rule"), "earlier_of names 'a-rule'"),
        (
            with_(
                trigger={
                    "event": "claim_received",
                    "stand_ins": ["claim_submitted"],
                    "together_with": ["inspection_done"],
                }
            ),
            "together_with beside also or stand_ins",
        ),
        (with_(id="A Rule"), "does not match"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_an_unsound_rule_is_refused_by_name(rule, says):
    with pytest.raises(CatalogueError, match=re.escape(says)) as refused:
        parse(rule)
    assert refused.value.file == "test.yaml"
    assert refused.value.rule == rule["id"]
    assert refused.value.remedy


@pytest.mark.parametrize(
    ("period", "extension"),
    [
        ({"n": 15, "unit": "calendar_days"}, {"n": 24, "unit": "hours"}),
        ({"n": 72, "unit": "hours"}, {"n": 2, "unit": "business_days"}),
        ({"n": 72, "unit": "hours"}, {"n": 14, "unit": "calendar_days", "counted": "from_notice"}),
        (
            {"n": 5, "unit": "business_days", "then": {"n": 15, "unit": "calendar_days"}},
            {"n": 5, "unit": "business_days"},
        ),
    ],
)
def test_an_extension_that_could_not_be_counted_is_refused(period, extension):
    with pytest.raises(CatalogueError, match=f"an extension in {extension['unit']}"):
        parse(with_(period=period, extension={**extension, "condition": "special circumstances"}))


def test_the_same_version_twice_is_refused():
    with pytest.raises(CatalogueError, match="version 1 appears twice"):
        parse(RULE, RULE)


def test_versions_in_force_at_the_same_time_are_refused():
    earlier = with_(effective={"by": ["denial_received"], "to": "2025-01-01"})
    later = with_(version=2, effective={"by": ["denial_received"], "from": "2025-01-01"})
    with pytest.raises(CatalogueError, match="versions 1 and 2 are in force at the same time"):
        parse(earlier, later)


def test_versions_that_follow_each_other_are_kept():
    earlier = with_(effective={"by": ["denial_received"], "to": "2024-12-31"})
    later = with_(version=2, effective={"by": ["denial_received"], "from": "2025-01-01"})
    assert [rule.version for rule in parse(later, earlier).versions("a-rule")] == [1, 2]


def test_two_files_may_not_share_a_rule():
    text = yaml.safe_dump({"body": "Test", "rules": [RULE]})
    with pytest.raises(CatalogueError, match=r"b\.yaml, a-rule"):
        parse_catalogue({"a.yaml": text, "b.yaml": text})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("rules: [", "not readable as YAML"),
        ("- 1", "not of type 'object'"),
        ("body: x\nrules: []", "should be non-empty"),
        ("body: x\nbody: y\nrules: []", "the key 'body' appears twice"),
    ],
)
def test_a_file_that_is_no_catalogue_is_refused(text, says):
    with pytest.raises(CatalogueError, match=re.escape(says)):
        parse_catalogue({"test.yaml": text})


def test_an_implied_fact_must_be_known():
    implied = [{"plan_types": ["individual_aca"], "fact": "levels", "value": 1, "citation": "1 CFR 1.1"}]
    with pytest.raises(CatalogueError, match="'levels' is not a known fact"):
        parse(RULE, implied_facts=implied)


def test_what_ships_follows_the_schema_and_is_sound():
    schema = json.loads((LAW / "schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    assert len(load_catalogue().rules) > 60
    assert load_catalogue() is load_catalogue()


def test_only_these_federal_rules_roll():
    rolling = {rule.id for rule in load_catalogue().rules if rule.counting.roll == "text"}
    assert {rule for rule in rolling if rule.startswith(("aca-", "erisa-", "nfip-"))} == {
        "aca-external-review-request",
        "aca-external-review-request-first-denial",
        "nfip-appeal",
    }


def test_receipt_is_presumed_by_medicare_medicaid_and_social_security_alone():
    presuming = [rule for rule in load_catalogue().rules if rule.counting.receipt_presumption]
    bodies = {rule.body.split()[0] for rule in presuming if rule.jurisdiction == "US"}
    assert bodies == {"Original", "Medicare", "Medicaid", "Social"}
    assert all(rule.trigger.stand_ins for rule in presuming)


def test_every_rule_is_shown_with_its_source():
    for rule in load_catalogue().rules:
        data = rule_to_json(rule)
        assert data["citation"]
        assert data["checked"] in ("primary", "secondary", "unchecked")
        assert json.dumps(data)
        assert period_in_words(rule)


def test_coverage_counts_each_rule_once_for_each_line():
    rows = coverage(load_catalogue())
    assert sum(row["rules"] for row in rows) == sum(len(rule.lines) for rule in load_catalogue().rules)
    assert {(row["jurisdiction"], row["line_of_business"]) for row in rows} == set(
        product(JURISDICTIONS, LINES_OF_BUSINESS)
    )


def test_every_rule_can_be_told_in_words():
    for rule in load_catalogue().rules:
        said = dict(in_words(rule))
        assert said["Citation"] == rule.citation
        assert said["Checked"]
        assert "_" not in said["Counted from"] or rule.trigger.end_of
        assert "None" not in " ".join(said.values())


def test_history_marks_what_a_later_version_changed():
    old = with_(effective={"by": ["loss_date"], "to": "2024-12-31"})
    new = with_(
        version=2,
        period={"n": 7, "unit": "calendar_days"},
        effective={"by": ["loss_date"], "from": "2025-01-01"},
    )
    first, second = history(parse(old, new).versions("a-rule"))
    assert not any(changed for _, _, changed in first[1])
    assert {label for label, _, changed in second[1] if changed} == {"Time", "In force"}


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        (
            "tx-prompt-payment-outer-limit",
            "the judgment rate plus 5 points, at least 10 %, at most 20 % a year, simple",
        ),
        ("nm-claims-pay", "1.5 times the prime rate a year, simple, of the amount due"),
        ("fl-property-pay-or-deny", "the judgment rate a year, simple, of the amount due"),
        ("la-claims-pay", "50 % of the amount due, at least USD 1000"),
    ],
)
def test_what_a_missed_date_costs_is_told_in_words(rule, says):
    told = [text for label, text in in_words(load_catalogue().versions(rule)[-1]) if label == "Money"]
    assert any(says in text for text in told), told


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (
            "only if external_review_of is first_denial and residential is true",
            "only if the answer to “Which denial would be reviewed externally?” is first denial and the answer to “Is "
            "the property residential?” is yes",
        ),
        (
            "only if claim kind is pre service or urgent",
            "only if the answer to “What kind of claim is it?” is pre service or urgent",
        ),
        ("only if loss_date from 2020-01-01", "only if loss date from 2020-01-01"),
    ],
)
def test_a_condition_is_told_by_the_questions_of_its_facts(said, words):
    assert condition_in_words(said) == words


def test_what_a_step_tells_has_no_codes():
    said = (
        "Open; needs residential. Needs residential: Is it? Received in America/New_York; proof: signed_for."
    )
    assert told_in_words(said) == (
        "Open; needs residential. Not known: Is it? Received in America/New_York; proof: signed for."
    )
