"""The search over HTTP: one door to whatever a member may find."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.search import SAID_LIMIT
from claimback.kernel import openapi
from claimback.kernel.parameters import read_parameters
from claimback.search import KINDS, SHOWN, SHOWN_LIMIT, search
from claimback.tenancy.front_door import FirmView

GROUP_KINDS = tuple(KINDS)
HIT_KINDS = ("case", "client", "party", "insurer", "document", "correspondence", "letter")


class PieceSerializer(serializers.Serializer[Any]):
    """A part of a text. The parts together are the text."""

    text = serializers.CharField()
    hit = serializers.BooleanField(help_text="Whether it is what was looked for.")

    class Meta:
        ref_name = "SearchPiece"


class HitSerializer(serializers.Serializer[Any]):
    """One row that was found."""

    kind = serializers.ChoiceField(HIT_KINDS)
    id = serializers.UUIDField()
    title = serializers.CharField()
    detail = serializers.CharField()
    case_id = serializers.UUIDField(allow_null=True)
    case_number = serializers.CharField(help_text="Empty for what is of no one case.")
    at = serializers.DateTimeField(
        allow_null=True, help_text="Of an entry of the log; when a document came, or a letter was drafted."
    )
    page = serializers.IntegerField(allow_null=True, help_text="Of a document, where words in it were found.")
    highlights = serializers.ListField(
        child=PieceSerializer(many=True), help_text="Texts in which it was found, in parts."
    )

    class Meta:
        ref_name = "SearchHit"


class GroupSerializer(serializers.Serializer[Any]):
    """The hits of one kind: ranked by likeness; words in documents, in the log and in letters the newest first."""

    kind = serializers.ChoiceField(GROUP_KINDS)
    results = HitSerializer(many=True)
    next_cursor = serializers.CharField(allow_null=True, help_text="To go on in this kind alone.")

    class Meta:
        ref_name = "SearchGroup"


class SearchSerializer(serializers.Serializer[Any]):
    """What was found, kind by kind. A kind that the member may not see is not there."""

    groups = GroupSerializer(many=True)


class SearchParameters(serializers.Serializer[Any]):
    """What is asked for, by query parameters."""

    q = serializers.CharField(max_length=SAID_LIMIT)
    kinds = serializers.CharField(required=False, default="", max_length=100)
    cursor = serializers.CharField(required=False, default="", max_length=500)
    limit = serializers.IntegerField(required=False, default=SHOWN, min_value=1, max_value=SHOWN_LIMIT)


class SearchView(FirmView):
    """Where all is found."""

    capabilities = {"GET": "case.read"}

    @extend_schema(
        operation_id="firm_search",
        summary="Search cases, people, documents, correspondence and letters",
        parameters=[
            OpenApiParameter(
                "q",
                str,
                required=True,
                description="Beginnings of names and numbers; in texts words, “phrases”, or, -without, begin*.",
            ),
            OpenApiParameter(
                "kinds", str, description=f"Of: {', '.join(KINDS)}; separated by commas. By default all."
            ),
            OpenApiParameter(
                "cursor", str, description="next_cursor of a group, with `kinds` naming it alone."
            ),
            OpenApiParameter(
                "limit",
                {"type": "integer", "minimum": 1, "maximum": SHOWN_LIMIT, "default": SHOWN},
                description="Hits of each kind.",
            ),
        ],
        responses={200: SearchSerializer, **openapi.problems(400, 401, 403, 404)},
    )
    def get(self, request: Request) -> Response:
        """What the firm has of what is looked for, as far as the member may see it."""
        asked = read_parameters(request, SearchParameters)
        groups = search(
            actor=self.member,
            said=asked["q"],
            kinds=[kind for kind in asked["kinds"].split(",") if kind],
            cursor=asked["cursor"],
            shown=asked["limit"],
        )
        return Response(SearchSerializer({"groups": groups}).data)
