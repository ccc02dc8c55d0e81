"""Pages of the mails that tell of peer-to-peer calls."""

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cases.models import PeerInvitation
from cases.selectors import peer_invitation_list
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.member import Member


@admin.register(PeerInvitation)
class PeerInvitationAdmin(FirmAdmin):
    """The mails about such calls."""

    read_capability = "correspondence.read"
    list_display = ["kind", "invited", "appointment", "due_at", "state", "sent_to"]
    list_filter = ["state", "kind"]
    search_fields = ["sent_to", "case__number"]
    ordering = ["-due_at", "-id"]
    also_related = ["appointment__provider"]
    empty = _("No mails yet. They are planned when a time is agreed.")

    def rows(self, member: Member) -> QuerySet[PeerInvitation]:
        """The door to them."""
        return peer_invitation_list()
