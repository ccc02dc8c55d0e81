"""The shape of an obligation to tell somebody, the addresses that do not take mail, and signs of life of sweeps."""

from typing import Final

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claimback.audit.models import Audited
from claimback.kernel.said import instant_said
from claimback.kernel.transitions import edges
from claimback.tenancy.models import FirmForeignKey, FirmRow, Membership
from claimback.tenancy.row_security import firm_constraints
from claimback.tenancy.walls import PortalWall

PLANNED, SENDING, SENT, VOID = "planned", "sending", "sent", "void"

OBLIGATION_EDGES: Final = edges(
    "reminder", {PLANNED: [SENDING, VOID], SENDING: [SENT, PLANNED, VOID], SENT: [PLANNED], VOID: []}
)
"""What was sent is owed again where the mail came back."""

REFUSED_WHY: Final = {
    "refused": "The mail server refused it",
    "bounced": "Mail to it came back",
    "complained": "Mail to it was reported as unwanted",
}


class Obligation(models.Model):
    """One thing that must reach a person: claimed, sent, settled. Each kind has a table of its own.

    `due_at` never moves; `next_attempt_at` is when to try (again). `attempts` is the number of the last claim.
    """

    state = models.CharField(
        max_length=10, default=PLANNED, choices=[(s, s) for s in OBLIGATION_EDGES.states]
    )
    due_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class Heartbeat(models.Model):
    """When a sweep last ran, over all firms: what is quiet for too long has died. No firm's data."""

    name = models.CharField(max_length=80, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return gettext("%(name)s at %(at)s") % {"name": self.name, "at": instant_said(self.at)}


class RefusedAddress(FirmRow):
    """An address to which mail did not get through. What is due goes to somebody else until a person lifts this."""

    address = models.EmailField(help_text=_("In small letters."))
    why = models.CharField(max_length=20, choices=REFUSED_WHY)
    said = models.CharField(max_length=300, blank=True, help_text=_("The other server's words."))
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = FirmForeignKey(Membership, related_name="+", null=True, blank=True)

    class Meta:
        constraints = [
            *firm_constraints("notify_refusedaddress", "lifted_by"),
            PortalWall(name="notify_refusedaddress_portal"),
            models.UniqueConstraint(
                fields=["firm", "address"],
                condition=models.Q(lifted_at=None),
                name="notify_refusedaddress_once",
            ),
            Audited(name="notify_refusedaddress_audit"),
        ]
        indexes = [models.Index(fields=["firm", "created_at", "id"], name="notify_refused_created")]
        verbose_name_plural = _("refused addresses")

    def __str__(self) -> str:
        return self.address
