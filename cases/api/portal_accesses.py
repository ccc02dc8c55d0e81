"""Who looks through the portal, for the firm's own members. The portal itself is `portal`."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.models import PortalAccess
from cases.selectors import portal_access_list
from cases.services.portal import portal_access_end, portal_access_grant
from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Filter, Listing
from claimback.tenancy.front_door import FirmView


class PortalAccessSerializer(serializers.ModelSerializer[PortalAccess]):
    """One member who looks at one client's cases, until `ended_at`."""

    client_id = serializers.UUIDField()
    client_name = serializers.CharField(source="client.name")
    member_id = serializers.UUIDField()
    member_name = serializers.CharField(source="member.user.name")
    granted_by_id = serializers.UUIDField()

    class Meta:
        model = PortalAccess
        fields = [
            "id",
            "client_id",
            "client_name",
            "member_id",
            "member_name",
            "granted_by_id",
            "ended_at",
            "version",
            "created_at",
            "updated_at",
        ]


class PortalAccessInput(serializers.Serializer[Any]):
    """Who may look at whose cases."""

    client_id = serializers.UUIDField()
    member_id = serializers.UUIDField(help_text="A member with the role client.")


PORTAL_ACCESSES = Listing(
    serializer=PortalAccessSerializer,
    orderings=["-created_at"],
    filters={
        "client_id": Filter("client_id", serializers.UUIDField(), "Whose cases."),
        "member_id": Filter("member_id", serializers.UUIDField(), "Who looks."),
        "current": Filter("ended_at__isnull", serializers.BooleanField(), "Still open, or not."),
    },
)


class PortalAccessListView(FirmView):
    """Who looks through the portal."""

    capabilities = {"GET": "portal.manage", "POST": "portal.manage"}

    @openapi.lists("portal_access", PORTAL_ACCESSES, summary="List portal accesses")
    def get(self, request: Request) -> Response:
        """A page of accesses, the latest first."""
        return self.page(PORTAL_ACCESSES, portal_access_list())

    @openapi.creates(
        "portal_access_grant",
        PortalAccessInput,
        PortalAccessSerializer,
        summary="Open the portal to a client",
    )
    def post(self, request: Request) -> Response:
        """Let a member with the role client look at one client's cases."""
        access = portal_access_grant(actor=self.member, **self.parse(PortalAccessInput))
        return self.one(PORTAL_ACCESSES, portal_access_list(), access.id, status=201)


class PortalAccessView(FirmView):
    """One access."""

    capabilities = {"GET": "portal.manage"}

    @openapi.reads("portal_access", PORTAL_ACCESSES, summary="Read a portal access")
    def get(self, request: Request, id: UUID) -> Response:
        """One access."""
        return self.one(PORTAL_ACCESSES, portal_access_list(), id)


class PortalAccessEndView(FirmView):
    """The end of an access."""

    capabilities = {"POST": "portal.manage"}

    @openapi.acts("portal_access_end", None, PortalAccessSerializer, summary="Close the portal to a client")
    def post(self, request: Request, id: UUID) -> Response:
        """Close the portal to a member from their next request on."""
        portal_access_end(actor=self.member, access_id=id, version=expected_version(request))
        return self.one(PORTAL_ACCESSES, portal_access_list(), id)
