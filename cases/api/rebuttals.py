"""The answer to a ground over HTTP: each ground has exactly one, at `grounds/<id>/rebuttal`."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.models import Rebuttal, RebuttalEvidence
from cases.selectors import rebuttal_evidence_list, rebuttal_list, rebuttal_of
from cases.services.evidence import evidence_put, evidence_put_back, evidence_take_off
from cases.services.rebuttals import ground_waive, rebuttal_answer, rebuttal_reopen, rebuttal_write
from cases.states import EVIDENCE_USE_EDGES
from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Filter, Listing
from claimback.tenancy.front_door import FirmView


class RebuttalSerializer(serializers.ModelSerializer[Rebuttal]):
    """The answer to a ground as it is read."""

    ground_id = serializers.UUIDField()
    waived_by_id = serializers.UUIDField(allow_null=True)

    class Meta:
        model = Rebuttal
        fields = [
            "id",
            "ground_id",
            "state",
            "argument",
            "authorities",
            "waived_reason",
            "waived_by_id",
            "version",
            "created_at",
            "updated_at",
        ]


class RebuttalInput(serializers.ModelSerializer[Rebuttal]):
    """The answer to a ground as it is written."""

    class Meta:
        model = Rebuttal
        fields = ["argument", "authorities"]
        extra_kwargs = {
            "authorities": {"help_text": "For a letter that the program writes: ids of `GET authorities`."}
        }


class WaiverInput(serializers.Serializer[Any]):
    """Why a ground is left unanswered."""

    reason = serializers.CharField()


class RebuttalEvidenceSerializer(serializers.ModelSerializer[RebuttalEvidence]):
    """Evidence as it is put against a ground."""

    ground_id = serializers.UUIDField(source="rebuttal.ground_id")
    evidence_id = serializers.UUIDField()
    exhibit_number = serializers.IntegerField(source="evidence.exhibit_number")
    taken_off_by_id = serializers.UUIDField(allow_null=True)

    class Meta:
        model = RebuttalEvidence
        fields = [
            "id",
            "ground_id",
            "evidence_id",
            "exhibit_number",
            "state",
            "taken_off_reason",
            "taken_off_by_id",
            "version",
            "created_at",
            "updated_at",
        ]


class RebuttalEvidenceInput(serializers.Serializer[Any]):
    """The evidence to put against a ground."""

    evidence_id = serializers.UUIDField(help_text="Of the same case.")


REBUTTALS = Listing(serializer=RebuttalSerializer, orderings=["id"])


class TakeOffInput(serializers.Serializer[Any]):
    """Why evidence no longer stands against a ground."""

    reason = serializers.CharField(max_length=300)


USES = Listing(
    serializer=RebuttalEvidenceSerializer,
    orderings=["id"],
    filters={
        "case_id": Filter("case_id", serializers.UUIDField(), "Of which case."),
        "ground_id": Filter("rebuttal__ground_id", serializers.UUIDField(), "Against which ground."),
        "evidence_id": Filter("evidence_id", serializers.UUIDField(), "Which evidence."),
        "state": Filter("state", serializers.ChoiceField(EVIDENCE_USE_EDGES.states), "Put, or taken off."),
    },
)


class _RebuttalView(FirmView):
    """What the views of a rebuttal share: the object in the answer."""

    def rebuttal(self, ground_id: UUID) -> Response:
        """The rebuttal of the ground in the URL, with its ETag. Raises NotFound."""
        return self.one(REBUTTALS, rebuttal_list(), rebuttal_of(rebuttal_list(), ground_id).id)


class RebuttalView(_RebuttalView):
    """The answer to one ground."""

    capabilities = {"GET": "denial.read", "PATCH": "denial.record"}

    @openapi.reads("rebuttal", REBUTTALS, summary="Read the answer to a ground")
    def get(self, request: Request, id: UUID) -> Response:
        """The answer to a ground, whatever its state."""
        return self.rebuttal(id)

    @openapi.changes(
        "rebuttal_write", RebuttalInput, RebuttalSerializer, summary="Write the answer to a ground"
    )
    def patch(self, request: Request, id: UUID) -> Response:
        """Write the argument, the authorities or both. The answer is then a draft."""
        written = self.parse(RebuttalInput, partial=True)
        rebuttal_write(actor=self.member, ground_id=id, version=expected_version(request), **written)
        return self.rebuttal(id)


class RebuttalAnswerView(_RebuttalView):
    """The end of the work on an answer."""

    capabilities = {"POST": "denial.record"}

    @openapi.acts("rebuttal_answer", None, RebuttalSerializer, summary="Call a ground answered")
    def post(self, request: Request, id: UUID) -> Response:
        """Call the answer finished. It needs an argument."""
        rebuttal_answer(actor=self.member, ground_id=id, version=expected_version(request))
        return self.rebuttal(id)


class RebuttalWaiveView(_RebuttalView):
    """Leaving a ground unanswered."""

    capabilities = {"POST": "ground.waive"}

    @openapi.acts("ground_waive", WaiverInput, RebuttalSerializer, summary="Waive a ground")
    def post(self, request: Request, id: UUID) -> Response:
        """Leave the ground unanswered in your name, with the reason."""
        waiver = self.parse(WaiverInput)
        ground_waive(actor=self.member, ground_id=id, version=expected_version(request), **waiver)
        return self.rebuttal(id)


class RebuttalReopenView(_RebuttalView):
    """Taking a ground up again."""

    capabilities = {"POST": "denial.record"}

    @openapi.acts("rebuttal_reopen", None, RebuttalSerializer, summary="Take a ground up again")
    def post(self, request: Request, id: UUID) -> Response:
        """Take up again a ground that was waived or answered."""
        rebuttal_reopen(actor=self.member, ground_id=id, version=expected_version(request))
        return self.rebuttal(id)


class RebuttalEvidenceView(FirmView):
    """Evidence against a ground."""

    capabilities = {"POST": "document.write"}

    @openapi.creates(
        "evidence_put",
        RebuttalEvidenceInput,
        RebuttalEvidenceSerializer,
        summary="Put evidence against a ground",
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Put evidence of the same case against the ground. Repeating it changes nothing."""
        use = evidence_put(actor=self.member, ground_id=id, **self.parse(RebuttalEvidenceInput))
        return self.one(USES, rebuttal_evidence_list(), use.id, status=201)


class EvidenceUseListView(FirmView):
    """Which evidence stands against which ground."""

    capabilities = {"GET": "denial.read"}

    @openapi.lists("evidence_use", USES, summary="List uses of evidence")
    def get(self, request: Request) -> Response:
        """A page of uses, those that were taken off among them."""
        return self.page(USES, rebuttal_evidence_list())


class EvidenceUseView(FirmView):
    """One use of evidence."""

    capabilities = {"GET": "denial.read"}

    @openapi.reads("evidence_use", USES, summary="Read a use of evidence")
    def get(self, request: Request, id: UUID) -> Response:
        """One piece of evidence against one ground."""
        return self.one(USES, rebuttal_evidence_list(), id)


class EvidenceTakeOffView(FirmView):
    """Evidence that no longer stands against a ground."""

    capabilities = {"POST": "document.write"}

    @openapi.acts(
        "evidence_take_off", TakeOffInput, RebuttalEvidenceSerializer, summary="Take evidence off a ground"
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Take it off, with the reason. It can be put back."""
        body = self.parse(TakeOffInput)
        evidence_take_off(actor=self.member, use_id=id, version=expected_version(request), **body)
        return self.one(USES, rebuttal_evidence_list(), id)


class EvidencePutBackView(FirmView):
    """Evidence that stands against a ground again."""

    capabilities = {"POST": "document.write"}

    @openapi.acts("evidence_put_back", None, RebuttalEvidenceSerializer, summary="Put evidence back")
    def post(self, request: Request, id: UUID) -> Response:
        """Put evidence back against the ground that it was taken off."""
        evidence_put_back(actor=self.member, use_id=id, version=expected_version(request))
        return self.one(USES, rebuttal_evidence_list(), id)
