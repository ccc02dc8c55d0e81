"""Policies and their provisions over HTTP."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.api.clients import CLIENTS
from cases.api.fields import JurisdictionField
from cases.api.insurers import INSURERS
from cases.models import Policy, Provision
from cases.models.policy import PROVISION_KINDS
from cases.selectors import client_list, insurer_list, policy_list, provision_list
from cases.services import policies as services
from cases.vocabulary import LINES_OF_BUSINESS
from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Expansion, Filter, Listing
from claimback.tenancy.front_door import FirmView
from claimback.vault.api import BlindIndexFilter, MaskedField, RevealView, reveal_input, reveals

_POLICY = [
    "insurer_id",
    "administrator_id",
    "name",
    "number",
    "group_number",
    "member_number",
    "line_of_business",
    "plan_type",
    "jurisdiction",
    "appeal_levels",
    "effective_from",
    "effective_to",
]
_SEALED = ["number", "group_number", "member_number"]
_PROVISION = ["label", "kind", "quote", "page", "document_id", "start", "end", "endorsement_id"]


class PolicySerializer(serializers.ModelSerializer[Policy]):
    """A policy as it is read."""

    client_id = serializers.UUIDField()
    client_name = serializers.CharField(source="client.name")
    insurer_id = serializers.UUIDField()
    insurer_name = serializers.CharField(source="insurer.name")
    administrator_id = serializers.UUIDField(allow_null=True)
    number = MaskedField()
    group_number = MaskedField()
    member_number = MaskedField()
    client = CLIENTS.serializer(required=False)
    insurer = INSURERS.serializer(required=False)

    class Meta:
        model = Policy
        fields = [
            "id",
            "client_id",
            "client_name",
            "insurer_name",
            *_POLICY,
            "version",
            "created_at",
            "updated_at",
            "client",
            "insurer",
        ]


class PolicyInput(serializers.ModelSerializer[Policy]):
    """A policy as it is changed. Whose it is stays. Numbers are written in full; empty takes one away."""

    number = serializers.CharField(required=False, allow_blank=True, max_length=80)
    group_number = serializers.CharField(required=False, allow_blank=True, max_length=80)
    member_number = serializers.CharField(required=False, allow_blank=True, max_length=80)
    insurer_id = serializers.UUIDField()
    administrator_id = serializers.UUIDField(required=False, allow_null=True)
    jurisdiction = JurisdictionField()

    class Meta:
        model = Policy
        fields = _POLICY


class PolicyAddInput(PolicyInput):
    """A new policy."""

    client_id = serializers.UUIDField()

    class Meta(PolicyInput.Meta):
        fields = ["client_id", *_POLICY]


PolicyRevealInput = reveal_input("PolicyRevealInput", _SEALED)


class PolicyNumbers(serializers.Serializer[Any]):
    """Numbers of a policy in full: those that were asked for."""

    number = serializers.CharField(required=False, allow_null=True)
    group_number = serializers.CharField(required=False, allow_null=True)
    member_number = serializers.CharField(required=False, allow_null=True)


class ProvisionSerializer(serializers.ModelSerializer[Provision]):
    """A passage as it is read."""

    policy_id = serializers.UUIDField()
    document_id = serializers.UUIDField(allow_null=True)
    endorsement_id = serializers.UUIDField(allow_null=True)

    class Meta:
        model = Provision
        fields = ["id", "policy_id", *_PROVISION, "quote_check", "version", "created_at", "updated_at"]


class ProvisionInput(serializers.ModelSerializer[Provision]):
    """A passage as it is changed. `start` and `end` are the quote's span in the text of its page."""

    document_id = serializers.UUIDField(
        required=False,
        allow_null=True,
        help_text="The document of a case of the same client that it stands in.",
    )
    endorsement_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="The form of the same policy that it stands in."
    )

    class Meta:
        model = Provision
        fields = _PROVISION


class ProvisionAddInput(ProvisionInput):
    """A new passage."""

    policy_id = serializers.UUIDField()

    class Meta(ProvisionInput.Meta):
        fields = ["policy_id", *_PROVISION]


POLICIES = Listing(
    serializer=PolicySerializer,
    orderings=["id"],
    filters={
        "client_id": Filter("client_id", serializers.UUIDField(), "Whose policy."),
        "insurer_id": Filter("insurer_id", serializers.UUIDField(), "Who insures."),
        "line_of_business": Filter(
            "line_of_business", serializers.ChoiceField(list(LINES_OF_BUSINESS)), "The line of business."
        ),
        "number": Filter(
            "number_index__in",
            BlindIndexFilter(Policy, "number"),
            "The policy's number, whole; spaces, dashes and case do not count.",
        ),
        "member_number": Filter(
            "member_number_index__in",
            BlindIndexFilter(Policy, "member_number"),
            "The member's number, whole; spaces, dashes and case do not count.",
        ),
    },
    search=["name"],
    expand={
        "client": Expansion("client_id", CLIENTS, client_list, "client.read"),
        "insurer": Expansion("insurer_id", INSURERS, insurer_list, "insurer.read"),
    },
)
PROVISIONS = Listing(
    serializer=ProvisionSerializer,
    orderings=["id"],
    filters={
        "policy_id": Filter("policy_id", serializers.UUIDField(), "Of which policy."),
        "kind": Filter("kind", serializers.ChoiceField(list(PROVISION_KINDS)), "What it does."),
    },
    search=["label", "quote"],
)


class PolicyListView(FirmView):
    """Policies and plans of clients."""

    capabilities = {"GET": "policy.read", "POST": "policy.write"}

    @openapi.lists("policy", POLICIES, summary="List policies")
    def get(self, request: Request) -> Response:
        """A page of policies."""
        return self.page(POLICIES, policy_list())

    @openapi.creates("policy_add", PolicyAddInput, PolicySerializer, summary="Add a policy")
    def post(self, request: Request) -> Response:
        """Add a policy."""
        policy = services.policy_add(actor=self.member, **self.parse(PolicyAddInput))
        return self.one(POLICIES, policy_list(), policy.id, status=201)


class PolicyView(FirmView):
    """One policy."""

    capabilities = {"GET": "policy.read", "PATCH": "policy.write"}

    @openapi.reads("policy", POLICIES, summary="Read a policy")
    def get(self, request: Request, id: UUID) -> Response:
        """One policy."""
        return self.one(POLICIES, policy_list(), id)

    @openapi.changes("policy_change", PolicyInput, PolicySerializer, summary="Change a policy")
    def patch(self, request: Request, id: UUID) -> Response:
        """Change fields of a policy."""
        changes = self.parse(PolicyInput, partial=True)
        version = expected_version(request)
        services.policy_change(actor=self.member, policy_id=id, version=version, **changes)
        return self.one(POLICIES, policy_list(), id)


class PolicyRevealView(RevealView):
    """Numbers of a policy in full."""

    @reveals("policy_reveal", PolicyRevealInput, PolicyNumbers, summary="Show a policy's numbers")
    def post(self, request: Request, id: UUID) -> Response:
        """The numbers that were asked for. Who asked, for which and why is kept."""
        body = self.parse(PolicyRevealInput)
        return self.revealed(services.policy_reveal(actor=self.member, policy_id=id, **body))


class ProvisionListView(FirmView):
    """Passages of policies, in their own words."""

    capabilities = {"GET": "policy.read", "POST": "policy.write"}

    @openapi.lists("provision", PROVISIONS, summary="List provisions")
    def get(self, request: Request) -> Response:
        """A page of provisions."""
        return self.page(PROVISIONS, provision_list())

    @openapi.creates("provision_add", ProvisionAddInput, ProvisionSerializer, summary="Add a provision")
    def post(self, request: Request) -> Response:
        """Add a provision."""
        provision = services.provision_add(actor=self.member, **self.parse(ProvisionAddInput))
        return self.one(PROVISIONS, provision_list(), provision.id, status=201)


class ProvisionView(FirmView):
    """One passage of a policy."""

    capabilities = {"GET": "policy.read", "PATCH": "policy.write"}

    @openapi.reads("provision", PROVISIONS, summary="Read a provision")
    def get(self, request: Request, id: UUID) -> Response:
        """One provision."""
        return self.one(PROVISIONS, provision_list(), id)

    @openapi.changes("provision_change", ProvisionInput, ProvisionSerializer, summary="Change a provision")
    def patch(self, request: Request, id: UUID) -> Response:
        """Change fields of a provision."""
        changes = self.parse(ProvisionInput, partial=True)
        version = expected_version(request)
        services.provision_change(actor=self.member, provision_id=id, version=version, **changes)
        return self.one(PROVISIONS, provision_list(), id)


class ProvisionVerifyView(FirmView):
    """A passage against the text of its page."""

    capabilities = {"POST": "policy.write"}

    @openapi.acts("provision_verify", None, ProvisionSerializer, summary="Check a passage's words")
    def post(self, request: Request, id: UUID) -> Response:
        """Check the quote against its page once more: its text may have been found since."""
        services.provision_verify(actor=self.member, provision_id=id, version=expected_version(request))
        return self.one(PROVISIONS, provision_list(), id)
