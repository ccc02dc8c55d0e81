"""Limits of requests: per token and per address, on real Valkey; and none while it is away."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from claimback.kernel.ids import new_id
from claimback.tenancy import rate_limits
from tests.client import FirmClient, _handler


@pytest.fixture
def asked(db, law, settings, monkeypatch) -> Any:
    """`asked(token, address, path)` is the answer; two requests a minute by a token, three by an address."""
    settings.RATE_LIMIT, settings.RATE_LIMIT_ADDRESS = 2, 3
    settings.SECRET_KEY = f"{new_id()}{settings.SECRET_KEY}"  # keys of this test's own
    monkeypatch.setattr(rate_limits, "time", lambda: 60 * 29_000_000 + 18.5)

    def asks(token: str = "", address: str = "192.0.2.1", path: str = "members") -> Any:
        shown: Any = {"HTTP_AUTHORIZATION": f"Bearer {token}"} if token else {}
        client = FirmClient(REMOTE_ADDR=address, **shown)
        client.handler = _handler()
        client.firm_root = f"/api/v1/firms/{law.slug}/"
        return client.get(path)

    return asks


def test_a_token_is_told_what_it_has_left_and_then_to_wait(asked, law):
    mine, other = law.tokens["attorney"], law.tokens["viewer"]
    first, second, third = asked(mine), asked(mine), asked(mine)
    assert [answer.status_code for answer in (first, second, third)] == [200, 200, 429]
    assert (first["RateLimit-Policy"], first["RateLimit"]) == ('"default";q=2;w=60', '"default";r=1;t=42')
    assert (third["RateLimit"], third["Retry-After"]) == ('"default";r=0;t=42', "42")
    assert third["Content-Type"] == "application/problem+json"
    assert third.json()["code"] == "too_many_requests"
    assert asked(other).status_code == 200


def test_who_guesses_tokens_is_stopped_and_the_office_behind_them_is_not(asked, law):
    known = law.tokens["attorney"]
    assert asked(known).status_code == 200
    assert [asked(f"guess-{n}").status_code for n in range(5)] == [401, 401, 401, 429, 429]
    assert asked(known).status_code == 200
    assert asked("guess-6", address="192.0.2.2").status_code == 401


def test_an_address_without_credentials_has_a_limit_of_its_own(asked):
    statuses = [asked(path="/api/v1/nothing").status_code for _ in range(4)]
    assert statuses == [404, 404, 404, 429]
    last = asked()
    assert (last.status_code, last["RateLimit-Policy"]) == (429, '"address";q=3;w=60')
    assert asked(address="192.0.2.2").status_code == 401
    page = rate_limits.RateLimitMiddleware(lambda _: HttpResponse())(RequestFactory().get("/admin/"))
    assert (page.status_code, page.get("RateLimit")) == (200, None)


def test_while_valkey_is_away_requests_go_on_and_it_is_logged_once(asked, law, settings, caplog):
    settings.RATE_LIMIT_URL = "redis://127.0.0.1:1/0"
    answers = [asked(law.tokens["attorney"]) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert "RateLimit" not in answers[0]
    assert [r.levelname for r in caplog.records if r.name == "claimback.kernel.valkey"] == ["WARNING"]
