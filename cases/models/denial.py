"""Denials, their grounds, and our answer to each."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.evidence import Document, Evidence
from cases.states import EVIDENCE_USE_EDGES, REBUTTAL_EDGES
from cases.vocabulary import DECISIONS, GROUND_CODES, PROOF_GRADES
from claimback.audit.models import Audited
from claimback.kernel.said import day_said
from claimback.tenancy.models import FirmForeignKey, FirmRow, Membership
from claimback.tenancy.state_words import words
from claimback.tenancy.walls import case_constraints, part_constraints

DECIDED_BY = {"insurer": "The insurer or plan", "external_reviewer": "An external reviewer"}


class Denial(FirmRow):
    """One adverse decision."""

    case = FirmForeignKey(Case, related_name="denials")
    level = models.PositiveSmallIntegerField(
        default=0, help_text=_("0 is the first decision, 1 the first appeal's …")
    )
    is_final = models.BooleanField(
        default=False, help_text=_("The plan's last word: external review is open.")
    )
    decided_by = models.CharField(max_length=20, default="insurer", choices=DECIDED_BY)
    part = models.CharField(
        max_length=120,
        blank=True,
        help_text=_("Which part of the claim, where parts are decided apart; empty for all of it."),
    )
    decision = models.CharField(max_length=30, choices=DECISIONS)
    letter_date = models.DateField()
    received_on = models.DateField(null=True, blank=True)
    received_proof = models.CharField(max_length=30, blank=True, choices=[(g, g) for g in PROOF_GRADES])
    reference = models.CharField(max_length=80, blank=True)
    reviewer = models.CharField(max_length=200, blank=True)
    document = FirmForeignKey(Document, related_name="denials", null=True, blank=True)

    class Meta:
        constraints = [
            *case_constraints("cases_denial", "document"),
            Audited(name="cases_denial_audit"),
        ]
        indexes = [models.Index(fields=["firm", "letter_date", "id"], name="cases_denial_dated")]

    def __str__(self) -> str:
        return gettext("%(what)s of %(day)s") % {
            "what": gettext(self.get_decision_display()),
            "day": day_said(self.letter_date),
        }


class Ground(FirmRow):
    """One reason in a denial, in the insurer's own words, with the place where it stands."""

    case = FirmForeignKey(Case, related_name="+", editable=False, blank=True)
    denial = FirmForeignKey(Denial, related_name="grounds")
    number = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=40, choices=GROUND_CODES)
    quote = models.TextField()
    page = models.PositiveIntegerField(null=True, blank=True)
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    clauses = ArrayField(models.TextField(), default=list, blank=True)
    criteria = ArrayField(models.TextField(), default=list, blank=True)
    insurer_evidence = ArrayField(models.TextField(), default=list, blank=True)
    reviewer_specialty = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            *part_constraints("cases_ground", "denial", "cases_denial"),
            models.UniqueConstraint(fields=["firm", "denial", "number"], name="cases_ground_number"),
            Audited(name="cases_ground_audit"),
        ]
        indexes = [models.Index(fields=["firm", "number", "id"], name="cases_ground_by_number")]

    def __str__(self) -> str:
        return gettext("Ground %(n)s: %(what)s") % {
            "n": self.number,
            "what": gettext(self.get_code_display()),
        }


class Rebuttal(FirmRow):
    """Our answer to a ground. Each ground has one, open from the start."""

    case = FirmForeignKey(Case, related_name="+", editable=False, blank=True)
    ground = FirmForeignKey(Ground, related_name="rebuttals")
    argument = models.TextField(blank=True)
    authorities = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    state = models.CharField(max_length=20, default="open", choices=[(s, s) for s in REBUTTAL_EDGES.states])
    waived_reason = models.TextField(blank=True)
    waived_by = FirmForeignKey(Membership, related_name="+", null=True, blank=True)

    class Meta:
        constraints = [
            *part_constraints("cases_rebuttal", "ground", "cases_ground", "waived_by"),
            models.UniqueConstraint(fields=["firm", "ground"], name="cases_rebuttal_once"),
            Audited(name="cases_rebuttal_audit"),
        ]

    def __str__(self) -> str:
        return gettext("Answer to a ground, %(state)s") % {"state": words(self.state)}


class RebuttalEvidence(FirmRow):
    """One piece of evidence put against one ground."""

    case = FirmForeignKey(Case, related_name="+", editable=False, blank=True)
    rebuttal = FirmForeignKey(Rebuttal, related_name="evidence_uses")
    evidence = FirmForeignKey(Evidence, related_name="rebuttal_uses")
    state = models.CharField(
        max_length=20, default="put", choices=[(s, s) for s in EVIDENCE_USE_EDGES.states], editable=False
    )
    taken_off_reason = models.CharField(max_length=300, blank=True)
    taken_off_by = FirmForeignKey(Membership, related_name="+", null=True, blank=True)

    class Meta:
        constraints = [
            *part_constraints(
                "cases_rebuttalevidence", "rebuttal", "cases_rebuttal", "evidence", "taken_off_by"
            ),
            models.UniqueConstraint(
                fields=["firm", "rebuttal", "evidence"], name="cases_rebuttalevidence_once"
            ),
            Audited(name="cases_rebuttalevidence_audit"),
        ]
        verbose_name_plural = _("rebuttal evidence")

    def __str__(self) -> str:
        return str(self.evidence_id)
