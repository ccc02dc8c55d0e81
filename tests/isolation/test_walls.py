"""The walk inside one firm: an owner, who may do everything, is kept from one case, and finds nothing of it.

What must be hidden is derived from the tables, not from the policies that hide it: the case, all rows that carry it,
its client, the client's policies, and the files of its documents.
"""

import json
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
from django.contrib.auth import get_user_model
from django.db import connection

from claimback.tenancy.member import Member
from claimback.tenancy.scope import firm_scope
from tests import openapi
from tests.architecture import doors
from tests.client import firm_client, is_grave, member_session
from tests.full import FullDatabase
from tests.isolation.bodies import ABSENT, REFERENCES, body_schema, chief_of, example, naming, references
from tests.isolation.conftest import Walk
from tests.isolation.effects import undone
from tests.isolation.populate import tenant_models
from tests.isolation.test_admin import PAGES, admin_client, page_paths, told
from tests.isolation.test_api import DOORS, LISTS, OPERATIONS, _id, _ids_in, _path, _same, _segment

TITLE = "Infusions refused"
"""Of the walled case: no answer may hold it, whatever its ids."""

OPEN = {"audit.Seal": "a link of the chain has a number and a hash, and the id of an entry that stays hidden"}
"""Admin pages that walls leave open, and why."""

_HIDDEN_BESIDE = """
    SELECT client_id FROM cases_case WHERE id = %(case)s
    UNION ALL SELECT p.id FROM cases_policy p JOIN cases_case c ON c.client_id = p.client_id WHERE c.id = %(case)s
    UNION ALL SELECT file_id FROM cases_document WHERE case_id = %(case)s
    UNION ALL SELECT file_id FROM cases_formerversion WHERE case_id = %(case)s
    UNION ALL SELECT a.id FROM storage_access a JOIN cases_document d ON d.file_id = a.file_id
        WHERE d.case_id = %(case)s
    UNION ALL SELECT a.id FROM cases_portalaccess a JOIN cases_case c ON c.client_id = a.client_id
        WHERE c.id = %(case)s
    UNION ALL SELECT h.id FROM cases_conflicthit h JOIN cases_case c ON c.id = %(case)s
        WHERE h.found_case_id = c.id OR h.client_id = c.client_id
    UNION ALL SELECT n.id FROM cases_knownname n JOIN cases_case c ON c.client_id = n.client_id
        WHERE c.id = %(case)s
"""

_OF_CLIENT_S_POLICIES = """
    JOIN cases_policy p ON p.id = t.policy_id JOIN cases_case c ON c.client_id = p.client_id WHERE c.id = %s
"""
"""What carries a policy is hidden with it: passages and terms."""


@dataclass
class WalledWalk:
    """A walk by somebody walled off: their client, and the rows that they must not find."""

    walk: Walk
    client: Any
    member: Member
    hidden: frozenset[str]
    kept: dict[str, list[tuple[str, int]]] = field(default_factory=dict)

    @cached_property
    def session(self) -> Any:
        """Their client with a session."""
        return member_session(self.walk.mine, self.member)

    def of(self, segment: str) -> list[tuple[str, int]]:
        """The hidden rows of the list `segment`, as another owner finds them; none where a list is open to all."""
        if segment not in self.kept:
            lists = {door.inside.rstrip("/") for door in LISTS} | {"uploads"}
            rows = self.walk.my_rows.of(segment) if segment in lists else []
            self.kept[segment] = [row for row in rows if row[0] in self.hidden]
        return self.kept[segment]

    def send(self, method: str, path: str, body: Any = None, version: int = 1) -> Any:
        """The answer to the walled owner; to their session where the door wants a fresh proof of a person."""
        client = self.session if is_grave(method, self.client.firm_root + path) else self.client
        if method == "GET":
            return client.get(path)
        return client.generic(
            method, path, json.dumps(body or {}), "application/json", HTTP_IF_MATCH=f'"{version}"'
        )

    def expect_nothing_in(self, answer: Any, what: str) -> None:
        """Neither an id of the case's nor its title. Of a hit the history tells that it was made, and not of what."""
        self.walk.cases += 1
        found = self.hidden & _ids_in(answer)
        if what.startswith("GET audit-entries"):
            found -= _veiled_hits(answer)
        self.walk.expect(not found, f"{what} holds {sorted(found)[:3]}")
        self.walk.expect(
            TITLE not in answer.content.decode(errors="replace"), f"{what} holds the case's title"
        )


def _veiled_hits(answer: Any) -> set[str]:
    """The ids of hits in an answer of the history whose entries say nothing of what was found."""
    entries = [row for row in answer.json()["results"] if row["table"] == "cases_conflicthit"]
    said = [(row["row_id"], row["after"]) for row in entries if row["after"]]
    return {id for id, after in said if {after["name"], after["role"], after["why"]} == {"sealed"}}


@pytest.fixture
def walled(walk: Walk, full_database: FullDatabase) -> WalledWalk:
    off = full_database.walled_off[walk.mine.slug]
    client = firm_client(walk.mine, "owner")
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {off.token}")
    return WalledWalk(walk, client, off.member, hidden_rows(walk.mine.id, off.member.member_id))


@cache  # the full database is never changed
def hidden_rows(firm_id: UUID, member_id: UUID) -> frozenset[str]:
    """The ids of all that the member's walls hide, by what the tables say."""
    with undone(), firm_scope(firm_id), connection.cursor() as cursor:
        cursor.execute("SELECT case_id FROM cases_wall WHERE member_id = %s", [member_id])
        [(case_id,)] = cursor.fetchall()
        hidden = {str(case_id)}
        for model in tenant_models():
            table = model._meta.db_table
            if any(each.column == "case_id" for each in model._meta.fields) and table != "audit_entry":
                cursor.execute(f'SELECT id FROM "{table}" WHERE case_id = %s', [case_id])
                hidden |= {str(id) for (id,) in cursor.fetchall()}
            if any(each.column == "policy_id" for each in model._meta.fields) and table != "cases_case":
                cursor.execute(f'SELECT t.id FROM "{table}" t {_OF_CLIENT_S_POLICIES}', [case_id])
                hidden |= {str(id) for (id,) in cursor.fetchall()}
        cursor.execute(_HIDDEN_BESIDE, {"case": case_id})
        hidden |= {str(id) for (id,) in cursor.fetchall()}
        # That a check of another case found something is told, without what: the entry of the hit is veiled.
        cursor.execute(
            "SELECT id FROM audit_entry WHERE row_id = ANY (%s::uuid[])"
            """ AND NOT ("table" = 'cases_conflicthit' AND case_id <> %s)""",
            [list(hidden), case_id],
        )
        return frozenset(hidden | {str(id) for (id,) in cursor.fetchall()})


@pytest.mark.parametrize("case", OPERATIONS, ids=_id)
def test_a_walled_row_answers_as_an_absent_one(walled: WalledWalk, case: tuple[doors.Door, str]) -> None:
    door, method = case
    walk, segment = walled.walk, _segment(door)
    body = example(body_schema(method, openapi.template_of(door.path)), walk.my_rows, segment)
    if "<uuid:id>" not in door.inside:
        if method == "GET":
            walled.expect_nothing_in(walled.send(method, _path(door, ABSENT)), f"GET {door.inside}")
        walk.cases += 1
        return
    for id, version in walled.of(segment)[:3]:
        absent, hidden = (walled.send(method, _path(door, each), body, version) for each in (ABSENT, id))
        walk.cases += 2
        walk.expect(
            _same(absent, hidden) and absent.status_code >= 400,
            f"{method} {door.inside}: walled off {hidden.status_code}, absent {absent.status_code}",
        )
    walk.cases += 1
    walk.expect_nothing_done(f"{method} {door.inside}")


@pytest.mark.parametrize(
    "case",
    [
        case
        for case in OPERATIONS
        if list(references(body_schema(case[1], openapi.template_of(case[0].path))))
    ],
    ids=_id,
)
def test_a_body_that_names_a_walled_row_answers_as_if_it_were_absent(walled: WalledWalk, case: Any) -> None:
    door, method = case
    walk, segment = walled.walk, _segment(door)
    schema = body_schema(method, openapi.template_of(door.path))
    id, version = walk.my_rows.of(segment)[0] if "<uuid:id>" in door.inside else ("", 1)
    for name in references(schema):
        listed = segment if name == "corrects_id" else REFERENCES[name]
        whole = example(schema, walk.my_rows, segment)
        for hidden, _ in walled.of(listed)[:1]:
            answers = [
                walled.send(method, _path(door, id), {**whole, **naming(name, each)}, version)
                for each in (ABSENT, hidden)
            ]
            walk.cases += 2
            walk.expect(
                _same(*answers) and answers[0].status_code >= 400,
                f"{method} {door.inside} {name}: {[(a.status_code, a.content[:200]) for a in answers]}",
            )
    walk.cases += 1
    walk.expect_nothing_done(f"{method} {door.inside}")


@pytest.mark.parametrize("door", [d for d in LISTS if chief_of(_segment(d)) == "owner"], ids=_id)
def test_lists_hide_what_is_walled_however_they_are_asked(walled: WalledWalk, door: doors.Door) -> None:
    """Every filter, search, ordering and expansion; and the count is of what is shown."""
    walk = walled.walk
    template = openapi.template_of(door.path)
    queries: list[dict[str, str]] = [{"page_size": "200"}]
    for parameter in openapi.operations()["GET", template].get("parameters", []):
        name, schema = parameter["name"], parameter["schema"]
        if parameter["in"] != "query":
            continue
        if schema.get("format") == "uuid":
            for hidden, _ in walled.of(_segment(door) if name == "corrects_id" else REFERENCES[name])[:1]:
                pair = [
                    walled.send("GET", f"{door.inside}?{urlencode({name: id})}") for id in (hidden, ABSENT)
                ]
                walk.cases += 2
                walk.expect(_same(*pair), f"GET {door.inside}?{name}: {[a.content[:200] for a in pair]}")
        elif name == "search":
            queries += [{"search": word} for word in ("a", "Infusions", "Quill", "XK")]
        elif name == "expand":
            names = openapi.expandable(template)
            queries += [{"expand": each} for each in (names, *names.split(","))]
        elif "enum" in schema:
            queries += [{name: value} for value in schema["enum"]]
    for query in queries:
        answer = walled.send("GET", f"{door.inside}?{urlencode(query)}")
        walk.expect(answer.status_code == 200, f"GET {door.inside} {query}: {answer.status_code}")
        walled.expect_nothing_in(answer, f"GET {door.inside} {query}")
    counted = walled.send("GET", f"{door.inside}?count=true&page_size=200").json()
    if "count" in counted and not counted.get("next_cursor"):
        walk.cases += 1
        walk.expect(counted["count"] == len(counted["results"]), f"{door.inside} counts {counted['count']}")


def test_the_walled_case_is_there_for_the_others(walk: Walk, walled: WalledWalk) -> None:
    """Or the walk would prove nothing."""
    walk.cases += 1
    assert TITLE in firm_client(walk.mine, "owner").get("cases").content.decode()
    segments = {_segment(door) for door in DOORS}
    assert {segment for segment in segments if walled.of(segment)} >= {
        *("cases", "clients", "policies", "documents", "denials", "grounds", "letters", "deadlines"),
        *("correspondence", "promises", "evidence", "parties", "events", "readings", "dispatches"),
    }


@pytest.mark.parametrize(
    ("model", "page"), PAGES, ids=lambda part: getattr(getattr(part, "_meta", None), "label", "")
)
def test_the_admin_hides_what_is_walled(
    walled: WalledWalk, full_database: FullDatabase, model: Any, page: Any
) -> None:
    """Pages, acts, lists and histories: as of a row that is not there."""
    walk = walled.walk
    user = get_user_model()._default_manager.get(pk=full_database.walled_off[walk.mine.slug].member.user_id)
    client = admin_client(user)
    with firm_scope(walk.mine.id):
        ids = {str(id) for id in model._default_manager.values_list("pk", flat=True)}
    hidden = sorted(ids & walled.hidden)[:1]
    if model._meta.label in OPEN:
        walk.cases += 1
        return
    acts = {act.name for act in page.acts}
    for path in page_paths(model, page):
        inside = f"/firms/{walk.mine.slug}/admin/{path}"
        if "{id}" not in path:
            walled.expect_nothing_in(client.get(inside), f"GET {path}")
            continue
        for id in hidden:
            # An act looks its row up alike whether its form is opened or posted: test_admin.py asks for both.
            method = "POST" if path.removesuffix("/").rpartition("/")[2] in acts else "GET"
            absent, other = (
                told(client.generic(method, inside.replace("{id}", each)), each) for each in (ABSENT, id)
            )
            walk.cases += 2
            walk.expect(absent == other, f"{method} {path}: walled off {other[:2]}, absent {absent[:2]}")
    for name in (each.name for each in model._meta.fields if each.related_model is not None):
        asked = {"app_label": model._meta.app_label, "model_name": model._meta.model_name, "field_name": name}
        answer = client.get(f"/firms/{walk.mine.slug}/admin/autocomplete/", {**asked, "term": ""})
        walled.expect_nothing_in(answer, f"suggestions for {model._meta.label}.{name}")
    walk.expect_nothing_done(model._meta.label)


def test_the_admin_s_home_tells_nothing_of_a_walled_case(
    walled: WalledWalk, full_database: FullDatabase
) -> None:
    user = get_user_model()._default_manager.get(
        pk=full_database.walled_off[walled.walk.mine.slug].member.user_id
    )
    walled.expect_nothing_in(
        admin_client(user).get(f"/firms/{walled.walk.mine.slug}/admin/"), "the home page"
    )
