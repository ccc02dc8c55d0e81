"""Many rows in one statement: each value as it was given, taken keys passed over, all of it in the history."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Client, KnownName
from cases.selectors import client_list, known_name_list
from cases.services.bulk import SAID, rows_having, rows_insert, said
from claimback.audit.models import Entry, Seal
from claimback.kernel.ids import new_ids
from tests.databases import as_superuser
from tests.firms import TestFirm

AWKWARD = ["", "'; DROP", 'a "b" {c},\\d', "line\nline\t%s", "Núñez 李", "NULL", "\\x1f"]


def clients_added(names: list[str], **more: Any) -> tuple[list[str], set[str]]:
    ids = new_ids(len(names))
    columns = {"id": ids, "name": names, "address": names, **more}
    return ids, rows_insert(Client, columns, {"phone": "1"})


@pytest.mark.parametrize("count", [1, 2, len(AWKWARD)])
def test_every_text_arrives_as_it_was_given(in_law: TestFirm, count: int) -> None:
    ids, taken = clients_added(AWKWARD[:count])
    assert taken == set()
    kept = client_list().filter(id__in=ids).order_by("id")
    assert [(row.name, row.address, row.phone, row.version) for row in kept] == [
        (name, name, "1", 1) for name in AWKWARD[:count]
    ]
    assert {row.firm_id for row in kept} == {in_law.id}
    entries = Entry.objects.filter(table="cases_client", row_id__in=ids, operation="insert")
    assert sorted(entries.values_list("after__name", flat=True)) == sorted(AWKWARD[:count])
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert Seal.objects.filter(id__in=entries.values("id")).count() == count


def test_nothing_is_null_and_days_and_amounts_are_themselves(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {SAID}::date", [said([date(2025, 3, 4), None, date(9999, 12, 31)])])
        assert cursor.fetchall() == [(date(2025, 3, 4),), (None,), (date(9999, 12, 31),)]
        cursor.execute(f"SELECT {SAID}::numeric", [said([None, Decimal("0.10"), Decimal("1E+3")])])
        assert cursor.fetchall() == [(None,), (Decimal("0.10"),), (Decimal(1000),)]
        cursor.execute(f"SELECT {SAID}", [said([])])
        assert cursor.fetchall() == []


@pytest.mark.parametrize("values", [["a\x1fb", "c"], ["\x1e", "c"], ["\x1f"], [None, "\x1e"]])
def test_what_would_be_read_as_two_values_is_refused(values: list[str | None]) -> None:
    with pytest.raises(ValueError, match="separator"):
        said(values)


@pytest.mark.parametrize("keys", [[""], ["A.b C.d"], ["A.b", "", "C.d E.f"], ["A.b", "A.b"]])
def test_arrays_are_given_by_their_words(in_law: TestFirm, keys: list[str]) -> None:
    clients, _ = clients_added([f"No {n}" for n in range(len(keys))])
    known_name_list().filter(client_id__in=clients).delete()
    ids = new_ids(len(keys))
    columns = {"id": ids, "client_id": clients, "name": keys, "text": keys, "keys": keys}
    assert rows_insert(KnownName, columns, {"kind": "client"}) == set()
    kept = known_name_list().filter(id__in=ids).order_by("id")
    assert [row.keys for row in kept] == [words.split() for words in keys]


def test_rows_are_found_by_their_text_in_the_firm_alone(in_law: TestFirm) -> None:
    (ada, bo, _), _ = clients_added(["Ada", "Bo", "Cy"])
    found = rows_having(Client, "name", ["Bo", "Ada", "Nobody", ""], ["id", "name"])
    assert {(str(id), name) for id, name in found} >= {(ada, "Ada"), (bo, "Bo")}
    assert {name for _, name in found} == {"Ada", "Bo"}
    assert rows_having(Client, "imported_key", [""], ["id"]) == []
    assert rows_having(Client, "name", [], ["id"]) == []


def test_a_text_is_looked_up_in_the_index_however_small_the_table_was(in_law: TestFirm) -> None:
    clients_added([f"No {n}" for n in range(300)], imported_key=[f"clio:client:{n}" for n in range(300)])
    with CaptureQueriesContext(connection) as asked:
        assert len(rows_having(Client, "imported_key", [f"clio:client:{n}" for n in range(50)], ["id"])) == 50
    (statement,) = [query["sql"] for query in asked.captured_queries]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT TEXT) {statement}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Nested Loop" in plan, plan
    assert "Hash" not in plan, plan


def test_a_taken_key_is_passed_over_and_named(in_law: TestFirm) -> None:
    first, _ = clients_added(["Ada"], imported_key=["clio:client:1"])
    ids, taken = clients_added(["Bo", "Ada again", "Cy"], imported_key=["", "clio:client:1", "clio:client:2"])
    assert taken == {ids[1]}
    assert {str(id) for id in client_list().values_list("id", flat=True)} >= {*first, ids[0], ids[2]}
    assert Entry.objects.filter(row_id=ids[1]).count() == 0
    assert rows_insert(Client, {"id": [], "name": []}, {}) == set()


def test_whether_a_name_is_noted_is_looked_up_row_by_row(committed_db: str, law: TestFirm) -> None:
    """A join with the firm's names compares each with each where PostgreSQL counted few of them."""
    with law.scope():
        (ada,), _ = clients_added(["Ada"])
    plans: list[str] = []
    with as_superuser(committed_db) as admin:
        admin.add_notice_handler(lambda notice: plans.append(notice.message_primary or ""))
        admin.execute("LOAD 'auto_explain'")
        admin.execute("SET auto_explain.log_nested_statements = on")
        admin.execute("SET auto_explain.log_level = notice")
        admin.execute("SET auto_explain.log_min_duration = 0")
        admin.execute("SET ROLE claimback_app")
        admin.execute("SELECT set_config('claimback.firm_id', %s, false)", [str(law.id)])
        admin.execute(
            "INSERT INTO cases_client SELECT (jsonb_populate_record(c, jsonb_build_object('id', uuid7()))).*"
            " FROM cases_client c, generate_series(1, 50) WHERE c.id = %s",
            [ada],
        )
        noted = admin.execute("SELECT count(*) FROM cases_knownname WHERE name = 'Ada'").fetchone()
    (plan,) = [plan for plan in plans if "INSERT INTO public.cases_knownname" in plan]
    assert "SubPlan" in plan, plan
    assert "Join" not in plan, plan
    assert noted == (51,)
