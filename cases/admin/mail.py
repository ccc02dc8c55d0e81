"""Pages of mail to cases: the addresses, and what came in at them."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cases.models import MailAddress, ReceivedMail
from cases.selectors import mail_address_list, received_mail_list
from cases.services import mail
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act
from claimback.tenancy.admin_show import instant, page_of
from claimback.tenancy.member import Member

MAIL_ACT = Act(
    name="open-mail",
    label=_("E-mail address"),
    icon="alternate_email",
    service=mail.mail_address_open,
    capabilities=("correspondence.write",),
    row_id="case_id",
    versioned=False,
    explain=_(
        "Mail that is sent to the case's own address files itself, with its attachments. Who sent it is not "
        "verified: somebody is asked to look at each message."
    ),
    done=_("This is the case's address."),
    lands=page_of,
)


@admin.register(MailAddress)
class MailAddressAdmin(FirmAdmin):
    """Where cases take mail."""

    read_capability = "correspondence.read"
    list_display = ["address", "case", "opened_by", "ended"]
    search_fields = ["name", "case__number"]
    ordering = ["-created_at", "-id"]
    empty = _("No case takes mail yet. Open an address on the case's page.")
    acts = [
        Act(
            name="end",
            label=_("End"),
            icon="unsubscribe",
            service=mail.mail_address_end,
            capabilities=("correspondence.write",),
            row_id="address_id",
            explain=_("It takes nothing more. Another may be opened for the case."),
            fits=lambda row: row.ended_at is None,
            done=_("The address is ended."),
            variant="danger",
        ),
    ]

    def rows(self, member: Member) -> QuerySet[MailAddress]:
        """The door to addresses."""
        return mail_address_list()

    def title_of(self, row: MailAddress) -> str:
        """In full."""
        return mail.mail_address_of(row.name)

    @admin.display(description=_("Address"), ordering="name")
    def address(self, row: MailAddress) -> str:
        """As it is written on an envelope."""
        return mail.mail_address_of(row.name)

    @admin.display(description=_("Ended"), ordering="ended_at")
    def ended(self, row: MailAddress) -> Any:
        """Until when it took mail."""
        return instant(row.ended_at)


@admin.register(ReceivedMail)
class ReceivedMailAdmin(FirmAdmin):
    """What came in."""

    read_capability = "correspondence.read"
    list_display = ["__str__", "case", "sender", "received", "state", "problem"]
    list_filter = ["state"]
    search_fields = ["subject", "sender", "case__number"]
    ordering = ["-received_at", "-id"]
    empty = _("No mail came in yet. Open an address on a case's page: what is sent there is kept here.")

    def rows(self, member: Member) -> QuerySet[ReceivedMail]:
        """The door to received mail."""
        return received_mail_list()

    @admin.display(description=_("Received"), ordering="received_at")
    def received(self, row: ReceivedMail) -> Any:
        """When it arrived here."""
        return instant(row.received_at)
