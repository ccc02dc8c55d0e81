"""Chronologies: exports of a case's whole story as a signed PDF, asked for by a member and made by a worker."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models import Case, Document
from cases.vocabulary import CHANNELS
from claimback.audit.models import Audited
from claimback.kernel.said import instant_said
from claimback.tenancy.models import FirmForeignKey, FirmRow, Membership
from claimback.tenancy.walls import case_constraints
from letters.states import CHRONOLOGY_EDGES


class Chronology(FirmRow):
    """One export. What it shows is what whoever asked for it may see; the document is a file of the case."""

    case = FirmForeignKey(Case, related_name="chronologies")
    requested_by = FirmForeignKey(Membership, related_name="+")
    from_on = models.DateField(
        null=True, blank=True, help_text=_("From this day on, in the case's time zone.")
    )
    to_on = models.DateField(null=True, blank=True, help_text=_("Up to this day, in the case's time zone."))
    channels = ArrayField(
        models.CharField(max_length=20, choices=CHANNELS),
        default=list,
        blank=True,
        help_text=_("Only contact over these; empty: all that happened."),
    )
    state = models.CharField(
        max_length=20, default="requested", choices=[(s, s) for s in CHRONOLOGY_EDGES.states]
    )
    progress = models.PositiveSmallIntegerField(default=0, help_text=_("Per cent."))
    attempts = models.PositiveSmallIntegerField(default=0)
    refusal = models.CharField(
        max_length=300, blank=True, help_text=_("Why it was not made, and the remedy.")
    )
    items = models.PositiveIntegerField(null=True, help_text=_("How many it lists."))
    document = FirmForeignKey(Document, related_name="+", null=True)
    certificate_sha256 = models.CharField(
        max_length=64, blank=True, help_text=_("Of the certificate that it is signed with.")
    )

    class Meta:
        constraints = [
            *case_constraints("letters_chronology", "requested_by", "document"),
            Audited(name="letters_chronology_audit"),
        ]
        indexes = [
            models.Index(fields=["firm", "created_at", "id"], name="letters_chronology_created"),
            models.Index(
                fields=["updated_at"],
                name="letters_chronology_waiting",
                condition=models.Q(state="requested"),
            ),
        ]
        verbose_name_plural = _("chronologies")

    def __str__(self) -> str:
        return gettext("chronology of %(at)s") % {"at": instant_said(self.created_at)}
