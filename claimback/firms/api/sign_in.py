"""A firm's sign-in policy, identity providers and domains over HTTP. Every change wants a fresh proof of who asks."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claimback.firms.models import Connection, SignInDomain
from claimback.firms.models.sign_in import CONNECTION_KINDS
from claimback.firms.selectors.sign_in import connection_list, domain_list
from claimback.firms.services import sign_in as services
from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Listing
from claimback.tenancy.front_door import FirmView
from claimback.tenancy.models import Firm
from claimback.tenancy.selectors import firm_get

GRAVE = frozenset({"POST", "PATCH"})


class SignInPolicySerializer(serializers.ModelSerializer[Firm]):
    """What the firm asks of a session."""

    second_factor_required = serializers.BooleanField()
    idle_minutes = serializers.IntegerField(
        min_value=services.IDLE_MINUTES.start, max_value=services.IDLE_MINUTES.stop - 1
    )

    class Meta:
        model = Firm
        fields = ["second_factor_required", "idle_minutes"]


class ConnectionSerializer(serializers.ModelSerializer[Connection]):
    """An identity provider, without its secret."""

    sso_url = serializers.CharField()

    class Meta:
        model = Connection
        fields = [
            "id",
            "name",
            "kind",
            "issuer",
            "client_id",
            "sso_url",
            "asks_second_factor",
            "ended_at",
            "version",
            "created_at",
        ]


class ConnectionChange(serializers.Serializer[Connection]):
    """What may change of an identity provider."""

    name = serializers.CharField(max_length=60)
    client_secret = serializers.CharField(max_length=200, required=False)
    metadata = serializers.CharField(max_length=100_000, required=False, help_text="SAML's, as XML.")
    asks_second_factor = serializers.BooleanField(required=False)


class ConnectionInput(ConnectionChange):
    """A new identity provider."""

    kind = serializers.ChoiceField(list(CONNECTION_KINDS))
    issuer = serializers.CharField(max_length=300, required=False)
    client_id = serializers.CharField(max_length=200, required=False)


class SignInDomainSerializer(serializers.ModelSerializer[SignInDomain]):
    """A domain, with the token that it is to publish."""

    connection_id = serializers.UUIDField()

    class Meta:
        model = SignInDomain
        fields = [
            "id",
            "connection_id",
            "domain",
            "token",
            "verified_at",
            "ended_at",
            "version",
            "created_at",
        ]


class SignInDomainInput(serializers.Serializer[SignInDomain]):
    """A domain for a connection to speak for."""

    connection_id = serializers.UUIDField()
    domain = serializers.CharField(max_length=253)


CONNECTIONS = Listing(serializer=ConnectionSerializer, orderings=["-created_at"])
DOMAINS = Listing(serializer=SignInDomainSerializer, orderings=["-created_at"])


class SignInPolicyView(FirmView):
    """The firm's sign-in policy."""

    capabilities = {"GET": "firm.read", "POST": "firm.manage"}
    reauthenticate = GRAVE

    @openapi.computes("sign_in_policy_get", SignInPolicySerializer, summary="Read the sign-in policy")
    def get(self, request: Request) -> Response:
        """What the firm asks of a session."""
        return Response(SignInPolicySerializer(firm_get()).data)

    @openapi.creates(
        "sign_in_policy_set", SignInPolicySerializer, SignInPolicySerializer, summary="Set the sign-in policy"
    )
    def post(self, request: Request) -> Response:
        """Set the policy whole."""
        firm = services.sign_in_policy_set(actor=self.member, **self.parse(SignInPolicySerializer))
        return Response(SignInPolicySerializer(firm).data, status=201)


class ConnectionListView(FirmView):
    """The firm's identity providers."""

    capabilities = {"GET": "firm.manage", "POST": "firm.manage"}
    reauthenticate = GRAVE

    @openapi.lists("connection", CONNECTIONS, summary="List identity providers")
    def get(self, request: Request) -> Response:
        """A page of connections."""
        return self.page(CONNECTIONS, connection_list())

    @openapi.creates(
        "connection_add", ConnectionInput, ConnectionSerializer, summary="Add an identity provider"
    )
    def post(self, request: Request) -> Response:
        """Add a connection. It signs nobody in before a domain of it is verified."""
        made = services.connection_add(actor=self.member, **self.parse(ConnectionInput))
        return self.one(CONNECTIONS, connection_list(), made.id, status=201)


class ConnectionView(FirmView):
    """One identity provider."""

    capabilities = {"GET": "firm.manage", "PATCH": "firm.manage"}
    reauthenticate = GRAVE

    @openapi.reads("connection", CONNECTIONS, summary="Read an identity provider")
    def get(self, request: Request, id: UUID) -> Response:
        """One connection."""
        return self.one(CONNECTIONS, connection_list(), id)

    @openapi.changes(
        "connection_change", ConnectionChange, ConnectionSerializer, summary="Change an identity provider"
    )
    def patch(self, request: Request, id: UUID) -> Response:
        """Change a connection's name, secret or metadata."""
        changes: dict[str, Any] = self.parse(ConnectionChange, partial=True)
        services.connection_change(
            actor=self.member, connection_id=id, version=expected_version(request), **changes
        )
        return self.one(CONNECTIONS, connection_list(), id)


class ConnectionEndView(FirmView):
    """The end of a connection."""

    capabilities = {"POST": "firm.manage"}
    reauthenticate = GRAVE

    @openapi.acts("connection_end", None, ConnectionSerializer, summary="End an identity provider")
    def post(self, request: Request, id: UUID) -> Response:
        """End it, and every session that it opened."""
        services.connection_end(actor=self.member, connection_id=id, version=expected_version(request))
        return self.one(CONNECTIONS, connection_list(), id)


class SignInDomainListView(FirmView):
    """The domains for which the firm's identity providers may speak."""

    capabilities = {"GET": "firm.manage", "POST": "firm.manage"}
    reauthenticate = GRAVE

    @openapi.lists("sign_in_domain", DOMAINS, summary="List sign-in domains")
    def get(self, request: Request) -> Response:
        """A page of domains."""
        return self.page(DOMAINS, domain_list())

    @openapi.creates(
        "sign_in_domain_add", SignInDomainInput, SignInDomainSerializer, summary="Add a sign-in domain"
    )
    def post(self, request: Request) -> Response:
        """Add a domain. It counts once it publishes `claimback-verification=<token>` and is verified: as a TXT record
        of `_claimback-challenge.<domain>`, or in `https://<domain>/.well-known/claimback-verification.txt`.
        """
        made = services.domain_add(actor=self.member, **self.parse(SignInDomainInput))
        return self.one(DOMAINS, domain_list(), made.id, status=201)


class SignInDomainView(FirmView):
    """One domain."""

    capabilities = {"GET": "firm.manage"}

    @openapi.reads("sign_in_domain", DOMAINS, summary="Read a sign-in domain")
    def get(self, request: Request, id: UUID) -> Response:
        """One domain."""
        return self.one(DOMAINS, domain_list(), id)


class SignInDomainVerifyView(FirmView):
    """The proof that a domain is the firm's."""

    capabilities = {"POST": "firm.manage"}
    reauthenticate = GRAVE

    @openapi.acts("sign_in_domain_verify", None, SignInDomainSerializer, summary="Verify a sign-in domain")
    def post(self, request: Request, id: UUID) -> Response:
        """Look for the line with the domain's token: at the TXT record, then in the file. Either is proof."""
        services.domain_verify(actor=self.member, domain_id=id, version=expected_version(request))
        return self.one(DOMAINS, domain_list(), id)


class SignInDomainEndView(FirmView):
    """The end of a domain."""

    capabilities = {"POST": "firm.manage"}
    reauthenticate = GRAVE

    @openapi.acts("sign_in_domain_end", None, SignInDomainSerializer, summary="Give a sign-in domain up")
    def post(self, request: Request, id: UUID) -> Response:
        """Its connection no longer speaks for it."""
        services.domain_end(actor=self.member, domain_id=id, version=expected_version(request))
        return self.one(DOMAINS, domain_list(), id)
