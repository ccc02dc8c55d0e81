"""Checks of PostgreSQL's own catalogue: what a table, key, index, view, function or role must be.

Each takes a cursor and returns findings. A tenant table is one with a column firm_id, and the table of firms.
"""

from typing import Any

from tests.architecture.findings import Finding

FIRM_TEST = (
    "({column} = ( SELECT (NULLIF(current_setting('claimback.firm_id'::text, true), ''::text))::uuid"
    ' AS "nullif"))'
)
"""The test of a policy, as PostgreSQL writes it out."""
FIRMS = "tenancy_firm"
PUBLIC_RECORD = ("deadlines_outcomeload", "deadlines_reviewoutcome", "deadlines_complaintoutcome")
"""Tables of no firm that every firm reads and no member writes."""

_TABLES = """
    SELECT c.oid, c.relname, c.relrowsecurity, c.relforcerowsecurity,
           EXISTS (SELECT FROM pg_attribute a
                   WHERE a.attrelid = c.oid AND a.attname = 'firm_id' AND NOT a.attisdropped) AS tenant
    FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') ORDER BY c.relname
"""

_POLICIES = """
    SELECT tablename, policyname, permissive, roles::text[], cmd, qual, with_check
    FROM pg_policies WHERE schemaname = 'public'
"""

_FOREIGN_KEYS = """
    SELECT k.conname, k.conrelid::regclass::text, k.confrelid::regclass::text,
           ARRAY(SELECT a.attname::text FROM unnest(k.conkey) WITH ORDINALITY AS u(n, place)
                 JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.n ORDER BY place),
           ARRAY(SELECT a.attname::text FROM unnest(k.confkey) WITH ORDINALITY AS u(n, place)
                 JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.n ORDER BY place)
    FROM pg_constraint k WHERE k.contype = 'f' AND k.connamespace = 'public'::regnamespace
"""

_INDEXES = """
    SELECT i.indexrelid::regclass::text, i.indrelid::regclass::text, i.indisprimary, i.indisunique,
           ARRAY(SELECT coalesce(a.attname::text, '(expression)')
                 FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS u(n, place)
                 LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = u.n ORDER BY place),
           i.indpred IS NOT NULL
    FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE c.relnamespace = 'public'::regnamespace
"""

_UUID_COLUMNS = """
    SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.atttypid = 'uuid'::regtype
      AND a.attnum > 0 AND NOT a.attisdropped AND a.attname <> 'firm_id'
"""

_OURS = "NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = {oid} AND d.deptype = 'e')"  # not an extension's


def rows(cursor: Any, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """What the query answers."""
    cursor.execute(query, parameters or None)
    found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def tenant_tables(cursor: Any) -> list[str]:
    """The tables with a column firm_id."""
    return [name for _, name, _, _, tenant in rows(cursor, _TABLES) if tenant]


def shared_tables(cursor: Any) -> list[Finding]:
    """Tables that belong to no firm: each must be explained."""
    return [
        Finding(name, "belongs to no firm")
        for _, name, _, _, tenant in rows(cursor, _TABLES)
        if not tenant and name != FIRMS
    ]


def row_security(cursor: Any) -> list[Finding]:
    """Every tenant table has row security, enabled and forced."""
    return [
        Finding(name, f"row security is {'not forced' if enabled else 'off'}")
        for _, name, enabled, forced, tenant in rows(cursor, _TABLES)
        if (tenant or name == FIRMS) and not (enabled and forced)
    ]


def policies(cursor: Any) -> list[Finding]:
    """One policy per tenant table, the firm test, for reading and writing; besides it only the scanner's."""
    findings, tested = [], set()
    for table, name, permissive, roles, command, using, check in rows(cursor, _POLICIES):
        test = FIRM_TEST.format(column="id" if table == FIRMS else "firm_id")
        if (roles, command, using, check) == (["public"], "ALL", test, test):
            tested.add(table)
        elif permissive == "PERMISSIVE" and (roles, command) != (["claimback_scanner"], "SELECT"):
            findings.append(
                Finding(f"{table}.{name}", f"lets {roles} {command} where {using}, check {check}")
            )
    missing = {FIRMS, *tenant_tables(cursor)} - tested
    return findings + [Finding(table, "has no policy with the firm test") for table in missing]


def _restrictive(cursor: Any) -> dict[str, str]:
    """The conditions of the restrictive policies of each table that bind the application, for reading at least."""
    found: dict[str, str] = {}
    for table, _, permissive, roles, command, using, _ in rows(cursor, _POLICIES):
        if permissive == "RESTRICTIVE" and roles == ["claimback_app"] and command in ("ALL", "SELECT"):
            found[table] = f"{found.get(table, '')} {using}"
    return found


def restrictive_policies(cursor: Any) -> list[Finding]:
    """A restrictive policy binds the application and no other role: the triggers of the owner must see all."""
    return [
        Finding(f"{table}.{name}", f"binds {roles}")
        for table, name, permissive, roles, *_ in rows(cursor, _POLICIES)
        if permissive == "RESTRICTIVE" and roles != ["claimback_app"]
    ]


def case_walls(cursor: Any) -> list[Finding]:
    """Every row that carries its case is hidden by the walls of that case, from the case itself down."""
    held = _restrictive(cursor)
    carrying = {
        table for table, column in rows(cursor, _UUID_COLUMNS) if column == "case_id" or table == "cases_case"
    }
    return [
        Finding(table, "carries its case and no wall holds it")
        for table in sorted(carrying)
        if "claimback.walled_cases" not in held.get(table, "")
    ]


def rows_beside_walls(cursor: Any) -> list[Finding]:
    """Every row that refers to what a wall may hide is behind a wall itself."""
    held = {table for table, words in _restrictive(cursor).items() if "claimback.walled_" in words}
    return [
        Finding(f"{table}.{name}", f"references {target}, which walls hide, and is behind none")
        for name, table, target, *_ in rows(cursor, _FOREIGN_KEYS)
        if target in held and table not in held
    ]


def portal_walls(cursor: Any) -> list[Finding]:
    """Every tenant table says what a client of the firm sees of it."""
    held = _restrictive(cursor)
    return [
        Finding(table, "does not say what a client of the firm sees of it")
        for table in [FIRMS, *tenant_tables(cursor)]
        if "claimback.portal_cases" not in held.get(table, "")
    ]


def foreign_keys(cursor: Any) -> list[Finding]:
    """Foreign-key checks ignore row security: a key between tenant tables carries the firm on both sides."""
    tenant = set(tenant_tables(cursor))
    return [
        Finding(f"{table}.{name}", f"references {target} by ({', '.join(mine)}), without the firm")
        for name, table, target, mine, theirs in rows(cursor, _FOREIGN_KEYS)
        if table in tenant
        and target in tenant
        and ("firm_id", "firm_id") not in zip(mine, theirs, strict=True)
    ]


def unreferenced_ids(cursor: Any) -> list[Finding]:
    """Every id that a tenant row holds is a foreign key, so that it names a row that there is, of this firm."""
    keyed = {(table, column) for _, table, _, mine, _ in rows(cursor, _FOREIGN_KEYS) for column in mine}
    tenant = set(tenant_tables(cursor))
    return [
        Finding(f"{table}.{column}", "is an id that no foreign key holds")
        for table, column in rows(cursor, _UUID_COLUMNS)
        if table in tenant and column != "id" and (table, column) not in keyed
    ]


def firm_keys(cursor: Any) -> list[Finding]:
    """Every tenant row names its firm by a foreign key."""
    keyed = {
        table
        for _, table, target, mine, _ in rows(cursor, _FOREIGN_KEYS)
        if (target, mine) == (FIRMS, ["firm_id"])
    }
    return [
        Finding(table, "has no foreign key to the firm")
        for table in tenant_tables(cursor)
        if table not in keyed
    ]


def indexes(cursor: Any) -> list[Finding]:
    """Every index of a tenant table begins with the firm, but the primary key's; a unique one tells what it holds."""
    tenant = {FIRMS, *tenant_tables(cursor)}
    return [
        Finding(
            name, f"{'unique key' if unique else 'index'} of {table} begins with {columns[0]}, not the firm"
        )
        for name, table, primary, unique, columns, _ in rows(cursor, _INDEXES)
        if table in tenant and not primary and columns[0] != "firm_id"
    ]


def index_columns(cursor: Any, table: str) -> list[list[str]]:
    """The columns of each whole (not partial) index of `table`."""
    return [
        columns
        for _, owner, _, _, columns, partial in rows(cursor, _INDEXES)
        if owner == table and not partial
    ]


def audit_triggers(cursor: Any) -> list[Finding]:
    """The database itself writes the history of every tenant table: on insert, update and delete.

    Row by row; or, where rows come by the thousand, what is inserted by statement.
    """
    row, insert, delete, update = 1, 4, 8, 16
    kinds: dict[str, set[tuple[str, int]]] = {}
    for table, function, kind in rows(
        cursor,
        "SELECT tgrelid::regclass::text, tgfoid::regproc::text, tgtype FROM pg_trigger"
        " WHERE tgfoid IN ('audit_change'::regproc, 'audit_added'::regproc) AND tgenabled IN ('O', 'A')",
    ):
        kinds.setdefault(table, set()).add((function, kind))
    whole = (
        {("audit_change", row | insert | delete | update)},
        {("audit_change", row | delete | update), ("audit_added", insert)},
    )
    return [
        Finding(table, "changes without a trace in the audit")
        for table in [FIRMS, *tenant_tables(cursor)]
        if kinds.get(table) not in whole
    ]


def views(cursor: Any) -> list[Finding]:
    """A plain view reads with its owner's eyes, a materialized one keeps what it saw."""
    found = rows(
        cursor,
        "SELECT c.relname, c.relkind::text, coalesce(c.reloptions, '{}') FROM pg_class c"
        f" WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('v', 'm') AND {_OURS.format(oid='c.oid')}",
    )
    return [
        Finding(name, "is a materialized view" if kind == "m" else "is a view without security_invoker")
        for name, kind, options in found
        if kind == "m" or not {"security_invoker=true", "security_invoker=on"} & set(options)
    ]


def definer_functions(cursor: Any) -> list[Finding]:
    """A function with its owner's rights is the scanner's, has a fixed search path, and answers (firm_id, id)."""
    findings = []
    for name, owner, settings, answer in rows(
        cursor,
        "SELECT p.oid::regprocedure::text, p.proowner::regrole::text, coalesce(p.proconfig, '{}'),"
        " pg_get_function_result(p.oid) FROM pg_proc p"
        f" WHERE p.prosecdef AND {_OURS.format(oid='p.oid')}",
    ):
        if not any(setting.startswith("search_path=pg_catalog") for setting in settings):
            findings.append(Finding(name, "has no fixed search path that begins with pg_catalog"))
        if owner != "claimback_scanner":
            findings.append(Finding(name, f"runs with the rights of {owner}"))
        elif answer != "TABLE(firm_id uuid, id uuid)":
            findings.append(Finding(name, f"answers {answer}, not (firm_id, id)"))
    return findings


def rights_of_app(cursor: Any) -> list[Finding]:
    """The application's role owns nothing, makes nothing, only adds to the history, and only reads public record."""
    findings = [
        Finding(name, f"is a {kind} owned by claimback_app")
        for kind, name in rows(
            cursor,
            """
            SELECT 'relation', oid::regclass::text FROM pg_class WHERE relowner = 'claimback_app'::regrole UNION ALL
            SELECT 'function', oid::regprocedure::text FROM pg_proc WHERE proowner = 'claimback_app'::regrole UNION ALL
            SELECT 'schema', nspname FROM pg_namespace WHERE nspowner = 'claimback_app'::regrole UNION ALL
            SELECT 'type', typname FROM pg_type WHERE typowner = 'claimback_app'::regrole UNION ALL
            SELECT 'database', datname FROM pg_database WHERE datdba = 'claimback_app'::regrole
            """,
        )
    ]
    rights = {"audit_entry": {"SELECT", "INSERT"}, "audit_seal": {"SELECT"}}
    for table, allowed in (rights | {table: {"SELECT"} for table in PUBLIC_RECORD}).items():
        for right in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE"):
            [(held,)] = rows(cursor, "SELECT has_table_privilege('claimback_app', %s, %s)", table, right)
            if held is not (right in allowed):
                findings.append(
                    Finding(f"{table} {right}", f"claimback_app {'has' if held else 'lacks'} this right")
                )
    for schema in ("public", "scanner"):
        if rows(cursor, "SELECT has_schema_privilege('claimback_app', %s, 'CREATE')", schema) == [(True,)]:
            findings.append(Finding(schema, "claimback_app may create in this schema"))
    if rows(cursor, "SELECT has_database_privilege('claimback_app', current_database(), 'TEMP')") == [
        (True,)
    ]:
        findings.append(Finding("temporary tables", "claimback_app may create them"))
    for role, powers in rows(
        cursor,
        "SELECT rolname, concat_ws(' ', CASE WHEN rolsuper THEN 'superuser' END,"
        " CASE WHEN rolbypassrls THEN 'bypassrls' END, CASE WHEN rolcreaterole THEN 'createrole' END) FROM pg_roles"
        " WHERE rolname IN ('claimback_app', 'claimback_owner', 'claimback_scanner')",
    ):
        if powers:
            findings.append(Finding(role, f"is {powers}"))
    return findings


def rights_of_scanner(cursor: Any) -> list[Finding]:
    """The scanner reads single columns: a whole table is never granted to it, nor any way to write."""
    return [
        Finding(name, "is granted to the scanner whole, or for writing")
        for (name,) in rows(
            cursor,
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind IN ('r', 'p', 'v', 'm')"
            " AND (has_table_privilege('claimback_scanner', oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE')"
            "      OR has_any_column_privilege('claimback_scanner', oid, 'INSERT, UPDATE'))",
        )
    ]
