"""Dispatches: one hand-over of exact bytes by one channel, what the carrier said, and the proof."""

from datetime import date

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models import Case, Correspondence, Document, Event
from cases.vocabulary import PROOF_GRADES
from claimback.audit.models import Audited
from claimback.kernel.said import instant_said
from claimback.tenancy.models import FirmForeignKey, FirmRow, Membership
from claimback.tenancy.walls import part_constraints
from letters.models.letter import Letter
from letters.models.packet import Packet
from letters.states import DISPATCH_EDGES, ON_ITS_WAY, OVER, PENDING, STUCK

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
"""What a person records of what a carrier said; delivery and return are acts of their own."""

VENDOR_EVENT_KINDS = {
    "prepared": "Being prepared",
    **CARRIER_EVENT_KINDS,
    "delivered": "Delivered",
    "returned": "Came back",
}
"""What a vendor tells of a dispatch, in words of our own."""

VENDORS = {"smtp": "The mail server", "lob": "Lob", "telnyx": "Telnyx"}


class Dispatch(FirmRow):
    """One hand-over, by a person or by a vendor. Its proof grade only rises."""

    case = FirmForeignKey(Case, related_name="+", editable=False, blank=True)
    letter = FirmForeignKey(Letter, related_name="dispatches")
    packet = FirmForeignKey(
        Packet, related_name="+", null=True, help_text=_("What went; without one the letter alone.")
    )
    channel = models.CharField(max_length=20, choices=DISPATCH_CHANNELS)
    sha256 = models.CharField(max_length=64, help_text=_("Of the bytes that went out."))
    address = models.TextField()
    tracking_number = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=20, default="sent", choices=[(s, s) for s in DISPATCH_EDGES.states])
    proof_grade = models.CharField(
        max_length=30,
        choices=[(g, g) for g in PROOF_GRADES],
        blank=True,
        help_text=_("Empty before it was sent."),
    )
    sent_at = models.DateTimeField(
        null=True,
        help_text=_("When it left: what is printed and posted by a vendor, when the carrier took it."),
    )
    sent_by = FirmForeignKey(Membership, related_name="+")
    vendor = models.CharField(
        max_length=20, choices=VENDORS, blank=True, help_text=_("Empty: a person sends it.")
    )
    vendor_reference = models.CharField(
        max_length=120, blank=True, help_text=_("The vendor's own name of it.")
    )
    return_receipt = models.BooleanField(
        default=False, help_text=_("Certified mail by a vendor: with the recipient's signature.")
    )
    round = models.PositiveIntegerField(
        default=1,
        editable=False,
        help_text=_("How often a person had it sent; the vendor's key of it ends with this."),
    )
    attempts = models.PositiveIntegerField(default=0, editable=False, help_text=_("Claims in this round."))
    next_attempt_at = models.DateTimeField(
        null=True, editable=False, help_text=_("When a worker next hands it over, or asks whether it went.")
    )
    claimed_at = models.DateTimeField(null=True, editable=False, help_text=_("The last claim."))
    last_error = models.CharField(
        max_length=300, blank=True, help_text=_("Why it did not go, or is not known to have.")
    )
    proof_looked_on = models.DateField(
        default=date.min,
        db_default=date(1, 1, 1),
        editable=False,
        help_text=_("When its proof was last looked for."),
    )
    delivered_at = models.DateTimeField(null=True)
    signed_for_by = models.CharField(max_length=200, blank=True)
    receipt = FirmForeignKey(
        Document, related_name="receipt_of", null=True, help_text=_("The proof of delivery.")
    )
    event = FirmForeignKey(
        Event, related_name="dispatches", null=True, help_text=_("What the proven receipt started.")
    )
    correspondence = FirmForeignKey(
        Correspondence, related_name="+", null=True, help_text=_("Its entry in the log of contact.")
    )
    return_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            *part_constraints(
                "letters_dispatch",
                "letter",
                "letters_letter",
                "packet",
                "sent_by",
                "receipt",
                "event",
                "correspondence",
            ),
            models.UniqueConstraint(
                fields=["firm", "letter", "channel"],
                condition=~models.Q(state__in=OVER),
                name="letters_dispatch_once",
            ),
            Audited(name="letters_dispatch_audit", leaving_out=["proof_looked_on"]),
        ]
        indexes = [
            models.Index(fields=["firm", "created_at", "id"], name="letters_dispatch_created"),
            models.Index(
                fields=["firm", "state", "created_at", "id"],
                include=["case"],
                name="letters_dispatch_stuck",
                condition=models.Q(state__in=STUCK),
            ),
            models.Index(
                fields=["next_attempt_at"],
                condition=models.Q(state__in=["queued", "unknown"]),
                name="letters_dispatch_due",
            ),
            models.Index(
                fields=["claimed_at"], condition=models.Q(state="claimed"), name="letters_dispatch_claimed"
            ),
            models.Index(
                fields=["proof_looked_on"],
                condition=models.Q(state__in=[*PENDING, *ON_ITS_WAY]),
                name="letters_dispatch_unproven",
            ),
        ]
        verbose_name_plural = _("dispatches")

    def __str__(self) -> str:
        return f"{gettext(self.get_channel_display())} {self.tracking_number}".strip()


class CarrierEvent(FirmRow):
    """One thing that the carrier said of a dispatch: to a member who recorded it, or the vendor to us, once."""

    case = FirmForeignKey(Case, related_name="+", editable=False, blank=True)
    dispatch = FirmForeignKey(Dispatch, related_name="carrier_events")
    at = models.DateTimeField()
    kind = models.CharField(max_length=40, choices=VENDOR_EVENT_KINDS)
    note = models.CharField(max_length=300, blank=True)
    vendor = models.CharField(
        max_length=20, choices=VENDORS, blank=True, help_text=_("Empty: a member recorded it.")
    )
    vendor_event = models.CharField(
        max_length=120, blank=True, help_text=_("The vendor's own name of the event.")
    )

    class Meta:
        constraints = [
            *part_constraints("letters_carrierevent", "dispatch", "letters_dispatch"),
            models.UniqueConstraint(
                fields=["firm", "vendor", "vendor_event"],
                condition=~models.Q(vendor=""),
                name="letters_carrierevent_once",
            ),
            Audited(name="letters_carrierevent_audit"),
        ]

    def __str__(self) -> str:
        return f"{gettext(self.get_kind_display())} {instant_said(self.at)}"
