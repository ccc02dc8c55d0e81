"""On what each docket was computed last, and the runs that compute dockets again once the law or a calendar changed."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from claimback.audit.models import Audited
from claimback.tenancy.models import FirmForeignKey, FirmRow, Membership
from claimback.tenancy.row_security import firm_constraints
from claimback.tenancy.walls import PortalWall, case_constraints
from deadlines.states import RUN_EDGES

RUN_CAUSES = {"rule": "The law", "calendar": "A calendar"}


class DocketBasis(FirmRow):
    """The fingerprint of the law and the calendar that a case's docket was computed on last. One row for each case."""

    case = FirmForeignKey(Case, related_name="docket_basis")
    digest = models.CharField(max_length=64)
    watched_on = models.DateField(
        null=True,
        editable=False,
        help_text=_(
            "The day on which the case's ladder was looked at last; the end of days while it is closed."
        ),
    )

    class Meta:
        constraints = [
            *case_constraints("deadlines_docketbasis"),
            models.UniqueConstraint(fields=["firm", "case"], name="deadlines_docketbasis_once"),
            Audited(name="deadlines_docketbasis_audit", leaving_out=["watched_on"]),
        ]
        # The scanner's, across firms.
        indexes = [models.Index(fields=["watched_on"], name="deadlines_docketbasis_watched")]
        verbose_name = _("basis of a docket")
        verbose_name_plural = _("bases of dockets")

    def __str__(self) -> str:
        return self.digest[:12]


class ImpactRun(FirmRow):
    """One run over a firm's open cases: those whose law or calendar changed are computed again, in the order of ids."""

    cause = models.CharField(max_length=20, choices=RUN_CAUSES)
    reason = models.CharField(max_length=300, help_text=_("What changed."))
    law = models.CharField(
        max_length=64, help_text=_("The fingerprint of the law and the calendar that it brings in.")
    )
    everything = models.BooleanField(
        default=False, help_text=_("Every open case, whatever it was computed on.")
    )
    state = models.CharField(max_length=10, default="requested", choices=[(s, s) for s in RUN_EDGES.states])
    requested_by = FirmForeignKey(Membership, related_name="+", null=True)
    total = models.PositiveIntegerField(default=0, help_text=_("Cases that it concerns."))
    done = models.PositiveIntegerField(default=0, help_text=_("Cases that were computed."))
    opened = models.PositiveIntegerField(default=0, help_text=_("Deadlines that opened."))
    changed = models.PositiveIntegerField(
        default=0, help_text=_("Deadlines that changed without another date.")
    )
    proposed = models.PositiveIntegerField(default=0, help_text=_("Dates that were proposed."))
    refused = models.PositiveIntegerField(default=0, help_text=_("Cases that can't be computed."))
    reached = models.CharField(
        max_length=36, blank=True, editable=False, help_text=_("The last case computed.")
    )
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            *firm_constraints("deadlines_impactrun", "requested_by"),
            PortalWall(name="deadlines_impactrun_portal"),
            Audited(name="deadlines_impactrun_audit"),
        ]
        indexes = [
            models.Index(fields=["firm", "created_at", "id"], name="deadlines_run_created"),
            models.Index(
                fields=["updated_at"],
                name="deadlines_run_waiting",
                condition=models.Q(state__in=["requested", "running"]),
            ),
        ]

    def __str__(self) -> str:
        return gettext("%(what)s: %(done)s of %(total)s") % {
            "what": gettext(self.get_cause_display()),
            "done": self.done,
            "total": self.total,
        }
