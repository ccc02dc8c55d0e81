"""Damage items over HTTP: claimed, corrected, taken from state to state; their history; and all of a case summed up."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.api.damage_shapes import DETAILS, SHAPE_BODIES
from cases.catalogue.heads import load_damages
from cases.models import DamageEntry, DamageItem
from cases.selectors.money import damage_entry_list, damage_list
from cases.services import damages as services
from cases.states import DAMAGE_EDGES
from claimback.kernel import openapi
from claimback.kernel.errors import invalid
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Filter, Listing, MoneyField
from claimback.kernel.openapi import MoneySerializer, money_columns
from claimback.tenancy.front_door import FirmView

HEADS = list(load_damages().heads)


@extend_schema_field(DETAILS)
class DetailsField(serializers.JSONField):
    """What is said of an item, in the shape of its head."""


class SumStepSerializer(serializers.Serializer[Any]):
    """One line of a working."""

    said = serializers.CharField()
    amount = MoneySerializer()

    class Meta:
        ref_name = "SumStep"


class DamageSerializer(serializers.ModelSerializer[DamageItem]):
    """A damage item as it is read: its details, what they come to, and the amount of each state."""

    case_id = serializers.UUIDField()
    coverage_id = serializers.UUIDField(allow_null=True)
    provider_id = serializers.UUIDField(allow_null=True)
    head = serializers.ChoiceField(HEADS)
    details = DetailsField()
    working = SumStepSerializer(many=True)
    claimed = MoneyField("claimed")
    supported = MoneyField("supported")
    approved = MoneyField("approved")
    paid = MoneyField("paid")
    rcv = MoneyField("rcv")
    acv = MoneyField("acv")
    holdback = MoneyField("holdback")
    lien = MoneyField("lien")

    class Meta:
        model = DamageItem
        fields = [
            "id",
            "case_id",
            "number",
            "head",
            "title",
            "room",
            "coverage_id",
            "provider_id",
            "details",
            "working",
            "state",
            "claimed",
            "supported",
            "approved",
            "paid",
            "rcv",
            "acv",
            "holdback",
            "lien",
            "version",
            "created_at",
            "updated_at",
        ]


class _Told(serializers.Serializer[Any]):
    """What is said of an item beside its details; of the details the one body that the head's shape takes."""

    room = serializers.CharField(max_length=120, required=False, allow_blank=True)
    coverage_id = serializers.UUIDField(
        required=False,
        allow_null=True,
        help_text="Of the case's policy. Without it: the one that the head names.",
    )
    provider_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="The party of the case that billed it."
    )
    bill = SHAPE_BODIES["bill"](required=False)
    wages = SHAPE_BODIES["wages"](required=False)
    expense = SHAPE_BODIES["expense"](required=False)
    stated = SHAPE_BODIES["stated"](required=False)
    benefit = SHAPE_BODIES["benefit"](required=False)
    lump_sum = SHAPE_BODIES["lump_sum"](required=False)
    property = SHAPE_BODIES["property"](required=False)
    contents = SHAPE_BODIES["contents"](required=False)
    living = SHAPE_BODIES["living"](required=False)


class DamageInput(_Told):
    """A new item. Its head says which body its details are sent in: see `damage-heads`."""

    case_id = serializers.UUIDField()
    head = serializers.ChoiceField(HEADS)
    title = serializers.CharField(max_length=200)


class DamageCorrectInput(_Told):
    """What was said wrong of an item, and why."""

    title = serializers.CharField(max_length=200, required=False)
    reason = serializers.CharField(max_length=300)


class DamageSupportInput(serializers.Serializer[Any]):
    """For how much of an item there is proof."""

    amount = MoneySerializer(required=False, help_text="Without it: all that is claimed.")


class DamageStepInput(serializers.Serializer[Any]):
    """What the insurer owes of an item, or all that it paid on it so far."""

    amount = MoneySerializer()
    on = serializers.DateField(required=False, allow_null=True)
    reason = serializers.CharField(max_length=300, required=False, allow_blank=True)
    document_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="The paper that shows it, a document of the same case."
    )


class DamageReasonInput(serializers.Serializer[Any]):
    """Why."""

    reason = serializers.CharField(max_length=300)


class DamageEntrySerializer(serializers.ModelSerializer[DamageEntry]):
    """What was done with an item."""

    case_id = serializers.UUIDField()
    damage_id = serializers.UUIDField()
    amount = MoneyField("amount")
    former = serializers.DictField(help_text="What the fields that changed said before.")
    document_id = serializers.UUIDField(allow_null=True)
    recorded_by_id = serializers.UUIDField()

    class Meta:
        model = DamageEntry
        fields = [
            "id",
            "case_id",
            "damage_id",
            "act",
            "amount",
            "on",
            "reason",
            "former",
            "changed",
            "document_id",
            "recorded_by_id",
            "version",
            "created_at",
            "updated_at",
        ]


DAMAGES = Listing(
    serializer=DamageSerializer,
    orderings=["number", "created_at"],
    filters={
        "case_id": Filter("case_id", serializers.UUIDField(), "Of which case."),
        "head": Filter("head", serializers.ChoiceField(HEADS), "Under which head.", many=True),
        "state": Filter("state", serializers.ChoiceField(DAMAGE_EDGES.states), "How far it is.", many=True),
        "coverage_id": Filter("coverage_id", serializers.UUIDField(), "Under which coverage."),
        "provider_id": Filter("provider_id", serializers.UUIDField(), "Billed by whom."),
    },
    search=["title", "room"],
)
DAMAGE_ENTRIES = Listing(
    serializer=DamageEntrySerializer,
    orderings=["created_at"],
    filters={
        "case_id": Filter("case_id", serializers.UUIDField(), "Of which case."),
        "damage_id": Filter("damage_id", serializers.UUIDField(), "Of which item."),
    },
)


class DamageListView(FirmView):
    """Damage items."""

    capabilities = {"GET": "money.read", "POST": "money.write"}

    @openapi.lists("damage", DAMAGES, summary="List damage items")
    def get(self, request: Request) -> Response:
        """A page of items, by their number on the case."""
        return self.page(DAMAGES, damage_list())

    @openapi.creates("damage_claim", DamageInput, DamageSerializer, summary="Claim an item of damage")
    def post(self, request: Request) -> Response:
        """Claim an item. What it comes to is reckoned, with its working."""
        body = self.parse(DamageInput)
        details = _details(body, services.SHAPE_OF[body["head"]])
        if details is None:
            shape = services.SHAPE_OF[body["head"]]
            raise invalid(shape, f"Items under this head are told in the field {shape}.", code="required")
        item = services.damage_claim(actor=self.member, details=details, **body)
        return self.one(DAMAGES, damage_list(), item.id, status=201)


class DamageView(FirmView):
    """One damage item."""

    capabilities = {"GET": "money.read"}

    @openapi.reads("damage", DAMAGES, summary="Read a damage item")
    def get(self, request: Request, id: UUID) -> Response:
        """One item."""
        return self.one(DAMAGES, damage_list(), id)


class _ActView(FirmView):
    """An act on an item as it was read."""

    capabilities = {"POST": "money.write"}

    def _done(self, request: Request, id: UUID, service: Any, **values: Any) -> Response:
        service(actor=self.member, damage_id=id, version=expected_version(request), **values)
        return self.one(DAMAGES, damage_list(), id)


class DamageCorrectView(_ActView):
    """What was said wrong."""

    @openapi.acts("damage_correct", DamageCorrectInput, DamageSerializer, summary="Correct a damage item")
    def post(self, request: Request, id: UUID) -> Response:
        """Correct an item. The former reading is kept with the reason."""
        body = self.parse(DamageCorrectInput)
        head = damage_list().filter(id=id).values_list("head", flat=True).first()
        details = _details(body, services.SHAPE_OF[head]) if head else None
        changes = body if details is None else {**body, "details": details}
        return self._done(request, id, services.damage_correct, **changes)


class DamageSupportView(_ActView):
    """Proven."""

    @openapi.acts(
        "damage_support", DamageSupportInput, DamageSerializer, summary="Say that an item is supported"
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Say for how much of an item there is proof."""
        return self._done(
            request, id, services.damage_support, **money_columns(self.parse(DamageSupportInput))
        )


class DamageApproveView(_ActView):
    """Owed."""

    @openapi.acts(
        "damage_approve", DamageStepInput, DamageSerializer, summary="Record what is owed of an item"
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Record what the insurer owes, by its own word, an award or a judgment."""
        return self._done(request, id, services.damage_approve, **money_columns(self.parse(DamageStepInput)))


class DamagePayView(_ActView):
    """Paid."""

    @openapi.acts("damage_pay", DamageStepInput, DamageSerializer, summary="Record what was paid on an item")
    def post(self, request: Request, id: UUID) -> Response:
        """Record all that was paid on an item so far."""
        return self._done(request, id, services.damage_pay, **money_columns(self.parse(DamageStepInput)))


class DamageTakeBackView(_ActView):
    """A step that was none."""

    @openapi.acts("damage_take_back", DamageReasonInput, DamageSerializer, summary="Take the last step back")
    def post(self, request: Request, id: UUID) -> Response:
        """Take back what was paid, else what was approved, else what was supported."""
        return self._done(request, id, services.damage_take_back, **self.parse(DamageReasonInput))


class DamageWithdrawView(_ActView):
    """Claimed no longer."""

    @openapi.acts("damage_withdraw", DamageReasonInput, DamageSerializer, summary="Withdraw a damage item")
    def post(self, request: Request, id: UUID) -> Response:
        """Claim an item no longer. It stays on the record and counts in no sum."""
        return self._done(request, id, services.damage_withdraw, **self.parse(DamageReasonInput))


class DamageReopenView(_ActView):
    """Claimed again."""

    @openapi.acts("damage_reopen", DamageReasonInput, DamageSerializer, summary="Claim an item again")
    def post(self, request: Request, id: UUID) -> Response:
        """Claim an item again that was withdrawn."""
        return self._done(request, id, services.damage_reopen, **self.parse(DamageReasonInput))


class DamageEntryListView(FirmView):
    """What was done with items."""

    capabilities = {"GET": "money.read"}

    @openapi.lists("damage_entry", DAMAGE_ENTRIES, summary="List what was done with damage items")
    def get(self, request: Request) -> Response:
        """A page of entries, the first first."""
        return self.page(DAMAGE_ENTRIES, damage_entry_list())


def _details(body: dict[str, Any], shape: str) -> Any:
    """Take the body of the head's shape out of `body`; None without one. Raises Invalid for that of another shape."""
    details = body.pop(shape, None)
    for other in SHAPE_BODIES:
        if other in body:
            raise invalid(other, f"Items under this head are told in the field {shape}.")
    return details
