"""Pages of fee invoices and of time worked, and the acts of fees on a case's page.

The page of an agreement, which shows what the law says of it, is of the floor above.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.admin.liens import amount_field, document_field, of_case
from cases.models import FeeAgreement, FeeInvoice, TimeEntry
from cases.selectors import event_list
from cases.selectors.fees import fee_agreement_list, fee_invoice_list, time_entry_list
from cases.services import fee_invoices, fees
from cases.states import FEE_INVOICE_EDGES, TIME_ENTRY_EDGES
from cases.vocabulary import PAYMENTS
from claimback.kernel.clock import today
from claimback.kernel.said import days_said
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act
from claimback.tenancy.admin_forms import ActForm, DayField, InstantField, reference, text
from claimback.tenancy.admin_show import Section, day, money, words
from claimback.tenancy.member import Member
from claimback.tenancy.selectors import colleagues


def _sum(amount: Mapping[str, str]) -> Any:
    """An amount as the API writes it, for reading."""
    return money(Decimal(amount["amount"]), amount["currency"])


class AgreementForm(ActForm):
    """What the client signed."""

    model = FeeAgreement
    columns = (
        "kind",
        "represented_by",
        "claim_type",
        "signed_by",
        "percent",
        "percent_in_suit",
        "percent_at_trial",
        "percent_on_appeal",
        "base",
        "costs_first",
    )

    def prepare(self) -> None:
        """The money, the member and the paper of the case."""
        for name in fees.AMOUNTS:
            column = FeeAgreement._meta.get_field(name)
            self.fields[name] = amount_field(required=False, help_text=getattr(column, "help_text", ""))
        members = colleagues().order_by("user__name").select_related("user")
        self.fields["member_id"] = reference(members, label=gettext("Who represents the client"))
        self.fields["signed_on"] = DayField(required=False, label=gettext("Signed on"))
        self.fields["signed_at"] = InstantField(
            required=False, label=gettext("Signed at, where the paper bears the time")
        )
        self.fields["document_id"] = document_field(self.row.pk, gettext("The signed agreement"))
        standing = fee_agreement_list().filter(case_id=self.row.pk, state="in_force")
        self.fields["supersedes_id"] = reference(
            standing, required=False, label=gettext("Takes the place of"), empty_label=gettext("None")
        )


class InvoiceForm(ActForm):
    """Of what the fee is asked."""

    payment_id = forms.Field(required=False)
    recovered = amount_field(
        required=False, help_text=_("What the insurer paid, where no payment is recorded.")
    )
    recovered_on = DayField(required=False)
    marked = amount_field(
        required=False,
        help_text=_("What of it came for the coverages that the agreement marks, where the law asks."),
    )
    amount = amount_field(required=False, help_text=_("To ask less than the agreement gives."))
    override_reason = text(
        required=False,
        max_length=300,
        help_text=_("Why a cap that was not read in the law itself does not hold. For licensed members."),
    )

    def prepare(self) -> None:
        """The payments of the case."""
        payments = event_list().filter(case_id=self.row.case_id, kind__in=PAYMENTS, withdrawn=False)
        self.fields["payment_id"] = reference(
            payments.order_by("-on"), required=False, label=gettext("Payment"), empty_label=gettext("None")
        )


class TimeForm(ActForm):
    """Time worked."""

    model = TimeEntry
    columns = ("on", "minutes", "what")

    rate = amount_field(required=False, help_text=_("For an hour; by default the agreement's."))

    def prepare(self) -> None:
        """Today, as a rule."""
        self.fields["on"].initial = today(self.row.time_zone)


class ReasonForm(ActForm):
    """Why."""

    reason = text(max_length=300)


AGREEMENT_ACT = Act(
    name="record-agreement",
    label=_("Record fee agreement"),
    icon="handshake",
    service=fees.fee_agreement_record,
    capabilities=("fee.write", "case.write"),
    row_id="case_id",
    versioned=False,
    form=AgreementForm,
    explain=_("The times to cancel it and to tell the insurer of it start from the signature."),
    done=_("The agreement is recorded, and the docket follows it."),
    lands=of_case,
)
TIME_ACT = Act(
    name="note-time",
    label=_("Note time"),
    icon="timer",
    service=fee_invoices.time_entry_add,
    capabilities=("money.write",),
    row_id="case_id",
    versioned=False,
    form=TimeForm,
    done=_("The time is noted."),
    lands=of_case,
)
INVOICE_ACT = Act(
    name="invoice",
    label=_("Ask a fee"),
    icon="request_quote",
    service=fee_invoices.fee_invoice_issue,
    capabilities=("fee.write",),
    row_id="agreement_id",
    versioned=False,
    form=InvoiceForm,
    fits=lambda row: row.state in ("in_force", "ended"),
    explain=_("A fee above the law's cap is refused, with the citation."),
    done=_("The fee is asked, and the law's cap is kept with it."),
    variant="primary",
)


@admin.register(FeeInvoice)
class FeeInvoiceAdmin(FirmAdmin):
    """Fees that were asked of clients."""

    read_capability = "money.read"
    list_display = ["number", "case", "issued_on", "got", "stage", "fee", "state"]
    list_filter = ["state", "stage"]
    search_fields = ["case__number"]
    ordering = ["-issued_on", "-id"]
    exclude = ["amount", "recovered", "marked", "base", "currency", "working", "cap"]
    empty = _("No fees were asked yet. Ask one on the page of its agreement.")
    acts = [
        Act(
            name="void",
            label=_("Void"),
            icon="undo",
            service=fee_invoices.fee_invoice_void,
            capabilities=("fee.write",),
            row_id="invoice_id",
            form=ReasonForm,
            fits=lambda row: bool(FEE_INVOICE_EDGES.next(row.state)),
            done=_("The invoice is void. Its time may be billed anew."),
            variant="danger",
        ),
    ]

    def rows(self, member: Member) -> QuerySet[FeeInvoice]:
        """The door to invoices."""
        return fee_invoice_list()

    @admin.display(description=_("Recovered"), ordering="recovered")
    def got(self, row: FeeInvoice) -> Any:
        """What the insurer paid."""
        return money(row.recovered, row.currency)

    @admin.display(description=_("Fee"), ordering="amount")
    def fee(self, row: FeeInvoice) -> Any:
        """What is asked."""
        return money(row.amount, row.currency)

    def facts(self, row: Any) -> list[tuple[str, Any]]:
        """The invoice's columns, with its money."""
        figures = {
            gettext("Recovered"): row.recovered,
            gettext("Marked"): row.marked,
            gettext("Fee of"): row.base,
            gettext("Fee"): row.amount,
        }
        return [*super().facts(row), *((name, money(sum_, row.currency)) for name, sum_ in figures.items())]

    def sections(self, member: Member, row: FeeInvoice) -> list[Section]:
        """How the agreement makes it so much, and what the law allows."""
        steps = [[step["step"], days_said(step["result"]), days_said(step["why"])] for step in row.working]
        caps = [
            [cap["paraphrase"], cap["citation"], words(cap["checked"]), _sum(cap["allowed"])]
            for cap in row.cap.get("caps", [])
        ]
        return [
            Section(
                gettext("How it comes to this"),
                [gettext("Step"), gettext("Result"), gettext("Why")],
                steps,
                "",
            ),
            Section(
                gettext("What the law allows"),
                [gettext("Cap"), gettext("Citation"), gettext("Checked"), gettext("At most")],
                caps,
                gettext("No cap of this state is known here."),
            ),
        ]


@admin.register(TimeEntry)
class TimeEntryAdmin(FirmAdmin):
    """Time that members worked."""

    read_capability = "money.read"
    list_display = ["what", "case", "member", "worked", "minutes", "an_hour", "state"]
    list_filter = ["state"]
    search_fields = ["what", "case__number"]
    ordering = ["-on", "-id"]
    exclude = ["rate", "currency"]
    also_related = ["member__user"]
    empty = _("No time yet. Note it on a case's page.")
    acts = [
        Act(
            name="write-off",
            label=_("Write off"),
            icon="money_off",
            service=fee_invoices.time_entry_write_off,
            capabilities=("money.write",),
            row_id="entry_id",
            form=ReasonForm,
            fits=lambda row: "written_off" in TIME_ENTRY_EDGES.next(row.state),
            done=_("The time is not billed."),
        ),
    ]

    def rows(self, member: Member) -> QuerySet[TimeEntry]:
        """The door to time."""
        return time_entry_list()

    @admin.display(description=_("On"), ordering="on")
    def worked(self, row: TimeEntry) -> Any:
        """The day."""
        return day(row.on)

    @admin.display(description=_("An hour"), ordering="rate")
    def an_hour(self, row: TimeEntry) -> Any:
        """The rate."""
        return money(row.rate, row.currency)

    def facts(self, row: Any) -> list[tuple[str, Any]]:
        """The entry's columns, with its rate."""
        return [*super().facts(row), (gettext("An hour"), money(row.rate, row.currency))]
