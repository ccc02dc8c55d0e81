"""Cases, the people on them, and the dated facts that clocks start from."""

from datetime import date
from typing import Final

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models.client import Client, imported_once
from cases.models.insurer import Insurer
from cases.models.policy import Policy
from cases.states import CASE_EDGES
from cases.vocabulary import EVENT_KINDS, LINES_OF_BUSINESS, PLAN_TYPES, PROOF_GRADES
from claimback.audit.models import Audited
from claimback.kernel.said import day_said
from claimback.tenancy.models import FirmForeignKey, FirmRow, Membership
from claimback.tenancy.row_security import firm_constraints
from claimback.tenancy.walls import CaseWall, PortalWall, case_constraints
from claimback.vault.fields import SealedField
from claimback.vault.rows import SealedRow

NO_DATE: Final = date.max
"""Stands for "no date" in columns that lists are ordered by: they are never NULL, so that paging by key holds."""

CLAIM_KINDS = {
    "urgent": "Urgent",
    "pre_service": "Pre-service",
    "post_service": "Post-service",
    "concurrent": "Concurrent",
}
PARTY_ROLES = {
    "spouse": "Spouse",
    "provider": "Provider",
    "mortgagee": "Mortgagee",
    "contractor": "Contractor",
    "expert": "Expert",
    "appraiser": "Appraiser",
    "umpire": "Umpire",
    "opposing_counsel": "Opposing counsel",
    "claimant": "Claimant",
    "insurers_adjuster": "Insurer's adjuster",
    "reviewer": "Reviewer",
}


def event_kinds() -> dict[str, str]:
    """The kinds of event with their labels. A function, so that a new kind needs no migration."""
    return EVENT_KINDS


class Case(SealedRow):
    """The matter: one client's fight over one claim."""

    number = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    client = FirmForeignKey(Client, related_name="cases")
    insurer = FirmForeignKey(Insurer, related_name="cases")
    policy = FirmForeignKey(Policy, related_name="cases", null=True, blank=True)
    line_of_business = models.CharField(max_length=30, choices=LINES_OF_BUSINESS)
    plan_type = models.CharField(max_length=40, blank=True, choices=PLAN_TYPES)
    jurisdiction = models.CharField(
        max_length=10, help_text=_("Whose law it is, such as TX; US for federal law alone.")
    )
    time_zone = models.CharField(max_length=60, help_text=_("Of the place whose law it is."))
    claim_number = models.CharField(max_length=80, blank=True)
    claim_kind = models.CharField(max_length=20, blank=True, choices=CLAIM_KINDS)
    loss_date = models.DateField(null=True, blank=True)
    diagnosis = SealedField("prose", max_length=2000)
    amount_claimed = models.DecimalField(
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("All that was asked of the insurer."),
    )
    amount_disputed = models.DecimalField(
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("What of it is denied or not paid."),
    )
    currency = models.CharField(max_length=3, default="USD")
    status = models.CharField(max_length=20, default="intake", choices=[(s, s) for s in CASE_EDGES.states])
    status_reason = models.CharField(max_length=300, blank=True)
    lead = FirmForeignKey(Membership, related_name="led_cases", null=True, blank=True)
    opened_on = models.DateField()
    taken_on = models.DateField(
        null=True,
        editable=False,
        help_text=_("When it first left intake for work; none for one that came in so."),
    )
    closed_on = models.DateField(
        null=True, editable=False, help_text=_("When it was last closed; none while it is worked on.")
    )
    next_deadline_on = models.DateField(default=NO_DATE, editable=False)
    import_job = FirmForeignKey(
        "cases.ImportJob",
        related_name="+",
        null=True,
        blank=True,
        editable=False,
        help_text=_("That brought it in."),
    )
    imported_key = models.CharField(max_length=200, blank=True, default="", db_default="", editable=False)

    class Meta:
        constraints = [
            *firm_constraints("cases_case", "client", "insurer", "policy", "lead", "import_job"),
            imported_once("cases_case"),
            CaseWall(name="cases_case_wall", column="id", portal="true"),
            models.UniqueConstraint(fields=["firm", "number"], name="cases_case_number"),
            Audited(name="cases_case_audit", veiled=["diagnosis"], in_bulk=True),
        ]
        indexes = [
            models.Index(fields=["firm", "status", "next_deadline_on", "id"], name="cases_case_status_next"),
            models.Index(fields=["firm", "next_deadline_on", "id"], name="cases_case_next"),
            models.Index(fields=["firm", "opened_on", "id"], name="cases_case_opened"),
            models.Index(fields=["firm", "updated_at", "id"], name="cases_case_updated"),
            # One plan is kept for firms of every size, which without these would read and sort all of a status.
            models.Index(fields=["firm", "status", "opened_on", "id"], name="cases_case_status_opened"),
            models.Index(fields=["firm", "status", "updated_at", "id"], name="cases_case_status_updated"),
            models.Index(fields=["firm", "status", "number", "id"], name="cases_case_status_number"),
            models.Index(
                fields=["firm", "closed_on", "id"],
                name="cases_case_closed",
                condition=models.Q(closed_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class CaseCounter(FirmRow):
    """The last case number that was given out in a year. Its row's lock makes numbers follow without a race."""

    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            *firm_constraints("cases_casecounter"),
            PortalWall(name="cases_casecounter_portal"),
            models.UniqueConstraint(fields=["firm", "year"], name="cases_casecounter_year"),
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Party(FirmRow):
    """Anyone else on a case. Ended, never deleted: the history goes on naming them."""

    case = FirmForeignKey(Case, related_name="parties")
    role = models.CharField(max_length=30, choices=PARTY_ROLES)
    name = models.CharField(max_length=200)
    organisation = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=120, blank=True)
    specialty = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True, help_text=_("When they left the case."))
    ended_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [*case_constraints("cases_party"), Audited(name="cases_party_audit")]
        verbose_name_plural = _("parties")

    def __str__(self) -> str:
        return self.name


class Event(FirmRow):
    """A dated fact that clocks can start from. Append-only: a correction is a new event that names the old one."""

    case = FirmForeignKey(Case, related_name="events")
    kind = models.CharField(max_length=60, choices=event_kinds)
    on = models.DateField(help_text=_("The date in the place whose law it is."))
    at = models.DateTimeField(null=True, blank=True, help_text=_("The instant, where it is known."))
    time_zone = models.CharField(max_length=60)
    proof_grade = models.CharField(max_length=30, blank=True, choices=[(g, g) for g in PROOF_GRADES])
    source = models.CharField(max_length=300, blank=True, help_text=_("How it is known."))
    amount = models.DecimalField(
        max_digits=14, decimal_places=2, null=True, blank=True, help_text=_("Of a payment or a judgment.")
    )
    currency = models.CharField(max_length=3, default="USD")
    document = FirmForeignKey("cases.Document", related_name="events", null=True, blank=True)
    corrects = FirmForeignKey("self", related_name="corrections", null=True, blank=True)
    denial = FirmForeignKey(
        "cases.Denial",
        related_name="events",
        null=True,
        blank=True,
        help_text=_("The denial that it is about: its letter, or the one that an appeal answers."),
    )
    withdrawn = models.BooleanField(
        default=False, help_text=_("Corrected by a later event, or recorded in error.")
    )
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            *case_constraints("cases_event", "document", "corrects", "denial"),
            Audited(name="cases_event_audit"),
        ]
        indexes = [
            models.Index(fields=["firm", "case", "on", "id"], name="cases_event_on"),
            models.Index(fields=["firm", "on", "id"], name="cases_event_firm_on"),
        ]

    def __str__(self) -> str:
        return gettext("%(what)s on %(day)s") % {
            "what": gettext(self.get_kind_display()),
            "day": day_said(self.on),
        }
