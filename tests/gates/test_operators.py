"""What filters narrow by: under row security PostgreSQL takes an index only for an operator that cannot leak."""

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import connection
from django.db.models import Model

from tests.architecture import doors

OPERATORS = {"exact": "=", "in": "=", "lt": "<", "lte": "<=", "gt": ">", "gte": ">="}
BY_LOOKING = {
    "cases.api.documents.DOCUMENTS tag": "a text among others; asked for within a case",
    "cases.api.documents.DOCUMENTS under": "how a text begins; asked for within a case",
    "cases.api.offers.OFFERS state": "worked out of the offer's steps; a case has few offers",
}
"""Filters that no index serves, and what keeps the rows few that are looked through."""

_LEAKPROOF = """SELECT o.oprname, p.proleakproof FROM pg_operator o JOIN pg_proc p ON p.oid = o.oprcode
    WHERE o.oprleft = o.oprright AND o.oprleft = %s::regtype AND o.oprname = ANY (%s)"""
_COMPARED_AS = {"varchar": "text"}


def _field_and_lookup(model: type[Model], path: str) -> tuple[Any, str]:
    """The column that a lookup ends in, and how it is compared."""
    *steps, last = path.split("__")
    field, lookup = None, "exact"
    for step in [*steps, last]:
        try:
            field = model._meta.get_field(step)
        except FieldDoesNotExist:
            lookup = step
            continue
        model = field.related_model or model
    return field, lookup


def test_filters_compare_by_operators_that_cannot_leak(db: None) -> None:
    leaky, compared = [], 0
    with connection.cursor() as cursor:
        for name, listing in doors.listings().items():
            model: Any = getattr(getattr(listing.serializer, "Meta", None), "model", None)
            if not hasattr(model, "firm_id"):
                continue
            for key, item in listing.filters.items():
                field, lookup = _field_and_lookup(model, item.lookup)
                if lookup == "isnull":
                    continue
                if field is None:
                    leaky.append(f"{name} {key}")
                    continue
                target = field.target_field if field.is_relation else field
                kind = (target.db_type(connection) or "").partition("(")[0]
                cursor.execute(_LEAKPROOF, [_COMPARED_AS.get(kind, kind), list(OPERATORS.values())])
                if not dict(cursor.fetchall()).get(OPERATORS.get(lookup, "")):
                    leaky.append(f"{name} {key}")
                compared += 1
    assert compared > 200
    assert sorted(leaky) == sorted(BY_LOOKING)
