"""Conflict checks over HTTP: the question about names, and the checks of cases with what was decided of them."""

from dataclasses import asdict, replace
from typing import Any, Final
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.conflicts import HIT_KINDS, conflict_check, hits_seen
from cases.models import ConflictCheck, ConflictHit
from cases.names import METHODS
from cases.selectors import conflict_check_list
from cases.services import conflicts as services
from cases.states import CONFLICT_EDGES
from claimback.kernel import openapi
from claimback.kernel.errors import NotFound
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Filter, Listing
from claimback.tenancy.front_door import FirmView

NAMES_LIMIT: Final = 50


class ConflictInput(serializers.Serializer[Any]):
    """The names to hold against what the firm knows."""

    names = serializers.ListField(
        child=serializers.CharField(max_length=200), min_length=1, max_length=NAMES_LIMIT
    )


class ConflictMatchSerializer(serializers.Serializer[Any]):
    """How a name is like another."""

    score = serializers.IntegerField(min_value=0, max_value=100, help_text="How alike, of 100.")
    method = serializers.ChoiceField(list(METHODS), help_text="What makes them alike.")
    why = serializers.CharField(help_text="The same in words.")


class ConflictNameHitSerializer(ConflictMatchSerializer):
    """A name that the firm knows."""

    kind = serializers.ChoiceField(HIT_KINDS)
    id = serializers.UUIDField(help_text="Of the client, party, insurer or document.")
    case_id = serializers.UUIDField(allow_null=True, help_text="Of a party or a document.")
    name = serializers.CharField()
    role = serializers.CharField(help_text="Of a party on its case, or of who is named in a document.")


class ConflictAskSerializer(serializers.Serializer[Any]):
    """Whom to ask about what one may not see."""

    member_id = serializers.UUIDField()
    name = serializers.CharField()


class ConflictNameSerializer(serializers.Serializer[Any]):
    """What is known of one name."""

    name = serializers.CharField()
    hits = ConflictNameHitSerializer(many=True)
    behind_wall = serializers.BooleanField(help_text="There is a conflict that you may not see: ask.")
    ask = ConflictAskSerializer(allow_null=True)


class ConflictSerializer(serializers.Serializer[Any]):
    """What is known of each name."""

    results = ConflictNameSerializer(many=True)


class ConflictCheckView(FirmView):
    """Names against what the firm knows."""

    capabilities = {"POST": "case.write"}

    @openapi.asks("conflict_check", ConflictInput, ConflictSerializer, summary="Look for conflicts")
    def post(self, request: Request) -> Response:
        """Who is known by names like these; of what is behind a wall only that it is there, and whom to ask."""
        answers = conflict_check(actor=self.member, **self.parse(ConflictInput))
        return Response(ConflictSerializer({"results": answers}).data)


class ConflictCheckSerializer(serializers.ModelSerializer[ConflictCheck]):
    """A check of a case as lists show it."""

    case_id = serializers.UUIDField()
    case_number = serializers.CharField(source="case.number")
    asked_by_id = serializers.UUIDField()
    decided_by_id = serializers.UUIDField(
        allow_null=True, help_text="None where the system decided: nothing was found that was new."
    )

    class Meta:
        model = ConflictCheck
        fields = [
            "id",
            "case_id",
            "case_number",
            "because",
            "asked_by_id",
            "corpus_size",
            "state",
            "decided_by_id",
            "decided_at",
            "reason",
            "version",
            "created_at",
            "updated_at",
        ]


class ConflictSubjectSerializer(serializers.Serializer[Any]):
    """A name on the case as it was compared."""

    kind = serializers.ChoiceField(HIT_KINDS)
    id = serializers.CharField(help_text="Of the row; empty for an insurer's group.")
    role = serializers.CharField()
    name = serializers.CharField()


class ConflictHitSerializer(serializers.ModelSerializer[ConflictHit]):
    """A name of the case that is like one the firm knew, as it was found."""

    subject_kind = serializers.ChoiceField(HIT_KINDS)
    kind = serializers.ChoiceField(HIT_KINDS)
    method = serializers.ChoiceField(list(METHODS))
    client_id = serializers.UUIDField(allow_null=True)
    insurer_id = serializers.UUIDField(allow_null=True)
    party_id = serializers.UUIDField(allow_null=True)
    document_id = serializers.UUIDField(allow_null=True)
    found_case_id = serializers.UUIDField(allow_null=True, help_text="Of the party or document found.")

    class Meta:
        model = ConflictHit
        fields = [
            "id",
            "subject_kind",
            "subject_name",
            "kind",
            "name",
            "role",
            "client_id",
            "insurer_id",
            "party_id",
            "document_id",
            "found_case_id",
            "score",
            "method",
            "why",
            "fresh",
        ]


class ConflictCheckComparedSerializer(ConflictCheckSerializer):
    """A check of a case with what was compared."""

    inputs = ConflictSubjectSerializer(many=True)

    class Meta(ConflictCheckSerializer.Meta):
        fields = [*ConflictCheckSerializer.Meta.fields, "inputs"]


class ConflictCheckDetailSerializer(ConflictCheckComparedSerializer):
    """A check of a case with what was compared and what was found."""

    hits = ConflictHitSerializer(many=True, help_text="The most alike first.")
    behind_wall = serializers.BooleanField(help_text="It found something that you may not see: ask.")
    ask = ConflictAskSerializer(allow_null=True)

    class Meta(ConflictCheckComparedSerializer.Meta):
        fields = [*ConflictCheckComparedSerializer.Meta.fields, "hits", "behind_wall", "ask"]


class ConflictCheckRunInput(serializers.Serializer[Any]):
    """Which case to check."""

    case_id = serializers.UUIDField()


class ConflictDecisionInput(serializers.Serializer[Any]):
    """Why it was decided so."""

    reason = serializers.CharField(max_length=services.REASON_LIMIT)


CONFLICT_CHECKS = Listing(
    serializer=ConflictCheckSerializer,
    orderings=["-created_at"],
    filters={
        "case_id": Filter("case_id", serializers.UUIDField(), "Of which case."),
        "state": Filter(
            "state", serializers.ChoiceField(CONFLICT_EDGES.states), "What was decided.", many=True
        ),
    },
)


CONFLICT_CHECK: Final = replace(CONFLICT_CHECKS, serializer=ConflictCheckComparedSerializer)


def check_body(id: UUID) -> dict[str, Any]:
    """A check with what it compared and found, as far as the member may see it. Raises NotFound."""
    rows = CONFLICT_CHECK.rows(conflict_check_list().filter(id=id))
    if not rows:
        raise NotFound
    seen = hits_seen(id)
    return rows[0] | {
        "hits": ConflictHitSerializer(seen.hits, many=True).data,
        "behind_wall": seen.behind_wall,
        "ask": asdict(seen.ask) if seen.ask else None,
    }


class ConflictCheckDetailView(FirmView):
    """What one check compared and found."""

    def check(self, id: UUID, *, status: int = 200) -> Response:
        """The check with its ETag."""
        answer = self.one(CONFLICT_CHECK, conflict_check_list(), id, status=status)
        answer.data = check_body(id)
        return answer


class ConflictCheckListView(ConflictCheckDetailView):
    """Conflict checks of cases."""

    capabilities = {"GET": "case.read", "POST": "case.write"}

    @openapi.lists("conflict_check", CONFLICT_CHECKS, summary="List conflict checks")
    def get(self, request: Request) -> Response:
        """A page of checks, the latest first: of one case they are its history."""
        return self.page(CONFLICT_CHECKS, conflict_check_list())

    @openapi.creates(
        "conflict_check_run",
        ConflictCheckRunInput,
        ConflictCheckDetailSerializer,
        summary="Check a case for conflicts",
    )
    def post(self, request: Request) -> Response:
        """Hold everybody on the case against all that the firm knows. The result is frozen; decide it next."""
        check = services.conflict_check_run(actor=self.member, **self.parse(ConflictCheckRunInput))
        return self.check(check.id, status=201)


class ConflictCheckOneView(ConflictCheckDetailView):
    """One conflict check."""

    capabilities = {"GET": "case.read"}

    @openapi.computes("conflict_check_get", ConflictCheckDetailSerializer, summary="Read a conflict check")
    def get(self, request: Request, id: UUID) -> Response:
        """What was compared, what was found and why, and what was decided."""
        return self.check(id)


class ConflictClearView(ConflictCheckDetailView):
    """That nothing found is a conflict."""

    capabilities = {"POST": "conflict.decide"}

    @openapi.acts(
        "conflict_check_clear",
        ConflictDecisionInput,
        ConflictCheckDetailSerializer,
        summary="Clear a conflict check",
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Say that what was found is no conflict, and why."""
        decision = self.parse(ConflictDecisionInput)
        version = expected_version(request)
        services.conflict_clear(actor=self.member, check_id=id, version=version, **decision)
        return self.check(id)


class ConflictWaiveView(ConflictCheckDetailView):
    """That the firm takes the case in spite of a conflict."""

    capabilities = {"POST": "conflict.waive"}

    @openapi.acts(
        "conflict_check_waive",
        ConflictDecisionInput,
        ConflictCheckDetailSerializer,
        summary="Waive a conflict",
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Take the case in spite of a conflict, with the reason."""
        decision = self.parse(ConflictDecisionInput)
        version = expected_version(request)
        services.conflict_waive(actor=self.member, check_id=id, version=version, **decision)
        return self.check(id)


class ConflictDeclineView(ConflictCheckDetailView):
    """That the firm can't take the case."""

    capabilities = {"POST": "conflict.decide"}

    @openapi.acts(
        "conflict_check_decline",
        ConflictDecisionInput,
        ConflictCheckDetailSerializer,
        summary="Decline a case for a conflict",
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Say that the firm can't take the case. It stays at intake until it is closed."""
        decision = self.parse(ConflictDecisionInput)
        version = expected_version(request)
        services.conflict_decline(actor=self.member, check_id=id, version=version, **decision)
        return self.check(id)
