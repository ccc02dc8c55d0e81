"""Alerts over HTTP: what was and will be sent to whom. Members read; the sweep writes."""

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claimback.kernel import openapi
from claimback.kernel.listing import Filter, Listing
from claimback.notify.models import OBLIGATION_EDGES
from claimback.tenancy.front_door import FirmView
from deadlines.models import Alert
from deadlines.selectors import alert_list


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
            "step",
            "state",
            "due_at",
            "next_attempt_at",
            "attempts",
            "last_error",
            "settled_at",
            "sent_to",
            "copied_to",
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
    },
)


class AlertListView(FirmView):
    """The firm's reminders."""

    capabilities = {"GET": "deadline.read"}

    @openapi.lists("alert", ALERTS, summary="List alerts")
    def get(self, request: Request) -> Response:
        """A page of alerts of every state."""
        return self.page(ALERTS, alert_list())
