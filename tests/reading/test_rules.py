"""Each rule's own examples, and that codes are words of the common vocabulary."""

import pytest

from cases.vocabulary import DECISIONS, GROUND_CODES, LINES_OF_BUSINESS, PLAN_TYPES
from letters.reading.rules import Phrases, rules

RIGHTS = {
    "internal_appeal", "second_level_appeal", "reconsideration", "redetermination", "external_review", "fair_hearing",
    "expedited_review", "civil_action", "regulator_complaint", "claim_file", "mediation", "appraisal", "proof_of_loss",
    "suit_limitation",
}  # fmt: skip
ALL = [(name, rule) for name in ("grounds", "decision", "plan", "rights", "evidence") for rule in rules(name)]


@pytest.mark.parametrize(("name", "rule"), ALL, ids=lambda part: getattr(part, "code", part))
def test_a_rule_finds_its_examples_and_leaves_its_counterexamples(name, rule) -> None:
    assert rule.examples
    for example in rule.examples:
        assert rule.search(example), example
    for example in rule.counterexamples:
        assert not rule.search(example), example
    assert 0 < rule.confidence <= 1


def test_codes_are_the_common_vocabularys() -> None:
    assert {rule.code for rule in rules("grounds")} == set(GROUND_CODES) - {"other"}
    assert {rule.code for rule in rules("decision")} == set(DECISIONS) - {"none"}
    assert {rule.code for rule in rules("rights")} == RIGHTS
    kinds: dict[str, set[str]] = {kind: set() for kind in ("line", "plan")}
    for rule in rules("plan"):
        kind, code = rule.code.split(":")
        kinds[kind].add(code)
    assert kinds["line"] == set(LINES_OF_BUSINESS) - {"other"}
    assert kinds["plan"] <= set(PLAN_TYPES)


@pytest.mark.parametrize("text", ["İstanbul ﬁle WAS NOT Medically\nNecessary", "NOT MEDICALLY NECESSARY"])
def test_a_phrases_place_is_the_texts_own(text: str) -> None:
    match = Phrases(["not medically necessary"]).search(text)

    assert match is not None
    assert text[match.start() : match.end()].lower().split() == ["not", "medically", "necessary"]


def test_a_phrase_begins_with_a_word() -> None:
    assert Phrases(["not paid"]).search("We cannot paid") is None
