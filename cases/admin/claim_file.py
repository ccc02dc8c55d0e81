"""Pages of the claim file: what belongs in it and what became of it, and the demands for it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.claim_file.expected import HOLDERS, INSURER
from cases.models import ClaimFileItem, ClaimFileRequest
from cases.selectors import claim_file_item_list, claim_file_request_list, document_list
from cases.services import claim_file
from cases.states import CLAIM_FILE_ITEM_EDGES
from claimback.kernel.clock import today
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act
from claimback.tenancy.admin_forms import ActForm, DayField, choice, reference, text
from claimback.tenancy.admin_show import Section, page_of, words
from claimback.tenancy.member import Member


class ItemForm(ActForm):
    """Something of one's own to ask for."""

    label = text(max_length=200, help_text=_("As the letter should ask for it."))
    why = text(required=False, max_length=300, help_text=_("What it is good for."))
    holder = choice(HOLDERS, label=_("Who owes it"), initial=INSURER)


class RequestForm(ActForm):
    """A demand that was made otherwise than by a letter of ours from here."""

    requested_on = DayField(label=_("Asked on"))
    holder = choice(HOLDERS, label=_("Of whom"), initial=INSURER)
    document_id = forms.Field(required=False)

    def prepare(self) -> None:
        """The case's documents."""
        self.fields["requested_on"].initial = today(self.row.time_zone)
        self.fields["document_id"] = reference(
            document_list().filter(case_id=self.row.pk).order_by("-created_at"),
            required=False,
            label=gettext("Our letter"),
            empty_label=gettext("None"),
        )


class CompleteForm(ActForm):
    """When everything had come."""

    on = DayField(label=_("On"), help_text=_("For plan documents the day on which they were mailed."))
    holder = choice(HOLDERS, label=_("From whom"), initial=INSURER)

    def prepare(self) -> None:
        """Today, unless another day is given."""
        self.fields["on"].initial = today(self.row.time_zone)


class SettleForm(ActForm):
    """What became of an item."""

    state = forms.ChoiceField()
    on = DayField(label=_("On"))
    note = text(
        required=False,
        max_length=300,
        help_text=_("What is lacking, the reason given for withholding it, or why it is not pursued."),
    )
    document_id = forms.Field(required=False)

    def prepare(self) -> None:
        """Only what may become of it, and the case's documents."""
        possible = [state for state in CLAIM_FILE_ITEM_EDGES.next(self.row.state) if state != "requested"]
        self.fields["state"] = choice(
            {state: words(state).capitalize() for state in possible}, label=gettext("What became of it")
        )
        self.fields["on"].initial = today(self.row.case.time_zone)
        self.fields["document_id"] = reference(
            document_list().filter(case_id=self.row.case_id).order_by("-created_at"),
            required=False,
            label=gettext("Document"),
            empty_label=gettext("None"),
        )


def of_case(made: Any) -> str:
    """Back to the claim file of the case."""
    return f"{page_of(made.case)}#claim-file"


OPEN_FILE_ACT = Act(
    name="open-claim-file",
    label=_("List claim file"),
    icon="checklist",
    service=claim_file.claim_file_open,
    capabilities=("case.write",),
    row_id="case_id",
    versioned=False,
    explain=_(
        "Lists what the claim file should hold, by line, plan type and the grounds of the denials so far. "
        "What is listed already stays as it is."
    ),
    done=_("The claim file is listed. Draft the request for it, or note one that was made."),
)
ADD_ITEM_ACT = Act(
    name="add-to-claim-file",
    label=_("Add to claim file"),
    icon="playlist_add",
    service=claim_file.claim_file_item_add,
    capabilities=("case.write",),
    row_id="case_id",
    versioned=False,
    form=ItemForm,
    done=_("It is on the list."),
    lands=of_case,
)
REQUEST_FILE_ACT = Act(
    name="request-claim-file",
    label=_("Note a request for the claim file"),
    icon="outgoing_mail",
    service=claim_file.claim_file_request,
    capabilities=("case.write",),
    row_id="case_id",
    versioned=False,
    form=RequestForm,
    explain=_(
        "Asks for all that is not here yet. The first request starts the clock of the duty to answer; a later one "
        "starts nothing anew."
    ),
    done=_("The request is noted."),
    lands=of_case,
)
COMPLETE_FILE_ACT = Act(
    name="complete-claim-file",
    label=_("Claim file complete"),
    icon="inventory",
    service=claim_file.claim_file_complete,
    capabilities=("case.write",),
    row_id="case_id",
    versioned=False,
    form=CompleteForm,
    explain=_(
        "Ends the clock of the duty to hand it over. Refused while anything that was asked for is outstanding."
    ),
    done=_("The claim file is complete."),
    lands=of_case,
)


@admin.register(ClaimFileItem)
class ClaimFileItemAdmin(FirmAdmin):
    """What belongs in claim files."""

    read_capability = "case.read"
    list_display = ["label", "case", "holder", "state", "state_on", "note"]
    list_filter = ["state", "holder"]
    search_fields = ["label", "case__number"]
    ordering = ["position", "id"]
    exclude = ["position", "code"]
    empty = _("Nothing is listed yet. List the claim file with the button on a case's page.")
    acts = [
        Act(
            name="settle",
            label=_("Settle"),
            icon="task_alt",
            service=claim_file.claim_file_item_settle,
            capabilities=("case.write",),
            row_id="item_id",
            form=SettleForm,
            done=_("What became of it is noted."),
            lands=of_case,
        ),
    ]

    def rows(self, member: Member) -> QuerySet[ClaimFileItem]:
        """The door to items."""
        return claim_file_item_list()


@admin.register(ClaimFileRequest)
class ClaimFileRequestAdmin(FirmAdmin):
    """The demands for claim files."""

    read_capability = "case.read"
    list_display = ["__str__", "case", "holder", "requested_on", "requested_by"]
    list_filter = ["holder"]
    search_fields = ["case__number", "case__title"]
    ordering = ["-requested_on", "-id"]
    empty = _(
        "No claim file was asked for yet. A sent letter notes it by itself; a call is noted on the case's page."
    )

    def rows(self, member: Member) -> QuerySet[ClaimFileRequest]:
        """The door to requests."""
        return claim_file_request_list()

    def sections(self, member: Member, row: ClaimFileRequest) -> list[Section]:
        """What it asked for."""
        return [
            Section(
                gettext("Asked for"),
                [gettext("Item")],
                [[item["label"]] for item in row.asked],
                gettext("Nothing."),
            )
        ]
