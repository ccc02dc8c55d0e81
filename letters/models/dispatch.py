"""Dispatches: one hand-over of exact bytes by one channel, what the carrier said, and the proof."""

from django.db import models

from cases.models import Case, Correspondence, Document, Event
from cases.vocabulary import PROOF_GRADES
from claimback.audit.models import Audited
from claimback.tenancy.models import FirmForeignKey, FirmRow, Membership
from claimback.tenancy.walls import part_constraints
from letters.models.letter import Letter
from letters.states import DISPATCH_EDGES

DISPATCH_CHANNELS = {
    "certified_mail": "Certified mail",
    "courier": "Courier",
    "hand_delivery": "By hand",
    "fax": "Fax",
    "portal": "Portal",
    "email": "E-mail",
}

CARRIER_EVENT_KINDS = {
    "accepted": "Accepted by the carrier",
    "in_transit": "In transit",
    "delivery_attempted": "Delivery attempted",
    "held_for_pickup": "Held for pickup",
    "exception": "Something went wrong",
}


class Dispatch(FirmRow):
    """One hand-over. Its proof grade only rises."""

    case = FirmForeignKey(Case, related_name="+", editable=False, blank=True)
    letter = FirmForeignKey(Letter, related_name="dispatches")
    channel = models.CharField(max_length=20, choices=DISPATCH_CHANNELS)
    sha256 = models.CharField(max_length=64, help_text="Of the bytes that went out.")
    address = models.TextField()
    tracking_number = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=20, default="sent", choices=[(s, s) for s in DISPATCH_EDGES.states])
    proof_grade = models.CharField(max_length=30, choices=[(g, g) for g in PROOF_GRADES])
    sent_at = models.DateTimeField()
    sent_by = FirmForeignKey(Membership, related_name="+")
    delivered_at = models.DateTimeField(null=True)
    signed_for_by = models.CharField(max_length=200, blank=True)
    receipt = FirmForeignKey(
        Document, related_name="receipt_of", null=True, help_text="The proof of delivery."
    )
    event = FirmForeignKey(
        Event, related_name="dispatches", null=True, help_text="What the proven receipt started."
    )
    correspondence = FirmForeignKey(
        Correspondence, related_name="+", null=True, help_text="Its entry in the log of contact."
    )
    return_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            *part_constraints(
                "letters_dispatch",
                "letter",
                "letters_letter",
                "sent_by",
                "receipt",
                "event",
                "correspondence",
            ),
            models.UniqueConstraint(
                fields=["firm", "letter"], condition=~models.Q(state="returned"), name="letters_dispatch_once"
            ),
            Audited(name="letters_dispatch_audit"),
        ]
        indexes = [models.Index(fields=["firm", "sent_at", "id"], name="letters_dispatch_sent")]
        verbose_name_plural = "dispatches"

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.tracking_number}".strip()


class CarrierEvent(FirmRow):
    """One thing that the carrier said of a dispatch."""

    case = FirmForeignKey(Case, related_name="+", editable=False, blank=True)
    dispatch = FirmForeignKey(Dispatch, related_name="carrier_events")
    at = models.DateTimeField()
    kind = models.CharField(max_length=40, choices=CARRIER_EVENT_KINDS)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            *part_constraints("letters_carrierevent", "dispatch", "letters_dispatch"),
            Audited(name="letters_carrierevent_audit"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d}"
