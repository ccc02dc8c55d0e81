"""Planted breaks of a small API, and the changes that break nobody."""

import json
from copy import deepcopy
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from claimback.api_breaks import breaks

MONEY = {"type": "object", "properties": {"amount": {"type": "string"}}, "required": ["amount"]}
NOTE_IN = {
    "type": "object",
    "properties": {
        "text": {"type": "string", "maxLength": 100},
        "kind": {"$ref": "#/components/schemas/Kind"},
        "on": {"type": ["string", "null"], "format": "date"},
        "count": {"type": "integer", "minimum": 1},
        "parts": {"type": "array", "items": {"$ref": "#/components/schemas/NoteIn"}},
    },
    "required": ["text"],
}
NOTE = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "kind": {"$ref": "#/components/schemas/Kind"},
        "paid": {"oneOf": [{"$ref": "#/components/schemas/Money"}, {"type": "null"}]},
        "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Note"}},
        "hint": {"type": "string"},
    },
    "required": ["id", "kind", "paid", "parts"],
}


def content(name: str) -> dict[str, Any]:
    """JSON of a component."""
    return {"content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}}


OLD: dict[str, Any] = {
    "paths": {
        "/notes": {
            "get": {
                "operationId": "note_list",
                "parameters": [{"in": "query", "name": "page_size", "schema": {"type": "integer"}}],
                "responses": {"200": content("Note"), "404": {}},
            },
            "post": {
                "operationId": "note_create",
                "requestBody": content("NoteIn"),
                "responses": {"201": content("Note")},
            },
        },
    },
    "components": {
        "schemas": {
            "Kind": {"type": "string", "enum": ["call", "visit"]},
            "Money": MONEY,
            "NoteIn": NOTE_IN,
            "Note": NOTE,
        }
    },
}
_GET, _POST, _IN, _OUT = (
    "paths /notes get",
    "paths /notes post",
    "components schemas NoteIn",
    "components schemas Note",
)
GONE = object()


def changed(place: str, value: Any) -> dict[str, Any]:
    """The document with one thing set, or gone. A number in the place is a list's."""
    new = deepcopy(OLD)
    *way, last = [int(word) if word.isdigit() and word < "100" else word for word in place.split()]
    node: Any = new
    for word in way:
        node = node[word]
    if value is GONE:
        del node[last]
    else:
        node[last] = value
    return new


@pytest.mark.parametrize(
    ("place", "value", "told"),
    [
        ("paths /notes", GONE, ["GET /notes: is gone", "POST /notes: is gone"]),
        (_POST, GONE, ["POST /notes: is gone"]),
        (f"{_GET} operationId", "notes", ["GET /notes operationId: note_list is named notes"]),
        (f"{_GET} parameters", [], ["GET /notes query page_size: is gone"]),
        (f"{_GET} parameters 0 required", True, ["GET /notes query page_size: is required now"]),
        (f"{_GET} parameters 0 name", "size", ["GET /notes query page_size: is gone"]),
        (
            f"{_GET} parameters 0 schema type",
            "boolean",
            ["GET /notes query page_size: integer is no longer taken"],
        ),
        (
            f"{_POST} parameters",
            [{"in": "header", "name": "If-Match", "required": True}],
            ["POST /notes header If-Match: is new and required"],
        ),
        (f"{_POST} requestBody required", True, ["POST /notes body: is required now"]),
        (f"{_POST} responses 201", GONE, ["POST /notes answer 201: is gone"]),
        (f"{_IN} properties text", GONE, ["POST /notes body/text: is gone"]),
        (f"{_IN} properties text maxLength", 50, ["POST /notes body/text: maxLength was 100 and is 50"]),
        (f"{_IN} properties text pattern", "^[a-z]+$", ["POST /notes body/text: must have another form now"]),
        (f"{_IN} properties text enum", ["a"], ["POST /notes body/text: is one of a few values now"]),
        (f"{_IN} properties count minimum", 2, ["POST /notes body/count: minimum was 1 and is 2"]),
        (f"{_IN} properties count type", "string", ["POST /notes body/count: integer is no longer taken"]),
        (f"{_IN} properties on type", "string", ["POST /notes body/on: null is no longer taken"]),
        (f"{_IN} required", ["text", "kind"], ["POST /notes body/kind: is required now"]),
        (
            f"{_IN} properties parts items",
            {"type": "string"},
            ["POST /notes body/parts[]: object is no longer taken"],
        ),
        ("components schemas Kind enum", ["call"], ["POST /notes body/kind: visit is no longer taken"]),
        (f"{_OUT} properties hint", GONE, ["/hint: is gone"]),
        (f"{_OUT} required", ["id", "kind", "parts"], ["/paid: may be missing now"]),
        (f"{_OUT} properties id format", "email", ["/id: format was uuid and is email"]),
        (f"{_OUT} properties hint type", ["string", "null"], ["/hint: may be null now"]),
        ("components schemas Money properties amount type", "number", ["/paid/amount: may be number now"]),
        ("components schemas Money required", [], ["/paid/amount: may be missing now"]),
    ],
)
def test_a_break_is_named_with_its_place(place, value, told):
    found = [str(each) for each in breaks(OLD, changed(place, value))]
    if told[0].startswith("/"):
        told = [f"{asked}{told[0]}" for asked in ("GET /notes answer 200", "POST /notes answer 201")]
    assert found == told


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("paths /more", {"get": {}}),
        (f"{_GET} parameters 0 schema type", ["integer", "string"]),
        (f"{_GET} responses 404", GONE),
        (f"{_POST} responses 202", {}),
        (f"{_POST} parameters", [{"in": "header", "name": "Idempotency-Key"}]),
        (f"{_IN} properties more", {"type": "string"}),
        (f"{_IN} properties text maxLength", 200),
        (f"{_IN} properties count type", "number"),
        (f"{_IN} properties text type", ["string", "null"]),
        (f"{_IN} required", []),
        ("components schemas Kind enum", ["call", "visit", "letter"]),
        (f"{_OUT} properties more", {"type": "string"}),
        (f"{_OUT} properties paid", {"$ref": "#/components/schemas/Money"}),
        (f"{_OUT} required", [*NOTE["required"], "hint"]),
        (f"{_OUT} properties hint maxLength", 10),
    ],
)
def test_what_breaks_nobody_is_not_named(place, value):
    assert breaks(OLD, changed(place, value)) == []


def test_the_command_ends_badly_where_something_breaks(tmp_path, capsys):
    old, new, other = tmp_path / "old.yaml", tmp_path / "new.json", tmp_path / "letter.txt"
    old.write_text(json.dumps(OLD))
    new.write_text(json.dumps(changed(_POST, GONE)))
    other.write_text("Dear reader")
    call_command("openapi", "breaking", old, old)
    assert capsys.readouterr().out == "Nothing breaks.\n"
    with pytest.raises(CommandError, match="1 breaks"):
        call_command("openapi", "breaking", old, new, "--json")
    assert json.loads(capsys.readouterr().out) == {
        "breaks": [{"operation": "POST /notes", "place": "", "what": "is gone"}]
    }
    with pytest.raises(CommandError, match=r"letter.txt is no OpenAPI document"):
        call_command("openapi", "breaking", old, other)
