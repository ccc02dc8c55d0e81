"""Calls of the API by token and day: counted in real Valkey, kept on the row once and only once."""

from datetime import timedelta
from typing import Any

import pytest

from claimback.audit.models import Entry
from claimback.kernel.clock import today
from claimback.kernel.ids import new_id
from claimback.tenancy import token_calls
from claimback.tenancy.enter import token_digest
from claimback.tenancy.models import Token
from claimback.tenancy.token_calls import KEPT_DAYS, calls_keep, calls_lately
from tests.firms import TestFirm


@pytest.fixture(autouse=True)
def own_counts(settings: Any) -> None:
    """Keys of this test's own, on the real server."""
    settings.SECRET_KEY = f"{new_id()}{settings.SECRET_KEY}"


def token_of(firm: TestFirm, role: str) -> Token:
    with firm.scope():
        return Token.objects.get(digest=token_digest(firm.tokens[role]))


def day(firm: TestFirm) -> str:
    return today(firm.attorney.time_zone).isoformat()


def test_calls_are_counted_and_kept_once_however_often_they_are_kept(
    db: None, api: Any, law: TestFirm
) -> None:
    client = api(law, "attorney")
    for path in ("cases", "members", "usage"):  # the last is refused, and was a call
        client.get(path)
    client.get("cases", HTTP_AUTHORIZATION="Bearer nobody")
    assert token_of(law, "attorney").calls == {}
    assert calls_keep() == 1
    kept = token_of(law, "attorney")
    assert kept.calls == {day(law): 3}
    assert calls_keep() == 0
    client.get("cases")
    assert calls_keep() == 1
    assert token_of(law, "attorney").calls == {day(law): 4}
    with law.scope():
        assert not Entry.objects.filter(table="tenancy_token", row_id=kept.id, operation="UPDATE").exists()
    assert token_of(law, "attorney").version == kept.version


def test_a_death_midway_loses_and_doubles_nothing(
    db: None, api: Any, law: TestFirm, adjusters: TestFirm, monkeypatch: pytest.MonkeyPatch
) -> None:
    for firm in (law, adjusters):
        api(firm, "attorney").get("cases")
    keep, kept = token_calls._keep, list[Any]()

    def dies_at_the_second(firm_id: Any, counts: Any) -> int:
        if kept:
            raise SystemExit
        kept.append(firm_id)
        return keep(firm_id, counts)

    with monkeypatch.context() as patched:
        patched.setattr(token_calls, "_keep", dies_at_the_second)
        with pytest.raises(SystemExit):
            calls_keep()
    assert calls_keep() == 1
    assert [token_of(firm, "attorney").calls for firm in (law, adjusters)] == [
        {day(law): 1},
        {day(adjusters): 1},
    ]


def test_what_valkey_lost_makes_no_number_smaller_and_old_days_go(db: None, api: Any, law: TestFirm) -> None:
    here = today("UTC")
    old, last = (here - timedelta(days=KEPT_DAYS + 1)).isoformat(), (here - timedelta(days=3)).isoformat()
    with law.scope():
        Token.objects.filter(digest=token_digest(law.tokens["attorney"])).update(
            calls={old: 7, last: 2, day(law): 50}
        )
    api(law, "attorney").get("cases")
    assert calls_keep() == 0
    for _ in range(51):
        api(law, "attorney").get("members?page_size=1")
    calls_keep()
    found = token_of(law, "attorney")
    assert found.calls == {last: 2, day(law): 52}
    assert calls_lately(found, days=30) == 54


def test_they_are_shown_to_whoever_sees_the_token(db: None, api: Any, law: TestFirm) -> None:
    client = api(law, "attorney")
    client.get("cases")
    calls_keep()
    rows = {row["name"]: row for row in client.get("tokens").json()["results"]}
    assert [row["calls"] for row in rows.values() if row["calls"]] == [{day(law): 1}]
    month = today(law.attorney.time_zone).isoformat()[:7]
    parts = api(law, "owner").get("usage", {"month": month}).json()["parts"]
    figures = {each["code"]: each["number"] for part in parts for each in part["figures"]}
    assert figures["api_calls"] == 1


def test_while_valkey_is_away_calls_go_on(db: None, api: Any, law: TestFirm, settings: Any) -> None:
    settings.RATE_LIMIT_URL = "redis://127.0.0.1:1/0"
    assert api(law, "attorney").get("cases").status_code == 200
    assert calls_keep() == 0
