"""The walk through the API: every URL × method × role × whose row it names, from the URL map and the OpenAPI document.

Another firm's row answers as an absent one, byte for byte, and what is denied does nothing. A door that is added is
walked by itself.
"""

import json
from functools import partial
from typing import Any
from urllib.parse import urlencode

import pytest

from claimback.tenancy.roles import ROLES, capabilities_of
from tests import openapi
from tests.architecture import doors
from tests.client import client_for, firm_client, session_client
from tests.isolation.bodies import (
    ABSENT,
    REFERENCES,
    body_schema,
    chief_of,
    example,
    naming,
    references,
    segment_of,
)
from tests.isolation.conftest import Walk
from tests.isolation.effects import undone

DOORS = [door for door in doors.doors() if door.of_firm]
OPERATIONS = [(door, method) for door in DOORS for method in door.methods]
BY_CAPABILITY = [case for case in OPERATIONS if "<str:" not in case[0].inside]
"""Without addresses that are their own word: tests/storage/test_links.py and test_feeds.py walk them."""
LISTS = [
    door
    for door in DOORS
    if "GET" in door.methods
    and any(
        p["name"] == "ordering"
        for p in openapi.operations()["GET", openapi.template_of(door.path)].get("parameters", [])
    )
]
"""Of rows, which have ids and an ordering. Counts come in pages too, and are of no row."""


def _id(case: Any) -> str:
    door, *method = case if isinstance(case, tuple) else (case,)
    return " ".join([*method, door.inside])


def _path(door: doors.Door, id: str) -> str:
    """The path with its parameters filled in."""
    return (
        door.inside.replace("<uuid:id>", id)
        .replace("<int:number>", "1")
        .replace("<slug:rule>", "absent-rule")
        .replace("<slug:code>", "zz")
        .replace("<slug:ladder>", "absent-ladder")
    )


def _segment(door: doors.Door) -> str:
    return segment_of(door.inside)


def _send(firm: Any, role: str, method: str, path: str, body: Any = None, version: int = 1) -> Any:
    client = client_for(firm, role, method, path)
    if method == "GET":
        return client.get(path)
    return client.generic(
        method, path, json.dumps(body or {}), "application/json", HTTP_IF_MATCH=f'"{version}"'
    )


def _same(first: Any, second: Any) -> bool:
    return bool(
        (first.status_code, first.content, first.get("Content-Type"))
        == (second.status_code, second.content, second.get("Content-Type"))
    )


@pytest.mark.parametrize("case", OPERATIONS, ids=_id)
def test_every_door_is_closed_to_others(walk: Walk, case: tuple[doors.Door, str]) -> None:
    """Another firm's row, or another firm's door: absent, and nothing happens.

    Roles that lack the capability are refused before any row is looked for: the next test has them.
    """
    door, method = case
    has_id = "<uuid:id>" in door.inside
    mine, theirs = walk.my_rows, walk.their_rows
    body = example(body_schema(method, openapi.template_of(door.path)), mine, _segment(door))
    my_id, their_id = (rows.of(_segment(door))[0][0] if has_id else "" for rows in (mine, theirs))
    nowhere = f"/api/v1/firms/no-such-firm/{_path(door, ABSENT)}"
    elsewhere = [
        f"/api/v1/firms/{walk.theirs.slug}/{_path(door, id)}" for id in dict.fromkeys((my_id, their_id))
    ]
    no_firm = _send(walk.mine, "owner", method, nowhere, body)
    # Every door is behind the one front door (tests/architecture/test_doors.py): the roles knock by turns.
    by_turns = [*ROLES][OPERATIONS.index(case) % len(ROLES)]
    for url in elsewhere:
        walk.cases += 1
        answer = _send(walk.mine, by_turns, method, url, body)
        walk.expect(
            _same(answer, no_firm) and answer.status_code == 404,
            f"{by_turns} {method} {url}: {answer.status_code}",
        )
    for role in _let_in(case) if has_id else ():
        absent = _send(walk.mine, role, method, _path(door, ABSENT), body)
        other = _send(walk.mine, role, method, _path(door, their_id), body)
        what = (
            f"{role} {method} {door.inside}: another firm's {other.status_code}, absent {absent.status_code}"
        )
        walk.expect(_same(absent, other) and absent.status_code >= 400, what)
        walk.cases += 2
    walk.expect_nothing_done(f"{method} {door.inside}")


def _let_in(case: tuple[doors.Door, str]) -> list[str]:
    """The roles that the front door lets in here. Where an address is its own word it asks for no capability."""
    door, method = case
    capability = door.view.capabilities[method]  # type: ignore[union-attr]
    return [role for role in ROLES if case not in BY_CAPABILITY or capability in capabilities_of(role)]


@pytest.mark.parametrize("case", BY_CAPABILITY, ids=_id)
def test_every_door_opens_to_those_who_may(walk: Walk, case: tuple[doors.Door, str]) -> None:
    """One's own row: refused exactly where the role lacks the capability, and then nothing happens.

    The refusal is the front door's, in the same words for all that asks for this capability. Which row is
    named is then all one; the roles name their own, another firm's and an absent one by turns.
    """
    door, method = case
    rows = walk.my_rows
    capability = door.view.capabilities[method]  # type: ignore[union-attr]
    body = example(body_schema(method, openapi.template_of(door.path)), rows, _segment(door))
    theirs = walk.their_rows.ids
    let_in = _let_in(case)
    for turn, role in enumerate((role for role in ROLES if role not in let_in), BY_CAPABILITY.index(case)):
        id, version = ("", 1)
        if "<uuid:id>" in door.inside:
            own, others = rows.of(_segment(door), role)[0], walk.their_rows.of(_segment(door))[0]
            id, version = (own, others, (ABSENT, 1))[turn % 3]
        answer, at_the_door = walk.refused_before(
            partial(_send, walk.mine, role, method, _path(door, id), body, version)
        )
        walk.cases += 1
        refusal = _refusals.setdefault(f"{role} {capability}", answer)
        walk.expect(
            answer.status_code == 403 and at_the_door and _same(answer, refusal),
            f"{role} {method} {door.inside}: {answer.status_code} {answer.content[:200]!r}",
        )
    walk.expect_nothing_done(f"{method} {door.inside}")
    for role in let_in:
        with undone():
            for id, version in rows.of(_segment(door), role) if "<uuid:id>" in door.inside else [("", 1)]:
                answer = _send(walk.mine, role, method, _path(door, id), body, version)
                walk.cases += 1
                if answer.status_code != 404:  # a letter without its PDF yet is passed over
                    break
            what = f"{role} {method} {door.inside}: {answer.status_code} {answer.content[:200]!r}"
            lacking = answer.json()["detail"] if answer.status_code == 403 else ""
            by_service = any(f"capability {name}." in lacking for name in _others(role))
            walk.expect(answer.status_code != 403 or by_service, what)
            fine = answer.status_code < 500 and (answer.status_code != 404 or "<slug" in door.inside)
            walk.expect(fine, what)
            walk.expect(not theirs & _ids_in(answer), f"{what} holds another firm's id")
        walk.effects.seen.clear()


_refusals: dict[str, Any] = {}
"""The front door's answer to a role that lacks a capability, and to a method that is not there, as first given."""


def _others(role: str) -> set[str]:
    """What the role may not."""
    return {capability for other in ROLES for capability in capabilities_of(other)} - capabilities_of(role)


def _ids_in(answer: Any) -> set[str]:
    return set(openapi.UUIDS.findall(answer.content.decode(errors="replace")))


@pytest.mark.parametrize("door", DOORS, ids=_id)
def test_methods_that_are_not_there_do_nothing(walk: Walk, door: doors.Door) -> None:
    """A method that the view does not implement is refused at the front door, whichever row is named."""
    for turn, method in enumerate(sorted(set(doors.METHODS) - set(door.methods)), DOORS.index(door)):
        id = ""
        if "<uuid:id>" in door.inside:
            id = (walk.my_rows, walk.their_rows)[turn % 2].of(_segment(door))[0][0]
        answer, at_the_door = walk.refused_before(partial(_send, walk.mine, "owner", method, _path(door, id)))
        walk.cases += 1
        walk.expect(
            answer.status_code == 405 and at_the_door and _same(answer, _refusals.setdefault(method, answer)),
            f"{method} {door.inside}: {answer.status_code} {answer.content[:200]!r}",
        )


@pytest.mark.parametrize(
    "case",
    [
        (door, method)
        for door, method in OPERATIONS
        if list(references(body_schema(method, openapi.template_of(door.path))))
    ],
    ids=_id,
)
def test_a_body_that_names_another_firm_s_row_answers_as_if_it_were_absent(walk: Walk, case: Any) -> None:
    """Every field of a body that holds an id."""
    door, method = case
    mine, theirs = walk.my_rows, walk.their_rows
    schema = body_schema(method, openapi.template_of(door.path))
    segment = _segment(door)
    id, version = mine.of(segment)[0] if "<uuid:id>" in door.inside else ("", 1)
    for field in references(schema):
        whole = example(schema, mine, segment)
        answers = [
            _send(
                walk.mine,
                chief_of(segment),
                method,
                _path(door, id),
                {**whole, **naming(field, value)},
                version,
            )
            for value in (ABSENT, theirs.named(field, segment))
        ]
        walk.cases += 2
        walk.expect(
            _same(*answers) and answers[0].status_code in (400, 404, 409),
            f"{method} {door.inside} {field}: {[(a.status_code, a.content[:200]) for a in answers]}",
        )
    walk.expect_nothing_done(f"{method} {door.inside}")


@pytest.mark.parametrize("door", LISTS, ids=_id)
def test_lists_show_one_s_own_rows_however_they_are_asked(walk: Walk, door: doors.Door) -> None:
    """Every filter, search, ordering, expansion and cursor of every list."""
    theirs = walk.their_rows.ids
    operation = openapi.operations()["GET", openapi.template_of(door.path)]
    chief, rows = chief_of(_segment(door)), walk.their_rows
    client = firm_client(walk.mine, chief)
    queries: list[dict[str, str]] = [{"page_size": "200"}]
    for parameter in operation.get("parameters", []):
        name, schema = parameter["name"], parameter["schema"]
        if parameter["in"] != "query":
            continue
        if schema.get("format") == "uuid":
            id = rows.named(name, _segment(door))
            pair = [client.get(f"{door.inside}?{urlencode({name: value})}") for value in (id, ABSENT)]
            walk.cases += 2
            walk.expect(_same(*pair), f"GET {door.inside}?{name}: {[a.content[:200] for a in pair]}")
        elif name == "search":
            queries += [{"search": word} for word in ("a", "e", walk.theirs.slug[:6])]
        elif name == "expand":
            names = openapi.expandable(openapi.template_of(door.path))
            queries += [{"expand": each} for each in (names, *names.split(","))]
        elif "enum" in schema:
            queries += [{name: value} for value in schema["enum"]]
    for query in queries:
        answer = client.get(f"{door.inside}?{urlencode(query)}")
        walk.cases += 1
        walk.expect(
            answer.status_code == 200,
            f"GET {door.inside} {query}: {answer.status_code} {answer.content[:200]!r}",
        )
        walk.expect(not theirs & _ids_in(answer), f"GET {door.inside} {query} holds another firm's id")
    cursor = firm_client(walk.theirs, chief).get(f"{door.inside}?page_size=1").json().get("next_cursor")
    if cursor:
        answer = client.get(f"{door.inside}?{urlencode({'cursor': cursor})}")
        walk.cases += 1
        walk.expect(
            answer.status_code == 400,
            f"GET {door.inside}: another firm's cursor answers {answer.status_code}",
        )


@pytest.mark.parametrize("door", LISTS, ids=_id)
def test_an_expansion_asks_for_what_its_own_door_asks(walk: Walk, door: doors.Door) -> None:
    """Whoever may read the list and not the rows that it could show beside, is refused those."""
    walk.cases += 1
    asked = {each.inside: each.view.capabilities["GET"] for each in LISTS}  # type: ignore[union-attr]
    for name in filter(None, openapi.expandable(openapi.template_of(door.path)).split(",")):
        own_door = asked[REFERENCES.get(f"{name}_id", f"{name}s")]
        for role in ROLES:
            if asked[door.inside] not in capabilities_of(role):
                continue
            answer = firm_client(walk.mine, role).get(f"{door.inside}?expand={name}")
            walk.cases += 1
            walk.expect(
                (answer.status_code == 403) is (own_door not in capabilities_of(role)),
                f"{role} GET {door.inside}?expand={name}: {answer.status_code}, its own door asks {own_door}",
            )


def test_a_token_opens_no_more_than_it_names(walk: Walk) -> None:
    """A token of the owner's with one capability: every other door is closed to it."""
    for capability in ("case.read", "client.write"):
        made = session_client(walk.mine, "owner").post(
            "tokens", {"name": "narrow", "expires_at": "2027-01-01T00:00:00Z", "capabilities": [capability]}
        )
        client = firm_client(walk.mine, "owner")
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {made.json()['secret']}")
        for door, method in BY_CAPABILITY:
            asked = door.view.capabilities[method]  # type: ignore[union-attr]
            answer = client.generic(
                method, _path(door, ABSENT), "{}", "application/json", HTTP_IF_MATCH='"1"'
            )
            walk.cases += 1
            walk.expect(
                (answer.status_code == 403) is (asked != capability),
                f"{capability} alone: {method} {door.inside} answers {answer.status_code}",
            )
