"""The OpenAPI document: committed, valid, without a warning, named so that a generated client reads well, and without
a break for those who call it.
"""

import json
import re
from contextlib import nullcontext

import pytest
import yaml
from openapi_spec_validator import OpenAPIV31SpecValidator

from claimback.api_breaks import breaks
from claimback.api_description import ENUM_NAMES
from tests import openapi
from tests.architecture import doors
from tests.isolation.bodies import ABSENT
from tests.snapshots.compare import FOLDER, assert_same

RELEASED = FOLDER / "openapi_released.yaml"
"""The document of the last release, copied there when it is made. Until the first, the committed one is held to."""

KEPT_NOWHERE = {
    "case_reveal",
    "client_reveal",
    "policy_reveal",
    "estimate_comparison_export",
    "letter_preview",
}
"""What must not be kept for a repetition."""


def test_the_committed_document_is_that_of_the_code():
    assert_same("openapi.yaml", openapi.text())


def test_callers_are_not_broken():
    relied_on = (RELEASED if RELEASED.exists() else FOLDER / "openapi.yaml").read_text()
    if relied_on != openapi.text():
        found = breaks(yaml.load(relied_on, Loader=yaml.CSafeLoader), openapi.document())
        assert "\n".join(map(str, found)) == "", "see /api/v1/docs/versions"


def test_the_document_is_valid():
    assert openapi.document()["openapi"].startswith("3.1")
    assert [str(error) for error in OpenAPIV31SpecValidator(openapi.document()).iter_errors()] == []


def test_every_door_of_a_firm_is_described_and_nothing_else():
    described = set(openapi.operations())
    walked = {
        (method, openapi.template_of(door.path))
        for door in doors.doors()
        if door.of_firm
        for method in door.methods
    }
    assert described == walked


def test_operations_are_named_once_and_well():
    names = [operation["operationId"] for operation in openapi.operations().values()]
    assert len(set(names)) == len(names)
    assert [name for name in names if not re.fullmatch(r"[a-z]+(_[a-z]+)+", name)] == []


def test_every_operation_is_in_a_group_that_says_what_it_is_about():
    shown = {tag for operation in openapi.operations().values() for tag in operation["tags"]}
    assert shown - {tag["name"] for tag in openapi.document()["tags"]} == set(), "see claimback/api_groups.py"


def test_every_operation_says_what_it_does_and_how_it_refuses():
    for (method, path), operation in openapi.operations().items():
        assert operation["summary"], (method, path)
        assert len(operation["tags"]) == 1, (method, path)
        refusals = {status for status in operation["responses"] if status >= "400"}
        if path.endswith(("/files/{signed}", "/calendar/{secret}.ics")):
            # The link is its own word: it is good or absent, and one that is asked for too often waits.
            assert (operation["security"], refusals - {"429"}) == ([{}], {"404"})
        else:
            assert operation["security"] == [{"token": []}, {"session": []}], (method, path)
            assert {"401", "403", "404"} <= refusals, (method, path)
        for status in refusals:
            assert list(operation["responses"][status]["content"]) == ["application/problem+json"], (
                method,
                path,
            )


def test_every_parameter_says_what_it_is():
    told = {
        (operation["operationId"], parameter["name"]): parameter.get("description")
        for operation in openapi.operations().values()
        for parameter in operation.get("parameters", [])
        if parameter["in"] != "path"
    }
    assert [asked for asked, words in told.items() if not words] == []


def test_changes_are_made_once_and_against_what_was_read():
    """PATCH and DELETE take If-Match; POST takes an Idempotency-Key, but where its answer must not be kept."""
    for (method, path), operation in openapi.operations().items():
        if method in {"PATCH", "DELETE"}:
            assert openapi.takes(method, path, "If-Match"), path
        elif method == "POST" and not openapi.takes(method, path, "Idempotency-Key"):
            assert operation["operationId"] in KEPT_NOWHERE, path


def test_the_ways_to_sign_in_are_described():
    assert set(openapi.document()["components"]["securitySchemes"]) == {"token", "session"}


def test_every_choice_set_has_a_name_of_its_own():
    schemas = openapi.document()["components"]["schemas"]
    names = {name for name, schema in schemas.items() if "enum" in schema}
    assert [name for name in names if re.search(r"Enum|[0-9a-f]{3}\Z", name) and name not in ENUM_NAMES] == []
    assert set(ENUM_NAMES) <= names, "a name for a choice set that nothing uses"


@pytest.mark.parametrize(
    ("status", "body", "fields_chosen", "words"),
    [
        (200, {"id": ABSENT}, True, ""),
        (200, {"id": ABSENT}, False, "required property"),
        (200, {"id": "one"}, True, 'not a "uuid"'),
        (200, {"created_at": "yesterday"}, True, 'not a "date-time"'),
        (200, {"version": "2"}, True, "integer"),
        (418, {}, False, "answers 418"),
    ],
)
def test_an_answer_that_is_not_as_described_is_seen(status, body, fields_chosen, words):
    asked = ("GET", "/api/v1/firms/{firm}/clients/{id}", status, "application/json")
    with pytest.raises(AssertionError, match=words) if words else nullcontext():
        openapi.hold_body(*asked, json.dumps(body).encode(), fields_chosen)


def test_what_callers_may_rely_on_is_a_page(client):
    answer = client.get("/api/v1/docs/versions")
    assert answer.status_code == 200
    assert "What breaks callers" in answer.content.decode()
    assert "(/api/v1/docs/versions)" in openapi.document()["info"]["description"]
