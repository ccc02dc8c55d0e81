"""Every door has its lock: URLs, admin pages, tasks, events, lists, states."""

import importlib
from dataclasses import is_dataclass

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.urls import path

from claimback.celery import app
from claimback.kernel.transitions import Edges
from claimback.tenancy.roles import CAPABILITIES
from claimback.wiring import HANDLERS
from tests.architecture import database, doors, source
from tests.architecture.account_doors import ACCOUNT_DOORS
from tests.architecture.findings import Finding, assert_explained

OUTSIDE = {
    "api/v1/schema": "the description of the API: no rows",
    "api/v1/docs": "the description of the API, to read",
    "api/v1/docs/versions": "the policy of versions, to read: a page without rows",
    "api/v1/docs/law": "the catalogue of law, to read: files, no rows",
    "api/v1/docs/law/<slug:rule>": "one rule of law, to read: files, no rows",
    "livez": "whether the process answers: no rows",
    "readyz": "whether the servers answer: no rows",
    "healthz": "whether sweeps run and how many reminders wait, over all firms: no rows",
    "metrics": "numbers over all firms, by the operator's token: no rows",
    "admin/": "asks for the firm in the URL by itself; its pages are walked by their registry",
    "api/v1/invitations/read": "a person in no firm yet, by the secret of one invitation",
    "api/v1/invitations/accept": "a person in no firm yet, by the secret of one invitation",
    "accounts/invitations/<str:secret>/": "a person in no firm yet, by the secret of one invitation",
    "reminders/<slug:firm>/<str:signed>/": "a member, by the signed link of one mail: tests/deadlines walks it",
    "portal/": "the way in to the portal: the user's own firms, each asked at its own door",
    "portal/language/<slug:code>": "keeps the choice of a language: no rows",
    "portal/<slug:firm>/": "the portal's door: tests/isolation/test_portal_pages.py walks it",
    "portal/<slug:firm>/cases/<uuid:id>/": "the portal's door: tests/isolation/test_portal_pages.py walks it",
    "portal/<slug:firm>/letters/<uuid:id>/pdf": "the portal's door: tests/isolation/test_portal_pages.py walks it",
    "api/v1/firms/<slug:firm>/files/<str:signed>": "a signed link: tests/storage/test_links.py walks it",
    "api/v1/firms/<slug:firm>/exports/files/<str:signed>": "a signed link: tests/exports walks it",
    "api/v1/firms/<slug:firm>/calendar/<str:secret>.ics": "a feed's address: tests/isolation/test_feeds.py walks it",
    "webhooks/mail": "the mail provider, by its secret; off unless configured. It names mails by our own ids",
    "webhooks/letters/<slug:vendor>": "vendors of letters, by their signatures: tests/letters/test_vendor_news.py",
    **ACCOUNT_DOORS,
}
UNUSED_CAPABILITIES: dict[str, str] = {}
UNWIRED_EVENTS = {
    "DenialRecorded": "nobody above reacts yet: clocks start from the dated facts that are recorded with a denial",
}
WITHOUT_PAGE = {
    "accounts.User": "a person is not a firm's row; members are shown instead",
    "cases.CaseCounter": "a counter: cases show their numbers",
    "notify.Heartbeat": "no firm's row; the health check shows it",
    "tenancy.IdempotencyKey": "answers kept for a repetition",
    "home.Tally": "counts, which the home page shows",
    "vault.FirmKey": "wrapped keys: commands rotate and destroy them, and the history shows that",
}
WITHOUT_INDEX = {
    "deadlines.api.case_clock.CASE_CLOCK": "computed for one case: no rows of a table",
    "deadlines.api.case_clock.REMEDIES": "computed for one case: no rows of a table",
    "deadlines.api.law.LAW": "the catalogue of law: files, no rows of a table",
    "deadlines.api.ladders.LADDERS": "a list of ladders: files, no rows of a table",
    "deadlines.api.ladders.LADDER": "one ladder: a file, no row of a table",
    "deadlines.api.regulators.REGULATORS": "a list of regulators: files, no rows of a table",
    "deadlines.api.regulators.REGULATOR": "a list of regulators: files, no rows of a table",
    "claimback.storage.api.uploads.FILES by created_at": "never listed: an upload is shown by its id",
    "deadlines.api.outcome_rows.REVIEW_OUTCOMES by year": "public record, no firm's: its index begins with the year",
    "deadlines.api.outcome_rows.COMPLAINT_OUTCOMES by received_on": "as REVIEW_OUTCOMES: it begins with the day",
    "claimback.tenancy.api.members.FIRMS by slug": "one row",
    "claimback.tenancy.api.members.MEMBERS by created_at": "a firm has tens of members",
    "claimback.tenancy.api.tokens.TOKENS by created_at": "a member has a handful of tokens",
}


def test_every_url_of_a_firm_is_behind_the_front_door():
    assert_explained(doors.doors_beside_the_front_door(doors.doors()), OUTSIDE)


def test_every_method_asks_for_a_capability():
    assert_explained(doors.doors_without_capability(doors.doors()))


def test_every_capability_opens_something():
    asked = doors.capabilities_asked(doors.doors()) | set(source.required(source.product()))
    unused = [Finding(name, "opens nothing") for name in CAPABILITIES if name not in asked]
    assert_explained(unused, UNUSED_CAPABILITIES)


def test_every_model_has_an_admin_page():
    assert_explained(doors.models_without_page(), WITHOUT_PAGE)


def test_every_admin_page_is_behind_the_wall():
    assert_explained(doors.pages_beside_the_wall())


def test_every_task_is_one_firm_s_or_a_sweep():
    assert doors.tasks()
    assert_explained(doors.unscoped_tasks(doors.tasks(), set(app.conf.beat_schedule)))


def test_every_sweep_of_the_beat_table_is_there():
    assert set(app.conf.beat_schedule) <= {task.name for task in doors.tasks()}
    assert all(entry["schedule"] == settings.SWEEP_SECONDS for entry in app.conf.beat_schedule.values())


def test_every_event_is_published_and_has_a_handler():
    published = source.published(source.product())
    findings = []
    for module in source.product():
        path = source.ROOT / module.path
        if path.name != "events.py" or not (path.parent / "apps.py").exists():
            continue
        for name, kind in vars(
            importlib.import_module(module.path.removesuffix(".py").replace("/", "."))
        ).items():
            if is_dataclass(kind):
                if kind not in HANDLERS:
                    findings.append(Finding(name, "has no handler in claimback/wiring.py"))
                if name not in published:
                    findings.append(Finding(name, "is never published"))
    assert_explained(findings, UNWIRED_EVENTS)


def test_every_ordering_is_a_column_that_an_index_serves(db):
    with connection.cursor() as cursor:
        findings = doors.orderings_without_index(
            doors.listings(), lambda table: database.index_columns(cursor, table)
        )
    assert_explained(findings, WITHOUT_INDEX)


def test_every_state_has_its_table_of_edges():
    findings, used = doors.state_fields()
    assert_explained(findings)
    declared = {name.rpartition(".")[2] for name in doors.instances(Edges)}
    assert used == declared, "a table of edges that no field keeps to"


def test_the_migrations_are_those_of_the_models(db, capsys):
    call_command("makemigrations", check=True, dry_run=True, verbosity=1, skip_checks=True)
    assert "No changes detected" in capsys.readouterr().out


def _view(request):
    """A view that knows no firm."""


@pytest.mark.parametrize("planted", [f"{doors.FIRM_PATH}planted", "planted"])
def test_a_view_beside_the_front_door_is_found(planted):
    found = doors.doors([path(planted, _view)])
    assert [finding.subject for finding in doors.doors_beside_the_front_door(found)] == [planted]
