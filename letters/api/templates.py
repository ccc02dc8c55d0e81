"""The templates of letters over HTTP: data of the program, the same for every firm."""

from dataclasses import asdict
from typing import Any, get_args

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claimback.kernel import openapi
from claimback.kernel.errors import NotFound
from claimback.kernel.parameters import refuse_parameters
from claimback.tenancy.front_door import FirmView
from letters.writing.catalogue import templates
from letters.writing.facts import Language
from letters.writing.particulars import ColumnType, ParticularType
from letters.writing.template import RecipientKind, Template
from letters.writing.variants import text_of

ADDRESSEES = get_args(RecipientKind)


class ColumnSerializer(serializers.Serializer[Any]):
    """One column of a particular of rows."""

    name = serializers.CharField()
    type = serializers.ChoiceField(get_args(ColumnType))

    def get_fields(self) -> dict[str, Any]:
        """With `label`, whose name a serializer's own attribute has too."""
        return super().get_fields() | {"label": serializers.CharField(help_text="For the head of the table.")}

    class Meta:
        ref_name = "LetterParticularColumn"


class ParticularSerializer(serializers.Serializer[Any]):
    """A typed fact that no row of the case holds: the author gives it with the letter."""

    name = serializers.CharField()
    type = serializers.ChoiceField(get_args(ParticularType))
    remedy = serializers.CharField(help_text="What to do when it is missing.")
    choices = serializers.DictField(
        child=serializers.CharField(),
        help_text="Of a choice: the words of each code, as the letter says them.",
    )

    columns = ColumnSerializer(many=True, help_text="Of rows: their columns.")

    def get_fields(self) -> dict[str, Any]:
        """With `label` and `required`, whose names a serializer's own attributes have too."""
        return super().get_fields() | {
            "label": serializers.CharField(help_text="For a form."),
            "required": serializers.BooleanField(
                help_text="Whether the letter can't be approved without it."
            ),
        }

    class Meta:
        ref_name = "LetterParticular"


class LetterTemplateSerializer(serializers.Serializer[Any]):
    """One template: for which claims, and the facts that a letter from it must have."""

    id = serializers.CharField()
    version = serializers.IntegerField()
    title = serializers.CharField()
    language = serializers.ChoiceField(get_args(Language))
    recipient = serializers.ChoiceField(ADDRESSEES, help_text="To whom it goes.")
    lines = serializers.ListField(child=serializers.CharField())
    plan_types = serializers.ListField(child=serializers.CharField(), help_text="None means any.")
    states = serializers.ListField(child=serializers.CharField(), help_text="None means any.")
    particulars = ParticularSerializer(many=True, help_text="What a form asks the author for.")
    required_facts = serializers.ListField(child=serializers.CharField())


class LetterTemplateTextSerializer(LetterTemplateSerializer):
    """One template with its text."""

    text = serializers.CharField(help_text="As YAML, with its shared parts written out.")


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
        return Response({"results": [_told(template) for _, template in sorted(templates().items())]})


class LetterTemplateView(FirmView):
    """One template with its text."""

    capabilities = {"GET": "letter.read"}

    @openapi.computes(
        "letter_template_get", LetterTemplateTextSerializer, summary="Read a template of letters"
    )
    def get(self, request: Request, code: str) -> Response:
        """One template as YAML, whole: what a variant of the firm's own begins with."""
        refuse_parameters(request)
        template = templates().get(code)
        if template is None:
            raise NotFound()
        return Response({**_told(template), "text": text_of(code)})


def _told(template: Template) -> dict[str, Any]:
    return {
        "id": template.id,
        "version": template.version,
        "title": template.title,
        "language": template.language,
        "lines": sorted(template.lines),
        "recipient": template.recipient,
        "plan_types": sorted(template.plan_types),
        "states": sorted(template.states),
        "particulars": [
            {**asdict(item), "required": item.path in template.required} for item in template.particulars
        ],
        "required_facts": list(template.required),
    }
