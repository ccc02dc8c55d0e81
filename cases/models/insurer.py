"""Insurers, their administrators, and where their mail goes."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claimback.audit.models import Audited
from claimback.tenancy.models import FirmForeignKey, FirmRow
from claimback.tenancy.row_security import firm_constraints
from claimback.tenancy.walls import PortalWall

INSURER_KINDS = {
    "carrier": "Carrier",
    "administrator": "Third-party administrator",
    "plan": "Self-funded plan",
}
ADDRESS_PURPOSES = {"appeals": "Appeals", "claims": "Claims", "legal": "Legal", "general": "General"}


class Insurer(FirmRow):
    """A carrier, a plan that pays for itself, or who administers claims for one."""

    kind = models.CharField(max_length=20, choices=INSURER_KINDS, default="carrier")
    name = models.CharField(max_length=200)
    group_name = models.CharField(
        max_length=200, blank=True, help_text=_("The corporate group it belongs to.")
    )
    parent = FirmForeignKey(
        "self", related_name="subsidiaries", null=True, blank=True, help_text=_("The company that owns it.")
    )
    phone = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            *firm_constraints("cases_insurer", "parent"),
            PortalWall(name="cases_insurer_portal", portal="cases_insurer_of_client(firm_id, id)"),
            Audited(name="cases_insurer_audit"),
        ]
        indexes = [
            models.Index(fields=["firm", "name", "id"], name="cases_insurer_name"),
            # Where lists show the name. The one above holds it too, and would be read whole for each row.
            models.Index(fields=["firm", "id"], include=["name"], name="cases_insurer_named"),
        ]

    def __str__(self) -> str:
        return self.name


class InsurerAddress(FirmRow):
    """One address of an insurer, for one purpose."""

    insurer = FirmForeignKey(Insurer, related_name="addresses")
    purpose = models.CharField(max_length=20, choices=ADDRESS_PURPOSES)
    lines = models.TextField(help_text=_("As it is written on an envelope, line by line."))
    fax = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)

    class Meta:
        constraints = [
            *firm_constraints("cases_insureraddress", "insurer"),
            PortalWall(name="cases_insureraddress_portal"),
            Audited(name="cases_insureraddress_audit"),
        ]

    def __str__(self) -> str:
        return self.lines.splitlines()[0] if self.lines else gettext(self.get_purpose_display())
