"""Demands and offers of both sides, what was done with each, what the client allows, and what was settled."""

from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models.case import NO_DATE, Case, Event
from cases.models.correspondence import Correspondence
from cases.models.evidence import Document
from cases.settlement.gates import GATE_TITLES
from cases.settlement.negotiation import (
    CLAIM_PARTS,
    LONGEST_TERM,
    OFFER_KINDS,
    REJECTION_REASONS,
    RELEASE_SCOPES,
    SIDES,
    WHOLE,
)
from cases.states import AUTHORITY_EDGES, OFFER_EDGES
from cases.vocabulary import CHANNELS, PROOF_GRADES
from claimback.audit.models import Audited
from claimback.tenancy.models import FirmForeignKey, FirmRow, Licence, Membership
from claimback.tenancy.walls import case_constraints, part_constraints

STEP_KINDS: Final = {
    "drafted": "Drafted",
    "put": "Put",
    "arrived": "Received by the other side",
    "extended": "More time was given",
    "told": "The client was told",
    "release_read": "The release was read",
    "gate_waived": "A gate was waived",
    "accepted": "Accepted",
    "rejected": "Rejected",
    "countered": "Rejected by a counter-offer",
    "withdrawn": "Withdrawn",
    "set_aside": "Set aside after it was accepted",
}
LAST_STEPS: Final = ("accepted", "rejected", "countered", "withdrawn")
"""Of these an offer has one: what was accepted may still be set aside."""


class Offer(FirmRow):
    """A number put on the table by either side. Once it is put it never changes: another number is another offer.

    Only the time for which it stands may be made longer, by whoever put it.
    """

    case = FirmForeignKey(Case, related_name="offers")
    number = models.PositiveIntegerField(help_text=_("1 is the first of the case, of either side."))
    side = models.CharField(max_length=10, choices=SIDES, help_text=_("Who puts it."))
    kind = models.CharField(max_length=20, choices=OFFER_KINDS)
    final = models.BooleanField(
        default=False, help_text=_("A final demand: it is put only when every gate is passed or waived.")
    )
    answers = FirmForeignKey("self", related_name="answered_by", null=True, blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2, help_text=_("The sum of its parts."))
    currency = models.CharField(max_length=3, default="USD")
    parts = models.JSONField(help_text=_("The amount for each part of the claim, or for the whole."))
    release_scope = models.CharField(
        max_length=20, choices=RELEASE_SCOPES, default="this_claim", help_text=_("What is given up for it.")
    )
    release_words = models.TextField(blank=True, help_text=_("The release in its own words."))
    confidential = models.BooleanField(default=False, help_text=_("Its terms are to be kept secret."))
    payment_days = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("Within how many days of the agreement it is to be paid.")
    )
    payments = models.JSONField(default=list, blank=True, help_text=_("Of a structured settlement."))
    other_terms = ArrayField(
        models.CharField(max_length=LONGEST_TERM), default=list, blank=True, help_text=_("What is no money.")
    )
    made_on = models.DateField(
        default=NO_DATE, help_text=_("In the place whose law it is; none while it is a draft.")
    )
    received_on = models.DateField(null=True, blank=True, help_text=_("By the side that it was put to."))
    proof_grade = models.CharField(max_length=30, blank=True, choices=[(g, g) for g in PROOF_GRADES])
    correspondence = FirmForeignKey(
        Correspondence,
        related_name="offers",
        null=True,
        blank=True,
        help_text=_("The contact that carried it."),
    )
    document = FirmForeignKey(Document, related_name="offers", null=True, blank=True)
    expires_on = models.DateField(
        null=True, blank=True, help_text=_("The last day on which it stands, in the place whose law it is.")
    )
    expires_at = models.DateTimeField(
        null=True, blank=True, help_text=_("The instant at which it ends, where an hour is given.")
    )
    lapses_at = models.DateTimeField(null=True, editable=False, help_text=_("When it no longer stands."))
    state = models.CharField(max_length=20, choices=[(s, s) for s in OFFER_EDGES.states])
    told_on = models.DateField(null=True, editable=False, help_text=_("When the client was first told."))
    event = FirmForeignKey(Event, related_name="+", null=True, editable=False)
    recorded_by = FirmForeignKey(Membership, related_name="+", editable=False)

    class Meta:
        constraints = [
            *case_constraints("cases_offer", "answers", "correspondence", "document", "event", "recorded_by"),
            models.UniqueConstraint(fields=["firm", "case", "number"], name="cases_offer_number"),
            Audited(name="cases_offer_audit"),
        ]
        indexes = [models.Index(fields=["firm", "made_on", "id"], name="cases_offer_made")]

    def __str__(self) -> str:
        return f"{gettext(self.get_kind_display())} {self.number}: {self.amount:,.2f} {self.currency}"


class OfferStep(FirmRow):
    """One thing that was done with an offer. Never changed: together they are its history."""

    case = FirmForeignKey(Case, related_name="+", editable=False, blank=True)
    offer = FirmForeignKey(Offer, related_name="steps")
    kind = models.CharField(max_length=20, choices=STEP_KINDS)
    on = models.DateField(help_text=_("In the place whose law it is."))
    at = models.DateTimeField(null=True, blank=True, help_text=_("The instant, where it is known."))
    member = FirmForeignKey(Membership, related_name="+", help_text=_("Who did it, or recorded it."))
    channel = models.CharField(max_length=20, blank=True, choices=CHANNELS)
    reasons = ArrayField(models.CharField(max_length=30, choices=REJECTION_REASONS), default=list, blank=True)
    words = models.TextField(blank=True, help_text=_("The reason, what was said, or the rights given up."))
    gate = models.CharField(max_length=20, blank=True, choices=GATE_TITLES)
    gates = models.JSONField(
        null=True, blank=True, help_text=_("How each gate stood at a final demand or acceptance.")
    )
    answer = FirmForeignKey(Offer, related_name="+", null=True, blank=True, help_text=_("The counter-offer."))
    correspondence = FirmForeignKey(Correspondence, related_name="+", null=True, blank=True)
    document = FirmForeignKey(Document, related_name="+", null=True, blank=True)
    licence = FirmForeignKey(
        Licence, related_name="+", null=True, blank=True, help_text=_("Under which it was decided.")
    )

    class Meta:
        constraints = [
            *part_constraints(
                "cases_offerstep",
                "offer",
                "cases_offer",
                "member",
                "answer",
                "correspondence",
                "document",
                "licence",
            ),
            models.UniqueConstraint(
                fields=["firm", "offer"],
                condition=models.Q(kind__in=LAST_STEPS),
                name="cases_offerstep_last",
            ),
            models.UniqueConstraint(
                fields=["firm", "offer", "gate"],
                condition=models.Q(kind="gate_waived"),
                name="cases_offerstep_waived",
            ),
            Audited(name="cases_offerstep_audit"),
        ]
        indexes = [models.Index(fields=["firm", "on", "id"], name="cases_offerstep_on")]

    def __str__(self) -> str:
        return gettext(self.get_kind_display())


class ClientAuthority(FirmRow):
    """What a client allowed in writing for one part of a claim. A new one replaces it; it may be withdrawn."""

    case = FirmForeignKey(Case, related_name="authorities")
    part = models.CharField(max_length=30, choices=CLAIM_PARTS, default=WHOLE)
    least = models.DecimalField(
        max_digits=14, decimal_places=2, help_text=_("The least for which the client lets it be settled.")
    )
    most = models.DecimalField(
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("The most that may be asked, if said."),
    )
    currency = models.CharField(max_length=3, default="USD")
    given_on = models.DateField()
    until = models.DateField(null=True, blank=True, help_text=_("The last day on which it holds, if said."))
    document = FirmForeignKey(Document, related_name="+", help_text=_("The client's consent."))
    words = models.TextField(blank=True, help_text=_("What the client said beyond the numbers."))
    state = models.CharField(
        max_length=20, default="given", choices=[(s, s) for s in AUTHORITY_EDGES.states], editable=False
    )
    ended_on = models.DateField(null=True, editable=False)
    ended_reason = models.CharField(max_length=300, blank=True, editable=False)
    recorded_by = FirmForeignKey(Membership, related_name="+", editable=False)

    class Meta:
        constraints = [
            *case_constraints("cases_clientauthority", "document", "recorded_by"),
            models.UniqueConstraint(
                fields=["firm", "case", "part"],
                condition=models.Q(state="given"),
                name="cases_clientauthority_one",
            ),
            Audited(name="cases_clientauthority_audit"),
        ]
        indexes = [models.Index(fields=["firm", "given_on", "id"], name="cases_clientauthority_given")]
        verbose_name_plural = _("client authorities")

    def __str__(self) -> str:
        said = (
            gettext("%(part)s: %(least)s to %(most)s %(currency)s")
            if self.most is not None
            else gettext("%(part)s: %(least)s or more %(currency)s")
        )
        return said % {
            "part": gettext(self.get_part_display()),
            "least": f"{self.least:,.2f}",
            "most": f"{self.most or 0:,.2f}",
            "currency": self.currency,
        }


class SettledPart(FirmRow):
    """What was agreed for one part of a claim. There is one for each part of a case: the database holds it.

    One that came to nothing, or was recorded in error, is set aside and stays.
    """

    case = FirmForeignKey(Case, related_name="+", editable=False, blank=True)
    offer = FirmForeignKey(Offer, related_name="settled_parts")
    part = models.CharField(max_length=30, choices=CLAIM_PARTS)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3, default="USD")
    agreed_on = models.DateField()
    event = FirmForeignKey(
        Event, related_name="+", null=True, editable=False, help_text=_("From which the time to pay runs.")
    )
    set_aside_on = models.DateField(null=True, editable=False)

    class Meta:
        constraints = [
            *part_constraints("cases_settledpart", "offer", "cases_offer", "event"),
            models.UniqueConstraint(
                fields=["firm", "case", "part"],
                condition=models.Q(set_aside_on=None),
                name="cases_settledpart_once",
            ),
            Audited(name="cases_settledpart_audit"),
        ]
        indexes = [models.Index(fields=["firm", "agreed_on", "id"], name="cases_settledpart_agreed")]

    def __str__(self) -> str:
        return f"{gettext(self.get_part_display())}: {self.amount:,.2f} {self.currency}"
