"""The claim file as an obligation: each thing that should be in it, what became of it, and each demand for it."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.claim_file.expected import HOLDERS
from cases.models.case import Case, Event
from cases.models.evidence import Document
from cases.states import CLAIM_FILE_ITEM_EDGES
from claimback.audit.models import Audited
from claimback.kernel.said import day_said
from claimback.tenancy.models import FirmForeignKey, FirmRow, Membership
from claimback.tenancy.walls import case_constraints


class ClaimFileItem(FirmRow):
    """One thing that belongs in the claim file, and whether it came."""

    case = FirmForeignKey(Case, related_name="claim_file_items")
    position = models.PositiveIntegerField(help_text=_("Its place in the order in which it is asked for."))
    code = models.CharField(
        max_length=60, blank=True, help_text=_("Of the expected item; empty for one's own.")
    )
    label = models.CharField(max_length=200, help_text=_("As the letter asks for it."))
    why = models.CharField(max_length=300, blank=True, help_text=_("What it is good for."))
    holder = models.CharField(max_length=20, choices=HOLDERS, help_text=_("Who owes it."))
    citation = models.CharField(max_length=200, blank=True)
    checked = models.CharField(max_length=20, blank=True, help_text=_("How the citation was checked."))
    state = models.CharField(
        max_length=20, default="expected", choices=[(s, s) for s in CLAIM_FILE_ITEM_EDGES.states]
    )
    state_on = models.DateField(null=True, blank=True, help_text=_("Since when it is so."))
    note = models.CharField(max_length=300, blank=True, help_text=_("The reason given, or what is lacking."))
    document = FirmForeignKey(Document, related_name="claim_file_items", null=True, blank=True)

    class Meta:
        constraints = [
            *case_constraints("cases_claimfileitem", "document"),
            models.UniqueConstraint(fields=["firm", "case", "position"], name="cases_claimfileitem_position"),
            models.UniqueConstraint(
                fields=["firm", "case", "code"],
                condition=~models.Q(code=""),
                name="cases_claimfileitem_code",
            ),
            Audited(name="cases_claimfileitem_audit"),
        ]
        indexes = [models.Index(fields=["firm", "position", "id"], name="cases_claimfileitem_order")]

    def __str__(self) -> str:
        return self.label


class ClaimFileRequest(FirmRow):
    """One demand for the file: when, of whom, for what. Never changed; a second demand is another row."""

    case = FirmForeignKey(Case, related_name="claim_file_requests")
    number = models.PositiveIntegerField(help_text=_("1 is the first demand of the case."))
    holder = models.CharField(max_length=20, choices=HOLDERS)
    requested_on = models.DateField(help_text=_("In the place whose law it is."))
    asked = models.JSONField(help_text=_("The items as they were asked for: id and label."))
    event = FirmForeignKey(
        Event,
        related_name="claim_file_requests",
        help_text=_("The fact that clocks run from: that of the first demand on the same holder."),
    )
    document = FirmForeignKey(Document, related_name="+", null=True, blank=True)
    requested_by = FirmForeignKey(Membership, related_name="+")

    class Meta:
        constraints = [
            *case_constraints("cases_claimfilerequest", "event", "document", "requested_by"),
            models.UniqueConstraint(fields=["firm", "case", "number"], name="cases_claimfilerequest_number"),
            Audited(name="cases_claimfilerequest_audit"),
        ]
        indexes = [models.Index(fields=["firm", "requested_on", "id"], name="cases_claimfilerequest_on")]

    def __str__(self) -> str:
        return gettext("Request %(n)s of %(day)s") % {"n": self.number, "day": day_said(self.requested_on)}
