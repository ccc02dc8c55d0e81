"""A firm's webhook endpoints over HTTP. What leads data to another address wants a fresh proof of who asks."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claimback.kernel import openapi
from claimback.kernel.etag import etag, expected_version
from claimback.kernel.listing import Listing
from claimback.tenancy.front_door import FirmView
from claimback.webhooks.catalogue import NAMES
from claimback.webhooks.models import URL_LIMIT, Endpoint
from claimback.webhooks.selectors import endpoint_list
from claimback.webhooks.services.endpoints import (
    OVERLAP_HOURS,
    OVERLAP_HOURS_LIMIT,
    IssuedSecret,
    endpoint_add,
    endpoint_change,
    endpoint_disable,
    endpoint_enable,
    endpoint_rotate,
)


class WebhookEndpointSerializer(serializers.ModelSerializer[Endpoint]):
    """An endpoint, without its secret."""

    member_id = serializers.UUIDField(help_text="What this member may not see is not told there.")
    disabled_by_id = serializers.UUIDField(allow_null=True)
    kinds = serializers.ListField(
        child=serializers.ChoiceField(list(NAMES)), help_text="Empty: every kind, later ones too."
    )

    class Meta:
        model = Endpoint
        fields = [
            "id",
            "url",
            "description",
            "kinds",
            "member_id",
            "former_until",
            "disabled_at",
            "disabled_by_id",
            "failing_since",
            "version",
            "created_at",
        ]


class WebhookEndpointInput(serializers.Serializer[Any]):
    """Where to send, and of what."""

    url = serializers.CharField(max_length=URL_LIMIT, help_text="An https address on a public server.")
    description = serializers.CharField(max_length=200, required=False, allow_blank=True)
    kinds = serializers.ListField(
        child=serializers.ChoiceField(list(NAMES)),
        required=False,
        help_text="The kinds of change to tell; left out, every kind.",
    )


class IssuedWebhookSecretSerializer(serializers.Serializer[IssuedSecret]):
    """An endpoint's new secret: the one time that it is shown."""

    id = serializers.UUIDField()
    secret = serializers.CharField(help_text="As Standard Webhooks libraries take it: whsec_…")
    former_until = serializers.DateTimeField(
        allow_null=True, help_text="Until then the former secret signs beside it."
    )
    version = serializers.IntegerField()


class WebhookRotateInput(serializers.Serializer[Any]):
    """How long the old secret signs beside the new one."""

    overlap_hours = serializers.IntegerField(
        min_value=0,
        max_value=OVERLAP_HOURS_LIMIT,
        required=False,
        help_text=f"{OVERLAP_HOURS} if left out. With 0 the old one signs nothing more.",
    )


class WebhookEnableInput(serializers.Serializer[Any]):
    """Whether what changed meanwhile is told."""

    catch_up = serializers.BooleanField(required=False, help_text="True if left out.")


ENDPOINTS = Listing(serializer=WebhookEndpointSerializer, orderings=["-created_at"])


class WebhookEndpointListView(FirmView):
    """Webhook endpoints."""

    capabilities = {"GET": "webhook.manage", "POST": "webhook.manage"}
    reauthenticate = frozenset({"POST"})
    keeps_answers = False

    @openapi.lists("webhook_endpoint", ENDPOINTS, summary="List webhook endpoints")
    def get(self, request: Request) -> Response:
        """A page of endpoints."""
        return self.page(ENDPOINTS, endpoint_list())

    @openapi.creates(
        "webhook_endpoint_add",
        WebhookEndpointInput,
        IssuedWebhookSecretSerializer,
        summary="Add a webhook endpoint",
    )
    def post(self, request: Request) -> Response:
        """Add an endpoint. Its secret is in this answer and nowhere else. Messages are signed as Standard Webhooks says
        and told at least once, in no certain order; `changes` has them all in order.
        """
        return _issued(endpoint_add(actor=self.member, **self.parse(WebhookEndpointInput)))


class WebhookEndpointView(FirmView):
    """One webhook endpoint."""

    capabilities = {"GET": "webhook.manage", "PATCH": "webhook.manage"}
    reauthenticate = frozenset({"PATCH"})

    @openapi.reads("webhook_endpoint", ENDPOINTS, summary="Read a webhook endpoint")
    def get(self, request: Request, id: UUID) -> Response:
        """One endpoint."""
        return self.one(ENDPOINTS, endpoint_list(), id)

    @openapi.changes(
        "webhook_endpoint_change",
        WebhookEndpointInput,
        WebhookEndpointSerializer,
        summary="Change a webhook endpoint",
    )
    def patch(self, request: Request, id: UUID) -> Response:
        """Change its address, its description or the kinds of change that it is told."""
        changes = self.parse(WebhookEndpointInput, partial=True)
        endpoint_change(actor=self.member, endpoint_id=id, version=expected_version(request), **changes)
        return self.one(ENDPOINTS, endpoint_list(), id)


class WebhookEndpointRotateView(FirmView):
    """A new secret."""

    capabilities = {"POST": "webhook.manage"}
    reauthenticate = frozenset({"POST"})
    keeps_answers = False

    @openapi.acts(
        "webhook_endpoint_rotate",
        WebhookRotateInput,
        IssuedWebhookSecretSerializer,
        summary="Rotate a webhook endpoint's secret",
        status=201,
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Make a new secret. For a while messages carry the signatures of both."""
        values, version = self.parse(WebhookRotateInput), expected_version(request)
        return _issued(endpoint_rotate(actor=self.member, endpoint_id=id, version=version, **values))


class WebhookEndpointDisableView(FirmView):
    """The rest of an endpoint."""

    capabilities = {"POST": "webhook.manage"}

    @openapi.acts(
        "webhook_endpoint_disable", None, WebhookEndpointSerializer, summary="Disable a webhook endpoint"
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Send nothing there any more until somebody enables it; what is owed waits."""
        endpoint_disable(actor=self.member, endpoint_id=id, version=expected_version(request))
        return self.one(ENDPOINTS, endpoint_list(), id)


class WebhookEndpointEnableView(FirmView):
    """The return of an endpoint."""

    capabilities = {"POST": "webhook.manage"}

    @openapi.acts(
        "webhook_endpoint_enable",
        WebhookEnableInput,
        WebhookEndpointSerializer,
        summary="Enable a webhook endpoint",
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Send there again, and tell what changed meanwhile unless `catch_up` is false."""
        values, version = self.parse(WebhookEnableInput), expected_version(request)
        endpoint_enable(actor=self.member, endpoint_id=id, version=version, **values)
        return self.one(ENDPOINTS, endpoint_list(), id)


def _issued(issued: IssuedSecret) -> Response:
    headers = {"ETag": etag(issued.version)}
    return Response(IssuedWebhookSecretSerializer(issued).data, status=201, headers=headers)
