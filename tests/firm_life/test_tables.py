"""Which tables go out and away with a firm: all, by PostgreSQL's own catalogue, but for those that say why not."""

import pytest
from django.apps import apps
from django.db import connection

from claimback.firms.archive.tables import FIRMS, NOT_EXPORTED, USERS, firm_tables, foreign_keys, user_columns
from tests.architecture import database
from tests.databases import as_superuser

PLANTED = """
    CREATE TABLE public.planted (id uuid PRIMARY KEY, firm_id uuid NOT NULL, word text NOT NULL);
    ALTER TABLE public.planted OWNER TO claimback_owner;
"""
SECURED = """
    ALTER TABLE public.planted ENABLE ROW LEVEL SECURITY;
    ALTER TABLE public.planted FORCE ROW LEVEL SECURITY;
"""


def test_every_table_of_a_firm_goes_out_or_says_why_not_and_all_go_away(db):
    found = {table.name: table for table in firm_tables()}
    with connection.cursor() as cursor:
        assert set(found) == {FIRMS, *database.tenant_tables(cursor)}
    models = {m._meta.db_table: m for m in apps.get_models()}
    for table in found.values():
        assert table.exported is (table.name not in NOT_EXPORTED)
        assert set(table.columns) == {field.column for field in models[table.name]._meta.concrete_fields}


def test_no_exemption_is_stale(db):
    assert set(NOT_EXPORTED) - {table.name for table in firm_tables()} == set()
    assert all(NOT_EXPORTED.values())


def test_no_row_outside_refers_to_a_firm_s_rows(db):
    owned = {table.name for table in firm_tables()}
    outside = [key for key in foreign_keys() if key.parent in owned and key.child not in owned]
    assert outside == []
    others = {key.parent for key in foreign_keys() if key.child in owned} - owned
    assert others == {USERS}, "a firm's rows name rows that its archive does not hold"
    assert user_columns()["tenancy_membership"] == ["user_id"]


def test_a_new_table_is_found_and_one_without_row_security_stops_everything(committed_db):
    with as_superuser(committed_db) as admin:
        admin.execute(PLANTED)
        with pytest.raises(RuntimeError, match="planted holds rows of firms"):
            firm_tables()
        admin.execute(SECURED)
    assert "planted" in {table.name for table in firm_tables() if table.exported}
