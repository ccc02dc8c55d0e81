"""Pages of cases and of their dated facts. The page of one case is put together in `claimback.case_page`."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminDecimalFieldWidget

from cases.admin.administrative_record import LOCK_ACT
from cases.admin.appraisal import APPRAISAL_ACT
from cases.admin.calls import CALL_ACT, PEER_TO_PEER_ACT
from cases.admin.claim_file import ADD_ITEM_ACT, COMPLETE_FILE_ACT, OPEN_FILE_ACT, REQUEST_FILE_ACT
from cases.admin.conflicts import CONFLICT_ACT
from cases.admin.contact import LOG_ACT, PROMISE_ACT
from cases.admin.damages import CLAIM_ACTS, TERMS_ACT
from cases.admin.estimates import IMPORT_ACT
from cases.admin.fees import AGREEMENT_ACT, TIME_ACT
from cases.admin.intake import INTAKE_ACT, CaseForm
from cases.admin.ledger import PAY_ACT, RECEIVE_ACT
from cases.admin.liens import COST_ACT, LIEN_ACT
from cases.admin.mail import MAIL_ACT
from cases.admin.negotiation import AUTHORITY_ACT, OFFER_ACT
from cases.admin.negotiation_page import negotiation_page
from cases.admin.peer_appointments import PROPOSE_ACT
from cases.admin.people import PartyForm, ReasonForm
from cases.admin.playbooks import START_PLAYBOOK_ACT
from cases.admin.retention import HOLD_ACT
from cases.admin.statements import STATEMENT_ACT
from cases.admin.tasks import OPEN_TASK_ACT
from cases.admin.upload import UPLOAD_ACT
from cases.admin.walls import WALL_ACT
from cases.models import Case, Event
from cases.selectors import (
    case_list,
    denial_list,
    document_list,
    event_list,
)
from cases.services import cases, events, parties
from cases.states import CASE_EDGES
from cases.vocabulary import EVENT_KINDS, PROOF_GRADES
from claimback.kernel.clock import today
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act, Bulk
from claimback.tenancy.admin_forms import ActForm, DayField, InstantField, choice, reference, text
from claimback.tenancy.admin_show import day, money, page_of, words
from claimback.tenancy.member import Member
from claimback.tenancy.selectors import colleagues
from claimback.vault.admin_forms import reveal_act


class MoveForm(ActForm):
    """To which status a case moves."""

    reason = text(
        required=False, max_length=300, help_text=_("Closing a case, and reopening one, needs a reason.")
    )

    def prepare(self) -> None:
        """The statuses that may follow."""
        possible = [state for state in CASE_EDGES.states if state in CASE_EDGES.next(self.row.status)]
        field = choice({state: words(state).capitalize() for state in possible}, label=gettext("To"))
        self.fields = {"version": self.fields["version"], "to": field, "reason": self.fields["reason"]}


class EventForm(ActForm):
    """A dated fact of a case."""

    kind = choice(EVENT_KINDS, label=_("What happened"))
    on = DayField(required=False, help_text=_("The date in the place whose law it is."))
    at = InstantField(required=False, help_text=_("The time, where it is known; in the firm's time zone."))
    proof_grade = choice({grade: words(grade) for grade in PROOF_GRADES}, required=False, label=_("Proof"))
    source = text(required=False, max_length=300, help_text=_("How it is known."))
    amount = forms.DecimalField(
        max_digits=14,
        decimal_places=2,
        required=False,
        widget=UnfoldAdminDecimalFieldWidget(),
        help_text=_("Of a payment or a judgment, where it is known."),
    )
    document_id = forms.Field(required=False)
    corrects_id = forms.Field(required=False)
    denial_id = forms.Field(required=False)

    def prepare(self) -> None:
        """The case's documents, events and denials."""
        mine = {"case_id": self.row.pk}
        self.fields["document_id"] = reference(
            document_list().filter(**mine).order_by("-created_at"),
            required=False,
            label=gettext("Document"),
            empty_label=gettext("None"),
        )
        self.fields["corrects_id"] = reference(
            event_list().filter(**mine, withdrawn=False).order_by("-on", "-id"),
            required=False,
            label=gettext("Corrects"),
            empty_label=gettext("Nothing: it is new"),
            help_text=gettext("The event that this one takes the place of."),
        )
        self.fields["denial_id"] = reference(
            denial_list().filter(**mine).order_by("-letter_date", "-id"),
            required=False,
            label=gettext("Denial"),
            empty_label=gettext("None, or the only one"),
            help_text=gettext("The denial that it is about: its letter, or the one that an appeal answers."),
        )
        self.fields["on"].widget.attrs["max"] = str(today(self.row.time_zone))


def of_case(made: Any) -> str:
    """Back to the case."""
    return page_of(made.case)


class LeadForm(ActForm):
    """Who leads the cases. Whoever may not see one is refused for that case."""

    lead_id = forms.Field(required=False)

    def prepare(self) -> None:
        """The firm's own members."""
        who = colleagues().select_related("user").order_by("user__name")
        self.fields["lead_id"] = reference(who, required=False, label=_("Lead"), empty_label=_("Nobody"))

    def changes(self) -> dict[str, Any]:
        """Who leads them, also where that is nobody."""
        return self.values()


CHANGE_ACT = Act(
    name="edit",
    label=_("Change"),
    icon="edit",
    service=cases.case_change,
    capabilities=("case.write",),
    row_id="case_id",
    form=CaseForm,
    changes=True,
    done=_("The case was changed."),
)


class CaseAdmin(FirmAdmin):
    """The matters. Registered by the composition, which adds what the floors above know of a case."""

    read_capability = "case.read"
    list_display = ["number", "title", "client", "insurer", "status", "next_deadline", "lead"]
    list_display_links = ["number", "title"]
    list_filter = ["status", "line_of_business", "plan_type"]
    search_fields = ["number", "title", "claim_number", "client__name"]
    ordering = ["next_deadline_on", "id"]
    empty = _("No cases yet. Open the first one with the button above: client, insurer and policy at once.")
    add_act = INTAKE_ACT
    acts = [
        Act(
            name="move",
            label=_("Move"),
            icon="swap_horiz",
            service=cases.case_move,
            capabilities=("case.write",),
            row_id="case_id",
            form=MoveForm,
            done=_("The case has moved."),
            variant="primary",
        ),
        LOG_ACT,
        Act(
            name="record-event",
            label=_("Record event"),
            icon="event",
            service=events.event_record,
            capabilities=("case.write",),
            row_id="case_id",
            versioned=False,
            form=EventForm,
            explain=_("Clocks start from it, and the docket follows at once."),
            done=_("The event is recorded, and the docket is in step with it."),
            lands=of_case,
        ),
        PROMISE_ACT,
        CALL_ACT,
        PEER_TO_PEER_ACT,
        PROPOSE_ACT,
        OPEN_TASK_ACT,
        UPLOAD_ACT,
        OPEN_FILE_ACT,
        ADD_ITEM_ACT,
        REQUEST_FILE_ACT,
        COMPLETE_FILE_ACT,
        LOCK_ACT,
        CONFLICT_ACT,
        START_PLAYBOOK_ACT,
        MAIL_ACT,
        OFFER_ACT,
        AUTHORITY_ACT,
        reveal_act(cases.case_reveal, "case_id", "case.read"),
        Act(
            name="add-party",
            label=_("Add party"),
            icon="person_add",
            service=parties.party_add,
            capabilities=("case.write",),
            row_id="case_id",
            versioned=False,
            form=PartyForm,
            done=_("They are on the case."),
            lands=of_case,
        ),
        CHANGE_ACT,
        *CLAIM_ACTS,
        TERMS_ACT,
        IMPORT_ACT,
        APPRAISAL_ACT,
        AGREEMENT_ACT,
        TIME_ACT,
        LIEN_ACT,
        COST_ACT,
        RECEIVE_ACT,
        PAY_ACT,
        STATEMENT_ACT,
        HOLD_ACT,
        WALL_ACT,
    ]

    bulk = [
        Bulk(
            act=CHANGE_ACT,
            label=_("Assign the lead"),
            says=_("The cases are led by this member."),
            form=LeadForm,
        )
    ]

    def rows(self, member: Member) -> QuerySet[Case]:
        """The door to cases."""
        return case_list()

    def get_urls(self) -> list[URLPattern]:
        """The page of the negotiation, before the acts."""

        def negotiation(request: HttpRequest, object_id: str) -> HttpResponse:
            case = self._found(request, object_id)
            return negotiation_page(request, case, self.admin_site.each_context(request))

        view = self.admin_site.admin_view(negotiation)
        own = path("<uuid:object_id>/negotiation/", view, name="cases_case_negotiation")
        return [own, *super().get_urls()]

    @admin.display(description=_("Next due"), ordering="next_deadline_on")
    def next_deadline(self, row: Case) -> Any:
        """When something of ours is due next."""
        return day(row.next_deadline_on)


@admin.register(Event)
class EventAdmin(FirmAdmin):
    """Dated facts."""

    read_capability = "case.read"
    list_display = ["kind", "case", "on", "proof_grade", "source", "withdrawn"]
    list_filter = ["withdrawn", "proof_grade"]
    search_fields = ["kind", "source", "case__number"]
    ordering = ["-on", "-id"]
    exclude = ["amount", "currency"]
    empty = _("No events yet. Record them on a case's page: clocks start from them.")
    acts = [
        Act(
            name="withdraw",
            label=_("Withdraw"),
            icon="event_busy",
            service=events.event_withdraw,
            capabilities=("case.write",),
            row_id="event_id",
            form=ReasonForm,
            explain=_("For what should never have been recorded. To give another date, record a correction."),
            fits=lambda row: not row.withdrawn,
            done=_("The event is withdrawn, and the docket is in step."),
            variant="danger",
            lands=of_case,
        ),
    ]

    def rows(self, member: Member) -> QuerySet[Event]:
        """The door to events."""
        return event_list()

    def facts(self, row: Any) -> list[tuple[str, Any]]:
        """The event's columns, with the money of one that has some."""
        amount = [] if row.amount is None else [(gettext("Amount"), money(row.amount, row.currency))]
        return [*super().facts(row), *amount]
