"""Outcomes of public record row by row, over HTTP: what the counts of `outcomes` are made of."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claimback.kernel import openapi
from claimback.kernel.listing import Filter, Listing
from claimback.tenancy.front_door import FirmView
from deadlines.models import ComplaintOutcome, ReviewOutcome
from deadlines.outcomes.selectors import complaint_list, review_list
from deadlines.vocabulary import OUTCOMES


class ReviewOutcomeSerializer(serializers.ModelSerializer[ReviewOutcome]):
    """One external review of public record. What the record leaves blank is empty."""

    class Meta:
        model = ReviewOutcome
        fields = [
            "id",
            "reference",
            "year",
            "type",
            "diagnosis_category",
            "diagnosis_sub",
            "treatment_category",
            "treatment_sub",
            "outcome",
            "determination",
            "age",
            "gender",
            "findings",
        ]


class ComplaintOutcomeSerializer(serializers.ModelSerializer[ComplaintOutcome]):
    """One complaint of public record, against one company."""

    class Meta:
        model = ComplaintOutcome
        fields = [
            "id",
            "number",
            "insurer",
            "respondent_role",
            "filed_by",
            "reasons",
            "resolutions",
            "keywords",
            "confirmed",
            "received_on",
            "closed_on",
            "complaint_type",
            "coverage_type",
            "coverage_level",
        ]


class AmongField(serializers.CharField):
    """One value that must be among others: the list of it alone."""

    def to_internal_value(self, data: Any) -> Any:
        """As the column's lookup takes it."""
        return [super().to_internal_value(data)]


def _exactly(lookup: str, meaning: str) -> Filter:
    return Filter(lookup, serializers.CharField(max_length=200), f"{meaning}, as the record writes it.")


REVIEW_OUTCOMES = Listing(
    serializer=ReviewOutcomeSerializer,
    orderings=("-year",),
    filters={
        "outcome": Filter("outcome", serializers.ChoiceField(list(OUTCOMES)), "How it ended."),
        "type": _exactly("type", "The type"),
        "year": Filter("year", serializers.IntegerField(min_value=0, max_value=9999), "The report's year."),
        "diagnosis": _exactly("diagnosis_category", "The diagnosis category"),
        "diagnosis_sub": _exactly("diagnosis_sub", "The diagnosis sub-category"),
        "treatment": _exactly("treatment_category", "The treatment category"),
        "treatment_sub": _exactly("treatment_sub", "The treatment sub-category"),
    },
    search=("categories", "findings", "reference"),
)
COMPLAINT_OUTCOMES = Listing(
    serializer=ComplaintOutcomeSerializer,
    orderings=("-received_on",),
    filters={
        "reason": Filter(
            "reasons__contains",
            AmongField(max_length=100),
            "A reason among others, as the record writes it.",
        ),
        "coverage_type": _exactly("coverage_type", "The coverage type"),
        "insurer": _exactly("insurer", "The company"),
    },
    search=("categories", "insurer", "number"),
)


class ReviewOutcomeListView(FirmView):
    """External reviews, one by one."""

    capabilities = {"GET": "deadline.read"}

    @openapi.lists("external_review_rows", REVIEW_OUTCOMES, summary="List external reviews of public record")
    def get(self, request: Request) -> Response:
        """The latest years first."""
        return self.page(REVIEW_OUTCOMES, review_list())


class ComplaintOutcomeListView(FirmView):
    """Complaints, one by one."""

    capabilities = {"GET": "deadline.read"}

    @openapi.lists("complaint_rows", COMPLAINT_OUTCOMES, summary="List complaints of public record")
    def get(self, request: Request) -> Response:
        """The latest first."""
        return self.page(COMPLAINT_OUTCOMES, complaint_list())
