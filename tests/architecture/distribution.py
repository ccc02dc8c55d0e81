"""What would stand in the way of spreading tenant tables over several servers by firm_id, as Citus does.

Read from PostgreSQL's own catalogue. A key, a reference or a rule that does not name the firm would have to ask every
server; a trigger runs only where it is allowed to; a sequence counts on one server.
"""

from typing import Any

from tests.architecture.database import rows, tenant_tables

_KEYS = """
    SELECT i.indrelid::regclass::text, i.indexrelid::regclass::text,
           CASE WHEN i.indisprimary THEN 'primary key' WHEN i.indisexclusion THEN 'exclusion' ELSE 'unique' END
    FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
    WHERE c.relnamespace = 'public'::regnamespace AND (i.indisunique OR i.indisexclusion) AND NOT EXISTS (
        SELECT FROM pg_attribute a WHERE a.attrelid = i.indrelid AND a.attname = 'firm_id'
        AND a.attnum = ANY (i.indkey::int2[]))
"""
_REFERENCES = """
    SELECT k.conrelid::regclass::text, k.confrelid::regclass::text, k.conname,
           EXISTS (SELECT FROM unnest(k.conkey, k.confkey) AS u(ours, theirs)
                   JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.ours AND a.attname = 'firm_id'
                   JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = u.theirs AND b.attname = 'firm_id')
    FROM pg_constraint k WHERE k.contype = 'f' AND k.connamespace = 'public'::regnamespace
"""
_TRIGGERS = """
    SELECT t.tgrelid::regclass::text, p.proname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
    WHERE NOT t.tgisinternal
"""
_SEQUENCES = """
    SELECT d.refobjid::regclass::text, s.relname FROM pg_class s JOIN pg_depend d ON d.objid = s.oid
    WHERE s.relkind = 'S' AND s.relnamespace = 'public'::regnamespace AND d.refclassid = 'pg_class'::regclass
"""


def blocks(cursor: Any) -> dict[str, set[str]]:
    """By kind: the tables without the firm in their primary key, and the names of what else would not spread."""
    tenant = set(tenant_tables(cursor))
    found: dict[str, set[str]] = {
        kind: set()
        for kind in (
            "primary key",
            "unique",
            "exclusion",
            "reference",
            "back reference",
            "trigger",
            "sequence",
        )
    }
    for table, index, kind in rows(cursor, _KEYS):
        if table in tenant:
            found[kind].add(table if kind == "primary key" else index)
    for table, target, name, by_firm in rows(cursor, _REFERENCES):
        if table in tenant and target in tenant and not by_firm:
            found["reference"].add(name)
        if table not in tenant and target in tenant:
            found["back reference"].add(
                name
            )  # a table that stands whole on every server may not point at a spread one
    for table, function in rows(cursor, _TRIGGERS):
        if table in tenant:
            found["trigger"].add(function)
    for table, sequence in rows(cursor, _SEQUENCES):
        if table in tenant:
            found["sequence"].add(sequence)
    return found
