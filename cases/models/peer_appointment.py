"""Peer-to-peer calls that are to come: proposed, agreed, and the invitations to them. What was said is in the log."""

from datetime import timedelta
from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case, Party
from cases.models.correspondence import Correspondence
from cases.models.denial import Denial
from cases.states import PEER_APPOINTMENT_EDGES
from claimback.audit.models import Audited
from claimback.notify.models import PLANNED, SENDING, Obligation
from claimback.tenancy.models import FirmForeignKey, FirmRow, Membership
from claimback.tenancy.walls import case_constraints, part_constraints

INVITATION_KINDS: Final = {"request": "Invitation", "reminder": "Reminder", "cancel": "Cancellation"}
INVITED: Final = {"doctor": "Our doctor", "member": "Our member"}


class PeerAppointment(FirmRow):
    """One call that the treating doctor and the insurer's reviewer are to have.

    `sequence` is that of the invitation as it stands (RFC 5545): it goes up with every change that those who are
    invited must hear of.
    """

    case = FirmForeignKey(Case, related_name="+")
    denial = FirmForeignKey(
        Denial, related_name="+", null=True, blank=True, help_text=_("The denial that it is about.")
    )
    provider = FirmForeignKey(Party, related_name="+", help_text=_("The treating doctor."))
    member = FirmForeignKey(Membership, related_name="+", help_text=_("Who looks after it."))
    treating_npi = models.CharField(max_length=10, blank=True, help_text=_("National Provider Identifier."))
    treating_license = models.CharField(max_length=60, blank=True, help_text=_("State and number."))
    reviewer_name = models.CharField(max_length=200, blank=True, help_text=_("Empty while it is not known."))
    reviewer_specialty = models.CharField(max_length=120, blank=True)
    reviewer_npi = models.CharField(max_length=10, blank=True, help_text=_("National Provider Identifier."))
    reviewer_license = models.CharField(max_length=60, blank=True, help_text=_("State and number."))
    reviewer_company = models.CharField(
        max_length=200, blank=True, help_text=_("Whom the reviewer works for.")
    )
    time_zone = models.CharField(max_length=60, help_text=_("An IANA name: in which its times are told."))
    slots = ArrayField(models.DateTimeField(), help_text=_("The times that were proposed."))
    minutes = models.PositiveSmallIntegerField(default=30, help_text=_("For how long."))
    starts_at = models.DateTimeField(null=True, blank=True, help_text=_("The time that was agreed."))
    first_at = models.DateTimeField(
        editable=False, help_text=_("That, or else the earliest that was proposed.")
    )
    dial_in = models.CharField(max_length=300, blank=True, help_text=_("The number to call, with its code."))
    to_ask = ArrayField(
        models.CharField(max_length=300), default=list, blank=True, help_text=_("What is to be asked.")
    )
    state = models.CharField(
        max_length=10, default="proposed", choices=[(s, s) for s in PEER_APPOINTMENT_EDGES.states]
    )
    state_reason = models.CharField(max_length=300, blank=True)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    correspondence = FirmForeignKey(
        Correspondence, related_name="+", null=True, blank=True, help_text=_("What was said on it.")
    )

    class Meta:
        constraints = [
            *case_constraints("cases_peerappointment", "denial", "provider", "member", "correspondence"),
            Audited(name="cases_peerappointment_audit"),
        ]
        indexes = [
            models.Index(fields=["firm", "first_at", "id"], name="cases_peerappointment_first"),
            # The scanner's: it looks across firms, so this does not lead with the firm.
            models.Index(
                fields=["starts_at"], name="cases_peerappointment_agreed", condition=models.Q(state="agreed")
            ),
        ]
        verbose_name = _("peer-to-peer appointment")

    def __str__(self) -> str:
        return gettext("%(doctor)s with %(reviewer)s") % {
            "doctor": self.provider,
            "reviewer": self.reviewer_name or gettext("a reviewer to be named"),
        }

    @property
    def length(self) -> timedelta:
        """For how long the call is meant to last."""
        return timedelta(minutes=self.minutes)


class PeerInvitation(FirmRow, Obligation):
    """One mail about one appointment that our doctor or our member is owed: claimed, sent, settled."""

    case = FirmForeignKey(Case, related_name="+", editable=False, blank=True)
    appointment = FirmForeignKey(PeerAppointment, related_name="invitations")
    kind = models.CharField(max_length=10, choices=INVITATION_KINDS)
    invited = models.CharField(max_length=10, choices=INVITED)
    sequence = models.PositiveIntegerField(help_text=_("Of the invitation that it tells of."))
    hours = models.PositiveSmallIntegerField(default=0, help_text=_("Of a reminder: before the call."))
    sent_to = models.EmailField(blank=True)

    class Meta:
        constraints = [
            *part_constraints("cases_peerinvitation", "appointment", "cases_peerappointment"),
            models.UniqueConstraint(
                fields=["firm", "appointment", "sequence", "kind", "hours", "invited"],
                name="cases_peerinvitation_once",
            ),
            Audited(name="cases_peerinvitation_audit", leaving_out=["lease_until"]),
        ]
        indexes = [
            models.Index(fields=["firm", "due_at", "id"], name="cases_peerinvitation_due"),
            models.Index(
                fields=["next_attempt_at"],
                name="cases_peerinvitation_unsettled",
                condition=models.Q(state__in=[PLANNED, SENDING]),
            ),
        ]
        verbose_name = _("invitation to a peer-to-peer call")
        verbose_name_plural = _("invitations to peer-to-peer calls")

    def __str__(self) -> str:
        return gettext("%(what)s to %(whom)s") % {
            "what": gettext(self.get_kind_display()),
            "whom": gettext(self.get_invited_display()).lower(),
        }
