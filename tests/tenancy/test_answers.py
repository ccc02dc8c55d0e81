"""Answers on their way: tagged, left out where the caller has them, compressed, readable for other origins."""

import gzip
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from rest_framework.request import Request
from rest_framework.test import APIClient

from claimback.config import read
from claimback.kernel.etag import expected_version, leave_out, tag
from claimback.tenancy.compression import CompressionMiddleware
from claimback.tenancy.cross_origin import CrossOriginMiddleware
from tests.client import firm_client, session_client

APP = "https://app.example.com"
ASKS = RequestFactory()


def tagged(content: bytes, version: str = "") -> HttpResponse:
    """A tagged answer."""
    answer = HttpResponse(content, headers={"ETag": version} if version else {})
    tag(answer)
    return answer


def test_a_tag_is_of_the_content_and_still_names_the_version():
    one, renamed, page = tagged(b"one", '"7"'), tagged(b"other", '"7"'), tagged(b"one")
    assert one["ETag"] != renamed["ETag"]
    assert [expected_version(Request(ASKS.patch("/", HTTP_IF_MATCH=a["ETag"]))) for a in (one, renamed)] == [
        7,
        7,
    ]
    assert page["ETag"].startswith('W/"')


@pytest.mark.parametrize(
    ("known", "status"),
    [
        ("{tag}", 304),
        ("W/{tag}", 304),
        ('"other", {tag}', 304),
        ("*", 304),
        ('"7"', 200),
        ('"other"', 200),
        ("no tag", 200),
        ("", 200),
    ],
)
def test_what_the_caller_has_is_left_out(known, status):
    answer = tagged(b"one", '"7"')
    leave_out(answer, known.format(tag=answer["ETag"]))
    assert (answer.status_code, bool(answer.content)) == (status, status == 200)
    assert answer["Cache-Control"] == "private, no-cache"


def test_a_read_is_answered_304_until_it_would_differ(db, law):
    client = firm_client(law)
    made = client.post("clients", {"name": "Ida Okafor"})
    assert made["Cache-Control"] == "no-store"
    path = f"clients/{made.json()['id']}"
    for read_again in (path, "clients?page_size=5"):
        known = client.get(read_again)["ETag"]
        again = client.get(read_again, HTTP_IF_NONE_MATCH=known)
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", known)
        assert client.head(read_again, HTTP_IF_NONE_MATCH=known).status_code == 304
    changed = client.patch(path, {"phone": "+1 512 555 0101"}, HTTP_IF_MATCH=client.get(path)["ETag"])
    assert (changed.status_code, changed["ETag"]) == (200, '"2"')
    assert client.get("clients?page_size=5", HTTP_IF_NONE_MATCH=known).status_code == 200
    assert client.get("clients/none", HTTP_IF_NONE_MATCH="*").status_code == 404


def test_reads_by_a_token_alone_are_compressed(db, law):
    path = f"/api/v1/firms/{law.slug}/members"
    packed: Any = {"HTTP_ACCEPT_ENCODING": "br, gzip"}
    client = APIClient(HTTP_AUTHORIZATION=f"Bearer {law.tokens['attorney']}")
    plain, small = client.get(path), client.get(path, **packed)
    assert (small["Content-Encoding"], gzip.decompress(small.content)) == ("gzip", plain.content)
    assert ("Accept-Encoding" in small["Vary"], small["ETag"]) == (True, plain["ETag"])
    assert client.get(path, HTTP_IF_NONE_MATCH=small["ETag"], **packed).status_code == 304
    assert "Content-Encoding" not in session_client(law).get("members", **packed)


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("POST", "/api/v1/firms/law/tokens", {}),
        ("GET", "/api/v1/firms/law/tokens", {"Cache-Control": "private, no-store"}),
        ("GET", "/api/v1/auth/browser/v1/account/authenticators/recovery-codes", {}),
        ("GET", "/admin/", {}),
    ],
)
def test_what_may_hold_a_secret_is_never_compressed(method, path, headers):
    asked = ASKS.generic(method, path, HTTP_AUTHORIZATION="Bearer x", HTTP_ACCEPT_ENCODING="gzip")
    answered: Any = CompressionMiddleware(lambda _: HttpResponse(b"secret " * 500, headers=headers))(asked)
    assert "Content-Encoding" not in answered


def crossed(method: str, path: str, origins: list[str], **sent: str) -> HttpResponse:
    """What the middleware makes of an answer of 418."""
    through = CrossOriginMiddleware(lambda _: HttpResponse(status=418), origins)
    return through(ASKS.generic(method, path, headers=sent))


def test_an_allowed_page_reads_answers_and_asks_first():
    answer = crossed("GET", "/api/v1/firms/law/cases", [APP], Origin=APP)
    assert (answer.status_code, answer["Access-Control-Allow-Origin"], answer["Vary"]) == (418, APP, "Origin")
    assert {"ETag", "Link", "Retry-After", "RateLimit"} <= set(
        answer["Access-Control-Expose-Headers"].split(", ")
    )
    asks = {"Access-Control-Request-Method": "PATCH"}
    first = crossed("OPTIONS", "/api/v1/firms/law/cases", [APP], Origin=APP, **asks)
    assert (first.status_code, first["Access-Control-Allow-Origin"]) == (204, APP)
    assert "PATCH" in first["Access-Control-Allow-Methods"]
    assert {"Authorization", "If-Match"} <= set(first["Access-Control-Allow-Headers"].split(", "))
    assert not any("Access-Control-Allow-Credentials" in each for each in (answer, first))


@pytest.mark.parametrize(
    ("method", "path", "origins", "origin"),
    [
        ("GET", "/api/v1/firms/law/cases", [], APP),
        ("OPTIONS", "/api/v1/firms/law/cases", [APP], "https://evil.example"),
        ("GET", "/api/v1/firms/law/cases", [APP], "https://app.example.com.evil.example"),
        ("GET", "/api/v1/firms/law/cases", [APP], "null"),
        ("GET", "/admin/", [APP], APP),
        ("OPTIONS", "/accounts/login/", [APP], APP),
    ],
)
def test_no_other_page_and_no_other_path_is_opened(method, path, origins, origin):
    answer = crossed(method, path, origins, Origin=origin, **{"Access-Control-Request-Method": "GET"})
    assert answer.status_code == 418
    assert not [name for name in answer.headers if name.startswith("Access-Control")]


@pytest.mark.parametrize(
    "text",
    [
        "*",
        "https://*.example.com",
        "app.example.com",
        "https://app.example.com/",
        "https://A.example",
        "null",
    ],
)
def test_an_origin_is_written_as_browsers_write_it(text):
    assert read({"CORS_ORIGINS": f"{APP}, http://localhost:5173"}).origins("CORS_ORIGINS")[0] == APP
    with pytest.raises(ValueError, match=r"CORS_ORIGINS must be origins"):
        read({"CORS_ORIGINS": text}).origins("CORS_ORIGINS")
