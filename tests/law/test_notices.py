"""What letters must say: what ships is sound and complete, and each unsound requirement is refused by name."""

import re

import pytest
import yaml

from deadlines.law.checks import CatalogueError
from deadlines.law.notices import STAGES, load_notices, parse_notices, requirements
from deadlines.law.research import load_research

ONE = {
    "id": "a-requirement",
    "jurisdiction": "US",
    "stages": ["denial"],
    "applies": [{"lines": ["health"], "plan_types": ["fehb"]}],
    "requirement": "The reasons for it.",
    "citation": "1 CFR 1.1(a)",
    "checked": {"grade": "primary", "date": "2026-11-22", "source": "the text"},
}


def parse(*found):
    return parse_notices({"test.yaml": yaml.safe_dump({"body": "Test", "requirements": list(found)})})


def test_what_ships_is_sound_and_each_row_of_research_led_to_one():
    found = load_notices()
    assert sum(item.jurisdiction == "US" for item in found) == 40
    assert {stage for item in found for stage in item.stages} == set(STAGES)
    said = set(re.findall(r"[a-z0-9-]+", " ".join(row.elsewhere for row in load_research())))
    assert [item.id for item in found if item.id not in said] == []


@pytest.mark.parametrize(
    ("stage", "line", "plan", "ids"),
    [
        (
            "denial",
            "life",
            "erisa_insured",
            ["form", "reasons", "provisions", "perfection", "review-procedures"],
        ),
        (
            "final_denial",
            "life",
            "erisa_insured",
            ["reasons", "provisions", "claim-file", "voluntary-appeal-and-suit"],
        ),
    ],
)
def test_a_life_plan_s_letters_owe_what_every_plan_s_do_and_no_more(stage, line, plan, ids):
    kind = "final" if stage == "final_denial" else "denial"
    assert [item.id for item in requirements(stage, line, plan)] == [f"erisa-{kind}-{name}" for name in ids]


def test_disability_letters_owe_the_date_to_sue_and_health_letters_the_ombudsman():
    disability = {item.id for item in requirements("final_denial", "disability", "erisa_insured", "TX")}
    health = {item.id for item in requirements("final_denial", "health", "erisa_insured", "TX")}
    assert "erisa-disability-final-limitations-date" in disability - health
    assert "aca-denial-consumer-assistance" in health - disability
    assert requirements("final_denial", "health", "erisa_insured", "GBR") == ()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"citation": ""}, "citation"),
        ({"stages": ["letter"]}, "'letter' is not one of"),
        ({"stages": None}, "stages"),
        ({"applies": [{"lines": ["dental"], "plan_types": ["fehb"]}]}, "'dental' is not a known line"),
        ({"applies": [{"lines": ["health"], "plan_types": ["erisa"]}]}, "'erisa' is not a known plan type"),
        ({"jurisdiction": "XX"}, "'XX' is not a known jurisdiction"),
        ({"when": {"claim_kid": ["urgent"]}}, "'claim_kid' is not a known fact"),
        ({"grounds": ["too_dear"]}, "'too_dear' is not a known ground"),
        ({"effective": {"by": ["claim_recieved"], "from": "2018-04-02"}}, "claim_recieved"),
        ({"checked": {"grade": "primary", "date": "2026-13-22", "source": "the text"}}, "not a date"),
        ({"efect": "None"}, "efect"),
    ],
)
def test_an_unsound_requirement_is_refused_by_name(change, says):
    with pytest.raises(CatalogueError, match=says):
        parse({**ONE, **change})


def test_one_without_a_field_and_one_twice_are_refused():
    with pytest.raises(CatalogueError, match="a-requirement: checked is missing"):
        parse({key: value for key, value in ONE.items() if key != "checked"})
    with pytest.raises(CatalogueError, match="the id appears twice"):
        parse(ONE, ONE)
    with pytest.raises(CatalogueError, match="not readable as YAML"):
        parse_notices({"test.yaml": "body: ["})
