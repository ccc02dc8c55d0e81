"""Rows in number, for tests that need many and do not care which. What matters to a test it makes by the services."""

from datetime import date, timedelta
from typing import Any

from factory.declarations import Sequence, SubFactory
from factory.django import DjangoModelFactory

from cases.models import Case, Client, Insurer

DAY = date(2026, 1, 5)


class ClientFactory(DjangoModelFactory[Client]):
    """A client of the firm whose scope is open."""

    class Meta:
        model = Client

    name = Sequence(lambda n: f"Client {n:04}")


class InsurerFactory(DjangoModelFactory[Insurer]):
    """An insurer that the firm knows."""

    class Meta:
        model = Insurer

    name = Sequence(lambda n: f"Insurer {n:04}")


class CaseFactory(DjangoModelFactory[Case]):
    """A case; every third is due on the same day as its neighbours, every seventh has no date."""

    class Meta:
        model = Case

    client: Any = SubFactory(ClientFactory)
    insurer: Any = SubFactory(InsurerFactory)
    number = Sequence(lambda n: f"F-{n:05}")
    title = Sequence(lambda n: f"Case {n}")
    line_of_business = "health"
    plan_type = "erisa_insured"
    jurisdiction = "TX"
    time_zone = "America/Chicago"
    opened_on = Sequence(lambda n: DAY + timedelta(days=n % 5))
    next_deadline_on = Sequence(lambda n: date.max if n % 7 == 0 else DAY + timedelta(days=n // 3))
