"""Dates that members answer for, over HTTP: confirmed by a second person, overridden, extended, stayed."""

from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Filter, Listing
from claimback.tenancy.front_door import FirmView
from deadlines.api.deadlines import DEADLINES, DeadlineSerializer
from deadlines.models import CHANGE_KINDS, DateChange, Deadline
from deadlines.selectors import date_change_list, deadline_list
from deadlines.services.dates import deadline_confirm, deadline_extend, deadline_override, deadline_toll
from deadlines.services.reasons import REASON_LIMIT


class DateChangeSerializer(serializers.ModelSerializer[DateChange]):
    """A date that a member set, and the one whose place it took."""

    case_id = serializers.UUIDField()

    class Meta:
        model = DateChange
        fields = [
            "id",
            "case_id",
            "deadline_id",
            "kind",
            "granted_by",
            "reason",
            "document_id",
            "stopped_on",
            "resumed_on",
            "old_due_on",
            "old_due_at",
            "old_safe_on",
            "new_due_on",
            "set_by_id",
            "version",
            "created_at",
        ]


class OverrideInput(serializers.Serializer[Deadline]):
    """Another date, why, and the paper."""

    on = serializers.DateField()
    reason = serializers.CharField(max_length=REASON_LIMIT)
    document_id = serializers.UUIDField()


class ExtendInput(serializers.Serializer[Deadline]):
    """More time: by whom, until when, and the paper."""

    until = serializers.DateField()
    granted_by = serializers.CharField(max_length=200)
    reason = serializers.CharField(max_length=REASON_LIMIT)
    document_id = serializers.UUIDField()


class TollInput(serializers.Serializer[Deadline]):
    """A stay: from which day to which the clock stood, by whom, and the paper."""

    stopped_on = serializers.DateField()
    resumed_on = serializers.DateField()
    granted_by = serializers.CharField(max_length=200)
    reason = serializers.CharField(max_length=REASON_LIMIT)
    document_id = serializers.UUIDField()


DATE_CHANGES = Listing(
    serializer=DateChangeSerializer,
    orderings=["-created_at"],
    filters={
        "case_id": Filter("case_id", serializers.UUIDField(), "Of this case."),
        "deadline_id": Filter("deadline_id", serializers.UUIDField(), "Of this deadline."),
        "kind": Filter("kind", serializers.ChoiceField(list(CHANGE_KINDS)), "Of these kinds.", many=True),
    },
)


class DateChangeListView(FirmView):
    """Dates that members set."""

    capabilities = {"GET": "deadline.read"}

    @openapi.lists("date_change", DATE_CHANGES, summary="List dates that members set")
    def get(self, request: Request) -> Response:
        """A page of them, the latest first."""
        return self.page(DATE_CHANGES, date_change_list())


class DeadlineConfirmView(FirmView):
    """A date that a second person confirms."""

    capabilities = {"POST": "deadline.confirm"}

    @openapi.acts("deadline_confirm", None, DeadlineSerializer, summary="Confirm a deadline's date")
    def post(self, request: Request, id: UUID) -> Response:
        """Say, as another member than the one who entered it, that the date is right."""
        deadline_confirm(actor=self.member, deadline_id=id, version=expected_version(request))
        return self.one(DEADLINES, deadline_list(), id)


class DeadlineOverrideView(FirmView):
    """A date in the clock's place."""

    capabilities = {"POST": "deadline.write"}

    @openapi.acts(
        "deadline_override", OverrideInput, DeadlineSerializer, summary="Override a deadline's date"
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Set another date than the clock's. The clock then only proposes."""
        body = self.parse(OverrideInput)
        deadline_override(actor=self.member, deadline_id=id, version=expected_version(request), **body)
        return self.one(DEADLINES, deadline_list(), id)


class DeadlineExtendView(FirmView):
    """More time that was granted."""

    capabilities = {"POST": "deadline.write"}

    @openapi.acts("deadline_extend", ExtendInput, DeadlineSerializer, summary="Extend a deadline")
    def post(self, request: Request, id: UUID) -> Response:
        """Note who granted more time, until when, and on what paper."""
        body = self.parse(ExtendInput)
        deadline_extend(actor=self.member, deadline_id=id, version=expected_version(request), **body)
        return self.one(DEADLINES, deadline_list(), id)


class DeadlineTollView(FirmView):
    """A stay of the clock."""

    capabilities = {"POST": "deadline.write"}

    @openapi.acts("deadline_toll", TollInput, DeadlineSerializer, summary="Let a deadline's clock stand")
    def post(self, request: Request, id: UUID) -> Response:
        """Move the date by the days for which the clock stood."""
        body = self.parse(TollInput)
        deadline_toll(actor=self.member, deadline_id=id, version=expected_version(request), **body)
        return self.one(DEADLINES, deadline_list(), id)
