"""Files in S3: what was announced, what came, what was found out about it, and who opened it.

The bytes are in S3 and are never changed.
"""

from typing import Final

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claimback.audit.models import Audited
from claimback.kernel.transitions import edges
from claimback.pages.page_pictures import EDGES, SMALL
from claimback.pages.unreadable import REASONS
from claimback.tenancy.models import FirmForeignKey, FirmRow, Membership
from claimback.tenancy.row_security import firm_constraints
from claimback.tenancy.state_words import words
from claimback.tenancy.walls import BehindWall

AWAITED, RECEIVED, KEPT, REFUSED = "awaited", "received", "kept", "refused"
QUARANTINED, ABANDONED, DISPOSED = "quarantined", "abandoned", "disposed"

FILE_EDGES: Final = edges(
    "file",
    {
        AWAITED: [RECEIVED, ABANDONED],
        RECEIVED: [KEPT, REFUSED, QUARANTINED],
        QUARANTINED: [RECEIVED, REFUSED],
        KEPT: [DISPOSED],
        REFUSED: [],
        ABANDONED: [],
        DISPOSED: [],
    },
)

UNREAD, SEARCHABLE, NOT_SEARCHABLE = "unread", "searchable", "not_searchable"

TEXT_EDGES: Final = edges(
    "text", {UNREAD: [SEARCHABLE, NOT_SEARCHABLE], SEARCHABLE: [UNREAD], NOT_SEARCHABLE: [UNREAD]}
)
"""What became of a kept file's text. It may be read anew, as after text recognition was installed."""

THUMBNAIL_EDGES: Final = edges("thumbnail", {"asked": ["made", "failed"], "made": [], "failed": ["asked"]})

METHODS: Final = {
    "pdf_text": "The PDF's own text",
    "docx": "Word document",
    "xlsx": "Excel workbook",
    "email": "E-mail",
    "plain": "Plain text",
    "ocr": "Recognised on a picture (OCR)",
}


class StoredFile(FirmRow):
    """One upload: awaited by a form or in parts, received in quarantine, then kept or refused with the reason.

    A refused file stays in quarantine: nothing that a user gave is lost. In one that is `quarantined` the scanner found
    something, or the store has lost it: a person has it looked at again, or refuses it. Only what was never sent is
    `abandoned`, and only a person's final decision makes a file `disposed`.
    """

    name = models.CharField(max_length=255, help_text=_("The name that the uploader gave it."))
    announced_size = models.BigIntegerField(help_text=_("In bytes."))
    announced_sha256 = models.CharField(max_length=64, blank=True)
    size = models.BigIntegerField(null=True, help_text=_("In bytes, as it was counted."))
    sha256 = models.CharField(max_length=64, blank=True, help_text=_("As it was computed here."))
    media_type = models.CharField(
        max_length=100, blank=True, help_text=_("As its content shows, not its name.")
    )
    pages = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=20, default=AWAITED, choices=[(s, s) for s in FILE_EDGES.states])
    refusal = models.TextField(blank=True, help_text=_("Why it was refused, and the remedy."))
    refusal_code = models.CharField(max_length=40, blank=True, help_text=_("Stable; made for programs."))
    attempts = models.PositiveSmallIntegerField(
        default=0, help_text=_("Inspections, then readings, begun that did not end.")
    )
    leased_until = models.DateTimeField(null=True, help_text=_("A worker inspects or reads it until then."))
    text_state = models.CharField(
        max_length=20,
        default=UNREAD,
        choices=[(s, s) for s in TEXT_EDGES.states],
        help_text=_("Whether the words in it can be searched: some page has text."),
    )
    text_reason = models.CharField(
        max_length=30,
        blank=True,
        choices=[(r, r) for r in REASONS],
        help_text=_("Why a page of it, or all of it, has no text."),
    )
    text_pages = models.PositiveIntegerField(default=0, help_text=_("Pages whose text was looked for."))
    scanned_at = models.DateTimeField(null=True, help_text=_("When it was scanned for malware."))
    scanner = models.CharField(
        max_length=100, blank=True, help_text=_("What scanned it; empty where none is set up.")
    )
    upload_id = models.TextField(
        blank=True, editable=False, help_text=_("The store's name of an upload in parts.")
    )
    part_size = models.BigIntegerField(null=True, help_text=_("In bytes, where it is sent in parts."))
    key = models.CharField(max_length=300, blank=True, help_text=_("Empty once its bytes were removed."))
    uploaded_by = FirmForeignKey(Membership, related_name="+", null=True)

    class Meta:
        constraints = [
            *firm_constraints("storage_storedfile", "uploaded_by"),
            Audited(
                name="storage_storedfile_audit",
                leaving_out=["attempts", "leased_until", "text_pages", "upload_id"],
            ),
        ]
        indexes = [
            models.Index(
                fields=["firm", "updated_at"],
                name="storage_storedfile_waiting",
                condition=models.Q(state=RECEIVED),
            ),
            models.Index(
                fields=["firm", "updated_at"],
                name="storage_storedfile_unread",
                condition=models.Q(state=KEPT, text_state=UNREAD),
            ),
            models.Index(
                fields=["firm", "created_at"],
                name="storage_storedfile_awaited",
                condition=models.Q(state=AWAITED),
            ),
            models.Index(
                fields=["firm", "updated_at"],
                name="storage_storedfile_disposed",
                condition=models.Q(state=DISPOSED) & ~models.Q(key=""),
            ),
            models.Index(fields=["firm", "sha256"], name="storage_storedfile_sha256"),
        ]
        verbose_name = _("file")

    def __str__(self) -> str:
        return self.name


class FilePage(FirmRow):
    """The text of one page of a kept file, as the reading found it: canonical, so that a place in it stays the place.

    Made from bytes that never change; whoever may see the file sees it, and no client of the firm.
    """

    file = FirmForeignKey(StoredFile, related_name="page_texts")
    number = models.PositiveIntegerField(help_text=_("From 1."))
    text = models.TextField(blank=True)
    heading = models.TextField(
        blank=True, help_text=_("Above it: an e-mail's headers, an attachment's or a sheet's name.")
    )
    method = models.CharField(
        max_length=10, blank=True, choices=METHODS, help_text=_("How the text was found.")
    )
    reason = models.CharField(
        max_length=30, blank=True, choices=[(r, r) for r in REASONS], help_text=_("Why it has none, or less.")
    )
    confidence = models.PositiveSmallIntegerField(
        null=True, help_text=_("Of recognised text, from 0 to 100.")
    )
    layout = models.JSONField(
        null=True, help_text=_("Where on the page its words stand, where that is known.")
    )

    class Meta:
        constraints = [
            *firm_constraints("storage_filepage", "file"),
            BehindWall(name="storage_filepage_wall", parent="file_id", of="storage_storedfile"),
            models.UniqueConstraint(fields=["firm", "file", "number"], name="storage_filepage_number"),
        ]
        indexes = [models.Index(fields=["firm", "number", "id"], name="storage_filepage_by_number")]
        verbose_name = _("page")

    def __str__(self) -> str:
        return gettext("page %(n)s") % {"n": self.number}


class Thumbnail(FirmRow):
    """A picture of one page of a kept file, small or large enough to be read, made when it is asked for.

    Made from bytes that never change; whoever may see the file sees it, and no client of the firm.
    """

    file = FirmForeignKey(StoredFile, related_name="thumbnails")
    number = models.PositiveIntegerField(help_text=_("Of the page, from 1."))
    size = models.CharField(max_length=10, default=SMALL, choices=[(s, s) for s in EDGES])
    state = models.CharField(max_length=10, default="asked", choices=[(s, s) for s in THUMBNAIL_EDGES.states])
    attempts = models.PositiveSmallIntegerField(default=0, help_text=_("Begun and not ended."))
    leased_until = models.DateTimeField(null=True, help_text=_("A worker draws it until then."))

    class Meta:
        constraints = [
            *firm_constraints("storage_thumbnail", "file"),
            BehindWall(name="storage_thumbnail_wall", parent="file_id", of="storage_storedfile"),
            models.UniqueConstraint(
                fields=["firm", "file", "number", "size"], name="storage_thumbnail_number"
            ),
        ]
        indexes = [
            models.Index(
                fields=["firm", "created_at"],
                name="storage_thumbnail_asked",
                condition=models.Q(state="asked"),
            ),
            models.Index(fields=["firm", "number", "id"], name="storage_thumbnail_by_number"),
        ]

    def __str__(self) -> str:
        return gettext("%(size)s picture of page %(n)s") % {"size": self.size, "n": self.number}


class Access(FirmRow):
    """One link given out to a file: who, when, what for. Append-only by rights."""

    file = FirmForeignKey(StoredFile, related_name="accesses")
    member = FirmForeignKey(Membership, related_name="+")
    purpose = models.CharField(max_length=80)

    class Meta:
        constraints = [
            *firm_constraints("storage_access", "file", "member"),
            Audited(name="storage_access_audit"),
        ]
        indexes = [models.Index(fields=["firm", "created_at", "id"], name="storage_access_created")]
        verbose_name_plural = _("accesses")

    def __str__(self) -> str:
        return gettext("%(file)s for %(purpose)s") % {"file": self.file_id, "purpose": words(self.purpose)}
