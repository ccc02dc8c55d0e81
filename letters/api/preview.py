"""A letter looked at and checked over HTTP, with text that is not stored yet."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claimback.audit.services import read_record
from claimback.kernel import openapi
from claimback.kernel.rendered import PDF, PNG, binary, rendered
from claimback.tenancy.front_door import FirmView
from letters.api.blocks import BlockSerializer, CheckReportSerializer
from letters.selectors import letter_one
from letters.services.preview import letter_check, letter_page, letter_preview
from letters.writing.findings import report_to_json


class TextInput(serializers.Serializer[Any]):
    """The text to look at; what is left out is as it is stored."""

    subject = serializers.CharField(max_length=300, required=False)
    blocks = BlockSerializer(many=True, required=False)

    class Meta:
        ref_name = "LetterTextInput"


class PreviewInput(TextInput):
    """The text, and as what to show it."""

    format = serializers.ChoiceField(["pdf", "png"], required=False, help_text="By default pdf.")
    page = serializers.IntegerField(
        required=False, min_value=1, help_text="Of a png; beyond the last, the last."
    )

    class Meta:
        ref_name = "LetterPreviewInput"


class LetterPreviewView(FirmView):
    """The pages of a letter before anything is stored."""

    capabilities = {"POST": "letter.read"}
    keeps_answers = False

    @extend_schema(
        operation_id="letter_preview",
        summary="See the pages of a letter",
        request=PreviewInput,
        responses={**binary(PDF, PNG), **openapi.problems(400, 401, 403, 404, 422)},
    )
    def post(self, request: Request, id: UUID) -> Response:
        """The PDF, or one page as PNG with the header `Pages`. Sealed numbers are masked. Nothing is stored."""
        asked = self.parse(PreviewInput)
        form, page = asked.pop("format", "pdf"), asked.pop("page", 1)
        read_record(table="letters_letter", row_id=id, case_id=letter_one(id).case_id, purpose="preview")
        if form == "pdf":
            return rendered(request, letter_preview(actor=self.member, letter_id=id, **asked), PDF)
        picture, count = letter_page(actor=self.member, letter_id=id, page=page, **asked)
        return rendered(request, picture, PNG, Pages=str(count))


class LetterCheckView(FirmView):
    """The check of a letter before anything is stored."""

    capabilities = {"POST": "letter.read"}
    keeps_answers = False

    @openapi.asks("letter_check", TextInput, CheckReportSerializer, summary="Check a letter's text")
    def post(self, request: Request, id: UUID) -> Response:
        """What stands in the way of approval, on the facts of now. Nothing is stored."""
        asked = self.parse(TextInput)
        return Response(report_to_json(letter_check(actor=self.member, letter_id=id, **asked)))
