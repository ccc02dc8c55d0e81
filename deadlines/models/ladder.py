"""What persons decide about a case's ladder, and what a suit would cost by the firm's own reckoning.

Added and withdrawn, never rewritten: the columns that say what was decided can't be updated.
"""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models import Case, Document
from claimback.audit.models import Audited
from claimback.kernel.said import day_said
from claimback.tenancy.models import FirmForeignKey, FirmRow, Licence, Membership
from claimback.tenancy.state_words import words
from claimback.tenancy.walls import case_constraints
from deadlines.ladder.decisions import DECIDED


class Withdrawable(FirmRow):
    """What is added and may be withdrawn with a reason."""

    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = FirmForeignKey(Membership, related_name="+", null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True


class RungDecision(Withdrawable):
    """One decision about one rung of a case's ladder, or about it against one part of the claim."""

    case = FirmForeignKey(Case, related_name="+")
    what = models.CharField(max_length=20, choices=DECIDED)
    rung = models.CharField(max_length=60, help_text=_("Its id in the ladder."))
    part = models.CharField(
        max_length=200,
        blank=True,
        help_text=_("The part of the claim that it is about; empty for all of it."),
    )
    reason = models.CharField(max_length=300)
    decided_on = models.DateField()
    decided_by = FirmForeignKey(Membership, related_name="+")
    licence = FirmForeignKey(
        Licence, related_name="+", null=True, blank=True, help_text=_("Under which it was decided.")
    )
    document = FirmForeignKey(
        Document, related_name="+", null=True, blank=True, help_text=_("The client's written consent.")
    )

    class Meta:
        constraints = [
            *case_constraints("deadlines_rungdecision", "decided_by", "licence", "document", "withdrawn_by"),
            models.CheckConstraint(
                condition=~models.Q(what="consented") | models.Q(document__isnull=False),
                name="deadlines_rungdecision_consent_is_written",
            ),
            Audited(name="deadlines_rungdecision_audit"),
        ]
        indexes = [
            models.Index(fields=["firm", "case", "id"], name="deadlines_rungdecision_case"),
            models.Index(fields=["firm", "created_at", "id"], name="deadlines_rungdecision_created"),
        ]

    def __str__(self) -> str:
        return f"{words(self.rung).capitalize()}: {words(self.what)}"


class LitigationCost(Withdrawable):
    """What a suit would cost, by whoever entered it and on what it rests. Of several the last that stands counts."""

    case = FirmForeignKey(Case, related_name="+")
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3)
    basis = models.CharField(
        max_length=300, help_text=_("What it covers and rests on, such as: through trial, two experts.")
    )
    as_of = models.DateField(help_text=_("As of which day it was reckoned."))
    entered_by = FirmForeignKey(Membership, related_name="+")

    class Meta:
        constraints = [
            *case_constraints("deadlines_litigationcost", "entered_by", "withdrawn_by"),
            models.CheckConstraint(
                condition=models.Q(amount__gt=0), name="deadlines_litigationcost_above_nought"
            ),
            Audited(name="deadlines_litigationcost_audit"),
        ]
        indexes = [
            models.Index(fields=["firm", "case", "id"], name="deadlines_litigationcost_case"),
            models.Index(fields=["firm", "as_of", "id"], name="deadlines_litigationcost_as_of"),
        ]
        verbose_name = _("cost of litigation")
        verbose_name_plural = _("costs of litigation")

    def __str__(self) -> str:
        return gettext("%(amount)s as of %(day)s") % {
            "amount": f"{self.amount:,.2f} {self.currency}",
            "day": day_said(self.as_of),
        }
