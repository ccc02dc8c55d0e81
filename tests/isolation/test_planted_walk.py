"""Leaks that are planted in the running application: the walk that should see each of them does.

PostgreSQL would hold most of them by itself. So its policy is taken away first, on one table: what is left is the
application's own mistake.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from cases.admin.people import ClientAdmin
from cases.api import clients as clients_api
from cases.api import correspondence as correspondence_api
from cases.models import Case, Client
from claimback.tenancy.front_door import FirmView
from claimback.tenancy.roles import capabilities_of
from claimback.tenancy.walls import CaseWall
from tests.databases import as_superuser
from tests.full import FullDatabase
from tests.isolation import test_admin, test_api, test_walls
from tests.isolation.conftest import Walk

walled = test_walls.walled  # the fixture


@contextmanager
def _altered(database: FullDatabase, done: str, undone: str) -> Iterator[None]:
    with as_superuser(database.name) as raw:
        raw.execute(done)
    try:
        yield
    finally:
        with as_superuser(database.name) as raw:
            raw.execute(undone)


@pytest.fixture
def open_clients(full_database: FullDatabase) -> Iterator[None]:
    """The table of clients without row security, in the full database, until the test is over."""
    order = "ALTER TABLE cases_client {} ROW LEVEL SECURITY"
    with _altered(full_database, order.format("DISABLE"), order.format("ENABLE")):
        yield


@pytest.fixture
def no_wall(full_database: FullDatabase) -> Iterator[None]:
    """Correspondence without its wall."""
    wall = CaseWall(name="cases_correspondence_wall")
    made = wall.policy("cases_correspondence", wall.condition("cases_correspondence"))
    with _altered(full_database, "DROP POLICY cases_correspondence_wall ON cases_correspondence", made):
        yield


def _list(inside: str) -> Any:
    return next(door for door in test_api.LISTS if door.inside == inside)


def _caught(walk: Walk, words: str) -> None:
    """The walk noted a leak that says so; it is forgotten, for here it is what was asked for."""
    found = [leak for leak in walk.leaks if words in leak]
    walk.leaks.clear()
    assert found, f"the planted leak was not seen: {words}"


def test_a_list_of_everybody_s_rows_is_seen(open_clients: None, walk: Walk, monkeypatch: Any) -> None:
    monkeypatch.setattr(clients_api, "client_list", Client._base_manager.all)
    test_api.test_lists_show_one_s_own_rows_however_they_are_asked(walk, _list("clients"))
    _caught(walk, "holds another firm's id")


def test_an_expansion_without_its_door_is_seen(walk: Walk, monkeypatch: Any) -> None:
    open_to_all = replace(
        correspondence_api.CORRESPONDENCE.expand["document"], capability="correspondence.read"
    )
    monkeypatch.setitem(correspondence_api.CORRESPONDENCE.expand, "document", open_to_all)
    asked = capabilities_of("viewer") - {"document.read"}
    monkeypatch.setattr(test_api, "capabilities_of", lambda role: asked)
    test_api.test_an_expansion_asks_for_what_its_own_door_asks(walk, _list("correspondence"))
    _caught(walk, "its own door asks document.read")


def test_suggestions_of_everybody_s_rows_are_seen(open_clients: None, walk: Walk, monkeypatch: Any) -> None:
    monkeypatch.setattr(ClientAdmin, "rows", lambda self, member: Client._base_manager.all())
    monkeypatch.setattr(
        ClientAdmin, "get_queryset", lambda self, request: Client._base_manager.order_by("pk")
    )
    test_admin.test_suggestions_name_one_s_own_rows_alone(walk, Case)
    _caught(walk, "suggests another firm's")


def test_a_write_beside_a_refusal_is_seen(walk: Walk, monkeypatch: Any) -> None:
    send = test_api._send

    def writing(*asked: Any) -> Any:
        with walk.theirs.scope():
            Client.objects.update(name="Walked over")
        return send(*asked)

    monkeypatch.setattr(test_api, "_send", writing)
    test_api.test_every_door_is_closed_to_others(walk, (_list("clients"), "GET"))
    _caught(walk, "'summit-adjusters cases_client'")


def test_a_refusal_that_another_firm_is_told_of_is_seen(walk: Walk, monkeypatch: Any) -> None:
    monkeypatch.setattr(FirmView, "_asking", lambda self: [(walk.theirs.id, walk.theirs.owner.member_id)])
    test_api.test_every_door_is_closed_to_others(walk, (_list("clients"), "GET"))
    walk.expect_told_at_home()
    walk.effects.told.clear()
    _caught(walk, "a refusal is told to another firm")


def test_a_table_without_its_wall_is_seen(no_wall: None, walled: test_walls.WalledWalk) -> None:
    test_walls.test_lists_hide_what_is_walled_however_they_are_asked(walled, _list("correspondence"))
    _caught(walled.walk, "holds")
