"""What was corrected of denials and their grounds: each former reading, kept with who, when and why."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models.denial import Denial, Ground
from claimback.audit.models import Audited
from claimback.tenancy.models import FirmForeignKey, FirmRow, Membership
from claimback.tenancy.state_words import words
from claimback.tenancy.walls import part_constraints


class Correction(FirmRow):
    """A former reading of a denial, or of one of its grounds, and what changed. Append-only.

    The rows themselves hold the reading that counts; the first correction of each holds the first reading.
    """

    case = FirmForeignKey("cases.Case", related_name="+", editable=False, blank=True)
    denial = FirmForeignKey(Denial, related_name="corrections")
    ground = FirmForeignKey(Ground, related_name="corrections", null=True, blank=True)
    number = models.PositiveIntegerField(help_text=_("Of the reading that was corrected, from 1."))
    former = models.JSONField(help_text=_("What it said."))
    changed = ArrayField(models.CharField(max_length=40), help_text=_("The fields that were corrected."))
    reason = models.CharField(max_length=300)
    corrected_by = FirmForeignKey(Membership, related_name="+")

    class Meta:
        constraints = [
            *part_constraints("cases_correction", "denial", "cases_denial", "ground", "corrected_by"),
            models.UniqueConstraint(
                fields=["firm", "denial", "ground", "number"],
                nulls_distinct=False,
                name="cases_correction_number",
            ),
            Audited(name="cases_correction_audit"),
        ]
        indexes = [models.Index(fields=["firm", "created_at", "id"], name="cases_correction_created")]

    def __str__(self) -> str:
        return gettext("reading %(n)s, before %(columns)s") % {
            "n": self.number,
            "columns": ", ".join(words(column) for column in self.changed),
        }
