"""The versions of a letter's text over HTTP: who wrote which, what differs, and putting one back."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claimback.audit.services import read_record
from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.parameters import read_parameters, refuse_parameters
from claimback.tenancy.front_door import FirmView
from letters.api.blocks import BlockSerializer
from letters.api.letters import LETTER, LetterDetailSerializer
from letters.models import LetterVersion
from letters.selectors import letter_list, letter_one, version_list
from letters.services.edits import version_restore
from letters.services.versions import version_differences, version_one
from letters.states import VERSION_ORIGINS
from letters.writing.differences import differences_to_json

OPS = ("kept", "inserted", "deleted")
BLOCK_CHANGES = ("kept", "changed", "inserted", "deleted")


class LetterVersionSerializer(serializers.ModelSerializer[LetterVersion]):
    """A version as it is listed."""

    letter_id = serializers.UUIDField()
    origin = serializers.ChoiceField(list(VERSION_ORIGINS))
    based_on = serializers.IntegerField(
        allow_null=True, help_text="Which version was restored, or edited outside."
    )
    file_id = serializers.UUIDField(allow_null=True, help_text="The Word document it came from.")
    notes = serializers.ListField(
        child=serializers.CharField(), help_text="What was said of it when it was taken in."
    )
    made_by_id = serializers.UUIDField()
    made_by_name = serializers.CharField(source="made_by.user.name")

    class Meta:
        model = LetterVersion
        fields = [
            "id",
            "letter_id",
            "number",
            "origin",
            "reason",
            "based_on",
            "file_id",
            "notes",
            "made_by_id",
            "made_by_name",
            "subject",
            "facts_digest",
            "created_at",
        ]


class VersionTextSerializer(serializers.Serializer[Any]):
    """One version with its text."""

    number = serializers.IntegerField()
    origin = serializers.ChoiceField(list(VERSION_ORIGINS))
    reason = serializers.CharField()
    based_on = serializers.IntegerField(allow_null=True)
    notes = serializers.ListField(child=serializers.CharField())
    made_by_id = serializers.UUIDField()
    facts_digest = serializers.CharField(help_text="SHA-256 of the facts that stood beside it.")
    created_at = serializers.DateTimeField()
    subject = serializers.CharField()
    blocks = BlockSerializer(many=True)

    class Meta:
        ref_name = "LetterVersionText"


class RunSerializer(serializers.Serializer[Any]):
    """Words in a row that were kept, inserted or deleted."""

    op = serializers.ChoiceField(OPS)
    text = serializers.CharField()

    class Meta:
        ref_name = "TextRun"


class PartChangeSerializer(serializers.Serializer[Any]):
    """One text of a block, such as `text`, `label` or `items[2]`, as runs."""

    part = serializers.CharField()
    runs = RunSerializer(many=True)

    class Meta:
        ref_name = "PartChange"


class BlockChangeSerializer(serializers.Serializer[Any]):
    """One block: its places before and after, from 0, null where it is not there."""

    change = serializers.ChoiceField(BLOCK_CHANGES)
    kind = serializers.CharField()
    before = serializers.IntegerField(allow_null=True)
    after = serializers.IntegerField(allow_null=True)
    parts = PartChangeSerializer(many=True)

    class Meta:
        ref_name = "BlockChange"


class DifferencesSerializer(serializers.Serializer[Any]):
    """All that differs between two versions, in reading order."""

    before = serializers.IntegerField()
    after = serializers.IntegerField()
    changed = serializers.BooleanField()
    subject = RunSerializer(many=True)
    blocks = BlockChangeSerializer(many=True)

    class Meta:
        ref_name = "LetterDifferences"


class DifferencesParameters(serializers.Serializer[Any]):
    """With which version."""

    before = serializers.IntegerField(required=False, min_value=1)


class RestoreInput(serializers.Serializer[Any]):
    """Why an earlier text is put back."""

    reason = serializers.CharField(max_length=300, required=False, allow_blank=True)


class LetterVersionsSerializer(serializers.Serializer[Any]):
    """Every version of a letter, the latest first."""

    letter_id = serializers.UUIDField()
    versions = LetterVersionSerializer(many=True)


class LetterVersionsView(FirmView):
    """The versions of a letter."""

    capabilities = {"GET": "letter.read"}

    @openapi.computes("letter_versions", LetterVersionsSerializer, summary="List the versions of a letter")
    def get(self, request: Request, id: UUID) -> Response:
        """Each with who, when, why, and where it came from."""
        refuse_parameters(request)
        letter_one(id)
        found = version_list(id).select_related("made_by__user").defer("draft").order_by("-number")
        return Response({"letter_id": id, "versions": LetterVersionSerializer(found, many=True).data})


class LetterVersionView(FirmView):
    """One version of a letter."""

    capabilities = {"GET": "letter.read"}

    @openapi.computes("letter_version_get", VersionTextSerializer, summary="Read a version of a letter")
    def get(self, request: Request, id: UUID, number: int) -> Response:
        """The text as it stood. That you read it is kept."""
        refuse_parameters(request)
        version = version_one(id, number)
        read_record(table="letters_letter", row_id=id, case_id=version.case_id)
        return Response(
            {
                "number": version.number,
                "origin": version.origin,
                "reason": version.reason,
                "based_on": version.based_on,
                "notes": version.notes,
                "made_by_id": version.made_by_id,
                "facts_digest": version.facts_digest,
                "created_at": version.created_at,
                "subject": version.subject,
                "blocks": version.draft["paragraphs"],
            }
        )


class LetterDifferencesView(FirmView):
    """What differs between two versions."""

    capabilities = {"GET": "letter.read"}

    @extend_schema(
        operation_id="letter_differences",
        summary="Compare two versions of a letter",
        parameters=[
            OpenApiParameter(
                "before",
                {"type": "integer", "minimum": 1},
                description="The version to compare with; by default the one before.",
            )
        ],
        responses={200: DifferencesSerializer, **openapi.problems(400, 401, 403, 404)},
    )
    def get(self, request: Request, id: UUID, number: int) -> Response:
        """Block by block, and in each word by word. That you read it is kept."""
        before = read_parameters(request, DifferencesParameters).get("before", max(number - 1, 1))
        found = version_differences(id, before, number)
        read_record(table="letters_letter", row_id=id, case_id=letter_one(id).case_id)
        return Response({"before": before, "after": number, **differences_to_json(found)})


class LetterRestoreView(FirmView):
    """Putting an earlier text back."""

    capabilities = {"POST": "letter.write"}

    @openapi.acts(
        "letter_version_restore", RestoreInput, LetterDetailSerializer, summary="Restore an earlier version"
    )
    def post(self, request: Request, id: UUID, number: int) -> Response:
        """Its text becomes the next version. The letter is a draft again, and an approval dies."""
        version = expected_version(request)
        version_restore(
            actor=self.member, letter_id=id, version=version, number=number, **self.parse(RestoreInput)
        )
        return self.one(LETTER, letter_list(), id)
