"""Facts that rules hang on over HTTP: what a case states, and all that could be stated with what waits for it."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.selectors import one
from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Filter, Listing
from claimback.tenancy.front_door import FirmView
from deadlines.facts import case_fact_sheet
from deadlines.law.facts import FACT_VALUES
from deadlines.models import CaseFact
from deadlines.selectors import case_rows, fact_list
from deadlines.services.facts import fact_change, fact_state

_VALUE = {"oneOf": [{"type": "string"}, {"type": "integer"}, {"type": "boolean"}]}


@extend_schema_field(_VALUE)
class FactValueField(serializers.Field):  # type: ignore[type-arg]
    """A word, a whole number, or true or false."""

    def to_internal_value(self, data: Any) -> Any:
        """As it was sent. The service knows the values of each fact."""
        if not isinstance(data, str | int | bool):
            raise serializers.ValidationError("Give a word, a whole number, or true or false.")
        return data

    def to_representation(self, value: Any) -> Any:
        """As it is stored."""
        return value


class CaseFactSerializer(serializers.ModelSerializer[CaseFact]):
    """A fact as it was stated."""

    case_id = serializers.UUIDField()
    name = serializers.ChoiceField(list(FACT_VALUES))
    value = FactValueField(allow_null=True)
    stated_by_id = serializers.UUIDField()

    class Meta:
        model = CaseFact
        fields = [
            "id",
            "case_id",
            "name",
            "value",
            "source",
            "stated_by_id",
            "version",
            "created_at",
            "updated_at",
        ]


class FactChangeInput(serializers.Serializer[Any]):
    """A correction: null where it is not known after all."""

    value = FactValueField(required=False, allow_null=True)
    source = serializers.CharField(  # type: ignore[assignment]
        required=False, allow_blank=True, max_length=300, help_text="How it is known."
    )


class FactInput(serializers.Serializer[Any]):
    """A fact of a case."""

    case_id = serializers.UUIDField()
    name = serializers.ChoiceField(list(FACT_VALUES))
    value = FactValueField()
    source = serializers.CharField(  # type: ignore[assignment]
        required=False, allow_blank=True, max_length=300, help_text="How it is known."
    )


class FactLineSerializer(serializers.Serializer[Any]):
    """One fact that rules can hang on, how it stands for the case, and what waits for it."""

    name = serializers.ChoiceField(list(FACT_VALUES))
    question = serializers.CharField()
    choices = serializers.ListField(child=FactValueField())
    value = FactValueField(allow_null=True)
    settled_by = serializers.ChoiceField(
        ["case", "policy", "law", "presumption", "member", "nobody"],
        help_text="Who says so. A presumption of law gives way to what a member states.",
    )
    source = serializers.CharField(  # type: ignore[assignment]
        help_text="How it is known: a citation where the law settles it."
    )
    fact_id = serializers.UUIDField(allow_null=True, help_text="The statement to change, where there is one.")
    rules = serializers.ListField(
        child=serializers.CharField(), help_text="Rules that wait for this fact as the case stands."
    )
    remedies = serializers.ListField(
        child=serializers.CharField(),
        help_text="Rungs of the case's ladder that hang on it as the case stands.",
    )

    class Meta:
        ref_name = "FactLine"


class FactSheetSerializer(serializers.Serializer[Any]):
    """All facts that the catalogue knows, for one case."""

    case_id = serializers.UUIDField()
    facts = FactLineSerializer(many=True)


FACTS = Listing(
    serializer=CaseFactSerializer,
    orderings=["id"],
    filters={
        "case_id": Filter("case_id", serializers.UUIDField(), "Of which case."),
        "name": Filter("name", serializers.ChoiceField(list(FACT_VALUES)), "Which fact."),
    },
)


class FactListView(FirmView):
    """Facts that cases state."""

    capabilities = {"GET": "case.read", "POST": "case.write"}

    @openapi.lists("clock_fact", FACTS, summary="List facts that rules hang on")
    def get(self, request: Request) -> Response:
        """A page of facts as they were stated."""
        return self.page(FACTS, fact_list())

    @openapi.creates("clock_fact_state", FactInput, CaseFactSerializer, summary="State a fact of a case")
    def post(self, request: Request) -> Response:
        """State a fact. The deadlines that hung on it are computed again."""
        fact = fact_state(actor=self.member, **self.parse(FactInput))
        return self.one(FACTS, fact_list(), fact.id, status=201)


class FactView(FirmView):
    """One fact of a case."""

    capabilities = {"GET": "case.read", "PATCH": "case.write"}

    @openapi.reads("clock_fact", FACTS, summary="Read a fact of a case")
    def get(self, request: Request, id: UUID) -> Response:
        """One fact as it was stated."""
        return self.one(FACTS, fact_list(), id)

    @openapi.changes("clock_fact_change", FactChangeInput, CaseFactSerializer, summary="Correct a fact")
    def patch(self, request: Request, id: UUID) -> Response:
        """Correct a fact, or take it back with null."""
        changes = self.parse(FactChangeInput, partial=True)
        fact_change(actor=self.member, fact_id=id, version=expected_version(request), **changes)
        return self.one(FACTS, fact_list(), id)


class FactSheetView(FirmView):
    """What a case says of every fact."""

    capabilities = {"GET": "deadline.read"}

    @openapi.computes("case_facts", FactSheetSerializer, summary="Read which facts a case's clocks hang on")
    def get(self, request: Request, id: UUID) -> Response:
        """Every fact that the catalogue knows: its value, who says so, and the rules that wait for it."""
        case = one(case_rows(), id)
        return Response({"case_id": case.id, "facts": [asdict(line) for line in case_fact_sheet(case)]})
