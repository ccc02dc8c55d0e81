"""Pages of fee invoices and of time worked, and the acts of fees on a case's page.

The page of an agreement, which shows what the law says of it, is of the floor above.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet

from cases.admin.liens import amount_field, document_field, of_case
from cases.models import FeeAgreement, FeeInvoice, TimeEntry
from cases.selectors import event_list
from cases.selectors.fees import fee_agreement_list, fee_invoice_list, time_entry_list
from cases.services import fee_invoices, fees
from cases.states import FEE_INVOICE_EDGES, TIME_ENTRY_EDGES
from cases.vocabulary import PAYMENTS
from claimback.kernel.clock import today
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
        self.fields["member_id"] = reference(members, label="Who represents the client")
        self.fields["signed_on"] = DayField(required=False, label="Signed on")
        self.fields["signed_at"] = InstantField(
            required=False, label="Signed at, where the paper bears the time"
        )
        self.fields["document_id"] = document_field(self.row.pk, "The signed agreement")
        standing = fee_agreement_list().filter(case_id=self.row.pk, state="in_force")
        self.fields["supersedes_id"] = reference(
            standing, required=False, label="Takes the place of", empty_label="None"
        )


class InvoiceForm(ActForm):
    """Of what the fee is asked."""

    payment_id = forms.Field(required=False)
    recovered = amount_field(required=False, help_text="What the insurer paid, where no payment is recorded.")
    recovered_on = DayField(required=False)
    marked = amount_field(
        required=False,
        help_text="What of it came for the coverages that the agreement marks, where the law asks.",
    )
    amount = amount_field(required=False, help_text="To ask less than the agreement gives.")
    override_reason = text(
        required=False,
        max_length=300,
        help_text="Why a cap that was not read in the law itself does not hold. For licensed members.",
    )

    def prepare(self) -> None:
        """The payments of the case."""
        payments = event_list().filter(case_id=self.row.case_id, kind__in=PAYMENTS, withdrawn=False)
        self.fields["payment_id"] = reference(
            payments.order_by("-on"), required=False, label="Payment", empty_label="None"
        )


class TimeForm(ActForm):
    """Time worked."""

    model = TimeEntry
    columns = ("on", "minutes", "what")

    rate = amount_field(required=False, help_text="For an hour; by default the agreement's.")

    def prepare(self) -> None:
        """Today, as a rule."""
        self.fields["on"].initial = today(self.row.time_zone)


class ReasonForm(ActForm):
    """Why."""

    reason = text(max_length=300)


AGREEMENT_ACT = Act(
    name="record-agreement",
    label="Record fee agreement",
    icon="handshake",
    service=fees.fee_agreement_record,
    capabilities=("fee.write", "case.write"),
    row_id="case_id",
    versioned=False,
    form=AgreementForm,
    explain="The times to cancel it and to tell the insurer of it start from the signature.",
    done="The agreement is recorded, and the docket follows it.",
    lands=of_case,
)
TIME_ACT = Act(
    name="note-time",
    label="Note time",
    icon="timer",
    service=fee_invoices.time_entry_add,
    capabilities=("money.write",),
    row_id="case_id",
    versioned=False,
    form=TimeForm,
    done="The time is noted.",
    lands=of_case,
)
INVOICE_ACT = Act(
    name="invoice",
    label="Ask a fee",
    icon="request_quote",
    service=fee_invoices.fee_invoice_issue,
    capabilities=("fee.write",),
    row_id="agreement_id",
    versioned=False,
    form=InvoiceForm,
    fits=lambda row: row.state in ("in_force", "ended"),
    explain="A fee above the law's cap is refused, with the citation.",
    done="The fee is asked, and the law's cap is kept with it.",
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
    empty = "No fees were asked yet. Ask one on the page of its agreement."
    acts = [
        Act(
            name="void",
            label="Void",
            icon="undo",
            service=fee_invoices.fee_invoice_void,
            capabilities=("fee.write",),
            row_id="invoice_id",
            form=ReasonForm,
            fits=lambda row: bool(FEE_INVOICE_EDGES.next(row.state)),
            done="The invoice is void. Its time may be billed anew.",
            variant="danger",
        ),
    ]

    def rows(self, member: Member) -> QuerySet[FeeInvoice]:
        """The door to invoices."""
        return fee_invoice_list()

    @admin.display(description="Recovered", ordering="recovered")
    def got(self, row: FeeInvoice) -> Any:
        """What the insurer paid."""
        return money(row.recovered, row.currency)

    @admin.display(description="Fee", ordering="amount")
    def fee(self, row: FeeInvoice) -> Any:
        """What is asked."""
        return money(row.amount, row.currency)

    def facts(self, row: Any) -> list[tuple[str, Any]]:
        """The invoice's columns, with its money."""
        figures = {"Recovered": row.recovered, "Marked": row.marked, "Fee of": row.base, "Fee": row.amount}
        return [*super().facts(row), *((name, money(sum_, row.currency)) for name, sum_ in figures.items())]

    def sections(self, member: Member, row: FeeInvoice) -> list[Section]:
        """How the agreement makes it so much, and what the law allows."""
        steps = [[step["step"], step["result"], step["why"]] for step in row.working]
        caps = [
            [cap["paraphrase"], cap["citation"], words(cap["checked"]), _sum(cap["allowed"])]
            for cap in row.cap.get("caps", [])
        ]
        return [
            Section("How it comes to this", ["Step", "Result", "Why"], steps, ""),
            Section(
                "What the law allows",
                ["Cap", "Citation", "Checked", "At most"],
                caps,
                "No cap of this state is known here.",
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
    empty = "No time yet. Note it on a case's page."
    acts = [
        Act(
            name="write-off",
            label="Write off",
            icon="money_off",
            service=fee_invoices.time_entry_write_off,
            capabilities=("money.write",),
            row_id="entry_id",
            form=ReasonForm,
            fits=lambda row: "written_off" in TIME_ENTRY_EDGES.next(row.state),
            done="The time is not billed.",
        ),
    ]

    def rows(self, member: Member) -> QuerySet[TimeEntry]:
        """The door to time."""
        return time_entry_list()

    @admin.display(description="On", ordering="on")
    def worked(self, row: TimeEntry) -> Any:
        """The day."""
        return day(row.on)

    @admin.display(description="An hour", ordering="rate")
    def an_hour(self, row: TimeEntry) -> Any:
        """The rate."""
        return money(row.rate, row.currency)

    def facts(self, row: Any) -> list[tuple[str, Any]]:
        """The entry's columns, with its rate."""
        return [*super().facts(row), ("An hour", money(row.rate, row.currency))]
