"""Reports and exports: from a replica that is near enough, as the primary answers them, and else from the primary."""

from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, connections

from claimback.exports.lists import Source, page_read, sources
from claimback.exports.selectors import export_rows
from claimback.exports.services.making import export_make
from claimback.exports.tasks import make_export
from claimback.kernel.errors import Refusal
from claimback.reports.catalogue import REPORTS
from claimback.storage import s3
from claimback.tenancy import replica
from claimback.tenancy.database_role import refuse_powerful_role
from claimback.tenancy.member import Member
from claimback.tenancy.replica import read_aside
from claimback.tenancy.scope import ScopeRequired
from tests.client import FirmClient, firm_client
from tests.isolation.populate import tenant_models
from tests.letters.matter import open_case
from tests.replica.conftest import replica_at, written

pytestmark = pytest.mark.slow  # a copy of the whole cluster is made, and a second PostgreSQL started


def told(statement: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        found: list[Any] = cursor.fetchall()
        return found


def on_replica() -> bool:
    """Whether what is read aside is read there."""
    [(found,)] = read_aside(lambda: told("SELECT pg_is_in_recovery()"))
    return bool(found)


@pytest.fixture
def beside(committed_db, standby):
    """The replica, of a database in which commits are real."""
    with replica_at(standby, standby.port):
        yield standby


def new_case(firm, title):
    with firm.scope():
        return open_case(firm, title=title)


def cases_counted(client: Any) -> int:
    """How many cases the report counts."""
    answer = client.get("reports/pipeline", {"by": "all"})
    assert answer.status_code == 200, answer.content
    return sum(row["n"] for row in answer.json()["results"])


def test_a_report_is_read_there_while_the_replica_is_near_and_else_on_the_primary(beside, law, monkeypatch):
    client = firm_client(law, "attorney")
    new_case(law, "Before")
    beside.catch_up()
    with law.scope():
        assert on_replica()
    assert cases_counted(client) == 1
    with beside.paused():
        new_case(law, "While it stands still")
        written()
        assert cases_counted(client) == 1, "within the bound a report may be so old"
        monkeypatch.setattr(settings, "REPLICA_LAG_SECONDS", 0)
        assert cases_counted(client) == 2, "beyond it the primary answers"
        with law.scope():
            assert not on_replica()
    beside.catch_up()
    with law.scope():
        assert on_replica(), "it has all, whatever the bound"
    assert cases_counted(client) == 2


def test_a_file_has_all_that_was_there_when_it_was_asked_for(beside, law, monkeypatch):
    monkeypatch.setattr(make_export, "apply_async", lambda *_, **__: None)
    monkeypatch.setattr(settings, "REPLICA_LAG_SECONDS", 3600)
    client = firm_client(law, "attorney")

    def file(title: str, *, follows: bool) -> bytes:
        new_case(law, title)
        asked = client.post("exports", {"list": "cases", "format": "jsonl"})
        assert asked.status_code == 201, asked.content
        if follows:
            beside.catch_up()
        export_make(firm_id=law.id, export_id=asked.json()["id"])
        with law.scope():
            row = export_rows().get(id=asked.json()["id"])
        assert row.state == "made"
        with s3.opened(row.key) as kept:
            return b"".join(kept.chunks)

    assert b"First" in file("First", follows=True)
    with beside.paused():
        assert b"Second" in file("Second", follows=False)
        with law.scope():
            assert on_replica(), "it is within the bound, and is passed over for what the file must have"


def test_a_replica_that_is_away_or_none_is_not_waited_for(committed_db, standby, law, caplog):
    caplog.set_level("INFO", logger="claimback")
    with replica_at(standby, 1), law.scope():  # nobody listens
        assert not on_replica()
        assert "rests for 30 seconds" in caplog.text
        caplog.clear()
        assert not on_replica()
        assert caplog.text == "", "nobody is asked meanwhile"
    primary = settings.DATABASES["default"]["PORT"]
    with replica_at(standby, primary), law.scope():
        assert not on_replica()
        assert "is no replica" in caplog.text


def test_a_replica_that_stops_in_the_middle_is_made_up_for(beside, law):
    asked = []

    def work() -> bool:
        [(there,)] = told("SELECT pg_is_in_recovery()")
        asked.append(there)
        if there:
            beside.tell(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s",
                [connection.settings_dict["NAME"]],
            )
            told("SELECT 1")
        return bool(there)

    with law.scope():
        assert read_aside(work) is False
    assert asked == [True, False]


def test_outside_a_scope_nothing_is_read_and_another_role_is_refused(beside, law, monkeypatch):
    with pytest.raises(ScopeRequired):
        on_replica()
    monkeypatch.setitem(settings.DATABASES["replica"], "USER", "postgres")
    with pytest.raises(ImproperlyConfigured, match="DATABASE_REPLICA_URL names the role postgres"):
        refuse_powerful_role()


def test_the_replica_shows_a_firm_its_own_rows_alone(
    full, full_database, standby, law, adjusters, monkeypatch
):
    """In the scope of one firm no row of the other; without a scope, none."""

    monkeypatch.setattr(settings, "REPLICA_LAG_SECONDS", 3600)  # what this test wrote is not committed

    def read() -> tuple[int, int]:
        assert told("SELECT pg_is_in_recovery()") == [(True,)]
        mine = theirs = 0
        for model in tenant_models():
            table = model._meta.db_table
            [(own, others)] = told(
                f"SELECT count(*) FILTER (WHERE firm_id = '{firm.id}'),"
                f" count(*) FILTER (WHERE firm_id <> '{firm.id}') FROM {table}"
            )
            mine, theirs = mine + own, theirs + others
        return mine, theirs

    with replica_at(standby, standby.port):
        for firm in (law, adjusters):
            with firm.scope():
                mine, theirs = read_aside(read)
            assert mine > 100
            assert theirs == 0
        with connections["replica"].cursor() as cursor:
            for model in tenant_models():
                cursor.execute(f"SELECT count(*) FROM {model._meta.db_table}")
                assert cursor.fetchone() == (0,), model._meta.db_table


def test_every_report_and_list_answers_as_on_the_primary_walls_too(
    full, full_database, standby, law, adjusters, monkeypatch
):
    """What the primary answers is walked by tests/isolation; the same must come from the replica, for every role."""
    monkeypatch.setattr(settings, "REPLICA_LAG_SECONDS", 3600)  # what this test wrote is not committed
    asked = 0
    for firm in (law, adjusters):
        off = full_database.walled_off[firm.slug]
        clients = [(firm.members[role], firm_client(firm, role)) for role in firm.tokens]
        walled = FirmClient(HTTP_AUTHORIZATION=f"Bearer {off.token}")
        walled.firm_root = f"/api/v1/firms/{firm.slug}/"
        answers: dict[str, list[Any]] = {"primary": [], "replica": []}
        for where in answers:
            with replica_at(standby, standby.port):
                if where == "primary":
                    settings.DATABASES["replica"]["PORT"] = 1
                    replica._rests_until = float("inf")
                for member, client in [*clients, (off.member, walled)]:
                    for name in REPORTS:
                        answer = client.get(f"reports/{name}")
                        answers[where].append((answer.status_code, answer.json()))
                    with firm.scope(member):
                        assert on_replica() == (where == "replica")
                        answers[where] += every_list(member)
        asked += len(answers["replica"])
        for one, other in zip(answers["primary"], answers["replica"], strict=True):
            assert one == other
        shown = [answer for answer in answers["replica"] if isinstance(answer, list) and answer]
        assert shown, "nothing was read"
    assert asked > 200


def every_list(member: Member) -> list[Any]:
    """A page of each list, or what it refuses with."""

    def read(source: Source) -> Any:
        try:
            return page_read(actor=member, source=source, query={}, size=50).rows
        except Refusal as refusal:
            return refusal.code

    return read_aside(lambda: [read(source) for source in sources().values()])
