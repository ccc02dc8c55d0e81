"""Bringing in a table of clients or cases from another system: the file, how it is read, and how far it came."""

from typing import Final

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.states import IMPORT_EDGES
from claimback.audit.models import Audited
from claimback.storage.models import StoredFile
from claimback.tenancy.models import FirmForeignKey, FirmRow, Membership
from claimback.tenancy.row_security import firm_constraints
from claimback.tenancy.walls import BehindWall

IMPORT_KINDS: Final = {"clients": "Clients", "cases": "Cases"}

AT_WORK: Final = ("waiting", "checking", "running", "undoing")
"""States in which a worker has something to do."""


class ImportJob(FirmRow):
    """One table. Its rows become clients or cases once somebody has looked at how they would be read."""

    file = FirmForeignKey(StoredFile, related_name="imports")
    made_by = FirmForeignKey(Membership, related_name="+")
    kind = models.CharField(max_length=20, choices=IMPORT_KINDS)
    source = models.CharField(max_length=30, help_text=_("The system that the table comes from."))
    encoding = models.CharField(max_length=30, blank=True, help_text=_("Of a CSV file that is not UTF-8."))
    separator = models.CharField(max_length=1, blank=True, editable=False)
    state = models.CharField(max_length=20, default="waiting", choices=[(s, s) for s in IMPORT_EDGES.states])
    reason = models.TextField(blank=True, help_text=_("Why it was refused, given up or undone."))
    columns = models.JSONField(default=list, editable=False)
    mapping = models.JSONField(default=dict, help_text=_("Which column each field is read from."))
    constants = models.JSONField(default=dict, help_text=_("Values for cells that are empty."))
    days = models.JSONField(default=dict, help_text=_("How the days of a column are written."))
    sample = models.JSONField(
        default=list, editable=False, help_text=_("The first rows as they would be read.")
    )
    rows_total = models.PositiveIntegerField(default=0, editable=False)
    rows_done = models.PositiveIntegerField(
        default=0, editable=False, help_text=_("Of the check or the run.")
    )
    rows_made = models.PositiveIntegerField(default=0, editable=False, help_text=_("Rows that were new."))
    rows_known = models.PositiveIntegerField(
        default=0, editable=False, help_text=_("Rows that an import had brought in before.")
    )
    error_count = models.PositiveIntegerField(default=0, editable=False)
    errors = models.JSONField(
        default=list, editable=False, help_text=_("The first of what is wrong with rows.")
    )
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    leased_until = models.DateTimeField(
        null=True, editable=False, help_text=_("A worker is at it until then.")
    )

    class Meta:
        constraints = [
            *firm_constraints("cases_importjob", "file", "made_by"),
            BehindWall(name="cases_importjob_wall", parent="file_id", of="storage_storedfile"),
            Audited(
                name="cases_importjob_audit",
                leaving_out=["sample", "errors", "rows_done", "rows_made", "attempts", "leased_until"],
            ),
        ]
        indexes = [
            models.Index(fields=["firm", "created_at", "id"], name="cases_importjob_created"),
            models.Index(
                fields=["firm", "updated_at"],
                name="cases_importjob_at_work",
                condition=models.Q(state__in=AT_WORK),
            ),
        ]
        verbose_name = _("import")

    def __str__(self) -> str:
        return gettext("%(what)s from %(file)s") % {
            "what": gettext(IMPORT_KINDS[self.kind]),
            "file": self.file.name,
        }
