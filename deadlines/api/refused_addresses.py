"""Addresses to which reminders did not get through, over HTTP."""

from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Filter, Listing
from claimback.notify.models import RefusedAddress
from claimback.notify.selectors import refused_address_list
from claimback.notify.services import refused_address_lift
from claimback.tenancy.front_door import FirmView


class RefusedAddressSerializer(serializers.ModelSerializer[RefusedAddress]):
    """An address that takes no mail. Nothing is sent there while `lifted_at` is null."""

    class Meta:
        model = RefusedAddress
        fields = [
            "id",
            "address",
            "why",
            "said",
            "lifted_at",
            "lifted_by_id",
            "version",
            "created_at",
        ]


REFUSED_ADDRESSES = Listing(
    serializer=RefusedAddressSerializer,
    orderings=["-created_at"],
    filters={"standing": Filter("lifted_at__isnull", serializers.BooleanField(), "Whether it stands still.")},
)


class RefusedAddressListView(FirmView):
    """The firm's refused addresses."""

    capabilities = {"GET": "firm.read"}

    @openapi.lists("refused_address", REFUSED_ADDRESSES, summary="List addresses that take no mail")
    def get(self, request: Request) -> Response:
        """A page of addresses, the latest first."""
        return self.page(REFUSED_ADDRESSES, refused_address_list())


class RefusedAddressView(FirmView):
    """One refused address."""

    capabilities = {"GET": "firm.read"}

    @openapi.reads("refused_address", REFUSED_ADDRESSES, summary="Read an address that takes no mail")
    def get(self, request: Request, id: UUID) -> Response:
        """One address."""
        return self.one(REFUSED_ADDRESSES, refused_address_list(), id)


class RefusedAddressLiftView(FirmView):
    """An address that was put right."""

    capabilities = {"POST": "member.manage"}

    @openapi.acts("refused_address_lift", None, RefusedAddressSerializer, summary="Send to an address again")
    def post(self, request: Request, id: UUID) -> Response:
        """Reminders go there again from now on."""
        refused_address_lift(actor=self.member, address_id=id, version=expected_version(request))
        return self.one(REFUSED_ADDRESSES, refused_address_list(), id)
