"""The firm's letterhead: what stands around its letters. Setting another one makes another row."""

from django.contrib import admin
from django.db.models import QuerySet

from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.member import Member
from letters.models import Letterhead
from letters.selectors import letterhead_list


@admin.register(Letterhead)
class LetterheadAdmin(FirmAdmin):
    """Letterheads of the firm, the one in force first."""

    read_capability = "letter.read"
    list_display = ["number", "footer_line", "accent", "made_by", "created_at"]
    ordering = ["-created_at", "-id"]
    empty = "No letterhead yet: letters bear the firm's name and address."

    def rows(self, member: Member) -> QuerySet[Letterhead]:
        """The door to letterheads."""
        return letterhead_list()
