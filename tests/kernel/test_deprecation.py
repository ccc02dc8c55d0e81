"""What is to go says so: in its answers by RFC 9745 and RFC 8594, and in the document. Nothing is deprecated today."""

from datetime import date
from typing import Any

import pytest
from django.test import RequestFactory
from django.urls import path
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from claimback.kernel.deprecation import deprecated
from claimback.kernel.openapi import problems
from claimback.tenancy.front_door import FirmView

SINCE, SUNSET = date(2027, 1, 1), date(2028, 2, 1)
GONE_LATER = {"Deprecation": "@1798761600", "Sunset": "Tue, 01 Feb 2028 00:00:00 GMT"}


class GoingView(FirmView):
    """An operation that is to go, and one with a parameter that is."""

    capabilities = {"GET": "case.read", "POST": "case.write"}

    @deprecated(since=SINCE, sunset=SUNSET, parameter="old")
    @extend_schema(
        operation_id="going",
        parameters=[OpenApiParameter("old", str), OpenApiParameter("new", str)],
        responses={200: None, **problems(400)},
    )
    def get(self, request: Any) -> Response:
        """Asked."""
        return Response({})

    @extend_schema(operation_id="gone", request=None, responses={204: None})
    @deprecated(since=SINCE, sunset=SUNSET)
    def post(self, request: Any) -> Response:
        """Done."""
        return Response(status=204)


@pytest.mark.parametrize(
    ("method", "query", "told"),
    [("GET", "", {}), ("GET", "?new=1", {}), ("GET", "?old=1", GONE_LATER), ("POST", "", GONE_LATER)],
)
def test_answers_say_that_what_was_asked_for_is_to_go(db, law, method, query, told):
    asked = RequestFactory().generic(
        method, f"/{query}", HTTP_AUTHORIZATION=f"Bearer {law.tokens['attorney']}", REMOTE_ADDR="192.0.2.1"
    )
    answer = GoingView.as_view()(asked, firm=law.slug)
    assert answer.status_code in (200, 204)
    assert {name: answer[name] for name in ("Deprecation", "Sunset") if name in answer} == told
    assert ("/api/v1/docs/versions" in answer.get("Link", "")) is bool(told)


def test_a_refusal_says_it_too(db, law):
    asked = RequestFactory().post("/", HTTP_AUTHORIZATION="Bearer none")
    answer = GoingView.as_view()(asked, firm=law.slug)
    assert (answer.status_code, answer["Deprecation"]) == (401, GONE_LATER["Deprecation"])


def test_the_document_marks_it():
    made = SchemaGenerator(patterns=[path("<slug:firm>/going", GoingView.as_view())]).get_schema(public=True)
    (item,) = made["paths"].values()
    marked = {p["name"]: p.get("deprecated", False) for p in item["get"]["parameters"] if p["in"] == "query"}
    assert (marked, item["get"].get("deprecated")) == ({"old": True, "new": False}, None)
    assert item["post"]["deprecated"] is True


def test_a_year_was_promised():
    with pytest.raises(ValueError, match="stays until 2028-01-01"):
        deprecated(since=SINCE, sunset=date(2027, 12, 31))
