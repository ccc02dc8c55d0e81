"""Corrections of denials and grounds over HTTP, and every reading that there was."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.api.denials import DENIALS, GROUNDS, DenialSerializer, GroundSerializer
from cases.models import Denial, Ground
from cases.selectors import denial_list, ground_list
from cases.services.corrections import (
    DENIAL_FIELDS,
    GROUND_FIELDS,
    denial_correct,
    ground_correct,
)
from cases.services.denials import ADVERSE_CHOICES
from cases.versions import denial_versions
from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.tenancy.front_door import FirmView

SUBJECTS = ("denial", "ground")


class DenialCorrectInput(serializers.ModelSerializer[Denial]):
    """The fields of a denial that were read wrong, and why. What is left out stays."""

    document_id = serializers.UUIDField(required=False, allow_null=True, help_text="Of the same case.")
    decision = serializers.ChoiceField(ADVERSE_CHOICES, required=False)
    letter_date = serializers.DateField(required=False)
    reason = serializers.CharField(max_length=300)

    class Meta:
        model = Denial
        fields = [*DENIAL_FIELDS, "reason"]


class GroundCorrectInput(serializers.ModelSerializer[Ground]):
    """The fields of a ground that were read wrong, and why. What is left out stays."""

    reason = serializers.CharField(max_length=300)

    class Meta:
        model = Ground
        fields = [*GROUND_FIELDS, "reason"]
        extra_kwargs = {"code": {"required": False}, "quote": {"required": False}}


class ReadingVersionSerializer(serializers.Serializer[Any]):
    """One reading of a denial or of one of its grounds; the last of each is the one that counts."""

    subject = serializers.ChoiceField(SUBJECTS)
    ground_id = serializers.UUIDField(allow_null=True)
    number = serializers.IntegerField(help_text="1 is the first reading.")
    values = serializers.DictField(help_text="What it said.")
    replaced_at = serializers.DateTimeField(allow_null=True, help_text="When it was corrected.")
    replaced_by_id = serializers.UUIDField(allow_null=True, help_text="The member who corrected it.")
    reason = serializers.CharField(help_text="Why it was corrected.")
    changed = serializers.ListField(child=serializers.CharField(), help_text="What the next reading changed.")

    class Meta:
        ref_name = "ReadingVersion"


class DenialVersionsSerializer(serializers.Serializer[Any]):
    """Every reading of a denial and of its grounds, the first of each first."""

    denial_id = serializers.UUIDField()
    versions = ReadingVersionSerializer(many=True)


class DenialCorrectView(FirmView):
    """A denial that was read wrong."""

    capabilities = {"POST": "denial.record"}

    @openapi.acts("denial_correct", DenialCorrectInput, DenialSerializer, summary="Correct a denial")
    def post(self, request: Request, id: UUID) -> Response:
        """Correct a denial. The former reading is kept, and the clocks follow its dates."""
        body = self.parse(DenialCorrectInput)
        denial_correct(actor=self.member, denial_id=id, version=expected_version(request), **body)
        return self.one(DENIALS, denial_list(), id)


class GroundCorrectView(FirmView):
    """A ground that was read wrong."""

    capabilities = {"POST": "denial.record"}

    @openapi.acts("ground_correct", GroundCorrectInput, GroundSerializer, summary="Correct a ground")
    def post(self, request: Request, id: UUID) -> Response:
        """Correct a ground. The former reading is kept, and an answer given to it is a draft again."""
        body = self.parse(GroundCorrectInput)
        ground_correct(actor=self.member, ground_id=id, version=expected_version(request), **body)
        return self.one(GROUNDS, ground_list(), id)


class DenialVersionsView(FirmView):
    """The readings of a denial."""

    capabilities = {"GET": "denial.read"}

    @openapi.computes("denial_versions", DenialVersionsSerializer, summary="Read every reading of a denial")
    def get(self, request: Request, id: UUID) -> Response:
        """What the denial and its grounds said before each correction, with who, when and why."""
        return Response({"denial_id": id, "versions": [asdict(found) for found in denial_versions(id)]})
