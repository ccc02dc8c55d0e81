"""What the law says of a fee agreement, over HTTP: its caps, what the paper must hold, and what else it ties to it."""

from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claimback.kernel.openapi import MoneySerializer, problems
from claimback.kernel.parameters import read_parameters
from claimback.tenancy.front_door import FirmView
from deadlines.models import CHECKED
from deadlines.services.fees import agreement_law, caps_to_json

BY_DEFAULT: Final = Decimal(100)
EFFECTS: Final = ("refused", "warned")


class FeeCapStepSerializer(serializers.Serializer[Any]):
    """One step of what a cap comes to."""

    step = serializers.CharField()
    result = serializers.CharField()


class FeeCapSerializer(serializers.Serializer[Any]):
    """A cap that holds, or that may: then `needs` names the facts that it hangs on."""

    id = serializers.CharField()
    citation = serializers.CharField()
    paraphrase = serializers.CharField()
    checked = serializers.ChoiceField(list(CHECKED))
    base = MoneySerializer()
    allowed = MoneySerializer(help_text="The most that may be asked of this recovery.")
    governs = serializers.BooleanField(help_text="The lowest of those that hold.")
    needs = serializers.ListField(child=serializers.CharField())
    working = FeeCapStepSerializer(many=True)


class FeeCapLeftOutSerializer(serializers.Serializer[Any]):
    """A cap of the state that does not hold here."""

    id = serializers.CharField()
    why = serializers.CharField()


class FeeContentSerializer(serializers.Serializer[Any]):
    """One point that the paper must hold, and whether it was found in it."""

    id = serializers.CharField()
    says = serializers.CharField()
    citation = serializers.CharField()
    checked = serializers.ChoiceField(list(CHECKED))
    found = serializers.BooleanField()


class FeeBarSerializer(serializers.Serializer[Any]):
    """An agreement that the law does not allow, or to which it ties a consequence."""

    id = serializers.CharField()
    effect = serializers.ChoiceField(EFFECTS)
    says = serializers.CharField()
    citation = serializers.CharField()
    checked = serializers.ChoiceField(list(CHECKED))


class FeeNoCapSerializer(serializers.Serializer[Any]):
    """That the law was looked into and sets no percentage."""

    citation = serializers.CharField()
    checked = serializers.ChoiceField(list(CHECKED))
    note = serializers.CharField(allow_blank=True)


class FeeLawSerializer(serializers.Serializer[Any]):
    """What is known of the state's law: nothing but empty lists where the catalogue has none."""

    agreement_id = serializers.UUIDField()
    jurisdiction = serializers.CharField()
    body = serializers.CharField(allow_blank=True, help_text="The body of law; empty where none is known.")
    caps = FeeCapSerializer(many=True)
    left_out = FeeCapLeftOutSerializer(many=True)
    no_cap = FeeNoCapSerializer(allow_null=True)
    warnings = serializers.ListField(child=serializers.CharField())
    contents = FeeContentSerializer(many=True)
    bars = FeeBarSerializer(many=True)


class FeeLawParameters(serializers.Serializer[Any]):
    """Of what the caps are reckoned."""

    recovered = serializers.DecimalField(
        max_digits=14, decimal_places=2, min_value=Decimal(0), required=False
    )


class FeeLawView(FirmView):
    """What the law says of one agreement."""

    capabilities = {"GET": "money.read"}

    @extend_schema(
        operation_id="fee_agreement_law",
        summary="Read what the law says of a fee agreement",
        parameters=[
            OpenApiParameter(
                "recovered",
                Decimal,
                description="Of which recovery; by default of 100, so that it reads in percent.",
            )
        ],
        responses={200: FeeLawSerializer, **problems(400, 401, 403, 404)},
    )
    def get(self, request: Request, id: UUID) -> Response:
        """The caps with their working, what the paper must hold, and what else the state ties to it."""
        given = read_parameters(request, FeeLawParameters)
        agreement, law, answer = agreement_law(id, given.get("recovered", BY_DEFAULT))
        bars = law.bars if law else ()
        return Response(
            {
                "agreement_id": str(agreement.id),
                "jurisdiction": agreement.case.jurisdiction,
                "body": law.body if law else "",
                **caps_to_json(answer),
                "left_out": [{"id": cap.id, "why": why} for cap, why in answer.left_out],
                "no_cap": {
                    "citation": law.no_cap.citation,
                    "checked": law.no_cap.checked.grade,
                    "note": law.no_cap.note,
                }
                if law and law.no_cap
                else None,
                "contents": [
                    {
                        "id": item.id,
                        "says": item.says,
                        "citation": item.citation,
                        "checked": item.checked.grade,
                        "found": item.id in agreement.contents,
                    }
                    for item in (law.contents if law else ())
                ],
                "bars": [
                    {
                        "id": bar.id,
                        "effect": bar.effect,
                        "says": bar.says,
                        "citation": bar.citation,
                        "checked": bar.checked.grade,
                    }
                    for bar in bars
                ],
            }
        )
