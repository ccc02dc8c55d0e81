"""What a policy grants and asks: coverage parts, limits, deductibles, endorsements, and duties with their times.

Its passages, in their own words, are `Provision`s; a term names the passage that it stands in.
"""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import BaseConstraint
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models.evidence import Document
from cases.models.policy import Policy, Provision
from cases.vocabulary import EVENT_KINDS, POLICY_DUTIES
from claimback.audit.models import Audited
from claimback.tenancy.models import FirmForeignKey, FirmRow
from claimback.tenancy.row_security import firm_constraints
from claimback.tenancy.walls import BehindWall

COVERAGE_PARTS = {
    "dwelling": "A – Dwelling",
    "other_structures": "B – Other structures",
    "contents": "C – Personal property",
    "loss_of_use": "D – Loss of use",
    "liability": "E – Personal liability",
    "medical_payments": "F – Medical payments",
    "ordinance_or_law": "Ordinance or law",
    "debris_removal": "Debris removal",
    "business_income": "Business income",
    "building": "Building",
    "bodily_injury": "Bodily injury liability",
    "property_damage": "Property damage liability",
    "uninsured_motorist": "Uninsured and underinsured motorist",
    "personal_injury_protection": "Personal injury protection",
    "collision": "Collision",
    "comprehensive": "Comprehensive",
    "medical": "Medical",
    "hospital": "Hospital",
    "prescription": "Prescription drugs",
    "mental_health": "Mental health and substance use",
    "disability_income": "Disability income",
    "death_benefit": "Death benefit",
    "other": "Other",
}
LIMIT_KINDS = {
    "per_occurrence": "Per occurrence",
    "aggregate": "Aggregate",
    "per_person": "Per person",
    "sub_limit": "Sub-limit",
    "annual": "Annual",
    "lifetime": "Lifetime",
    "out_of_pocket_maximum": "Out-of-pocket maximum",
    "monthly_benefit": "Monthly benefit",
}
PERILS = {
    "all": "Any loss",
    "all_other_perils": "All other perils",
    "wind_hail": "Wind or hail",
    "hurricane": "Hurricane",
    "named_storm": "Named storm",
    "earthquake": "Earthquake",
    "flood": "Flood",
    "water": "Water",
    "theft": "Theft",
}
NETWORKS = {"in_network": "In network", "out_of_network": "Out of network"}
WHOSE = {"individual": "Individual", "family": "Family"}
UNITS = {
    "hours": "hours",
    "calendar_days": "calendar days",
    "business_days": "business days",
    "months": "months",
    "years": "years",
    "immediate": "immediately",
    "reasonable": "promptly, without a number",
}


def duty_kinds() -> dict[str, str]:
    """The duties that policies set. A function, so that a new kind needs no migration."""
    return POLICY_DUTIES


def event_kinds() -> dict[str, str]:
    """The kinds of event that a duty's time can run from."""
    return EVENT_KINDS


def term_constraints(table: str, *references: str) -> list[BaseConstraint]:
    """The constraints of a table of a policy's terms: they are seen by whoever sees the policy."""
    return [
        *firm_constraints(table, "policy", *references),
        BehindWall(name=f"{table}_wall", parent="policy_id", of="cases_policy"),
        Audited(name=f"{table}_audit"),
    ]


class PolicyTerm(FirmRow):
    """One term of a policy. Removed with a reason, never deleted."""

    policy = FirmForeignKey(Policy, related_name="%(class)s_terms")
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    removed_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True


class Endorsement(PolicyTerm):
    """A form that changes the policy: its number, edition and dates, and what it changes."""

    form_number = models.CharField(max_length=40, help_text=_("Such as HO 04 90."))
    title = models.CharField(max_length=200)
    edition = models.CharField(
        max_length=20, blank=True, help_text=_("As printed on the form, such as 05 11.")
    )
    effective_from = models.DateField(null=True, blank=True)
    effective_to = models.DateField(null=True, blank=True)
    changes = models.TextField(help_text=_("What it changes, and where."))
    document = FirmForeignKey(Document, related_name="endorsements", null=True, blank=True)

    class Meta:
        constraints = term_constraints("cases_endorsement", "document")

    def __str__(self) -> str:
        return " ".join(part for part in (self.form_number, self.edition, self.title) if part)


class Coverage(PolicyTerm):
    """A coverage part: what is insured."""

    part = models.CharField(max_length=40, choices=COVERAGE_PARTS)
    label = models.CharField(max_length=120, blank=True, help_text=_("As the policy calls it."))
    provision = FirmForeignKey(Provision, related_name="coverages", null=True, blank=True)
    endorsement = FirmForeignKey(Endorsement, related_name="coverages", null=True, blank=True)

    class Meta:
        constraints = term_constraints("cases_coverage", "provision", "endorsement")

    def __str__(self) -> str:
        return self.label or gettext(self.get_part_display())


class Limit(PolicyTerm):
    """The most that the policy pays, or that the member pays, for one coverage or for all."""

    coverage = FirmForeignKey(Coverage, related_name="limits", null=True, blank=True)
    kind = models.CharField(max_length=30, choices=LIMIT_KINDS)
    amount = models.DecimalField(max_digits=14, decimal_places=2, validators=[MinValueValidator(0)])
    currency = models.CharField(max_length=3, default="USD")
    applies_to = models.CharField(
        max_length=200, blank=True, help_text=_("What a sub-limit is for, such as theft of jewelry.")
    )
    network = models.CharField(max_length=20, blank=True, choices=NETWORKS)
    whose = models.CharField(max_length=20, blank=True, choices=WHOSE)
    provision = FirmForeignKey(Provision, related_name="limits", null=True, blank=True)
    endorsement = FirmForeignKey(Endorsement, related_name="limits", null=True, blank=True)

    class Meta:
        constraints = term_constraints("cases_limit", "coverage", "provision", "endorsement")

    def __str__(self) -> str:
        return f"{gettext(self.get_kind_display())} {self.amount:,.2f} {self.currency}"


class Deductible(PolicyTerm):
    """What the insured bears first: a flat amount, or a percentage of a coverage's limit."""

    coverage = FirmForeignKey(Coverage, related_name="deductibles", null=True, blank=True)
    peril = models.CharField(max_length=30, default="all", choices=PERILS)
    amount = models.DecimalField(
        max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    currency = models.CharField(max_length=3, default="USD")
    percent = models.DecimalField(
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    percent_of = FirmForeignKey(
        Limit,
        related_name="deductibles",
        null=True,
        blank=True,
        help_text=_("The limit that it is a part of."),
    )
    network = models.CharField(max_length=20, blank=True, choices=NETWORKS)
    whose = models.CharField(max_length=20, blank=True, choices=WHOSE)
    provision = FirmForeignKey(Provision, related_name="deductibles", null=True, blank=True)
    endorsement = FirmForeignKey(Endorsement, related_name="deductibles", null=True, blank=True)

    class Meta:
        constraints = [
            *term_constraints("cases_deductible", "coverage", "percent_of", "provision", "endorsement"),
            models.CheckConstraint(
                condition=models.Q(amount__isnull=False, percent__isnull=True)
                | models.Q(amount__isnull=True, percent__isnull=False),
                name="cases_deductible_amount_or_percent",
            ),
        ]

    def __str__(self) -> str:
        size = f"{self.percent}%" if self.amount is None else f"{self.amount:,.2f} {self.currency}"
        return f"{gettext(self.get_peril_display())}: {size}"


class PolicyDuty(PolicyTerm):
    """Something that the policy asks for by a time: a clock of its own, cited by the provision it stands in."""

    provision = FirmForeignKey(Provision, related_name="duties")
    kind = models.CharField(max_length=40, choices=duty_kinds)
    n = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("How many; empty where the policy gives no number.")
    )
    unit = models.CharField(max_length=20, choices=UNITS)
    counts_from = models.CharField(
        max_length=60,
        blank=True,
        choices=event_kinds,
        help_text=_("The event that it runs from; empty for the usual one of its kind."),
    )

    class Meta:
        constraints = term_constraints("cases_policyduty", "provision")
        verbose_name = _("duty")
        verbose_name_plural = _("duties")

    def __str__(self) -> str:
        unit = gettext(self.get_unit_display())
        return f"{gettext(self.get_kind_display())}: {f'{self.n} {unit}' if self.n else unit}"
