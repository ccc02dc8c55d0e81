"""Dates that others missed, and the rates that interest on them follows."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models import Case, Event
from cases.vocabulary import PROOF_GRADES
from claimback.audit.models import Audited
from claimback.kernel.said import day_said
from claimback.tenancy.models import FirmForeignKey, FirmRow, Membership
from claimback.tenancy.row_security import firm_constraints
from claimback.tenancy.walls import PortalWall, part_constraints
from deadlines.models.docket import CHECKED, DUTY_OF, Deadline
from deadlines.states import BREACH_EDGES

REFERENCES = {"judgment": "Interest on judgments", "legal": "Legal rate", "prime": "Prime rate"}


class Breach(FirmRow):
    """A duty of an insurer, a reviewer or a regulator that was not done in time. Stored once; days late and money are
    computed as it is read.
    """

    case = FirmForeignKey(Case, related_name="+", editable=False, blank=True)
    deadline = FirmForeignKey(Deadline, related_name="breaches")
    rule = models.CharField(max_length=100)
    rule_version = models.PositiveIntegerField()
    duty_of = models.CharField(max_length=20, choices=DUTY_OF)
    act = models.CharField(max_length=300)
    citation = models.CharField(max_length=300)
    checked = models.CharField(max_length=20, choices=CHECKED)
    consequence = models.CharField(max_length=600, blank=True, help_text=_("What the law attaches to it."))
    due_on = models.DateField(help_text=_("The last day on which it would have been in time."))
    due_at = models.DateTimeField(null=True, help_text=_("The last instant, where the rule counts hours."))
    started_by = FirmForeignKey(Event, related_name="+", null=True)
    start_proof = models.CharField(
        max_length=30,
        blank=True,
        choices=[(g, g) for g in PROOF_GRADES],
        help_text=_("How the event is proven that started the clock."),
    )
    state = models.CharField(max_length=10, choices=[(s, s) for s in BREACH_EDGES.states])
    cured_on = models.DateField(null=True, help_text=_("When it was done after all."))
    amount = models.DecimalField(
        max_digits=14,
        decimal_places=2,
        null=True,
        help_text=_(
            "What should have been paid by then and was not; the case's amount in dispute if not given."
        ),
    )
    currency = models.CharField(max_length=3, default="USD")
    withdrawn_by = FirmForeignKey(Membership, related_name="+", null=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            *part_constraints(
                "deadlines_breach", "deadline", "deadlines_deadline", "started_by", "withdrawn_by"
            ),
            models.UniqueConstraint(fields=["firm", "deadline"], name="deadlines_breach_once"),
            Audited(name="deadlines_breach_audit"),
        ]
        indexes = [
            models.Index(fields=["firm", "due_on", "id"], name="deadlines_breach_due"),
            models.Index(fields=["firm", "case"], name="deadlines_breach_of_case"),
        ]
        verbose_name_plural = _("breaches")

    def __str__(self) -> str:
        return gettext("%(whose)s, due %(day)s: %(act)s") % {
            "whose": gettext(self.get_duty_of_display()),
            "day": day_said(self.due_on),
            "act": self.act,
        }


class ReferenceRate(FirmRow):
    """A rate that the law's interest follows, such as a state's on judgments, from one day until the next one."""

    reference = models.CharField(max_length=20, choices=REFERENCES)
    jurisdiction = models.CharField(max_length=10, help_text=_("Whose rate, such as TX."))
    percent = models.DecimalField(max_digits=7, decimal_places=4, help_text=_("A year."))
    from_on = models.DateField(help_text=_("The first day on which it is in force."))
    source = models.CharField(max_length=300, help_text=_("Where it is published."))

    class Meta:
        constraints = [
            *firm_constraints("deadlines_referencerate"),
            PortalWall(name="deadlines_referencerate_portal"),
            models.UniqueConstraint(
                fields=["firm", "reference", "jurisdiction", "from_on"], name="deadlines_referencerate_once"
            ),
            Audited(name="deadlines_referencerate_audit"),
        ]
        indexes = [models.Index(fields=["firm", "from_on", "id"], name="deadlines_rate_from")]

    def __str__(self) -> str:
        return gettext("%(what)s, %(place)s: %(percent)s %% from %(day)s") % {
            "what": gettext(self.get_reference_display()),
            "place": self.jurisdiction,
            "percent": self.percent,
            "day": day_said(self.from_on),
        }
