"""The ledgers of cases over HTTP: what was posted, how the accounts stand, what a person posts."""

from dataclasses import fields
from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.models import LedgerEntry, LedgerTransaction
from cases.money_panel import money_panel
from cases.selectors import case_list, one
from cases.selectors.ledger import ledger_entry_list, ledger_transaction_list
from cases.services.ledger import balances_of, ledger_pay, ledger_receive, ledger_reverse
from cases.settlement.ledger import ACCOUNT_NAMES, ACCOUNTS, KINDS, PAYMENTS, RECEIPTS
from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Filter, Listing, MoneyField
from claimback.kernel.money import wire
from claimback.kernel.openapi import MoneySerializer, money_columns
from claimback.tenancy.front_door import FirmView


class MoneyStepSerializer(serializers.Serializer[Any]):
    """One step of how an amount was reckoned."""

    step = serializers.CharField(max_length=60)
    result = serializers.CharField(max_length=200)
    why = serializers.CharField(max_length=600)


class LedgerTransactionSerializer(serializers.ModelSerializer[LedgerTransaction]):
    """One thing that happened to the money of a case."""

    case_id = serializers.UUIDField()
    amount = MoneyField("amount", help_text="All its debits.")
    working = MoneyStepSerializer(many=True)
    lien_id = serializers.UUIDField(allow_null=True)
    cost_id = serializers.UUIDField(allow_null=True)
    event_id = serializers.UUIDField(allow_null=True)
    document_id = serializers.UUIDField(allow_null=True)
    reverses_id = serializers.UUIDField(allow_null=True)
    recorded_by_id = serializers.UUIDField()

    class Meta:
        model = LedgerTransaction
        fields = [
            "id",
            "case_id",
            "number",
            "kind",
            "on",
            "amount",
            "counterpart",
            "reference",
            "memo",
            "working",
            "lien_id",
            "cost_id",
            "event_id",
            "document_id",
            "reverses_id",
            "recorded_by_id",
            "version",
            "created_at",
        ]


class LedgerEntrySerializer(serializers.ModelSerializer[LedgerEntry]):
    """One line of a transaction, with what a line of a journal says of it."""

    case_id = serializers.UUIDField()
    case_number = serializers.CharField(source="case.number")
    transaction_id = serializers.UUIDField()
    number = serializers.IntegerField(
        source="transaction.number", help_text="The transaction's, in its case."
    )
    kind = serializers.ChoiceField(list(KINDS), source="transaction.kind")
    on = serializers.DateField(source="transaction.on")
    counterpart = serializers.CharField(source="transaction.counterpart")
    reference = serializers.CharField(source="transaction.reference")
    memo = serializers.CharField(source="transaction.memo")
    amount = MoneyField("amount", "transaction__currency", help_text="A debit, or below nought a credit.")

    class Meta:
        model = LedgerEntry
        fields = [
            *(
                "id",
                "case_id",
                "case_number",
                "transaction_id",
                "number",
                "kind",
                "on",
                "position",
                "account",
            ),
            *("amount", "counterpart", "reference", "memo", "created_at"),
        ]


class LedgerReceiveInput(serializers.Serializer[Any]):
    """Money that came into the trust account."""

    kind = serializers.ChoiceField(list(RECEIPTS))
    on = serializers.DateField(help_text="The day on which it came.")
    amount = MoneySerializer()
    counterpart = serializers.CharField(max_length=200, help_text="Who paid.")
    reference = serializers.CharField(max_length=80, required=False, allow_blank=True)
    memo = serializers.CharField(max_length=300, required=False, allow_blank=True)
    event_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="The payment as the clocks know it, an event of the case."
    )
    document_id = serializers.UUIDField(required=False, allow_null=True)
    working = serializers.ListField(
        child=MoneyStepSerializer(), required=False, max_length=60, help_text="How interest was reckoned."
    )


class LedgerPayInput(serializers.Serializer[Any]):
    """Money that goes out of the trust account without a statement."""

    kind = serializers.ChoiceField(list(PAYMENTS))
    on = serializers.DateField()
    amount = MoneySerializer(required=False, allow_null=True, help_text="A lien is paid as it was resolved.")
    counterpart = serializers.CharField(
        max_length=200, required=False, allow_blank=True, help_text="Who is paid, where no holder of a lien."
    )
    reference = serializers.CharField(max_length=80, required=False, allow_blank=True)
    memo = serializers.CharField(max_length=300, required=False, allow_blank=True)
    lien_id = serializers.UUIDField(required=False, allow_null=True)
    document_id = serializers.UUIDField(required=False, allow_null=True)


class LedgerReverseInput(serializers.Serializer[Any]):
    """Why a transaction is reversed."""

    on = serializers.DateField()
    reason = serializers.CharField(max_length=300)


class AccountBalanceSerializer(serializers.Serializer[Any]):
    """How one account stands on one case."""

    account = serializers.ChoiceField(list(ACCOUNT_NAMES))
    number = serializers.CharField()
    name = serializers.CharField()
    side = serializers.CharField()
    balance = MoneySerializer(help_text="On the account's own side.")


class MoneyPanelSerializer(serializers.Serializer[Any]):
    """The money of a case at a glance."""

    received = MoneySerializer(help_text="All that came into trust and stayed.")
    fees = MoneySerializer(help_text="Paid to the firm.")
    costs = MoneySerializer(help_text="Advanced by the firm and not repaid.")
    liens = MoneySerializer(help_text="Not settled, at what is asked, held back or agreed.")
    held = MoneySerializer(help_text="Kept back for liens.")
    trust = MoneySerializer(help_text="In trust.")
    client = MoneySerializer(
        allow_null=True,
        help_text="What is left for the client as things stand, by the open statement if there is one; null where "
        "more is spoken for than there is.",
    )


class CaseLedgerSerializer(serializers.Serializer[Any]):
    """How the accounts of a case stand."""

    case_id = serializers.UUIDField()
    panel = MoneyPanelSerializer()
    accounts = AccountBalanceSerializer(many=True)


LEDGER_TRANSACTIONS = Listing(
    serializer=LedgerTransactionSerializer,
    orderings=["-on"],
    filters={
        "case_id": Filter("case_id", serializers.UUIDField(), "Of which case."),
        "kind": Filter("kind", serializers.ChoiceField(list(KINDS)), "What happened.", many=True),
        "from": Filter("on__gte", serializers.DateField(), "On this day or later."),
        "to": Filter("on__lte", serializers.DateField(), "On this day or earlier."),
    },
    search=["counterpart", "reference", "memo"],
)
LEDGER_ENTRIES = Listing(
    serializer=LedgerEntrySerializer,
    orderings=["created_at"],
    filters={
        "case_id": Filter("case_id", serializers.UUIDField(), "Of which case."),
        "transaction_id": Filter("transaction_id", serializers.UUIDField(), "Of which transaction."),
        "account": Filter("account", serializers.ChoiceField(list(ACCOUNT_NAMES)), "On which account."),
        "from": Filter("transaction__on__gte", serializers.DateField(), "On this day or later."),
        "to": Filter("transaction__on__lte", serializers.DateField(), "On this day or earlier."),
    },
)


class CaseLedgerView(FirmView):
    """The accounts of a case."""

    capabilities = {"GET": "money.read"}

    @openapi.computes("case_ledger", CaseLedgerSerializer, summary="Read how the accounts of a case stand")
    def get(self, request: Request, id: UUID) -> Response:
        """Every account with its balance on its own side; a trust account is never below nought."""
        case = one(case_list(), id)
        balances = balances_of(case)
        accounts = [
            {
                "account": code,
                "number": account.number,
                "name": account.name,
                "side": account.side,
                "balance": wire(balances.of(code)),
            }
            for code, account in ACCOUNTS.items()
        ]
        panel = money_panel(case)
        amounts = {field.name: getattr(panel, field.name) for field in fields(panel)}
        shown = {name: None if amount is None else wire(amount) for name, amount in amounts.items()}
        return Response({"case_id": case.id, "panel": shown, "accounts": accounts})


class LedgerReceiveView(FirmView):
    """Money that comes in."""

    capabilities = {"POST": "ledger.write"}

    @openapi.creates(
        "ledger_receive", LedgerReceiveInput, LedgerTransactionSerializer, summary="Post a receipt into trust"
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Post a payment of the insurer, interest with its working, or a deposit of the client."""
        values = money_columns(self.parse(LedgerReceiveInput))
        made = ledger_receive(actor=self.member, case_id=id, **values)
        return self.one(LEDGER_TRANSACTIONS, ledger_transaction_list(), made.id, status=201)


class LedgerPayView(FirmView):
    """Money that goes out without a statement."""

    capabilities = {"POST": "ledger.write"}

    @openapi.creates(
        "ledger_pay", LedgerPayInput, LedgerTransactionSerializer, summary="Post a payment out of trust"
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Pay the client, a lien or the payer back; refused for more than the case has in trust."""
        values = money_columns(self.parse(LedgerPayInput))
        made = ledger_pay(actor=self.member, case_id=id, **values)
        return self.one(LEDGER_TRANSACTIONS, ledger_transaction_list(), made.id, status=201)


class LedgerTransactionListView(FirmView):
    """What happened to the money of cases."""

    capabilities = {"GET": "money.read"}

    @openapi.lists("ledger_transaction", LEDGER_TRANSACTIONS, summary="List transactions of ledgers")
    def get(self, request: Request) -> Response:
        """A page of transactions, the latest first."""
        return self.page(LEDGER_TRANSACTIONS, ledger_transaction_list())


class LedgerTransactionView(FirmView):
    """One transaction."""

    capabilities = {"GET": "money.read"}

    @openapi.reads("ledger_transaction", LEDGER_TRANSACTIONS, summary="Read a transaction of a ledger")
    def get(self, request: Request, id: UUID) -> Response:
        """One transaction."""
        return self.one(LEDGER_TRANSACTIONS, ledger_transaction_list(), id)


class LedgerReverseView(FirmView):
    """The contrary of a transaction."""

    capabilities = {"POST": "ledger.write"}

    @openapi.acts(
        "ledger_reverse",
        LedgerReverseInput,
        LedgerTransactionSerializer,
        summary="Reverse a transaction",
        status=201,
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Post the contrary of it; it stays as it was. A reversal is not reversed."""
        said = self.parse(LedgerReverseInput)
        made = ledger_reverse(actor=self.member, transaction_id=id, version=expected_version(request), **said)
        return self.one(LEDGER_TRANSACTIONS, ledger_transaction_list(), made.id, status=201)


class LedgerEntryListView(FirmView):
    """The lines of the ledgers."""

    capabilities = {"GET": "money.read"}

    @openapi.lists("ledger_entry", LEDGER_ENTRIES, summary="List entries of ledgers")
    def get(self, request: Request) -> Response:
        """A page of entries in the order in which they were posted."""
        return self.page(LEDGER_ENTRIES, ledger_entry_list())
