"""Mail to cases over HTTP: the addresses, and what came in at them."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.models import MailAddress, ReceivedMail
from cases.selectors import mail_address_list, received_mail_list
from cases.services.mail import mail_address_end, mail_address_of, mail_address_open
from cases.states import MAIL_EDGES
from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import ColumnField, Filter, Listing
from claimback.tenancy.front_door import FirmView


class AddressField(serializers.EmailField, ColumnField):
    """The address as it is written on an envelope."""

    def shown(self, value: Any) -> Any:
        """With the installation's domain."""
        return mail_address_of(value)


class MailAddressSerializer(serializers.ModelSerializer[MailAddress]):
    """An address at which a case takes mail."""

    case_id = serializers.UUIDField()
    address = AddressField(source="name")
    opened_by_id = serializers.UUIDField()

    class Meta:
        model = MailAddress
        fields = [
            "id",
            "case_id",
            "address",
            "opened_by_id",
            "ended_at",
            "version",
            "created_at",
            "updated_at",
        ]


class MailAddressInput(serializers.Serializer[Any]):
    """For which case."""

    case_id = serializers.UUIDField()


class ReceivedMailSerializer(serializers.ModelSerializer[ReceivedMail]):
    """A message that came in. The sender is what the message says: nothing was verified."""

    case_id = serializers.UUIDField()
    address_id = serializers.UUIDField()
    file_id = serializers.UUIDField()
    document_id = serializers.UUIDField(allow_null=True)
    correspondence_id = serializers.UUIDField(allow_null=True)

    class Meta:
        model = ReceivedMail
        fields = [
            "id",
            "case_id",
            "address_id",
            "file_id",
            "sha256",
            "received_at",
            "sender",
            "subject",
            "state",
            "problem",
            "document_id",
            "correspondence_id",
            "version",
            "created_at",
            "updated_at",
        ]


MAIL_ADDRESSES = Listing(
    serializer=MailAddressSerializer,
    orderings=["-created_at"],
    filters={
        "case_id": Filter("case_id", serializers.UUIDField(), "Of which case."),
        "open": Filter("ended_at__isnull", serializers.BooleanField(), "Whether it takes mail still."),
    },
)
RECEIVED_MAIL = Listing(
    serializer=ReceivedMailSerializer,
    orderings=["-received_at"],
    filters={
        "case_id": Filter("case_id", serializers.UUIDField(), "For which case."),
        "state": Filter("state", serializers.ChoiceField(MAIL_EDGES.states), "What became of it.", many=True),
    },
    search=["subject", "sender"],
)


class MailAddressListView(FirmView):
    """The addresses at which cases take mail."""

    capabilities = {"GET": "correspondence.read", "POST": "correspondence.write"}

    @openapi.lists("mail_address", MAIL_ADDRESSES, summary="List cases' e-mail addresses")
    def get(self, request: Request) -> Response:
        """A page of addresses, the latest first."""
        return self.page(MAIL_ADDRESSES, mail_address_list())

    @openapi.creates(
        "mail_address_open", MailAddressInput, MailAddressSerializer, summary="Open an e-mail address"
    )
    def post(self, request: Request) -> Response:
        """The case's address: mail that is sent to it files itself. It is made if the case has none."""
        address = mail_address_open(actor=self.member, **self.parse(MailAddressInput))
        return self.one(MAIL_ADDRESSES, mail_address_list(), address.id, status=201)


class MailAddressView(FirmView):
    """One address."""

    capabilities = {"GET": "correspondence.read"}

    @openapi.reads("mail_address", MAIL_ADDRESSES, summary="Read an e-mail address")
    def get(self, request: Request, id: UUID) -> Response:
        """One address."""
        return self.one(MAIL_ADDRESSES, mail_address_list(), id)


class MailAddressEndView(FirmView):
    """The end of an address."""

    capabilities = {"POST": "correspondence.write"}

    @openapi.acts("mail_address_end", None, MailAddressSerializer, summary="End an e-mail address")
    def post(self, request: Request, id: UUID) -> Response:
        """Take nothing more at it; another may be opened for the case."""
        mail_address_end(actor=self.member, address_id=id, version=expected_version(request))
        return self.one(MAIL_ADDRESSES, mail_address_list(), id)


class ReceivedMailListView(FirmView):
    """Mail that came in."""

    capabilities = {"GET": "correspondence.read"}

    @openapi.lists("received_mail", RECEIVED_MAIL, summary="List received mail")
    def get(self, request: Request) -> Response:
        """A page of messages, the latest first."""
        return self.page(RECEIVED_MAIL, received_mail_list())


class ReceivedMailView(FirmView):
    """One message."""

    capabilities = {"GET": "correspondence.read"}

    @openapi.reads("received_mail", RECEIVED_MAIL, summary="Read a received message")
    def get(self, request: Request, id: UUID) -> Response:
        """One message."""
        return self.one(RECEIVED_MAIL, received_mail_list(), id)
