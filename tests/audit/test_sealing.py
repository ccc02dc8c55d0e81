"""A transaction's entries are sealed together, whatever it did before it ended: one chain per firm, none left out."""

from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from cases.models import Client
from claimback.audit.chain import chain_links
from claimback.audit.models import Entry, Seal
from claimback.audit.verify import verify_chain
from claimback.kernel.clock import now
from claimback.tenancy.scope import firm_scope
from tests.firms import TestFirm


def named(prefix: str, count: int) -> list[Client]:
    return [Client(name=f"{prefix} {number}") for number in range(count)]


def seal_now() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def assert_whole(firm: TestFirm, clients: dict[str, int]) -> list[Any]:
    """Every entry has its seal, in the order in which it was made, and there are as many as said; returns the names."""
    with firm.scope():
        assert verify_chain(chain_links()).problems == []
        made = list(Entry.objects.filter(table="cases_client").order_by("at", "id"))
        numbers = dict(Seal.objects.values_list("id", "number"))
        assert len(numbers) == Entry.objects.count()
    names = [entry.after["name"] for entry in made if entry.operation == "insert" and entry.after]
    for prefix, count in clients.items():
        assert sum(name.startswith(f"{prefix} ") for name in names) == count
    order = [numbers[entry.id] for entry in made]
    assert order == sorted(order)
    return made


def test_many_statements_and_savepoints_in_one_transaction(committed_db: str, law: TestFirm) -> None:
    with law.scope():
        Client.objects.bulk_create(named("First", 20))
        with transaction.atomic():
            Client.objects.bulk_create(named("Undone", 20))
            seal_now()
            transaction.set_rollback(True)
        Client.objects.bulk_create(named("Second", 20))
        seal_now()
        Client.objects.bulk_create(named("Third", 20))
        Client.objects.filter(name="Third 3").update(name="Third 3 of 20")
        Client.objects.create(name="Last 1")
    made = assert_whole(law, {"First": 20, "Undone": 0, "Second": 20, "Third": 20, "Last": 1})
    assert [entry.operation for entry in made].count("update") == 1
    assert {entry.after["ssn"] for entry in made if entry.operation == "insert"} == {None}


def test_firms_in_turn_in_one_transaction(committed_db: str, law: TestFirm, adjusters: TestFirm) -> None:
    with transaction.atomic():
        for turn in ("First", "Second"):
            for firm in (law, adjusters):
                with firm_scope(firm.id, act="test"):
                    Client.objects.bulk_create(named(turn, 5))
    for firm in (law, adjusters):
        assert_whole(firm, {"First": 5, "Second": 5})


def test_the_application_cannot_leave_an_entry_unsealed(committed_db: str, law: TestFirm) -> None:
    with law.scope(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('claimback.sealed', '100', true)")
        Client.objects.bulk_create(named("Hidden", 3))
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Entry.objects.create(at=now(), table="cases_client", row_id=law.id, operation="read", leads=False)
    assert_whole(law, {"Hidden": 3})
