"""Packets: an approved letter with its exhibits in one file, put together by a member and built by a worker."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models import Case, Document, Evidence
from claimback.audit.models import Audited
from claimback.kernel.said import instant_said
from claimback.storage.models import StoredFile
from claimback.tenancy.models import FirmForeignKey, FirmRow, Membership
from claimback.tenancy.walls import part_constraints
from letters.models.letter import Letter
from letters.states import PACKET_EDGES
from letters.writing.packet.numbering import POSITIONS


class Packet(FirmRow):
    """One packet of one letter's approved bytes. What is built stays: it goes out, and its numbers are given."""

    case = FirmForeignKey(Case, related_name="+", editable=False, blank=True)
    letter = FirmForeignKey(Letter, related_name="packets")
    letter_sha256 = models.CharField(max_length=64, help_text=_("Of the letter as it was approved then."))
    requested_by = FirmForeignKey(Membership, related_name="+", help_text=_("On whose behalf it is built."))
    state = models.CharField(max_length=20, default="draft", choices=[(s, s) for s in PACKET_EDGES.states])
    numbered = models.BooleanField(default=True, help_text=_("Whether exhibit pages bear Bates numbers."))
    bates_prefix = models.CharField(
        max_length=20, blank=True, help_text=_("Such as QUILL. It ends in no digit.")
    )
    bates_width = models.PositiveSmallIntegerField(default=6, help_text=_("Digits, with leading zeros."))
    bates_start = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("By default the number after the last that the case has given.")
    )
    bates_position = models.CharField(max_length=20, default="bottom_right", choices=POSITIONS)
    bates_first = models.PositiveIntegerField(
        null=True, help_text=_("The first number on it, once it is built.")
    )
    bates_last = models.PositiveIntegerField(null=True)
    pages_limit = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("Pages that one part may have, its cover counted, as for a fax.")
    )
    megabytes_limit = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("Megabytes that one part may have, as for a portal.")
    )
    attempts = models.PositiveSmallIntegerField(default=0, help_text=_("To build it."))
    pages_done = models.PositiveIntegerField(default=0)
    pages_total = models.PositiveIntegerField(null=True, help_text=_("Known once every exhibit was opened."))
    problems = models.JSONField(
        default=list, help_text=_("Why it was not built: each part that stands in the way, with its remedy.")
    )
    pages = models.PositiveIntegerField(null=True)
    size = models.BigIntegerField(null=True, help_text=_("In bytes."))
    sha256 = models.CharField(max_length=64, blank=True)
    manifest = models.JSONField(null=True, help_text=_("Its parts with pages, numbers and hashes."))
    document = FirmForeignKey(Document, related_name="+", null=True, help_text=_("The built packet."))

    class Meta:
        constraints = [
            *part_constraints("letters_packet", "letter", "letters_letter", "requested_by", "document"),
            # One at a time in a case: its numbers go on where the last ones ended.
            models.UniqueConstraint(
                fields=["firm", "case"], condition=Q(state="building"), name="letters_packet_building"
            ),
            models.UniqueConstraint(
                fields=["firm", "case", "bates_prefix", "bates_first"],
                condition=Q(bates_first__isnull=False),
                name="letters_packet_numbers",
            ),
            Audited(
                name="letters_packet_audit", leaving_out=["pages_done", "pages_total", "attempts", "manifest"]
            ),
        ]
        indexes = [
            models.Index(fields=["firm", "created_at", "id"], name="letters_packet_created"),
            models.Index(fields=["firm", "letter", "created_at"], name="letters_packet_by_letter"),
            models.Index(
                fields=["updated_at"],
                name="letters_packet_waiting",
                condition=Q(state__in=["requested", "building"]),
            ),
        ]

    def __str__(self) -> str:
        return gettext("packet of %(at)s") % {"at": instant_said(self.created_at)}


class PacketItem(FirmRow):
    """One exhibit of a packet: its place, the bytes that are meant, what is redacted, or why it is left out."""

    case = FirmForeignKey(Case, related_name="+", editable=False, blank=True)
    packet = FirmForeignKey(Packet, related_name="items")
    evidence = FirmForeignKey(Evidence, related_name="+")
    file = FirmForeignKey(StoredFile, related_name="+", help_text=_("The bytes that the letter lists."))
    position = models.PositiveIntegerField(help_text=_("Its place in the packet, from 1."))
    redactions = models.JSONField(
        default=list, help_text=_("Page, box or span, and reason of each: confirmed by whoever put it here.")
    )
    proposals = models.JSONField(
        null=True,
        help_text=_("What was found that should perhaps be redacted, words masked; null: not looked for."),
    )
    skip_reason = models.CharField(
        max_length=300, blank=True, help_text=_("Why it is left out; the index and the manifest say it too.")
    )

    class Meta:
        constraints = [
            *part_constraints("letters_packetitem", "packet", "letters_packet", "evidence", "file"),
            models.UniqueConstraint(fields=["firm", "packet", "evidence"], name="letters_packetitem_once"),
            Audited(name="letters_packetitem_audit"),
        ]
        indexes = [models.Index(fields=["firm", "position", "id"], name="letters_packetitem_by_position")]
        verbose_name = _("exhibit of a packet")
        verbose_name_plural = _("exhibits of packets")

    def __str__(self) -> str:
        return gettext("place %(n)s") % {"n": self.position}


class PacketPart(FirmRow):
    """One part of a packet that is sent in several: a file of its own, with a cover."""

    case = FirmForeignKey(Case, related_name="+", editable=False, blank=True)
    packet = FirmForeignKey(Packet, related_name="parts")
    number = models.PositiveIntegerField(help_text=_("From 1."))
    first_page = models.PositiveIntegerField(help_text=_("The packet's first page in it."))
    last_page = models.PositiveIntegerField()
    pages = models.PositiveIntegerField(help_text=_("Its own, with the cover."))
    size = models.BigIntegerField(help_text=_("In bytes."))
    sha256 = models.CharField(max_length=64)
    document = FirmForeignKey(Document, related_name="+")

    class Meta:
        constraints = [
            *part_constraints("letters_packetpart", "packet", "letters_packet", "document"),
            models.UniqueConstraint(fields=["firm", "packet", "number"], name="letters_packetpart_number"),
            Audited(name="letters_packetpart_audit"),
        ]
        indexes = [models.Index(fields=["firm", "number", "id"], name="letters_packetpart_by_number")]
        verbose_name = _("part of a packet")
        verbose_name_plural = _("parts of packets")

    def __str__(self) -> str:
        return gettext("part %(n)s") % {"n": self.number}
