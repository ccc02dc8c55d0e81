"""The conflict check over HTTP."""

from typing import Any, Final

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.conflicts import HIT_KINDS, conflict_check
from claimback.kernel import openapi
from claimback.tenancy.front_door import FirmView

NAMES_LIMIT: Final = 50


class ConflictInput(serializers.Serializer[Any]):
    """The names to hold against what the firm knows."""

    names = serializers.ListField(
        child=serializers.CharField(max_length=200), min_length=1, max_length=NAMES_LIMIT
    )


class ConflictHitSerializer(serializers.Serializer[Any]):
    """A client or a party of that name."""

    kind = serializers.ChoiceField(HIT_KINDS)
    id = serializers.UUIDField()
    case_id = serializers.UUIDField(allow_null=True, help_text="Of a party.")
    name = serializers.CharField()
    role = serializers.CharField(help_text="Of a party on its case.")


class ConflictAskSerializer(serializers.Serializer[Any]):
    """Whom to ask about what one may not see."""

    member_id = serializers.UUIDField()
    name = serializers.CharField()


class ConflictNameSerializer(serializers.Serializer[Any]):
    """What is known of one name."""

    name = serializers.CharField()
    hits = ConflictHitSerializer(many=True)
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
        """Clients and parties of these names; of one behind a wall only that there is one, and whom to ask."""
        answers = conflict_check(actor=self.member, **self.parse(ConflictInput))
        return Response(ConflictSerializer({"results": answers}).data)
