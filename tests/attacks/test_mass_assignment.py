"""Fields that a body does not have, sent all the same: to every operation of the OpenAPI document, at every depth."""

from collections.abc import Iterator
from typing import Any, Final

import pytest

from tests import openapi
from tests.architecture import doors
from tests.isolation.bodies import ABSENT, body_schema, example, resolved
from tests.isolation.conftest import Walk
from tests.isolation.test_api import OPERATIONS, _id, _path, _segment, _send

NAMES: Final = (
    *("id", "firm", "firm_id", "pk", "version", "created_at", "updated_at", "ended_at", "approved_at"),
    *(
        "member_id",
        "author_id",
        "uploaded_by_id",
        "user_id",
        "actor",
        "role",
        "capabilities",
        "state",
        "status",
    ),
    *(
        "walled_cases",
        "walled_clients",
        "portal_cases",
        "is_active",
        "is_superuser",
        "support",
        "sha256",
        "number",
    ),
    *("__class__", "case__firm_id", "firm.id"),
)
WITH_BODY = [
    (door, method)
    for door, method in OPERATIONS
    if method != "GET" and body_schema(method, openapi.template_of(door.path)).get("properties")
]


def objects(schema: dict[str, Any], body: Any, at: str = "") -> Iterator[tuple[str, dict[str, Any], Any]]:
    """Each object of a body, the body itself first: the pointer to it, its schema and its part of the body."""
    yield at, schema, body
    for name, value in body.items():
        part = resolved(schema["properties"][name])
        if isinstance(value, dict) and "properties" in part:
            yield from objects(part, value, f"{at}/{name}")
        if isinstance(value, list) and value and isinstance(value[0], dict):
            yield from objects(resolved(part["items"]), value[0], f"{at}/{name}/0")


def whole(schema: dict[str, Any], walk: Walk, segment: str) -> dict[str, Any]:
    """A body with what is required, and with every field that holds objects."""
    nested = [
        name
        for name, part in schema["properties"].items()
        if "properties" in resolved(part) or "properties" in resolved(resolved(part).get("items", {}))
    ]
    required = list(dict.fromkeys([*schema.get("required", []), *nested]))
    return example({**schema, "required": required}, walk.my_rows, segment)


@pytest.mark.parametrize("case", WITH_BODY, ids=_id)
def test_a_field_that_the_body_does_not_have_is_refused(walk: Walk, case: tuple[doors.Door, str]) -> None:
    """By its name and before anything is done; the firm is told."""
    door, method = case
    schema, segment = body_schema(method, openapi.template_of(door.path)), _segment(door)
    id, version = walk.my_rows.of(segment)[0] if "<uuid:id>" in door.inside else ("", 1)
    body = whole(schema, walk, segment)
    role = "client" if door.inside.startswith("portal/") else "owner"
    for at, part, target in objects(schema, body):
        names = [name for name in NAMES if name not in part["properties"]]
        target |= {name: str(walk.theirs.id) if "id" in name else ABSENT for name in names}
        answer = _send(walk.mine, role, method, _path(door, id), body, version)
        for name in names:
            del target[name]
        found = {(e["pointer"], e["code"]) for e in answer.json().get("errors", [])}
        walk.cases += len(names)
        walk.expect(
            answer.status_code == 400 and found == {(f"{at}/{name}", "unknown_field") for name in names},
            f"{method} {door.inside} {at}: {answer.status_code} {answer.content[:200]!r}",
        )
    walk.expect_nothing_done(f"{method} {door.inside}")
    walk.expect(bool(walk.effects.told), f"{method} {door.inside}: the firm was not told")


def test_some_bodies_hold_objects() -> None:
    """Or the depth would prove nothing."""
    deep = [
        name
        for door, method in WITH_BODY
        for name, part in body_schema(method, openapi.template_of(door.path))["properties"].items()
        if "properties" in resolved(resolved(part).get("items", {}))
    ]
    assert deep
