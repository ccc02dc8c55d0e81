"""`manage.py check --deploy` has nothing to say with production's settings, and /readyz says what would go wrong."""

import os
import runpy
import time

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client, override_settings

from claimback import config, health
from tests.databases import as_superuser
from tests.servers import ROOT

PRODUCTION = {
    "SECRET_KEY": "3f9c1d7e5b8a2460c1e3f5a7092b4d6e8f0a1c3e5d7b9f1a3c5e7d9b1f3a5c7e9d",
    "SITE_URL": "https://cases.example.com",
    "ALLOWED_HOSTS": "cases.example.com",
    "SECURE_COOKIES": "1",
    "TRUSTED_PROXIES": "1",
}


@pytest.fixture
def production(monkeypatch):
    """The settings file as it is read in a production environment."""
    monkeypatch.setattr(config, "config", config.read({**os.environ, **PRODUCTION}))
    read = runpy.run_path(str(ROOT / "claimback" / "settings.py"))
    kept = {"INSTALLED_APPS", "DATABASES", "LOGGING", "AUTH_USER_MODEL"}  # as they are: taken up at the start
    with override_settings(
        **{name: value for name, value in read.items() if name.isupper() and name not in kept}
    ):
        yield


def test_the_deployment_checks_are_clean(production):
    """Of Django's own; drf-spectacular's makes the whole document, which tests/snapshots does."""
    said = run_checks(tags=["security"], include_deployment_checks=True)
    assert [message for message in said if not message.is_silenced()] == []


def test_plain_http_is_sent_to_tls_but_for_probes(production, db):
    client = Client(headers={"Host": "cases.example.com"})
    moved = client.get("/admin/")
    assert (moved.status_code, moved["Location"]) == (301, "https://cases.example.com/admin/")
    secured = client.get("/livez", headers={"Host": "10.0.0.7:8000"})
    assert secured.status_code == 200
    assert Client(headers={"Host": "evil.example"}).get("/api/v1/schema", secure=True).status_code == 400


def test_not_ready_with_pending_migrations_or_a_powerful_role(db, monkeypatch):
    assert Client().get("/readyz").json() == {"status": "ok", "problems": []}
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_migrations")
        assert len(health._migrations()) <= cursor.fetchone()[0]
    more = health._migrations() | {("cases", "9999_later")}
    monkeypatch.setattr(health, "_migrations", lambda: more)
    monkeypatch.setattr(health, "powerful_role", lambda: "The database role postgres is a superuser.")
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["problems"] == [
        "The database role postgres is a superuser.",
        "1 migrations are pending, such as cases.9999_later: run `manage.py migrate`.",
    ]


def test_a_browser_is_told_what_a_page_may_do(production, db):
    client = Client(headers={"Host": "cases.example.com"})
    page = client.get("/accounts/login/", secure=True)
    said = dict(part.split(" ", 1) for part in page["Content-Security-Policy"].split("; "))
    assert said["script-src"] == "'self'"
    assert (said["object-src"], said["base-uri"], said["frame-ancestors"]) == ("'none'",) * 3
    assert "<script>" not in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert page["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert (page["X-Content-Type-Options"], page["Referrer-Policy"]) == ("nosniff", "same-origin")
    assert page["Cross-Origin-Opener-Policy"] == "same-origin"
    answer = client.get("/api/v1/firms/none/cases", secure=True)
    assert answer["Content-Security-Policy"].startswith("default-src 'none';")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert client.generic("TRACE", "/accounts/login/", secure=True).status_code in (405, 501)


def test_cookies_are_of_this_host_alone(production, db):
    page = Client(headers={"Host": "cases.example.com"}).get("/accounts/login/", secure=True)
    (cookie,) = page.cookies.values()
    assert cookie.key == "__Host-csrftoken"
    assert (cookie["secure"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, "Lax", "/", "")
    assert settings.SESSION_COOKIE_NAME == "__Host-sessionid"
    assert settings.SESSION_COOKIE_HTTPONLY  # as Django has it


def test_a_program_that_speaks_in_the_clear_is_refused_and_not_sent_on(production, db):
    answer = Client(headers={"Host": "cases.example.com"}).get("/api/v1/firms/none/cases")
    assert (answer.status_code, answer.json()["code"]) == (403, "tls_required")
    assert "Location" not in answer


@pytest.mark.slow  # It waits a second for a lock, and an index is dropped and built.
def test_a_migration_waits_for_no_lock_longer_than_it_may(committed_db):
    def migrate(*to: str) -> None:
        call_command("migrate", "audit", *to, lock_timeout=1, verbosity=0, skip_checks=True)

    with as_superuser(committed_db) as reader, reader.transaction():
        reader.execute("LOCK TABLE audit_entry IN ACCESS EXCLUSIVE MODE")
        began = time.monotonic()
        with pytest.raises(CommandError, match=r"Somebody uses what a migration needs.*run it again"):
            migrate("0005")
        assert 1 <= time.monotonic() - began < 15
        assert reader.execute("SELECT 'audit_entry_case'::regclass::text").fetchone(), (
            "nothing was done by half"
        )
    migrate("0005")
    with as_superuser(committed_db) as reader:
        assert reader.execute("SELECT to_regclass('audit_entry_case')").fetchone() == (None,)
    migrate()
