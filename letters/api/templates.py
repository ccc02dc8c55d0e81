"""The templates of letters over HTTP: data of the program, the same for every firm."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claimback.kernel import openapi
from claimback.kernel.parameters import refuse_parameters
from claimback.tenancy.front_door import FirmView
from letters.writing.catalogue import templates


class LetterTemplateSerializer(serializers.Serializer[Any]):
    """One template: for which claims, and the facts that a letter from it must have."""

    id = serializers.CharField()
    version = serializers.IntegerField()
    title = serializers.CharField()
    language = serializers.CharField()
    lines = serializers.ListField(child=serializers.CharField())
    plan_types = serializers.ListField(child=serializers.CharField())
    required_facts = serializers.ListField(child=serializers.CharField())


class LetterTemplatesSerializer(serializers.Serializer[Any]):
    """Every template."""

    results = LetterTemplateSerializer(many=True)


class LetterTemplateListView(FirmView):
    """The templates."""

    capabilities = {"GET": "letter.read"}

    @openapi.computes(
        "letter_template_list", LetterTemplatesSerializer, summary="List the templates of letters"
    )
    def get(self, request: Request) -> Response:
        """Every template, by id."""
        refuse_parameters(request)
        rows = [
            {
                "id": template.id,
                "version": template.version,
                "title": template.title,
                "language": template.language,
                "lines": sorted(template.lines),
                "plan_types": sorted(template.plan_types),
                "required_facts": list(template.required),
            }
            for _, template in sorted(templates().items())
        ]
        return Response({"results": rows})
