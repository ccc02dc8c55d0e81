"""Mail that comes in at a case's own address, and those addresses."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.correspondence import Correspondence
from cases.models.evidence import Document
from cases.states import MAIL_EDGES
from claimback.audit.models import Audited
from claimback.storage.models import StoredFile
from claimback.tenancy.models import FirmForeignKey, FirmRow, Membership
from claimback.tenancy.walls import case_constraints


class MailAddress(FirmRow):
    """Where mail for a case may be sent. Its name can't be guessed; ended, it takes nothing more."""

    case = FirmForeignKey(Case, related_name="mail_addresses")
    name = models.CharField(
        max_length=120, help_text=_("Before the @: the firm's slug, a dot, and the case's part.")
    )
    opened_by = FirmForeignKey(Membership, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            *case_constraints("cases_mailaddress", "opened_by"),
            models.UniqueConstraint(fields=["firm", "name"], name="cases_mailaddress_name"),
            models.UniqueConstraint(
                fields=["firm", "case"], condition=models.Q(ended_at=None), name="cases_mailaddress_once"
            ),
            Audited(name="cases_mailaddress_audit"),
        ]
        indexes = [models.Index(fields=["firm", "created_at", "id"], name="cases_mailaddress_created")]
        verbose_name = _("e-mail address")
        verbose_name_plural = _("e-mail addresses")

    def __str__(self) -> str:
        return self.name


class ReceivedMail(FirmRow):
    """One message as it arrived. Who it says it is from is what it says: nothing here was verified."""

    case = FirmForeignKey(Case, related_name="received_mail")
    address = FirmForeignKey(MailAddress, related_name="received")
    file = FirmForeignKey(StoredFile, related_name="+", help_text=_("The message, byte for byte."))
    sha256 = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    sender = models.CharField(max_length=300, blank=True, help_text=_("As the message says; not verified."))
    subject = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=20, default="received", choices=[(s, s) for s in MAIL_EDGES.states])
    problem = models.TextField(blank=True, help_text=_("Why it, or a part of it, was not filed."))
    document = FirmForeignKey(Document, related_name="+", null=True, blank=True)
    correspondence = FirmForeignKey(Correspondence, related_name="+", null=True, blank=True)

    class Meta:
        constraints = [
            *case_constraints("cases_receivedmail", "address", "file", "document", "correspondence"),
            models.UniqueConstraint(fields=["firm", "case", "sha256"], name="cases_receivedmail_once"),
            Audited(name="cases_receivedmail_audit"),
        ]
        indexes = [
            models.Index(fields=["firm", "received_at", "id"], name="cases_receivedmail_at"),
            models.Index(
                fields=["received_at"],
                name="cases_receivedmail_unfiled",
                condition=models.Q(state="received"),
            ),
        ]
        verbose_name = _("received mail")
        verbose_name_plural = _("received mail")

    def __str__(self) -> str:
        return self.subject or gettext("(no subject)")
