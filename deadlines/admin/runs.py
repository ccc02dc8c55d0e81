"""Pages of impact runs and of what each docket was computed on."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act
from claimback.tenancy.admin_forms import ActForm, choice, text
from claimback.tenancy.admin_show import badge, digest, instant, to
from claimback.tenancy.member import Member
from deadlines.models import DocketBasis, ImpactRun
from deadlines.models.runs import RUN_CAUSES
from deadlines.selectors import basis_list, run_list
from deadlines.services import rechecks
from deadlines.services.reasons import REASON_LIMIT


class RecheckForm(ActForm):
    """What changed."""

    cause = choice(RUN_CAUSES)
    reason = text(long=True, max_length=REASON_LIMIT)
    everything = forms.BooleanField(
        required=False, help_text=_("Every open case, whatever it was computed on.")
    )


@admin.register(ImpactRun)
class ImpactRunAdmin(FirmAdmin):
    """Runs over the open cases."""

    read_capability = "deadline.read"
    list_display = ["created_at", "cause", "progress", "proposed", "refused", "state_badge"]
    list_filter = ["state", "cause"]
    search_fields = ["reason"]
    ordering = ["-created_at", "-id"]
    empty = _("No runs yet. One begins by itself when the installation brings another law or calendar.")
    add_act = Act(
        name="add",
        label=_("Check the docket again"),
        service=rechecks.recheck_request,
        capabilities=("deadline.recheck",),
        form=RecheckForm,
        explain=_(
            "Open cases whose law or calendar changed are computed again. Dates that move are proposed."
        ),
        done=_("The run begins within a minute."),
    )

    def rows(self, member: Member) -> QuerySet[ImpactRun]:
        """The door to runs."""
        return run_list()

    @admin.display(description=_("Cases"))
    def progress(self, row: ImpactRun) -> str:
        """How far it has come."""
        return gettext("%(done)s of %(total)s") % {"done": row.done, "total": row.total}

    @admin.display(description=_("State"), ordering="state")
    def state_badge(self, row: ImpactRun) -> Any:
        """The state as a label."""
        return badge(row.state)

    def facts(self, row: ImpactRun) -> list[tuple[str, Any]]:
        """What changed, and what came of it."""
        return [
            (gettext("State"), badge(row.state)),
            (gettext("What changed"), gettext(row.get_cause_display())),
            (gettext("In words"), row.reason),
            (gettext("Cases"), self.progress(row)),
            (gettext("Deadlines opened"), row.opened),
            (gettext("Changed without another date"), row.changed),
            (gettext("Dates proposed"), row.proposed),
            (gettext("Cases that can't be computed"), row.refused),
            (gettext("Law"), digest(row.law)),
            (
                gettext("Asked for by"),
                to(row.requested_by) if row.requested_by else gettext("the installation"),
            ),
            (gettext("Begun"), instant(row.created_at)),
            (gettext("Finished"), instant(row.finished_at)),
        ]


@admin.register(DocketBasis)
class DocketBasisAdmin(FirmAdmin):
    """What dockets were computed on."""

    read_capability = "deadline.read"
    list_display = ["case", "digest", "updated_at"]
    search_fields = ["case__number", "case__title"]
    ordering = ["-id"]
    empty = _("No docket has been computed yet.")

    def rows(self, member: Member) -> QuerySet[DocketBasis]:
        """The door to bases."""
        return basis_list()
