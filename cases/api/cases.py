"""Cases over HTTP."""

from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.api.clients import CLIENTS
from cases.api.fields import JurisdictionField
from cases.api.insurers import INSURERS
from cases.api.policies import POLICIES
from cases.models import Case
from cases.search import named_cases
from cases.selectors import case_list, cases_kept, client_list, insurer_list, policy_list
from cases.services.cases import case_change, case_move, case_open, case_reveal
from cases.states import CASE_EDGES
from cases.vocabulary import LINES_OF_BUSINESS, PLAN_TYPES
from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Expansion, Filter, Listing, MoneyField, OptionalDateField
from claimback.tenancy.api.members import MEMBERS
from claimback.tenancy.front_door import FirmView
from claimback.tenancy.selectors import member_list
from claimback.vault.api import MaskedField, RevealView, reveal_input, reveals

_INPUT = [
    "title",
    "insurer_id",
    "policy_id",
    "line_of_business",
    "plan_type",
    "jurisdiction",
    "time_zone",
    "claim_number",
    "claim_kind",
    "loss_date",
    "amount_disputed",
    "lead_id",
]
AMOUNTS: Final = ("amount_claimed", "amount_disputed")


class CaseSerializer(serializers.ModelSerializer[Case]):
    """A case as it is read."""

    client_id = serializers.UUIDField()
    client_name = serializers.CharField(source="client.name")
    insurer_id = serializers.UUIDField()
    insurer_name = serializers.CharField(source="insurer.name")
    policy_id = serializers.UUIDField(allow_null=True)
    lead_id = serializers.UUIDField(allow_null=True)
    amount_disputed = MoneyField("amount_disputed")
    next_deadline_on = OptionalDateField(help_text="When the next open deadline of ours is due.")
    client = CLIENTS.serializer(required=False)
    insurer = INSURERS.serializer(required=False)
    policy = POLICIES.serializer(required=False, allow_null=True)
    lead = MEMBERS.serializer(required=False, allow_null=True)

    class Meta:
        model = Case
        fields = [
            "id",
            "number",
            "status",
            "status_reason",
            "client_id",
            "client_name",
            "insurer_name",
            *_INPUT,
            "opened_on",
            "next_deadline_on",
            "version",
            "created_at",
            "updated_at",
            "client",
            "insurer",
            "policy",
            "lead",
        ]


class CaseDetailSerializer(CaseSerializer):
    """A case as one reads it alone, with what lists leave out."""

    amount_claimed = MoneyField("amount_claimed")
    diagnosis = MaskedField()

    class Meta(CaseSerializer.Meta):
        fields = [*CaseSerializer.Meta.fields, "amount_claimed", "diagnosis"]


class CaseInput(serializers.ModelSerializer[Case]):
    """A case as it is changed. Its client and number stay."""

    insurer_id = serializers.UUIDField()
    policy_id = serializers.UUIDField(required=False, allow_null=True)
    lead_id = serializers.UUIDField(required=False, allow_null=True, help_text="A member of the firm.")
    jurisdiction = JurisdictionField()
    amount_claimed = openapi.MoneySerializer(
        required=False, allow_null=True, help_text="All that was asked of the insurer."
    )
    amount_disputed = openapi.MoneySerializer(
        required=False, allow_null=True, help_text="What of it is denied or not paid. In the same currency."
    )
    diagnosis = serializers.CharField(
        required=False, allow_blank=True, max_length=2000, help_text="Sealed. Empty takes it away."
    )

    class Meta:
        model = Case
        fields = [*_INPUT, "amount_claimed", "diagnosis"]
        extra_kwargs = {
            "time_zone": {
                "required": False,
                "allow_blank": True,
                "help_text": "By default that of the jurisdiction, or the client's under federal law.",
            }
        }

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        """A case has one currency."""
        said = {values[name]["currency"] for name in AMOUNTS if values.get(name)}
        if len(said) > 1:
            raise serializers.ValidationError(
                {
                    "amount_claimed": f"Both amounts are in one currency, and not in {' and '.join(sorted(said))}."
                }
            )
        return values


class CaseOpenInput(CaseInput):
    """A new case."""

    client_id = serializers.UUIDField()

    class Meta(CaseInput.Meta):
        fields = ["client_id", "number", *CaseInput.Meta.fields]
        extra_kwargs = CaseInput.Meta.extra_kwargs | {
            "number": {
                "required": False,
                "allow_blank": True,
                "help_text": "By default the next of the year, such as 2026-0001.",
            }
        }


class CaseMoveInput(serializers.Serializer[Case]):
    """Where a case goes, and why."""

    to = serializers.ChoiceField(CASE_EDGES.states)
    reason = serializers.CharField(
        max_length=300,
        required=False,
        allow_blank=True,
        help_text="Asked for at closing, reopening and deleting.",
    )


CaseRevealInput = reveal_input("CaseRevealInput", ["diagnosis"])


class CaseDiagnosis(serializers.Serializer[Any]):
    """The diagnosis of a case in full."""

    diagnosis = serializers.CharField(required=False, allow_null=True)


_DATE, _ID = serializers.DateField(), serializers.UUIDField()

CASES = Listing(
    serializer=CaseSerializer,
    orderings=["next_deadline_on", "opened_on", "updated_at", "number"],
    filters={
        "status": Filter("status", serializers.ChoiceField(CASE_EDGES.states), "The status.", many=True),
        "line_of_business": Filter(
            "line_of_business", serializers.ChoiceField(list(LINES_OF_BUSINESS)), "The line.", many=True
        ),
        "plan_type": Filter(
            "plan_type", serializers.ChoiceField(list(PLAN_TYPES)), "The plan type.", many=True
        ),
        "jurisdiction": Filter("jurisdiction", JurisdictionField(), "Whose law it is.", many=True),
        "client_id": Filter("client_id", _ID, "Whose case."),
        "insurer_id": Filter("insurer_id", _ID, "Against whom."),
        "policy_id": Filter("policy_id", _ID, "Under which policy."),
        "lead_id": Filter("lead_id", _ID, "The member who leads it."),
        "number": Filter("number", serializers.CharField(), "The number, exactly."),
        "opened_from": Filter("opened_on__gte", _DATE, "Opened on this day or later."),
        "opened_to": Filter("opened_on__lte", _DATE, "Opened on this day or earlier."),
        "next_deadline_from": Filter("next_deadline_on__gte", _DATE, "Next due on this day or later."),
        "next_deadline_to": Filter("next_deadline_on__lte", _DATE, "Next due on this day or earlier."),
    },
    search=named_cases,
    expand={
        "client": Expansion("client_id", CLIENTS, client_list, "client.read"),
        "insurer": Expansion("insurer_id", INSURERS, insurer_list, "insurer.read"),
        "policy": Expansion("policy_id", POLICIES, policy_list, "policy.read"),
        "lead": Expansion("lead_id", MEMBERS, member_list, "firm.read"),
    },
)

CASE = replace(CASES, serializer=CaseDetailSerializer)


class CaseListView(FirmView):
    """The firm's cases."""

    capabilities = {"GET": "case.read", "POST": "case.write"}

    @openapi.lists("case", CASES, summary="List cases")
    def get(self, request: Request) -> Response:
        """A page of cases, those with the nearest deadline first. Deleted ones only where the status asks for them."""
        return self.page(CASES, case_list() if "status" in request.query_params else cases_kept())

    @openapi.creates("case_open", CaseOpenInput, CaseDetailSerializer, summary="Open a case")
    def post(self, request: Request) -> Response:
        """Open a case. It begins at intake."""
        case = case_open(actor=self.member, **openapi.money_columns(self.parse(CaseOpenInput), *AMOUNTS))
        return self.one(CASE, case_list(), case.id, status=201)


class CaseView(FirmView):
    """One case."""

    capabilities = {"GET": "case.read", "PATCH": "case.write"}

    @openapi.reads("case", CASE, summary="Read a case")
    def get(self, request: Request, id: UUID) -> Response:
        """One case."""
        return self.one(CASE, case_list(), id)

    @openapi.changes("case_change", CaseInput, CaseDetailSerializer, summary="Change a case")
    def patch(self, request: Request, id: UUID) -> Response:
        """Change fields of a case; where its law hangs on them, its clocks are computed again."""
        changes = openapi.money_columns(self.parse(CaseInput, partial=True), *AMOUNTS)
        case_change(actor=self.member, case_id=id, version=expected_version(request), **changes)
        return self.one(CASE, case_list(), id)


class CaseMoveView(FirmView):
    """A case's way from status to status."""

    capabilities = {"POST": "case.write"}

    @openapi.acts("case_move", CaseMoveInput, CaseDetailSerializer, summary="Move a case to another status")
    def post(self, request: Request, id: UUID) -> Response:
        """Move a case along. Closing and reopening ask for the capability case.close and a reason."""
        move = self.parse(CaseMoveInput)
        case_move(actor=self.member, case_id=id, version=expected_version(request), **move)
        return self.one(CASE, case_list(), id)


class CaseRevealView(RevealView):
    """The diagnosis of a case in full."""

    @reveals("case_reveal", CaseRevealInput, CaseDiagnosis, summary="Show a case's diagnosis")
    def post(self, request: Request, id: UUID) -> Response:
        """The diagnosis. Who asked and why is kept."""
        return self.revealed(case_reveal(actor=self.member, case_id=id, **self.parse(CaseRevealInput)))
