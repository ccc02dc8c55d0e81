"""The client's portal: their own cases, what they sent, and nothing else, by any door and in the database itself."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import Error
from django.test import Client as Browser

from cases.models import Case, Client, Insurer, PortalAccess
from cases.services.portal import portal_access_end, portal_access_grant, portal_document_add
from cases.services.walls import wall_place
from claimback.accounts.models import User
from claimback.kernel.clock import now
from claimback.kernel.errors import Conflict, Forbidden, IllegalTransition, Invalid
from claimback.kernel.ids import new_id
from claimback.storage import s3
from claimback.storage.models import KEPT
from claimback.tenancy.models import Membership
from claimback.tenancy.roles import ROLES, capabilities_of
from claimback.tenancy.scope import firm_scope
from tests.architecture import doors
from tests.cases import papers
from tests.cases.conftest import open_case
from tests.firms import TestFirm
from tests.full import FullDatabase
from tests.signing_in import signed_in
from tests.storage.uploads import pdf, send

BILL = pdf(2)


@pytest.fixture
def mine(db: None, law: TestFirm) -> Case:
    """The case of the client who has the portal."""
    with law.scope():
        client = Client.objects.create(name="Ada Quill")
        made = open_case(law.attorney, client, Insurer.objects.create(name="Northfield Mutual"))
        papers.denial(law.attorney, made, document_id=papers.document(law.attorney, made.id).id)
        portal_access_grant(
            actor=law.attorney, client_id=client.id, member_id=law.members["client"].member_id
        )
        return made


@pytest.fixture
def other(mine: Case, law: TestFirm) -> Case:
    """Another client's case, against another insurer."""
    with law.scope():
        client = Client.objects.create(name="Bo Other")
        return open_case(
            law.attorney, client, Insurer.objects.create(name="Southfield Life"), title="Other case"
        )


@contextmanager
def seen_by_client(law: TestFirm) -> Iterator[None]:
    """What the database shows the client."""
    with firm_scope(law.id, member_id=law.members["client"].member_id):
        yield


def test_a_client_sees_the_status_of_their_own_cases(
    api: Any, law: TestFirm, mine: Case, other: Case
) -> None:
    client = api(law, "client")
    answer = client.get("portal/cases?count=true")
    assert answer.json()["count"] == 1
    (row,) = answer.json()["results"]
    assert row == client.get(f"portal/cases/{mine.id}").json()
    assert row | {"updated_at": ""} == {
        "id": str(mine.id),
        "number": mine.number,
        "title": "Infusion denied",
        "status": "intake",
        "insurer_name": "Northfield Mutual",
        "opened_on": mine.opened_on.isoformat(),
        "updated_at": "",
    }
    absent = client.get(f"portal/cases/{new_id()}")
    hidden = client.get(f"portal/cases/{other.id}")
    assert (hidden.status_code, hidden.content) == (404, absent.content)


def test_a_new_case_of_the_client_s_is_theirs_at_once(api: Any, law: TestFirm, mine: Case) -> None:
    with law.scope():
        open_case(law.attorney, mine.client, mine.insurer, title="Second")
    assert {row["title"] for row in api(law, "client").get("portal/cases").json()["results"]} == {
        "Infusion denied",
        "Second",
    }


def test_the_portal_is_all_that_the_role_opens() -> None:
    assert capabilities_of("client") == {"portal.read", "portal.write", "bulk.send"}
    for door in doors.doors():
        for method, capability in getattr(door.view, "capabilities", {}).items():
            inside = (
                door.inside.startswith("portal/") or door.inside == "bulk"
            )  # each row asks at its own door
            assert (capability in capabilities_of("client")) is inside, f"{method} {door.inside}"


@pytest.mark.parametrize("role", [role for role in ROLES if role != "client"])
def test_the_portal_is_the_clients_alone(api: Any, law: TestFirm, mine: Case, role: str) -> None:
    assert api(law, role).get("portal/cases").status_code == 403


def test_a_client_sends_a_document(api: Any, law: TestFirm, mine: Case, other: Case) -> None:
    client = api(law, "client")
    asked = client.post("portal/uploads", {"name": "bill.pdf", "size": len(BILL)})
    assert (asked.status_code, asked.json()["file"]["state"]) == (201, "awaited"), asked.content
    file_id = asked.json()["file"]["id"]
    assert client.get(f"portal/uploads/{file_id}").json()["name"] == "bill.pdf"
    confirmed = client.post(f"portal/uploads/{file_id}/confirm", HTTP_IF_MATCH=asked["ETag"])
    assert (confirmed.status_code, confirmed.json()["code"]) == (409, "nothing_received")
    body = {"case_id": str(mine.id), "file_id": file_id, "title": "Bill"}
    assert client.post("portal/documents", body).status_code == 400  # it has not arrived
    form = asked.json()["form"]
    assert send(s3.Form(form["url"], form["fields"]), BILL) == 204
    confirmed = client.post(f"portal/uploads/{file_id}/confirm", HTTP_IF_MATCH=asked["ETag"])
    assert (confirmed.status_code, confirmed.json()["state"]) == (200, "received")
    with seen_by_client(law):
        kept = papers.file_row(law.members["client"], KEPT)
    theirs = client.post("portal/documents", body | {"case_id": str(other.id), "file_id": str(kept.id)})
    absent = client.post("portal/documents", body | {"case_id": str(new_id()), "file_id": str(kept.id)})
    assert (theirs.status_code, theirs.content) == (400, absent.content)
    made = client.post("portal/documents", body | {"file_id": str(kept.id), "kind": "bill"})
    assert (made.status_code, made.json()["kind"], made.json()["file_state"]) == (201, "bill", "kept")
    assert [row["id"] for row in client.get("portal/documents").json()["results"]] == [made.json()["id"]]
    assert made.json()["id"] in {row["id"] for row in api(law).get("documents").json()["results"]}
    assert client.get(f"documents/{made.json()['id']}").status_code == 403


@pytest.mark.parametrize("kind", ["our_letter", "proof_of_delivery", "claim_file", "nonsense"])
def test_a_client_s_document_is_none_of_the_firm_s_own(law: TestFirm, mine: Case, kind: str) -> None:
    actor = law.members["client"]
    with seen_by_client(law):
        file = papers.file_row(actor)
        with pytest.raises(Invalid) as refused:
            portal_document_add(actor=actor, case_id=mine.id, file_id=file.id, title="X", kind=kind)
    assert refused.value.errors[0].pointer == "/kind"


def test_a_file_of_the_firm_s_is_none_of_the_client_s(law: TestFirm, mine: Case) -> None:
    with law.scope():
        file = papers.file_row(law.attorney)
    with seen_by_client(law), pytest.raises(Invalid) as refused:
        portal_document_add(
            actor=law.members["client"], case_id=mine.id, file_id=file.id, title="X", kind="other"
        )
    assert refused.value.errors[0].pointer == "/file_id"


def test_access_is_for_members_with_the_role_of_a_client_and_one_client(
    law: TestFirm, mine: Case, other: Case
) -> None:
    with law.scope():
        with pytest.raises(Invalid) as refused:
            portal_access_grant(actor=law.attorney, client_id=mine.client_id, member_id=law.viewer.member_id)
        assert refused.value.errors[0].pointer == "/member_id"
        with pytest.raises(Conflict):
            portal_access_grant(
                actor=law.attorney, client_id=other.client_id, member_id=law.members["client"].member_id
            )
        with pytest.raises(Forbidden):
            portal_access_grant(actor=law.staff, client_id=mine.client_id, member_id=law.viewer.member_id)


def test_access_that_ended_shows_nothing(api: Any, law: TestFirm, mine: Case, other: Case) -> None:
    with law.scope():
        access = PortalAccess.objects.get()
        portal_access_end(actor=law.attorney, access_id=access.id, version=1)
        with pytest.raises(IllegalTransition):
            portal_access_end(actor=law.attorney, access_id=access.id, version=None)
    client = api(law, "client")
    assert client.get("portal/cases").json()["results"] == []
    assert client.get(f"portal/cases/{mine.id}").status_code == 404
    with law.scope():
        portal_access_grant(
            actor=law.attorney, client_id=other.client_id, member_id=law.members["client"].member_id
        )
    assert [row["id"] for row in client.get("portal/cases").json()["results"]] == [str(other.id)]


def test_access_over_http(api: Any, law: TestFirm, mine: Case, other: Case) -> None:
    attorney = api(law)
    (row,) = attorney.get("portal-accesses?current=true").json()["results"]
    assert (row["client_name"], row["member_name"]) == ("Ada Quill", "Client")
    body = {"client_id": str(other.client_id), "member_id": row["member_id"]}
    assert attorney.post("portal-accesses", body).status_code == 409
    assert attorney.post(f"portal-accesses/{row['id']}/end").status_code == 428
    ended = attorney.post(f"portal-accesses/{row['id']}/end", HTTP_IF_MATCH='"1"')
    assert ended.json()["ended_at"] is not None
    assert attorney.post("portal-accesses", body).status_code == 201
    assert api(law, "case_staff").get("portal-accesses").status_code == 403


def test_a_wall_holds_in_the_portal_too(api: Any, law: TestFirm, mine: Case) -> None:
    with law.scope(law.owner):
        wall_place(
            actor=law.owner, case_id=mine.id, member_id=law.members["client"].member_id, reason="Dispute"
        )
    assert api(law, "client").get("portal/cases").json()["results"] == []


def test_the_admin_is_closed_to_clients(law: TestFirm, mine: Case) -> None:
    client = Browser()
    signed_in(client, User.objects.get(id=law.members["client"].user_id))
    nowhere = client.get("/firms/no-such-firm/admin/")
    for path in ("", "cases/case/", f"cases/case/{mine.id}/change/", "tenancy/membership/"):
        answer = client.get(f"/firms/{law.slug}/admin/{path}")
        assert (answer.status_code, answer.content) == (404, nowhere.content), path


OPEN: dict[str, str] = {
    "cases_case": "their own",
    "cases_document": "what they sent, and letters that were shared",
    "cases_insurer": "of their own cases",
    "cases_task": "what they are asked for",
    "letters_letter": "what was shared",
    "storage_storedfile": "what they sent, and letters that were shared",
    "storage_access": "their own openings",
    "tenancy_idempotencykey": "their own",
    "tenancy_membership": "themself",
}
"""The tables in which a client's scope may show rows."""


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND column_name = 'firm_id' UNION SELECT 'tenancy_firm' ORDER BY 1"
        )
        return [name for (name,) in cursor.fetchall()]


def _ids(table: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT id FROM "{table}"')
        return {str(id) for (id,) in cursor.fetchall()}


def test_sql_in_a_client_s_scope_shows_their_own_rows_alone(
    full: None, full_database: FullDatabase, law: TestFirm
) -> None:
    """Table by table: everything else of the firm is empty for them."""
    me = law.members["client"].member_id
    with law.scope(law.owner), connection.cursor() as cursor:
        tables = _tables()
        everything = {table: _ids(table) for table in tables}
        cursor.execute(
            "SELECT c.id, c.insurer_id FROM cases_case c JOIN cases_portalaccess a ON a.client_id = c.client_id"
            " WHERE a.member_id = %s",
            [me],
        )
        own = cursor.fetchall()
        cursor.execute(
            "SELECT document_id FROM letters_letter WHERE shared_at IS NOT NULL UNION SELECT d.id FROM cases_document d"
            " JOIN storage_storedfile f ON f.id = d.file_id WHERE f.uploaded_by_id = %s",
            [me],
        )
        open_to_me = {str(id) for (id,) in cursor.fetchall()}
        cursor.execute("SELECT id FROM storage_storedfile WHERE uploaded_by_id = %s", [me])
        sent = {str(id) for (id,) in cursor.fetchall()}
        cursor.execute("SELECT file_id FROM cases_document WHERE id = ANY (%s::uuid[])", [list(open_to_me)])
        files = sent | {str(id) for (id,) in cursor.fetchall()}
    assert own
    with seen_by_client(law):
        seen = {table: _ids(table) for table in tables}
    assert {table for table, ids in seen.items() if ids} <= set(OPEN)
    assert seen["cases_case"] == {str(id) for id, _ in own}
    assert seen["cases_insurer"] == {str(id) for _, id in own} < everything["cases_insurer"]
    assert seen["tenancy_membership"] == {str(me)}
    assert seen["cases_document"] == open_to_me
    assert seen["storage_storedfile"] == files


def test_sql_in_a_client_s_scope_writes_nothing_of_the_firm_s(full: None, law: TestFirm) -> None:
    rows = {}
    with law.scope(law.owner), connection.cursor() as cursor:
        for table in _tables():
            cursor.execute(f'SELECT to_jsonb(t)::text FROM "{table}" t LIMIT 1')
            rows[table] = cursor.fetchone()
    for table, row in rows.items():
        if table in OPEN or row is None or table in ("audit_entry", "tenancy_firm"):
            continue
        fresh = json.dumps(json.loads(row[0]) | {"id": str(new_id())})
        with seen_by_client(law):
            for order in (f'UPDATE "{table}" SET id = id', f'DELETE FROM "{table}"'):
                assert _touched(order) in (0, "42501"), order
            insert = f'INSERT INTO "{table}" SELECT * FROM jsonb_populate_record(NULL::"{table}", %s::jsonb)'
            assert _touched(insert, fresh) in ("42501", "23502"), f"{table} takes a row"


@pytest.mark.parametrize("table", ["cases_task", "letters_letter"])
def test_what_a_client_reads_of_the_firm_s_work_they_do_not_write(
    full: None, law: TestFirm, table: str
) -> None:
    with seen_by_client(law), connection.cursor() as cursor:
        cursor.execute(f'SELECT to_jsonb(t)::text FROM "{table}" t')
        rows = cursor.fetchall()
        assert rows
        for order in (f'UPDATE "{table}" SET id = id', f'DELETE FROM "{table}"'):
            assert _touched(order) in (0, "42501"), order
        fresh = json.dumps(json.loads(rows[0][0]) | {"id": str(new_id())})
        insert = f'INSERT INTO "{table}" SELECT * FROM jsonb_populate_record(NULL::"{table}", %s::jsonb)'
        assert _touched(insert, fresh) == "42501"


def _touched(order: str, *values: Any) -> int | str | None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(order, values)
            touched: int = cursor.rowcount
            return touched
    except Error as refusal:
        return getattr(refusal.__cause__, "sqlstate", None)


def test_a_membership_that_is_no_client_s_any_more_opens_nothing(api: Any, law: TestFirm, mine: Case) -> None:
    with law.scope(law.owner):
        Membership.objects.filter(id=law.members["client"].member_id).update(ended_at=now())
    assert api(law, "client").get("portal/cases").status_code in (401, 404)
