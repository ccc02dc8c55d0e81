"""What the firm is paid: the agreement with the client, the time that was worked, and the invoices."""

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case, Event
from cases.models.evidence import Document
from cases.settlement.fees import BASES, KINDS, STAGES
from cases.states import FEE_AGREEMENT_EDGES, FEE_INVOICE_EDGES, TIME_ENTRY_EDGES
from claimback.audit.models import Audited
from claimback.kernel.said import day_said
from claimback.tenancy.models import FirmForeignKey, FirmRow, Licence, Membership
from claimback.tenancy.walls import case_constraints, part_constraints

REPRESENTATIVES = {"attorney": "Attorney", "public_adjuster": "Public adjuster"}
CLAIM_TYPES = {
    "initial": "The first claim",
    "supplemental": "A supplemental claim",
    "reopened": "A reopened claim",
}


def _percent(help_text: str) -> "models.DecimalField[Decimal | str | int | None, Decimal | None]":
    return models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True, help_text=help_text)


class FeeAgreement(FirmRow):
    """What the client agreed to pay the firm for a case, as signed. A correction is a new one in its place."""

    case = FirmForeignKey(Case, related_name="fee_agreements")
    kind = models.CharField(max_length=20, choices=KINDS)
    represented_by = models.CharField(max_length=20, choices=REPRESENTATIVES)
    member = FirmForeignKey(Membership, related_name="+", help_text=_("Who represents the client."))
    licence = FirmForeignKey(
        Licence, related_name="+", help_text=_("Under which, on the day of the signature.")
    )
    claim_type = models.CharField(max_length=20, default="initial", choices=CLAIM_TYPES)
    signed_on = models.DateField(help_text=_("In the place whose law it is."))
    signed_at = models.DateTimeField(
        null=True, blank=True, help_text=_("The instant, where the paper bears the time.")
    )
    signed_by = models.CharField(max_length=300, help_text=_("Who signed for the client."))
    document = FirmForeignKey(
        Document, related_name="fee_agreements", null=True, blank=True, help_text=_("The signed agreement.")
    )
    percent = _percent("Of what is recovered; of a contingency, before suit is filed.")
    percent_in_suit = _percent("Once suit is filed. Empty: as before.")
    percent_at_trial = _percent("Once trial began. Empty: as before.")
    percent_on_appeal = _percent("Once the judgment was appealed. Empty: as before.")
    flat_amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    hourly_rate = models.DecimalField(
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Where an entry has none of its own."),
    )
    base = models.CharField(max_length=20, default="recovered", choices=BASES)
    offered = models.DecimalField(
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("The insurer's offer from before the agreement. Empty: there was none."),
    )
    costs_first = models.BooleanField(
        default=False, help_text=_("The percentage is of what is left after costs.")
    )
    currency = models.CharField(max_length=3, default="USD")
    contents = ArrayField(
        models.CharField(max_length=60),
        default=list,
        blank=True,
        help_text=_("What the law asks of the paper and was found in it."),
    )
    state = models.CharField(
        max_length=20, default="in_force", choices=[(state, state) for state in FEE_AGREEMENT_EDGES.states]
    )
    ended_on = models.DateField(null=True, blank=True)
    ended_reason = models.CharField(max_length=300, blank=True)
    supersedes = FirmForeignKey("self", related_name="+", null=True, blank=True)
    signed_event = FirmForeignKey(Event, related_name="+", null=True, blank=True, editable=False)
    sent_event = FirmForeignKey(
        Event, related_name="+", null=True, blank=True, editable=False, help_text=_("A copy to the insurer.")
    )
    recorded_by = FirmForeignKey(Membership, related_name="+")

    class Meta:
        constraints = [
            *case_constraints(
                "cases_feeagreement",
                *("member", "licence", "document", "supersedes", "signed_event", "sent_event", "recorded_by"),
            ),
            models.UniqueConstraint(
                fields=["firm", "case"], condition=Q(state="in_force"), name="cases_feeagreement_one"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["contingency", "percentage"], percent__gt=0, percent__lte=100)
                | Q(kind="flat", flat_amount__gt=0)
                | Q(kind="hourly", hourly_rate__gt=0),
                name="cases_feeagreement_terms",
            ),
            Audited(name="cases_feeagreement_audit"),
        ]
        indexes = [models.Index(fields=["firm", "signed_on", "id"], name="cases_feeagreement_signed")]

    def __str__(self) -> str:
        return gettext("%(kind)s, signed on %(day)s") % {
            "kind": gettext(self.get_kind_display()),
            "day": day_said(self.signed_on),
        }


class FeeInvoice(FirmRow):
    """A fee that was asked of the client for one recovery or for time worked, with its working and the law's cap."""

    case = FirmForeignKey(Case, related_name="fee_invoices", editable=False, blank=True)
    agreement = FirmForeignKey(FeeAgreement, related_name="invoices")
    number = models.PositiveIntegerField(help_text=_("Counted in the case."))
    issued_on = models.DateField()
    payment = FirmForeignKey(
        Event,
        related_name="+",
        null=True,
        blank=True,
        help_text=_("The insurer's payment that it is taken of."),
    )
    recovered_on = models.DateField()
    recovered = models.DecimalField(max_digits=14, decimal_places=2, help_text=_("What the insurer paid."))
    marked = models.DecimalField(
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("What of it came for the coverages that the agreement marks, where the law asks."),
    )
    stage = models.CharField(
        max_length=20, choices=STAGES, help_text=_("The case's on the day of the recovery.")
    )
    base = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    percent = _percent("As agreed for the stage.")
    amount = models.DecimalField(max_digits=14, decimal_places=2, help_text=_("The fee."))
    currency = models.CharField(max_length=3, default="USD")
    working = models.JSONField(default=list, help_text=_("How the agreement makes it so much."))
    cap = models.JSONField(default=dict, blank=True, help_text=_("What the law allows, with its working."))
    override_reason = models.CharField(
        max_length=300,
        blank=True,
        help_text=_("Why it is asked in spite of a cap that was not read in the law."),
    )
    issued_by = FirmForeignKey(Membership, related_name="+")
    state = models.CharField(
        max_length=20, default="issued", choices=[(state, state) for state in FEE_INVOICE_EDGES.states]
    )
    void_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            *part_constraints("cases_feeinvoice", "agreement", "cases_feeagreement", "payment", "issued_by"),
            models.UniqueConstraint(fields=["firm", "case", "number"], name="cases_feeinvoice_number"),
            models.UniqueConstraint(
                fields=["firm", "payment"],
                condition=Q(state="issued", payment__isnull=False),
                name="cases_feeinvoice_once",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0) & Q(recovered__gte=0), name="cases_feeinvoice_amounts"
            ),
            Audited(name="cases_feeinvoice_audit"),
        ]
        indexes = [models.Index(fields=["firm", "issued_on", "id"], name="cases_feeinvoice_issued")]

    def __str__(self) -> str:
        return gettext("fee invoice %(n)s") % {"n": self.number}


class TimeEntry(FirmRow):
    """Time that a member worked on a case, at a rate, and for what."""

    case = FirmForeignKey(Case, related_name="time_entries")
    member = FirmForeignKey(Membership, related_name="+")
    on = models.DateField()
    minutes = models.PositiveIntegerField()
    rate = models.DecimalField(max_digits=14, decimal_places=2, help_text=_("For an hour."))
    currency = models.CharField(max_length=3, default="USD")
    what = models.CharField(max_length=300)
    state = models.CharField(
        max_length=20, default="unbilled", choices=[(state, state) for state in TIME_ENTRY_EDGES.states]
    )
    reason = models.CharField(max_length=300, blank=True, help_text=_("Why it is not billed."))
    invoice = FirmForeignKey(FeeInvoice, related_name="time_entries", null=True, blank=True, editable=False)

    class Meta:
        constraints = [
            *case_constraints("cases_timeentry", "member", "invoice"),
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=1440, rate__gt=0), name="cases_timeentry_amounts"
            ),
            models.CheckConstraint(
                condition=~Q(state="billed") | Q(invoice__isnull=False),
                name="cases_timeentry_billed",
            ),
            Audited(name="cases_timeentry_audit"),
        ]
        indexes = [
            models.Index(fields=["firm", "on", "id"], name="cases_timeentry_on"),
            models.Index(
                fields=["firm", "on", "id"],
                include=["case"],
                name="cases_timeentry_unbilled",
                condition=Q(state="unbilled"),
            ),
        ]
        verbose_name_plural = _("time entries")

    def __str__(self) -> str:
        return ngettext("%(n)s minute: %(what)s", "%(n)s minutes: %(what)s", self.minutes) % {
            "n": self.minutes,
            "what": self.what,
        }
