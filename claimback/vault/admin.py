"""The page of who saw which identifiers."""

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.member import Member
from claimback.vault.models import Reveal
from claimback.vault.selectors import reveal_list


@admin.register(Reveal)
class RevealAdmin(FirmAdmin):
    """Who saw which sealed values, when and why."""

    read_capability = "audit.read"
    list_display = ["created_at", "member", "table", "fields", "reason"]
    list_filter = ["table"]
    search_fields = ["reason", "member__user__name"]
    ordering = ["-id"]
    empty = _("Nobody has looked at an identifier yet.")

    def rows(self, member: Member) -> QuerySet[Reveal]:
        """The door to the traces."""
        return reveal_list()
