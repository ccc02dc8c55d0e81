"""Firms' keys: one firm's never another's, wrapped under a master key, destroyed for good, moved under a passphrase."""

import os
import threading
from base64 import b64encode
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction

from cases.models import Client
from claimback.audit.models import Entry
from claimback.config import read
from claimback.kernel.errors import Conflict, Invalid
from claimback.tenancy.scope import firm_scope
from claimback.vault.masters import (
    EnvironmentMaster,
    KmsMaster,
    MasterKeyUnusable,
    current_master,
    the_master_keys_are_keys,
)
from claimback.vault.models import FirmKey
from claimback.vault.services.keys import (
    KeyGone,
    firm_keys_destroy,
    firm_keys_export,
    firm_keys_import,
    forget_keys,
    key_retire,
    keys_rewrap,
    opening_keys,
    sealing_key,
)
from claimback.vault.services.reveals import sealed_use
from tests.databases import as_superuser
from tests.vault.conftest import SSN, sealed_client
from tests.vault.kms import KEY_ID, Kms

PASSPHRASE = "correct horse battery staple"


def new_master():
    return b64encode(os.urandom(32)).decode()


def ssn_of(firm, row):
    again = Client.objects.get(id=row.id)
    return sealed_use(actor=firm.attorney, row=again, fields=["ssn"], purpose="a test")["ssn"]


@pytest.fixture(autouse=True)
def _nothing_is_kept_from_before():
    forget_keys()


def test_each_firm_has_its_own_key_and_sees_no_other(db, law, adjusters):
    with law.scope():
        ours = sealing_key()
        assert sealing_key().secret == ours.secret
        assert list(opening_keys()) == [1]
    with adjusters.scope():
        assert not FirmKey.objects.exists()
        theirs = sealing_key()
    assert theirs.secret != ours.secret
    with firm_scope(law.id), connection.cursor() as cursor:
        cursor.execute("SELECT firm_id, wrapped FROM vault_firmkey")
        [(firm_id, wrapped)] = cursor.fetchall()
    assert firm_id == law.id
    assert ours.secret not in bytes(wrapped)


def test_a_wrapped_key_put_into_another_firm_s_row_does_not_open(db, law, adjusters):
    with law.scope():
        sealing_key()
        wrapped = bytes(FirmKey.objects.get().wrapped)
    with adjusters.scope():
        sealing_key()
        FirmKey.objects.update(wrapped=wrapped)
        with pytest.raises(MasterKeyUnusable, match="does not open"):
            sealing_key()


def test_a_key_whose_making_was_undone_seals_nothing_later(in_law):
    with transaction.atomic():
        undone = sealing_key()
        transaction.set_rollback(True)
    client = sealed_client(in_law)
    assert sealing_key().secret != undone.secret
    assert ssn_of(in_law, client) == SSN


def test_the_history_of_a_key_does_not_hold_it(in_law):
    sealing_key()
    entry: Any = Entry.objects.get(table="vault_firmkey")
    assert (entry.after["number"], entry.after["state"], "wrapped" in entry.after) == (1, "current", False)


def test_a_firm_whose_keys_are_destroyed_is_unreadable_and_seals_no_more(in_law, insured):
    secret = sealing_key().secret
    assert firm_keys_destroy(in_law.id) == 1
    assert firm_keys_destroy(in_law.id) == 0
    with pytest.raises(Conflict, match="destroyed") as refused:
        ssn_of(in_law, insured)
    assert SSN not in refused.value.detail
    for seal in (sealing_key, key_retire, lambda: sealed_client(in_law)):
        with pytest.raises(KeyGone):
            seal()
    row = FirmKey.objects.get()
    assert (row.state, bytes(row.wrapped), secret in bytes(row.wrapped)) == ("destroyed", b"", False)
    assert str(Client.objects.get(id=insured.id).ssn) == "•••• 4321"


def test_under_a_new_master_key_old_ones_open_until_all_are_wrapped_anew(in_law, insured, settings):
    former = settings.MASTER_KEY
    settings.MASTER_KEY, settings.MASTER_KEYS_OLD = new_master(), []
    forget_keys()
    with pytest.raises(MasterKeyUnusable, match="MASTER_KEYS_OLD"):
        ssn_of(in_law, insured)
    settings.MASTER_KEYS_OLD = [former]
    assert ssn_of(in_law, insured) == SSN
    assert keys_rewrap() == 1
    assert keys_rewrap() == 0
    settings.MASTER_KEYS_OLD = []
    forget_keys()
    assert ssn_of(in_law, insured) == SSN
    assert FirmKey.objects.get().master_key == current_master().name


def test_the_command_wraps_anew_and_says_what_is_lacking(in_law, insured, settings, capsys):
    settings.MASTER_KEY = new_master()
    with pytest.raises(CommandError, match="not in the environment"):
        call_command("vault", "rewrap")
    with pytest.raises(CommandError, match="no firm nobody"):
        call_command("vault", "rotate", "nobody")


@pytest.mark.slow  # a passphrase is slow to try, on purpose
def test_keys_move_with_their_firm_under_a_passphrase(committed_db, law, adjusters):
    with law.scope():
        client = sealed_client(law)
        secret = sealing_key().secret
        exported = firm_keys_export(PASSPHRASE)
        with pytest.raises(Conflict):
            firm_keys_import(exported, PASSPHRASE)
    assert secret not in exported
    assert b64encode(secret) not in exported
    with as_superuser(committed_db) as admin:
        admin.execute("DELETE FROM vault_firmkey")  # the application's role can't
    forget_keys()
    with law.scope():
        assert firm_keys_import(exported, PASSPHRASE) == 1
        assert ssn_of(law, client) == SSN
        assert sealing_key().secret == secret


@pytest.mark.slow  # a passphrase is slow to try, on purpose
def test_exported_keys_are_of_no_use_elsewhere_or_without_the_passphrase(db, law, adjusters):
    with law.scope():
        sealing_key()
        exported = firm_keys_export(PASSPHRASE)
    with adjusters.scope():
        for passphrase in (PASSPHRASE, PASSPHRASE + "!"):
            with pytest.raises(Invalid, match="another firm's") as refused:
                firm_keys_import(exported, passphrase)
            assert refused.value.errors[0].pointer == "/passphrase"
        for wrong in (exported.replace(b'"p": 1', b'"p": 2'), b"{}", b"not json", b"[]", b'{"salt": 1}'):
            with pytest.raises(Invalid) as refused:
                firm_keys_import(wrong, PASSPHRASE)
            assert refused.value.errors[0].pointer == "/keys"
        assert not FirmKey.objects.exists()


def test_a_short_passphrase_is_refused(in_law):
    with pytest.raises(Invalid) as refused:
        firm_keys_export("short")
    assert refused.value.errors[0].pointer == "/passphrase"


def test_what_is_no_master_key_is_said_at_the_start_without_being_repeated(settings):
    assert the_master_keys_are_keys() == []
    settings.MASTER_KEY, settings.MASTER_KEYS_OLD = "c2hvcnQ=", ["not base64 at all!"]
    problems = [str(problem) for problem in the_master_keys_are_keys()]
    assert len(problems) == 2
    assert "MASTER_KEY: " in problems[0]
    assert "MASTER_KEYS_OLD: " in problems[1]
    assert "c2hvcnQ" not in "".join(problems)


@pytest.mark.parametrize(
    ("given", "missing"),
    [({}, True), ({"MASTER_KEY": "x"}, False), ({"MASTER_KEY_KMS_ID": KEY_ID}, False)],
)
def test_a_master_key_must_be_named_one_way_or_the_other(given, missing):
    assert ("MASTER_KEY" in {variable.name for variable in read(given).missing}) is missing


@pytest.fixture
def kms(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    server = Kms()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_kms_wraps_and_unwraps_with_the_firm_as_its_context(in_law, insured, settings, kms):
    settings.MASTER_KEYS_OLD = [settings.MASTER_KEY]
    settings.MASTER_KEY, settings.MASTER_KEY_KMS_ID, settings.MASTER_KEY_KMS_URL = "", KEY_ID, kms.url
    assert keys_rewrap() == 1
    row = FirmKey.objects.get()
    assert row.master_key == f"kms:{KEY_ID}"
    forget_keys()
    assert ssn_of(in_law, insured) == SSN
    assert ssn_of(in_law, insured) == SSN
    assert [operation for operation, _ in kms.asked] == ["Encrypt", "Decrypt"], "a key is unwrapped once"
    for _, body in kms.asked:
        assert body["EncryptionContext"] == {"claimback:firm": str(in_law.id), "claimback:key": "1"}
    settings.MASTER_KEY, settings.MASTER_KEY_KMS_ID = settings.MASTER_KEYS_OLD[0], ""
    assert keys_rewrap() == 1, "and back from KMS"
    assert ssn_of(in_law, insured) == SSN


def test_kms_that_refuses_or_is_silent_is_said_to_whoever_runs_the_installation(law, adjusters, kms):
    master = KmsMaster(KEY_ID, url=kms.url)
    wrapped = master.wrap(b"k" * 32, firm_id=law.id, number=1)
    assert master.unwrap(wrapped, firm_id=law.id, number=1) == b"k" * 32
    for firm_id, number in ((adjusters.id, 1), (law.id, 2)):
        with pytest.raises(MasterKeyUnusable, match="InvalidCiphertext"):
            master.unwrap(wrapped, firm_id=firm_id, number=number)
    with pytest.raises(MasterKeyUnusable, match="NotFound"):
        KmsMaster(KEY_ID + "0", url=kms.url).wrap(b"k" * 32, firm_id=law.id, number=1)


def test_an_environment_key_opens_for_its_firm_and_number_alone(law, adjusters):
    master = EnvironmentMaster(new_master())
    wrapped = master.wrap(b"k" * 32, firm_id=law.id, number=1)
    assert master.unwrap(wrapped, firm_id=law.id, number=1) == b"k" * 32
    for bytes_, firm_id, number in (
        (wrapped, adjusters.id, 1),
        (wrapped, law.id, 2),
        (wrapped[:-1], law.id, 1),
        (b"", law.id, 1),
    ):
        with pytest.raises(MasterKeyUnusable):
            master.unwrap(bytes_, firm_id=firm_id, number=number)


def test_a_row_is_sealed_by_one_question_for_the_key_and_one_without_values_by_none(in_law, insured):
    asked = []

    def note(execute, statement, parameters, many, context):
        asked.append(statement)
        return execute(statement, parameters, many, context)

    with connection.execute_wrapper(note):
        sealed_client(in_law, name="Ben")
        assert sum("vault_firmkey" in statement for statement in asked) == 1
        asked.clear()
        sealed_client(in_law, name="Cleo", ssn="", tax_id="", date_of_birth=None)
        assert asked
        assert not any("vault_firmkey" in statement for statement in asked)
