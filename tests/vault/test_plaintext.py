"""No identifier stands anywhere in the clear: every table as a superuser dumps it, the logs, the broker's messages."""

import json
import logging

import pytest
from django.core.management import call_command
from psycopg import sql

from cases.models import Case, Policy
from cases.services.cases import case_change
from cases.services.clients import client_change, client_reveal
from cases.services.policies import policy_change, policy_reveal
from claimback.kernel.errors import Invalid
from claimback.tenancy.scope import firm_scope
from tests.client import firm_client
from tests.databases import as_superuser
from tests.letters.matter import open_matter
from tests.vault.conftest import BORN, GROUP_NUMBER, MEMBER_NUMBER, NUMBER, SSN, TAX_ID

DIAGNOSIS = "Chronic lymphocytic leukaemia"
PLANTED = {SSN, TAX_ID, str(BORN), NUMBER, MEMBER_NUMBER, GROUP_NUMBER, DIAGNOSIS}
WHY = "The appeal form asks for it."


def spellings() -> set[str]:
    """The planted values as they were typed, without their dashes and spaces, and as a dump writes bytes."""
    bare = {"".join(c for c in value if c.isalnum()) for value in PLANTED}
    return {*PLANTED, *bare, *(value.encode().hex() for value in PLANTED | bare)}


def dump(database: str) -> dict[str, str]:
    """Every row of every table, as text, as nobody but a superuser sees it."""
    with as_superuser(database) as admin:
        tables = admin.execute(
            "SELECT c.oid::regclass::text, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        return {
            name: "\n".join(
                row
                for (row,) in admin.execute(sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(name)))
            )
            for _, name in tables
        }


@pytest.mark.slow  # a whole journey, committed, and a dump of the database
def test_after_a_journey_no_table_and_no_log_holds_an_identifier(committed_db, law, caplog):
    caplog.set_level(logging.DEBUG)
    with law.scope():
        matter = open_matter(law)
        actor, case = law.attorney, matter.case
        assert case.policy_id is not None
        policy = Policy.objects.get(id=case.policy_id)
        policy_change(
            actor=actor,
            policy_id=policy.id,
            version=None,
            number=NUMBER,
            member_number=MEMBER_NUMBER,
            group_number=GROUP_NUMBER,
        )
        known = {"ssn": SSN, "tax_id": TAX_ID, "date_of_birth": BORN}
        client_change(actor=actor, client_id=case.client_id, version=None, **known)
        case_change(actor=actor, case_id=case.id, version=None, diagnosis=DIAGNOSIS)
        sent = matter.sent()
        assert sent.letter.facts["case"]["member_id"] == "•••• 0202"
        assert client_reveal(actor=actor, client_id=case.client_id, fields=list(known), reason=WHY) == known
        assert policy_reveal(actor=actor, policy_id=policy.id, fields=["number"], reason=WHY) == {
            "number": NUMBER
        }
        with pytest.raises(Invalid):
            client_change(actor=actor, client_id=case.client_id, version=None, ssn=SSN + SSN)
    staff = firm_client(law, "case_staff")
    for path, body in {
        f"clients/{case.client_id}/reveal": {"fields": ["ssn"], "reason": WHY},
        "clients": {"name": "Ben Quill", "ssn": SSN, "date_of_birth": str(BORN)},
        "policies": {"number": NUMBER, "client_id": str(case.client_id)},
    }.items():
        staff.post(path, body, HTTP_IDEMPOTENCY_KEY=f"key of {path}")
    staff.get("policies", {"number": NUMBER})
    call_command("vault", "rotate", law.slug, verbosity=0)
    with firm_scope(law.id):
        assert str(Case.objects.get(id=case.id).diagnosis) == "••••"

    tables = dump(committed_db)
    assert len(tables["cases_client"].splitlines()) == 2
    assert tables["audit_entry"]
    assert tables["vault_reveal"]
    wanted = spellings()
    found = {(table, text) for table, rows in tables.items() for text in wanted if text in rows}
    assert not found
    logged = caplog.text + json.dumps([str(record.__dict__) for record in caplog.records])
    assert not {text for text in wanted if text in logged}


def test_the_dump_would_find_what_stands_in_the_clear(committed_db, law):
    with law.scope():
        case = open_matter(law).case
        Case.objects.filter(id=case.id).update(title=f"About {MEMBER_NUMBER}")
    tables = dump(committed_db)
    found = {table for table, rows in tables.items() for text in spellings() if text in rows}
    assert found == {"audit_entry", "cases_case"}
