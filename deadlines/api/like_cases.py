"""How cases like one of ours ended, by public record, over HTTP."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.selectors import case_list, one
from cases.vocabulary import GROUND_CODES, LINES_OF_BUSINESS
from claimback.kernel import openapi
from claimback.kernel.parameters import read_parameters
from claimback.tenancy.front_door import FirmView
from deadlines.api.outcomes import AboutSerializer, about_out, terms_of
from deadlines.outcomes.like_cases import LikeCases, like_cases
from deadlines.outcomes.likeness import TERM_LENGTH, TERMS_LIMIT
from deadlines.outcomes.selectors import Tally


class LikeCountSerializer(serializers.Serializer[Any]):
    """Some rows of public record, counted. The interval is Wilson's, 95 %."""

    n = serializers.IntegerField()
    count = serializers.IntegerField(help_text="Overturned wholly or in part, or closed with money.")
    share = serializers.FloatField(allow_null=True, help_text="count of n; null of nothing.")
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)


class LikeTallySerializer(LikeCountSerializer):
    """The rows of one treatment, or keyword."""

    value = serializers.CharField()


class LikeStepSerializer(LikeCountSerializer):
    """The rows that are like the case in this way."""

    words = serializers.CharField(help_text="In what way.")
    terms = serializers.ListField(child=serializers.CharField())
    every = serializers.BooleanField(help_text="Whether every term must be there, or any.")
    sentence = serializers.CharField(help_text="The count in words, with its place and years.")


class LikeCasesSerializer(serializers.Serializer[Any]):
    """How others fared."""

    line_of_business = serializers.ChoiceField(list(LINES_OF_BUSINESS))
    grounds = serializers.ListField(child=serializers.ChoiceField(list(GROUND_CODES)))
    terms = serializers.ListField(child=serializers.CharField(), help_text="The terms used: those given.")
    about = AboutSerializer(allow_null=True, help_text="Null where no record is known for the line.")
    why_none = serializers.CharField()
    steps = LikeStepSerializer(many=True, help_text="From wide to narrow, each part of the one before.")
    closest = LikeTallySerializer(
        many=True, help_text="Treatments, or keywords, of the narrowest step that has any row."
    )


class LikeCasesParameters(serializers.Serializer[Any]):
    """What to look for."""

    terms = serializers.CharField(
        default="",
        allow_blank=True,
        max_length=TERMS_LIMIT * (TERM_LENGTH + 2),
        help_text=(
            "Words of the diagnosis, the treatment or the damage; separated by commas. "
            "They are in the URL: name nobody. A case's own diagnosis is sealed and is not looked for."
        ),
    )


class LikeCasesView(FirmView):
    """Public record beside a case."""

    capabilities = {"GET": "case.read"}

    @extend_schema(
        operation_id="case_like_cases",
        summary="Read how cases like this one ended, by public record",
        parameters=[LikeCasesParameters],
        responses={200: LikeCasesSerializer, **openapi.problems(400, 401, 403, 404)},
    )
    def get(self, request: Request, id: UUID) -> Response:
        """By the case's line, the grounds of its denials, and the terms. A count of the past, no probability."""
        case = one(case_list(), id)
        self.member.require("denial.read")
        terms = terms_of(read_parameters(request, LikeCasesParameters)["terms"])
        return Response(_out(like_cases(case, terms)))


def _out(found: LikeCases) -> dict[str, Any]:
    return {
        "line_of_business": found.line_of_business,
        "grounds": found.grounds,
        "terms": found.terms,
        "about": about_out(found.about) if found.about else None,
        "why_none": found.why_none,
        "steps": [
            {
                **_counted(step.tally),
                "words": step.words,
                "terms": step.terms,
                "every": step.every,
                "sentence": step.sentence,
            }
            for step in found.steps
        ],
        "closest": [{"value": tally.value, **_counted(tally)} for tally in found.closest],
    }


def _counted(tally: Tally) -> dict[str, Any]:
    return {
        "n": tally.n,
        "count": tally.count,
        "share": tally.share,
        "low": tally.low,
        "high": tally.high,
    }
