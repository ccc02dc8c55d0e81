"""The ladders of remedies over HTTP: the same for every firm, read-only. Where a case stands on one is the case's."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.vocabulary import JURISDICTIONS, LINES_OF_BUSINESS, PLAN_TYPES
from claimback.kernel import openapi
from claimback.kernel.errors import NotFound
from claimback.kernel.listing import Listing
from claimback.kernel.parameters import refuse_parameters
from claimback.tenancy.front_door import FirmView
from deadlines.api.working import RemedyNotGivenSerializer
from deadlines.ladder.catalogue import ladder_named, load_ladders
from deadlines.ladder.kinds import BOUND, CONSENTS, GIVES, KIND_LABELS, LEVELS, WHO
from deadlines.ladder.rungs import Ladder, Rung
from deadlines.models import CHECKED


class LadderRungSerializer(serializers.Serializer[Any]):
    """One rung as the law has it, whatever the case."""

    rung = serializers.CharField(help_text="Its id in the ladder.")
    kind = serializers.ChoiceField(list(KIND_LABELS))
    title = serializers.CharField()
    level = serializers.ChoiceField(list(LEVELS))
    gives = serializers.ChoiceField(list(GIVES), help_text="Who gives it: the law, the contract, or nobody.")
    mandatory = serializers.BooleanField(help_text="Must be climbed before what follows it.")
    who = serializers.ListField(child=serializers.ChoiceField(list(WHO)), help_text="Who may take it.")
    binding = serializers.ListField(child=serializers.ChoiceField(list(BOUND)))
    consent = serializers.ChoiceField(list(CONSENTS), allow_blank=True)
    ends_by = serializers.ListField(
        child=serializers.CharField(),
        help_text="The rules that end the time to take it; {place} stands for a state's code.",
    )
    answered_by = serializers.ListField(
        child=serializers.CharField(), help_text="The other side's duty to answer it."
    )
    forecloses = serializers.ListField(child=serializers.CharField())
    parallel = serializers.ListField(child=serializers.CharField())
    note = serializers.CharField(allow_blank=True)
    citation = serializers.CharField()
    checked = serializers.ChoiceField(list(CHECKED))


class LadderSerializer(serializers.Serializer[Any]):
    """The remedies of some plan types in some places, the lowest first, and what the law does not give there."""

    ladder = serializers.CharField(help_text="Its id.")
    lines = serializers.ListField(child=serializers.ChoiceField(list(LINES_OF_BUSINESS)))
    plan_types = serializers.ListField(child=serializers.ChoiceField(list(PLAN_TYPES)))
    jurisdictions = serializers.ListField(
        child=serializers.ChoiceField(list(JURISDICTIONS)),
        help_text="Empty: every place of the United States that has no ladder of its own.",
    )
    rungs = LadderRungSerializer(many=True)
    not_given = RemedyNotGivenSerializer(many=True)


class LaddersSerializer(serializers.Serializer[Any]):
    """Every ladder, in the order of the files."""

    ladders = LadderSerializer(many=True)


LADDERS = Listing(serializer=LaddersSerializer, orderings=())
LADDER = Listing(serializer=LadderSerializer, orderings=())


class LaddersView(FirmView):
    """All of them."""

    capabilities = {"GET": "deadline.read"}

    @openapi.reads("ladders", LADDERS, summary="Read the ladders of remedies")
    def get(self, request: Request) -> Response:
        """Which remedies the law gives, by line, plan type and place."""
        refuse_parameters(request)
        return Response({"ladders": [_ladder(ladder) for ladder in load_ladders()]})


class LadderView(FirmView):
    """One of them."""

    capabilities = {"GET": "deadline.read"}

    @openapi.reads("ladder", LADDER, summary="Read a ladder of remedies")
    def get(self, request: Request, ladder: str) -> Response:
        """Its rungs, the lowest first, and what the law does not give."""
        refuse_parameters(request)
        found = ladder_named(ladder)
        if found is None:
            raise NotFound
        return Response(_ladder(found))


def _ladder(ladder: Ladder) -> dict[str, Any]:
    return {
        "ladder": ladder.id,
        "lines": ladder.lines,
        "plan_types": ladder.plan_types,
        "jurisdictions": ladder.jurisdictions,
        "rungs": [_rung(rung) for rung in ladder.rungs],
        "not_given": [
            {
                "kind": item.kind,
                "title": item.title,
                "why": item.why,
                "citation": item.citation,
                "checked": item.checked.grade,
            }
            for item in ladder.not_given
        ],
    }


def _rung(rung: Rung) -> dict[str, Any]:
    return {
        "rung": rung.id,
        "kind": rung.kind,
        "title": rung.title,
        "level": rung.level,
        "gives": rung.gives,
        "mandatory": rung.mandatory,
        "who": rung.who,
        "binding": rung.binding.on,
        "consent": rung.consent,
        "ends_by": sorted(rung.times),
        "answered_by": rung.answer.rules,
        "forecloses": [item.rung for item in rung.forecloses],
        "parallel": rung.parallel,
        "note": rung.note,
        "citation": rung.citation,
        "checked": rung.checked.grade,
    }
