"""Dated facts of cases over HTTP."""

from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.models import Event
from cases.selectors import event_list
from cases.services.events import event_record, event_withdraw
from cases.vocabulary import EVENT_KINDS
from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.fields import InstantField
from claimback.kernel.listing import Filter, Listing, MoneyField
from claimback.tenancy.front_door import FirmView

_INPUT = [
    "case_id",
    "kind",
    "on",
    "at",
    "time_zone",
    "proof_grade",
    "source",
    "document_id",
    "corrects_id",
    "denial_id",
    "amount",
]


class EventSerializer(serializers.ModelSerializer[Event]):
    """An event as it is read."""

    case_id = serializers.UUIDField()
    document_id = serializers.UUIDField(allow_null=True)
    corrects_id = serializers.UUIDField(allow_null=True)
    denial_id = serializers.UUIDField(allow_null=True)
    amount = MoneyField("amount", help_text="Of a payment or a judgment, where it is known.")

    class Meta:
        model = Event
        fields = ["id", *_INPUT, "withdrawn", "withdrawn_reason", "version", "created_at", "updated_at"]


class EventInput(serializers.ModelSerializer[Event]):
    """A new event: its date in `on`, or its time with an offset in `at`."""

    case_id = serializers.UUIDField()
    document_id = serializers.UUIDField(required=False, allow_null=True, help_text="Of the same case.")
    corrects_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="The event of the same case whose place this one takes."
    )
    denial_id = serializers.UUIDField(
        required=False,
        allow_null=True,
        help_text="The denial of the same case that it is about: its letter, or the one that an appeal answers.",
    )
    amount = openapi.MoneySerializer(
        required=False, allow_null=True, help_text="What was paid, or what the judgment gives."
    )
    on = serializers.DateField(required=False, allow_null=True, help_text="The date where it happened.")
    at = InstantField(required=False, allow_null=True, help_text="The time, with its offset.")

    class Meta:
        model = Event
        fields = _INPUT
        extra_kwargs = {
            "time_zone": {
                "required": False,
                "allow_blank": True,
                "help_text": "Where it happened. By default that of the case.",
            }
        }


class EventWithdrawInput(serializers.Serializer[Event]):
    """Why an event does not hold."""

    reason = serializers.CharField(max_length=300)


EVENTS = Listing(
    serializer=EventSerializer,
    orderings=["on", "id"],
    filters={
        "case_id": Filter("case_id", serializers.UUIDField(), "Of which case."),
        "kind": Filter("kind", serializers.ChoiceField(list(EVENT_KINDS)), "What happened.", many=True),
        "denial_id": Filter("denial_id", serializers.UUIDField(), "About which denial."),
        "withdrawn": Filter("withdrawn", serializers.BooleanField(), "Withdrawn ones, or those that hold."),
        "on_from": Filter("on__gte", serializers.DateField(), "On this day or later."),
        "on_to": Filter("on__lte", serializers.DateField(), "On this day or earlier."),
    },
)


class EventListView(FirmView):
    """The dated facts that clocks start from."""

    capabilities = {"GET": "case.read", "POST": "case.write"}

    @openapi.lists("event", EVENTS, summary="List events")
    def get(self, request: Request) -> Response:
        """A page of events by date."""
        return self.page(EVENTS, event_list())

    @openapi.creates("event_record", EventInput, EventSerializer, summary="Record an event")
    def post(self, request: Request) -> Response:
        """Record a dated fact; clocks that count from it start. A correction withdraws what it corrects."""
        event = event_record(actor=self.member, **openapi.money_columns(self.parse(EventInput)))
        return self.one(EVENTS, event_list(), event.id, status=201)


class EventView(FirmView):
    """One event."""

    capabilities = {"GET": "case.read"}

    @openapi.reads("event", EVENTS, summary="Read an event")
    def get(self, request: Request, id: UUID) -> Response:
        """One event."""
        return self.one(EVENTS, event_list(), id)


class EventWithdrawView(FirmView):
    """The withdrawal of an event that was recorded in error."""

    capabilities = {"POST": "case.write"}

    @openapi.acts("event_withdraw", EventWithdrawInput, EventSerializer, summary="Withdraw an event")
    def post(self, request: Request, id: UUID) -> Response:
        """Withdraw an event, keeping it with the reason; clocks that counted from it are computed again."""
        withdrawal = self.parse(EventWithdrawInput)
        event_withdraw(actor=self.member, event_id=id, version=expected_version(request), **withdrawal)
        return self.one(EVENTS, event_list(), id)
