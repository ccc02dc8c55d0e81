"""What is to be paid out of what the insurer pays: liens of others, and costs that the firm has advanced."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case, Party
from cases.models.evidence import Document
from cases.states import COST_EDGES, LIEN_EDGES, LIENS_OPEN
from claimback.audit.models import Audited
from claimback.kernel.said import day_said
from claimback.tenancy.models import FirmForeignKey, FirmRow, Membership
from claimback.tenancy.state_words import words
from claimback.tenancy.walls import case_constraints, part_constraints

LIEN_KINDS = {
    "medicare": "Medicare",
    "medicaid": "Medicaid",
    "erisa_plan": "ERISA plan",
    "hospital": "Hospital",
    "workers_compensation": "Workers' compensation",
    "letter_of_protection": "Provider's letter of protection",
    "attorney": "Attorney's",
    "other": "Other",
}


class Lien(FirmRow):
    """A claim of another on what the insurer pays, from its assertion to its payment or release."""

    case = FirmForeignKey(Case, related_name="liens")
    kind = models.CharField(max_length=30, choices=LIEN_KINDS)
    party = FirmForeignKey(
        Party,
        related_name="liens",
        null=True,
        blank=True,
        help_text=_("Who holds it, where a party of the case."),
    )
    holder = models.CharField(
        max_length=200, blank=True, help_text=_("Who holds it, where nobody of the case.")
    )
    reference = models.CharField(max_length=80, blank=True, help_text=_("The holder's own number for it."))
    asserted_on = models.DateField()
    asserted_amount = models.DecimalField(
        max_digits=14, decimal_places=2, help_text=_("What the holder asks.")
    )
    final_amount = models.DecimalField(
        max_digits=14, decimal_places=2, null=True, blank=True, help_text=_("What was agreed or decided.")
    )
    held_amount = models.DecimalField(
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("What is kept back while it is open."),
    )
    currency = models.CharField(max_length=3, default="USD")
    state = models.CharField(
        max_length=20, default="asserted", choices=[(state, state) for state in LIEN_EDGES.states]
    )
    state_on = models.DateField(help_text=_("Since when it is so."))

    class Meta:
        constraints = [
            *case_constraints("cases_lien", "party"),
            models.CheckConstraint(
                condition=Q(party__isnull=False) | ~Q(holder=""), name="cases_lien_has_holder"
            ),
            models.CheckConstraint(
                condition=Q(asserted_amount__gt=0) & (Q(final_amount=None) | Q(final_amount__gte=0)),
                name="cases_lien_amounts",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["resolved", "paid"]) | Q(final_amount__isnull=False),
                name="cases_lien_final",
            ),
            models.CheckConstraint(
                condition=~Q(state="held_back") | Q(held_amount__gt=0), name="cases_lien_held"
            ),
            Audited(name="cases_lien_audit"),
        ]
        indexes = [
            models.Index(fields=["firm", "asserted_on", "id"], name="cases_lien_asserted"),
            models.Index(fields=["firm", "case", "state"], name="cases_lien_state"),
            models.Index(
                fields=["firm", "asserted_on", "id"],
                include=["case"],
                name="cases_lien_open",
                condition=Q(state__in=LIENS_OPEN),
            ),
        ]

    def __str__(self) -> str:
        return f"{gettext(self.get_kind_display())}: {self.party or self.holder}"


class LienStep(FirmRow):
    """One step of a lien: what was asked, offered or agreed on a day, and the paper that shows it. Append-only."""

    case = FirmForeignKey(Case, related_name="+", editable=False, blank=True)
    lien = FirmForeignKey(Lien, related_name="steps")
    state = models.CharField(max_length=20, choices=[(state, state) for state in LIEN_EDGES.states])
    on = models.DateField()
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="USD")
    note = models.CharField(max_length=300, blank=True)
    document = FirmForeignKey(Document, related_name="+", null=True, blank=True)
    recorded_by = FirmForeignKey(Membership, related_name="+")

    class Meta:
        constraints = [
            *part_constraints("cases_lienstep", "lien", "cases_lien", "document", "recorded_by"),
            Audited(name="cases_lienstep_audit"),
        ]
        indexes = [models.Index(fields=["firm", "created_at", "id"], name="cases_lienstep_created")]
        verbose_name = _("step of a lien")
        verbose_name_plural = _("steps of liens")

    def __str__(self) -> str:
        return gettext("%(what)s on %(day)s") % {"what": words(self.state), "day": day_said(self.on)}


class Cost(FirmRow):
    """Something that the firm has paid for a case: a filing fee, records, an expert."""

    case = FirmForeignKey(Case, related_name="costs")
    what = models.CharField(max_length=200)
    vendor = models.CharField(max_length=200, help_text=_("Who was paid."))
    incurred_on = models.DateField(help_text=_("The day on which it was paid."))
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3, default="USD")
    billable = models.BooleanField(default=True, help_text=_("To the client; else the firm bears it."))
    document = FirmForeignKey(
        Document, related_name="costs", null=True, blank=True, help_text=_("The invoice or receipt.")
    )
    state = models.CharField(
        max_length=20, default="advanced", choices=[(state, state) for state in COST_EDGES.states]
    )
    reason = models.CharField(max_length=300, blank=True, help_text=_("Why it is not asked of the client."))

    class Meta:
        constraints = [
            *case_constraints("cases_cost", "document"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="cases_cost_amount"),
            models.CheckConstraint(
                condition=~Q(state="reimbursed") | Q(billable=True),
                name="cases_cost_reimbursed",
            ),
            Audited(name="cases_cost_audit"),
        ]
        indexes = [
            models.Index(fields=["firm", "incurred_on", "id"], name="cases_cost_incurred"),
            models.Index(
                fields=["firm", "incurred_on", "id"],
                include=["case"],
                name="cases_cost_advanced",
                condition=Q(state="advanced"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} ({self.vendor})"
