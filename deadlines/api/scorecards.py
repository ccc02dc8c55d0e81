"""Scorecards of insurers over HTTP, from the firm's own cases."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.api.documents import DOCUMENTS, DocumentSerializer
from cases.selectors import case_list, document_list, one
from claimback.kernel import openapi
from claimback.kernel.listing import PAGE_SIZE, PAGE_SIZE_LIMIT, cursor_made, cursor_read
from claimback.kernel.parameters import read_parameters
from claimback.tenancy.front_door import FirmView
from deadlines.scorecard.paper import notes_of, open_promises
from deadlines.scorecard.selectors import BY, Fate, Scorecard
from deadlines.services.scorecards import scorecard_file, scorecards_read


class DaysSerializer(serializers.Serializer[Any]):
    """Calendar days that something took."""

    n = serializers.IntegerField(help_text="How many times.")
    median = serializers.FloatField(allow_null=True)
    least = serializers.IntegerField(allow_null=True)
    most = serializers.IntegerField(allow_null=True)

    class Meta:
        ref_name = "ScorecardDays"


class MissedSerializer(serializers.Serializer[Any]):
    """A duty that was missed, by its rule."""

    rule = serializers.CharField()
    act = serializers.CharField()
    citation = serializers.CharField()
    n = serializers.IntegerField()
    still_open = serializers.IntegerField(help_text="Of which it is not done to this day.")
    days_late_median = serializers.FloatField(help_text="Up to today, or to the day on which it was done.")
    days_late_most = serializers.IntegerField()
    days_late_sum = serializers.IntegerField()

    class Meta:
        ref_name = "ScorecardMissed"


class FateSerializer(serializers.Serializer[Any]):
    """What became of denials. Overturned: accepted or granted later; upheld: another adverse decision followed."""

    name = serializers.CharField(help_text="A ground's code, or a reviewer's name.")
    n = serializers.IntegerField()
    overturned = serializers.IntegerField()
    upheld = serializers.IntegerField()
    in_part = serializers.IntegerField(help_text="Of those upheld, in part.")
    undecided = serializers.IntegerField(help_text="Nothing further is recorded.")

    class Meta:
        ref_name = "ScorecardFate"


class ScorecardSerializer(serializers.Serializer[Any]):
    """How one insurer, or one group, treated the firm's cases that the member may see."""

    key = serializers.CharField(help_text="The insurer's id, or the group's name.")
    name = serializers.CharField()
    cases = serializers.IntegerField(help_text="All cases against it, of whatever day.")
    claims = DaysSerializer(help_text="From receipt of a claim to the first decision.")
    appeals = DaysSerializer(help_text="From receipt of an appeal to the decision that followed.")
    missed = MissedSerializer(many=True)
    grounds = FateSerializer(many=True)
    reviewers = FateSerializer(many=True)
    promises = serializers.IntegerField()
    promises_kept = serializers.IntegerField()
    promises_broken = serializers.IntegerField()
    promises_open = serializers.IntegerField()
    notes = serializers.ListField(
        child=serializers.CharField(), help_text="How to read it. Show them with it."
    )

    class Meta:
        ref_name = "InsurerScorecard"


class ScorecardsSerializer(serializers.Serializer[Any]):
    """Scorecards by name."""

    results = ScorecardSerializer(many=True)
    next_cursor = serializers.CharField(allow_null=True)


class ScorecardParameters(serializers.Serializer[Any]):
    """Which scorecards."""

    by = serializers.ChoiceField(BY, default="insurer", help_text="One for each insurer, or for each group.")
    from_on = serializers.DateField(required=False, help_text="Of this day and later.")
    to_on = serializers.DateField(required=False, help_text="Of this day and earlier.")
    insurer_id = serializers.UUIDField(required=False, help_text="Of this insurer alone.")
    cursor = serializers.CharField(default="", allow_blank=True, help_text="next_cursor of the page before.")
    page_size = serializers.IntegerField(
        default=PAGE_SIZE, min_value=1, max_value=PAGE_SIZE_LIMIT, help_text="Scorecards on a page."
    )


class ScorecardInput(serializers.Serializer[Any]):
    """What the paper shows."""

    by = serializers.ChoiceField(BY, required=False, help_text="The insurer alone, or all of its group.")
    from_on = serializers.DateField(required=False, allow_null=True)
    to_on = serializers.DateField(required=False, allow_null=True)

    class Meta:
        ref_name = "ScorecardRequest"


class ScorecardsView(FirmView):
    """Every insurer's."""

    capabilities = {"GET": "denial.read"}

    @extend_schema(
        operation_id="insurer_scorecards",
        summary="Read how insurers treated the firm's cases",
        parameters=[ScorecardParameters],
        responses={200: ScorecardsSerializer, **openapi.problems(400, 401, 403, 404)},
    )
    def get(self, request: Request) -> Response:
        """Days to decide, duties missed, denials overturned, promises broken; walls applied."""
        asked = read_parameters(request, ScorecardParameters)
        cursor, size = asked.pop("cursor"), asked.pop("page_size")
        cards = scorecards_read(actor=self.member, **asked)
        key = f"{self.member.firm_id}:scorecards:{asked['by']}"
        if cursor:
            last = tuple(cursor_read(key, cursor))
            cards = [card for card in cards if (card.name.casefold(), card.key) > last]
        shown = cards[:size]
        more = cursor_made(key, [shown[-1].name.casefold(), shown[-1].key]) if len(cards) > size else None
        return Response({"results": [_out(card) for card in shown], "next_cursor": more})


class CaseScorecardView(FirmView):
    """The scorecard of a case's insurer on paper."""

    capabilities = {"POST": "document.write"}

    @openapi.creates(
        "case_scorecard",
        ScorecardInput,
        DocumentSerializer,
        summary="File the insurer's scorecard on the case",
    )
    def post(self, request: Request, id: UUID) -> Response:
        """A PDF without any client's name, as a document of the case: a packet takes it like any other."""
        one(case_list(), id)
        document = scorecard_file(actor=self.member, case_id=id, **self.parse(ScorecardInput))
        return self.one(DOCUMENTS, document_list(), document.id, status=201)


def _out(card: Scorecard) -> dict[str, Any]:
    return {
        **asdict(card),
        "grounds": [_fate(fate) for fate in card.grounds],
        "reviewers": [_fate(fate) for fate in card.reviewers],
        "promises_open": open_promises(card),
        "notes": notes_of(card),
    }


def _fate(fate: Fate) -> dict[str, Any]:
    return {**asdict(fate), "undecided": fate.undecided}
