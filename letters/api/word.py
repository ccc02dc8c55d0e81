"""A letter's text out to Word and back, over HTTP."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.parameters import refuse_parameters
from claimback.kernel.rendered import DOCX, binary, rendered
from claimback.tenancy.front_door import FirmView
from letters.api.letters import LETTER, LetterDetailSerializer
from letters.selectors import letter_list
from letters.services.word import letter_from_word, letter_to_word


class WordInput(serializers.Serializer[Any]):
    """An edited Word document, uploaded and confirmed like any file."""

    file_id = serializers.UUIDField()
    reason = serializers.CharField(max_length=300, required=False, allow_blank=True)


class LetterWordView(FirmView):
    """A letter's text as a Word document."""

    capabilities = {"GET": "letter.read", "POST": "letter.write"}

    @extend_schema(
        operation_id="letter_to_word",
        summary="Export a letter's text to Word",
        responses={**binary(DOCX), **openapi.problems(400, 401, 403, 404, 409)},
    )
    def get(self, request: Request, id: UUID) -> Response:
        """A .docx for editing: its hidden bookmarks name the version and the blocks. That you read it is kept."""
        refuse_parameters(request)
        name, data = letter_to_word(actor=self.member, letter_id=id)
        return rendered(request, data, DOCX, name=name)

    @openapi.acts(
        "letter_from_word", WordInput, LetterDetailSerializer, summary="Take in an edited Word document"
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Its text becomes the next version; what was left out is in that version's notes."""
        version = expected_version(request)
        letter_from_word(actor=self.member, letter_id=id, version=version, **self.parse(WordInput))
        return self.one(LETTER, letter_list(), id)
