"""The catalogue against the product: each kind of change names a table, states and a door that are there."""

from typing import Any

import pytest
from django.apps import apps

from claimback.webhooks.catalogue import KINDS, kind_of
from tests import openapi
from tests.openapi import match_of

MODELS = {model._meta.db_table: model for model in apps.get_models()}


def test_every_kind_names_what_is_there():
    told = openapi.document()["webhooks"]
    assert set(told) == set(KINDS)
    for kind in KINDS.values():
        fields: dict[str, Any] = {field.name: field for field in MODELS[kind.table]._meta.fields}
        choices = {
            value for name in ("state", "status") if name in fields for value, _ in fields[name].choices
        }
        assert set(kind.states) <= choices, kind
        door: Any = match_of(f"/api/v1/firms/a/{kind.path}/01900000-0000-7000-8000-000000000001").func
        assert door.cls.capabilities["GET"] == kind.capability, kind


@pytest.mark.parametrize(
    ("table", "operation", "became", "name"),
    [
        ("letters_letter", "insert", None, "letter.added"),
        ("letters_letter", "update", "sent", "letter.sent"),
        ("letters_letter", "update", "sending", "letter.changed"),
        ("letters_letter", "update", None, "letter.changed"),
        ("letters_letter", "delete", None, None),
        ("letters_letter", "read", None, None),
        ("cases_case", "update", "closed", "case.closed"),
        ("vault_firmkey", "insert", None, None),
    ],
)
def test_the_first_kind_that_fits_names_a_change(table, operation, became, name):
    found = kind_of(table, operation, became)
    assert (found.name if found else None) == name
