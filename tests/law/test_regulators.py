"""The regulators that ship, and the lists of them that are refused."""

import json
import re
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command
from jsonschema import Draft202012Validator

from cases.vocabulary import JURISDICTIONS
from deadlines.law.catalogue import CatalogueError, load_catalogue
from deadlines.law.files import LAW
from deadlines.law.regulators import load_regulators, parse_regulators, regulator_to_json

CHECKED = {"grade": "secondary", "date": "2026-11-22", "source": "a list"}
REVIEW: dict[str, Any] = {
    "process": "state",
    "filed_with": "insurer",
    "filed_at": "The insurer",
    "checked": "primary",
    "fee": {"kind": "none", "checked": "unchecked"},
    "binding": {"on": ["insurer"], "checked": "unchecked"},
}
OHIO: dict[str, Any] = {
    "jurisdiction": "OH",
    "agencies": [{"name": "The Department"}],
    "external_review": REVIEW,
}


def parse(*places):
    text = yaml.safe_dump({"checked": CHECKED, "regulators": list(places)})
    return parse_regulators({"test.yaml": text})


def test_what_ships_follows_its_schema_and_names_every_state_once():
    Draft202012Validator.check_schema(
        json.loads((LAW / "regulators.schema.json").read_text(encoding="utf-8"))
    )
    assert set(load_regulators()) == set(JURISDICTIONS) - {
        *("US", "AS", "GU", "MP", "VI"),
        *("AUS", "CAN", "DEU", "GBR", "IND", "IRL"),
    }


@pytest.mark.parametrize(
    ("place", "says"),
    [
        ({**OHIO, "jurisdiction": "ZZ"}, "'ZZ' is no place"),
        ({**OHIO, "agencies": []}, "should be non-empty"),
        ({**OHIO, "agencies": [{"name": "The Department", "domain": "oh.gov/page"}]}, "does not match"),
        ({**OHIO, "agencies": [{"name": "The Department", "phones": ["555 1234"]}]}, "does not match"),
        ({**OHIO, "agencies": [{"name": "The Department", "takes": ["boats"]}]}, "boats is no line"),
        ({**OHIO, "external_review": {**REVIEW, "checked": "sure"}}, "'sure' is not one of"),
        (
            {**OHIO, "external_review": {**REVIEW, "fee": {"kind": "up_to", "checked": "primary"}}},
            "'amount' is a required property",
        ),
        (
            {
                **OHIO,
                "external_review": {**REVIEW, "enclosures": [{"kind": "photograph", "checked": "primary"}]},
            },
            "'photograph' is not one of",
        ),
        (
            {
                **OHIO,
                "external_review": {**REVIEW, "enclosures": [{"kind": "request_form", "checked": "primary"}]},
            },
            "'name' is a required property",
        ),
        (
            {**OHIO, "external_review": {**REVIEW, "office": {"name": "The Office", "fax": "fax"}}},
            "does not match",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_unsound_list_is_refused_by_name(place, says):
    with pytest.raises(CatalogueError, match=re.escape(says)):
        parse(place)


def test_a_place_stands_once():
    with pytest.raises(CatalogueError, match="OH appears twice"):
        parse(OHIO, OHIO)
    with pytest.raises(CatalogueError, match="not readable as YAML"):
        parse_regulators({"test.yaml": "regulators: ["})


def test_where_it_is_filed_agrees_with_whose_the_process_is():
    catalogue = load_catalogue()
    for place, found in load_regulators().items():
        presumed = catalogue.implied_facts("individual_aca", place).get("external_review_process")
        assert presumed is None or presumed.value == found.external_review.process, place
        assert (found.external_review.filed_with == "as_the_letter_says") == (
            found.external_review.process == "federal"
        )


def test_what_goes_with_a_request_is_told_as_far_as_it_is_known():
    routes = {place: found.external_review for place, found in load_regulators().items()}
    virginia = {(each.words, each.when) for each in routes["VA"].enclosures}
    assert virginia == {
        ("Form 216-A", "always"),
        ("the physician’s certification (Form 216-C)", "expedited"),
    }
    assert {each.kind: each.when for each in routes["IA"].enclosures if each.when != "always"} == {
        "physician_certification": "expedited",
        "experimental_certification": "experimental",
    }
    assert {each.kind for each in routes["HI"].enclosures if each.needed} == {
        *("final_denial", "records_release", "conflict_disclosure"),
    }
    assert routes["VA"].form.endswith(
        "if it is expedited, the physician’s certification (Form 216-C) (Not for an emergency before discharge)"
    )
    assert (routes["OH"].enclosures, routes["OH"].form) == ((), "")
    named = {place for place, route in routes.items() if route.office}
    assert all(routes[place].filed_with in ("regulator", "other_agency") for place in named)
    assert {place for place, route in routes.items() if route.filed_with == "other_agency"} <= named


def test_the_insurers_duty_to_answer_is_the_clocks():
    catalogue = load_catalogue()
    told = {place: regulator_to_json(found, catalogue) for place, found in load_regulators().items()}
    assert told["MO"]["inquiry_rules"] == ["mo-regulator-inquiry"]
    assert told["AL"]["inquiry_rules"] == []
    assert told["HI"]["external_review"]["fee"]["amount"] == "15"


def test_the_command_lists_them_and_shows_one(capsys):
    call_command("law", "regulators", "ma")
    assert "Office of Patient Protection" in capsys.readouterr().out
    call_command("law", "regulators", "--json")
    assert len(json.loads(capsys.readouterr().out)["regulators"]) == len(load_regulators())
    with pytest.raises(CommandError, match="no regulators are known for 'ZZ'"):
        call_command("law", "regulators", "ZZ")
