"""Parties over HTTP."""

from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.models import Party
from cases.models.case import PARTY_ROLES
from cases.search import named_rows
from cases.selectors import party_list
from cases.services.parties import party_add, party_change, party_end
from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Filter, Listing
from claimback.tenancy.front_door import FirmView

_INPUT = ["role", "name", "organisation", "title", "specialty", "email", "phone"]


class PartySerializer(serializers.ModelSerializer[Party]):
    """A party as it is read."""

    case_id = serializers.UUIDField()

    class Meta:
        model = Party
        fields = [
            "id",
            "case_id",
            *_INPUT,
            "ended_at",
            "ended_reason",
            "version",
            "created_at",
            "updated_at",
        ]


class PartyInput(serializers.ModelSerializer[Party]):
    """A party as it is changed."""

    class Meta:
        model = Party
        fields = _INPUT


class PartyAddInput(PartyInput):
    """A new party."""

    case_id = serializers.UUIDField()

    class Meta(PartyInput.Meta):
        fields = ["case_id", *_INPUT]


class PartyEndInput(serializers.Serializer[Party]):
    """Why a party leaves the case."""

    reason = serializers.CharField(max_length=300)


PARTIES = Listing(
    serializer=PartySerializer,
    orderings=["id"],
    filters={
        "case_id": Filter("case_id", serializers.UUIDField(), "On which case."),
        "role": Filter("role", serializers.ChoiceField(list(PARTY_ROLES)), "As what.", many=True),
        "current": Filter("ended_at__isnull", serializers.BooleanField(), "Still on the case, or not."),
    },
    search=named_rows("search_people"),
)


class PartyListView(FirmView):
    """Who else is on cases."""

    capabilities = {"GET": "case.read", "POST": "case.write"}

    @openapi.lists("party", PARTIES, summary="List parties")
    def get(self, request: Request) -> Response:
        """A page of parties, in the order in which they were added."""
        return self.page(PARTIES, party_list())

    @openapi.creates("party_add", PartyAddInput, PartySerializer, summary="Add a party")
    def post(self, request: Request) -> Response:
        """Put someone on a case."""
        party = party_add(actor=self.member, **self.parse(PartyAddInput))
        return self.one(PARTIES, party_list(), party.id, status=201)


class PartyView(FirmView):
    """One party."""

    capabilities = {"GET": "case.read", "PATCH": "case.write"}

    @openapi.reads("party", PARTIES, summary="Read a party")
    def get(self, request: Request, id: UUID) -> Response:
        """One party."""
        return self.one(PARTIES, party_list(), id)

    @openapi.changes("party_change", PartyInput, PartySerializer, summary="Change a party")
    def patch(self, request: Request, id: UUID) -> Response:
        """Change what is known of a party."""
        changes = self.parse(PartyInput, partial=True)
        party_change(actor=self.member, party_id=id, version=expected_version(request), **changes)
        return self.one(PARTIES, party_list(), id)


class PartyEndView(FirmView):
    """The end of a party's part in a case."""

    capabilities = {"POST": "case.write"}

    @openapi.acts("party_end", PartyEndInput, PartySerializer, summary="Take a party off the case")
    def post(self, request: Request, id: UUID) -> Response:
        """Take a party off the case, with the reason."""
        ending = self.parse(PartyEndInput)
        party_end(actor=self.member, party_id=id, version=expected_version(request), **ending)
        return self.one(PARTIES, party_list(), id)
