"""The administrative record as it stood when the plan decided for the last time: a manifest that is never changed."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.denial import Denial
from claimback.audit.models import Audited
from claimback.kernel.said import day_said
from claimback.tenancy.models import FirmForeignKey, FirmRow, Membership
from claimback.tenancy.walls import case_constraints


class AdministrativeRecord(FirmRow):
    """What was before the plan up to a day, with the hash of every file. A correction is another that replaces it."""

    case = FirmForeignKey(Case, related_name="administrative_records")
    denial = FirmForeignKey(Denial, related_name="administrative_records", help_text=_("The final decision."))
    closed_on = models.DateField(help_text=_("What came later is not in it: the date of the final decision."))
    manifest = models.JSONField(
        help_text=_("Every file: what it is, its hash, since when it is in the record.")
    )
    manifest_sha256 = models.CharField(max_length=64, help_text=_("Of the manifest as canonical JSON."))
    locked_by = FirmForeignKey(Membership, related_name="+")
    replaces = FirmForeignKey("self", related_name="replaced_by", null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True, help_text=_("Why it replaces the one before."))

    class Meta:
        constraints = [
            *case_constraints("cases_administrativerecord", "denial", "locked_by", "replaces"),
            models.UniqueConstraint(
                fields=["firm", "replaces"],
                condition=models.Q(replaces__isnull=False),
                name="cases_administrativerecord_replaced_once",
            ),
            models.UniqueConstraint(
                fields=["firm", "denial"],
                condition=models.Q(replaces=None),
                name="cases_administrativerecord_first",
            ),
            Audited(name="cases_administrativerecord_audit", leaving_out=["manifest"]),
        ]
        indexes = [models.Index(fields=["firm", "created_at", "id"], name="cases_adminrecord_made")]

    def __str__(self) -> str:
        return gettext("Record up to %(day)s") % {"day": day_said(self.closed_on)}
