"""The assistant over HTTP: where letters would go, and the firm's leave to send them there."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Listing
from claimback.tenancy.front_door import FirmView
from letters.api.findings import PlaceSerializer
from letters.assistant.chosen import assistant_destination
from letters.assistant.interface import UNAVAILABLE
from letters.models import AssistantPermission
from letters.reading.proposals import DROPPED
from letters.selectors import assistant_permission_list
from letters.services.assistance import BY
from letters.services.assistant_permissions import (
    assistant_permission_give,
    assistant_permission_withdraw,
    assistant_permitted,
)


class AssistantSerializer(serializers.Serializer[Any]):
    """The assistant of the installation."""

    destination = serializers.CharField(
        allow_blank=True, help_text="Where the text of letters would go; empty where there is no assistant."
    )
    permitted = serializers.BooleanField(help_text="Whether the firm lets it read letters.")


class AssistantPermissionSerializer(serializers.ModelSerializer[AssistantPermission]):
    """A firm's leave to send the text of letters to one destination."""

    given_by_id = serializers.UUIDField()

    class Meta:
        model = AssistantPermission
        fields = ["id", "destination", "given_by_id", "withdrawn_at", "version", "created_at"]


class AssistantPermissionInput(serializers.Serializer[Any]):
    """The destination that is agreed to."""

    destination = serializers.CharField(max_length=300, help_text="As `assistant` tells it.")


class ProposedGroundSerializer(PlaceSerializer):
    """A reason that the assistant proposes, in the letter's own words."""

    by = serializers.ChoiceField([BY])
    code = serializers.CharField()

    class Meta:
        ref_name = "ProposedGround"


class AssistanceAnswerSerializer(serializers.Serializer[Any]):
    """What the assistant proposes for a letter. It is no finding: a member confirms it as a ground, or does not."""

    destination = serializers.CharField(help_text="Who was asked.")
    why = serializers.ChoiceField(
        list(UNAVAILABLE), allow_blank=True, help_text="Why there is no answer; empty where there is one."
    )
    dropped = serializers.DictField(
        child=serializers.IntegerField(),
        help_text=f"How many proposals did not pass, by reason: {', '.join(DROPPED)}.",
    )
    grounds = ProposedGroundSerializer(many=True)

    class Meta:
        ref_name = "AssistanceAnswer"


PERMISSIONS = Listing(serializer=AssistantPermissionSerializer, orderings=["-created_at"])


class AssistantView(FirmView):
    """The installation's assistant, as the firm has it."""

    capabilities = {"GET": "firm.read"}

    @openapi.computes("assistant_get", AssistantSerializer, summary="Read where letters may go to")
    def get(self, request: Request) -> Response:
        """Where letters would go that the assistant reads, and whether the firm allows it."""
        return Response({"destination": assistant_destination(), "permitted": assistant_permitted()})


class AssistantPermissionListView(FirmView):
    """The firm's permissions for the assistant."""

    capabilities = {"GET": "firm.read", "POST": "assistant.manage"}
    reauthenticate = frozenset({"POST"})

    @openapi.lists("assistant_permission", PERMISSIONS, summary="List permissions for the assistant")
    def get(self, request: Request) -> Response:
        """A page of permissions, withdrawn ones among them."""
        return self.page(PERMISSIONS, assistant_permission_list())

    @openapi.creates(
        "assistant_permission_give",
        AssistantPermissionInput,
        AssistantPermissionSerializer,
        summary="Let the assistant read letters",
    )
    def post(self, request: Request) -> Response:
        """From now on the text of every letter with a decision against a claim, with all that it says of the client,
        is sent to this destination when it is read. What comes back is only proposed.
        """
        made = assistant_permission_give(actor=self.member, **self.parse(AssistantPermissionInput))
        return self.one(PERMISSIONS, assistant_permission_list(), made.id, status=201)


class AssistantPermissionView(FirmView):
    """One permission."""

    capabilities = {"GET": "firm.read"}

    @openapi.reads("assistant_permission", PERMISSIONS, summary="Read a permission for the assistant")
    def get(self, request: Request, id: UUID) -> Response:
        """One permission."""
        return self.one(PERMISSIONS, assistant_permission_list(), id)


class AssistantPermissionWithdrawView(FirmView):
    """The end of a permission."""

    capabilities = {"POST": "assistant.manage"}

    @openapi.acts(
        "assistant_permission_withdraw",
        None,
        AssistantPermissionSerializer,
        summary="Send the assistant nothing any more",
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Withdraw it. What was proposed before stays."""
        assistant_permission_withdraw(actor=self.member, permission_id=id, version=expected_version(request))
        return self.one(PERMISSIONS, assistant_permission_list(), id)
