"""Pages of what clients allow to settle for, and of what was settled."""

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cases.admin.negotiation_forms import (
    AuthorityWithdrawForm,
)
from cases.models import ClientAuthority, SettledPart
from cases.selectors.negotiation import client_authority_list, settled_part_list
from cases.services.authority import authority_withdraw
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act
from claimback.tenancy.member import Member


@admin.register(ClientAuthority)
class ClientAuthorityAdmin(FirmAdmin):
    """What clients allow to settle for."""

    read_capability = "money.read"
    list_display = ["__str__", "case", "given_on", "until", "state"]
    list_filter = ["state", "part"]
    search_fields = ["case__number", "case__title"]
    ordering = ["-given_on", "-id"]
    empty = _(
        "No client has allowed a settlement in writing yet. Record it on the case's page, with the paper."
    )
    acts = [
        Act(
            name="withdraw",
            label=_("Client took it back"),
            icon="undo",
            service=authority_withdraw,
            capabilities=("offer.write",),
            row_id="authority_id",
            form=AuthorityWithdrawForm,
            fits=lambda row: row.state == "given",
            done=_("The authority is withdrawn."),
            variant="danger",
        )
    ]

    def rows(self, member: Member) -> QuerySet[ClientAuthority]:
        """The door to authorities."""
        return client_authority_list()


@admin.register(SettledPart)
class SettledPartAdmin(FirmAdmin):
    """What was settled."""

    read_capability = "money.read"
    list_display = ["__str__", "case", "offer", "agreed_on"]
    list_filter = ["part"]
    search_fields = ["case__number", "case__title"]
    ordering = ["-agreed_on", "-id"]
    empty = _("Nothing is settled yet. Accept an offer on its page.")

    def rows(self, member: Member) -> QuerySet[SettledPart]:
        """The door to what was settled."""
        return settled_part_list()
