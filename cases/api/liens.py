"""Liens and their steps over HTTP."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.models import Lien, LienStep
from cases.models.liens import LIEN_KINDS
from cases.selectors import lien_list, lien_step_list
from cases.services.liens import MOVES, lien_assert, lien_move
from cases.states import LIEN_EDGES
from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Filter, Listing, MoneyField
from claimback.kernel.openapi import MoneySerializer, money_columns
from claimback.tenancy.front_door import FirmView


class LienSerializer(serializers.ModelSerializer[Lien]):
    """A lien as it is read."""

    case_id = serializers.UUIDField()
    party_id = serializers.UUIDField(allow_null=True)
    party_name = serializers.CharField(source="party.name", allow_null=True)
    asserted_amount = MoneyField("asserted_amount", help_text="What the holder asks.")
    final_amount = MoneyField("final_amount", help_text="What was agreed or decided.")
    held_amount = MoneyField("held_amount", help_text="What is kept back while it is open.")

    class Meta:
        model = Lien
        fields = [
            "id",
            "case_id",
            "kind",
            "party_id",
            "party_name",
            "holder",
            "reference",
            "asserted_on",
            "asserted_amount",
            "final_amount",
            "held_amount",
            "state",
            "state_on",
            "version",
            "created_at",
            "updated_at",
        ]


class LienInput(serializers.ModelSerializer[Lien]):
    """Who claims what."""

    case_id = serializers.UUIDField()
    party_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="The holder, where a party of the case."
    )
    asserted_amount = MoneySerializer()
    note = serializers.CharField(max_length=300, required=False, allow_blank=True)
    document_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="The case's document that asserts it."
    )

    class Meta:
        model = Lien
        fields = [
            "case_id",
            "kind",
            "party_id",
            "holder",
            "reference",
            "asserted_on",
            "asserted_amount",
            "note",
            "document_id",
        ]


class LienMoveInput(serializers.Serializer[Any]):
    """What became of a lien."""

    to = serializers.ChoiceField(list(MOVES))
    on = serializers.DateField(help_text="The day on which that was so.")
    amount = MoneySerializer(
        required=False,
        allow_null=True,
        help_text="What is on the table, what it finally comes to, or what is kept back for it.",
    )
    note = serializers.CharField(
        max_length=300, required=False, allow_blank=True, help_text="Required to dispute or release it."
    )
    document_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="The case's document that shows it."
    )


class LienStepSerializer(serializers.ModelSerializer[LienStep]):
    """One step of a lien."""

    case_id = serializers.UUIDField()
    lien_id = serializers.UUIDField()
    amount = MoneyField("amount")
    document_id = serializers.UUIDField(allow_null=True)
    recorded_by_id = serializers.UUIDField()

    class Meta:
        model = LienStep
        fields = [
            "id",
            "case_id",
            "lien_id",
            "state",
            "on",
            "amount",
            "note",
            "document_id",
            "recorded_by_id",
            "created_at",
        ]


LIENS = Listing(
    serializer=LienSerializer,
    orderings=["asserted_on"],
    filters={
        "case_id": Filter("case_id", serializers.UUIDField(), "Of which case."),
        "state": Filter("state", serializers.ChoiceField(LIEN_EDGES.states), "How it stands.", many=True),
        "kind": Filter("kind", serializers.ChoiceField(list(LIEN_KINDS)), "Whose it is."),
    },
    search=["holder", "party__name", "reference"],
)
LIEN_STEPS = Listing(
    serializer=LienStepSerializer,
    orderings=["created_at"],
    filters={
        "case_id": Filter("case_id", serializers.UUIDField(), "Of which case."),
        "lien_id": Filter("lien_id", serializers.UUIDField(), "Of which lien."),
    },
)


class LienListView(FirmView):
    """Claims of others on what insurers pay."""

    capabilities = {"GET": "money.read", "POST": "money.write"}

    @openapi.lists("lien", LIENS, summary="List liens")
    def get(self, request: Request) -> Response:
        """A page of liens, the first asserted first."""
        return self.page(LIENS, lien_list())

    @openapi.creates("lien_assert", LienInput, LienSerializer, summary="Note a lien")
    def post(self, request: Request) -> Response:
        """Note that a party of the case, or somebody else by name, claims a part of what the insurer pays."""
        values = money_columns(self.parse(LienInput), "asserted_amount")
        lien = lien_assert(actor=self.member, **values)
        return self.one(LIENS, lien_list(), lien.id, status=201)


class LienView(FirmView):
    """One lien."""

    capabilities = {"GET": "money.read"}

    @openapi.reads("lien", LIENS, summary="Read a lien")
    def get(self, request: Request, id: UUID) -> Response:
        """One lien."""
        return self.one(LIENS, lien_list(), id)


class LienMoveView(FirmView):
    """What became of a lien."""

    capabilities = {"POST": "money.write"}

    @openapi.acts("lien_move", LienMoveInput, LienSerializer, summary="Say what became of a lien")
    def post(self, request: Request, id: UUID) -> Response:
        """Dispute or negotiate it, say what it finally comes to, keep money back for it, or note its release."""
        values = money_columns(self.parse(LienMoveInput))
        lien_move(actor=self.member, lien_id=id, version=expected_version(request), **values)
        return self.one(LIENS, lien_list(), id)


class LienStepListView(FirmView):
    """What became of liens, step by step."""

    capabilities = {"GET": "money.read"}

    @openapi.lists("lien_step", LIEN_STEPS, summary="List steps of liens")
    def get(self, request: Request) -> Response:
        """A page of steps in the order in which they were noted."""
        return self.page(LIEN_STEPS, lien_step_list())
