"""Templates and authorities are data that is refused at loading when it can't be trusted."""

import re
from copy import deepcopy
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml

from letters.writing.authorities import (
    CatalogueError,
    authorities,
    authorities_by_citation,
    authorities_on,
    parse_authorities,
)
from letters.writing.catalogue import parse_template, templates
from letters.writing.draft import draft_letter
from letters.writing.fitting import states_law_for
from letters.writing.remedies import REMEDIES
from letters.writing.vocabulary import DECISION_WORDS, GROUND_TITLES, known_paths
from tests.writing.samples import sample

DATA = Path(__file__).parents[2] / "letters" / "writing"


GOVERNED = sorted(name for name, template in templates().items() if template.plan_types)


@pytest.mark.parametrize("template_id", GOVERNED)
def test_every_plan_type_and_line_of_a_template_gets_law_that_governs_it(template_id: str) -> None:
    template, full = templates()[template_id], sample(template_id)
    states = sorted(template.states)
    for plan_type in template.plan_types:
        for line in template.lines:
            if not states_law_for(template, plan_type, line):
                continue
            state = states[0] if states else full.case.jurisdiction
            case = replace(full.case, plan_type=plan_type, line_of_business=line, jurisdiction=state)
            draft = draft_letter(template_id, replace(full, case=case, grounds=(), breaches=()))
            cited = [authorities_by_citation()[name] for name in draft.citations]
            assert [a.id for a in cited if not a.applies_to(plan_type, line, state)] == []


def test_every_fact_has_a_remedy_and_nothing_else_has() -> None:
    assert set(REMEDIES) == known_paths()


def test_every_code_of_a_ground_and_of_a_decision_has_words() -> None:
    assert {language: len(titles) for language, titles in GROUND_TITLES.items()} == {"en": 25, "es": 25}
    assert (
        set(DECISION_WORDS["en"])
        == set(DECISION_WORDS["es"])
        == {
            "denied",
            "partially_denied",
            "terminated",
            "reduced",
            "rescinded",
            "reservation_of_rights",
            "underpaid",
            "request_for_information",
        }
    )


APPEAL: dict = yaml.load(
    (DATA / "templates" / "internal_appeal.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
)


def appeal_data() -> dict:
    return deepcopy(APPEAL)


def with_block(block: dict) -> dict:
    data = appeal_data()
    data["sections"].append({"blocks": [block]})
    return data


CHOICES = {"by_mail": "by mail", "by_hand": "by hand"}
ERISA = ["erisa_self_funded", "erisa_insured"]
REFUSED = {
    "unknown fact in the text": (
        with_block({"text": "Dear {case.nickname}"}),
        "not a fact that is known here",
    ),
    "unknown fact required": (
        {**appeal_data(), "required": [*appeal_data()["required"], "case.mood"]},
        "'case.mood' is not a fact",
    ),
    "fact used and not required": (
        with_block({"text": "Group {case.group_number}"}),
        "used but not required",
    ),
    "ground outside its repetition": (
        with_block({"text": "{ground.quote}"}),
        "not a fact that is known here",
    ),
    "unknown authority": (
        with_block({"law": "This is the law ({authority.magna_carta}).", "when": {"plan_types": ERISA}}),
        "'magna_carta' is not in the catalogue",
    ),
    "law without an authority": (
        with_block({"law": "The plan must always pay at once.", "when": {"plan_types": ERISA}}),
        "cites no authority",
    ),
    "law without a plan type": (
        with_block({"law": "The review is full and fair ({authority.erisa_full_and_fair_review})."}),
        "for which plans",
    ),
    "law for a plan it does not govern": (
        with_block(
            {
                "law": "The review is full and fair ({authority.erisa_full_and_fair_review}).",
                "when": {"plan_types": ["individual_aca"]},
            }
        ),
        "does not govern ['individual_aca']",
    ),
    "law for a line it does not govern": (
        with_block(
            {
                "law": "The criteria must be set out ({authority.disability_notice_criteria}).",
                "when": {"plan_types": ERISA},
            }
        ),
        "does not govern ['health']",
    ),
    "citation typed by hand": (with_block({"text": "See 29 CFR 2560.503-1(h)(2)(iii)."}), "typed by hand"),
    "authority outside a law block": (
        with_block({"text": "See {authority.claim_file_access}."}),
        "may be used in a law block only",
    ),
    "stray brace": (with_block({"text": "Dear {Name}"}), "not part of a placeholder"),
    "unknown condition": (with_block({"text": "Dear all", "when": {"known": ["case.mood"]}}), "'case.mood'"),
    "condition on a ground outside its repetition": (
        with_block({"text": "Dear all", "when": {"known": ["ground.clause"]}}),
        "'ground.clause' is not a fact that is known here",
    ),
    "all rows as one text": (with_block({"text": "The grounds are {grounds}"}), "'grounds' is not a fact"),
    "plan type without law": (
        {**appeal_data(), "plan_types": [*appeal_data()["plan_types"], "tricare"]},
        "'tricare' has no law",
    ),
    "answer that a particular cannot have": (
        {
            **with_block({"text": "Dear all", "when": {"is": {"particular.way": "by_air"}}}),
            "particulars": [
                {
                    "name": "way",
                    "type": "choice",
                    "label": "Way",
                    "remedy": "Choose the way.",
                    "choices": CHOICES,
                }
            ],
        },
        "'by_air' is no answer",
    ),
    "choices of what is no choice": (
        {
            **appeal_data(),
            "particulars": [
                {
                    "name": "way",
                    "type": "text",
                    "label": "Way",
                    "remedy": "Choose the way.",
                    "choices": CHOICES,
                }
            ],
        },
        "must have choices if, and only if",
    ),
    "particular that is not asked for": (
        with_block({"text": "By {particular.way}"}),
        "not a fact that is known here",
    ),
    "particular used and not required": (
        {
            **with_block({"text": "By {particular.way}"}),
            "particulars": [{"name": "way", "type": "text", "label": "Way", "remedy": "Choose the way."}],
        },
        "used but not required",
    ),
    "list that is none": (with_block({"list": "{item}", "each": "case.client_name"}), "is no list"),
    "unknown state": (with_block({"text": "Dear all", "when": {"states": ["ZZ"]}}), "'ZZ' is no state"),
    "unknown recipient": ({**appeal_data(), "recipient": "the_pope"}, "recipient"),
    "part that there is not": (
        {**appeal_data(), "sections": [{"include": "../templates/internal_appeal"}]},
        "is no part with sections",
    ),
    "part of blocks among the sections": (
        {**appeal_data(), "sections": [{"include": "ground_answer"}]},
        "'ground_answer' is no part with sections; include one of closing",
    ),
    "two kinds in one block": (with_block({"text": "one", "quote": "two", "source": "three"}), "sections"),
    "no version": ({key: value for key, value in appeal_data().items() if key != "version"}, "version"),
}


@pytest.mark.parametrize(("data", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_a_template_that_cannot_be_trusted_is_refused(data: dict, message: str) -> None:
    with pytest.raises(CatalogueError, match=re.escape(message)):
        parse_template(yaml.safe_dump(data), "made_up.yaml")


def test_a_template_that_is_not_yaml_is_refused_by_name() -> None:
    with pytest.raises(CatalogueError, match=r"made_up\.yaml: not YAML"):
        parse_template("id: [", "made_up.yaml")


ROW = {
    "id": "made_up",
    "citation": "29 C.F.R. § 2560.503-1(g)",
    "holding": "A made-up holding for a test.",
    "plan_types": ERISA,
    "lines": ["health"],
    "effective_from": "2003-01-01",
    "preemption": "None to speak of.",
    "checked": "primary",
    "read": "a made-up text",
}


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([ROW, ROW], "already taken"),
        ([ROW, {**ROW, "id": "another"}], "already taken"),
        ([{**ROW, "citation": "the usual rule"}], "not one whole citation"),
        ([{**ROW, "citation": "29 CFR 2560.503-1(g) and (h)"}], "not one whole citation"),
        ([{**ROW, "effective_from": "soon"}], "effective_from"),
        ([{**ROW, "checked": "perhaps"}], "checked"),
        ([{key: value for key, value in ROW.items() if key != "citation"}], "citation"),
        ([{key: value for key, value in ROW.items() if key != "read"}], "read"),
        ([{**ROW, "states": ["TX"]}], "survives"),
        ([{**ROW, "states": ["TX"], "survives": "insured"}], "ERISA displaces it for .'erisa_self_funded'"),
        ([{**ROW, "states": ["TX"], "survives": "none"}], "ERISA displaces it for .'erisa_insured'"),
    ],
)
def test_an_authority_that_cannot_be_trusted_is_refused(rows: list[dict], message: str) -> None:
    with pytest.raises(CatalogueError, match=message):
        parse_authorities(yaml.safe_dump({"body": "Made-up law", "authorities": rows}))


def test_an_authority_takes_up_what_its_file_says_for_all_and_governs_its_states_only() -> None:
    shared = {key: ROW[key] for key in ROW if key not in ("id", "citation", "holding")}
    own = {key: ROW[key] for key in ("id", "citation", "holding")} | {"states": ["TX"], "survives": "all"}
    rows = {"body": "Made-up law", "defaults": {**shared, "lines": ["life"]}, "authorities": [own]}
    authority = parse_authorities(yaml.safe_dump(rows))["made_up"]
    assert authority.lines == {"life"}
    assert authority.applies_to("erisa_insured", "life", "TX")
    assert not authority.applies_to("erisa_insured", "life", "FL")


def test_only_state_law_is_remembered_and_each_authority_is_found_by_its_citation() -> None:
    assert all(row.states for row in authorities().values() if row.checked == "unchecked")
    assert len(authorities_by_citation()) == len(authorities())


@pytest.mark.parametrize(
    ("topic", "claim", "expected"),
    [
        ("decide", ("personal", "property", "TX"), ["tx_decide"]),
        ("decide", ("nfip", "flood", "TX"), []),
        ("decide", (None, "property", "TX"), []),
        ("decide", ("personal", "property", None), []),
        ("decide", ("commercial", "property", "NJ"), []),
        ("acknowledge", ("surplus_lines", "property", "TX"), []),
        ("time_limit_demand", ("personal", "auto_third_party", "MO"), ["mo_time_limited_demand"]),
        ("time_limit_demand", ("personal", "property", "MO"), []),
    ],
)
def test_the_law_on_a_topic_is_that_of_the_claim(topic: str, claim: tuple, expected: list[str]) -> None:
    plan_type, line, state = claim
    found = authorities_on(topic, plan_type=plan_type, line=line, state=state, on=date(2026, 8, 3))
    assert [row.id for row in found] == expected


def test_law_that_is_not_in_force_on_the_day_is_not_given() -> None:
    claim = {"plan_type": "personal", "line": "auto_third_party", "state": "CA"}
    assert not authorities_on("time_limit_demand", **claim, on=date(2022, 12, 31))
    assert authorities_on("time_limit_demand", **claim, on=None)
