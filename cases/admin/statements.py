"""Pages of settlement statements: drafting on a case, then one act after the other."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.admin.ledger import text_file
from cases.admin.liens import amount_field, document_field
from cases.models import Statement, StatementLine
from cases.selectors.ledger import statement_line_list, statement_list
from cases.services import statements
from cases.services.books import statement_export
from cases.services.documents import document_link
from cases.settlement.statement import GROUPS, LANGUAGES
from cases.states import STATEMENT_EDGES, STATEMENTS_OPEN
from claimback.kernel.clock import today
from claimback.kernel.errors import NotFound
from claimback.kernel.said import days_said
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act, opening
from claimback.tenancy.admin_forms import ActForm, DayField, choice, named, reference, text
from claimback.tenancy.admin_show import NOTHING, Section, money, page_of
from claimback.tenancy.admin_site import admin_member
from claimback.tenancy.member import Member


class StatementForm(ActForm):
    """What is drafted: the rest is the ledger's, the liens' and the costs'."""

    client = amount_field(
        required=False,
        label=_("Due to the client"),
        help_text=_("What you reckon; the draft is refused if it differs."),
    )
    language = choice(LANGUAGES, label=_("Language of the paper"), initial="en")
    in_place_of_id = forms.Field(required=False)
    reason = text(required=False, max_length=300, help_text=_("Why it supersedes the one before."))

    def prepare(self) -> None:
        """The open statement of the case, if there is one."""
        self.fields["in_place_of_id"] = reference(
            statement_list().filter(case_id=self.row.pk, state__in=STATEMENTS_OPEN),
            required=False,
            label=gettext("Supersedes"),
            empty_label=gettext("None"),
        )


class SignForm(ActForm):
    """The client's signature."""

    signed_on = DayField()
    document_id = forms.Field()

    def prepare(self) -> None:
        """The case's documents."""
        self.fields["signed_on"].initial = today(self.row.case.time_zone)
        self.fields["document_id"] = document_field(self.row.case_id, gettext("The paper with the signature"))
        self.fields["document_id"].required = True


class DisburseForm(ActForm):
    """When it is paid out."""

    on = DayField(label=_("Paid on"))

    def prepare(self) -> None:
        """Today, unless another day is given."""
        self.fields["on"].initial = today(self.row.case.time_zone)


STATEMENT_ACT = Act(
    name="draft-statement",
    label=_("Draft a statement"),
    icon="request_quote",
    service=statements.statement_draft,
    capabilities=("ledger.write",),
    row_id="case_id",
    versioned=False,
    form=StatementForm,
    explain=_(
        "Of all that moved since the last statement, with the fees that were invoiced. Every lien must be "
        "resolved, held back or released."
    ),
    done=_("The statement is drafted. Hold it against the papers."),
    lands=page_of,
)


def statement_open(*, actor: Member, statement: Statement) -> str:
    """A link of 60 seconds to the paper of a statement. Raises NotFound before it is approved, Forbidden."""
    if statement.document_id is None:
        raise NotFound
    return document_link(actor=actor, document_id=statement.document_id)


def _act(name: str, label: str | Promise, icon: str, to: str, service: Any, **more: Any) -> Act:
    return Act(
        name=name,
        label=label,
        icon=icon,
        service=service,
        row_id="statement_id",
        fits=lambda row: to in STATEMENT_EDGES.next(row.state),
        variant="primary",
        **more,
    )


@admin.register(Statement)
class StatementAdmin(FirmAdmin):
    """Settlement statements."""

    read_capability = "money.read"
    list_display = ["__str__", "case", "came", "due", "state", "disbursed_on"]
    list_filter = ["state"]
    search_fields = ["case__number", "case__title"]
    ordering = ["-created_at", "-id"]
    exclude = ["number", "currency", "fee_working", *GROUPS]
    empty = _("No statements yet. Draft one on a case's page when money has come.")
    acts = [
        _act(
            "review",
            _("Reviewed"),
            "fact_check",
            "reviewed",
            statements.statement_review,
            capabilities=("ledger.write",),
            done=_("It is noted as reviewed."),
        ),
        _act(
            "approve",
            _("Approve"),
            "verified",
            "approved",
            statements.statement_approve,
            capabilities=("statement.approve",),
            explain=_("The paper for the client to sign is filed with the case."),
            done=_("It is approved, and its paper is filed."),
        ),
        _act(
            "sign",
            _("Client has signed"),
            "signature",
            "signed",
            statements.statement_sign,
            capabilities=("ledger.write",),
            form=SignForm,
            done=_("The signature is noted."),
        ),
        _act(
            "disburse",
            _("Disburse"),
            "outbound",
            "disbursed",
            statements.statement_disburse,
            capabilities=("ledger.write", "statement.approve"),
            form=DisburseForm,
            explain=_("Every line becomes a transaction of the ledger, once."),
            done=_("It is disbursed."),
        ),
        opening(
            statement_open,
            ("money.read", "document.read"),
            label=_("Open PDF"),
            icon="picture_as_pdf",
            row_id="statement",
            row_key="itself",
            fits=lambda row: row.document_id is not None,
        ),
    ]

    def get_urls(self) -> list[URLPattern]:
        """The statement as a table, before the other pages."""
        table = self.admin_site.admin_view(self.table_view)
        return [
            path("<uuid:object_id>/statement.csv/", table, name="cases_statement_table"),
            *super().get_urls(),
        ]

    def table_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The statement as a CSV file."""
        row = self._found(request, object_id)
        text = statement_export(actor=admin_member(request), statement_id=row.pk)
        return text_file(text, f"statement-{row.case.number}-{row.number}.csv")

    def rows(self, member: Member) -> QuerySet[Statement]:
        """The door to statements."""
        return statement_list()

    @admin.display(description=_("Received"), ordering="received")
    def came(self, row: Statement) -> Any:
        """All that came."""
        return money(row.received, row.currency)

    @admin.display(description=_("Due to the client"), ordering="client")
    def due(self, row: Statement) -> Any:
        """What the client gets."""
        return money(row.client, row.currency)

    def sections(self, member: Member, row: Statement) -> list[Section]:
        """Its lines by group, each group with its sum, and how the fee was reckoned."""
        found = list(statement_line_list().filter(statement_id=row.pk).order_by("position"))
        rows = [
            [name if place == 0 else "", each[0], each[1], each[2]]
            for group, name in named(GROUPS)
            for place, each in enumerate(_lines(row, group, found))
        ]
        working = [
            [step["step"], days_said(step["result"]), days_said(step["why"])] for step in row.fee_working
        ]
        return [
            Section(
                gettext("To the cent"),
                [gettext("Group"), gettext("What"), gettext("Who pays or is paid"), gettext("Amount")],
                rows,
                "",
                [(gettext("As a table"), reverse("admin:cases_statement_table", args=[row.pk]))],
            ),
            *(
                [
                    Section(
                        gettext("The fee"), [gettext("Step"), gettext("Result"), gettext("Why")], working, ""
                    )
                ]
                if working
                else []
            ),
        ]


def _lines(row: Statement, group: str, found: list[StatementLine]) -> list[tuple[Any, Any, Any]]:
    of_group = [line for line in found if line.group == group]
    return [
        (gettext("Sum"), "", money(getattr(row, group), row.currency)),
        *((line.label, line.payee or NOTHING, money(line.amount, row.currency)) for line in of_group),
    ]


@admin.register(StatementLine)
class StatementLineAdmin(FirmAdmin):
    """The lines of settlement statements."""

    read_capability = "money.read"
    list_display = ["label", "statement", "case", "group", "payee", "amount"]
    list_filter = ["group"]
    search_fields = ["label", "payee", "case__number"]
    ordering = ["position", "id"]
    empty = _("No statements yet. Draft one on a case's page when money has come.")

    def rows(self, member: Member) -> QuerySet[StatementLine]:
        """The door to lines."""
        return statement_line_list()
