"""Impact runs over HTTP: what a new rule or holiday changed in the firm's open cases, with its progress."""

from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claimback.kernel import openapi
from claimback.kernel.listing import Filter, Listing
from claimback.tenancy.front_door import FirmView
from deadlines.models import ImpactRun
from deadlines.models.runs import RUN_CAUSES
from deadlines.selectors import run_list
from deadlines.services.reasons import REASON_LIMIT
from deadlines.services.rechecks import recheck_request
from deadlines.states import RUN_EDGES


class ImpactRunSerializer(serializers.ModelSerializer[ImpactRun]):
    """One run over the firm's open cases."""

    class Meta:
        model = ImpactRun
        fields = [
            "id",
            "cause",
            "reason",
            "everything",
            "state",
            "requested_by_id",
            "total",
            "done",
            "opened",
            "changed",
            "proposed",
            "refused",
            "finished_at",
            "version",
            "created_at",
        ]


class RecheckInput(serializers.Serializer[ImpactRun]):
    """What changed."""

    cause = serializers.ChoiceField(list(RUN_CAUSES), required=False)
    reason = serializers.CharField(max_length=REASON_LIMIT)
    everything = serializers.BooleanField(
        required=False, help_text="Every open case, whatever it was computed on."
    )


RUNS = Listing(
    serializer=ImpactRunSerializer,
    orderings=["-created_at"],
    filters={
        "state": Filter(
            "state", serializers.ChoiceField(list(RUN_EDGES.states)), "In these states.", many=True
        ),
    },
)


class RunListView(FirmView):
    """The firm's runs."""

    capabilities = {"GET": "deadline.read", "POST": "deadline.recheck"}

    @openapi.lists("impact_run", RUNS, summary="List impact runs")
    def get(self, request: Request) -> Response:
        """A page of runs, the latest first."""
        return self.page(RUNS, run_list())

    @openapi.creates("impact_run_request", RecheckInput, ImpactRunSerializer, summary="Ask for an impact run")
    def post(self, request: Request) -> Response:
        """Compute the open cases again whose law or calendar changed. Dates that move are proposed."""
        made = recheck_request(actor=self.member, **self.parse(RecheckInput))
        return self.one(RUNS, run_list(), made.id, status=201)


class RunView(FirmView):
    """One run."""

    capabilities = {"GET": "deadline.read"}

    @openapi.reads("impact_run", RUNS, summary="Read an impact run")
    def get(self, request: Request, id: UUID) -> Response:
        """One run with how far it has come."""
        return self.one(RUNS, run_list(), id)
