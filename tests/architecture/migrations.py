"""What a migration may do to tables that are in use: a lint over the SQL that it runs.

`python -m tests.architecture.migrations` records the present migrations as the baseline: they ran before anybody
worked here. Decision 25 has the reasons, and what to do instead.
"""

import json
import re
from collections.abc import Iterable, Sequence
from typing import Final

from django.db import connections
from django.db.migrations import Migration, RunPython
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from claimback.kernel.tables import Together
from tests.architecture.findings import Finding
from tests.servers import ROOT

BASELINE: Final = ROOT / "tests" / "architecture" / "migrations_baseline.json"
OURS: Final = ("claimback.", "cases", "deadlines", "letters")

_NAME = r'(?:"?public"?\.)?"?([a-z_][a-z0-9_]*)"?'
_VOLATILE: Final = re.compile(r"random|clock_timestamp|nextval|uuid|statement_timestamp|timeofday", re.I)
_MADE: Final = re.compile(rf"^CREATE (?:UNLOGGED )?TABLE (?:IF NOT EXISTS )?{_NAME}", re.I)
_ON_TABLE: Final = re.compile(
    r"^(?:ALTER TABLE (?:IF EXISTS )?(?:ONLY )?"
    r"|CREATE (?:UNIQUE )?INDEX (?:CONCURRENTLY )?(?:IF NOT EXISTS )?\S+ ON (?:ONLY )?"
    r"|UPDATE (?:ONLY )?|DELETE FROM (?:ONLY )?|TRUNCATE (?:TABLE )?|LOCK (?:TABLE )?|CLUSTER |VACUUM FULL |"
    rf"DROP TABLE (?:IF EXISTS )?|REINDEX (?:TABLE|INDEX) (?:CONCURRENTLY )?){_NAME}",
    re.I,
)
_RULES: Final[tuple[tuple[str, str], ...]] = (
    (
        r"^CREATE (UNIQUE )?INDEX (?!CONCURRENTLY)",
        "builds an index without CONCURRENTLY: nobody writes meanwhile",
    ),
    (r"^DROP INDEX (?!CONCURRENTLY)", "drops an index without CONCURRENTLY"),
    (r"^REINDEX (?!.*CONCURRENTLY)", "rebuilds an index without CONCURRENTLY"),
    (
        r"ADD (CONSTRAINT \S+ )?(UNIQUE|PRIMARY KEY|EXCLUDE)(?!.* USING INDEX )",
        "builds an index under the table's lock: build it concurrently, then ADD CONSTRAINT … USING INDEX",
    ),
    (
        r"ADD (CONSTRAINT \S+ )?(FOREIGN KEY|CHECK)(?!.* NOT VALID)|ADD COLUMN .* (REFERENCES|CHECK)\b",
        "reads every row under a lock: add it NOT VALID, and validate it in a later migration",
    ),
    (r"ADD COLUMN .* GENERATED ALWAYS AS (?!IDENTITY)(?!.* VIRTUAL)", "writes every row anew"),
    (r"ADD COLUMN .*( GENERATED .* AS IDENTITY|\b(small|big)?serial\b)", "writes every row anew"),
    (r"ALTER COLUMN \S+ (SET DATA )?TYPE", "may write every row anew: add a column, and fill it by a task"),
    (r"ALTER COLUMN \S+ SET NOT NULL", "reads every row under the strongest lock"),
    (r"^ALTER TABLE .* SET (UN)?LOGGED|SET TABLESPACE|SET ACCESS METHOD", "writes every row anew"),
    (r"DROP COLUMN|^DROP TABLE", "takes away what the code that still runs reads"),
    (r"RENAME", "takes away a name that the code that still runs reads"),
    (r"^(UPDATE|DELETE FROM|TRUNCATE)", "writes rows in a migration: let a task do it in batches"),
    (r"^(LOCK|CLUSTER|VACUUM FULL)", "locks the table"),
)


def statements(sql: Iterable[str]) -> list[str]:
    """Single statements on one line each, without comments, quoted text and the bodies of functions."""
    found = []
    for text in sql:
        bare = re.sub(r"\$(\w*)\$.*?\$\1\$", "''", text, flags=re.S)
        bare = re.sub(r"'(?:[^']|'')*'", "''", bare)
        bare = re.sub(r"--[^\n]*|/\*.*?\*/", " ", bare, flags=re.S)
        found += [" ".join(one.split()) for one in bare.split(";") if one.strip()]
    return found


def lint(name: str, sql: Iterable[str], *, atomic: bool = True, python: bool = False) -> list[Finding]:
    """What the statements of one migration do to tables that it did not make."""
    said = statements(sql)
    new = {made[1].lower() for one in said if (made := _MADE.match(one))}
    problems: list[tuple[str, str]] = [("", "runs Python over rows: let a task do it")] if python else []
    checked_later: set[str] = set()
    for one in said:
        on = _ON_TABLE.match(one)
        table = on[1].lower() if on else ""
        if "CONCURRENTLY" in one.upper() and atomic:
            problems.append((table, "works concurrently, which needs `atomic = False`"))
        if table in new:
            continue
        problems += [
            (table, words) for rule, words in _RULES if re.search(rule, one, re.I) and (on or "INDEX" in one)
        ]
        problems += [(table, words) for words in _columns(one, said)]
        if re.search(r"NOT VALID", one, re.I):
            checked_later.add(table)
        if re.search(r"VALIDATE CONSTRAINT", one, re.I) and table in checked_later and atomic:
            problems.append(
                (table, "validates in the transaction that still holds the lock: do it in a later one")
            )
    return [Finding(f"{name}:{table}" if table else name, words) for table, words in dict.fromkeys(problems)]


def _columns(one: str, said: Sequence[str]) -> list[str]:
    """What is wrong with the columns that a statement adds to a table."""
    problems = []
    for added in re.finditer(r'ADD COLUMN (?:IF NOT EXISTS )?("?\w+"?) (.*?)(?=, ADD COLUMN|$)', one, re.I):
        column, kind = added[1], added[2]
        default = re.search(r"\bDEFAULT (.*?)(?= NOT NULL| NULL|$)", kind, re.I)
        dropped = any(
            re.search(rf"ALTER COLUMN {re.escape(column)} DROP DEFAULT", other, re.I) for other in said
        )
        if re.search(r"\bNOT NULL\b", kind, re.I) and (default is None or dropped):
            problems.append(
                "adds a column NOT NULL that the code that still runs does not write: use db_default"
            )
        if default is not None and _VOLATILE.search(default[1]):
            problems.append("adds a column whose default differs by row: every row is written anew")
    return problems


def later_migrations(loader: MigrationLoader) -> list[Migration]:
    """Ours that come after the baseline, in the order in which they run."""
    baseline: dict[str, str] = json.loads(BASELINE.read_text())
    plan = loader.graph._generate_plan(loader.graph.leaf_nodes(), at_end=True)
    return [
        migration
        for key in plan
        if (migration := loader.graph.nodes[key]) is not None
        and type(migration).__module__.startswith(OURS)
        and migration.name > baseline.get(migration.app_label, "")
    ]


def linted() -> list[Finding]:
    """All findings in the migrations after the baseline."""
    loader = MigrationLoader(None)
    found: list[Finding] = []
    for migration in later_migrations(loader):
        key = (migration.app_label, migration.name)
        state = loader.project_state(key, at_end=False)
        found += lint(
            ".".join(key), _sql(migration, state), atomic=migration.atomic, python=_runs_python(migration)
        )
    return found


def _sql(migration: Migration, state: ProjectState) -> list[str]:
    with connections["default"].schema_editor(collect_sql=True, atomic=migration.atomic) as editor:
        migration.apply(state, editor, collect_sql=True)
    return list(editor.collected_sql or [])


def _runs_python(migration: Migration) -> bool:
    def of(operations: Sequence[Operation]) -> bool:
        return any(
            isinstance(one, RunPython) or (isinstance(one, Together) and of(one.operations))
            for one in operations
        )

    return of(migration.operations)


def _record() -> None:
    heads = {
        app: name
        for app, name in sorted(MigrationLoader(None).graph.leaf_nodes())
        if any(path.exists() for path in (ROOT / app, ROOT / "claimback" / app)) or app == "claimback"
    }
    BASELINE.write_text(json.dumps(heads, indent=1) + "\n")


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claimback.settings")
    django.setup()
    _record()
