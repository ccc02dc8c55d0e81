"""Reading signs of life and the addresses that do not take mail."""

from datetime import datetime

from django.db.models import QuerySet

from claimback.notify.models import Heartbeat, RefusedAddress


def heartbeat_last(name: str) -> datetime | None:
    """When the sweep `name` last ran, or None if it never did."""
    return Heartbeat.objects.filter(name=name).values_list("at", flat=True).first()


def heartbeat_all() -> dict[str, datetime]:
    """When each sweep that gives signs of life last ran, by its name."""
    return dict(Heartbeat.objects.filter(name__contains=".sweep").values_list("name", "at"))


def refused_address_list() -> QuerySet[RefusedAddress]:
    """Addresses to which mail did not get through, those that were lifted among them."""
    return RefusedAddress.objects.all()


def refused_addresses() -> set[str]:
    """The addresses to which nothing is sent now, in small letters."""
    return set(refused_address_list().filter(lifted_at=None).values_list("address", flat=True))
