"""Insurers and their addresses over HTTP."""

from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.models import Insurer, InsurerAddress
from cases.models.insurer import ADDRESS_PURPOSES, INSURER_KINDS
from cases.search import named_rows
from cases.selectors import insurer_address_list, insurer_list
from cases.services import insurers as services
from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Filter, Listing
from claimback.tenancy.front_door import FirmView

_INSURER = ["kind", "name", "group_name", "parent_id", "phone"]
_ADDRESS = ["purpose", "lines", "fax", "email"]


class InsurerSerializer(serializers.ModelSerializer[Insurer]):
    """An insurer as it is read."""

    parent_id = serializers.UUIDField(allow_null=True, help_text="The company that owns it.")

    class Meta:
        model = Insurer
        fields = ["id", *_INSURER, "version", "created_at", "updated_at"]


class InsurerInput(serializers.ModelSerializer[Insurer]):
    """An insurer as it is written."""

    parent_id = serializers.UUIDField(required=False, allow_null=True, help_text="The company that owns it.")

    class Meta:
        model = Insurer
        fields = _INSURER


class InsurerAddressSerializer(serializers.ModelSerializer[InsurerAddress]):
    """An address as it is read."""

    insurer_id = serializers.UUIDField()

    class Meta:
        model = InsurerAddress
        fields = ["id", "insurer_id", *_ADDRESS, "version", "created_at", "updated_at"]


class InsurerAddressInput(serializers.ModelSerializer[InsurerAddress]):
    """An address as it is changed."""

    class Meta:
        model = InsurerAddress
        fields = _ADDRESS


class InsurerAddressAddInput(InsurerAddressInput):
    """A new address."""

    insurer_id = serializers.UUIDField()

    class Meta(InsurerAddressInput.Meta):
        fields = ["insurer_id", *_ADDRESS]


INSURERS = Listing(
    serializer=InsurerSerializer,
    orderings=["name", "id"],
    filters={"kind": Filter("kind", serializers.ChoiceField(list(INSURER_KINDS)), "What it is.")},
    search=named_rows("search_people"),
)
ADDRESSES = Listing(
    serializer=InsurerAddressSerializer,
    orderings=["id"],
    filters={
        "insurer_id": Filter("insurer_id", serializers.UUIDField(), "Whose address."),
        "purpose": Filter("purpose", serializers.ChoiceField(list(ADDRESS_PURPOSES)), "For which mail."),
    },
)


class InsurerListView(FirmView):
    """Carriers, administrators and self-funded plans."""

    capabilities = {"GET": "insurer.read", "POST": "insurer.write"}

    @openapi.lists("insurer", INSURERS, summary="List insurers")
    def get(self, request: Request) -> Response:
        """A page of insurers."""
        return self.page(INSURERS, insurer_list())

    @openapi.creates("insurer_add", InsurerInput, InsurerSerializer, summary="Add an insurer")
    def post(self, request: Request) -> Response:
        """Add an insurer."""
        insurer = services.insurer_add(actor=self.member, **self.parse(InsurerInput))
        return self.one(INSURERS, insurer_list(), insurer.id, status=201)


class InsurerView(FirmView):
    """One insurer."""

    capabilities = {"GET": "insurer.read", "PATCH": "insurer.write"}

    @openapi.reads("insurer", INSURERS, summary="Read an insurer")
    def get(self, request: Request, id: UUID) -> Response:
        """One insurer."""
        return self.one(INSURERS, insurer_list(), id)

    @openapi.changes("insurer_change", InsurerInput, InsurerSerializer, summary="Change an insurer")
    def patch(self, request: Request, id: UUID) -> Response:
        """Change fields of an insurer."""
        changes = self.parse(InsurerInput, partial=True)
        version = expected_version(request)
        services.insurer_change(actor=self.member, insurer_id=id, version=version, **changes)
        return self.one(INSURERS, insurer_list(), id)


class InsurerAddressListView(FirmView):
    """Where insurers take their mail."""

    capabilities = {"GET": "insurer.read", "POST": "insurer.write"}

    @openapi.lists("insurer_address", ADDRESSES, summary="List insurers' addresses")
    def get(self, request: Request) -> Response:
        """A page of addresses."""
        return self.page(ADDRESSES, insurer_address_list())

    @openapi.creates(
        "insurer_address_add",
        InsurerAddressAddInput,
        InsurerAddressSerializer,
        summary="Add an insurer's address",
    )
    def post(self, request: Request) -> Response:
        """Add an address."""
        address = services.insurer_address_add(actor=self.member, **self.parse(InsurerAddressAddInput))
        return self.one(ADDRESSES, insurer_address_list(), address.id, status=201)


class InsurerAddressView(FirmView):
    """One address of an insurer."""

    capabilities = {"GET": "insurer.read", "PATCH": "insurer.write"}

    @openapi.reads("insurer_address", ADDRESSES, summary="Read an insurer's address")
    def get(self, request: Request, id: UUID) -> Response:
        """One address."""
        return self.one(ADDRESSES, insurer_address_list(), id)

    @openapi.changes(
        "insurer_address_change",
        InsurerAddressInput,
        InsurerAddressSerializer,
        summary="Change an insurer's address",
    )
    def patch(self, request: Request, id: UUID) -> Response:
        """Change fields of an address."""
        changes = self.parse(InsurerAddressInput, partial=True)
        version = expected_version(request)
        services.insurer_address_change(actor=self.member, address_id=id, version=version, **changes)
        return self.one(ADDRESSES, insurer_address_list(), id)
