"""Reading signs of life."""

from datetime import datetime

from claimback.notify.models import Heartbeat


def heartbeat_last(name: str) -> datetime | None:
    """When the sweep `name` last ran, or None if it never did."""
    return Heartbeat.objects.filter(name=name).values_list("at", flat=True).first()
