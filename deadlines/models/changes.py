"""Dates that members set in the place of the clock's: overridden, extended, stayed, each with its document."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models import Case, Document
from claimback.audit.models import Audited
from claimback.kernel.said import day_said
from claimback.tenancy.models import FirmForeignKey, FirmRow, Membership
from claimback.tenancy.walls import part_constraints
from deadlines.models.docket import Deadline

CHANGE_KINDS = {"override": "Another date", "extension": "An extension", "tolling": "A stay"}


class DateChange(FirmRow):
    """One date that a member set: by whom it was granted, on what paper, and which date it took the place of."""

    case = FirmForeignKey(Case, related_name="+", editable=False, blank=True)
    deadline = FirmForeignKey(Deadline, related_name="changes")
    kind = models.CharField(max_length=20, choices=CHANGE_KINDS)
    granted_by = models.CharField(max_length=200, blank=True, help_text=_("Who gave the time."))
    reason = models.CharField(max_length=300)
    document = FirmForeignKey(Document, related_name="+")
    stopped_on = models.DateField(null=True, help_text=_("From when the clock stood still."))
    resumed_on = models.DateField(null=True, help_text=_("From when it ran on."))
    old_due_on = models.DateField(null=True)
    old_due_at = models.DateTimeField(null=True)
    old_safe_on = models.DateField(null=True)
    new_due_on = models.DateField()
    set_by = FirmForeignKey(Membership, related_name="+")

    class Meta:
        constraints = [
            *part_constraints("deadlines_datechange", "deadline", "deadlines_deadline", "document", "set_by"),
            Audited(name="deadlines_datechange_audit"),
        ]
        indexes = [models.Index(fields=["firm", "created_at", "id"], name="deadlines_change_created")]

    def __str__(self) -> str:
        return f"{gettext(self.get_kind_display())}: {day_said(self.new_due_on)}"
