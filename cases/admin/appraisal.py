"""Pages of appraisals, of who sits in them, and of what is in dispute."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from cases.admin.liens import amount_field, document_field, of_case
from cases.appraisal_working import appraisal_working
from cases.models import Appraisal, AppraisalItem, Appraiser
from cases.selectors import event_list, party_list, provision_list
from cases.selectors.appraisal import appraisal_item_list, appraisal_list, appraiser_list
from cases.services import appraisal, appraisal_items, appraisers
from cases.settlement.appraisal import SEATS
from cases.settlement.fees import shown
from cases.states import APPRAISAL_EDGES
from cases.vocabulary import PAYMENTS
from claimback.kernel.clock import today
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act
from claimback.tenancy.admin_forms import ActForm, DayField, choice, named, reference, text
from claimback.tenancy.admin_show import NOTHING, Section, badge, day, money, to, words
from claimback.tenancy.member import Member


class DemandForm(ActForm):
    """A written demand that was received."""

    model = Appraisal
    columns = ("demanded_by", "demanded_on", "proof_grade")

    def prepare(self) -> None:
        """The policy's clauses, and the case's papers."""
        clauses = provision_list().filter(policy__cases=self.row, kind="appraisal").order_by("label")
        self.fields["provision_id"] = reference(
            clauses, required=False, label=gettext("Clause"), empty_label=gettext("None")
        )
        self.fields["document_id"] = document_field(self.row.pk, gettext("The demand"))


class MoveForm(ActForm):
    """What became of an appraisal."""

    to = forms.ChoiceField()
    on = DayField()
    note = text(required=False, max_length=300)

    def prepare(self) -> None:
        """Only what may become of it."""
        possible = [state for state in appraisal.MOVES if state in APPRAISAL_EDGES.next(self.row.state)]
        self.fields["to"] = choice(
            {state: words(state).capitalize() for state in possible}, label=gettext("It is")
        )
        self.fields["on"].initial = today(self.row.case.time_zone)


class NameForm(ActForm):
    """Who is to sit."""

    model = Appraiser
    columns = ("seat", "named_on", "by_court", "relation", "disclosure", "waiver_reason")

    replaced_reason = text(required=False, max_length=300, help_text=_("Why who sat there does no longer."))

    def prepare(self) -> None:
        """The case's appraisers and umpires."""
        people = party_list().filter(
            case_id=self.row.case_id, role__in=["appraiser", "umpire"], ended_at=None
        )
        self.fields["party_id"] = reference(people.order_by("name"), label=gettext("Who"))
        self.fields["document_id"] = document_field(self.row.case_id, gettext("The disclosure"))


class ItemForm(ActForm):
    """An item in dispute."""

    title = text(max_length=200)
    room = text(required=False, max_length=120)
    ours = amount_field()
    theirs = amount_field()


class AwardForm(ActForm):
    """The award as it was signed: a field for each figure of each item."""

    on = DayField()
    signed_by = forms.MultipleChoiceField(
        choices=named(SEATS), widget=UnfoldAdminCheckboxSelectMultipleWidget()
    )
    rcv = amount_field(label=_("Total replacement cost, as the paper says"))
    acv = amount_field(label=_("Total actual cash value, as the paper says"))
    deductible = amount_field(required=False)
    limit = amount_field(required=False)

    def prepare(self) -> None:
        """The items in dispute."""
        self.items = list(appraisal_item_list().filter(appraisal_id=self.row.pk).order_by("number"))
        for item in self.items:
            for name, said in (
                ("rcv", gettext("replacement cost")),
                ("depreciation", gettext("depreciation")),
            ):
                self.fields[f"{name}_{item.number}"] = amount_field(label=f"{item}: {said}")
        self.fields["document_id"] = document_field(self.row.case_id, gettext("The signed award"))

    def values(self) -> dict[str, Any]:
        """The figures as the award's items; what an item was worth is the rest."""
        said = super().values()
        items = []
        for item in self.items:
            rcv: Decimal = said.pop(f"rcv_{item.number}")
            depreciation: Decimal = said.pop(f"depreciation_{item.number}")
            items.append(
                {"item_id": item.pk, "rcv": rcv, "depreciation": depreciation, "acv": rcv - depreciation}
            )
        return {**said, "items": items}


class PayForm(ActForm):
    """The payment that paid the award."""

    payment_id = forms.Field()

    def prepare(self) -> None:
        """The payments of the case."""
        rows = event_list().filter(case_id=self.row.case_id, kind__in=PAYMENTS, withdrawn=False)
        self.fields["payment_id"] = reference(rows.order_by("-on"), label=gettext("Payment"))


class ChargeForm(ActForm):
    """What somebody who sits charged."""

    amount = amount_field()
    on = DayField()


APPRAISAL_ACT = Act(
    name="demand-appraisal",
    label=_("Demand for appraisal"),
    icon="balance",
    service=appraisal.appraisal_demand,
    capabilities=("appraisal.write",),
    row_id="case_id",
    versioned=False,
    form=DemandForm,
    explain=_("The time to name appraisers starts on the day on which the other side had it in writing."),
    done=_("The demand is recorded."),
    lands=of_case,
)


def _act(
    name: str,
    label: str | Promise,
    icon: str,
    service: Any,
    form: type[ActForm],
    done: str | Promise,
    *states: str,
    **other: Any,
) -> Act:
    return Act(
        name=name,
        label=label,
        icon=icon,
        service=service,
        capabilities=("appraisal.write",),
        row_id="appraisal_id",
        form=form,
        done=done,
        fits=lambda row: bool({*states} & ({row.state} | APPRAISAL_EDGES.next(row.state))),
        **other,
    )


@admin.register(Appraisal)
class AppraisalAdmin(FirmAdmin):
    """Appraisals."""

    read_capability = "money.read"
    list_display = ["__str__", "case", "demanded_by", "state", "state_on", "worth"]
    list_filter = ["state", "demanded_by"]
    search_fields = ["case__number"]
    ordering = ["-demanded_on", "-id"]
    exclude = ["rcv", "depreciation", "acv", "deductible", "limit", "currency", "signed_by"]
    also_related = ["case"]
    empty = _("No appraisals yet. Record a demand on a case's page.")
    acts = [
        _act(
            "name",
            _("Name who sits"),
            "person_add",
            appraisers.appraiser_name,
            NameForm,
            _("They sit."),
            "withdrawn",
            versioned=False,
        ),
        _act(
            "add-item",
            _("Put in dispute"),
            "playlist_add",
            appraisal_items.appraisal_item_add,
            ItemForm,
            _("The item is in dispute."),
            *("demanded", "refused", "awarded"),
            versioned=False,
        ),
        _act(
            "award",
            _("Record award"),
            "gavel",
            appraisal.appraisal_award,
            AwardForm,
            _("The award is recorded."),
            "awarded",
        ),
        _act("pay", _("Paid"), "paid", appraisal.appraisal_pay, PayForm, _("The award is paid."), "paid"),
        _act(
            "move",
            _("What became of it"),
            "swap_horiz",
            appraisal.appraisal_move,
            MoveForm,
            _("What became of it is noted."),
            *appraisal.MOVES,
        ),
    ]

    def rows(self, member: Member) -> QuerySet[Appraisal]:
        """The door to appraisals."""
        return appraisal_list()

    @admin.display(description=_("Awarded"), ordering="acv")
    def worth(self, row: Appraisal) -> Any:
        """The actual cash value that was awarded."""
        return money(row.acv, row.currency)

    def facts(self, row: Any) -> list[tuple[str, Any]]:
        """The appraisal's columns, with who signed."""
        return [
            *super().facts(row),
            (
                gettext("Signed by"),
                ", ".join(gettext(SEATS[seat]).lower() for seat in row.signed_by) or NOTHING,
            ),
        ]

    def sections(self, member: Member, row: Appraisal) -> list[Section]:
        """Who sits, what is in dispute, and what the award comes to."""
        people = (
            appraiser_list().filter(appraisal_id=row.pk).select_related("party").order_by("named_on", "id")
        )
        items = appraisal_item_list().filter(appraisal_id=row.pk).order_by("number")
        working = appraisal_working(row.pk)
        steps = working.owed.steps if working.owed else ()
        return [
            Section(
                gettext("Who sits"),
                [gettext("Seat"), gettext("Who"), gettext("Named"), gettext("Charged"), gettext("State")],
                [
                    [
                        gettext(SEATS[who.seat]),
                        to(who, who.party.name),
                        day(who.named_on),
                        money(who.cost, row.currency),
                        badge(who.state),
                    ]
                    for who in people
                ],
                gettext("Nobody yet."),
            ),
            Section(
                gettext("In dispute"),
                [gettext("Item"), gettext("Room"), gettext("Ours"), gettext("Theirs"), gettext("Awarded")],
                [
                    [
                        to(item),
                        item.room,
                        *(money(sum_, row.currency) for sum_ in (item.ours, item.theirs, item.rcv)),
                    ]
                    for item in items
                ],
                gettext("Nothing yet."),
            ),
            Section(
                gettext("What the award comes to"),
                [gettext("Step"), gettext("Amount")],
                [[step.said, shown(step.amount)] for step in steps],
                gettext("There is no award yet."),
            ),
        ]


@admin.register(Appraiser)
class AppraiserAdmin(FirmAdmin):
    """Who sits in appraisals."""

    read_capability = "money.read"
    list_display = ["party", "seat", "case", "named_on", "relation", "state"]
    list_filter = ["seat", "state", "relation"]
    search_fields = ["party__name", "case__number"]
    ordering = ["-named_on", "-id"]
    exclude = ["cost", "currency", "found"]
    also_related = ["party", "appraisal"]
    empty = _("Nobody yet. They are named on an appraisal's page.")
    acts = [
        Act(
            name="charge",
            label=_("Note the charge"),
            icon="receipt_long",
            service=appraisers.appraiser_charge,
            capabilities=("appraisal.write", "money.write"),
            row_id="appraiser_id",
            form=ChargeForm,
            fits=lambda row: row.cost is None,
            explain=_(
                "Our share becomes a cost of the case: all of our own appraiser's, half of the umpire's."
            ),
            done=_("The charge is noted."),
        ),
    ]

    def rows(self, member: Member) -> QuerySet[Appraiser]:
        """The door to them."""
        return appraiser_list()

    def facts(self, row: Any) -> list[tuple[str, Any]]:
        """The row's columns, with the charge and what was found."""
        found = "; ".join(each["why"] for each in row.found) or gettext("Nobody's name is like theirs.")
        return [
            *super().facts(row),
            (gettext("Charged"), money(row.cost, row.currency)),
            (gettext("Found"), found),
        ]


@admin.register(AppraisalItem)
class AppraisalItemAdmin(FirmAdmin):
    """What is in dispute."""

    read_capability = "money.read"
    list_display = ["title", "room", "case", "our_number", "their_number", "awarded"]
    search_fields = ["title", "room", "case__number"]
    ordering = ["-created_at", "-id"]
    exclude = ["ours", "theirs", "rcv", "depreciation", "acv", "currency"]
    also_related = ["appraisal"]
    empty = _("Nothing is in dispute yet. Items are put in dispute on the page of an appraisal.")
    acts = [
        Act(
            name="edit",
            label=_("Correct"),
            icon="edit",
            service=appraisal_items.appraisal_item_change,
            capabilities=("appraisal.write",),
            row_id="item_id",
            form=ItemForm,
            changes=True,
            fits=lambda row: row.rcv is None,
            done=_("The item is corrected."),
        ),
    ]

    def rows(self, member: Member) -> QuerySet[AppraisalItem]:
        """The door to items."""
        return appraisal_item_list()

    @admin.display(description=_("Ours"), ordering="ours")
    def our_number(self, row: AppraisalItem) -> Any:
        """Ours."""
        return money(row.ours, row.currency)

    @admin.display(description=_("Theirs"), ordering="theirs")
    def their_number(self, row: AppraisalItem) -> Any:
        """The insurer's."""
        return money(row.theirs, row.currency)

    @admin.display(description=_("Awarded"), ordering="rcv")
    def awarded(self, row: AppraisalItem) -> Any:
        """Replacement cost awarded."""
        return money(row.rcv, row.currency)

    def facts(self, row: Any) -> list[tuple[str, Any]]:
        """The item's columns, with its money."""
        figures = {
            gettext("Ours"): row.ours,
            gettext("Theirs"): row.theirs,
            gettext("Awarded new"): row.rcv,
            gettext("Awarded as it was"): row.acv,
        }
        return [*super().facts(row), *((name, money(sum_, row.currency)) for name, sum_ in figures.items())]
