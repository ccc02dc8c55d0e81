"""Reading a firm's identity providers and domains. Two questions are asked before any firm's scope is open."""

from uuid import UUID

from django.db import connection as database
from django.db.models import QuerySet

from claimback.firms.models import Connection, SignInDomain
from claimback.kernel.errors import NotFound
from claimback.tenancy.models import Membership
from claimback.vault.fields import sealed_fields
from claimback.vault.rows import opened
from claimback.vault.services.keys import opening_keys


def connection_list() -> QuerySet[Connection]:
    """The firm's connections, ended ones among them."""
    return Connection.objects.all()


def living_connection(connection_id: UUID) -> Connection | None:
    """A connection that has not ended."""
    return connection_list().filter(id=connection_id, ended_at=None).first()


def client_secret(connection: Connection) -> str:
    """The secret by which we are known to the provider; empty for SAML, which has none. Inside the firm's scope.

    It is used and shown to nobody, so that it leaves no trace of an opening.
    """
    if connection.client_secret is None:
        return ""
    return str(opened(connection, sealed_fields(Connection)["client_secret"], opening_keys()))


def connection_lock(connection_id: UUID) -> Connection:
    """One connection, its row locked until the end of the transaction. Raises NotFound."""
    found = connection_list().select_for_update().filter(id=connection_id).first()
    if found is None:
        raise NotFound
    return found


def domain_list() -> QuerySet[SignInDomain]:
    """The firm's domains, proven or not, given up ones among them."""
    return SignInDomain.objects.all()


def domain_lock(domain_id: UUID) -> SignInDomain:
    """One domain, its row locked until the end of the transaction. Raises NotFound."""
    found = domain_list().select_for_update().select_related(None).filter(id=domain_id).first()
    if found is None:
        raise NotFound
    return found


def verified_domains(connection_id: UUID) -> set[str]:
    """The domains for whose addresses this connection may speak."""
    rows = domain_list().filter(connection_id=connection_id, verified_at__isnull=False, ended_at=None)
    return set(rows.values_list("domain", flat=True))


def member_user(email: str) -> UUID | None:
    """The id of the user with this e-mail address, if they are a member of the firm now."""
    rows = Membership.objects.filter(user__email=email.lower(), user__is_active=True, ended_at=None)
    return rows.values_list("user_id", flat=True).first()


def connections_of_domain(domain: str) -> list[tuple[UUID, UUID, str]]:
    """Firm, connection and its name, for each that may speak for this domain. Asked outside any scope."""
    with database.cursor() as cursor:
        cursor.execute("SELECT firm_id, connection_id, name FROM scanner.connections_of_domain(%s)", [domain])
        return [(firm_id, connection_id, name) for firm_id, connection_id, name in cursor.fetchall()]
