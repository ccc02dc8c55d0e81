"""What clients allow to settle for, and what was settled, over HTTP."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.models import ClientAuthority, SettledPart
from cases.selectors.negotiation import client_authority_list, settled_part_list
from cases.services.authority import authority_record, authority_withdraw
from cases.settlement.negotiation import CLAIM_PARTS
from cases.states import AUTHORITY_EDGES
from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Filter, Listing, MoneyField
from claimback.tenancy.front_door import FirmView


class ClientAuthoritySerializer(serializers.ModelSerializer[ClientAuthority]):
    """What a client allowed in writing for one part of a claim."""

    case_id = serializers.UUIDField()
    document_id = serializers.UUIDField()
    recorded_by_id = serializers.UUIDField()
    least = MoneyField("least", help_text="The least for which the client lets it be settled.")
    most = MoneyField("most", help_text="The most that may be asked, if the client said so.")

    class Meta:
        model = ClientAuthority
        fields = [
            "id",
            "case_id",
            "part",
            "least",
            "most",
            "given_on",
            "until",
            "document_id",
            "words",
            "state",
            "ended_on",
            "ended_reason",
            "recorded_by_id",
            "version",
            "created_at",
            "updated_at",
        ]


class ClientAuthorityInput(serializers.Serializer[Any]):
    """An authority as the client's paper gives it."""

    case_id = serializers.UUIDField()
    part = serializers.ChoiceField(list(CLAIM_PARTS), required=False, help_text="By default the whole claim.")
    least = openapi.MoneySerializer()
    most = openapi.MoneySerializer(required=False, allow_null=True)
    given_on = serializers.DateField(required=False, allow_null=True, help_text="By default today.")
    until = serializers.DateField(
        required=False, allow_null=True, help_text="The last day on which it holds."
    )
    document_id = serializers.UUIDField(help_text="The client's consent, of the same case.")
    words = serializers.CharField(required=False, allow_blank=True)


class AuthorityWithdrawInput(serializers.Serializer[Any]):
    """How a client took an authority back."""

    reason = serializers.CharField(max_length=300)
    on = serializers.DateField(required=False, allow_null=True, help_text="By default today.")


class SettledPartSerializer(serializers.ModelSerializer[SettledPart]):
    """What was agreed for one part of a claim."""

    case_id = serializers.UUIDField()
    offer_id = serializers.UUIDField(help_text="What was accepted.")
    amount = MoneyField("amount")
    event_id = serializers.UUIDField(allow_null=True, help_text="From which the time to pay runs.")

    class Meta:
        model = SettledPart
        fields = [
            "id",
            "case_id",
            "offer_id",
            "part",
            "amount",
            "agreed_on",
            "event_id",
            "set_aside_on",
            "version",
            "created_at",
            "updated_at",
        ]


_PART = Filter("part", serializers.ChoiceField(list(CLAIM_PARTS)), "Of which part of the claim.", many=True)
_CASE = Filter("case_id", serializers.UUIDField(), "Of which case.")

AUTHORITIES = Listing(
    serializer=ClientAuthoritySerializer,
    orderings=["given_on", "id"],
    filters={
        "case_id": _CASE,
        "part": _PART,
        "state": Filter(
            "state", serializers.ChoiceField(AUTHORITY_EDGES.states), "How it stands.", many=True
        ),
    },
)
SETTLED = Listing(
    serializer=SettledPartSerializer,
    orderings=["agreed_on", "id"],
    filters={
        "case_id": _CASE,
        "part": _PART,
        "offer_id": Filter("offer_id", serializers.UUIDField(), "By which acceptance."),
    },
)


class ClientAuthorityListView(FirmView):
    """What clients allow."""

    capabilities = {"GET": "money.read", "POST": "offer.write"}

    @openapi.lists("client_authority", AUTHORITIES, summary="List what clients allow to settle for")
    def get(self, request: Request) -> Response:
        """A page of authorities by the day on which they were given, ended ones among them."""
        return self.page(AUTHORITIES, client_authority_list())

    @openapi.creates(
        "client_authority_record",
        ClientAuthorityInput,
        ClientAuthoritySerializer,
        summary="Record what a client allows to settle for",
    )
    def post(self, request: Request) -> Response:
        """Record an authority with the client's paper; it replaces the one for the same part of the claim."""
        row = authority_record(actor=self.member, **self.parse(ClientAuthorityInput))
        return self.one(AUTHORITIES, client_authority_list(), row.id, status=201)


class ClientAuthorityView(FirmView):
    """One of them."""

    capabilities = {"GET": "money.read"}

    @openapi.reads("client_authority", AUTHORITIES, summary="Read what a client allows to settle for")
    def get(self, request: Request, id: UUID) -> Response:
        """One authority."""
        return self.one(AUTHORITIES, client_authority_list(), id)


class ClientAuthorityWithdrawView(FirmView):
    """An authority that is taken back."""

    capabilities = {"POST": "offer.write"}

    @openapi.acts(
        "client_authority_withdraw",
        AuthorityWithdrawInput,
        ClientAuthoritySerializer,
        summary="Withdraw what a client allowed",
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Record that the client took it back. What was accepted under it stays accepted."""
        withdrawal = self.parse(AuthorityWithdrawInput)
        version = expected_version(request)
        authority_withdraw(actor=self.member, authority_id=id, version=version, **withdrawal)
        return self.one(AUTHORITIES, client_authority_list(), id)


class SettledPartListView(FirmView):
    """What was agreed."""

    capabilities = {"GET": "money.read"}

    @openapi.lists("settled_part", SETTLED, summary="List what was settled")
    def get(self, request: Request) -> Response:
        """A page of settled parts of claims by the day of the agreement."""
        return self.page(SETTLED, settled_part_list())


class SettledPartView(FirmView):
    """One of them."""

    capabilities = {"GET": "money.read"}

    @openapi.reads("settled_part", SETTLED, summary="Read what was settled for a part of a claim")
    def get(self, request: Request, id: UUID) -> Response:
        """One settled part."""
        return self.one(SETTLED, settled_part_list(), id)
