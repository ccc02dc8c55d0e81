"""That a firm lets the installation's assistant read its letters. What the assistant answers stays with the reading."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from claimback.audit.models import Audited
from claimback.tenancy.models import FirmForeignKey, FirmRow, Membership
from claimback.tenancy.row_security import firm_constraints
from claimback.tenancy.walls import PortalWall


class AssistantPermission(FirmRow):
    """A firm's leave to send the text of letters to one destination. Withdrawn, never deleted.

    It is for that destination alone: where the installation chooses another, nothing is sent before it is given anew.
    """

    destination = models.CharField(max_length=300, help_text=_("Where the text of letters may go."))
    given_by = FirmForeignKey(Membership, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            *firm_constraints("letters_assistantpermission", "given_by"),
            models.UniqueConstraint(
                fields=["firm"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="letters_assistantpermission_once",
            ),
            PortalWall(name="letters_assistantpermission_portal"),
            Audited(name="letters_assistantpermission_audit"),
        ]
        indexes = [models.Index(fields=["firm", "created_at", "id"], name="letters_assistantperm_created")]

    def __str__(self) -> str:
        return self.destination
