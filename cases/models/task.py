"""Tasks: what a person must do on a case, by when, and what has to be done first."""

from datetime import date
from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.states import TASK_EDGES
from claimback.audit.models import Audited
from claimback.tenancy.models import FirmForeignKey, FirmRow, Membership
from claimback.tenancy.roles import CLIENT
from claimback.tenancy.walls import PortalReads, case_constraints

NO_DAY: Final = date.max
"""Due on no day: the column is never NULL, for the sake of ordering."""


class Task(FirmRow):
    """One thing to do. What it came from is named by kind and id, and gives one task however often it is asked for.

    One for the role client is asked of the case's client: they read its title, its detail and its day in the portal.
    """

    case = FirmForeignKey(Case, related_name="tasks")
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    detail = models.TextField(blank=True)
    due_on = models.DateField(default=NO_DAY)
    for_role = models.CharField(max_length=20, blank=True, help_text=_("Whose work it is, by role."))
    assigned = FirmForeignKey(Membership, related_name="tasks", null=True, blank=True)
    state = models.CharField(max_length=20, default="open", choices=[(s, s) for s in TASK_EDGES.states])
    needs = ArrayField(
        models.UUIDField(), default=list, blank=True, help_text=_("Tasks of the same case to be done first.")
    )
    waits_for = models.CharField(max_length=60, blank=True, help_text=_("The kind of event that opens it."))
    due_days = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("Days from what it waited for to the day it is due.")
    )
    source_kind = models.CharField(max_length=40, blank=True)
    source_id = models.UUIDField(null=True, blank=True)
    source_part = models.CharField(max_length=60, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = FirmForeignKey(Membership, related_name="+", null=True, blank=True)
    closed_note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            *case_constraints("cases_task", "assigned", "closed_by", portal=f"for_role = '{CLIENT}'"),
            PortalReads(name="cases_task_portal"),
            models.UniqueConstraint(
                fields=["firm", "source_kind", "source_id", "kind", "source_part"], name="cases_task_source"
            ),
            Audited(name="cases_task_audit"),
        ]
        indexes = [
            models.Index(fields=["firm", "due_on", "id"], name="cases_task_due"),
            models.Index(fields=["firm", "assigned", "due_on", "id"], name="cases_task_of"),
            models.Index(
                fields=["firm", "assigned", "due_on", "id"],
                include=["case", "for_role"],
                name="cases_task_open_of",
                condition=models.Q(state="open"),
            ),
            models.Index(
                fields=["firm", "kind", "due_on", "id"],
                include=["case", "for_role"],
                name="cases_task_open_kind",
                condition=models.Q(state="open"),
            ),
        ]

    def __str__(self) -> str:
        return self.title
