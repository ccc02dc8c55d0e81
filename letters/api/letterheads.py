"""The firm's letterheads over HTTP."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claimback.kernel import openapi
from claimback.kernel.listing import Listing
from claimback.tenancy.front_door import FirmView
from letters.models import Letterhead
from letters.selectors import letterhead_list
from letters.services.letterheads import letterhead_set


class LetterheadSerializer(serializers.ModelSerializer[Letterhead]):
    """A letterhead; that with the highest number is in force."""

    logo_id = serializers.UUIDField(allow_null=True)
    made_by_id = serializers.UUIDField()

    class Meta:
        model = Letterhead
        fields = [
            "id",
            "number",
            "logo_id",
            "address_lines",
            "footer_line",
            "accent",
            "made_by_id",
            "version",
            "created_at",
            "updated_at",
        ]


class LetterheadInput(serializers.Serializer[Any]):
    """A letterhead, whole: what is left out is empty."""

    logo_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="A PNG or JPEG of at most 1 MiB, uploaded and confirmed."
    )
    address_lines = serializers.ListField(
        child=serializers.CharField(max_length=100),
        max_length=8,
        required=False,
        help_text="Without any, the firm's address stands there.",
    )
    footer_line = serializers.CharField(max_length=200, required=False, allow_blank=True)
    accent = serializers.RegexField(r"^#[0-9a-fA-F]{6}\Z", required=False, help_text="As #rrggbb.")


LETTERHEADS = Listing(serializer=LetterheadSerializer, orderings=["-created_at"], filters={})


class LetterheadListView(FirmView):
    """The firm's letterheads."""

    capabilities = {"GET": "letter.read", "POST": "firm.manage"}

    @openapi.lists("letterhead", LETTERHEADS, summary="List letterheads")
    def get(self, request: Request) -> Response:
        """A page of letterheads, the one in force first."""
        return self.page(LETTERHEADS, letterhead_list())

    @openapi.creates("letterhead_set", LetterheadInput, LetterheadSerializer, summary="Set the letterhead")
    def post(self, request: Request) -> Response:
        """Letters approved from now on bear it; approved ones keep theirs."""
        made = letterhead_set(actor=self.member, **self.parse(LetterheadInput))
        return self.one(LETTERHEADS, letterhead_list(), made.id, status=201)


class LetterheadView(FirmView):
    """One letterhead."""

    capabilities = {"GET": "letter.read"}

    @openapi.reads("letterhead", LETTERHEADS, summary="Read a letterhead")
    def get(self, request: Request, id: UUID) -> Response:
        """One letterhead."""
        return self.one(LETTERHEADS, letterhead_list(), id)
