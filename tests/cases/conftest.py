"""A client, an insurer and a case to work on."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from cases.models import Case, Client, Insurer
from cases.services.cases import case_open
from cases.services.clients import client_add
from cases.services.insurers import insurer_add
from claimback.tenancy.member import Member
from tests.firms import TestFirm

LOSS = date(2026, 3, 2)


def open_case(actor: Member, client: Client, insurer: Insurer, **values: Any) -> Case:
    """A health case under an insured ERISA plan in Texas, unless `values` say otherwise."""
    usual: dict[str, Any] = {
        "title": "Infusion denied",
        "line_of_business": "health",
        "plan_type": "erisa_insured",
        "jurisdiction": "TX",
        "loss_date": LOSS,
    }
    return case_open(actor=actor, client_id=client.id, insurer_id=insurer.id, **usual | values)


@pytest.fixture
def insured(in_law: TestFirm) -> Client:
    """A client of the law firm; its scope is open."""
    return client_add(actor=in_law.attorney, name="Ada Quill", time_zone="America/Denver")


@pytest.fixture
def insurer(in_law: TestFirm) -> Insurer:
    """An insurer that the law firm knows."""
    return insurer_add(actor=in_law.attorney, name="Northfield Mutual")


@pytest.fixture
def opened(in_law: TestFirm, insured: Client, insurer: Insurer) -> Callable[..., Case]:
    """`opened(**values)` opens a case of the client."""
    return lambda **values: open_case(in_law.attorney, insured, insurer, **values)


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The events that are published, in order, instead of being handled."""
    from claimback.kernel import events

    seen: list[object] = []

    class Everything(dict[type, Any]):
        def get(self, key: Any, default: Any = None) -> Any:
            return (seen.append,)

    monkeypatch.setattr(events, "_table", Everything)
    return seen
