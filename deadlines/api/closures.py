"""Days that courts and agencies are closed or open otherwise than the calendars have it, over HTTP."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.vocabulary import JURISDICTIONS
from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Filter, Listing
from claimback.tenancy.front_door import FirmView
from deadlines.models import Closure
from deadlines.selectors import closure_list
from deadlines.services.closures import NAME_LIMIT, SOURCE_LIMIT, closure_add, closure_withdraw


class ClosureSerializer(serializers.ModelSerializer[Closure]):
    """A day that was announced. It holds while `withdrawn_at` is null."""

    jurisdiction = serializers.CharField(help_text="Where the law of this place holds; empty: everywhere.")
    entered_by_id = serializers.UUIDField()
    withdrawn_by_id = serializers.UUIDField(allow_null=True)

    class Meta:
        model = Closure
        fields = [
            "id",
            "on",
            "name",
            "jurisdiction",
            "closed",
            "source",
            "entered_by_id",
            "withdrawn_at",
            "withdrawn_by_id",
            "version",
            "created_at",
            "updated_at",
        ]


class ClosureInput(serializers.Serializer[Any]):
    """Which day, where, and who announced it."""

    on = serializers.DateField()
    name = serializers.CharField(max_length=NAME_LIMIT, help_text="Such as: courts closed for the storm.")
    jurisdiction = serializers.ChoiceField(
        list(JURISDICTIONS), required=False, allow_blank=True, help_text="Without one: everywhere."
    )
    closed = serializers.BooleanField(
        required=False, help_text="False: a holiday of the calendar is not kept on this day."
    )
    source = serializers.CharField(  # type: ignore[assignment]  # DRF's own attribute of this name is another one
        max_length=SOURCE_LIMIT, help_text="An order, a notice, an address."
    )


CLOSURES = Listing(
    serializer=ClosureSerializer,
    orderings=["on"],
    filters={
        "jurisdiction": Filter(
            "jurisdiction", serializers.ChoiceField(list(JURISDICTIONS)), "Of this place."
        ),
        "on_from": Filter("on__gte", serializers.DateField(), "From this day."),
        "on_to": Filter("on__lte", serializers.DateField(), "Up to this day."),
    },
)


class ClosureListView(FirmView):
    """Announced days."""

    capabilities = {"GET": "deadline.read", "POST": "closure.write"}

    @openapi.lists("closure", CLOSURES, summary="List announced closings")
    def get(self, request: Request) -> Response:
        """A page of days, those that were taken back among them."""
        return self.page(CLOSURES, closure_list())

    @openapi.creates(
        "closure_add", ClosureInput, ClosureSerializer, summary="Say that a day is closed or open"
    )
    def post(self, request: Request) -> Response:
        """The dates that rest on it are proposed anew."""
        made = closure_add(actor=self.member, **self.parse(ClosureInput))
        return self.one(CLOSURES, closure_list(), made.id, status=201)


class ClosureView(FirmView):
    """One announced day."""

    capabilities = {"GET": "deadline.read"}

    @openapi.reads("closure", CLOSURES, summary="Read an announced closing")
    def get(self, request: Request, id: UUID) -> Response:
        """One day with its source."""
        return self.one(CLOSURES, closure_list(), id)


class ClosureWithdrawView(FirmView):
    """An announcement that is taken back."""

    capabilities = {"POST": "closure.write"}

    @openapi.acts("closure_withdraw", None, ClosureSerializer, summary="Take an announced closing back")
    def post(self, request: Request, id: UUID) -> Response:
        """The calendar holds again, and the dates that rested on it are proposed anew."""
        closure_withdraw(actor=self.member, closure_id=id, version=expected_version(request))
        return self.one(CLOSURES, closure_list(), id)
