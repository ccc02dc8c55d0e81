"""Proposals of other dates: what the clock gives since something changed, beside what a deadline has."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models import Case, Event
from claimback.audit.models import Audited
from claimback.kernel.said import due_said
from claimback.tenancy.models import FirmForeignKey, FirmRow, Membership
from claimback.tenancy.walls import part_constraints
from deadlines.models.docket import Deadline
from deadlines.states import PROPOSAL_EDGES
from deadlines.vocabulary import CAUSES

PROPOSAL_KINDS = {"move": "Another date", "close": "It ends"}


class DeadlineProposal(FirmRow):
    """Another date for one deadline, or its end, with both workings. The earlier date governs until it is decided."""

    case = FirmForeignKey(Case, related_name="+", editable=False, blank=True)
    deadline = FirmForeignKey(Deadline, related_name="proposals")
    kind = models.CharField(max_length=10, choices=PROPOSAL_KINDS)
    cause = models.CharField(max_length=20, choices=CAUSES, help_text=_("What changed."))
    reason = models.CharField(max_length=1000, help_text=_("From what to what."))
    old_due_on = models.DateField(null=True)
    old_due_at = models.DateTimeField(null=True)
    old_safe_on = models.DateField(null=True)
    old_rule_version = models.PositiveIntegerField()
    old_working = models.JSONField(default=list)
    new_due_on = models.DateField(null=True)
    new_due_at = models.DateTimeField(null=True)
    new_safe_on = models.DateField(null=True)
    new_rule_version = models.PositiveIntegerField(null=True)
    new_working = models.JSONField(default=list)
    new_needs = ArrayField(models.CharField(max_length=100), default=list)
    new_trigger_event = FirmForeignKey(Event, related_name="+", null=True)
    answer = models.JSONField(default=dict, help_text=_("The clock's answer, to tell it from another."))
    state = models.CharField(
        max_length=10, default="proposed", choices=[(s, s) for s in PROPOSAL_EDGES.states]
    )
    decided_by = FirmForeignKey(Membership, related_name="+", null=True)
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            *part_constraints(
                "deadlines_deadlineproposal",
                "deadline",
                "deadlines_deadline",
                "new_trigger_event",
                "decided_by",
            ),
            models.UniqueConstraint(
                fields=["firm", "deadline"],
                condition=models.Q(state="proposed"),
                name="deadlines_deadlineproposal_once",
            ),
            Audited(name="deadlines_deadlineproposal_audit"),
        ]
        indexes = [
            models.Index(fields=["firm", "created_at", "id"], name="deadlines_proposal_created"),
            models.Index(fields=["firm", "case", "state"], name="deadlines_proposal_of_case"),
            models.Index(
                fields=["firm", "created_at", "id"],
                include=["case"],
                name="deadlines_proposal_to_decide",
                condition=models.Q(state="proposed"),
            ),
        ]
        verbose_name = _("proposal")

    def __str__(self) -> str:
        return f"{gettext(self.get_kind_display())}: {due_said(self.new_due_on, self.new_due_at)}"
