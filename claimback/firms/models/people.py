"""How people come into a firm: invitations, the access of persons from support, and the mails owed for both."""

from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from claimback.audit.models import Audited
from claimback.notify.models import PLANNED, SENDING, Obligation
from claimback.tenancy.models import FirmForeignKey, FirmRow, Licence, Membership, Role
from claimback.tenancy.roles import ROLE_NAMES
from claimback.tenancy.row_security import firm_constraints
from claimback.tenancy.state_words import words

INVITATION, SUPPORT_GRANTED, SUPPORT_ENDED, BREAK_GLASS, LICENCE_EXPIRING, PAPER = (
    "invitation",
    "support_granted",
    "support_ended",
    "break_glass",
    "licence_expiring",
    "paper",
)
NOTICE_KINDS: Final = {
    INVITATION: "Invitation",
    SUPPORT_GRANTED: "Support was let in",
    SUPPORT_ENDED: "Support's access ended",
    BREAK_GLASS: "Support came in without a grant",
    LICENCE_EXPIRING: "A licence expires",
    PAPER: "A paper of the day was made",
}


class Invitation(FirmRow):
    """An e-mail address that may become a member, once, by a secret link. Only the secret's hash is kept."""

    email = models.EmailField()
    role = models.CharField(max_length=20, choices=ROLE_NAMES)
    own_role = FirmForeignKey(Role, related_name="+", null=True, blank=True)
    title = models.CharField(max_length=100, blank=True)
    digest = models.BinaryField(max_length=32, editable=False)
    sendings = models.PositiveSmallIntegerField(
        default=1, help_text=_("How often a link was sent; only the last one opens.")
    )
    expires_at = models.DateTimeField()
    invited_by = FirmForeignKey(Membership, related_name="+")
    member = FirmForeignKey(Membership, related_name="+", null=True, help_text=_("Who accepted it."))
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            *firm_constraints("firms_invitation", "own_role", "invited_by", "member"),
            models.UniqueConstraint(
                fields=["firm", "email"],
                condition=models.Q(accepted_at=None, revoked_at=None),
                name="firms_invitation_once",
            ),
            models.UniqueConstraint(fields=["firm", "digest"], name="firms_invitation_digest"),
            Audited(name="firms_invitation_audit", leaving_out=["digest"]),
        ]
        indexes = [models.Index(fields=["firm", "created_at", "id"], name="firms_invitation_created")]

    def __str__(self) -> str:
        return self.email


class SupportAccess(FirmRow):
    """One time that a person from support was let in, and why. Nobody granted it where the glass was broken."""

    member = FirmForeignKey(Membership, related_name="support_accesses")
    reason = models.TextField()
    granted_by = FirmForeignKey(
        Membership, related_name="+", null=True, help_text=_("Nobody, where it was taken in an emergency.")
    )
    until = models.DateTimeField(help_text=_("When it ends by itself."))
    ended_at = models.DateTimeField(null=True, blank=True, help_text=_("When an owner ended it before."))
    ended_by = FirmForeignKey(Membership, related_name="+", null=True, blank=True)

    class Meta:
        constraints = [
            *firm_constraints("firms_supportaccess", "member", "granted_by", "ended_by"),
            Audited(name="firms_supportaccess_audit"),
        ]
        indexes = [models.Index(fields=["firm", "created_at", "id"], name="firms_supportaccess_created")]
        verbose_name = _("support access")
        verbose_name_plural = _("support accesses")

    def __str__(self) -> str:
        return str(self.member)


class Notice(FirmRow, Obligation):
    """One mail that the firm's life owes somebody. Whom it goes to and what it says is decided when it is sent."""

    kind = models.CharField(max_length=20, choices=NOTICE_KINDS)
    invitation = FirmForeignKey(Invitation, related_name="notices", null=True)
    support = FirmForeignKey(SupportAccess, related_name="notices", null=True)
    licence = FirmForeignKey(Licence, related_name="+", null=True)
    expires_on = models.DateField(null=True, help_text=_("The licence's last day, as it was told."))
    days = models.PositiveSmallIntegerField(null=True, help_text=_("How many days before it at the most."))
    member = FirmForeignKey(
        Membership, related_name="+", null=True, help_text=_("Whom a floor above tells something.")
    )
    said = models.JSONField(
        null=True, help_text=_("What it tells them: a headline, sentences, and a page of the admin.")
    )
    sent_to = ArrayField(models.EmailField(), default=list)

    class Meta:
        constraints = [
            *firm_constraints("firms_notice", "invitation", "support", "licence", "member"),
            models.UniqueConstraint(
                fields=["firm", "licence", "expires_on", "days"], name="firms_notice_of_licence"
            ),
            Audited(name="firms_notice_audit", leaving_out=["lease_until"]),
        ]
        indexes = [
            models.Index(fields=["firm", "due_at", "id"], name="firms_notice_due"),
            # The scanner's: it looks across firms, so this one does not lead with the firm.
            models.Index(
                fields=["next_attempt_at"],
                name="firms_notice_unsettled",
                condition=models.Q(state__in=[PLANNED, SENDING]),
            ),
        ]

    def __str__(self) -> str:
        return words(self.kind)
