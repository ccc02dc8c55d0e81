"""The reminders of deadlines: one row per member, channel and step."""

from django.db import models

from cases.models import Case
from claimback.audit.models import Audited
from claimback.notify.models import PLANNED, SENDING, VOID, Obligation
from claimback.tenancy.models import FirmForeignKey, FirmRow, Membership
from claimback.tenancy.walls import part_constraints
from deadlines.models.docket import Deadline


class Alert(FirmRow, Obligation):
    """One reminder of one deadline to one member by one channel at one step."""

    case = FirmForeignKey(Case, related_name="+", editable=False, blank=True)
    deadline = FirmForeignKey(Deadline, related_name="alerts")
    member = FirmForeignKey(Membership, related_name="alerts")
    step = models.SmallIntegerField(help_text="Days before the safe date; negative after it.")
    channel = models.CharField(max_length=20, default="email", choices={"email": "E-mail"})
    sent_to = models.EmailField(blank=True)
    copied_to = models.EmailField(blank=True, help_text="Of whoever stood in for the member.")

    class Meta:
        constraints = [
            *part_constraints("deadlines_alert", "deadline", "deadlines_deadline", "member"),
            models.UniqueConstraint(
                fields=["firm", "deadline", "member", "channel", "step"],
                condition=~models.Q(state=VOID),
                name="deadlines_alert_once",
            ),
            Audited(name="deadlines_alert_audit", leaving_out=["lease_until"]),
        ]
        indexes = [
            # The scanner's: it looks across firms, so these two do not lead with the firm.
            models.Index(
                fields=["next_attempt_at"],
                name="deadlines_alert_unsettled",
                condition=models.Q(state__in=[PLANNED, SENDING]),
            ),
            models.Index(
                fields=["due_at"],
                name="deadlines_alert_backlog",
                condition=models.Q(state__in=[PLANNED, SENDING]),
            ),
            models.Index(fields=["firm", "due_at", "id"], name="deadlines_alert_due"),
        ]

    def __str__(self) -> str:
        return f"{self.step} days before, to {self.member_id}"
