"""The reminders of deadlines, one row per member, channel and step, and how the firm wants to be reminded."""

from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from claimback.audit.models import Audited
from claimback.notify.models import PLANNED, SENDING, VOID, Obligation
from claimback.tenancy.models import FirmForeignKey, FirmRow, Membership
from claimback.tenancy.row_security import firm_constraints
from claimback.tenancy.state_words import words
from claimback.tenancy.walls import PortalWall, part_constraints
from deadlines.alert_terms import CIRCLES, AlertTerms, terms_of
from deadlines.alerts import ALERT_KINDS
from deadlines.importance import IMPORTANCE
from deadlines.models.docket import Deadline

TERM_FIELDS: Final = (
    "days_before",
    "hours_before",
    "warn_days",
    "overdue_daily",
    "to",
    "escalate_hours",
    "in_digest",
    "quiet_from",
    "quiet_until",
)


class AlertPolicy(FirmRow):
    """How the firm is reminded of deadlines of one importance; where there is none, by `alert_terms.DEFAULTS`.

    Alerts that are planned already follow it once `applied_version` has come up with the row's own.
    """

    importance = models.CharField(max_length=10, choices=IMPORTANCE)
    days_before = ArrayField(
        models.PositiveSmallIntegerField(),
        help_text=_("Days before the safe date of our own duty; 0 is the day."),
    )
    hours_before = ArrayField(
        models.PositiveSmallIntegerField(),
        blank=True,
        default=list,
        help_text=_("Hours before the instant of a deadline that counts hours."),
    )
    warn_days = ArrayField(
        models.PositiveSmallIntegerField(),
        blank=True,
        default=list,
        help_text=_("Days before what the insurer or another owes us. That it is late is told in any case."),
    )
    overdue_daily = models.BooleanField(
        default=True, help_text=_("Every day after, until it is acknowledged or closed; else once.")
    )
    to = ArrayField(models.CharField(max_length=20, choices=CIRCLES), help_text=_("Who is reminded first."))
    escalate_hours = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text=_(
            "After so many hours without an acknowledgement the next person up is told, in the end all owners."
        ),
    )
    in_digest = models.BooleanField(
        default=False, help_text=_("Together in one mail a day, at the hour that each member chose.")
    )
    quiet_from = models.TimeField(null=True, blank=True, help_text=_("On the member's own clock."))
    quiet_until = models.TimeField(null=True, blank=True)
    applied_version = models.PositiveIntegerField(default=0, editable=False)
    applying_until = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            *firm_constraints("deadlines_alertpolicy"),
            PortalWall(name="deadlines_alertpolicy_portal"),
            models.UniqueConstraint(fields=["firm", "importance"], name="deadlines_alertpolicy_once"),
            Audited(name="deadlines_alertpolicy_audit", leaving_out=["applied_version", "applying_until"]),
        ]
        indexes = [
            models.Index(fields=["firm", "created_at", "id"], name="deadlines_alertpolicy_created"),
            # The scanner's, across firms: those that planned alerts do not follow yet.
            models.Index(
                fields=["applying_until"],
                name="deadlines_alertpolicy_stale",
                condition=models.Q(applied_version__lt=models.F("version")),
            ),
        ]
        verbose_name_plural = _("alert policies")

    def __str__(self) -> str:
        return gettext("Reminders of %(importance)s deadlines") % {"importance": words(self.importance)}

    @property
    def terms(self) -> AlertTerms:
        """The terms as the plan takes them."""
        return terms_of({name: getattr(self, name) for name in TERM_FIELDS})


class Alert(FirmRow, Obligation):
    """One reminder of one deadline to one member by one channel at one step.

    `level` is 0 for whom the firm's terms name, and counts up with each who is told because nobody acknowledged.
    """

    case = FirmForeignKey(Case, related_name="+", editable=False, blank=True)
    deadline = FirmForeignKey(Deadline, related_name="alerts")
    member = FirmForeignKey(Membership, related_name="alerts")
    kind = models.CharField(max_length=10, default="days", choices=ALERT_KINDS)
    step = models.SmallIntegerField(
        help_text=_("Days before the safe date, negative after it; or hours before the instant.")
    )
    level = models.PositiveSmallIntegerField(
        default=0, help_text=_("How far up it went because nobody acknowledged.")
    )
    in_digest = models.BooleanField(default=False, help_text=_("Goes out together with the member's others."))
    channel = models.CharField(max_length=20, default="email", choices={"email": "E-mail"})
    sent_to = models.EmailField(blank=True)
    copied_to = models.EmailField(blank=True, help_text=_("Of whoever stood in for the member."))
    mail_id = models.UUIDField(
        null=True, blank=True, help_text=_("The mail that carried it; a digest carries many.")
    )
    escalate_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When the next person up is told, unless somebody acknowledges.")
    )
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = FirmForeignKey(Membership, related_name="+", null=True, blank=True)

    class Meta:
        constraints = [
            *part_constraints(
                "deadlines_alert", "deadline", "deadlines_deadline", "member", "acknowledged_by"
            ),
            models.UniqueConstraint(
                fields=["firm", "deadline", "member", "channel", "kind", "step", "level"],
                condition=~models.Q(state=VOID),
                name="deadlines_alert_once",
            ),
            Audited(name="deadlines_alert_audit", leaving_out=["lease_until"]),
        ]
        indexes = [
            # A member's, for what a digest takes along.
            models.Index(
                fields=["firm", "member", "next_attempt_at"],
                name="deadlines_alert_of_member",
                condition=models.Q(state__in=[PLANNED, SENDING]),
            ),
            # The scanner's: it looks across firms, so these do not lead with the firm.
            models.Index(
                fields=["escalate_at"],
                name="deadlines_alert_escalation",
                condition=models.Q(escalate_at__isnull=False),
            ),
            models.Index(
                fields=["mail_id"],
                name="deadlines_alert_by_mail",
                condition=models.Q(mail_id__isnull=False),
            ),
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
        if self.kind == "remedy":
            return gettext("A remedy")
        if self.kind == "hours":
            return ngettext("%(n)s hour before", "%(n)s hours before", self.step) % {"n": self.step}
        if self.step == 0:
            return gettext("On the day")
        days = abs(self.step)
        if self.step > 0:
            return ngettext("%(n)s day before", "%(n)s days before", days) % {"n": days}
        return ngettext("%(n)s day after", "%(n)s days after", days) % {"n": days}
