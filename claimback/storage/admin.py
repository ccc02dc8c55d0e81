"""Pages of files and of who opened them."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claimback.storage.models import (
    KEPT,
    NOT_SEARCHABLE,
    QUARANTINED,
    SEARCHABLE,
    Access,
    FilePage,
    StoredFile,
    Thumbnail,
)
from claimback.storage.selectors import access_rows, file_rows, page_rows, thumbnail_rows
from claimback.storage.services import file_link, file_refuse, file_rescan, text_read_again
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act, opening
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
    exclude = ["key", "leased_until", "attempts", "upload_id"]
    empty = _(
        "No files yet. They come with documents, letters and packets; each is inspected before anybody opens it."
    )
    acts = [
        opening(
            file_link,
            ("document.read",),
            row_id="file_id",
            fits=lambda row: row.state == KEPT,
        ),
        Act(
            name="rescan",
            label=_("Scan again"),
            icon="shield",
            service=file_rescan,
            capabilities=("document.write",),
            row_id="file_id",
            fits=lambda row: row.state == QUARANTINED,
            explain=_(
                "It is inspected and scanned once more, as when the scanner's signatures were corrected."
            ),
            done=_("It waits to be scanned."),
        ),
        Act(
            name="refuse",
            label=_("Refuse"),
            icon="block",
            service=file_refuse,
            capabilities=("document.write",),
            row_id="file_id",
            fits=lambda row: row.state == QUARANTINED,
            explain=_("Nobody opens it. It stays in quarantine for whoever must look into it."),
            done=_("The file is refused."),
            variant="danger",
        ),
        Act(
            name="read",
            label=_("Look for text again"),
            icon="find_in_page",
            service=text_read_again,
            capabilities=("document.write",),
            row_id="file_id",
            fits=lambda row: row.state == KEPT and row.text_state in (SEARCHABLE, NOT_SEARCHABLE),
            explain=_("As after text recognition was installed. What was found before goes."),
            done=_("Its text is being looked for."),
        ),
    ]

    def rows(self, member: Member) -> QuerySet[StoredFile]:
        """The door to files."""
        return file_rows()

    @admin.display(description=_("Size"), ordering="size")
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
                gettext("Opened"),
                [gettext("By"), gettext("When"), gettext("For")],
                [[to(a.member), instant(a.created_at), a.purpose] for a in found[:50]],
                gettext("Nobody has opened it."),
            )
        ]


@admin.register(FilePage)
class FilePageAdmin(FirmAdmin):
    """The text of files, page by page."""

    read_capability = "document.read"
    list_display = ["file", "number", "method", "reason", "confidence"]
    list_filter = ["method", "reason"]
    ordering = ["-id"]
    empty = _("No pages yet. The text of a file is looked for once it is kept.")

    def rows(self, member: Member) -> QuerySet[FilePage]:
        """The door to pages."""
        return page_rows()


@admin.register(Thumbnail)
class ThumbnailAdmin(FirmAdmin):
    """Small pictures of pages, and how far each came."""

    read_capability = "document.read"
    list_display = ["file", "number", "state"]
    list_filter = ["state"]
    ordering = ["-id"]
    empty = _("No pictures yet. The first page of a file is drawn once it is kept.")

    def rows(self, member: Member) -> QuerySet[Thumbnail]:
        """The door to pictures."""
        return thumbnail_rows()


@admin.register(Access)
class AccessAdmin(FirmAdmin):
    """Links that were given out."""

    read_capability = "audit.read"
    list_display = ["file", "member", "purpose", "created_at"]
    ordering = ["-created_at", "-id"]
    empty = _("Nobody has opened a file yet.")

    def rows(self, member: Member) -> QuerySet[Access]:
        """The door to links."""
        return access_rows()
