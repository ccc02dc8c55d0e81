"""Peer-to-peer calls: the two doctors, and what came of it. The call itself is an entry of the log."""

from typing import Final

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.correspondence import Correspondence
from claimback.audit.models import Audited
from claimback.tenancy.models import FirmForeignKey, FirmRow
from claimback.tenancy.walls import part_constraints

OUTCOMES: Final = {
    "overturned": "The denial is withdrawn",
    "partly_overturned": "The denial is partly withdrawn",
    "upheld": "The denial stands",
    "to_be_decided": "The decision comes later",
    "not_held": "The reviewer could not be reached",
}


class PeerToPeer(FirmRow):
    """One call between the treating doctor and the insurer's. Never changed: a correction is a new entry with its own
    row here.
    """

    case = FirmForeignKey(Case, related_name="+", editable=False, blank=True)
    correspondence = FirmForeignKey(Correspondence, related_name="peer_to_peer")
    treating_name = models.CharField(max_length=200)
    treating_specialty = models.CharField(max_length=120, blank=True)
    treating_npi = models.CharField(max_length=10, blank=True, help_text=_("National Provider Identifier."))
    treating_license = models.CharField(max_length=60, blank=True, help_text=_("State and number."))
    reviewer_name = models.CharField(max_length=200)
    reviewer_specialty = models.CharField(max_length=120, blank=True)
    reviewer_npi = models.CharField(max_length=10, blank=True, help_text=_("National Provider Identifier."))
    reviewer_license = models.CharField(max_length=60, blank=True, help_text=_("State and number."))
    reviewer_company = models.CharField(
        max_length=200, blank=True, help_text=_("Whom the reviewer works for.")
    )
    outcome = models.CharField(max_length=20, choices=OUTCOMES)
    would_change = models.TextField(
        blank=True, help_text=_("What the reviewer said would change the decision.")
    )

    class Meta:
        constraints = [
            *part_constraints("cases_peertopeer", "correspondence", "cases_correspondence"),
            models.UniqueConstraint(fields=["firm", "correspondence"], name="cases_peertopeer_once"),
            Audited(name="cases_peertopeer_audit"),
        ]
        indexes = [models.Index(fields=["firm", "created_at", "id"], name="cases_peertopeer_created")]
        verbose_name = _("peer-to-peer call")

    def __str__(self) -> str:
        return gettext("%(doctor)s with %(reviewer)s") % {
            "doctor": self.treating_name,
            "reviewer": self.reviewer_name,
        }
