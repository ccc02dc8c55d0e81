"""Settlement statements: what came, and to whom each cent of it goes. The database holds them to the cent."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.evidence import Document
from cases.models.fees import FeeInvoice
from cases.models.liens import Cost, Lien
from cases.settlement.statement import GROUPS, LANGUAGES
from cases.states import STATEMENT_EDGES, STATEMENTS_OPEN
from claimback.audit.models import Audited
from claimback.tenancy.models import FirmForeignKey, FirmRow, Licence, Membership
from claimback.tenancy.walls import case_constraints, part_constraints


class Statement(FirmRow):
    """One settlement statement. Its sums never change: another version supersedes it."""

    case = FirmForeignKey(Case, related_name="statements")
    number = models.PositiveIntegerField(help_text=_("Counted in the case."))
    received = models.DecimalField(max_digits=14, decimal_places=2)
    fee = models.DecimalField(max_digits=14, decimal_places=2)
    costs = models.DecimalField(max_digits=14, decimal_places=2)
    liens = models.DecimalField(max_digits=14, decimal_places=2)
    client = models.DecimalField(max_digits=14, decimal_places=2, help_text=_("What the client gets."))
    currency = models.CharField(max_length=3)
    fee_working = models.JSONField(default=list, blank=True, help_text=_("How the fee was reckoned."))
    language = models.CharField(
        max_length=2, choices=LANGUAGES, default="en", help_text=_("Of the client's copy.")
    )
    state = models.CharField(
        max_length=20, default="drafted", choices=[(state, state) for state in STATEMENT_EDGES.states]
    )
    supersedes = FirmForeignKey("self", related_name="superseded_by", null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True, help_text=_("Why it supersedes the one before."))
    drafted_by = FirmForeignKey(Membership, related_name="+")
    reviewed_by = FirmForeignKey(Membership, related_name="+", null=True, blank=True)
    approved_by = FirmForeignKey(Membership, related_name="+", null=True, blank=True)
    approved_under = FirmForeignKey(Licence, related_name="+", null=True, blank=True)
    approved_on = models.DateField(null=True, blank=True)
    document = FirmForeignKey(
        Document, related_name="+", null=True, blank=True, help_text=_("The paper, as it was approved.")
    )
    signed_on = models.DateField(null=True, blank=True, help_text=_("By the client."))
    signed_document = FirmForeignKey(
        Document,
        related_name="+",
        null=True,
        blank=True,
        help_text=_("The paper with the client's signature."),
    )
    disbursed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            *case_constraints(
                "cases_statement",
                *("supersedes", "drafted_by", "reviewed_by", "approved_by", "approved_under"),
                *("document", "signed_document"),
            ),
            models.CheckConstraint(
                condition=Q(received=F("fee") + F("costs") + F("liens") + F("client")),
                name="cases_statement_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(received__gte=0, fee__gte=0, costs__gte=0, liens__gte=0, client__gte=0),
                name="cases_statement_amounts",
            ),
            models.UniqueConstraint(fields=["firm", "case", "number"], name="cases_statement_number"),
            models.UniqueConstraint(
                fields=["firm", "case"],
                condition=Q(state__in=STATEMENTS_OPEN),
                name="cases_statement_one_open",
            ),
            Audited(name="cases_statement_audit"),
        ]
        indexes = [models.Index(fields=["firm", "created_at", "id"], name="cases_statement_created")]

    def __str__(self) -> str:
        return gettext("Statement %(n)s") % {"n": self.number}


class StatementLine(FirmRow):
    """One line of a statement: a receipt, or what is paid out of it. Never changed."""

    case = FirmForeignKey(Case, related_name="+", editable=False, blank=True)
    statement = FirmForeignKey(Statement, related_name="lines")
    position = models.PositiveSmallIntegerField()
    group = models.CharField(max_length=20, choices=GROUPS)
    label = models.CharField(max_length=300)
    payee = models.CharField(max_length=200, blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    held = models.BooleanField(default=False, help_text=_("Kept back for the lien."))
    lien = FirmForeignKey(Lien, related_name="+", null=True, blank=True)
    cost = FirmForeignKey(Cost, related_name="+", null=True, blank=True)
    invoice = FirmForeignKey(FeeInvoice, related_name="+", null=True, blank=True)
    transaction = FirmForeignKey(
        "cases.LedgerTransaction",
        related_name="stated",
        null=True,
        blank=True,
        help_text=_("Posted before it."),
    )

    class Meta:
        constraints = [
            *part_constraints(
                "cases_statementline",
                "statement",
                "cases_statement",
                *("lien", "cost", "invoice", "transaction"),
            ),
            models.CheckConstraint(condition=~Q(amount=0), name="cases_statementline_amount"),
            models.UniqueConstraint(
                fields=["firm", "statement", "position"], name="cases_statementline_position"
            ),
            Audited(name="cases_statementline_audit"),
        ]
        indexes = [models.Index(fields=["firm", "position", "id"], name="cases_statementline_order")]
        verbose_name = _("line of a statement")
        verbose_name_plural = _("lines of statements")

    def __str__(self) -> str:
        return self.label
