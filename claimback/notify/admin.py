"""The page of addresses to which reminders did not get through."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from claimback.notify.models import RefusedAddress
from claimback.notify.selectors import refused_address_list
from claimback.notify.services import refused_address_lift
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act
from claimback.tenancy.member import Member


@admin.register(RefusedAddress)
class RefusedAddressAdmin(FirmAdmin):
    """Addresses that take no mail."""

    read_capability = "firm.read"
    list_display: ClassVar[list[Any]] = ["address", "why", "created_at", "lifted_at"]
    list_filter: ClassVar[list[Any]] = ["why", ("lifted_at", admin.EmptyFieldListFilter)]
    search_fields = ["address"]
    ordering = ["-created_at", "-id"]
    empty = _("Every address takes mail. One that sends our mail back is listed here.")
    acts = [
        Act(
            name="lift",
            label=_("Send there again"),
            icon="mark_email_read",
            service=refused_address_lift,
            capabilities=("member.manage",),
            row_id="address_id",
            explain=_("Reminders go to this address again. If they still do not arrive, it is noted anew."),
            fits=lambda row: row.lifted_at is None,
            done=_("Reminders go there again."),
        ),
    ]

    def rows(self, member: Member) -> QuerySet[RefusedAddress]:
        """The door to refused addresses."""
        return refused_address_list()
