"""Outcomes of public record over HTTP: external reviews and complaints, counted by group; read-only.

The same for every firm. Every answer says where its numbers come from, of which place and years, and what they are not.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, Final

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claimback.kernel import openapi
from claimback.kernel.errors import invalid
from claimback.kernel.listing import PAGE_SIZE, PAGE_SIZE_LIMIT, cursor_made, cursor_read
from claimback.kernel.parameters import read_parameters
from claimback.tenancy.front_door import FirmView
from deadlines.outcomes.likeness import TERM_LENGTH, TERMS_LIMIT
from deadlines.outcomes.selectors import (
    COMPLAINT_GROUPS,
    REVIEW_GROUPS,
    About,
    Tally,
    complaint_list,
    complaint_tallies,
    complaints_about,
    complaints_with_terms,
    review_list,
    review_tallies,
    reviews_about,
    with_terms,
)

_REVIEW_LOOKUPS: Final = {**REVIEW_GROUPS, "year_from": "year__gte", "year_to": "year__lte"}
_COMPLAINT_LOOKUPS: Final = {
    "reason": "reasons__contains",
    "keyword": "keywords__contains",
    "resolution": "resolutions__contains",
    "coverage_type": "coverage_type",
    "coverage_level": "coverage_level",
    "insurer": "insurer",
    "from_on": "received_on__gte",
    "to_on": "received_on__lte",
}
_MANY: Final = ("reason", "keyword", "resolution")


class AboutSerializer(serializers.Serializer[Any]):
    """What is to be said beside the numbers."""

    source = serializers.CharField()  # type: ignore[assignment]
    publisher = serializers.CharField()
    place = serializers.CharField(help_text="Whose law and regulator the rows are of.")
    counted = serializers.CharField(help_text="What one row is, in the plural.")
    is_not = serializers.CharField(help_text="What the numbers do not say. Show it with them.")
    licence = serializers.CharField()
    retrieved_on = serializers.DateField(allow_null=True, help_text="Null while nothing is loaded.")
    years_from = serializers.IntegerField(allow_null=True)
    years_to = serializers.IntegerField(allow_null=True)

    class Meta:
        ref_name = "OutcomesAbout"


class ReviewTallySerializer(serializers.Serializer[Any]):
    """Some reviews, counted. The interval is Wilson's, 95 %."""

    value = serializers.CharField(
        help_text="What they have in common; empty where the record is blank, or for all."
    )
    n = serializers.IntegerField()
    overturned = serializers.IntegerField(help_text="The plan's decision overturned, wholly or in part.")
    in_part = serializers.IntegerField(help_text="Of those, in part.")
    share = serializers.FloatField(allow_null=True, help_text="overturned of n; null of nothing.")
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)


class ComplaintTallySerializer(serializers.Serializer[Any]):
    """Some complaints, counted. The interval is Wilson's, 95 %."""

    value = serializers.CharField(
        help_text="What they have in common; empty where the record is blank, or for all."
    )
    n = serializers.IntegerField()
    money = serializers.IntegerField(help_text="Closed with money for who complained.")
    share = serializers.FloatField(allow_null=True, help_text="money of n; null of nothing.")
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    upheld = serializers.IntegerField(help_text="Closed with the company's position upheld.")
    confirmed = serializers.IntegerField(help_text="Which the Department confirmed.")
    days_median = serializers.FloatField(allow_null=True, help_text="From receipt to closing.")
    days_min = serializers.IntegerField(allow_null=True)
    days_max = serializers.IntegerField(allow_null=True)


class ReviewCountsSerializer(serializers.Serializer[Any]):
    """Reviews, counted as asked."""

    about = AboutSerializer()
    terms = serializers.ListField(child=serializers.CharField())
    all = ReviewTallySerializer()
    results = ReviewTallySerializer(many=True, help_text="By group_by, those of the most reviews first.")
    next_cursor = serializers.CharField(allow_null=True)


class ComplaintCountsSerializer(serializers.Serializer[Any]):
    """Complaints, counted as asked."""

    about = AboutSerializer()
    terms = serializers.ListField(child=serializers.CharField())
    all = ComplaintTallySerializer()
    results = ComplaintTallySerializer(
        many=True,
        help_text="By group_by, those of the most complaints first. One may count in several groups.",
    )
    next_cursor = serializers.CharField(allow_null=True)


def review_tally(tally: Tally) -> dict[str, Any]:
    """As it goes out."""
    return {**_plain(tally), "overturned": tally.count, **tally.also}


def complaint_tally(tally: Tally) -> dict[str, Any]:
    """As it goes out."""
    return {**_plain(tally), "money": tally.count, **tally.also}


def _plain(tally: Tally) -> dict[str, Any]:
    return {
        "value": tally.value,
        "n": tally.n,
        "share": tally.share,
        "low": tally.low,
        "high": tally.high,
    }


def about_out(about: About) -> dict[str, Any]:
    """As it goes out."""
    return asdict(about)


def terms_of(text: str) -> list[str]:
    """The terms of a parameter, each once. Raises Invalid for too many, or one too long."""
    terms = list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    if len(terms) > TERMS_LIMIT or any(len(term) > TERM_LENGTH for term in terms):
        raise invalid("terms", f"Give at most {TERMS_LIMIT} terms of at most {TERM_LENGTH} characters.")
    return terms


def _exactly(meaning: str, most: int = 200) -> serializers.CharField:
    return serializers.CharField(
        required=False, max_length=most, help_text=f"{meaning}, as the record writes it."
    )


class CountParameters(serializers.Serializer[Any]):
    """What every count is asked."""

    terms = serializers.CharField(
        default="",
        allow_blank=True,
        max_length=TERMS_LIMIT * (TERM_LENGTH + 2),
        help_text="Words of which each must be there; separated by commas.",
    )
    cursor = serializers.CharField(default="", allow_blank=True, help_text="next_cursor of the page before.")
    page_size = serializers.IntegerField(
        default=PAGE_SIZE, min_value=1, max_value=PAGE_SIZE_LIMIT, help_text="Groups on a page."
    )


def _year(meaning: str) -> serializers.IntegerField:
    return serializers.IntegerField(required=False, min_value=0, max_value=9999, help_text=meaning)


class ReviewCountParameters(CountParameters):
    """Which reviews, and by what they are counted."""

    group_by = serializers.ChoiceField(list(REVIEW_GROUPS), default="type")
    type = _exactly("The type", 100)
    year = _year("The year of the decision.")
    year_from = _year("This year and later.")
    year_to = _year("This year and earlier.")
    diagnosis = _exactly("The diagnosis category")
    diagnosis_sub = _exactly("The diagnosis sub-category")
    treatment = _exactly("The treatment category")
    treatment_sub = _exactly("The treatment sub-category")
    age = _exactly("The band of ages", 20)
    gender = _exactly("The patient's gender", 40)


class ComplaintCountParameters(CountParameters):
    """Which complaints, and by what they are counted."""

    group_by = serializers.ChoiceField(COMPLAINT_GROUPS, default="reason")
    reason = _exactly("A reason among others", 100)
    keyword = _exactly("A keyword among others", 100)
    resolution = _exactly("A way in which it was closed, among others", 100)
    coverage_type = _exactly("The coverage type", 100)
    coverage_level = _exactly("The coverage level", 100)
    insurer = _exactly("The company")
    from_on = serializers.DateField(required=False, help_text="Received on this day or later.")
    to_on = serializers.DateField(required=False, help_text="Received on this day or earlier.")


def _lookups(asked: Mapping[str, Any], lookups: Mapping[str, str]) -> dict[str, Any]:
    return {
        lookup: [asked[name]] if name in _MANY else asked[name]
        for name, lookup in lookups.items()
        if name in asked
    }


class _CountsView(FirmView):
    """Counts in pages: the groups of most rows first."""

    def paged(self, tallies: list[Tally], asked: Mapping[str, Any]) -> tuple[list[Tally], str | None]:
        """The page that is asked for, and the cursor of the next one. Raises Invalid."""
        key = f"{self.member.firm_id}:{type(self).__name__}:{asked['group_by']}"
        if asked["cursor"]:
            n, value = cursor_read(key, asked["cursor"])
            tallies = [tally for tally in tallies if (-tally.n, tally.value) > (-n, value)]
        size = asked["page_size"]
        shown = tallies[:size]
        more = cursor_made(key, [shown[-1].n, shown[-1].value]) if len(tallies) > size else None
        return shown, more

    def counted(
        self,
        asked: Mapping[str, Any],
        terms: list[str],
        about: About,
        groups: list[Tally],
        all_of_it: Tally,
        out: Callable[[Tally], dict[str, Any]],
    ) -> Response:
        """The answer: all that is asked for, and a page of its groups."""
        shown, cursor = self.paged(groups, asked)
        return Response(
            {
                "about": about_out(about),
                "terms": terms,
                "all": out(all_of_it),
                "results": [out(tally) for tally in shown],
                "next_cursor": cursor,
            }
        )


class ReviewCountsView(_CountsView):
    """External reviews, counted."""

    capabilities = {"GET": "deadline.read"}

    @extend_schema(
        operation_id="external_review_outcomes",
        summary="Count how external reviews of public record ended",
        parameters=[ReviewCountParameters],
        responses={200: ReviewCountsSerializer, **openapi.problems(400, 401, 403, 404)},
    )
    def get(self, request: Request) -> Response:
        """All that are asked for, and by group; with the interval of each share. No probability for any case."""
        asked = read_parameters(request, ReviewCountParameters)
        terms = terms_of(asked["terms"])
        rows = review_list().filter(**_lookups(asked, _REVIEW_LOOKUPS))
        rows = with_terms(rows, terms, every=True)
        groups, all_of_it = review_tallies(rows, asked["group_by"]), review_tallies(rows)[0]
        return self.counted(asked, terms, reviews_about(rows), groups, all_of_it, review_tally)


class ComplaintCountsView(_CountsView):
    """Complaints, counted."""

    capabilities = {"GET": "deadline.read"}

    @extend_schema(
        operation_id="complaint_outcomes",
        summary="Count how complaints of public record ended",
        parameters=[ComplaintCountParameters],
        responses={200: ComplaintCountsSerializer, **openapi.problems(400, 401, 403, 404)},
    )
    def get(self, request: Request) -> Response:
        """All that are asked for, and by group; with the interval of each share. No rate of success."""
        asked = read_parameters(request, ComplaintCountParameters)
        terms = terms_of(asked["terms"])
        rows = complaint_list().filter(**_lookups(asked, _COMPLAINT_LOOKUPS))
        rows = complaints_with_terms(rows, terms, every=True)
        groups, all_of_it = complaint_tallies(rows, asked["group_by"]), complaint_tallies(rows)[0]
        return self.counted(asked, terms, complaints_about(rows), groups, all_of_it, complaint_tally)
