"""The ground matrix of a denial and of a case over HTTP, and the insurer's reasons side by side."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.matrix import (
    MISSING,
    CaseMatrix,
    GroundMatrix,
    MatrixEvidence,
    MatrixProvision,
    MatrixRow,
    case_matrix,
    ground_matrix,
)
from cases.models.denial import DECIDED_BY
from cases.models.policy import PROVISION_KINDS, QUOTE_CHECKS
from cases.reasons import SHIFTS, Reasons, Shift, Told, case_reasons
from cases.states import REBUTTAL_EDGES
from cases.vocabulary import DECISIONS, GROUND_CODES
from claimback.kernel import openapi
from claimback.tenancy.front_door import FirmView


class MatrixEvidenceSerializer(serializers.Serializer[MatrixEvidence]):
    """One exhibit that is put against a ground."""

    evidence_id = serializers.UUIDField()
    exhibit_number = serializers.IntegerField()
    proves = serializers.CharField()
    document_id = serializers.UUIDField()
    document_title = serializers.CharField()


class MatrixProvisionSerializer(serializers.Serializer[MatrixProvision]):
    """A passage of the policy that a clause of the ground names."""

    provision_id = serializers.UUIDField()
    label = serializers.CharField()  # type: ignore[assignment]
    kind = serializers.ChoiceField(list(PROVISION_KINDS))
    quote = serializers.CharField()
    page = serializers.IntegerField(allow_null=True)


class MatrixRowSerializer(serializers.Serializer[MatrixRow]):
    """One ground with what the insurer relies on, what answers it, and what is missing."""

    ground_id = serializers.UUIDField()
    ground_version = serializers.IntegerField(help_text="For the If-Match of a correction.")
    number = serializers.IntegerField()
    code = serializers.ChoiceField(list(GROUND_CODES))
    quote = serializers.CharField()
    page = serializers.IntegerField(allow_null=True)
    start = serializers.IntegerField(allow_null=True)
    end = serializers.IntegerField(allow_null=True)
    quote_check = serializers.ChoiceField(
        list(QUOTE_CHECKS), help_text="Whether the letter's text says just that."
    )
    shift = serializers.ChoiceField(SHIFTS, help_text="How the reason stands to the letters before.")
    clauses = serializers.ListField(child=serializers.CharField())
    provisions = MatrixProvisionSerializer(many=True)
    criteria = serializers.ListField(child=serializers.CharField())
    insurer_evidence = serializers.ListField(child=serializers.CharField())
    reviewer_specialty = serializers.CharField()
    rebuttal_version = serializers.IntegerField(help_text="For the If-Match of a change to the rebuttal.")
    state = serializers.ChoiceField(REBUTTAL_EDGES.states)
    argument = serializers.CharField()
    authorities = serializers.ListField(child=serializers.CharField())
    evidence = MatrixEvidenceSerializer(many=True)
    waived_reason = serializers.CharField()
    waived_by_id = serializers.UUIDField(allow_null=True)
    missing = serializers.ListField(child=serializers.ChoiceField(MISSING))


class MissingTotalSerializer(serializers.Serializer[Any]):
    """How many grounds lack each thing."""

    argument = serializers.IntegerField()
    evidence = serializers.IntegerField()
    authority = serializers.IntegerField()
    quote = serializers.IntegerField(help_text="The quote was not found in the letter's text.")
    clause = serializers.IntegerField(help_text="A clause that is not among the policy's recorded passages.")
    reviewer_specialty = serializers.IntegerField()
    waiver_reason = serializers.IntegerField()


class MatrixSerializer(serializers.Serializer[GroundMatrix]):
    """A denial's grounds in order."""

    denial_id = serializers.UUIDField()
    case_id = serializers.UUIDField()
    decision = serializers.ChoiceField(list(DECISIONS))
    level = serializers.IntegerField()
    is_final = serializers.BooleanField()
    decided_by = serializers.ChoiceField(list(DECIDED_BY))
    part = serializers.CharField(allow_blank=True)
    letter_date = serializers.DateField()
    received_on = serializers.DateField(allow_null=True)
    document_id = serializers.UUIDField(allow_null=True)
    document_title = serializers.CharField()
    grounds = MatrixRowSerializer(many=True)
    dropped = serializers.ListField(
        child=serializers.ChoiceField(list(GROUND_CODES)),
        help_text="Reasons of the letter before that this one no longer gives.",
    )
    missing = MissingTotalSerializer()


class CaseMatrixSerializer(serializers.Serializer[CaseMatrix]):
    """Every denial of a case, the latest letter first."""

    case_id = serializers.UUIDField()
    denials = MatrixSerializer(many=True)
    missing = MissingTotalSerializer()


class ShiftSerializer(serializers.Serializer[Shift]):
    """The reasons of a letter against those before it."""

    first = serializers.BooleanField(help_text="Nothing came before it.")
    new = serializers.ListField(child=serializers.ChoiceField(list(GROUND_CODES)))
    repeated = serializers.ListField(child=serializers.ChoiceField(list(GROUND_CODES)))
    returned = serializers.ListField(
        child=serializers.ChoiceField(list(GROUND_CODES)), help_text="Dropped before, and given again."
    )
    dropped = serializers.ListField(child=serializers.ChoiceField(list(GROUND_CODES)))

    class Meta:
        ref_name = "ReasonShift"


class ToldGroundSerializer(serializers.Serializer[Any]):
    """A reason in the letter's own words."""

    id = serializers.UUIDField()
    number = serializers.IntegerField()
    code = serializers.ChoiceField(list(GROUND_CODES))
    quote = serializers.CharField()
    page = serializers.IntegerField(allow_null=True)


class ToldSerializer(serializers.Serializer[Told]):
    """One letter with its reasons."""

    denial_id = serializers.UUIDField()
    letter_date = serializers.DateField()
    received_on = serializers.DateField(allow_null=True)
    decision = serializers.ChoiceField(list(DECISIONS))
    level = serializers.IntegerField()
    is_final = serializers.BooleanField()
    decided_by = serializers.ChoiceField(list(DECIDED_BY))
    part = serializers.CharField(allow_blank=True)
    shift = ShiftSerializer()
    grounds = ToldGroundSerializer(many=True)


class ReasonsSerializer(serializers.Serializer[Reasons]):
    """The letters of a case side by side, the earliest first."""

    case_id = serializers.UUIDField()
    denials = ToldSerializer(many=True)
    codes = serializers.ListField(
        child=serializers.ChoiceField(list(GROUND_CODES)), help_text="Every reason that any letter gives."
    )


class DenialMatrixView(FirmView):
    """The ground matrix of a denial."""

    capabilities = {"GET": "denial.read"}

    @openapi.computes("denial_matrix", MatrixSerializer, summary="Read the ground matrix")
    def get(self, request: Request, id: UUID) -> Response:
        """Every ground against its quote, what the insurer relies on, our answer and what is missing."""
        data: Any = MatrixSerializer(ground_matrix(id)).data
        return Response(data)


class CaseMatrixView(FirmView):
    """The ground matrix of a case."""

    capabilities = {"GET": "denial.read"}

    @openapi.computes("case_matrix", CaseMatrixSerializer, summary="Read the ground matrix of a case")
    def get(self, request: Request, id: UUID) -> Response:
        """Every denial with its grounds, answers, and what is missing, for each ground and in total."""
        data: Any = CaseMatrixSerializer(case_matrix(id)).data
        return Response(data)


class CaseReasonsView(FirmView):
    """The insurer's reasons, letter by letter."""

    capabilities = {"GET": "denial.read"}

    @openapi.computes("case_reasons", ReasonsSerializer, summary="Read how the insurer's reasons shift")
    def get(self, request: Request, id: UUID) -> Response:
        """Which reasons each letter gives anew, repeats, drops, and brings back."""
        data: Any = ReasonsSerializer(case_reasons(id)).data
        return Response(data)
