"""A firm's usage over HTTP."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claimback.kernel import openapi
from claimback.kernel.parameters import read_parameters
from claimback.tenancy.front_door import FirmView
from claimback.usage.reading import READ, UNITS, Part, month_of, usage_read


class UsageFigureSerializer(serializers.Serializer[Any]):
    """One number."""

    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    number = serializers.IntegerField()
    unit = serializers.ChoiceField(UNITS)


class UsagePartSerializer(serializers.Serializer[Any]):
    """Figures that belong together."""

    code = serializers.CharField()
    title = serializers.CharField()
    of_month = serializers.BooleanField(help_text="Of the month, and not how things stand now.")
    figures = UsageFigureSerializer(many=True)


class UsageSerializer(serializers.Serializer[Any]):
    """What the firm has now, and what it did in a month."""

    month = serializers.CharField(help_text="In the firm's time zone.")
    parts = UsagePartSerializer(many=True)


class UsageParameters(serializers.Serializer[Any]):
    """Which month."""

    month = serializers.RegexField(
        r"^[0-9]{4}-[0-9]{2}\Z", required=False, help_text="Such as 2026-11; by default this month."
    )


class UsageView(FirmView):
    """Usage."""

    capabilities = {"GET": READ}

    @extend_schema(
        operation_id="usage_read",
        summary="Read the firm's usage",
        parameters=[UsageParameters],
        responses={200: UsageSerializer, **openapi.problems(400, 401, 403, 404)},
    )
    def get(self, request: Request) -> Response:
        """By part. What you may see is counted: a case that you are walled off from is in no number."""
        asked = read_parameters(request, UsageParameters)
        month = month_of(asked.get("month", ""), self.member.time_zone)
        parts = usage_read(actor=self.member, month=month)
        return Response({"month": month.name, "parts": [_out(part) for part in parts]})


def _out(part: Part) -> dict[str, Any]:
    figures = [
        {"code": each.code, "label": each.label, "number": each.number, "unit": each.unit}
        for each in part.figures
    ]
    return {"code": part.code, "title": part.title, "of_month": part.of_month, "figures": figures}
