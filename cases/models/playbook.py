"""Playbooks that were started on cases: which, in which version. Their steps are tasks."""

from django.db import models

from cases.models.case import Case
from claimback.audit.models import Audited
from claimback.tenancy.models import FirmForeignKey, FirmRow, Membership
from claimback.tenancy.walls import case_constraints


class PlaybookRun(FirmRow):
    """One playbook at work on one case, as it read on the day it was started."""

    case = FirmForeignKey(Case, related_name="playbooks")
    playbook = models.CharField(max_length=60)
    playbook_version = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    started_by = FirmForeignKey(Membership, related_name="+")

    class Meta:
        constraints = [
            *case_constraints("cases_playbookrun", "started_by"),
            models.UniqueConstraint(fields=["firm", "case", "playbook"], name="cases_playbookrun_once"),
            Audited(name="cases_playbookrun_audit"),
        ]
        indexes = [models.Index(fields=["firm", "created_at", "id"], name="cases_playbookrun_created")]

    def __str__(self) -> str:
        return self.title
