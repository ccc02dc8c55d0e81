"""The source keeps its own rules: rows behind selectors, no signals, tasks by nudge and sweep, short things."""

import pytest

from claimback.tenancy.roles import CAPABILITIES
from tests.architecture import source
from tests.architecture.findings import assert_explained

EXEMPT = {
    source.queries_outside_their_rooms: {
        "claimback/tenancy/front_door.py": "keeps the answers of idempotent requests: no room above it has them",
        "claimback/bench/baselines/plain/views.py": "a baseline: a plain ModelViewSet, to measure against",
        "claimback/demo/firms.py": "finds and makes users: a person belongs to no firm",
        "claimback/bench/importing.py": "a baseline: bulk_create, to measure against",
        "claimback/bench/sweep.py": "a baseline: a loop of the ORM, to measure against",
        "claimback/bench/home.py": "finds the user of a measured page: a person belongs to no firm",
        "claimback/storage/inspect.py": "the objects that a PDF is made of",
        "letters/writing/packet/clean.py": "as claimback/storage/inspect.py",
    },
    source.raw_sql: {
        "claimback/audit/services.py": "a refusal is counted and noted in one statement",
        "claimback/tenancy/scope.py": "sets the scope itself",
        "claimback/tenancy/replica.py": "carries the scope over to a replica",
        "claimback/tenancy/enter.py": "the scanner's functions of the front door",
        "claimback/tenancy/selectors.py": "the scanner's function firms_of_user",
        "claimback/tenancy/scanner.py": "the scanner's functions",
        "claimback/firms/selectors/sign_in.py": "the scanner's function connections_of_domain",
        "claimback/tenancy/database_role.py": "asks PostgreSQL what this process may do",
        "claimback/audit/chain.py": "joins seals and the text of entries, in the scope that its caller opened",
        "claimback/firms/archive/owner.py": "as the database's owner, whom a firm's scope binds too",
        "claimback/firms/archive/tables.py": "all rows of a firm by PostgreSQL's own catalogue, in that firm's scope",
        "claimback/backup/contents.py": "all firms' rows, counted and summed, as the one role that row security lets",
        "claimback/backup/take.py": "the snapshot that the dump and its counts share",
        "claimback/backup/bring_back.py": "as the owner, a database that holds nothing yet",
        "claimback/tenancy/management/commands/migrate.py": "how long a migration waits for a lock, and what it left",
        "claimback/operations/state.py": "the scanner's function backlog, and how many connections PostgreSQL has",
        "claimback/health.py": "asks whether PostgreSQL answers",
        "claimback/vault/selectors.py": "the firm's current key, locked as no manager can: FOR SHARE",
        "claimback/kernel/reading.py": "the prepared form of a queryset that its selector has scoped",
        "claimback/home/bounded.py": "many lists of the ORM's own counted up to a bound in one statement",
        "claimback/case_overview.py": "one case with what hangs on it in one statement, inside the front door's scope",
        "claimback/firms/selectors/people.py": "the scanner's function invitation_of",
        "deadlines/selectors.py": "the scanner's function alert_backlog",
        "cases/services/known_names.py": "the scanner's function names_like, and reading many names in one statement",
        "cases/services/bulk.py": "many checked rows in one INSERT, in the scope that its caller opened",
        "cases/services/import_work.py": "lets an undoing take its time, and asks for its foreign keys at once",
        "cases/services/correspondence.py": "the log's hot insert, in the scope that its caller opened",
    },
    source.signals: {
        "claimback/celery.py": "Celery's own hooks: start-up, and what is logged and counted of each task",
    },
    source.enqueuing: {
        "claimback/tenancy/tasks.py": "nudge and sweep themselves",
    },
    source.long_modules: {},
    source.long_functions: {},
    source.missing_docstrings: {},
}


@pytest.mark.parametrize("check", EXEMPT, ids=lambda check: check.__name__)
def test_the_source_shows_nothing_unexplained(check):
    assert_explained(check(source.product()), EXEMPT[check])


def test_the_suite_is_short_too():
    assert_explained(source.long_modules(source.suite()))


def test_what_is_required_of_members_is_a_capability():
    unknown = {
        name: places for name, places in source.required(source.product()).items() if name not in CAPABILITIES
    }
    assert unknown == {}


@pytest.mark.parametrize(
    ("check", "text"),
    [
        (source.queries_outside_their_rooms, "rows = Case.objects.all()"),
        (source.queries_outside_their_rooms, "rows = Case._base_manager.all()"),
        (source.raw_sql, "cursor.execute('SELECT 1')"),
        (source.raw_sql, "rows = model.raw('SELECT 1')"),
        (source.signals, "@receiver(post_save)\ndef after(**_): ..."),
        (source.signals, "from django.db.models.signals import post_save"),
        (source.enqueuing, "send_alert.delay(case)"),
        (source.enqueuing, "app.send_task('deadlines.send_alert', [case])"),
        (source.long_modules, "x = 1\n" * 401),
        (source.long_functions, "def f():\n" + "    x = 1\n" * 51),
        (source.missing_docstrings, "def f(): ..."),
    ],
)
def test_each_check_finds_what_it_looks_for(check, text):
    assert check((source.Module("cases/api/planted.py", text),))
