"""The door to the OpenAPI document: its two forms, and nothing for who has it already."""

import pytest
from django.test import Client

from claimback import api_schema

PAGE = "/api/v1/schema"


@pytest.fixture
def made(monkeypatch):
    """The document as if each form had been made before: making it is tests/snapshots/test_openapi.py's."""
    monkeypatch.setattr(api_schema, "_made", {"yaml": b"openapi: 3.1.1\n", "json": b'{"openapi": "3.1.1"}'})


@pytest.mark.parametrize(
    ("asked", "content_type", "body"),
    [
        ({}, "application/vnd.oai.openapi", b"openapi: 3.1.1\n"),
        ({"Accept": "application/json,*/*"}, "application/json", b'{"openapi": "3.1.1"}'),
        ({"Accept": "application/yaml"}, "application/yaml", b"openapi: 3.1.1\n"),
    ],
)
def test_it_comes_as_it_is_asked_for_and_not_twice(made, asked, content_type, body):
    answer = Client(headers=asked).get(PAGE)
    assert (answer.status_code, answer["Content-Type"], answer.content) == (200, content_type, body)
    again = Client(headers=asked | {"If-None-Match": answer["ETag"]}).get(PAGE)
    assert (again.status_code, again.content) == (304, b"")
    assert again["Cache-Control"] == "public, no-cache"
