"""What proves damage items, over HTTP."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.models import DamageProof
from cases.selectors.money import damage_proof_list
from cases.services.damage_proofs import damage_proof_put, damage_proof_take_off
from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Filter, Listing
from claimback.tenancy.front_door import FirmView


class DamageProofSerializer(serializers.ModelSerializer[DamageProof]):
    """A document that is with an item."""

    case_id = serializers.UUIDField()
    damage_id = serializers.UUIDField()
    document_id = serializers.UUIDField()
    document_title = serializers.CharField(source="document.title")
    evidence_id = serializers.UUIDField(allow_null=True)

    class Meta:
        model = DamageProof
        fields = [
            "id",
            "case_id",
            "damage_id",
            "document_id",
            "document_title",
            "evidence_id",
            "note",
            "taken_off_at",
            "taken_off_reason",
            "version",
            "created_at",
            "updated_at",
        ]


class DamageProofInput(serializers.Serializer[Any]):
    """Which document, or which exhibit."""

    damage_id = serializers.UUIDField()
    document_id = serializers.UUIDField(required=False, allow_null=True)
    evidence_id = serializers.UUIDField(required=False, allow_null=True)
    note = serializers.CharField(max_length=300, required=False, allow_blank=True)


class DamageProofTakeOffInput(serializers.Serializer[Any]):
    """Why it proves nothing."""

    reason = serializers.CharField(max_length=300)


DAMAGE_PROOFS = Listing(
    serializer=DamageProofSerializer,
    orderings=["created_at"],
    filters={
        "case_id": Filter("case_id", serializers.UUIDField(), "Of which case."),
        "damage_id": Filter("damage_id", serializers.UUIDField(), "Of which item."),
        "document_id": Filter("document_id", serializers.UUIDField(), "Which document."),
        "standing": Filter(
            "taken_off_at__isnull", serializers.BooleanField(), "false: those that were taken off."
        ),
    },
)


class DamageProofListView(FirmView):
    """What proves items."""

    capabilities = {"GET": "money.read", "POST": "money.write"}

    @openapi.lists("damage_proof", DAMAGE_PROOFS, summary="List what proves damage items")
    def get(self, request: Request) -> Response:
        """A page of proofs, those that were taken off among them."""
        return self.page(DAMAGE_PROOFS, damage_proof_list())

    @openapi.creates(
        "damage_proof_put",
        DamageProofInput,
        DamageProofSerializer,
        summary="Put a document with a damage item",
    )
    def post(self, request: Request) -> Response:
        """Put a document or an exhibit of the same case with an item."""
        proof = damage_proof_put(actor=self.member, **self.parse(DamageProofInput))
        return self.one(DAMAGE_PROOFS, damage_proof_list(), proof.id, status=201)


class DamageProofView(FirmView):
    """One proof."""

    capabilities = {"GET": "money.read"}

    @openapi.reads("damage_proof", DAMAGE_PROOFS, summary="Read a proof of a damage item")
    def get(self, request: Request, id: UUID) -> Response:
        """One proof."""
        return self.one(DAMAGE_PROOFS, damage_proof_list(), id)


class DamageProofTakeOffView(FirmView):
    """A document that proves nothing."""

    capabilities = {"POST": "money.write"}

    @openapi.acts(
        "damage_proof_take_off",
        DamageProofTakeOffInput,
        DamageProofSerializer,
        summary="Take a document off a damage item",
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Take a document off, with the reason."""
        body = self.parse(DamageProofTakeOffInput)
        damage_proof_take_off(actor=self.member, proof_id=id, version=expected_version(request), **body)
        return self.one(DAMAGE_PROOFS, damage_proof_list(), id)
