"""Estimates of a loss by either side, their lines, and which lines a person paired or kept apart."""

from typing import Final

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case, Party
from cases.models.evidence import Document
from cases.states import ESTIMATE_EDGES
from claimback.audit.models import Audited
from claimback.kernel.said import day_said
from claimback.tenancy.models import FirmForeignKey, FirmRow, Membership
from claimback.tenancy.walls import case_constraints, part_constraints

SIDES: Final = {
    "ours": "Ours",
    "insurer": "The insurer's",
    "contractor": "A contractor's",
    "appraiser": "An appraiser's",
    "umpire": "The umpire's",
}
PAIRINGS: Final = {"paired": "Paired", "apart": "Kept apart"}


class Estimate(FirmRow):
    """What repairing a loss costs, as one side has it on one day. Its lines never change: a new version replaces it.

    The sums are those of its lines; the stated ones are what its paper says.
    """

    case = FirmForeignKey(Case, related_name="estimates")
    side = models.CharField(max_length=20, choices=SIDES)
    number = models.PositiveIntegerField(help_text=_("Of this side's estimates of the case, from 1."))
    title = models.CharField(max_length=200)
    dated_on = models.DateField()
    price_list = models.CharField(max_length=60, blank=True, help_text=_("Such as TXDF8X_MAR26."))
    party = FirmForeignKey(Party, related_name="estimates", null=True, blank=True)
    document = FirmForeignKey(Document, related_name="estimates", null=True, blank=True)
    state = models.CharField(
        max_length=20, default="current", choices=[(s, s) for s in ESTIMATE_EDGES.states], editable=False
    )
    reason = models.CharField(max_length=300, blank=True, help_text=_("Why it is no longer current."))
    replaces = FirmForeignKey("self", related_name="replaced_by", null=True, blank=True)
    lines_count = models.PositiveIntegerField(editable=False)
    rcv = models.DecimalField(max_digits=14, decimal_places=2, editable=False)
    depreciation = models.DecimalField(max_digits=14, decimal_places=2, editable=False)
    acv = models.DecimalField(max_digits=14, decimal_places=2, editable=False)
    stated_rcv = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    stated_acv = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="USD", editable=False)

    class Meta:
        constraints = [
            *case_constraints("cases_estimate", "party", "document", "replaces"),
            models.UniqueConstraint(fields=["firm", "case", "side", "number"], name="cases_estimate_number"),
            Audited(name="cases_estimate_audit"),
        ]
        indexes = [
            models.Index(fields=["firm", "dated_on", "id"], name="cases_estimate_dated"),
            models.Index(fields=["firm", "created_at", "id"], name="cases_estimate_created"),
        ]

    def __str__(self) -> str:
        return f"{gettext(self.get_side_display())} {self.number}, {day_said(self.dated_on)}"


class EstimateLine(FirmRow):
    """One line of an estimate. Append-only by rights."""

    case = FirmForeignKey(Case, related_name="+", editable=False, blank=True)
    estimate = FirmForeignKey(Estimate, related_name="lines")
    position = models.PositiveIntegerField(help_text=_("In the estimate, from 1."))
    room = models.CharField(max_length=120, blank=True)
    coverage = models.CharField(max_length=60, blank=True, help_text=_("As the estimate names it."))
    category = models.CharField(max_length=20, blank=True, help_text=_("Such as RFG."))
    code = models.CharField(max_length=40, blank=True, help_text=_("Such as RFG 240."))
    description = models.CharField(max_length=400)
    quantity = models.DecimalField(max_digits=14, decimal_places=4)
    unit = models.CharField(max_length=20, blank=True, help_text=_("Such as SF, SQ, LF, EA, HR."))
    unit_price = models.DecimalField(max_digits=14, decimal_places=4)
    tax = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    overhead_profit = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    rcv = models.DecimalField(max_digits=14, decimal_places=2)
    depreciation = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    acv = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3, default="USD", editable=False)

    class Meta:
        constraints = [
            *part_constraints("cases_estimateline", "estimate", "cases_estimate"),
            models.UniqueConstraint(
                fields=["firm", "estimate", "position"], name="cases_estimateline_position"
            ),
            models.CheckConstraint(
                name="cases_estimateline_amounts",
                condition=Q(quantity__gte=0, unit_price__gte=0, rcv__gte=0, depreciation__gte=0, acv__gte=0)
                & Q(depreciation__lte=F("rcv"), acv__lte=F("rcv")),
            ),
            Audited(name="cases_estimateline_audit"),
        ]
        indexes = [models.Index(fields=["firm", "position", "id"], name="cases_estimateline_by_position")]
        verbose_name = _("line of an estimate")
        verbose_name_plural = _("lines of estimates")

    def __str__(self) -> str:
        return f"{self.position} {self.description}"


class LinePairing(FirmRow):
    """That a person paired a line of ours with one of theirs, or keeps two apart. Ended, never deleted."""

    case = FirmForeignKey(Case, related_name="+")
    ours = FirmForeignKey(EstimateLine, related_name="pairings")
    theirs = FirmForeignKey(EstimateLine, related_name="paired_with")
    how = models.CharField(max_length=10, choices=PAIRINGS)
    reason = models.CharField(max_length=300, blank=True)
    made_by = FirmForeignKey(Membership, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        constraints = [
            *case_constraints("cases_linepairing", "ours", "theirs", "made_by"),
            models.UniqueConstraint(
                fields=["firm", "ours", "theirs"], condition=Q(ended_at=None), name="cases_linepairing_once"
            ),
            Audited(name="cases_linepairing_audit"),
        ]
        indexes = [models.Index(fields=["firm", "created_at", "id"], name="cases_linepairing_created")]
        verbose_name = _("pairing of lines")
        verbose_name_plural = _("pairings of lines")

    def __str__(self) -> str:
        return gettext("%(ours)s and %(theirs)s") % {"ours": self.ours, "theirs": self.theirs}
