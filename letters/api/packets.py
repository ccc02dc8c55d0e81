"""Packets over HTTP: put together, asked for, followed while they are built, and opened."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.api.documents import DOCUMENTS, DocumentLinkSerializer
from cases.selectors import document_list
from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Expansion, Filter, Listing
from claimback.storage.links import LINK_SECONDS
from claimback.tenancy.front_door import FirmView
from letters.models import Packet, PacketPart
from letters.selectors import packet_list, packet_part_list
from letters.services.packets import packet_add, packet_build, packet_change, packet_link, packet_order
from letters.states import PACKET_EDGES
from letters.writing.packet.numbering import POSITIONS, WIDTH_LIMIT
from letters.writing.packet.plan import EXHIBITS_LIMIT, KINDS


class PacketProblemSerializer(serializers.Serializer[Any]):
    """One thing that stood in the way when the packet was built."""

    part = serializers.CharField(help_text="What it is about, such as Exhibit 3.")
    exhibit = serializers.IntegerField(allow_null=True)
    code = serializers.CharField(help_text="Stable; made for programs.")
    message = serializers.CharField(help_text="With the remedy.")

    class Meta:
        ref_name = "PacketProblem"


class ManifestPartSerializer(serializers.Serializer[Any]):
    """One part of a built packet: its pages, its numbers and its hashes."""

    kind = serializers.ChoiceField(KINDS)
    title = serializers.CharField()
    exhibit = serializers.IntegerField(allow_null=True)
    first_page = serializers.IntegerField(allow_null=True)
    last_page = serializers.IntegerField(allow_null=True)
    bates_first = serializers.CharField(allow_blank=True)
    bates_last = serializers.CharField(allow_blank=True)
    file_name = serializers.CharField(allow_blank=True)
    sha256 = serializers.CharField(allow_blank=True, help_text="Of the file as it is kept.")
    included_sha256 = serializers.CharField(
        allow_blank=True, help_text="Of the pages as they went in: the same where nothing was done to them."
    )
    treated = serializers.ListField(child=serializers.CharField(), help_text="What was done to its pages.")
    removed = serializers.ListField(
        child=serializers.CharField(), help_text="What it had beside its pages, and has no more."
    )
    redacted_pages = serializers.ListField(child=serializers.IntegerField())
    redaction_reasons = serializers.ListField(child=serializers.CharField())
    skipped = serializers.CharField(allow_blank=True, help_text="Why it was left out.")

    class Meta:
        ref_name = "PacketManifestPart"


class ManifestSerializer(serializers.Serializer[Any]):
    """What a built packet is made of. The same is attached to it, but for its own hash and size."""

    sha256 = serializers.CharField()
    size = serializers.IntegerField(help_text="In bytes.")
    manifest = serializers.IntegerField(help_text="The version of this form.")
    case_number = serializers.CharField()
    firm = serializers.CharField()
    subject = serializers.CharField()
    dated = serializers.DateField()
    pages = serializers.IntegerField()
    bates = serializers.DictField(allow_null=True, help_text="Prefix, width and position of its numbers.")
    parts = ManifestPartSerializer(many=True)

    class Meta:
        ref_name = "PacketManifest"


class PacketSerializer(serializers.ModelSerializer[Packet]):
    """A packet as it is listed. While it is built, `pages_done` of `pages_total` tells how far it has come."""

    case_id = serializers.UUIDField()
    letter_id = serializers.UUIDField()
    requested_by_id = serializers.UUIDField()
    document_id = serializers.UUIDField(allow_null=True, help_text="The built packet.")
    problems = PacketProblemSerializer(many=True)
    document = DOCUMENTS.serializer(required=False, allow_null=True)

    class Meta:
        model = Packet
        fields = [
            "id",
            "case_id",
            "letter_id",
            "letter_sha256",
            "requested_by_id",
            "state",
            "numbered",
            "bates_prefix",
            "bates_width",
            "bates_start",
            "bates_position",
            "bates_first",
            "bates_last",
            "pages_limit",
            "megabytes_limit",
            "pages_done",
            "pages_total",
            "problems",
            "pages",
            "size",
            "sha256",
            "document_id",
            "version",
            "created_at",
            "updated_at",
            "document",
        ]


class PacketDetailSerializer(PacketSerializer):
    """A packet with its manifest, once it is built."""

    manifest = ManifestSerializer(allow_null=True)

    class Meta(PacketSerializer.Meta):
        fields = [*PacketSerializer.Meta.fields, "manifest"]


class PacketOptions(serializers.Serializer[Any]):
    """How a packet is numbered and split."""

    numbered = serializers.BooleanField(required=False, help_text="Whether exhibit pages bear Bates numbers.")
    bates_prefix = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=20,
        help_text="Ends in no digit. By default that of the case's last packet.",
    )
    bates_width = serializers.IntegerField(required=False, min_value=1, max_value=WIDTH_LIMIT)
    bates_start = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=1,
        max_value=99_999_999,
        help_text="By default the number after the last that the case has given: none is given twice.",
    )
    bates_position = serializers.ChoiceField(list(POSITIONS), required=False)
    pages_limit = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=5,
        max_value=1_000_000,
        help_text="Pages of one part, its cover counted, as for a fax.",
    )
    megabytes_limit = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=1,
        max_value=10_000,
        help_text="Of one part, as for a portal.",
    )


class PacketInput(PacketOptions):
    """A new packet of an approved letter."""

    letter_id = serializers.UUIDField()
    evidence_ids = serializers.ListField(
        child=serializers.UUIDField(),
        required=False,
        max_length=EXHIBITS_LIMIT,
        help_text="Exhibits of the case to be added to those that the letter lists.",
    )


class PacketOrderInput(serializers.Serializer[Any]):
    """The exhibits of a packet in the order wanted."""

    packet_item_ids = serializers.ListField(child=serializers.UUIDField(), max_length=EXHIBITS_LIMIT)


class PacketLinkInput(serializers.Serializer[Any]):
    """Which of a packet's files."""

    number = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, help_text="Of a part; without it the whole packet."
    )


class PacketPartSerializer(serializers.ModelSerializer[PacketPart]):
    """One part of a packet that goes out in several."""

    packet_id = serializers.UUIDField()
    document_id = serializers.UUIDField()

    class Meta:
        model = PacketPart
        fields = [
            "id",
            "packet_id",
            "number",
            "first_page",
            "last_page",
            "pages",
            "size",
            "sha256",
            "document_id",
            "version",
            "created_at",
            "updated_at",
        ]


_FILTERS = {
    "case_id": Filter("case_id", serializers.UUIDField(), "Of which case."),
    "letter_id": Filter("letter_id", serializers.UUIDField(), "Of which letter."),
    "state": Filter("state", serializers.ChoiceField(PACKET_EDGES.states), "How it stands.", many=True),
}
_EXPAND = {"document": Expansion("document_id", DOCUMENTS, document_list, "document.read")}
PACKETS = Listing(serializer=PacketSerializer, orderings=["-created_at"], filters=_FILTERS, expand=_EXPAND)
PACKET = Listing(serializer=PacketDetailSerializer, orderings=["-created_at"], expand=_EXPAND)
PARTS = Listing(
    serializer=PacketPartSerializer,
    orderings=["number"],
    filters={"packet_id": Filter("packet_id", serializers.UUIDField(), "Of which packet.")},
)


class PacketListView(FirmView):
    """Letters with their exhibits, as they go out."""

    capabilities = {"GET": "letter.read", "POST": "letter.write"}

    @openapi.lists("packet", PACKETS, summary="List packets")
    def get(self, request: Request) -> Response:
        """A page of packets, the latest first."""
        return self.page(PACKETS, packet_list())

    @openapi.creates("packet_add", PacketInput, PacketDetailSerializer, summary="Begin a packet")
    def post(self, request: Request) -> Response:
        """Begin a packet of an approved letter, with the exhibits that it lists. Its items show order and pages."""
        packet = packet_add(actor=self.member, **self.parse(PacketInput))
        return self.one(PACKET, packet_list(), packet.id, status=201)


class PacketView(FirmView):
    """One packet."""

    capabilities = {"GET": "letter.read", "PATCH": "letter.write"}

    @openapi.reads("packet", PACKET, summary="Read a packet")
    def get(self, request: Request, id: UUID) -> Response:
        """How it stands, how far it has come, what stood in its way and, once built, what it is made of."""
        return self.one(PACKET, packet_list(), id)

    @openapi.changes(
        "packet_change",
        PacketOptions,
        PacketDetailSerializer,
        summary="Change how a packet is numbered and split",
    )
    def patch(self, request: Request, id: UUID) -> Response:
        """Change its options while it is not asked for."""
        changes = self.parse(PacketOptions, partial=True)
        packet_change(actor=self.member, packet_id=id, version=expected_version(request), **changes)
        return self.one(PACKET, packet_list(), id)


class PacketOrderView(FirmView):
    """The order of a packet's exhibits."""

    capabilities = {"POST": "letter.write"}

    @openapi.acts(
        "packet_order", PacketOrderInput, PacketDetailSerializer, summary="Order the exhibits of a packet"
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Put every exhibit of the packet into this order."""
        version = expected_version(request)
        packet_order(actor=self.member, packet_id=id, version=version, **self.parse(PacketOrderInput))
        return self.one(PACKET, packet_list(), id)


class PacketBuildView(FirmView):
    """Building a packet."""

    capabilities = {"POST": "letter.write"}

    @openapi.acts("packet_build", None, PacketDetailSerializer, summary="Have a packet built")
    def post(self, request: Request, id: UUID) -> Response:
        """A worker builds it; read this object to follow it. One that failed may be built once more."""
        packet_build(actor=self.member, packet_id=id, version=expected_version(request))
        return self.one(PACKET, packet_list(), id)


class PacketLinkView(FirmView):
    """The way to a packet's bytes."""

    capabilities = {"POST": "letter.read"}

    @openapi.creates(
        "packet_link", PacketLinkInput, DocumentLinkSerializer, summary="Open a packet or a part of it"
    )
    def post(self, request: Request, id: UUID) -> Response:
        """A link of 60 seconds, to open without a token. That you asked for it is kept."""
        url = packet_link(actor=self.member, packet_id=id, **self.parse(PacketLinkInput))
        return Response({"url": url, "expires_in": LINK_SECONDS}, status=201)


class PacketPartListView(FirmView):
    """The parts of packets that go out in several."""

    capabilities = {"GET": "letter.read"}

    @openapi.lists("packet_part", PARTS, summary="List the parts of packets")
    def get(self, request: Request) -> Response:
        """A page of parts, by their number."""
        return self.page(PARTS, packet_part_list())
