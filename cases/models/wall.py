"""Who is kept from a case, and which client may look at their own: deny rows and portal rows.

Triggers turn both into the lists that row security reads (`claimback.tenancy.walls`).
"""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.client import Client
from claimback.audit.models import Audited
from claimback.tenancy.models import FirmForeignKey, FirmRow, Membership
from claimback.tenancy.row_security import firm_constraints
from claimback.tenancy.walls import ClientWall, case_constraints


class Wall(FirmRow):
    """One member kept from one case, with the reason. It wins over every grant, and is lifted, never deleted."""

    case = FirmForeignKey(Case, related_name="walls")
    member = FirmForeignKey(Membership, related_name="walls")
    reason = models.TextField(help_text=_("Such as “represented the insurer until 2024”."))
    placed_by = FirmForeignKey(Membership, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = FirmForeignKey(Membership, related_name="+", null=True, blank=True)
    lifted_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            *case_constraints("cases_wall", "member", "placed_by", "lifted_by"),
            models.UniqueConstraint(
                fields=["firm", "case", "member"],
                condition=models.Q(lifted_at=None),
                name="cases_wall_once",
            ),
            Audited(name="cases_wall_audit"),
        ]
        indexes = [models.Index(fields=["firm", "created_at", "id"], name="cases_wall_created")]

    def __str__(self) -> str:
        return gettext("%(member)s kept from %(case)s") % {"member": self.member, "case": self.case.number}


class PortalAccess(FirmRow):
    """A member with the role of a client, and whose cases they may look at: their own."""

    client = FirmForeignKey(Client, related_name="portal_accesses")
    member = FirmForeignKey(Membership, related_name="portal_accesses")
    granted_by = FirmForeignKey(Membership, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            *firm_constraints("cases_portalaccess", "client", "member", "granted_by"),
            ClientWall(name="cases_portalaccess_wall"),
            models.UniqueConstraint(
                fields=["firm", "member"], condition=models.Q(ended_at=None), name="cases_portalaccess_once"
            ),
            Audited(name="cases_portalaccess_audit"),
        ]
        indexes = [models.Index(fields=["firm", "created_at", "id"], name="cases_portalaccess_created")]
        verbose_name_plural = _("portal accesses")

    def __str__(self) -> str:
        return gettext("%(member)s for %(client)s") % {"member": self.member, "client": self.client}
