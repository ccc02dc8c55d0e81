"""Reading firms, members and tokens."""

from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from claimback.kernel.errors import NotFound
from claimback.tenancy.member import Member
from claimback.tenancy.models import Firm, Membership, Token
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


def token_list(actor: Member) -> QuerySet[Token]:
    """The actor's own tokens."""
    return Token.objects.filter(member_id=actor.member_id)


def token_lock(actor: Member, token_id: UUID) -> Token:
    """A token of the actor's own, its row locked until the end of the transaction. Raises NotFound."""
    found = token_list(actor).select_for_update().filter(id=token_id).first()
    if found is None:
        raise NotFound
    return found


def firms_of(user_id: UUID) -> list[tuple[UUID, str, str]]:
    """The firms of a user: id, slug, name. The one question that is asked outside any firm's scope."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT firm_id, slug, name FROM scanner.firms_of_user(%s)", [user_id])
        return [(firm_id, slug, name) for firm_id, slug, name in cursor.fetchall()]
