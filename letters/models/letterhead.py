"""What stands around a firm's letters: its logo, its address lines, a line at the foot, its colour."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claimback.audit.models import Audited
from claimback.storage.models import StoredFile
from claimback.tenancy.models import FirmForeignKey, FirmRow, Membership
from claimback.tenancy.row_security import firm_constraints
from claimback.tenancy.walls import PortalWall
from letters.writing.look import ACCENT


class Letterhead(FirmRow):
    """One letterhead of the firm. The newest is in force; another one is another row. Append-only by rights."""

    number = models.PositiveIntegerField(editable=False, help_text=_("From 1; the highest is in force."))
    logo = FirmForeignKey(
        StoredFile, related_name="+", null=True, help_text=_("A PNG or JPEG of at most 1 MiB.")
    )
    address_lines = models.TextField(
        blank=True, max_length=600, help_text=_("One a line; left empty, the firm's address stands there.")
    )
    footer_line = models.CharField(max_length=200, blank=True, help_text=_("At the foot of every page."))
    accent = models.CharField(max_length=7, default=ACCENT, help_text=_("As #rrggbb."))
    made_by = FirmForeignKey(Membership, related_name="+")

    class Meta:
        constraints = [
            *firm_constraints("letters_letterhead", "logo", "made_by"),
            models.UniqueConstraint(fields=["firm", "number"], name="letters_letterhead_number"),
            PortalWall(name="letters_letterhead_portal"),
            Audited(name="letters_letterhead_audit"),
        ]
        indexes = [models.Index(fields=["firm", "created_at", "id"], name="letters_letterhead_created")]

    def __str__(self) -> str:
        return gettext("letterhead %(n)s") % {"n": self.number}
