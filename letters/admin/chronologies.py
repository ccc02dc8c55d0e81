"""Pages of chronologies: asked for on a case, followed while they are made."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from cases.selectors import case_list
from cases.vocabulary import CHANNELS
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act
from claimback.tenancy.admin_forms import ActForm, named
from claimback.tenancy.admin_show import badge
from claimback.tenancy.member import Member
from letters.models import Chronology
from letters.selectors import chronology_list
from letters.services.chronologies import SHOWS, chronology_request, chronology_retry


class ChronologyForm(ActForm):
    """Of which case, which days, and contact over which channels."""

    model = Chronology
    columns = ("case", "from_on", "to_on")
    rows = {"case": case_list}

    channels = forms.MultipleChoiceField(
        choices=named(CHANNELS),
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget(),
        help_text=_("Only contact over these. With none chosen: all that happened."),
    )

    def prepare(self) -> None:
        """The days as they are said; the channels last."""
        self.fields["from_on"].label, self.fields["to_on"].label = gettext("From"), gettext("Up to")
        self.fields["channels"] = self.fields.pop("channels")


@admin.register(Chronology)
class ChronologyAdmin(FirmAdmin):
    """Exports of cases' stories as signed PDFs."""

    read_capability = "correspondence.read"
    list_display = ["case", "from_on", "to_on", "standing", "document", "requested_by", "created_at"]
    list_filter = ["state"]
    search_fields = ["case__number", "case__title"]
    ordering = ["-created_at", "-id"]
    empty = _("No chronology was asked for yet. Ask for one with the button above.")
    add_act = Act(
        name="add",
        label=_("Ask for a chronology"),
        service=chronology_request,
        capabilities=("document.write", *SHOWS),
        form=ChronologyForm,
        explain=_(
            "All that happened on the case, in order, as a signed PDF. A worker makes it within a minute."
        ),
        done=_("It is being made. Its document will be on the case."),
    )
    acts = [
        Act(
            name="retry",
            label=_("Ask again"),
            icon="refresh",
            service=chronology_retry,
            capabilities=("document.write", *SHOWS),
            row_id="chronology_id",
            fits=lambda row: row.state == "failed",
            done=_("It is being made once more."),
        ),
    ]

    def rows(self, member: Member) -> QuerySet[Chronology]:
        """The door to them."""
        return chronology_list()

    @admin.display(description=_("State"), ordering="state")
    def standing(self, row: Chronology) -> Any:
        """Its state, and how far it has come."""
        return badge(row.state) if row.state != "requested" else f"{row.progress} %"
