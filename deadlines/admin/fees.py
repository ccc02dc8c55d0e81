"""The page of a fee agreement, with what the law says of it."""

from typing import Any, Final

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from cases.admin.fees import INVOICE_ACT, ReasonForm
from cases.models import FeeAgreement
from cases.selectors.fees import fee_agreement_list, fee_invoice_list
from cases.services import fees
from cases.states import FEE_AGREEMENT_EDGES
from claimback.kernel.clock import today
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act
from claimback.tenancy.admin_forms import ActForm, DayField, InstantField, text
from claimback.tenancy.admin_show import Section, badge, day, money, to, words
from claimback.tenancy.member import Member
from deadlines.help import law_help, term_help
from deadlines.law.fees import FeeLaw, fee_law

_FIGURES: Final = (
    (_("Fixed sum"), "flat_amount"),
    (_("An hour"), "hourly_rate"),
    (_("Offered before"), "offered"),
)


def _no_cap(law: FeeLaw | None) -> str:
    if law and law.no_cap:
        return gettext("The law sets no percentage.")
    return gettext("No cap of this state is known here.")


def _law(row: FeeAgreement) -> FeeLaw | None:
    return fee_law(row.represented_by, row.case.jurisdiction)


class LookThroughForm(ActForm):
    """The points that the paper holds."""

    contents = forms.Field(required=False)

    def prepare(self) -> None:
        """Those of the state's law."""
        law = _law(self.row)
        self.fields["contents"] = forms.MultipleChoiceField(
            required=False,
            label=gettext("The paper holds"),
            widget=UnfoldAdminCheckboxSelectMultipleWidget(),
            choices=[(item.id, f"{item.says} {item.citation}") for item in (law.contents if law else ())],
        )


class DayForm(ActForm):
    """A day."""

    on = DayField()

    def prepare(self) -> None:
        """Today, as a rule."""
        self.fields["on"].initial = today(self.row.case.time_zone)


class CancelForm(ActForm):
    """When the client cancelled."""

    on = DayField(required=False)
    at = InstantField(required=False, label=_("At, where the hour tells whether it was in time"))
    reason = text(required=False, max_length=300)


class EndForm(ReasonForm):
    """From when it holds no longer, and why."""

    on = DayField()


def _standing(row: Any) -> bool:
    return bool(FEE_AGREEMENT_EDGES.next(row.state))


def _act(
    name: str,
    label: str | Promise,
    icon: str,
    service: Any,
    form: type[ActForm],
    done: str | Promise,
    **other: Any,
) -> Act:
    capabilities = other.pop("capabilities", ("fee.write", "case.write"))
    return Act(
        name=name,
        label=label,
        icon=icon,
        service=service,
        capabilities=capabilities,
        row_id="agreement_id",
        form=form,
        done=done,
        **{"fits": _standing, **other},
    )


@admin.register(FeeAgreement)
class FeeAgreementAdmin(FirmAdmin):
    """What clients agreed to pay."""

    read_capability = "money.read"
    list_display = ["__str__", "case", "represented_by", "member", "signed_on", "state"]
    list_filter = ["state", "kind", "represented_by"]
    search_fields = ["case__number", "signed_by"]
    ordering = ["-signed_on", "-id"]
    exclude = ["flat_amount", "hourly_rate", "offered", "currency", "contents"]
    also_related = ["member__user", "case"]
    empty = _("No agreements yet. Record them on a case's page.")
    acts = [
        INVOICE_ACT,
        _act(
            "look-through",
            _("Look through the paper"),
            "fact_check",
            fees.fee_agreement_look_through,
            LookThroughForm,
            _("It is noted what the paper holds."),
            capabilities=("fee.write",),
            fits=lambda row: bool((law := _law(row)) and law.contents),
        ),
        _act(
            "send",
            _("Copy to the insurer"),
            "outgoing_mail",
            fees.fee_agreement_send,
            DayForm,
            _("The copy is noted."),
            fits=lambda row: row.state == "in_force" and row.sent_event_id is None,
        ),
        _act(
            "cancel",
            _("Cancelled by the client"),
            "cancel",
            fees.fee_agreement_cancel,
            CancelForm,
            _("The cancellation is noted."),
            variant="danger",
        ),
        _act(
            "end",
            _("End"),
            "block",
            fees.fee_agreement_end,
            EndForm,
            _("The agreement has ended."),
            capabilities=("fee.write",),
        ),
    ]

    def rows(self, member: Member) -> QuerySet[FeeAgreement]:
        """The door to agreements."""
        return fee_agreement_list()

    def facts(self, row: Any) -> list[tuple[str, Any]]:
        """The agreement's columns, with its money."""
        figures = [(str(name), money(getattr(row, column), row.currency)) for name, column in _FIGURES]
        return [*super().facts(row), *figures]

    def sections(self, member: Member, row: FeeAgreement) -> list[Section]:
        """The state's caps, what the paper must hold, and the fees that were asked."""
        law = _law(row)
        caps = [
            [
                cap.paraphrase,
                format_html(
                    "{} {}", cap.citation, law_help("fee_cap", cap.id, cap.citation, cap.checked.grade)
                ),
                words(cap.checked.grade),
            ]
            for cap in (law.caps if law else ())
        ]
        contents = [
            [
                badge(gettext("found") if item.id in row.contents else gettext("missing")),
                item.says,
                item.citation,
            ]
            for item in (law.contents if law else ())
        ]
        invoices = [
            [
                to(asked),
                day(asked.issued_on),
                money(asked.recovered, asked.currency),
                money(asked.amount, asked.currency),
            ]
            for asked in fee_invoice_list().filter(agreement_id=row.pk, state="issued").order_by("number")
        ]
        return [
            Section(
                gettext("What the law allows at most"),
                [gettext("Cap"), gettext("Citation"), gettext("Checked")],
                caps,
                _no_cap(law),
                help=term_help("fee_cap"),
            ),
            Section(
                gettext("What the paper must hold"),
                [gettext("Found"), gettext("Point"), gettext("Citation")],
                contents,
                gettext("Nothing is known here."),
            ),
            Section(
                gettext("Fees asked"),
                [gettext("Invoice"), gettext("On"), gettext("Recovered"), gettext("Fee")],
                invoices,
                gettext("None yet."),
            ),
        ]
