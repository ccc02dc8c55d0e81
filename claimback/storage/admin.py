"""Pages of files and of who opened them."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.template.defaultfilters import filesizeformat

from claimback.storage.models import KEPT, Access, FilePage, StoredFile
from claimback.storage.selectors import access_rows, file_rows, page_rows
from claimback.storage.services import file_link
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act
from claimback.tenancy.admin_show import Section, instant, to
from claimback.tenancy.member import Member


@admin.register(StoredFile)
class StoredFileAdmin(FirmAdmin):
    """Files, whatever became of them."""

    read_capability = "document.read"
    list_display = ["name", "state", "weight", "media_type", "pages", "uploaded_by"]
    list_filter = ["state", "text_state"]
    search_fields = ["name", "sha256"]
    ordering = ["-id"]
    exclude = ["key", "leased_until", "attempts"]
    empty = "No files yet. They are sent to storage by a signed form and inspected before anybody opens them."
    acts = [
        Act(
            name="open",
            label="Open",
            icon="open_in_new",
            service=file_link,
            capabilities=("document.read",),
            row_id="file_id",
            versioned=False,
            fits=lambda row: row.state == KEPT,
            explain="The link holds for 60 seconds. That you opened it is kept.",
            done="",
            lands=str,
        ),
    ]

    def rows(self, member: Member) -> QuerySet[StoredFile]:
        """The door to files."""
        return file_rows()

    @admin.display(description="Size", ordering="size")
    def weight(self, row: StoredFile) -> Any:
        """The size as a person reads it."""
        return filesizeformat(row.size if row.size is not None else row.announced_size)

    def sections(self, member: Member, row: StoredFile) -> list[Section]:
        """Who asked for it."""
        found = (
            access_rows().filter(file_id=row.pk).select_related("member__user").order_by("-created_at", "-id")
        )
        return [
            Section(
                "Opened",
                ["By", "When", "For"],
                [[to(a.member), instant(a.created_at), a.purpose] for a in found[:50]],
                "Nobody has opened it.",
            )
        ]


@admin.register(FilePage)
class FilePageAdmin(FirmAdmin):
    """The text of files, page by page."""

    read_capability = "document.read"
    list_display = ["file", "number", "method", "reason", "confidence"]
    list_filter = ["method", "reason"]
    ordering = ["-id"]
    empty = "No pages yet. The text of a file is looked for once it is kept."

    def rows(self, member: Member) -> QuerySet[FilePage]:
        """The door to pages."""
        return page_rows()


@admin.register(Access)
class AccessAdmin(FirmAdmin):
    """Links that were given out."""

    read_capability = "audit.read"
    list_display = ["file", "member", "purpose", "created_at"]
    ordering = ["-created_at", "-id"]
    empty = "Nobody has opened a file yet."

    def rows(self, member: Member) -> QuerySet[Access]:
        """The door to links."""
        return access_rows()
