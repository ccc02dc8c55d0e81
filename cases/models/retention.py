"""What may not be destroyed, what may be once its time is over, and the decisions that it is."""

from django.db import models
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.evidence import DOCUMENT_KINDS, Document
from cases.states import DISPOSAL_EDGES
from claimback.audit.models import Audited
from claimback.tenancy.models import FirmForeignKey, FirmRow, Membership
from claimback.tenancy.row_security import firm_constraints
from claimback.tenancy.state_words import words
from claimback.tenancy.walls import PortalWall, case_constraints, part_constraints


class LegalHold(FirmRow):
    """A case, or one document of it, of which nothing is destroyed until the hold is lifted."""

    case = FirmForeignKey(Case, related_name="legal_holds")
    document = FirmForeignKey(Document, related_name="legal_holds", null=True, blank=True)
    reason = models.TextField()
    placed_by = FirmForeignKey(Membership, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = FirmForeignKey(Membership, related_name="+", null=True, blank=True)
    lifted_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            *case_constraints("cases_legalhold", "document", "placed_by", "lifted_by"),
            Audited(name="cases_legalhold_audit"),
        ]
        indexes = [models.Index(fields=["firm", "created_at", "id"], name="cases_legalhold_created")]

    def __str__(self) -> str:
        return gettext("legal hold") if self.lifted_at is None else gettext("legal hold, lifted")


class RetentionRule(FirmRow):
    """For how many years after a case is closed documents of a kind are kept at least."""

    kind = models.CharField(
        max_length=30,
        blank=True,
        choices=DOCUMENT_KINDS,
        help_text=_("Empty: kinds without a rule of their own."),
    )
    years = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            *firm_constraints("cases_retentionrule"),
            PortalWall(name="cases_retentionrule_portal"),
            models.UniqueConstraint(fields=["firm", "kind"], name="cases_retentionrule_once"),
            Audited(name="cases_retentionrule_audit"),
        ]
        indexes = [models.Index(fields=["firm", "created_at", "id"], name="cases_retentionrule_created")]

    def __str__(self) -> str:
        return ngettext("%(kind)s: %(n)s year", "%(kind)s: %(n)s years", self.years) % {
            "kind": gettext(self.get_kind_display()) if self.kind else gettext("all others"),
            "n": self.years,
        }


class Disposal(FirmRow):
    """A person's decision that a document is destroyed, which another decision makes final; until then it is undone."""

    case = FirmForeignKey(Case, related_name="+", editable=False, blank=True)
    document = FirmForeignKey(Document, related_name="disposals")
    state = models.CharField(
        max_length=20, default="decided", choices=[(s, s) for s in DISPOSAL_EDGES.states]
    )
    reason = models.TextField()
    decided_by = FirmForeignKey(Membership, related_name="+")
    not_before = models.DateField(help_text=_("The first day on which it may be made final."))
    settled_by = FirmForeignKey(Membership, related_name="+", null=True, blank=True)
    settled_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            *part_constraints("cases_disposal", "document", "cases_document", "decided_by", "settled_by"),
            models.UniqueConstraint(
                fields=["firm", "document"],
                condition=~models.Q(state="withdrawn"),
                name="cases_disposal_once",
            ),
            Audited(name="cases_disposal_audit"),
        ]
        indexes = [models.Index(fields=["firm", "created_at", "id"], name="cases_disposal_created")]

    def __str__(self) -> str:
        return gettext("disposal, %(state)s") % {"state": words(self.state)}
