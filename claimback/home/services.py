"""Counting a firm: the only writer of tallies."""

import time
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db.models import Max

from claimback.audit.selectors import seal_list
from claimback.home.counting import counted
from claimback.home.figures import Figures, stored
from claimback.home.models import Tally
from claimback.home.selectors import tally_list
from claimback.kernel.clock import now
from claimback.tenancy.selectors import member_list

SHARE: Final = 100
"""A firm is counted again after a hundred times what it took: it costs a hundredth of one worker, however large."""
SOONEST, LATEST = timedelta(minutes=1), timedelta(hours=1)


def tallies_make() -> None:
    """Count the firm whose scope is open: once over all of it, and over the few cases behind each member's walls.

    What a member behind a wall may see is the whole less those, exactly. No member's own scope may be open.
    """
    began = time.monotonic()
    until = seal_list().aggregate(last=Max("number"))["last"] or 0
    at, whole = now(), counted()
    made: dict[UUID | None, tuple[list[UUID], Figures]] = {None: ([], whole)}
    for member in member_list().filter(ended_at=None).exclude(walled_cases=[]).order_by("id"):
        walled = sorted(member.walled_cases)
        made[member.id] = walled, whole.without(counted(walled))
    rest = min(max(timedelta(seconds=(time.monotonic() - began) * SHARE), SOONEST), LATEST)
    for member_id, (walled, figures) in made.items():
        values = {"without_cases": walled, "figures": stored(figures), "counted_until": until}
        Tally.objects.update_or_create(
            member_id=member_id, defaults={**values, "counted_at": at, "due_at": at + rest}
        )
    tally_list().filter(member_id__isnull=False).exclude(member_id__in=[id for id in made if id]).delete()
