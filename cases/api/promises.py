"""Promises over HTTP."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.models import Promise
from cases.selectors import promise_list
from cases.services.promises import promise_make, promise_settle
from cases.states import PROMISE_EDGES
from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Filter, Listing
from claimback.tenancy.front_door import FirmView

SETTLED = [state for state in PROMISE_EDGES.states if state != "open"]


class PromiseSerializer(serializers.ModelSerializer[Promise]):
    """A promise as it is read."""

    case_id = serializers.UUIDField()
    correspondence_id = serializers.UUIDField(allow_null=True)

    class Meta:
        model = Promise
        fields = [
            "id",
            "case_id",
            "correspondence_id",
            "text",
            "due_on",
            "state",
            "settled_on",
            "settled_note",
            "version",
            "created_at",
            "updated_at",
        ]


class PromiseInput(serializers.ModelSerializer[Promise]):
    """What was promised, and by when."""

    case_id = serializers.UUIDField()
    correspondence_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="The entry of the same case's log that it was made in."
    )

    class Meta:
        model = Promise
        fields = ["case_id", "correspondence_id", "text", "due_on"]


class PromiseSettleInput(serializers.Serializer[Any]):
    """What became of a promise."""

    state = serializers.ChoiceField(SETTLED)
    on = serializers.DateField(help_text="The day on which that was so.")
    note = serializers.CharField(max_length=300, required=False, allow_blank=True)


PROMISES = Listing(
    serializer=PromiseSerializer,
    orderings=["due_on"],
    filters={
        "case_id": Filter("case_id", serializers.UUIDField(), "Of which case."),
        "correspondence_id": Filter("correspondence_id", serializers.UUIDField(), "Made in which contact."),
        "state": Filter(
            "state", serializers.ChoiceField(PROMISE_EDGES.states), "What became of it.", many=True
        ),
        "due_from": Filter("due_on__gte", serializers.DateField(), "Due on this day or later."),
        "due_to": Filter("due_on__lte", serializers.DateField(), "Due on this day or earlier."),
    },
    search=["text"],
)


class PromiseListView(FirmView):
    """What representatives promised."""

    capabilities = {"GET": "correspondence.read", "POST": "correspondence.write"}

    @openapi.lists("promise", PROMISES, summary="List promises")
    def get(self, request: Request) -> Response:
        """A page of promises, the earliest due first."""
        return self.page(PROMISES, promise_list())

    @openapi.creates("promise_make", PromiseInput, PromiseSerializer, summary="Note a promise")
    def post(self, request: Request) -> Response:
        """Note a promise that was made in no entry of the log, or in one that is there already."""
        promise = promise_make(actor=self.member, **self.parse(PromiseInput))
        return self.one(PROMISES, promise_list(), promise.id, status=201)


class PromiseView(FirmView):
    """One promise."""

    capabilities = {"GET": "correspondence.read"}

    @openapi.reads("promise", PROMISES, summary="Read a promise")
    def get(self, request: Request, id: UUID) -> Response:
        """One promise."""
        return self.one(PROMISES, promise_list(), id)


class PromiseSettleView(FirmView):
    """What became of a promise."""

    capabilities = {"POST": "correspondence.write"}

    @openapi.acts("promise_settle", PromiseSettleInput, PromiseSerializer, summary="Settle a promise")
    def post(self, request: Request, id: UUID) -> Response:
        """Say that a promise was kept, broken, or confirmed in writing."""
        settled = self.parse(PromiseSettleInput)
        promise_settle(actor=self.member, promise_id=id, version=expected_version(request), **settled)
        return self.one(PROMISES, promise_list(), id)
