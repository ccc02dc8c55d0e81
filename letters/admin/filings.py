"""The act on a case's page that begins a filing: its letter, with the papers of the case as exhibits."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldBooleanSwitchWidget

from cases.selectors import document_list
from claimback.tenancy.admin_acts import Act
from claimback.tenancy.admin_forms import ActForm, choice, reference, text
from claimback.tenancy.admin_show import page_of
from letters.services import filings
from letters.services.filings import READS
from letters.writing.filing import FILINGS

_PAPER: Final = "paper_"


class FilingForm(ActForm):
    """Which filing, and the papers that no kind tells."""

    kind = choice(FILINGS, label=_("What is filed"))
    outcome_asked = text(long=True, required=False, label=_("Outcome asked for"))
    with_scorecard = forms.BooleanField(
        required=False,
        widget=UnfoldBooleanSwitchWidget(),
        label=_("With the insurer’s scorecard"),
        help_text=_("The pattern of conduct in the firm’s own cases, for a complaint."),
    )

    def prepare(self) -> None:
        """The filings that there are for the case, and a field for each part that is not there yet."""
        found = filings.filings_of(actor=self.member, case_id=self.row.pk)
        self.fields["kind"] = choice(
            {each.kind: FILINGS[each.kind] for each in found}, label=gettext("What is filed")
        )
        self._parts = {each.kind: {placed.part.code for placed in each.parts} for each in found}
        of_case = document_list().filter(case_id=self.row.pk).order_by("-created_at")
        made = ("evidence", "chronology", "scorecard", "denial_letter", "final_denial", "policy")
        wanted = {
            placed.part.code: placed.part.title
            for each in found
            for placed in each.parts
            if not placed.documents and placed.part.code not in made
        }
        for code, title in wanted.items():
            self.fields[_PAPER + code] = reference(
                of_case, required=False, label=title, empty_label=gettext("Not here yet")
            )

    def values(self) -> dict[str, Any]:
        """The service's arguments, the papers by their parts: those of the filing that is chosen."""
        values = super().values()
        papers = {name: values.pop(name) for name in list(values) if name.startswith(_PAPER)}
        parts = self._parts[values["kind"]]
        named = {name.removeprefix(_PAPER): id for name, id in papers.items() if id}
        return {**values, "documents": {code: id for code, id in named.items() if code in parts}}


FILING_ACT = Act(
    name="begin-filing",
    label=_("Begin a complaint or review"),
    icon="outgoing_mail",
    service=filings.filing_begin,
    capabilities=("letter.write", "document.write", *READS),
    row_id="case_id",
    versioned=False,
    form=FilingForm,
    explain=_(
        "Its letter is drafted with the papers of the case as exhibits; begun already, it takes in what came."
    ),
    done=_("The letter is drafted. Approve it, then make its packet."),
    lands=page_of,
)
