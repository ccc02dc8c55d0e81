"""An export of the cases that one may see, made."""

from claimback.exports.models import MADE, Export
from claimback.kernel.clock import now
from claimback.tenancy.member import Member


def populate_exports(*actors: Member) -> None:
    """One for each of these, and one more that waits."""
    for actor in actors:
        at = now()
        Export.objects.create(
            path="cases",
            format="csv",
            member_id=actor.member_id,
            capabilities=sorted(actor.capabilities),
            state=MADE,
            rows=2,
            rows_done=2,
            size=10,
            key=f"firms/{actor.firm_id}/exports/none/none",
            made_at=at,
            expires_at=at.replace(year=at.year + 1),
        )
        Export.objects.create(
            path="clients", format="xlsx", member_id=actor.member_id, capabilities=sorted(actor.capabilities)
        )
