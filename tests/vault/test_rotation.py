"""Rotation of a firm's key: killed half-way, run again, run beside who seals; nothing is lost and the old key goes."""

import io
import os
import subprocess
import sys
import time
from typing import Any

import psycopg
import pytest
from django.core.management import call_command

from cases.models import Client, Policy
from cases.services.clients import client_change
from claimback.audit.models import Entry
from claimback.vault.blind import indexes_of
from claimback.vault.models import FirmKey
from claimback.vault.services.keys import key_retire
from claimback.vault.services.reveals import sealed_use
from claimback.vault.services.rotation import firm_key_rotate, sealed_models
from tests.databases import as_superuser
from tests.servers import ROOT
from tests.vault.conftest import NUMBER, SSN, sealed_client, sealed_policy


def opened(firm, row, *names):
    return sealed_use(actor=firm.attorney, row=row, fields=names, purpose="a test")


def test_every_value_is_sealed_anew_and_says_what_it_said(in_law, insured, policy):
    before = Client.objects.values_list("ssn", "version", "updated_at").get(id=insured.id)
    told = []
    assert firm_key_rotate(in_law.id, batch=1, progress=lambda *at: told.append(at)) == 2
    assert told == [(0, 2), (1, 2), (2, 2)]
    after = Client.objects.values_list("ssn", "version", "updated_at").get(id=insured.id)
    assert after[0] != before[0]
    assert after[1:] == before[1:], "whoever read it may go on"
    keys = {row.number: (row.state, len(row.wrapped) > 0) for row in FirmKey.objects.all()}
    assert keys == {1: ("destroyed", False), 2: ("current", True)}
    assert opened(in_law, Client.objects.get(id=insured.id), "ssn") == {"ssn": SSN}
    assert Policy.objects.get(number_index__in=indexes_of(Policy, "number", NUMBER)) == policy
    entry: Any = Entry.objects.filter(row_id=insured.id).order_by("-at")[0]
    assert (entry.act, entry.after["ssn"]) == ("vault.rotate", "sealed")


def test_run_again_it_gives_another_key_and_loses_nothing(in_law, insured):
    assert firm_key_rotate(in_law.id) == 1
    assert firm_key_rotate(in_law.id) == 1
    assert [row.number for row in FirmKey.objects.filter(state="current")] == [3]
    assert opened(in_law, Client.objects.get(id=insured.id), "ssn") == {"ssn": SSN}


def test_a_firm_without_sealed_values_is_rotated_too(in_law):
    assert firm_key_rotate(in_law.id) == 0
    assert FirmKey.objects.get(state="current").number == 1


def test_while_it_runs_old_and_new_values_open_and_are_found(in_law, insured, policy):
    key_retire()
    key_retire()
    newer = sealed_policy(in_law, insured, number="NN-00-11-22-33")
    assert sorted(row.number for row in FirmKey.objects.all()) == [1, 2]
    for row, number in ((policy, NUMBER), (newer, "NN-00-11-22-33")):
        assert opened(in_law, Policy.objects.get(id=row.id), "number") == {"number": number}
        assert Policy.objects.get(number_index__in=indexes_of(Policy, "number", number)) == row
    stale = Client.objects.get(id=insured.id)
    assert firm_key_rotate(in_law.id) == 2
    client_change(actor=in_law.attorney, client_id=insured.id, version=None, name="Ada Q.")
    assert opened(in_law, Client.objects.get(id=stale.id), "ssn") == {"ssn": SSN}


def test_a_row_saved_whole_takes_the_newest_key_along(in_law, insured):
    key_retire()
    old = Client.objects.get(id=insured.id)
    old.save()
    ssn: Any = Client.objects.get(id=insured.id).ssn
    assert ssn.key_number == 2
    assert opened(in_law, Client.objects.get(id=insured.id), "ssn") == {"ssn": SSN}


def test_all_models_with_sealed_columns_are_rotated():
    assert {model._meta.db_table for model in sealed_models()} >= {
        "cases_client",
        "cases_policy",
        "cases_case",
    }


def _rotate(slug, *, database):
    environment = {**os.environ, "DATABASE_URL": _named(os.environ["DATABASE_URL"], database)}
    command = [sys.executable, "manage.py", "vault", "rotate", slug, "--batch", "5"]
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def _named(url, database):
    return f"{url.rpartition('/')[0]}/{database}"


def _under_new_key(admin):
    [(count,)] = admin.execute(
        r"SELECT count(*) FROM cases_client WHERE substring(ssn FROM 2 FOR 4) = '\x00000002'"
    ).fetchall()
    return count


@pytest.mark.slow  # it starts a Python with Django
def test_killed_half_way_it_goes_on_where_it_stopped(committed_db, law):
    with law.scope():
        clients = [sealed_client(law, name=f"Client {n}") for n in range(150)]
    with as_superuser(committed_db) as admin:
        killed = _rotate(law.slug, database=committed_db)
        limit = time.monotonic() + 30
        while not 5 <= _under_new_key(admin) < 150 and time.monotonic() < limit:
            assert killed.poll() is None, killed.stderr.read()
            time.sleep(0.002)
        killed.kill()
        killed.communicate()
        done = _under_new_key(admin)
        assert 0 < done < 150, "it was killed half-way"
        assert _states(admin) == ["old", "current"]
        with law.scope():
            for client in (clients[0], clients[-1]):
                assert opened(law, Client.objects.get(id=client.id), "ssn") == {"ssn": SSN}
        for expected in (["destroyed", "current"], ["destroyed", "destroyed", "current"]):
            out, err = io.StringIO(), io.StringIO()
            call_command("vault", "rotate", law.slug, batch=5, stdout=out, stderr=err)
            assert "sealed anew" in out.getvalue()
            said = err.getvalue()
            assert "of 150 rows" in said or f"of {150 - done} rows" in said
            assert _states(admin) == expected
    with law.scope():
        for client in clients:
            assert opened(law, Client.objects.get(id=client.id), "ssn") == {"ssn": SSN}


def _states(admin: psycopg.Connection) -> list[str]:
    return [state for (state,) in admin.execute("SELECT state FROM vault_firmkey ORDER BY number").fetchall()]
