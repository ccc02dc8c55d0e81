"""A firm's sign-in policy, its identity providers and their domains: the only writers of these rows."""

from collections.abc import Callable, Iterable
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from claimback.accounts.selectors import second_factors
from claimback.accounts.services import sessions_end
from claimback.firms.models import Connection, SignInDomain
from claimback.firms.models.sign_in import OIDC, SAML
from claimback.firms.selectors.sign_in import connection_list, connection_lock, domain_lock
from claimback.firms.sign_in_domains import Place, domain_name, new_token, proof_line, published
from claimback.firms.sign_in_metadata import read_metadata
from claimback.kernel.clock import now
from claimback.kernel.errors import Conflict, invalid
from claimback.kernel.etag import check_version
from claimback.tenancy.member import Member
from claimback.tenancy.models import Firm
from claimback.tenancy.selectors import firm_rows

IDLE_MINUTES: Final = range(5, 721)


def sign_in_policy_set(*, actor: Member, second_factor_required: bool, idle_minutes: int) -> Firm:
    """Set what the firm asks of a session. Raises Invalid; Conflict for an actor without a second factor."""
    actor.require("firm.manage")
    if second_factor_required and not second_factors(actor.user_id):
        raise Conflict("Set up a second factor of your own first: you would lock yourself out.")
    if idle_minutes not in IDLE_MINUTES:
        raise invalid("idle_minutes", "Give 5 to 720 minutes.")
    firm = firm_rows().select_for_update().get()
    firm.second_factor_required, firm.idle_minutes = second_factor_required, idle_minutes
    firm.save(update_fields=["idle_minutes", "second_factor_required"])
    return firm


def connection_add(
    *,
    actor: Member,
    kind: str,
    name: str,
    issuer: str = "",
    client_id: str = "",
    client_secret: str = "",
    metadata: str = "",
    asks_second_factor: bool = False,
) -> Connection:
    """A new identity provider: OpenID Connect by issuer, client id and secret; SAML by the provider's metadata.

    It signs nobody in before one of its domains is verified. Raises Invalid that names the field.
    """
    actor.require("firm.manage")
    if kind == OIDC:
        fields = _oidc(issuer=issuer, client_id=client_id, client_secret=client_secret)
    elif kind == SAML:
        fields = _saml(metadata)
    else:
        raise invalid("kind", f"A connection is one of {OIDC}, {SAML}.")
    return Connection.objects.create(kind=kind, name=name, asks_second_factor=asks_second_factor, **fields)


def _oidc(*, issuer: str, client_id: str, client_secret: str) -> dict[str, Any]:
    for field, value in (("issuer", issuer), ("client_id", client_id), ("client_secret", client_secret)):
        if not value:
            raise invalid(field, "OpenID Connect needs it: the provider's console shows it.")
    allowed = ("https://", "http://") if settings.SIGN_IN_NETWORKS else ("https://",)
    if not issuer.startswith(allowed):
        raise invalid("issuer", "Give the provider's address, beginning with https://.")
    return {"issuer": issuer.rstrip("/"), "client_id": client_id, "client_secret": client_secret}


def _saml(metadata: str) -> dict[str, Any]:
    facts = read_metadata(metadata)
    return {"issuer": facts.entity_id, "sso_url": facts.sso_url, "certificate": facts.certificate}


def connection_change(
    *, actor: Member, connection_id: UUID, version: int | None, **changes: Any
) -> Connection:
    """Change name, secret, metadata or what is said of its second factor.

    Raises NotFound, PreconditionFailed, Conflict for one that has ended, Invalid for a field of the other kind.
    """
    actor.require("firm.manage")
    connection = connection_lock(connection_id)
    check_version(connection.version, version)
    if connection.ended_at is not None:
        raise Conflict("This connection has ended. Add a new one.")
    if "metadata" in changes:
        if connection.kind != SAML:
            raise invalid("metadata", "Only SAML has metadata.")
        changes |= _saml(changes.pop("metadata"))
    if "client_secret" in changes and connection.kind != OIDC:
        raise invalid("client_secret", "Only OpenID Connect has a secret.")
    connection.change(**changes)
    return connection


def connection_end(*, actor: Member, connection_id: UUID, version: int | None = None) -> Connection:
    """End a connection and every session that it opened. A second call changes nothing.

    Raises NotFound, PreconditionFailed.
    """
    actor.require("firm.manage")
    connection = connection_lock(connection_id)
    check_version(connection.version, version)
    if connection.ended_at is None:
        connection.change(ended_at=now())
        sessions_end(connection=connection.provider_id)
    return connection


def domain_add(*, actor: Member, connection_id: UUID, domain: str) -> SignInDomain:
    """A domain for a connection to speak for, not yet verified. Raises Invalid, Conflict for one already there."""
    actor.require("firm.manage")
    connection = connection_list().filter(id=connection_id, ended_at=None).first()
    if connection is None:
        raise invalid("connection_id", "There is no such connection.", code="unknown_reference")
    try:
        with transaction.atomic():
            return SignInDomain.objects.create(
                connection=connection, domain=domain_name(domain), token=new_token()
            )
    except IntegrityError:
        raise Conflict("This domain is there already. End it first to move it.") from None


def domain_verify(
    *,
    actor: Member,
    domain_id: UUID,
    version: int | None = None,
    look: Callable[[str], Iterable[Place]] = published,
) -> SignInDomain:
    """Look whether the domain publishes its proof. Raises NotFound, PreconditionFailed, Conflict with the remedy."""
    actor.require("firm.manage")
    row = domain_lock(domain_id)
    check_version(row.version, version)
    if row.ended_at is not None:
        raise Conflict("This domain was given up. Add it again.")
    if row.verified_at is None:
        _seek(proof_line(row.token), look(row.domain))
        row.change(verified_at=now())
    return row


def _seek(proof: str, places: Iterable[Place]) -> None:
    """Look from place to place for a line. Raises Conflict that says of each why it is no proof."""
    failed = []
    for place in places:
        if proof in (line.strip() for line in place.lines):
            return
        failed.append(place.failed)
    remedy = f"Publish the line {proof} at one of them, then verify again."
    raise Conflict(" ".join([*failed, remedy]), code="proof_not_found")


def domain_end(*, actor: Member, domain_id: UUID, version: int | None = None) -> SignInDomain:
    """Give a domain up: its connection no longer speaks for it. Raises NotFound, PreconditionFailed."""
    actor.require("firm.manage")
    row = domain_lock(domain_id)
    check_version(row.version, version)
    if row.ended_at is None:
        row.change(ended_at=now())
        connection = connection_list().get(id=row.connection_id)
        sessions_end(connection=connection.provider_id)
    return row
