"""Pages of what persons decide about a case's ladder, and of what a suit would cost."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminDecimalFieldWidget

from cases.selectors import document_list
from claimback.kernel.clock import today
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act
from claimback.tenancy.admin_forms import ActForm, DayField, choice, reference, text
from claimback.tenancy.admin_show import page_of
from claimback.tenancy.member import Member
from deadlines.ladder.decisions import DECIDED
from deadlines.models import LitigationCost, RungDecision
from deadlines.present import answer_now
from deadlines.selectors import case_rows, litigation_cost_list, rung_decision_list
from deadlines.services import rung_decisions as decisions


class DecideForm(ActForm):
    """A decision about one rung of the case."""

    what = choice({str(code): said for code, said in DECIDED.items()}, label=_("Decision"))
    rung = forms.Field()
    reason = text(max_length=300)
    decided_on = DayField(required=False, help_text=_("By default today."))
    document_id = forms.Field(required=False)

    def prepare(self) -> None:
        """The rungs of the case's ladder, and its documents."""
        case = case_rows().get(id=self.row.pk)
        _, answer = answer_now(case)
        self.fields["rung"] = choice(
            {each.rung: each.title for each in answer.remedies}, label=gettext("Rung")
        )
        of_case = document_list().filter(case_id=case.id).order_by("-created_at")
        self.fields["document_id"] = reference(
            of_case,
            required=False,
            label=gettext("The client's written consent"),
            empty_label=gettext("None"),
        )

    def values(self) -> dict[str, Any]:
        """The service's arguments."""
        return {name: value for name, value in super().values().items() if value is not None}


class CostForm(ActForm):
    """What a suit would cost."""

    amount = forms.DecimalField(
        max_digits=14, decimal_places=2, widget=UnfoldAdminDecimalFieldWidget(), label=_("Amount")
    )
    basis = text(
        max_length=300,
        label=_("What it covers and rests on"),
        help_text=_("Such as: through trial, two experts, by the budget of May."),
    )
    as_of = DayField(label=_("As of"))

    def prepare(self) -> None:
        """In the case's currency, as of today."""
        self.fields["amount"].help_text = gettext("In %(currency)s.") % {"currency": self.row.currency}
        self.fields["as_of"].initial = today(self.row.time_zone)

    def values(self) -> dict[str, Any]:
        """The service's arguments, with the case's currency."""
        return {**super().values(), "currency": self.row.currency}


class WhyForm(ActForm):
    """Why."""

    reason = text(max_length=300)


def of_case(made: Any) -> str:
    """Back to the case."""
    return page_of(made.case)


DECIDE_ACT = Act(
    name="decide-rung",
    label=_("Decide about a rung"),
    icon="alt_route",
    service=decisions.rung_decide,
    capabilities=("remedy.decide",),
    row_id="case_id",
    versioned=False,
    form=DecideForm,
    explain=_("It is kept with your name and licence. It can be withdrawn, and is never rewritten."),
    done=_("The decision is kept, and the ladder is in step with it."),
    lands=of_case,
)
COST_ACT = Act(
    name="enter-litigation-cost",
    label=_("Enter what a suit would cost"),
    icon="payments",
    service=decisions.litigation_cost_enter,
    capabilities=("remedy.decide",),
    row_id="case_id",
    versioned=False,
    form=CostForm,
    done=_("The cost is kept."),
    lands=of_case,
)


def _withdraw(service: Any, row_id: str) -> Act:
    return Act(
        name="withdraw",
        label=_("Withdraw"),
        icon="undo",
        service=service,
        capabilities=("remedy.decide",),
        row_id=row_id,
        form=WhyForm,
        fits=lambda row: row.withdrawn_at is None,
        done=_("It no longer holds."),
        variant="danger",
        lands=of_case,
    )


@admin.register(RungDecision)
class RungDecisionAdmin(FirmAdmin):
    """What was decided about rungs."""

    read_capability = "deadline.read"
    list_display = ["__str__", "case", "decided_on", "decided_by", "reason", "withdrawn_at"]
    list_filter = ["what"]
    search_fields = ["rung", "reason", "case__number"]
    ordering = ["-created_at", "-id"]
    empty = _("Nothing was decided about a rung yet. Decide on a case's page.")
    acts = [_withdraw(decisions.rung_decision_withdraw, "decision_id")]

    def rows(self, member: Member) -> QuerySet[RungDecision]:
        """The door to them."""
        return rung_decision_list()


@admin.register(LitigationCost)
class LitigationCostAdmin(FirmAdmin):
    """What suits would cost."""

    read_capability = "deadline.read"
    list_display = ["__str__", "case", "basis", "entered_by", "withdrawn_at"]
    search_fields = ["basis", "case__number"]
    ordering = ["-as_of", "-id"]
    empty = _("Nobody entered what a suit would cost yet. Do so on a case's page.")
    acts = [_withdraw(decisions.litigation_cost_withdraw, "cost_id")]

    def rows(self, member: Member) -> QuerySet[LitigationCost]:
        """The door to them."""
        return litigation_cost_list()
