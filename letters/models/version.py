"""The texts that a letter has had, and what members said about them. Both are kept for good."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from claimback.audit.models import Audited
from claimback.storage.models import StoredFile
from claimback.tenancy.models import FirmForeignKey, FirmRow, Membership
from claimback.tenancy.walls import part_constraints
from letters.models.letter import Letter
from letters.states import VERSION_ORIGINS


class LetterVersion(FirmRow):
    """One text of a letter as it stood: by whom, when, why and where it came from. Append-only by rights."""

    case = FirmForeignKey(Case, related_name="+", editable=False, blank=True)
    letter = FirmForeignKey(Letter, related_name="versions")
    number = models.PositiveIntegerField(help_text=_("From 1."))
    origin = models.CharField(max_length=20, choices=VERSION_ORIGINS)
    reason = models.CharField(max_length=300, blank=True, help_text=_("Why the text was changed."))
    based_on = models.PositiveIntegerField(
        null=True, help_text=_("The number of the version that was restored, or edited outside.")
    )
    file = FirmForeignKey(
        StoredFile, related_name="+", null=True, help_text=_("The Word document it came from.")
    )
    notes = models.JSONField(default=list, help_text=_("What was said of it when it was taken in."))
    made_by = FirmForeignKey(Membership, related_name="+")
    subject = models.CharField(max_length=300)
    draft = models.JSONField(help_text=_("The blocks of the text."))
    facts_digest = models.CharField(max_length=64, help_text=_("SHA-256 of the facts that stood beside it."))

    class Meta:
        constraints = [
            *part_constraints("letters_letterversion", "letter", "letters_letter", "file", "made_by"),
            models.UniqueConstraint(fields=["firm", "letter", "number"], name="letters_letterversion_number"),
            Audited(name="letters_letterversion_audit", leaving_out=["draft"]),
        ]
        indexes = [models.Index(fields=["firm", "created_at", "id"], name="letters_version_created")]

    def __str__(self) -> str:
        return gettext("version %(n)s") % {"n": self.number}


class LetterComment(FirmRow):
    """A remark on a block of a version, or on all of it; a reply names the remark that it answers."""

    case = FirmForeignKey(Case, related_name="+", editable=False, blank=True)
    letter = FirmForeignKey(Letter, related_name="comments")
    on_version = models.PositiveIntegerField(help_text=_("The number of the version that it was made on."))
    block = models.PositiveIntegerField(
        null=True, help_text=_("Its place among that version's blocks, from 0; none is the whole letter.")
    )
    replies_to = FirmForeignKey("letters.LetterComment", related_name="replies", null=True)
    text = models.TextField()
    author = FirmForeignKey(Membership, related_name="+", help_text=_("Who made it or took it in."))
    said_by = models.CharField(
        max_length=200, blank=True, help_text=_("Whom the Word document names as its author.")
    )
    resolved_at = models.DateTimeField(null=True)
    resolved_by = FirmForeignKey(Membership, related_name="+", null=True)

    class Meta:
        constraints = [
            *part_constraints(
                "letters_lettercomment", "letter", "letters_letter", "replies_to", "author", "resolved_by"
            ),
            Audited(name="letters_lettercomment_audit"),
        ]
        indexes = [models.Index(fields=["firm", "created_at", "id"], name="letters_comment_created")]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def speaker(self) -> str:
        """Who said it: the name in the Word document it came with, or the member's."""
        return self.said_by or str(self.author)
