"""Appraisals under the policy's clause: who sits, what is in dispute, what was awarded."""

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case, Event, Party
from cases.models.damages import DamageItem
from cases.models.estimates import EstimateLine
from cases.models.evidence import Document
from cases.models.policy import Provision
from cases.models.policy_terms import Coverage
from cases.settlement.appraisal import SEATS
from cases.settlement.disinterest import RELATIONS
from cases.settlement.negotiation import SIDES
from cases.states import APPRAISAL_EDGES, APPRAISER_EDGES
from cases.vocabulary import PROOF_GRADES
from claimback.audit.models import Audited
from claimback.kernel.said import day_said
from claimback.tenancy.models import FirmForeignKey, FirmRow, Membership
from claimback.tenancy.walls import case_constraints, part_constraints


def _money(help_text: str = "") -> "models.DecimalField[Decimal | str | int | None, Decimal | None]":
    return models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True, help_text=help_text)


class Appraisal(FirmRow):
    """One appraisal, from the demand to the payment. The award stands on it: an item's own part stands on the item."""

    case = FirmForeignKey(Case, related_name="appraisals")
    demanded_by = models.CharField(max_length=10, choices=SIDES)
    demanded_on = models.DateField(help_text=_("When the other side received the written demand."))
    proof_grade = models.CharField(max_length=30, choices=[(g, g) for g in PROOF_GRADES])
    provision = FirmForeignKey(
        Provision, related_name="+", null=True, blank=True, help_text=_("The policy's appraisal clause.")
    )
    document = FirmForeignKey(Document, related_name="+", null=True, blank=True, help_text=_("The demand."))
    demand_event = FirmForeignKey(Event, related_name="+", null=True, blank=True, editable=False)
    state = models.CharField(
        max_length=20, default="demanded", choices=[(s, s) for s in APPRAISAL_EDGES.states]
    )
    state_on = models.DateField(help_text=_("Since when it is so."))
    state_note = models.CharField(max_length=300, blank=True)
    currency = models.CharField(max_length=3, default="USD")
    awarded_on = models.DateField(null=True, blank=True)
    signed_by = ArrayField(
        models.CharField(max_length=20, choices=SEATS),
        default=list,
        blank=True,
        help_text=_("Who signed the award."),
    )
    award_document = FirmForeignKey(Document, related_name="+", null=True, blank=True)
    award_event = FirmForeignKey(Event, related_name="+", null=True, blank=True, editable=False)
    rcv = _money("Awarded: replacement cost.")
    depreciation = _money("Awarded: depreciation.")
    acv = _money("Awarded: actual cash value.")
    deductible = _money("Of the policy, as it bears on this loss.")
    limit = _money("Of the policy, where it binds.")
    payment = FirmForeignKey(
        Event, related_name="+", null=True, blank=True, help_text=_("That paid the award.")
    )
    recorded_by = FirmForeignKey(Membership, related_name="+")

    class Meta:
        constraints = [
            *case_constraints(
                "cases_appraisal",
                *(
                    "provision",
                    "document",
                    "demand_event",
                    "award_document",
                    "award_event",
                    "payment",
                    "recorded_by",
                ),
            ),
            models.UniqueConstraint(
                fields=["firm", "case"],
                condition=~Q(state__in=["paid", "set_aside", "withdrawn"]),
                name="cases_appraisal_one",
            ),
            models.CheckConstraint(
                condition=Q(awarded_on=None) | Q(rcv=F("acv") + F("depreciation")), name="cases_appraisal_sum"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["awarded", "paid", "set_aside"]) | Q(awarded_on__isnull=False),
                name="cases_appraisal_award",
            ),
            Audited(name="cases_appraisal_audit"),
        ]
        indexes = [models.Index(fields=["firm", "demanded_on", "id"], name="cases_appraisal_demanded")]

    def __str__(self) -> str:
        return gettext("appraisal demanded on %(day)s") % {"day": day_said(self.demanded_on)}


class Appraiser(FirmRow):
    """Who sits for a side, or as the umpire, with what they disclosed and what was found of them."""

    case = FirmForeignKey(Case, related_name="+", editable=False, blank=True)
    appraisal = FirmForeignKey(Appraisal, related_name="appraisers")
    seat = models.CharField(max_length=20, choices=SEATS)
    party = FirmForeignKey(Party, related_name="+")
    named_on = models.DateField()
    by_court = models.BooleanField(default=False, help_text=_("A court named them."))
    relation = models.CharField(
        max_length=20, choices=RELATIONS, help_text=_("To a party, as they disclosed it.")
    )
    disclosure = models.TextField(blank=True, help_text=_("In their own words."))
    document = FirmForeignKey(
        Document, related_name="+", null=True, blank=True, help_text=_("The disclosure.")
    )
    found = models.JSONField(
        default=list, blank=True, help_text=_("Whose name or firm theirs is like, and why.")
    )
    waiver_reason = models.CharField(
        max_length=300, blank=True, help_text=_("Who agreed to them in spite of it, and in what writing.")
    )
    waived_by = FirmForeignKey(Membership, related_name="+", null=True, blank=True, editable=False)
    cost = _money("What they charged.")
    currency = models.CharField(max_length=3, default="USD")
    state = models.CharField(
        max_length=20, default="sitting", choices=[(s, s) for s in APPRAISER_EDGES.states]
    )
    replaced_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            *part_constraints(
                "cases_appraiser", "appraisal", "cases_appraisal", "party", "document", "waived_by"
            ),
            models.UniqueConstraint(
                fields=["firm", "appraisal", "seat"], condition=Q(state="sitting"), name="cases_appraiser_one"
            ),
            Audited(name="cases_appraiser_audit"),
        ]
        indexes = [models.Index(fields=["firm", "named_on", "id"], name="cases_appraiser_named")]

    def __str__(self) -> str:
        return f"{gettext(self.get_seat_display())}: {self.party}"


class AppraisalItem(FirmRow):
    """One item in dispute: both sides' numbers, and what was awarded on it."""

    case = FirmForeignKey(Case, related_name="+", editable=False, blank=True)
    appraisal = FirmForeignKey(Appraisal, related_name="items")
    number = models.PositiveIntegerField(help_text=_("Counted in the appraisal."))
    title = models.CharField(max_length=200, help_text=_("Such as Roof, north slope."))
    room = models.CharField(max_length=120, blank=True, help_text=_("Or the part of the building."))
    coverage = FirmForeignKey(Coverage, related_name="+", null=True, blank=True)
    damage = FirmForeignKey(
        DamageItem,
        related_name="appraisal_items",
        null=True,
        blank=True,
        help_text=_("The damage item that it is."),
    )
    our_line = FirmForeignKey(
        EstimateLine, related_name="+", null=True, blank=True, help_text=_("The line of our estimate.")
    )
    their_line = FirmForeignKey(
        EstimateLine, related_name="+", null=True, blank=True, help_text=_("The line of the insurer's.")
    )
    ours = models.DecimalField(max_digits=14, decimal_places=2, help_text=_("Our replacement cost."))
    theirs = models.DecimalField(max_digits=14, decimal_places=2, help_text=_("The insurer's."))
    rcv = _money("Awarded: replacement cost.")
    depreciation = _money("Awarded: depreciation.")
    acv = _money("Awarded: actual cash value.")
    currency = models.CharField(max_length=3, default="USD")

    class Meta:
        constraints = [
            *part_constraints(
                "cases_appraisalitem",
                "appraisal",
                "cases_appraisal",
                *("coverage", "damage", "our_line", "their_line"),
            ),
            models.UniqueConstraint(
                fields=["firm", "appraisal", "number"], name="cases_appraisalitem_number"
            ),
            models.CheckConstraint(
                condition=Q(ours__gte=0) & Q(theirs__gte=0), name="cases_appraisalitem_amounts"
            ),
            models.CheckConstraint(
                condition=Q(rcv=None, acv=None, depreciation=None) | Q(rcv=F("acv") + F("depreciation")),
                name="cases_appraisalitem_sum",
            ),
            Audited(name="cases_appraisalitem_audit"),
        ]
        indexes = [models.Index(fields=["firm", "created_at", "id"], name="cases_appraisalitem_created")]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"
