"""Opening firms: the only writer of a firm's row when it begins."""

from zoneinfo import available_timezones

from django.db import IntegrityError

from claimback.accounts.models import User
from claimback.kernel.errors import Conflict, invalid
from claimback.kernel.ids import new_id
from claimback.tenancy.member import Member
from claimback.tenancy.models import FIRM_KINDS, Firm, Membership
from claimback.tenancy.roles import OWNER
from claimback.tenancy.scope import firm_scope
from claimback.tenancy.services.members import member_of


def firm_open(
    *,
    slug: str,
    name: str,
    kind: str,
    owner: User,
    docket_email: str,
    time_zone: str = "America/New_York",
    address: str = "",
    phone: str = "",
) -> tuple[Firm, Member]:
    """A new firm with its first owner. Raises Conflict if the slug is taken, Invalid for a field."""
    if kind not in FIRM_KINDS:
        raise invalid("kind", f"A firm is one of {', '.join(FIRM_KINDS)}.")
    if time_zone not in available_timezones():
        raise invalid("time_zone", "Give an IANA time zone, such as America/Chicago.")
    firm_id = new_id()
    try:
        with firm_scope(firm_id, act="firm.open"):
            firm = Firm.objects.create(
                id=firm_id,
                slug=slug,
                name=name,
                kind=kind,
                docket_email=docket_email,
                time_zone=time_zone,
                address=address,
                phone=phone,
            )
            membership = Membership.objects.create(user=owner, role=OWNER)
            return firm, member_of(membership, firm)
    except IntegrityError:
        raise Conflict("This slug is taken. Choose another.") from None
