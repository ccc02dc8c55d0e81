"""Quick intake over HTTP: everything that a new case needs in one call, and who is probably known already."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.api.cases import AMOUNTS, CASE, CaseInput, CaseOpenInput
from cases.api.clients import ClientInput
from cases.api.conflicts import ConflictCheckDetailSerializer, check_body
from cases.api.fields import JurisdictionField
from cases.api.insurers import InsurerInput
from cases.api.parties import PartyInput
from cases.api.policies import PolicyInput
from cases.selectors import case_list
from cases.services import intake as services
from cases.vocabulary import LINES_OF_BUSINESS
from claimback.kernel import openapi
from claimback.tenancy.front_door import FirmView

_SURE = "That it is another than the one that is probably the same."


class IntakeClientInput(ClientInput):
    """A new client."""

    sure = serializers.BooleanField(required=False, help_text=_SURE)

    class Meta(ClientInput.Meta):
        fields = [*ClientInput.Meta.fields, "sure"]


class IntakeInsurerInput(InsurerInput):
    """A new insurer or administrator."""

    sure = serializers.BooleanField(required=False, help_text=_SURE)

    class Meta(InsurerInput.Meta):
        fields = [*InsurerInput.Meta.fields, "sure"]


class IntakePolicyInput(PolicyInput):
    """A new policy of the client with the insurer. What it does not say of the law is the case's."""

    insurer_id = None  # type: ignore[assignment]
    administrator_id = None  # type: ignore[assignment]
    line_of_business = serializers.ChoiceField(list(LINES_OF_BUSINESS), required=False)
    jurisdiction = JurisdictionField(required=False)

    class Meta(PolicyInput.Meta):
        fields = [name for name in PolicyInput.Meta.fields if name not in ("insurer_id", "administrator_id")]


class IntakeCaseInput(CaseInput):
    """The case. Its client, insurer and policy are those of the intake."""

    insurer_id = None  # type: ignore[assignment]
    policy_id = None  # type: ignore[assignment]

    class Meta(CaseInput.Meta):
        fields = [
            "number",
            *(name for name in CaseInput.Meta.fields if name not in ("insurer_id", "policy_id")),
        ]
        extra_kwargs = CaseOpenInput.Meta.extra_kwargs


class IntakeInput(serializers.Serializer[Any]):
    """Of a client, an insurer, an administrator and a policy either the id or the object."""

    client_id = serializers.UUIDField(required=False)
    client = IntakeClientInput(required=False)
    insurer_id = serializers.UUIDField(required=False)
    insurer = IntakeInsurerInput(required=False)
    administrator_id = serializers.UUIDField(required=False)
    administrator = IntakeInsurerInput(required=False)
    policy_id = serializers.UUIDField(required=False)
    policy = IntakePolicyInput(required=False)
    case = IntakeCaseInput()
    parties = PartyInput(many=True, required=False)


class IntakeSerializer(serializers.Serializer[Any]):
    """What was opened."""

    case = CASE.serializer()
    client_id = serializers.UUIDField()
    insurer_id = serializers.UUIDField()
    administrator_id = serializers.UUIDField(allow_null=True)
    policy_id = serializers.UUIDField(allow_null=True)
    party_ids = serializers.ListField(child=serializers.UUIDField())
    conflict_check = ConflictCheckDetailSerializer()


class SuggestionsInput(serializers.Serializer[Any]):
    """What was said on the phone so far."""

    client_name = serializers.CharField(required=False, max_length=200)
    insurer_name = serializers.CharField(required=False, max_length=200)
    policy_number = serializers.CharField(required=False, max_length=80)
    member_number = serializers.CharField(required=False, max_length=80)


class SuggestionSerializer(serializers.Serializer[Any]):
    """A row that is probably meant."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    score = serializers.IntegerField(min_value=0, max_value=100, help_text="How alike, of 100.")
    why = serializers.CharField()


class SuggestionsSerializer(serializers.Serializer[Any]):
    """Clients and insurers of the firm that are probably meant, the likeliest first."""

    clients = SuggestionSerializer(many=True)
    insurers = SuggestionSerializer(many=True)


class IntakeView(FirmView):
    """A new case with all that belongs to it."""

    capabilities = {"POST": "case.write"}

    @openapi.creates("intake_open", IntakeInput, IntakeSerializer, summary="Open a case in one call")
    def post(self, request: Request) -> Response:
        """Open client, insurer, policy, case and parties at once: all of them, or none.

        Who is probably known already is refused with 409 `probably_known`: name them by their id, or send `sure`.
        The case is checked for conflicts, and the answer shows what was found.
        """
        body = self.parse(IntakeInput)
        body["case"] = openapi.money_columns(body["case"], *AMOUNTS)
        made = services.intake_open(actor=self.member, **body)
        answer = self.one(CASE, case_list(), made.case.id, status=201)
        answer.data = {
            "case": answer.data,
            "client_id": made.client.id,
            "insurer_id": made.insurer.id,
            "administrator_id": made.administrator.id if made.administrator else None,
            "policy_id": made.policy.id if made.policy else None,
            "party_ids": [party.id for party in made.parties],
            "conflict_check": check_body(made.check.id),
        }
        return answer


class IntakeSuggestionsView(FirmView):
    """Who is probably meant."""

    capabilities = {"POST": "case.write"}

    @openapi.asks("intake_suggest", SuggestionsInput, SuggestionsSerializer, summary="Suggest who is meant")
    def post(self, request: Request) -> Response:
        """Clients and insurers of the firm by names like these, and clients by the number of a policy."""
        said = self.parse(SuggestionsInput)
        numbers = {"number": said.get("policy_number", ""), "member_number": said.get("member_number", "")}
        clients = services.clients_like(actor=self.member, name=said.get("client_name", ""), policy=numbers)
        insurers = services.insurers_like(actor=self.member, name=said.get("insurer_name", ""))
        return Response(SuggestionsSerializer({"clients": clients, "insurers": insurers}).data)
