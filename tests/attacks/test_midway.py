"""What a member may is settled when they enter: what ends while their request is under way ends with the next one."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from typing import Any

import pytest
from django.db import connection

from cases.api import clients as clients_api
from cases.models import Client
from cases.services.clients import client_add
from claimback.kernel.clock import now
from claimback.tenancy.models import Membership, Token
from tests.attacks.noted import said
from tests.client import firm_client
from tests.firms import TestFirm


def _ended(firm: TestFirm) -> None:
    Membership.objects.filter(id=firm.attorney.member_id).update(ended_at=now())


def _revoked(firm: TestFirm) -> None:
    Token.objects.filter(member_id=firm.attorney.member_id).update(revoked_at=now())


@contextmanager
def _held(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Event, Event]]:
    """A request that adds a client waits, inside its transaction: it says that it is there, and waits to go on."""
    there, go_on = Event(), Event()
    add = client_add

    def waiting(**values: Any) -> Any:
        there.set()
        assert go_on.wait(20)
        return add(**values)

    monkeypatch.setattr(clients_api, "client_add", waiting)
    try:
        yield there, go_on
    finally:
        go_on.set()


def _post(firm: TestFirm, name: str) -> Any:
    try:
        return firm_client(firm).post("clients", {"name": name})
    finally:
        connection.close()


@pytest.mark.parametrize("end", [_ended, _revoked])
def test_a_request_that_was_let_in_is_finished_and_the_next_is_refused(
    committed_db: str, law: TestFirm, monkeypatch: pytest.MonkeyPatch, end: Callable[[TestFirm], None]
) -> None:
    assert _post(law, "Before").status_code == 201  # and its token's use is noted for this hour
    with _held(monkeypatch) as (there, go_on), ThreadPoolExecutor(1) as pool:
        under_way = pool.submit(_post, law, "Under way")
        assert there.wait(20)
        with law.scope(law.owner):  # on a connection of its own, and committed while the other waits
            end(law)
        assert firm_client(law).get("clients").status_code == 401
        go_on.set()
        assert under_way.result(20).status_code == 201
    assert _post(law, "After").status_code == 401
    with law.scope():
        assert set(Client.objects.values_list("name", flat=True)) == {"Before", "Under way"}
    assert said(law) == [("door", "not_signed_in", law.attorney.member_id)] * 2
