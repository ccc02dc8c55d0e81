"""The scope of a firm, in Python and in PostgreSQL."""

import pytest
from django.db import connection

from claimback.tenancy.models import Firm, Membership
from claimback.tenancy.scope import ScopeRequired, firm_scope


def setting() -> str | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('claimback.firm_id', true)")
        found: str | None = cursor.fetchone()[0]
        return found


def test_a_tenant_manager_outside_a_scope_raises(db):
    with pytest.raises(ScopeRequired):
        Membership.objects.count()


def test_without_a_scope_postgresql_shows_nothing(db):
    assert Firm.objects.count() == 0
    assert Membership._base_manager.count() == 0


def test_a_scope_shows_its_own_firm_only(db, law, adjusters):
    with law.scope():
        assert [firm.slug for firm in Firm.objects.all()] == ["marlowe-law"]
        assert Membership._base_manager.filter(firm_id=adjusters.id).count() == 0


def test_a_nested_scope_gives_the_former_one_back(db, law, adjusters):
    with law.scope():
        with adjusters.scope():
            assert setting() == str(adjusters.id)
        assert setting() == str(law.id)
    assert setting() == ""


def test_an_error_inside_a_nested_scope_gives_the_former_one_back(db, law, adjusters):
    with law.scope():
        with pytest.raises(ZeroDivisionError), firm_scope(adjusters.id):
            raise ZeroDivisionError
        assert setting() == str(law.id)


def test_the_tests_run_as_the_application_s_role(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == ("claimback_app", False, False)
