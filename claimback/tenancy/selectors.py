"""Reading firms, members, roles, licences and tokens."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from claimback.kernel.clock import now
from claimback.kernel.errors import NotFound
from claimback.tenancy.member import Member
from claimback.tenancy.models import Firm, Licence, Membership, Role, Token
from claimback.tenancy.roles import CLIENT, OWNER
from claimback.tenancy.scope import current_firm_id


def firm_rows() -> QuerySet[Firm]:
    """The one firm whose scope is open, as rows."""
    return Firm.objects.filter(id=current_firm_id())


def firm_get() -> Firm:
    """The firm whose scope is open."""
    return firm_rows().get()


def member_list() -> QuerySet[Membership]:
    """The firm's members, those who have left among them."""
    return Membership.objects.all()


def member_get(member_id: UUID) -> Membership:
    """One member, with the user. Raises NotFound."""
    found = Membership.objects.select_related("user").filter(id=member_id).first()
    if found is None:
        raise NotFound
    return found


def present() -> QuerySet[Membership]:
    """Members who may come in now: not ended, not run out, and with a user who may sign in."""
    in_time = Q(until=None) | Q(until__gt=now())
    return member_list().filter(in_time, ended_at=None, user__is_active=True)


def colleagues() -> QuerySet[Membership]:
    """Members who do the firm's work: neither its clients nor persons from support."""
    return present().filter(support=False).exclude(role=CLIENT)


def full_owners() -> QuerySet[Membership]:
    """Owners with all that an owner may do, for good. A firm always has one."""
    return colleagues().filter(role=OWNER, own_role=None, until=None)


def is_away(member: Membership, on: date) -> bool:
    """Whether the member is on leave that day. Both its ends count."""
    return (
        member.away_from is not None
        and member.away_until is not None
        and member.away_from <= on <= member.away_until
    )


def role_list() -> QuerySet[Role]:
    """The firm's own roles, those that ended among them."""
    return Role.objects.all()


def licence_list() -> QuerySet[Licence]:
    """Licences of the firm's members."""
    return Licence.objects.all()


def tokens_named(digests: Iterable[bytes]) -> QuerySet[Token]:
    """The tokens of which these are kept, whoever's they are."""
    return Token.objects.filter(digest__in=list(digests))


def token_list(actor: Member) -> QuerySet[Token]:
    """The firm's tokens for whoever manages its members, else the actor's own."""
    tokens = Token.objects.all()
    return tokens if actor.may("member.manage") else tokens.filter(member_id=actor.member_id)


def tokens_of(member_id: UUID) -> QuerySet[Token]:
    """One member's tokens."""
    return Token.objects.filter(member_id=member_id)


def firms_of(user_id: UUID) -> list[tuple[UUID, str, str]]:
    """The firms of a user: id, slug, name. The one question that is asked outside any firm's scope."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT firm_id, slug, name FROM scanner.firms_of_user(%s)", [user_id])
        return [(firm_id, slug, name) for firm_id, slug, name in cursor.fetchall()]
