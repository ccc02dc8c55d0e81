"""The log of what was sent to webhook endpoints, over HTTP."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claimback.kernel import openapi
from claimback.kernel.listing import Filter, Listing
from claimback.notify.models import OBLIGATION_EDGES
from claimback.tenancy.front_door import FirmView
from claimback.webhooks.catalogue import NAMES
from claimback.webhooks.models import Delivery
from claimback.webhooks.selectors import delivery_list
from claimback.webhooks.services.telling import delivery_replay


class WebhookDeliverySerializer(serializers.ModelSerializer[Delivery]):
    """One message to one endpoint. `sent`: the receiver took it. `void`: given up after three days."""

    endpoint_id = serializers.UUIDField()
    kind = serializers.ChoiceField(list(NAMES))
    case_id = serializers.UUIDField(allow_null=True)
    replays_id = serializers.UUIDField(allow_null=True)
    replayed_by_id = serializers.UUIDField(allow_null=True)

    class Meta:
        model = Delivery
        fields = [
            "id",
            "endpoint_id",
            "kind",
            "change_id",
            "case_id",
            "state",
            "due_at",
            "next_attempt_at",
            "attempts",
            "last_error",
            "settled_at",
            "answer_status",
            "answer_excerpt",
            "answer_ms",
            "body",
            "body_hash",
            "replays_id",
            "replayed_by_id",
            "created_at",
        ]


DELIVERIES = Listing(
    serializer=WebhookDeliverySerializer,
    orderings=["-created_at"],
    filters={
        "endpoint_id": Filter("endpoint_id", serializers.UUIDField(), "To this endpoint."),
        "state": Filter(
            "state", serializers.ChoiceField(list(OBLIGATION_EDGES.states)), "In these states.", many=True
        ),
        "kind": Filter("kind", serializers.ChoiceField(list(NAMES)), "Of these kinds of change.", many=True),
        "case_id": Filter("case_id", serializers.UUIDField(), "Of this case."),
    },
)


class WebhookDeliveryListView(FirmView):
    """Deliveries."""

    capabilities = {"GET": "webhook.manage"}

    @openapi.lists("webhook_delivery", DELIVERIES, summary="List webhook deliveries")
    def get(self, request: Request) -> Response:
        """A page of the log."""
        return self.page(DELIVERIES, delivery_list())


class WebhookDeliveryView(FirmView):
    """One delivery."""

    capabilities = {"GET": "webhook.manage"}

    @openapi.reads("webhook_delivery", DELIVERIES, summary="Read a webhook delivery")
    def get(self, request: Request, id: UUID) -> Response:
        """What was sent, and what the receiver answered."""
        return self.one(DELIVERIES, delivery_list(), id)


class NothingAsked(serializers.Serializer[Any]):
    """A body without a field."""


class WebhookDeliveryReplayView(FirmView):
    """A delivery once more."""

    capabilities = {"POST": "webhook.manage"}

    @openapi.creates(
        "webhook_delivery_replay", None, WebhookDeliverySerializer, summary="Send a webhook message again"
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Owe the same message once more, under the same `webhook-id`. The answer is the new delivery."""
        if request.body:
            self.parse(NothingAsked)
        made = delivery_replay(actor=self.member, delivery_id=id)
        return self.one(DELIVERIES, delivery_list(), made.id, status=201)
