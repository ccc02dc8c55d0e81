"""What would stand in the way of spreading firms over several servers, as it is today: nothing comes in unnoticed."""

import pytest
from django.db import connection

from tests.architecture import distribution
from tests.architecture.database import rows, tenant_tables

_FIRM_KEY = """
    SELECT i.indrelid::regclass::text FROM pg_index i WHERE i.indisunique AND i.indpred IS NULL
    AND ARRAY(SELECT a.attname::text FROM unnest(i.indkey::int2[]) AS u(n)
              JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = u.n ORDER BY 1) = '{firm_id,id}'
"""
_NO_FIRM_KEY = {"audit_entry", "audit_seal"}


@pytest.mark.django_db
def test_what_stands_in_the_way_of_spreading_firms_is_known() -> None:
    with connection.cursor() as cursor:
        found, tenant = distribution.blocks(cursor), set(tenant_tables(cursor))
        with_firm_key = {table for (table,) in rows(cursor, _FIRM_KEY)}
    # Django's key is the id alone. The key that would take its place stands beside it, but for the history, whose rows
    # nothing refers to: there it would have to be made.
    assert found.pop("primary key") - with_firm_key == _NO_FIRM_KEY
    assert tenant - with_firm_key == _NO_FIRM_KEY
    # Allowed by citus.enable_unsafe_triggers: each touches rows of its own row's firm, which are on the same server.
    assert {"audit_change", "audit_added", "audit_seal_entry"} <= found.pop("trigger")
    assert found == {
        kind: set() for kind in ("unique", "exclusion", "reference", "back reference", "sequence")
    }
