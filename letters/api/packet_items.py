"""The exhibits of packets over HTTP: their order, what is left out, and what is redacted."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Filter, Listing
from claimback.tenancy.front_door import FirmView
from letters.models import PacketItem
from letters.selectors import packet_item_list
from letters.services.packet_proposals import WORDS_LIMIT, packet_item_search
from letters.services.packets import packet_item_change
from letters.writing.packet.proposals import REASONS
from letters.writing.packet.redaction import REASON_LIMIT


class RedactionSerializer(serializers.Serializer[Any]):
    """What is taken out of one page. On a picture or a PDF's page it is a box, in a text or a message a span."""

    page = serializers.IntegerField(min_value=1, max_value=100_000)
    reason = serializers.CharField(max_length=REASON_LIMIT, help_text="It is printed over what is taken out.")
    box = serializers.ListField(
        child=serializers.FloatField(min_value=0, max_value=1),
        min_length=4,
        max_length=4,
        required=False,
        allow_null=True,
        help_text="Left, top, right, bottom as parts of the page as it is displayed, from 0 to 1.",
    )
    span = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=10_000_000),
        min_length=2,
        max_length=2,
        required=False,
        allow_null=True,
        help_text="The first character of the page's text and the one after the last, from 0.",
    )

    class Meta:
        ref_name = "Redaction"


class ProposalSerializer(serializers.Serializer[Any]):
    """A place that should perhaps be redacted. The words are masked."""

    page = serializers.IntegerField()
    kind = serializers.ChoiceField(list(REASONS))
    reason = serializers.CharField()
    shown = serializers.CharField(help_text="All but its last two letters or digits masked.")
    box = serializers.ListField(child=serializers.FloatField(), allow_null=True)
    span = serializers.ListField(child=serializers.IntegerField(), allow_null=True)

    class Meta:
        ref_name = "RedactionProposal"


class PacketItemSerializer(serializers.ModelSerializer[PacketItem]):
    """An exhibit of a packet."""

    case_id = serializers.UUIDField()
    packet_id = serializers.UUIDField()
    evidence_id = serializers.UUIDField()
    exhibit_number = serializers.IntegerField(source="evidence.exhibit_number")
    title = serializers.CharField(source="evidence.document.title")
    document_id = serializers.UUIDField(source="evidence.document_id")
    file_name = serializers.CharField(source="file.name")
    media_type = serializers.CharField(source="file.media_type", allow_blank=True)
    file_pages = serializers.IntegerField(
        source="file.pages",
        allow_null=True,
        help_text="Where that kind of file has pages that can be counted.",
    )
    sha256 = serializers.CharField(source="file.sha256", allow_blank=True)
    redactions = RedactionSerializer(many=True)
    proposals = ProposalSerializer(
        many=True, allow_null=True, help_text="What was found last; null where nobody has looked."
    )

    class Meta:
        model = PacketItem
        fields = [
            "id",
            "case_id",
            "packet_id",
            "evidence_id",
            "exhibit_number",
            "title",
            "document_id",
            "file_name",
            "media_type",
            "file_pages",
            "sha256",
            "position",
            "skip_reason",
            "redactions",
            "proposals",
            "version",
            "created_at",
            "updated_at",
        ]


class PacketItemChange(serializers.Serializer[Any]):
    """What is left out, and what is redacted."""

    skip_reason = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=300,
        help_text="Why it is left out; blank takes it in again. The index and the manifest say it too.",
    )
    redactions = RedactionSerializer(
        many=True,
        required=False,
        help_text="All of them: what you confirm of the proposals, and what you add.",
    )


class ProposeInput(serializers.Serializer[Any]):
    """What to look for, beside numbers by their form and the client's own."""

    words = serializers.ListField(
        child=serializers.CharField(max_length=100), required=False, max_length=WORDS_LIMIT
    )

    class Meta:
        ref_name = "RedactionProposalsInput"


ITEMS = Listing(
    serializer=PacketItemSerializer,
    orderings=["position"],
    filters={"packet_id": Filter("packet_id", serializers.UUIDField(), "Of which packet.")},
)


class PacketItemListView(FirmView):
    """The exhibits of packets."""

    capabilities = {"GET": "letter.read"}

    @openapi.lists("packet_item", ITEMS, summary="List the exhibits of packets")
    def get(self, request: Request) -> Response:
        """A page of exhibits, in their packet's order."""
        return self.page(ITEMS, packet_item_list())


class PacketItemView(FirmView):
    """One exhibit of a packet."""

    capabilities = {"GET": "letter.read", "PATCH": "letter.write"}

    @openapi.reads("packet_item", ITEMS, summary="Read an exhibit of a packet")
    def get(self, request: Request, id: UUID) -> Response:
        """Its place, its file, what is redacted on it or why it is left out."""
        return self.one(ITEMS, packet_item_list(), id)

    @openapi.changes(
        "packet_item_change",
        PacketItemChange,
        PacketItemSerializer,
        summary="Redact an exhibit of a packet, or leave it out",
    )
    def patch(self, request: Request, id: UUID) -> Response:
        """Confirm what is redacted, or leave it out with the reason, while the packet is not asked for."""
        changes = self.parse(PacketItemChange, partial=True)
        packet_item_change(actor=self.member, item_id=id, version=expected_version(request), **changes)
        return self.one(ITEMS, packet_item_list(), id)


class PacketItemProposeView(FirmView):
    """What an exhibit shows that should perhaps be redacted."""

    capabilities = {"POST": "letter.write"}

    @openapi.acts(
        "packet_item_propose", ProposeInput, PacketItemSerializer, summary="Propose redactions of an exhibit"
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Look for Social Security numbers, dates of birth, cards, the client's own numbers, and your words.

        Only pages whose text was found are looked through. The client's sealed numbers are opened for it, with a trace.
        """
        version = expected_version(request)
        packet_item_search(actor=self.member, item_id=id, version=version, **self.parse(ProposeInput))
        return self.one(ITEMS, packet_item_list(), id)
