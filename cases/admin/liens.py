"""Pages of liens and of costs that the firm has advanced."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminDecimalFieldWidget

from cases.models import Cost, Lien, LienStep
from cases.models.liens import LIEN_KINDS
from cases.selectors import cost_list, document_list, lien_list, lien_step_list, party_list
from cases.services import costs, liens
from cases.states import COST_EDGES, LIEN_EDGES
from claimback.kernel.clock import today
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act
from claimback.tenancy.admin_forms import ActForm, DayField, choice, reference, text
from claimback.tenancy.admin_show import Section, badge, day, money, page_of, to, words
from claimback.tenancy.member import Member


def amount_field(*, required: bool = True, **kwargs: Any) -> forms.DecimalField:
    """An amount, to the cent; nought is for the service to refuse, with its reason."""
    return forms.DecimalField(
        max_digits=14,
        decimal_places=2,
        min_value=Decimal(0),
        required=required,
        widget=UnfoldAdminDecimalFieldWidget(),
        **kwargs,
    )


def document_field(case_id: Any, label: str | Promise) -> forms.Field:
    """One of the case's documents, or none."""
    rows = document_list().filter(case_id=case_id).order_by("-created_at")
    return reference(rows, required=False, label=label, empty_label=gettext("None"))


class LienForm(ActForm):
    """Who claims what."""

    kind = choice(LIEN_KINDS)
    party_id = forms.Field(required=False)
    holder = text(required=False, max_length=200, help_text=_("Who holds it, where nobody of the case."))
    reference = text(required=False, max_length=80, help_text=_("The holder's own number for it."))
    asserted_on = DayField()
    asserted_amount = amount_field(help_text=_("What the holder asks."))
    note = text(required=False, max_length=300)
    document_id = forms.Field(required=False)

    def prepare(self) -> None:
        """The case's parties and documents."""
        self.fields["party_id"] = reference(
            party_list().filter(case_id=self.row.pk, ended_at=None).order_by("name"),
            required=False,
            label=gettext("Party"),
            empty_label=gettext("Nobody of the case"),
        )
        self.fields["document_id"] = document_field(self.row.pk, gettext("The paper that asserts it"))


class LienMoveForm(ActForm):
    """What became of a lien."""

    to = forms.ChoiceField()
    on = DayField(label=_("On"))
    amount = amount_field(
        required=False,
        help_text=_("What is on the table, what it finally comes to, or what is kept back for it."),
    )
    note = text(required=False, max_length=300, help_text=_("Required to dispute or release it."))
    document_id = forms.Field(required=False)

    def prepare(self) -> None:
        """Only what may become of it, and the case's documents."""
        possible = [state for state in liens.MOVES if state in LIEN_EDGES.next(self.row.state)]
        self.fields["to"] = choice(
            {state: words(state).capitalize() for state in possible}, label=gettext("What became of it")
        )
        self.fields["on"].initial = today(self.row.case.time_zone)
        self.fields["document_id"] = document_field(self.row.case_id, gettext("The paper that shows it"))


class CostForm(ActForm):
    """What the firm has paid."""

    model = Cost
    columns = ("what", "vendor", "incurred_on", "amount", "billable")

    document_id = forms.Field(required=False)

    def prepare(self) -> None:
        """The case's documents."""
        self.fields["document_id"] = document_field(self.row.pk, gettext("Invoice or receipt"))


class CostSettleForm(ActForm):
    """Why a cost is not asked of the client."""

    to = forms.ChoiceField()
    reason = text(max_length=300)

    def prepare(self) -> None:
        """What may become of it."""
        self.fields["to"] = choice(
            {state: words(state).capitalize() for state in costs.SETTLED}, label=gettext("It is")
        )


def of_case(made: Any) -> str:
    """Back to the case."""
    return page_of(made.case)


LIEN_ACT = Act(
    name="assert-lien",
    label=_("Note a lien"),
    icon="gavel",
    service=liens.lien_assert,
    capabilities=("money.write",),
    row_id="case_id",
    versioned=False,
    form=LienForm,
    done=_("The lien is noted."),
    lands=of_case,
)
COST_ACT = Act(
    name="add-cost",
    label=_("Note a cost"),
    icon="receipt_long",
    service=costs.cost_add,
    capabilities=("money.write",),
    row_id="case_id",
    versioned=False,
    form=CostForm,
    done=_("The cost is noted."),
    lands=of_case,
)


@admin.register(Lien)
class LienAdmin(FirmAdmin):
    """Claims of others on what insurers pay."""

    read_capability = "money.read"
    list_display = ["__str__", "case", "asked", "final", "state", "state_on"]
    list_filter = ["state", "kind"]
    search_fields = ["holder", "party__name", "reference", "case__number"]
    ordering = ["asserted_on", "id"]
    exclude = ["asserted_amount", "final_amount", "held_amount", "currency"]
    also_related = ["party"]
    empty = _("No liens yet. Note them on a case's page, before the money comes.")
    acts = [
        Act(
            name="move",
            label=_("What became of it"),
            icon="swap_horiz",
            service=liens.lien_move,
            capabilities=("money.write",),
            row_id="lien_id",
            form=LienMoveForm,
            fits=lambda row: any(state in LIEN_EDGES.next(row.state) for state in liens.MOVES),
            done=_("What became of the lien is noted."),
            variant="primary",
        ),
    ]

    def rows(self, member: Member) -> QuerySet[Lien]:
        """The door to liens."""
        return lien_list()

    @admin.display(description=_("Asserted"), ordering="asserted_amount")
    def asked(self, row: Lien) -> Any:
        """What the holder asks."""
        return money(row.asserted_amount, row.currency)

    @admin.display(description=_("Final"), ordering="final_amount")
    def final(self, row: Lien) -> Any:
        """What it finally comes to."""
        return money(row.final_amount, row.currency)

    def facts(self, row: Any) -> list[tuple[str, Any]]:
        """The lien's columns, with its money."""
        figures = {
            gettext("Asserted"): row.asserted_amount,
            gettext("Final"): row.final_amount,
            gettext("Held back"): row.held_amount,
        }
        return [*super().facts(row), *((name, money(sum_, row.currency)) for name, sum_ in figures.items())]

    def sections(self, member: Member, row: Lien) -> list[Section]:
        """What became of it, step by step."""
        steps = (
            lien_step_list().filter(lien_id=row.pk).select_related("document").order_by("created_at", "id")
        )
        return [
            Section(
                gettext("Step by step"),
                [gettext("On"), gettext("State"), gettext("Amount"), gettext("Note"), gettext("Paper")],
                [
                    [day(s.on), badge(s.state), money(s.amount, s.currency), s.note, to(s.document)]
                    for s in steps
                ],
                "",
            )
        ]


@admin.register(LienStep)
class LienStepAdmin(FirmAdmin):
    """What became of liens, step by step."""

    read_capability = "money.read"
    list_display = ["lien", "case", "on", "state", "note", "document"]
    list_filter = ["state"]
    search_fields = ["note", "lien__holder", "case__number"]
    ordering = ["-created_at", "-id"]
    exclude = ["amount", "currency"]
    also_related = ["lien__party"]
    empty = _("No steps yet. They are noted with each lien.")

    def rows(self, member: Member) -> QuerySet[LienStep]:
        """The door to steps."""
        return lien_step_list()

    def facts(self, row: Any) -> list[tuple[str, Any]]:
        """The step's columns, with its money."""
        return [*super().facts(row), (gettext("Amount"), money(row.amount, row.currency))]


@admin.register(Cost)
class CostAdmin(FirmAdmin):
    """What the firm has advanced."""

    read_capability = "money.read"
    list_display = ["what", "case", "vendor", "incurred_on", "sum", "billable", "state"]
    list_filter = ["state", "billable"]
    search_fields = ["what", "vendor", "case__number"]
    ordering = ["-incurred_on", "-id"]
    exclude = ["amount", "currency"]
    empty = _("No costs yet. Note them on a case's page.")
    acts = [
        Act(
            name="settle",
            label=_("Write off or withdraw"),
            icon="money_off",
            service=costs.cost_settle,
            capabilities=("money.write",),
            row_id="cost_id",
            form=CostSettleForm,
            fits=lambda row: "withdrawn" in COST_EDGES.next(row.state),
            done=_("The cost is not asked of the client."),
        ),
    ]

    def rows(self, member: Member) -> QuerySet[Cost]:
        """The door to costs."""
        return cost_list()

    @admin.display(description=_("Amount"), ordering="amount")
    def sum(self, row: Cost) -> Any:
        """What was paid."""
        return money(row.amount, row.currency)

    def facts(self, row: Any) -> list[tuple[str, Any]]:
        """The cost's columns, with its money."""
        return [*super().facts(row), (gettext("Amount"), money(row.amount, row.currency))]
