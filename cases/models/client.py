"""Clients: the insured or claimant whom the firm represents."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from claimback.audit.models import Audited
from claimback.tenancy.models import FirmForeignKey
from claimback.tenancy.row_security import firm_constraints
from claimback.tenancy.walls import ClientWall
from claimback.vault.fields import SealedField
from claimback.vault.rows import SealedRow

CLIENT_KINDS = {"person": "Person", "organisation": "Organisation"}


def imported_once(table: str) -> models.UniqueConstraint:
    """What is brought in is known again by its key, however often its table is."""
    return models.UniqueConstraint(
        fields=["firm", "imported_key"], condition=~models.Q(imported_key=""), name=f"{table}_imported_once"
    )


class Client(SealedRow):
    """A person or an organisation."""

    kind = models.CharField(max_length=20, choices=CLIENT_KINDS, default="person")
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    address = models.TextField(blank=True)
    time_zone = models.CharField(max_length=60, default="America/New_York")
    date_of_birth = SealedField("date")
    ssn = SealedField("nine_digits", verbose_name=_("social security number"))
    tax_id = SealedField("nine_digits", verbose_name=_("taxpayer number"))
    import_job = FirmForeignKey(
        "cases.ImportJob",
        related_name="+",
        null=True,
        blank=True,
        editable=False,
        help_text=_("That brought it in."),
    )
    imported_key = models.CharField(max_length=200, blank=True, default="", db_default="", editable=False)

    class Meta:
        constraints = [
            *firm_constraints("cases_client", "import_job"),
            imported_once("cases_client"),
            ClientWall(name="cases_client_wall", column="id"),
            Audited(name="cases_client_audit", veiled=["date_of_birth", "ssn", "tax_id"], in_bulk=True),
        ]
        indexes = [
            models.Index(fields=["firm", "name", "id"], name="cases_client_name"),
            # Where lists show the name. The one above holds it too, and would be read whole for each row.
            models.Index(fields=["firm", "id"], include=["name"], name="cases_client_named"),
            models.Index(fields=["firm", "created_at", "id"], name="cases_client_created"),
        ]

    def __str__(self) -> str:
        return self.name
