"""Walls: who may place and lift them, what hangs on them, and that PostgreSQL holds them row by row.

That every door hides what is walled off is walked in tests/isolation/test_walls.py.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.utils import Error

from cases.events import WallLifted, WallPlaced
from cases.models import Case, Client, Insurer
from cases.selectors import case_list, client_list, wall_list
from cases.services.cases import case_change
from cases.services.walls import wall_lift, wall_place
from claimback.accounts.models import User
from claimback.audit.models import Entry
from claimback.kernel.clock import now
from claimback.kernel.errors import (
    Conflict,
    Forbidden,
    IllegalTransition,
    Invalid,
    NotFound,
    PreconditionFailed,
)
from claimback.kernel.ids import new_id
from claimback.tenancy.member import Member
from claimback.tenancy.models import IdempotencyKey, Membership
from claimback.tenancy.scope import firm_scope
from tests.cases import papers
from tests.cases.conftest import open_case
from tests.firms import TestFirm
from tests.full import FullDatabase

REASON = "Represented the insurer until 2024."


def place(firm: TestFirm, case: Case, who: Member, **more: Any) -> Any:
    """A wall, placed by the owner."""
    return wall_place(actor=firm.owner, case_id=case.id, member_id=who.member_id, reason=REASON, **more)


@contextmanager
def seen_by(firm: TestFirm, who: Member) -> Iterator[None]:
    """What the database shows this member."""
    with firm_scope(firm.id, member_id=who.member_id):
        yield


def another_owner(firm: TestFirm) -> UUID:
    user = User.objects.create_user(email="second@marlowe-law.example", name="Second Owner")
    return Membership.objects.create(user=user, role="owner").id


def test_a_case_behind_a_wall_is_absent_and_comes_back(in_law: TestFirm, opened: Callable[..., Case]) -> None:
    case, other = opened(), opened(title="Other")
    wall = place(in_law, case, in_law.staff)
    with seen_by(in_law, in_law.staff):
        assert list(case_list()) == [other]
        assert not wall_list().exists()
        with pytest.raises(NotFound):
            case_change(actor=in_law.staff, case_id=case.id, version=None, title="Changed")
    with seen_by(in_law, in_law.owner):
        assert case_list().count() == 2
    lifted = wall_lift(actor=in_law.owner, wall_id=wall.id, version=1, reason="The conflict was waived.")
    assert (lifted.lifted_by_id, lifted.lifted_reason) == (in_law.owner.member_id, "The conflict was waived.")
    with seen_by(in_law, in_law.staff):
        assert case_list().count() == 2
    with pytest.raises(IllegalTransition):
        wall_lift(actor=in_law.owner, wall_id=wall.id, version=None, reason="Again")


def test_a_client_is_hidden_with_the_last_of_their_cases(
    in_law: TestFirm, opened: Callable[..., Case], insured: Client
) -> None:
    first, second = opened(), opened(title="Second")
    place(in_law, first, in_law.staff)
    with seen_by(in_law, in_law.staff):
        assert client_list().filter(id=insured.id).exists()
    place(in_law, second, in_law.staff)
    with seen_by(in_law, in_law.staff):
        assert not client_list().filter(id=insured.id).exists()
        with pytest.raises(Invalid) as hidden:
            open_case(in_law.staff, insured, first.insurer)
        with pytest.raises(Invalid) as absent:
            open_case(in_law.staff, Client(id=new_id()), first.insurer)
        assert (hidden.value.detail, hidden.value.errors) == (absent.value.detail, absent.value.errors)


@pytest.mark.parametrize("role", ["attorney", "public_adjuster", "case_staff", "billing", "viewer"])
def test_only_who_may_manage_walls_places_one(
    in_law: TestFirm, opened: Callable[..., Case], role: str
) -> None:
    case = opened()
    with pytest.raises(Forbidden):
        wall_place(
            actor=in_law.members[role], case_id=case.id, member_id=in_law.staff.member_id, reason=REASON
        )


@pytest.mark.parametrize("reason", ["", "   ", "x" * 1001])
def test_a_wall_has_a_reason(in_law: TestFirm, opened: Callable[..., Case], reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        wall_place(actor=in_law.owner, case_id=opened().id, member_id=in_law.staff.member_id, reason=reason)
    assert refused.value.errors[0].pointer == "/reason"


def test_one_member_is_walled_off_a_case_once(in_law: TestFirm, opened: Callable[..., Case]) -> None:
    case = opened()
    place(in_law, case, in_law.staff)
    with pytest.raises(Conflict):
        place(in_law, case, in_law.staff)


def test_a_wall_is_lifted_as_it_was_read(in_law: TestFirm, opened: Callable[..., Case]) -> None:
    wall = place(in_law, opened(), in_law.staff)
    with pytest.raises(PreconditionFailed):
        wall_lift(actor=in_law.owner, wall_id=wall.id, version=7, reason="Waived")


def test_the_lead_is_walled_off_with_a_successor(in_law: TestFirm, opened: Callable[..., Case]) -> None:
    case = opened(lead_id=in_law.attorney.member_id)
    with pytest.raises(Conflict, match="leads the case"):
        place(in_law, case, in_law.attorney)
    with pytest.raises(Invalid) as same:
        place(in_law, case, in_law.attorney, new_lead_id=in_law.attorney.member_id)
    assert same.value.errors[0].pointer == "/new_lead_id"
    place(in_law, case, in_law.attorney, new_lead_id=in_law.staff.member_id)
    case.refresh_from_db()
    assert case.lead_id == in_law.staff.member_id
    with pytest.raises(Invalid) as refused:
        case_change(actor=in_law.owner, case_id=case.id, version=None, lead_id=in_law.attorney.member_id)
    assert refused.value.errors[0].pointer == "/lead_id"
    with pytest.raises(Invalid):
        place(in_law, case, in_law.viewer, new_lead_id=in_law.owner.member_id)


def test_an_owner_is_walled_off_only_while_another_can_lift_it(
    in_law: TestFirm, opened: Callable[..., Case]
) -> None:
    case = opened()
    with pytest.raises(Conflict, match="No other owner"):
        place(in_law, case, in_law.owner)
    second = another_owner(in_law)
    wall = place(in_law, case, in_law.owner)
    with pytest.raises(Conflict, match="No other owner"):
        wall_place(actor=in_law.owner, case_id=case.id, member_id=second, reason=REASON)
    with seen_by(in_law, in_law.owner), pytest.raises(NotFound):
        wall_lift(actor=in_law.owner, wall_id=wall.id, version=None, reason="For me")
    with firm_scope(in_law.id, member_id=second):
        wall_lift(actor=in_law.owner, wall_id=wall.id, version=None, reason="Waived")


def test_walls_are_told_to_the_floors_above(
    in_law: TestFirm, opened: Callable[..., Case], published: list[object]
) -> None:
    case, who = opened(), in_law.staff
    wall = place(in_law, case, who)
    wall_lift(actor=in_law.owner, wall_id=wall.id, version=None, reason="Waived")
    assert published == [WallPlaced(case.id, who.member_id), WallLifted(case.id, who.member_id)]


def test_kept_answers_of_the_member_are_forgotten(in_law: TestFirm, opened: Callable[..., Case]) -> None:
    for key, who, status in (
        ("done", in_law.staff, 201),
        ("in flight", in_law.staff, None),
        ("another's", in_law.viewer, 201),
    ):
        IdempotencyKey.objects.create(
            member_id=who.member_id, key=key, request_digest=b"0" * 32, status=status
        )
    place(in_law, opened(), in_law.staff)
    assert set(IdempotencyKey.objects.values_list("key", flat=True)) == {"in flight", "another's"}


def test_the_history_of_a_case_is_hidden_with_it(in_law: TestFirm, opened: Callable[..., Case]) -> None:
    case = opened()
    wall = place(in_law, case, in_law.attorney)
    about = [case.id, wall.id, case.client_id]
    with seen_by(in_law, in_law.attorney):
        assert not Entry.objects.filter(row_id__in=about).exists()
        assert Entry.objects.exists()  # what is nobody's case is still there
    with seen_by(in_law, in_law.owner):
        assert {entry.row_id for entry in Entry.objects.filter(row_id__in=about)} == set(about)


def test_a_number_that_is_taken_behind_a_wall_is_taken_as_any_other(
    in_law: TestFirm, opened: Callable[..., Case], insurer: Insurer
) -> None:
    """A number must be one case's alone; that it is taken is all that is told, in the same words."""
    hidden, open_one = opened(number="A-1"), opened(number="A-2", title="Open")
    place(in_law, hidden, in_law.staff)
    said = []
    with seen_by(in_law, in_law.staff):
        for case in (hidden, open_one):
            with pytest.raises(Conflict) as refused:
                open_case(in_law.staff, open_one.client, insurer, number=case.number)
            said.append(refused.value.detail.replace(case.number, "…"))
    assert said[0] == said[1]


def test_over_http(api: Any, law: TestFirm) -> None:
    with law.scope():
        client = Client.objects.create(name="Ada Quill")
        case = open_case(law.attorney, client, Insurer.objects.create(name="Northfield Mutual"))
        papers.denial(law.attorney, case)
    owner, staff = api(law, "owner"), api(law, "case_staff")
    body = {"case_id": str(case.id), "member_id": str(law.staff.member_id), "reason": REASON}
    assert staff.post("walls", body).status_code == 403
    assert staff.get(f"cases/{case.id}").status_code == 200
    made = owner.post("walls", body)
    assert (made.status_code, made["ETag"]) == (201, '"1"'), made.content
    assert made.json()["member_name"] == "Case Staff"
    assert owner.post("walls", body).status_code == 409
    absent = staff.get(f"cases/{new_id()}")
    for path in (f"cases/{case.id}", f"cases/{case.id}/overview", f"clients/{client.id}"):
        answer = staff.get(path)
        assert (answer.status_code, answer.content) == (404, absent.content), path
    for listed in ("cases", "clients", "denials", "events", "grounds", "deadlines"):
        assert staff.get(f"{listed}?count=true").json() == {"results": [], "next_cursor": None, "count": 0}
    assert [row["id"] for row in owner.get("walls?standing=true").json()["results"]] == [made.json()["id"]]
    lift = f"walls/{made.json()['id']}/lift"
    assert owner.post(lift, {"reason": "Waived"}).status_code == 428
    assert owner.post(lift, {"reason": "Waived"}, HTTP_IF_MATCH='"9"').status_code == 412
    assert owner.post(lift, {"reason": "Waived"}, HTTP_IF_MATCH='"1"').json()["lifted_reason"] == "Waived"
    assert staff.get(f"cases/{case.id}").status_code == 200
    assert owner.get("walls?standing=true").json()["results"] == []


def test_a_request_in_flight_ends_as_it_began_and_the_next_is_refused(
    law: TestFirm, committed_db: str
) -> None:
    """The lists are read once, when the request is let in; a wall is committed meanwhile by somebody else."""
    with law.scope():
        client = Client.objects.create(name="Ada Quill")
        case = open_case(law.attorney, client, Insurer.objects.create(name="Northfield Mutual"))
    with seen_by(law, law.staff):
        assert case_list().filter(id=case.id).exists()
        _in_another_connection(law, case)
        assert case_list().filter(id=case.id).exists()
    with seen_by(law, law.staff):
        assert not case_list().filter(id=case.id).exists()


def _in_another_connection(law: TestFirm, case: Case) -> None:
    from threading import Thread

    def work() -> None:
        with law.scope(law.owner):
            place(law, case, law.staff)
        connection.close()

    thread = Thread(target=work)
    thread.start()
    thread.join()


def _case_tables() -> list[str]:
    """The tables whose rows carry their case, from the catalogue."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND column_name = 'case_id'"
            " UNION SELECT 'cases_case' ORDER BY 1"
        )
        return [name for (name,) in cursor.fetchall()]


def _touched(order: str, *values: Any) -> int | str | None:
    """How many rows an order touches, or the SQLSTATE of its refusal."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(order, values)
            touched: int = cursor.rowcount
            return touched
    except Error as refusal:
        return getattr(refusal.__cause__, "sqlstate", None)


def test_sql_by_whoever_is_behind_a_wall_reads_and_writes_nothing(
    full: None, full_database: FullDatabase, law: TestFirm
) -> None:
    """Every table that carries the case: no row is read, changed, removed or added."""
    off = full_database.walled_off[law.slug].member
    with law.scope(), connection.cursor() as cursor:
        cursor.execute("SELECT case_id FROM cases_wall WHERE member_id = %s", [off.member_id])
        [(case_id,)] = cursor.fetchall()
        tables = _case_tables()
        rows = {}
        for table in tables:
            column = "id" if table == "cases_case" else "case_id"
            cursor.execute(
                f'SELECT to_jsonb(t)::text FROM "{table}" t WHERE {column} = %s LIMIT 1', [case_id]
            )
            rows[table] = cursor.fetchone()
    assert len(tables) > 15
    assert all(rows.values()), "a table without a row of the walled case proves nothing"
    for table in tables:
        column = "id" if table == "cases_case" else "case_id"
        with seen_by(law, off):
            assert _touched(f'SELECT FROM "{table}" WHERE {column} = %s', case_id) == 0, table
            for order in (f'UPDATE "{table}" SET id = id', f'DELETE FROM "{table}"'):
                assert _touched(f"{order} WHERE {column} = %s", case_id) in (0, "42501"), order
            fresh = f"jsonb_set(%s::jsonb, '{{id}}', to_jsonb('{new_id()}'::text))"
            if table == "cases_case":
                continue  # a new case has a new id, and is nobody's wall
            added = _touched(
                f'INSERT INTO "{table}" SELECT * FROM jsonb_populate_record(NULL::"{table}", {fresh})',
                rows[table][0],
            )
            assert added in ("42501", "23502") or table == "audit_entry", f"{table}: {added}"


def test_the_lists_behind_the_walls_are_nobody_s_to_write(
    in_law: TestFirm, opened: Callable[..., Case]
) -> None:
    place(in_law, opened(), in_law.staff)
    Membership.objects.filter(id=in_law.staff.member_id).update(walled_cases=[], walled_clients=[])
    with seen_by(in_law, in_law.staff):
        assert not case_list().exists()


def test_a_member_who_ended_is_no_one_to_wall_off(in_law: TestFirm, opened: Callable[..., Case]) -> None:
    Membership.objects.filter(id=in_law.staff.member_id).update(ended_at=now())
    with pytest.raises(Invalid) as refused:
        place(in_law, opened(), in_law.staff)
    assert refused.value.errors[0].pointer == "/member_id"
