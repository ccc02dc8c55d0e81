"""Alerts over HTTP: what was and will be sent to whom, and that it was seen. The sweep writes the rest."""

from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Filter, Listing
from claimback.notify.models import OBLIGATION_EDGES
from claimback.tenancy.front_door import FirmView
from deadlines.models import Alert
from deadlines.selectors import alert_list
from deadlines.services.acknowledging import alert_acknowledge


class AlertSerializer(serializers.ModelSerializer[Alert]):
    """One reminder of one deadline to one member."""

    case_id = serializers.UUIDField(source="deadline.case_id")
    member_name = serializers.CharField(source="member.user.name")

    class Meta:
        model = Alert
        fields = [
            "id",
            "deadline_id",
            "case_id",
            "member_id",
            "member_name",
            "channel",
            "kind",
            "step",
            "level",
            "in_digest",
            "state",
            "due_at",
            "next_attempt_at",
            "attempts",
            "last_error",
            "settled_at",
            "sent_to",
            "copied_to",
            "escalate_at",
            "acknowledged_at",
            "acknowledged_by_id",
            "version",
            "created_at",
        ]


ALERTS = Listing(
    serializer=AlertSerializer,
    orderings=["due_at"],
    filters={
        "case_id": Filter("deadline__case_id", serializers.UUIDField(), "Of this case."),
        "deadline_id": Filter("deadline_id", serializers.UUIDField(), "Of this deadline."),
        "member_id": Filter("member_id", serializers.UUIDField(), "To this member."),
        "state": Filter(
            "state", serializers.ChoiceField(list(OBLIGATION_EDGES.states)), "In these states.", many=True
        ),
        "unacknowledged": Filter(
            "acknowledged_at__isnull", serializers.BooleanField(), "Not acknowledged, or acknowledged."
        ),
    },
)


class AlertListView(FirmView):
    """The firm's reminders."""

    capabilities = {"GET": "deadline.read"}

    @openapi.lists("alert", ALERTS, summary="List alerts")
    def get(self, request: Request) -> Response:
        """A page of alerts of every state."""
        return self.page(ALERTS, alert_list())


class AlertView(FirmView):
    """One reminder."""

    capabilities = {"GET": "deadline.read"}

    @openapi.reads("alert", ALERTS, summary="Read an alert")
    def get(self, request: Request, id: UUID) -> Response:
        """One alert."""
        return self.one(ALERTS, alert_list(), id)


class AlertAcknowledgeView(FirmView):
    """A reminder that was seen."""

    capabilities = {"POST": "alert.acknowledge"}

    @openapi.acts("alert_acknowledge", None, AlertSerializer, summary="Acknowledge an alert")
    def post(self, request: Request, id: UUID) -> Response:
        """Nobody further up is told, and a day that is over is not repeated daily. Done again, it changes nothing."""
        alert_acknowledge(actor=self.member, alert_id=id, version=expected_version(request))
        return self.one(ALERTS, alert_list(), id)
