"""Damage items of a case, what became of each, and what proves it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.catalogue.heads import head_labels
from cases.models.case import Case, Party
from cases.models.evidence import Document, Evidence
from cases.models.policy_terms import Coverage, Deductible
from cases.states import DAMAGE_EDGES
from claimback.audit.models import Audited
from claimback.tenancy.models import FirmForeignKey, FirmRow, Membership
from claimback.tenancy.walls import case_constraints, part_constraints

DAMAGE_ACTS = {
    "claimed": "Claimed",
    "corrected": "Corrected",
    "supported": "Supported",
    "approved": "Approved",
    "paid": "Paid",
    "taken_back": "Taken back",
    "withdrawn": "Withdrawn",
    "reopened": "Claimed again",
}


class DamageItem(FirmRow):
    """One item of damage under one head. What it comes to is reckoned from `details`, with its working beside it.

    `details` has the fields of the head's shape: cases.settlement.shapes. The amounts of each state stand beside each
    other: a payment never overwrites what was claimed.
    """

    case = FirmForeignKey(Case, related_name="damages")
    number = models.PositiveIntegerField(help_text=_("Of the case's items, from 1."))
    head = models.CharField(max_length=40, choices=head_labels)
    title = models.CharField(max_length=200, help_text=_("Such as MRI of the neck, or Roof, north slope."))
    room = models.CharField(max_length=120, blank=True, help_text=_("Or the part of the building."))
    coverage = FirmForeignKey(Coverage, related_name="damages", null=True, blank=True)
    provider = FirmForeignKey(Party, related_name="damages", null=True, blank=True)
    details = models.JSONField(editable=False)
    working = models.JSONField(editable=False)
    state = models.CharField(
        max_length=20, default="claimed", choices=[(s, s) for s in DAMAGE_EDGES.states], editable=False
    )
    claimed = models.DecimalField(max_digits=14, decimal_places=2, editable=False)
    supported = models.DecimalField(
        max_digits=14, decimal_places=2, null=True, blank=True, help_text=_("What proof is there for.")
    )
    approved = models.DecimalField(
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("What the insurer owes by its own word, an award or a judgment."),
    )
    paid = models.DecimalField(
        max_digits=14, decimal_places=2, null=True, blank=True, help_text=_("All that was paid on it so far.")
    )
    rcv = models.DecimalField(
        max_digits=14, decimal_places=2, null=True, blank=True, help_text=_("Replacement cost.")
    )
    acv = models.DecimalField(
        max_digits=14, decimal_places=2, null=True, blank=True, help_text=_("Actual cash value.")
    )
    holdback = models.DecimalField(
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Depreciation that is held back until repair."),
    )
    lien = models.DecimalField(
        max_digits=14, decimal_places=2, null=True, blank=True, help_text=_("What is asked back out of it.")
    )
    currency = models.CharField(max_length=3, default="USD", editable=False)

    class Meta:
        constraints = [
            *case_constraints("cases_damageitem", "coverage", "provider"),
            models.UniqueConstraint(fields=["firm", "case", "number"], name="cases_damageitem_number"),
            models.CheckConstraint(
                name="cases_damageitem_amounts",
                condition=Q(claimed__gte=0)
                & (Q(supported=None) | Q(supported__gte=0, supported__lte=F("claimed")))
                & (Q(approved=None) | Q(approved__gte=0, approved__lte=F("claimed")))
                & (Q(paid=None) | Q(paid__gte=0, paid__lte=F("approved"), approved__isnull=False)),
            ),
            Audited(name="cases_damageitem_audit"),
        ]
        indexes = [
            models.Index(fields=["firm", "number", "id"], name="cases_damageitem_by_number"),
            models.Index(fields=["firm", "created_at", "id"], name="cases_damageitem_created"),
        ]
        verbose_name = _("damage item")

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class DamageEntry(FirmRow):
    """What was done with a damage item: claimed, corrected, supported, approved, paid, taken back. Append-only.

    A correction holds the former reading and the fields that changed.
    """

    case = FirmForeignKey(Case, related_name="+", editable=False, blank=True)
    damage = FirmForeignKey(DamageItem, related_name="entries")
    act = models.CharField(max_length=20, choices=DAMAGE_ACTS)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="USD")
    on = models.DateField(null=True, blank=True, help_text=_("When the insurer approved or paid."))
    reason = models.CharField(max_length=300, blank=True)
    former = models.JSONField(default=dict, help_text=_("What it said before."))
    changed = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    document = FirmForeignKey(Document, related_name="+", null=True, blank=True)
    recorded_by = FirmForeignKey(Membership, related_name="+")

    class Meta:
        constraints = [
            *part_constraints("cases_damageentry", "damage", "cases_damageitem", "document", "recorded_by"),
            Audited(name="cases_damageentry_audit"),
        ]
        indexes = [models.Index(fields=["firm", "created_at", "id"], name="cases_damageentry_created")]
        verbose_name = _("entry of a damage item")
        verbose_name_plural = _("entries of damage items")

    def __str__(self) -> str:
        return f"{gettext(self.get_act_display())}, {self.damage}"


class DamageProof(FirmRow):
    """A document that proves a damage item, as an exhibit where it is one. Taken off with a reason, never deleted."""

    case = FirmForeignKey(Case, related_name="+", editable=False, blank=True)
    damage = FirmForeignKey(DamageItem, related_name="proofs")
    document = FirmForeignKey(Document, related_name="proves_damages")
    evidence = FirmForeignKey(Evidence, related_name="proves_damages", null=True, blank=True)
    note = models.CharField(max_length=300, blank=True, help_text=_("What it shows, and where."))
    taken_off_at = models.DateTimeField(null=True, blank=True, editable=False)
    taken_off_reason = models.CharField(max_length=300, blank=True, editable=False)

    class Meta:
        constraints = [
            *part_constraints("cases_damageproof", "damage", "cases_damageitem", "document", "evidence"),
            models.UniqueConstraint(
                fields=["firm", "damage", "document"],
                condition=Q(taken_off_at=None),
                name="cases_damageproof_once",
            ),
            Audited(name="cases_damageproof_audit"),
        ]
        indexes = [models.Index(fields=["firm", "created_at", "id"], name="cases_damageproof_created")]
        verbose_name = _("proof of a damage item")
        verbose_name_plural = _("proofs of damage items")

    def __str__(self) -> str:
        return str(self.document)


class DamageTerms(FirmRow):
    """Which deductible of the policy the loss of a case bears, where the policy has several."""

    case = FirmForeignKey(Case, related_name="damage_terms")
    deductible = FirmForeignKey(
        Deductible, related_name="+", null=True, blank=True, help_text=_("None: no deductible is borne.")
    )
    reason = models.CharField(
        max_length=300, help_text=_("Why it is this one, such as the cause of the loss.")
    )

    class Meta:
        constraints = [
            *case_constraints("cases_damageterms", "deductible"),
            models.UniqueConstraint(fields=["firm", "case"], name="cases_damageterms_once"),
            Audited(name="cases_damageterms_audit"),
        ]
        verbose_name = _("deductible of a loss")
        verbose_name_plural = _("deductibles of losses")

    def __str__(self) -> str:
        return str(self.deductible or gettext("no deductible"))
