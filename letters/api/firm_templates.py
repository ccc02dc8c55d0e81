"""The firm's own templates over HTTP."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Filter, Listing
from claimback.tenancy.front_door import FirmView
from letters.api.letter_inputs import TEMPLATE_CODES
from letters.models import FirmTemplate
from letters.selectors import firm_template_list
from letters.services.firm_templates import firm_template_publish, firm_template_retire
from letters.writing.variants import LONGEST_TEXT


class FirmTemplateSerializer(serializers.ModelSerializer[FirmTemplate]):
    """One version of a template of the firm's own, as it is listed."""

    published_by_id = serializers.UUIDField()
    retired_by_id = serializers.UUIDField(allow_null=True)

    class Meta:
        model = FirmTemplate
        fields = [
            "id",
            "template",
            "name",
            "number",
            "published_by_id",
            "retired_at",
            "retired_by_id",
            "version",
            "created_at",
            "updated_at",
        ]


class FirmTemplateDetailSerializer(FirmTemplateSerializer):
    """With its text."""

    class Meta(FirmTemplateSerializer.Meta):
        fields = [*FirmTemplateSerializer.Meta.fields, "text"]


class FirmTemplateInput(serializers.Serializer[Any]):
    """A version to publish. The first of a name begins a variant."""

    template = serializers.ChoiceField(TEMPLATE_CODES, help_text="The template that it is a variant of.")
    name = serializers.CharField(max_length=120)
    text = serializers.CharField(
        max_length=LONGEST_TEXT,
        trim_whitespace=False,
        help_text="The whole template as YAML or JSON, built like `letter-templates/<id>` gives it. Its id and version "
        "are put aside.",
    )


_FILTERS = {
    "template": Filter(
        "template", serializers.ChoiceField(TEMPLATE_CODES), "Variants of which template.", many=True
    ),
    "usable": Filter(
        "retired_at__isnull", serializers.BooleanField(), "Whether letters may be drafted from it."
    ),
}
FIRM_TEMPLATES = Listing(serializer=FirmTemplateSerializer, orderings=["-created_at"], filters=_FILTERS)
FIRM_TEMPLATE = Listing(serializer=FirmTemplateDetailSerializer, orderings=["-created_at"])


class FirmTemplateListView(FirmView):
    """The firm's own templates."""

    capabilities = {"GET": "letter.read", "POST": "template.manage"}

    @openapi.lists("firm_template", FIRM_TEMPLATES, summary="List the firm's own templates")
    def get(self, request: Request) -> Response:
        """A page of versions, the newest first."""
        return self.page(FIRM_TEMPLATES, firm_template_list())

    @openapi.creates(
        "firm_template_publish",
        FirmTemplateInput,
        FirmTemplateDetailSerializer,
        summary="Publish a template of the firm's own",
    )
    def post(self, request: Request) -> Response:
        """Publish a version. It is held to the rules of every template first; a fault is named by its place."""
        made = firm_template_publish(actor=self.member, **self.parse(FirmTemplateInput))
        return self.one(FIRM_TEMPLATE, firm_template_list(), made.id, status=201)


class FirmTemplateView(FirmView):
    """One version."""

    capabilities = {"GET": "letter.read"}

    @openapi.reads("firm_template", FIRM_TEMPLATE, summary="Read a template of the firm's own")
    def get(self, request: Request, id: UUID) -> Response:
        """One version with its text."""
        return self.one(FIRM_TEMPLATE, firm_template_list(), id)


class FirmTemplateRetireView(FirmView):
    """The end of a version."""

    capabilities = {"POST": "template.manage"}

    @openapi.acts(
        "firm_template_retire",
        None,
        FirmTemplateDetailSerializer,
        summary="Retire a template of the firm's own",
    )
    def post(self, request: Request, id: UUID) -> Response:
        """No more letters are drafted from it. Those that were stay as they are."""
        firm_template_retire(actor=self.member, firm_template_id=id, version=expected_version(request))
        return self.one(FIRM_TEMPLATE, firm_template_list(), id)
