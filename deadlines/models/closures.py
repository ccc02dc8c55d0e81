"""Days that courts and agencies are closed, or open, otherwise than the holiday calendars have it: the firm's own."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.vocabulary import JURISDICTIONS
from claimback.audit.models import Audited
from claimback.kernel.said import day_said
from claimback.tenancy.models import FirmForeignKey, FirmRow, Membership
from claimback.tenancy.row_security import firm_constraints
from claimback.tenancy.walls import PortalWall


def places() -> dict[str, str]:
    """The jurisdictions with their names. A function, so that a new one needs no migration."""
    return JURISDICTIONS


class Closure(FirmRow):
    """A day that was announced as closed, or a holiday that is kept open, with its source. Withdrawn, never changed."""

    on = models.DateField()
    name = models.CharField(max_length=100, help_text=_("Such as: courts closed for the storm."))
    jurisdiction = models.CharField(
        max_length=10,
        blank=True,
        choices=places,
        help_text=_("Where the law of this place holds; empty: everywhere."),
    )
    closed = models.BooleanField(
        default=True, help_text=_("Or a day on which a holiday of the calendar is not kept.")
    )
    source = models.CharField(
        max_length=300, help_text=_("Who announced it, where: an order, a notice, an address.")
    )
    entered_by = FirmForeignKey(Membership, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawn_by = FirmForeignKey(Membership, related_name="+", null=True, editable=False)

    class Meta:
        constraints = [
            *firm_constraints("deadlines_closure", "entered_by", "withdrawn_by"),
            PortalWall(name="deadlines_closure_portal"),
            models.UniqueConstraint(
                fields=["firm", "on", "jurisdiction"],
                condition=models.Q(withdrawn_at=None),
                name="deadlines_closure_once",
            ),
            Audited(name="deadlines_closure_audit"),
        ]
        indexes = [models.Index(fields=["firm", "on", "id"], name="deadlines_closure_on")]

    def __str__(self) -> str:
        return f"{day_said(self.on)} {self.name}"
