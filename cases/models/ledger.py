"""The ledger of a case: transactions and their entries, double and append-only.

The database holds what the services do, at commit: see `0010_ledger` of the migrations and decisions/0019.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case, Event
from cases.models.evidence import Document
from cases.models.liens import Cost, Lien
from cases.settlement.ledger import ACCOUNT_NAMES, KINDS
from claimback.audit.models import Audited
from claimback.tenancy.models import FirmForeignKey, FirmRow, Membership
from claimback.tenancy.walls import case_constraints, part_constraints


class LedgerTransaction(FirmRow):
    """One thing that happened to the money of a case. Never changed: what was wrong is reversed by another."""

    case = FirmForeignKey(Case, related_name="ledger_transactions")
    number = models.PositiveIntegerField(help_text=_("Its place in the ledger of the case, from 1."))
    kind = models.CharField(max_length=20, choices=KINDS)
    on = models.DateField(help_text=_("The day on which the money moved."))
    amount = models.DecimalField(max_digits=14, decimal_places=2, help_text=_("All its debits."))
    currency = models.CharField(max_length=3)
    counterpart = models.CharField(max_length=200, blank=True, help_text=_("Who paid, or was paid."))
    reference = models.CharField(max_length=80, blank=True, help_text=_("Such as the number of a check."))
    memo = models.CharField(max_length=300, blank=True)
    working = models.JSONField(
        default=list, blank=True, help_text=_("How the amount was reckoned, step by step.")
    )
    lien = FirmForeignKey(Lien, related_name="ledger_transactions", null=True, blank=True)
    cost = FirmForeignKey(Cost, related_name="ledger_transactions", null=True, blank=True)
    event = FirmForeignKey(
        Event,
        related_name="ledger_transactions",
        null=True,
        blank=True,
        help_text=_("The payment, as clocks know it."),
    )
    document = FirmForeignKey(
        Document, related_name="ledger_transactions", null=True, blank=True, help_text=_("Such as the check.")
    )
    reverses = FirmForeignKey("self", related_name="reversed_by", null=True, blank=True)
    statement_line = FirmForeignKey(
        "cases.StatementLine", related_name="paid_by", null=True, blank=True, help_text=_("Which it pays.")
    )
    recorded_by = FirmForeignKey(Membership, related_name="+")

    class Meta:
        constraints = [
            *case_constraints(
                "cases_ledgertransaction",
                *("lien", "cost", "event", "document", "reverses", "statement_line", "recorded_by"),
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="cases_ledgertransaction_amount"),
            models.UniqueConstraint(fields=["firm", "case", "number"], name="cases_ledgertransaction_number"),
            models.UniqueConstraint(
                fields=["firm", "reverses"],
                condition=Q(reverses__isnull=False),
                name="cases_ledgertransaction_reversed_once",
            ),
            models.UniqueConstraint(
                fields=["firm", "statement_line"],
                condition=Q(statement_line__isnull=False),
                name="cases_ledgertransaction_disbursed_once",
            ),
            Audited(name="cases_ledgertransaction_audit"),
        ]
        indexes = [models.Index(fields=["firm", "on", "id"], name="cases_ledgertransaction_on")]

    def __str__(self) -> str:
        return f"{self.number}. {gettext(self.get_kind_display())}"


class LedgerEntry(FirmRow):
    """One line of a transaction: an account, and a debit above nought or a credit below."""

    case = FirmForeignKey(Case, related_name="+", editable=False, blank=True)
    transaction = FirmForeignKey(LedgerTransaction, related_name="entries")
    position = models.PositiveSmallIntegerField()
    account = models.CharField(max_length=20, choices=ACCOUNT_NAMES)
    amount = models.DecimalField(
        max_digits=14, decimal_places=2, help_text=_("A debit, or below nought a credit.")
    )

    class Meta:
        constraints = [
            *part_constraints("cases_ledgerentry", "transaction", "cases_ledgertransaction"),
            models.CheckConstraint(condition=~Q(amount=0), name="cases_ledgerentry_amount"),
            models.UniqueConstraint(
                fields=["firm", "transaction", "position"], name="cases_ledgerentry_position"
            ),
            Audited(name="cases_ledgerentry_audit"),
        ]
        indexes = [models.Index(fields=["firm", "created_at", "id"], name="cases_ledgerentry_created")]
        verbose_name_plural = _("ledger entries")

    def __str__(self) -> str:
        return f"{gettext(self.get_account_display())}: {self.amount}"
