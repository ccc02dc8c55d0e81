"""SQL that nobody wrote by hand, in one firm's scope: it tells nothing of another firm, not even whether it is there.

Each statement is said twice: of the other firm's rows, and of rows that there are not. Both must end alike: with the
same rows, the same number of rows, or the same refusal in the same words. RAW_SQL_EXAMPLES=20000 asks for more.

Three things are left out, for they hold by other means than row security. Whoever speaks SQL as the application may
open any scope whose firm they can name: SQL is spoken by the application alone. An id that is chosen for a new row is
refused where any firm has it: no door lets one choose. EXPLAIN ANALYZE counts the rows that a policy left out.
"""

import os
import re
from typing import Any, Final

import pytest
from django.db import connection, transaction
from django.db.utils import Error
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from claimback.kernel.ids import new_id
from tests.isolation.conftest import Walk
from tests.isolation.effects import undone
from tests.isolation.populate import tenant_models

TABLES: Final = [model._meta.db_table for model in tenant_models()]
EXAMPLES: Final = int(os.environ.get("RAW_SQL_EXAMPLES", "120"))

# {t}: a table; {o}: another; {id}, {firm}, {slug}: the other firm's, or those of nobody.
CONDITIONS: Final = (
    "t.firm_id = '{firm}'",
    "t.id = '{id}'",
    "t.id IN ('{id}', '{mine}')",
    "t.firm_id <> '{mine}'",
    "t.firm_id::text LIKE '{firm}%'",
    "t::text LIKE '%{id}%'",
    "t::text ~ '{firm}|{id}|{slug}'",
    'to_jsonb(t) @> \'{{"firm_id": "{firm}"}}\'',
    "hashtext(t.firm_id::text) = hashtext('{firm}')",
    "1 / (CASE WHEN t.firm_id = '{firm}' OR t.id = '{id}' THEN 0 ELSE 1 END) = 1",
    "(CASE WHEN t.firm_id = '{firm}' THEN t::text ELSE '1' END)::int = 1",
    "CAST((CASE WHEN t.firm_id <> '{mine}' THEN t.id::text ELSE '1' END) AS int) = 1",
    "pg_typeof(t.id) = 'uuid'::regtype",
    "EXISTS (SELECT FROM {o} o WHERE o.id = '{id}' OR o.firm_id = '{firm}')",
    "EXISTS (SELECT FROM {o} o WHERE o.firm_id = t.firm_id AND t.firm_id <> '{mine}')",
    "t.firm_id = (SELECT f.id FROM tenancy_firm f WHERE f.slug = '{slug}')",
    "t.firm_id NOT IN (SELECT f.id FROM tenancy_firm f)",
    "t.ctid IN (SELECT o.ctid FROM {t} o WHERE o.firm_id = '{firm}')",
    "t.xmin IS NOT NULL AND t.tableoid = '{t}'::regclass AND t.firm_id = '{firm}'",
)
STATEMENTS: Final = (
    "SELECT * FROM {t} t WHERE {where}",
    "SELECT count(*), count(DISTINCT firm_id), string_agg(t::text, ',' ORDER BY id) FROM {t} t WHERE {where}",
    "SELECT t.id FROM {t} t FULL JOIN {o} u USING (firm_id) WHERE {where}",
    "SELECT u.id FROM {o} u, LATERAL (SELECT t.id FROM {t} t WHERE {where} LIMIT 3) x LIMIT 5",
    "WITH t AS MATERIALIZED (SELECT * FROM {t}) SELECT t.id FROM t, {o} o WHERE t.firm_id <> o.firm_id",
    "WITH x AS NOT MATERIALIZED (SELECT t.* FROM {t} t WHERE {where}) SELECT to_jsonb(x) FROM x",
    "WITH gone AS (DELETE FROM {t} t WHERE {where} RETURNING t.*) SELECT * FROM gone",
    "SELECT id FROM {t} t WHERE {where} UNION ALL SELECT id FROM {o} WHERE firm_id = '{firm}'",
    "SELECT id FROM {t} EXCEPT SELECT id FROM {t} t WHERE NOT ({where})",
    "SELECT id, rank() OVER (PARTITION BY firm_id ORDER BY id) FROM {t} t WHERE {where}",
    "SELECT firm_id, count(*) FROM {t} t WHERE {where} GROUP BY ROLLUP (firm_id)",
    "SELECT id FROM {t} t TABLESAMPLE SYSTEM (100) WHERE {where}",
    "SELECT id FROM {t} t WHERE {where} ORDER BY (CASE WHEN firm_id = '{firm}' THEN 1 / 0 ELSE 1 END)",
    "SELECT id FROM {t} t WHERE {where} FOR UPDATE NOWAIT",
    "SELECT query_to_xml('SELECT id, firm_id FROM {t} LIMIT 40', true, false, '')",
    "SELECT table_to_xml('{o}', true, false, '')::text ~ '{firm}'",
    "SELECT (SELECT t.id FROM {t} t WHERE {where})",
    'SELECT jsonb_populate_record(t, \'{{"firm_id": "{firm}"}}\') FROM {t} t WHERE {where}',
    "SELECT has_table_privilege('{t}', 'TRUNCATE'), row_security_active('{t}')",
    "SELECT most_common_vals::text, histogram_bounds::text FROM pg_stats WHERE tablename = '{t}'",
    "UPDATE {t} t SET firm_id = firm_id WHERE {where} RETURNING t.*",
    "UPDATE {t} t SET firm_id = '{firm}' WHERE {where}",
    "UPDATE {t} t SET id = t.id FROM {o} o WHERE o.firm_id = '{firm}' AND ({where})",
    "DELETE FROM {t} t WHERE {where}",
    "DELETE FROM {t} t USING {o} o WHERE o.firm_id <> t.firm_id AND ({where})",
    "INSERT INTO {t} SELECT * FROM {t} t WHERE t.firm_id = '{firm}' ON CONFLICT DO NOTHING",
    'INSERT INTO {t} SELECT (jsonb_populate_record(t, \'{{"id": "{fresh}", "firm_id": "{firm}"}}\')).* FROM {t} t',
    "MERGE INTO {t} t USING (SELECT '{id}'::uuid AS id) x ON t.id = x.id AND ({where}) WHEN MATCHED THEN DELETE",
    "COPY {t} TO STDOUT",
    "COPY (SELECT * FROM {t} t WHERE {where}) TO STDOUT (FORMAT csv)",
    "COPY {t} (firm_id, id) FROM STDIN",
    "COPY {t} TO '/tmp/rows'",
    "TRUNCATE {t}",
    "LOCK TABLE {t} IN ACCESS EXCLUSIVE MODE NOWAIT",
    "ALTER TABLE {t} DISABLE ROW LEVEL SECURITY",
    "CREATE TEMPORARY TABLE seen AS TABLE {t}",
    "SET LOCAL row_security = off; SELECT * FROM {t} t WHERE {where}",
    "SET LOCAL ROLE claimback_owner; SELECT * FROM {t} t",
    "SET LOCAL SESSION AUTHORIZATION claimback_scanner; SELECT * FROM {t} t",
    "SET LOCAL session_replication_role = replica",
    "SELECT set_config('claimback.firm_id', '', true); SELECT count(*) FROM {t}",
    "SELECT set_config('claimback.firm_id', '{firm}|{mine}', true); SELECT count(*) FROM {t}",
    "SELECT set_config('claimback.firm_id', '%', true); SELECT count(*) FROM {t}",
    "SELECT set_config('claimback.walled_cases', '{{{id}}}', true); SELECT id FROM {t} t WHERE {where}",
    "SELECT set_config('claimback.portal_cases', '{{{id}}}', true); SELECT id FROM {t} t WHERE {where}",
    "DO $$ BEGIN PERFORM 1 / count(*) FROM {t} t WHERE firm_id = '{firm}'; END $$",
    "DO $$ DECLARE x text; BEGIN SELECT t::text INTO x FROM {t} t WHERE firm_id = '{firm}'; RAISE '%', x; END $$",
)

_tables = st.sampled_from(TABLES)
_wheres = st.recursive(
    st.sampled_from(CONDITIONS),
    lambda inner: st.one_of(
        st.builds("({} AND {})".format, inner, inner),
        st.builds("({} OR {})".format, inner, inner),
        st.builds("(NOT {})".format, inner),
    ),
    max_leaves=3,
)


def _end(sql: str) -> tuple[Any, ...]:
    """How the statement ends: its rows, how many it touched, or its refusal; undone."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            if sql.startswith("COPY"):
                with cursor.cursor.copy(sql) as copy:
                    end: tuple[Any, ...] = (
                        ("copied", *sorted(map(bytes, copy))) if "TO" in sql else ("taken",)
                    )
            else:
                cursor.execute(sql)
                rows = cursor.fetchall() if cursor.description else ()
                end = ("done", cursor.rowcount, *sorted(map(repr, rows)))
            transaction.set_rollback(True)
            return end
    except Exception as refusal:  # noqa: BLE001 - of whatever kind: its words are what is looked at
        cause = refusal.__cause__ if isinstance(refusal, Error) else refusal
        return ("refused", getattr(cause, "sqlstate", type(cause).__name__), str(cause).partition("LINE ")[0])


def _say(end: tuple[Any, ...], names: dict[str, str]) -> str:
    """With the names that were put into the statement taken out again: what it says of them alone is no news."""
    text = repr(end)
    for name in ("id", "firm", "slug", "fresh"):
        text = text.replace(names[name], f"<{name}>")
    return re.sub(r"\(0x[0-9a-f]+\)|0x[0-9a-f]{8,}", "", text)


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=EXAMPLES <= 120,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
def test_no_statement_tells_of_another_firm(walk: Walk, data: st.DataObject) -> None:
    table, other = data.draw(_tables), data.draw(_tables)
    said = data.draw(st.sampled_from(STATEMENTS)).replace("{where}", data.draw(_wheres))
    known = {"t": table, "o": other, "mine": str(walk.mine.id)}
    id = data.draw(st.sampled_from(_ids(walk, table)))
    theirs = {"id": id, "firm": str(walk.theirs.id), "slug": walk.theirs.slug, "fresh": str(new_id())}
    nobody = {"id": str(new_id()), "firm": str(new_id()), "slug": "no-such-firm", "fresh": str(new_id())}
    with undone(), walk.mine.scope():
        ends = [_say(_end(said.format(**known, **names)), names) for names in (theirs, nobody)]
    walk.cases += 1
    assert ends[0] == ends[1], said.format(**known, **theirs)
    assert str(walk.theirs.id) not in ends[1], said
    assert id not in ends[1], said


def _ids(walk: Walk, table: str) -> list[str]:
    """Of rows of the other firm's in a table."""
    if table not in _kept:
        with undone(), walk.theirs.scope(), connection.cursor() as cursor:
            cursor.execute(f'SELECT id::text FROM "{table}" ORDER BY id LIMIT 3')
            _kept[table] = [id for (id,) in cursor.fetchall()]
    return _kept[table]


_kept: dict[str, list[str]] = {}


def test_what_a_statement_tells_is_seen(walk: Walk) -> None:
    """A policy that lets another firm's rows through is found by the same comparison."""
    [id, *_] = _ids(walk, "cases_case")
    with undone(), walk.theirs.scope():
        walk.cases += 1
        names = {"id": id, "firm": str(walk.theirs.id), "slug": walk.theirs.slug, "fresh": "?"}
        told, untold = (
            _say(_end(f"SELECT number FROM cases_case WHERE id = '{one}'"), names) for one in (id, new_id())
        )
        assert told != untold


@pytest.mark.parametrize("table", ["audit_entry", "audit_seal", "tenancy_firm"])
def test_the_history_and_the_firms_stay(walk: Walk, table: str) -> None:
    """However it is tried, what was written stays as it was."""
    with undone(), walk.mine.scope():
        for order in (f"DELETE FROM {table}", f"TRUNCATE {table}", f"COPY {table} FROM STDIN"):
            walk.cases += 1
            assert _end(order)[:2] in {("refused", "42501"), ("refused", "0A000")}, order
