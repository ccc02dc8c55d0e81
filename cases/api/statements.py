"""Settlement statements and their lines over HTTP."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.api.ledger import MoneyStepSerializer
from cases.models import Statement, StatementLine
from cases.selectors.ledger import statement_line_list, statement_list
from cases.services import statements
from cases.settlement.statement import GROUPS, LANGUAGES
from cases.states import STATEMENT_EDGES
from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Filter, Listing, MoneyField
from claimback.kernel.openapi import MoneySerializer, money_columns
from claimback.tenancy.front_door import FirmView


class StatementSerializer(serializers.ModelSerializer[Statement]):
    """A settlement statement: what was received is fee, costs, liens and client, to the cent."""

    case_id = serializers.UUIDField()
    received = MoneyField("received")
    fee = MoneyField("fee")
    costs = MoneyField("costs")
    liens = MoneyField("liens")
    client = MoneyField("client", help_text="What the client gets.")
    fee_working = MoneyStepSerializer(many=True)
    supersedes_id = serializers.UUIDField(allow_null=True)
    drafted_by_id = serializers.UUIDField()
    reviewed_by_id = serializers.UUIDField(allow_null=True)
    approved_by_id = serializers.UUIDField(allow_null=True)
    approved_under_id = serializers.UUIDField(allow_null=True, help_text="The licence.")
    document_id = serializers.UUIDField(allow_null=True, help_text="The paper, as it was approved.")
    signed_document_id = serializers.UUIDField(allow_null=True)

    class Meta:
        model = Statement
        fields = [
            "id",
            "case_id",
            "number",
            "received",
            "fee",
            "costs",
            "liens",
            "client",
            "fee_working",
            "language",
            "state",
            "supersedes_id",
            "reason",
            "drafted_by_id",
            "reviewed_by_id",
            "approved_by_id",
            "approved_under_id",
            "approved_on",
            "document_id",
            "signed_on",
            "signed_document_id",
            "disbursed_on",
            "version",
            "created_at",
            "updated_at",
        ]


class StatementLineSerializer(serializers.ModelSerializer[StatementLine]):
    """One line of a statement."""

    case_id = serializers.UUIDField()
    statement_id = serializers.UUIDField()
    amount = MoneyField("amount", "statement__currency")
    lien_id = serializers.UUIDField(allow_null=True)
    cost_id = serializers.UUIDField(allow_null=True)
    invoice_id = serializers.UUIDField(allow_null=True)
    transaction_id = serializers.UUIDField(allow_null=True, help_text="What was posted before the statement.")

    class Meta:
        model = StatementLine
        fields = [
            "id",
            "case_id",
            "statement_id",
            "position",
            "group",
            "label",
            "payee",
            "amount",
            "held",
            "lien_id",
            "cost_id",
            "invoice_id",
            "transaction_id",
        ]


class StatementInput(serializers.Serializer[Any]):
    """What is drafted: the rest is the ledger's, the liens' and the costs'."""

    case_id = serializers.UUIDField()
    invoice_ids = serializers.ListField(
        child=serializers.UUIDField(),
        required=False,
        max_length=200,
        help_text="The fee's invoices; by default all that were issued and not paid yet.",
    )
    cost_ids = serializers.ListField(
        child=serializers.UUIDField(),
        required=False,
        max_length=200,
        help_text="The costs that the client is to repay; by default all that are billable.",
    )
    client = MoneySerializer(
        required=False,
        allow_null=True,
        help_text="What you reckon is due to the client: a statement that says otherwise is refused.",
    )
    language = serializers.ChoiceField(list(LANGUAGES), required=False, help_text="Of the paper.")
    in_place_of_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="The open statement in whose place it comes."
    )
    reason = serializers.CharField(max_length=300, required=False, allow_blank=True)


class StatementSignInput(serializers.Serializer[Any]):
    """The client's signature."""

    signed_on = serializers.DateField()
    document_id = serializers.UUIDField(help_text="The case's document that shows it.")


class StatementDisburseInput(serializers.Serializer[Any]):
    """When it is paid out."""

    on = serializers.DateField()


STATEMENTS = Listing(
    serializer=StatementSerializer,
    orderings=["-created_at"],
    filters={
        "case_id": Filter("case_id", serializers.UUIDField(), "Of which case."),
        "state": Filter(
            "state", serializers.ChoiceField(STATEMENT_EDGES.states), "How it stands.", many=True
        ),
    },
)
STATEMENT_LINES = Listing(
    serializer=StatementLineSerializer,
    orderings=["position"],
    filters={
        "case_id": Filter("case_id", serializers.UUIDField(), "Of which case."),
        "statement_id": Filter("statement_id", serializers.UUIDField(), "Of which statement."),
        "group": Filter("group", serializers.ChoiceField(list(GROUPS)), "What it is."),
    },
)


class StatementListView(FirmView):
    """Settlement statements."""

    capabilities = {"GET": "money.read", "POST": "ledger.write"}

    @openapi.lists("statement", STATEMENTS, summary="List settlement statements")
    def get(self, request: Request) -> Response:
        """A page of statements, the latest first."""
        return self.page(STATEMENTS, statement_list())

    @openapi.creates("statement_draft", StatementInput, StatementSerializer, summary="Draft a statement")
    def post(self, request: Request) -> Response:
        """Draft a statement of all that moved on the case since the last one was disbursed."""
        values = money_columns(self.parse(StatementInput), "client")
        made = statements.statement_draft(actor=self.member, **values)
        return self.one(STATEMENTS, statement_list(), made.id, status=201)


class StatementView(FirmView):
    """One settlement statement."""

    capabilities = {"GET": "money.read"}

    @openapi.reads("statement", STATEMENTS, summary="Read a settlement statement")
    def get(self, request: Request, id: UUID) -> Response:
        """One statement."""
        return self.one(STATEMENTS, statement_list(), id)


class StatementLineListView(FirmView):
    """The lines of settlement statements."""

    capabilities = {"GET": "money.read"}

    @openapi.lists("statement_line", STATEMENT_LINES, summary="List lines of statements")
    def get(self, request: Request) -> Response:
        """A page of lines in their order."""
        return self.page(STATEMENT_LINES, statement_line_list())


class _ActView(FirmView):
    """An act on a statement as it was read."""

    def _done(self, request: Request, id: UUID, service: Any, **values: Any) -> Response:
        service(actor=self.member, statement_id=id, version=expected_version(request), **values)
        return self.one(STATEMENTS, statement_list(), id)


class StatementReviewView(_ActView):
    """The review."""

    capabilities = {"POST": "ledger.write"}

    @openapi.acts("statement_review", None, StatementSerializer, summary="Note that a statement was reviewed")
    def post(self, request: Request, id: UUID) -> Response:
        """Say that somebody has held the draft against the papers."""
        return self._done(request, id, statements.statement_review)


class StatementApproveView(_ActView):
    """The approval."""

    capabilities = {"POST": "statement.approve"}

    @openapi.acts("statement_approve", None, StatementSerializer, summary="Approve a statement")
    def post(self, request: Request, id: UUID) -> Response:
        """Approve it under one's licence; the paper for the client to sign is filed with the case."""
        return self._done(request, id, statements.statement_approve)


class StatementSignView(_ActView):
    """The client's signature."""

    capabilities = {"POST": "ledger.write"}

    @openapi.acts(
        "statement_sign", StatementSignInput, StatementSerializer, summary="Note the client's signature"
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Note that the client has signed, by the document that shows it."""
        return self._done(request, id, statements.statement_sign, **self.parse(StatementSignInput))


class StatementDisburseView(_ActView):
    """The disbursing."""

    capabilities = {"POST": "statement.approve"}

    @openapi.acts(
        "statement_disburse", StatementDisburseInput, StatementSerializer, summary="Disburse a statement"
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Post what the client has signed to the ledger, once."""
        return self._done(request, id, statements.statement_disburse, **self.parse(StatementDisburseInput))
