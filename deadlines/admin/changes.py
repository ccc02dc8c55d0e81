"""Pages of the dates that members set in the clock's place. They are set on the page of the deadline."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_show import day, instant, to
from claimback.tenancy.member import Member
from deadlines.models import DateChange
from deadlines.selectors import date_change_list


@admin.register(DateChange)
class DateChangeAdmin(FirmAdmin):
    """Dates that members set."""

    read_capability = "deadline.read"
    list_display = ["deadline", "case", "kind", "old_due_on", "new_due_on", "granted_by"]
    list_filter = ["kind"]
    search_fields = ["deadline__act", "reason", "granted_by", "case__number", "case__title"]
    ordering = ["-created_at", "-id"]
    empty = _(
        "No member has set a date. Extensions, stays and overrides are noted on the page of a deadline."
    )

    def rows(self, member: Member) -> QuerySet[DateChange]:
        """The door to dates that were set."""
        return date_change_list().select_related("deadline", "case")

    def facts(self, row: DateChange) -> list[tuple[str, Any]]:
        """Who gave the time, on what paper, and the two dates."""
        stay = [
            (gettext("Stood still from"), day(row.stopped_on)),
            (gettext("Ran on from"), day(row.resumed_on)),
        ]
        return [
            (gettext("Case"), to(row.case)),
            (gettext("Deadline"), to(row.deadline)),
            (gettext("What"), gettext(row.get_kind_display())),
            (gettext("Date before"), instant(row.old_due_at) if row.old_due_at else day(row.old_due_on)),
            (gettext("Date set"), day(row.new_due_on)),
            *(stay if row.stopped_on else []),
            *([(gettext("Granted by"), row.granted_by)] if row.granted_by else []),
            (gettext("Because"), row.reason),
            (gettext("Paper"), to(row.document)),
            (gettext("Set by"), to(row.set_by)),
            (gettext("Set"), instant(row.created_at)),
        ]
