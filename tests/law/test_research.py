"""The list of what became of each researched fact holds together, and against the catalogue."""

import re

import pytest

from cases.vocabulary import JURISDICTIONS, UNITED_STATES
from deadlines.ladder.catalogue import load_ladders
from deadlines.law.catalogue import CatalogueError, load_catalogue
from deadlines.law.research import check_research, counts, load_research, parse_research

GROUP = "Health prompt payment"


def parse(rows, group=GROUP):
    return parse_research({"test.yaml": f"group: {group}\nrows:\n{rows}"})


def test_each_finding_is_counted_once_by_what_became_of_it():
    findings = parse(
        """
  A: {rules: [a-rule, b-rule], note: two limbs}
  B: {not_a_clock: A cap on a fee}
  C: {elsewhere: regulators of the states}
"""
    )
    assert counts(findings) == {GROUP: {"rows": 3, "rules": 1, "elsewhere": 1, "not_a_clock": 1}}
    check_research(findings, frozenset({"a-rule", "b-rule"}))


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("  A: {note: nothing}", "test.yaml, rows/A"),
        ("  A: {rules: []}", "test.yaml, rows/A"),
        ("  A: {rules: [a-rule], because: x}", "test.yaml, rows/A"),
        ("  A: [", "not readable as YAML"),
    ],
)
def test_an_unsound_list_is_refused_by_name(rows, says):
    with pytest.raises(CatalogueError, match=says):
        parse(rows)


def test_a_fact_is_listed_once_in_its_group():
    one = f"group: {GROUP}\nrows: {{A: {{rules: [a-rule]}}}}"
    with pytest.raises(CatalogueError, match="A is listed twice"):
        parse_research({"one.yaml": one, "two.yaml": one})


def test_a_finding_without_its_rule_and_a_rule_without_its_finding_are_refused():
    findings = parse("  A: {rules: [a-rule]}")
    with pytest.raises(CatalogueError, match="A names a-rule"):
        check_research(findings, frozenset())
    with pytest.raises(CatalogueError, match="No finding in research/ led to b-rule"):
        check_research(findings, frozenset({"a-rule", "b-rule"}))


def test_every_fact_that_was_researched_is_a_rule_or_says_why_not():
    check_research(load_research(), frozenset(rule.id for rule in load_catalogue().rules))


def test_no_fact_of_the_research_is_left_out():
    rows = {group: row["rows"] for group, row in counts(load_research()).items()}
    assert rows == {
        "Federal floor and model act": 47,
        "Federal health and disability rules": 127,
        "Federal rules of the second reading": 12,
        "Health prompt payment": 28,
        "Notice requirements": 40,
        "Property, auto, flood, bad faith and public adjusters": 402 + 15,
        "Schemes outside the United States": 27,
        "State external review": 327,
    }


def test_each_state_s_external_review_and_each_scheme_abroad_is_there():
    places = {group: set[str]() for group in ("State external review", "Schemes outside the United States")}
    for finding in load_research():
        if finding.group in places:
            places[finding.group].add(finding.row.removeprefix("ER-").split("-")[0])
    states = UNITED_STATES - {"US", "AS", "GU", "MP", "VI"}
    assert places["State external review"] == states
    assert places["Schemes outside the United States"] == JURISDICTIONS.keys() - UNITED_STATES


def test_every_rung_that_a_fact_led_to_is_there():
    rungs = {f"{ladder.id}/{rung.id}" for ladder in load_ladders() for rung in ladder.rungs}
    told = " ".join(finding.elsewhere for finding in load_research())
    named = set(re.findall(r"(?:rungs?|and) ([a-z-]+/[a-z_]+)", told))
    assert named
    assert named <= rungs
