"""The history over HTTP: who changed, read or was refused what, with each row before and after."""

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claimback.audit.models import Entry
from claimback.audit.selectors import entry_list
from claimback.kernel import openapi
from claimback.kernel.listing import Filter, Listing
from claimback.tenancy.front_door import FirmView

OPERATIONS = ["insert", "update", "delete", "read", "refuse"]


class EntrySerializer(serializers.ModelSerializer[Entry]):
    """One change of one row, or that a member read it or was refused. Sealed columns are told as changed, no more."""

    operation = serializers.ChoiceField(OPERATIONS)
    before = serializers.DictField(allow_null=True, help_text="The row's columns before a change.")
    after = serializers.DictField(allow_null=True, help_text="Its columns after it; of a reading, what for.")

    class Meta:
        model = Entry
        ref_name = "AuditEntry"
        fields = [
            "id",
            "at",
            "member_id",
            "act",
            "request_id",
            "table",
            "row_id",
            "case_id",
            "operation",
            "before",
            "after",
        ]


ENTRIES = Listing(
    serializer=EntrySerializer,
    orderings=["-at"],
    filters={
        "member_id": Filter("member_id", serializers.UUIDField(), "By this member."),
        "case_id": Filter("case_id", serializers.UUIDField(), "Of rows of this case."),
        "row_id": Filter("row_id", serializers.UUIDField(), "Of this row."),
        "table": Filter("table", serializers.CharField(), "Of rows of these tables.", many=True),
        "operation": Filter("operation", serializers.ChoiceField(OPERATIONS), "Of these kinds.", many=True),
        "act": Filter("act", serializers.CharField(), "Done under this capability, or by this task."),
        "since": Filter("at__gte", serializers.DateTimeField(), "At this instant or later."),
        "until": Filter("at__lt", serializers.DateTimeField(), "Before this instant."),
    },
)


class EntryListView(FirmView):
    """The history."""

    capabilities = {"GET": "audit.read"}

    @openapi.lists("audit_entry", ENTRIES, summary="List the history")
    def get(self, request: Request) -> Response:
        """The latest entry first. A member who stands behind a wall sees nothing of what is behind it."""
        return self.page(ENTRIES, entry_list())
