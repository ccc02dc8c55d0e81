"""Pages of the ledger: its transactions with their entries, and what a person posts."""

from dataclasses import replace
from functools import partial
from typing import Any, Final

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.admin.liens import amount_field, document_field
from cases.models import Case, LedgerEntry, LedgerTransaction
from cases.selectors import event_list, lien_list
from cases.selectors.ledger import ledger_entry_list, ledger_transaction_list
from cases.services import ledger
from cases.services.books import ledger_export
from cases.settlement.books import BOOKS
from cases.settlement.ledger import ACCOUNTS, KINDS, PAYMENTS, RECEIPTS
from cases.vocabulary import PAYMENTS as PAYMENT_EVENTS
from claimback.kernel.clock import today
from claimback.kernel.said import days_said
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act
from claimback.tenancy.admin_forms import ActForm, DayField, choice, reference, text
from claimback.tenancy.admin_show import NOTHING, Section, money, page_of
from claimback.tenancy.admin_site import admin_member
from claimback.tenancy.member import Member


class ReceiveForm(ActForm):
    """Money that came into the trust account."""

    kind = choice({kind: KINDS[kind] for kind in RECEIPTS}, label=_("What it is"), initial="receipt")
    on = DayField(label=_("Came on"))
    amount = amount_field()
    counterpart = text(max_length=200, label=_("Who paid"))
    reference = text(required=False, max_length=80, help_text=_("Such as the number of the check."))
    memo = text(required=False, max_length=300)
    event_id = forms.Field(required=False)
    document_id = forms.Field(required=False)

    def prepare(self) -> None:
        """The case's payments and documents."""
        self.fields["on"].initial = today(self.row.time_zone)
        self.fields["counterpart"].initial = self.row.insurer.name
        paid = event_list().filter(case_id=self.row.pk, kind__in=PAYMENT_EVENTS, withdrawn=False)
        self.fields["event_id"] = reference(
            paid.order_by("-on"),
            required=False,
            label=gettext("Event"),
            empty_label=gettext("None"),
            help_text=gettext("The payment as clocks know it."),
        )
        self.fields["document_id"] = document_field(self.row.pk, gettext("Check or advice"))


class PayForm(ActForm):
    """Money that goes out of the trust account without a statement."""

    kind = choice({kind: KINDS[kind] for kind in PAYMENTS}, label=_("What it is"))
    on = DayField(label=_("Paid on"))
    amount = amount_field(required=False, help_text=_("A lien is paid as it was resolved."))
    counterpart = text(required=False, max_length=200, label=_("Who is paid"))
    reference = text(required=False, max_length=80, help_text=_("Such as the number of the check."))
    memo = text(required=False, max_length=300)
    lien_id = forms.Field(required=False)
    document_id = forms.Field(required=False)

    def prepare(self) -> None:
        """The case's liens and documents."""
        self.fields["on"].initial = today(self.row.time_zone)
        self.fields["lien_id"] = reference(
            lien_list().filter(case_id=self.row.pk).select_related("party").order_by("asserted_on"),
            required=False,
            label=gettext("Lien"),
            empty_label=gettext("None"),
        )
        self.fields["document_id"] = document_field(self.row.pk, gettext("Check or advice"))


class ReverseForm(ActForm):
    """Why a transaction is reversed."""

    on = DayField(label=_("On"))
    reason = text(max_length=300, help_text=_("Such as a check that came back."))

    def prepare(self) -> None:
        """Today, unless another day is given."""
        self.fields["on"].initial = today(self.row.case.time_zone)


def of_case(made: Any) -> str:
    """Back to the ledger of the case."""
    return f"{page_of(made.case)}#ledger"


RECEIVE_ACT = Act(
    name="receive",
    label=_("Money received"),
    icon="payments",
    service=ledger.ledger_receive,
    capabilities=("ledger.write",),
    row_id="case_id",
    versioned=False,
    form=ReceiveForm,
    explain=_("It is posted to the client trust account of this case."),
    done=_("It is posted."),
    lands=of_case,
)
PAY_ACT = Act(
    name="pay",
    label=_("Pay out of trust"),
    icon="outbound",
    service=ledger.ledger_pay,
    capabilities=("ledger.write", "statement.approve"),
    row_id="case_id",
    versioned=False,
    form=PayForm,
    explain=_("For what no settlement statement pays. More than this case has in trust is refused."),
    done=_("It is posted."),
    lands=of_case,
)
_REVERSED: Final = ("receipt", "interest", "deposit", "cost_repayment", "fee", "hold_back", *PAYMENTS)


_BOOK_NAMES: Final = {"ledger": _("Ledger as a table"), "journal": _("Journal"), "iif": _("For QuickBooks")}


def balances_section(case: Case) -> Section:
    """How the accounts of a case stand."""
    balances = ledger.balances_of(case)
    rows = [
        [account.number, account.name, money(balances.of(code).amount, case.currency)]
        for code, account in ACCOUNTS.items()
    ]
    return Section(
        gettext("The accounts of the case"),
        [gettext("No."), gettext("Account"), gettext("Balance")],
        rows,
        "",
    )


def text_file(text: str, name: str) -> HttpResponse:
    """A text to keep as a file."""
    kind = "text/csv" if name.endswith(".csv") else "text/plain"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(text, content_type=f"{kind}; charset=utf-8", headers=headers)


@admin.register(LedgerTransaction)
class LedgerTransactionAdmin(FirmAdmin):
    """What happened to the money of cases."""

    read_capability = "money.read"
    list_display = ["__str__", "case", "on", "counterpart", "sum", "reference"]
    list_filter = ["kind"]
    search_fields = ["counterpart", "reference", "memo", "case__number"]
    ordering = ["-on", "-id"]
    exclude = ["amount", "currency", "number", "working"]
    also_related = ["case"]
    empty = _("Nothing is posted yet. Money that comes is posted on a case's page.")
    acts = [
        Act(
            name="reverse",
            label=_("Reverse"),
            icon="undo",
            service=ledger.ledger_reverse,
            capabilities=("ledger.write",),
            row_id="transaction_id",
            form=ReverseForm,
            explain=_("The contrary is posted; this transaction stays as it was."),
            fits=lambda row: row.kind in _REVERSED,
            done=_("The contrary is posted."),
            variant="danger",
        ),
    ]

    def get_urls(self) -> list[URLPattern]:
        """The case's ledger as each book, before the other pages."""
        return [
            *(
                path(
                    f"<uuid:object_id>/{book}/",
                    self.admin_site.admin_view(partial(self.book_view, book=book)),
                    name=f"cases_ledgertransaction_book_{book}",
                )
                for book in BOOKS
            ),
            *super().get_urls(),
        ]

    def book_view(self, request: HttpRequest, object_id: str, book: str) -> HttpResponse:
        """The ledger of the transaction's case as a file."""
        case = self._found(request, object_id).case
        text = ledger_export(actor=admin_member(request), book=book, case_id=case.pk)
        return text_file(text, f"{book}-{case.number}.{'iif' if book == 'iif' else 'csv'}")

    def rows(self, member: Member) -> QuerySet[LedgerTransaction]:
        """The door to transactions."""
        return ledger_transaction_list()

    @admin.display(description=_("Amount"), ordering="amount")
    def sum(self, row: LedgerTransaction) -> Any:
        """All its debits."""
        return money(row.amount, row.currency)

    def facts(self, row: Any) -> list[tuple[str, Any]]:
        """The transaction's columns, with its money."""
        return [*super().facts(row), (gettext("Amount"), money(row.amount, row.currency))]

    def sections(self, member: Member, row: LedgerTransaction) -> list[Section]:
        """Its entries, its working, and how the accounts stand now."""
        entries = ledger_entry_list().filter(transaction_id=row.pk).order_by("position")
        lines = [
            [
                f"{ACCOUNTS[entry.account].number} {ACCOUNTS[entry.account].name}",
                money(entry.amount, row.currency) if entry.amount > 0 else NOTHING,
                money(-entry.amount, row.currency) if entry.amount < 0 else NOTHING,
            ]
            for entry in entries
        ]
        working = [[step["step"], days_said(step["result"]), days_said(step["why"])] for step in row.working]
        return [
            Section(gettext("Entries"), [gettext("Account"), gettext("Debit"), gettext("Credit")], lines, ""),
            *(
                [
                    Section(
                        gettext("Working"), [gettext("Step"), gettext("Result"), gettext("Why")], working, ""
                    )
                ]
                if working
                else []
            ),
            replace(
                balances_section(row.case),
                links=[
                    (
                        str(_BOOK_NAMES[book]),
                        reverse(f"admin:cases_ledgertransaction_book_{book}", args=[row.pk]),
                    )
                    for book in BOOKS
                ],
            ),
        ]


@admin.register(LedgerEntry)
class LedgerEntryAdmin(FirmAdmin):
    """The lines of the ledgers."""

    read_capability = "money.read"
    list_display = ["account", "transaction", "case", "amount"]
    list_filter = ["account"]
    search_fields = ["transaction__counterpart", "case__number"]
    ordering = ["-created_at", "-id"]
    empty = _("Nothing is posted yet. Money that comes is posted on a case's page.")

    def rows(self, member: Member) -> QuerySet[LedgerEntry]:
        """The door to entries."""
        return ledger_entry_list()
