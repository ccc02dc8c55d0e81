"""What members ask lists for again and again, under a name."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from claimback.audit.models import Audited
from claimback.tenancy.models import FirmForeignKey, FirmRow, Membership
from claimback.tenancy.row_security import firm_constraints
from claimback.tenancy.walls import PortalWall

ADMIN: Final = "admin/"
"""What the names of the admin's lists begin with: `admin/cases/case`. The API's are their paths: `cases`."""


class SavedFilter(FirmRow):
    """A list's query under a name, its member's own or shared with the firm. The parameters are those of the list."""

    member = FirmForeignKey(Membership, related_name="+")
    list_name = models.CharField(_("list"), max_length=100)
    name = models.CharField(max_length=100)
    query = models.JSONField(help_text=_("The parameters of the query, each with its value."))
    shared = models.BooleanField(default=False, help_text=_("With the whole firm."))
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            *firm_constraints("firms_savedfilter", "member"),
            models.UniqueConstraint(
                fields=["firm", "member", "list_name", "name"],
                condition=models.Q(removed_at=None),
                name="firms_savedfilter_once",
            ),
            PortalWall(name="firms_savedfilter_portal"),
            Audited(name="firms_savedfilter_audit"),
        ]
        indexes = [
            models.Index(fields=["firm", "name", "id"], name="firms_savedfilter_name"),
            models.Index(fields=["firm", "created_at", "id"], name="firms_savedfilter_created"),
        ]

    def __str__(self) -> str:
        return self.name
