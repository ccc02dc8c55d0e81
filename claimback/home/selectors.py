"""Reading what was counted: the one door to it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from claimback.audit.selectors import seal_list
from claimback.home.figures import Figures, restored
from claimback.home.models import Tally
from claimback.kernel.clock import now
from claimback.tenancy.member import Member

BEHIND: Final = timedelta(hours=2)
"""What is older than this though something has changed since was not counted in time."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The figures that a member may see, when they were counted, and whether the counting is behind."""

    figures: Figures
    at: datetime
    behind: bool


def tally_list() -> QuerySet[Tally]:
    """What was counted, for all and for each who is behind a wall."""
    return Tally.objects.all()


def counted_for(member: Member) -> Counted | None:
    """The figures of all cases that the member may see; None until they are counted. One statement.

    Of the whole firm where nothing is kept from the member: row security hides that from everybody else.
    """
    later = seal_list().filter(firm_id=OuterRef("firm_id"), number__gt=OuterRef("counted_until"))
    rows = tally_list().filter(Q(member=None) | Q(member_id=member.member_id))
    found = rows.annotate(changed=Exists(later)).order_by(F("member_id").asc(nulls_first=True)).first()
    if found is None:
        return None
    behind = found.changed and now() - found.counted_at > BEHIND
    return Counted(restored(found.figures), found.counted_at, behind)
