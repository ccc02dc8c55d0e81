"""Signs of life of what runs by itself."""

from claimback.kernel.clock import now
from claimback.notify.models import Heartbeat


def heartbeat_record(*, name: str) -> None:
    """Note that the sweep `name` has run just now."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name, at=now())],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["at"],
    )
