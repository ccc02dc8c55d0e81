"""Pages of what others missed, with the money that the law gives for it, and of the rates that interest follows."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminDecimalFieldWidget

from cases.admin.liens import amount_field
from claimback.kernel.clock import today
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act
from claimback.tenancy.admin_forms import ActForm, DayField, text
from claimback.tenancy.admin_show import (
    Section,
    address_of,
    badge,
    day,
    instant,
    link,
    money,
    page_of,
    to,
    words,
)
from claimback.tenancy.member import Member
from deadlines.admin.grades import grade_badge
from deadlines.admin.scorecards import ShowsScorecards
from deadlines.breach_money import BreachMoney, breach_money
from deadlines.clock.money import Reckoned
from deadlines.law.words import condition_in_words, fact_in_words
from deadlines.models import Breach, ReferenceRate
from deadlines.selectors import breach_list, rate_list
from deadlines.services import breaches, rates
from deadlines.services.interest import interest_receive
from deadlines.services.reasons import REASON_LIMIT
from deadlines.told import told


class WithdrawForm(ActForm):
    """Why it is none."""

    reason = text(long=True, max_length=REASON_LIMIT)


class ValueForm(ActForm):
    """What should have been paid by then."""

    amount = forms.DecimalField(
        max_digits=14,
        decimal_places=2,
        required=False,
        widget=UnfoldAdminDecimalFieldWidget(),
        help_text=_("Empty for the case's amount in dispute."),
    )


class RateForm(ActForm):
    """A rate as it is published."""

    model = ReferenceRate
    columns = ("reference", "jurisdiction", "percent", "from_on", "source")


class RateChangeForm(ActForm):
    """A correction of a rate."""

    model = ReferenceRate
    columns = ("percent", "from_on", "source")


class InterestForm(ActForm):
    """What came for being late."""

    on = DayField(label=_("Came on"))
    amount = amount_field(required=False, help_text=_("Left empty: all that the law gives as reckoned now."))
    reference = text(required=False, max_length=80, help_text=_("Such as the number of the check."))

    def prepare(self) -> None:
        """Today, unless another day is given."""
        self.fields["on"].initial = today(self.row.case.time_zone)


def of_case(made: Breach) -> str:
    """Back to the docket of the case."""
    return f"{page_of(made.case)}#docket"


@admin.register(Breach)
class BreachAdmin(ShowsScorecards):
    """Dates that others missed."""

    read_capability = "deadline.read"
    list_display = ["act", "case", "duty_of", "due_on", "late", "state_badge"]
    list_filter = ["state", "duty_of"]
    search_fields = ["act", "rule", "case__number", "case__title"]
    ordering = ["due_on", "id"]
    empty = _("Nobody has missed a date. A breach is found by itself on the day after.")
    acts = [
        Act(
            name="value",
            label=_("Amount owed"),
            icon="payments",
            service=breaches.breach_value,
            capabilities=("deadline.write",),
            row_id="breach_id",
            form=ValueForm,
            explain=_("Interest and shares are reckoned of it."),
            done=_("The amount is noted."),
        ),
        Act(
            name="interest",
            label=_("Interest received"),
            icon="percent",
            service=interest_receive,
            capabilities=("ledger.write", "deadline.read"),
            row_id="breach_id",
            versioned=False,
            form=InterestForm,
            explain=_("It is posted to the case's ledger, with the working of what the law gives."),
            done=_("The interest is posted."),
            lands=page_of,
        ),
        Act(
            name="withdraw",
            label=_("Withdraw"),
            icon="block",
            service=breaches.breach_withdraw,
            capabilities=("deadline.waive",),
            row_id="breach_id",
            form=WithdrawForm,
            explain=_("It is not held against them, and not found again."),
            fits=lambda row: row.state != "withdrawn",
            done=_("The breach is withdrawn."),
            variant="danger",
            lands=of_case,
        ),
    ]

    def rows(self, member: Member) -> QuerySet[Breach]:
        """The door to breaches."""
        return breach_list(today(member.time_zone)).select_related("case")

    def title_of(self, row: Breach) -> str:
        """What was not done."""
        return f"{row.act[:1].upper()}{row.act[1:]}"

    @admin.display(description=_("Days late"))
    def late(self, row: Any) -> Any:
        """How late it is, or was when it was done."""
        return badge(
            ngettext("%(n)s day", "%(n)s days", row.days_late) % {"n": row.days_late},
            tone="bad" if row.state == "open" else "plain",
        )

    @admin.display(description=_("State"), ordering="state")
    def state_badge(self, row: Breach) -> Any:
        """The state as a label."""
        return badge(row.state)

    def facts(self, row: Any) -> list[tuple[str, Any]]:
        """What was owed by when, what started it and how that is proven."""
        proof = badge(row.start_proof) if row.start_proof else badge(gettext("not proven"), tone="warn")
        return [
            (gettext("Case"), to(row.case)),
            (gettext("Deadline"), to(row.deadline)),
            (gettext("State"), badge(row.state)),
            (gettext("Whose duty"), gettext(row.get_duty_of_display())),
            (gettext("Due"), instant(row.due_at) if row.due_at else day(row.due_on)),
            (gettext("Days late"), row.days_late),
            *([(gettext("Done"), day(row.cured_on))] if row.cured_on else []),
            (gettext("Counts from"), to(row.started_by) if row.started_by else gettext("the loss")),
            (gettext("Proof of that"), proof),
            (gettext("Law"), row.citation),
            (gettext("Checked"), grade_badge(row)),
            (gettext("Consequence"), row.consequence or gettext("The law names none here.")),
            (gettext("Amount owed"), money(row.amount, row.currency)),
            *([(gettext("Withdrawn because"), row.withdrawn_reason)] if row.withdrawn_reason else []),
        ]

    def sections(self, member: Member, row: Breach) -> list[Section]:
        """What it has cost so far, step by step."""
        return [money_section(breach_money(row))]


def money_section(found: BreachMoney) -> Section:
    """Each remedy with its working; what is needed stands in the place of the sum."""
    lines = []
    for item in found.reckoned:
        lines.append(
            [
                words(item.kind),
                comes_to(item),
                f"{item.citation} {condition_in_words(item.condition)}".strip(),
            ]
        )
        lines += [["", told(step.result), told(step.why)] for step in item.working]
    return Section(
        gettext("Money so far"),
        [gettext("Remedy"), gettext("Comes to"), gettext("Why")],
        lines,
        gettext("The rule gives no money by itself."),
    )


def comes_to(item: Reckoned) -> Any:
    """The sum of one remedy, or what stands in its place: where it is counted, or what is needed to say it."""
    if item.carried_by:
        return link(gettext("counted once, there"), address_of(Breach, item.carried_by))
    if item.amount is not None:
        said = money(item.amount, item.currency)
        return gettext("at most %(sum)s") % {"sum": said} if item.up_to else said
    return gettext("needs %(needs)s") % {"needs": ", ".join(map(fact_in_words, item.needs))}


@admin.register(ReferenceRate)
class ReferenceRateAdmin(FirmAdmin):
    """Rates that interest follows."""

    read_capability = "deadline.read"
    list_display = ["reference", "jurisdiction", "percent", "from_on", "source"]
    list_filter = ["reference"]
    search_fields = ["jurisdiction", "source"]
    ordering = ["-from_on", "-id"]
    empty = _("No rates yet. A breach whose interest follows one says which it needs.")
    add_act = Act(
        name="add",
        label=_("Note a rate"),
        service=rates.rate_add,
        capabilities=("deadline.write",),
        form=RateForm,
        done=_("The rate is noted."),
    )
    acts = [
        Act(
            name="edit",
            label=_("Correct"),
            icon="edit",
            service=rates.rate_change,
            capabilities=("deadline.write",),
            row_id="rate_id",
            form=RateChangeForm,
            changes=True,
            done=_("The rate is corrected."),
        ),
    ]

    def rows(self, member: Member) -> QuerySet[ReferenceRate]:
        """The door to rates."""
        return rate_list()
