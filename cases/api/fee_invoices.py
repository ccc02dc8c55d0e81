"""Fee invoices and the time that hourly ones are made of, over HTTP."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.models import FeeInvoice, TimeEntry
from cases.selectors.fees import fee_invoice_list, time_entry_list
from cases.services.fee_invoices import (
    MINUTES_LIMIT,
    fee_invoice_issue,
    fee_invoice_void,
    time_entry_add,
    time_entry_write_off,
)
from cases.states import FEE_INVOICE_EDGES, TIME_ENTRY_EDGES
from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Filter, Listing, MoneyField
from claimback.kernel.openapi import MoneySerializer, money_columns
from claimback.tenancy.front_door import FirmView


class FeeStepSerializer(serializers.Serializer[Any]):
    """One step of a working."""

    step = serializers.CharField()
    result = serializers.CharField()
    why = serializers.CharField()


class FeeInvoiceSerializer(serializers.ModelSerializer[FeeInvoice]):
    """A fee that was asked, with how the agreement makes it so much and what the law allows."""

    case_id = serializers.UUIDField()
    agreement_id = serializers.UUIDField()
    payment_id = serializers.UUIDField(allow_null=True)
    recovered = MoneyField("recovered", help_text="What the insurer paid.")
    marked = MoneyField("marked")
    base = MoneyField("base", help_text="Of what the percentage is taken.")
    amount = MoneyField("amount", help_text="The fee.")
    working = FeeStepSerializer(many=True)
    cap = serializers.JSONField(
        help_text="`says` within, overridden, none_set (the law sets none) or none_known; the caps with their "
        "working, the facts that they hang on, and a warning for each that was not checked."
    )
    issued_by_id = serializers.UUIDField()

    class Meta:
        model = FeeInvoice
        fields = [
            "id",
            "case_id",
            "agreement_id",
            "number",
            "issued_on",
            "payment_id",
            "recovered_on",
            "recovered",
            "marked",
            "stage",
            "base",
            "percent",
            "amount",
            "working",
            "cap",
            "override_reason",
            "issued_by_id",
            "state",
            "void_reason",
            "version",
            "created_at",
            "updated_at",
        ]


class FeeInvoiceInput(serializers.Serializer[Any]):
    """Of what the fee is asked: a payment that is recorded, or an amount with its day."""

    agreement_id = serializers.UUIDField()
    payment_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="The event of the insurer's payment."
    )
    recovered = MoneySerializer(required=False, allow_null=True)
    recovered_on = serializers.DateField(required=False, allow_null=True)
    marked = MoneySerializer(
        required=False,
        allow_null=True,
        help_text="What of it came for the coverages that the agreement marks, where the state's law asks that.",
    )
    amount = MoneySerializer(
        required=False, allow_null=True, help_text="To ask less than the agreement gives."
    )
    override_reason = serializers.CharField(
        max_length=300,
        required=False,
        allow_blank=True,
        help_text="Why a cap that was not read in the law itself does not hold.",
    )


class FeeInvoiceVoidInput(serializers.Serializer[Any]):
    """Why."""

    reason = serializers.CharField(max_length=300)


class TimeEntrySerializer(serializers.ModelSerializer[TimeEntry]):
    """Time that a member worked."""

    case_id = serializers.UUIDField()
    member_id = serializers.UUIDField()
    member_name = serializers.CharField(source="member.user.name")
    rate = MoneyField("rate", help_text="For an hour.")
    invoice_id = serializers.UUIDField(allow_null=True)

    class Meta:
        model = TimeEntry
        fields = [
            "id",
            "case_id",
            "member_id",
            "member_name",
            "on",
            "minutes",
            "rate",
            "what",
            "state",
            "reason",
            "invoice_id",
            "version",
            "created_at",
            "updated_at",
        ]


class TimeEntryInput(serializers.Serializer[Any]):
    """Time worked, by whoever asks or by another member."""

    case_id = serializers.UUIDField()
    on = serializers.DateField()
    minutes = serializers.IntegerField(min_value=1, max_value=MINUTES_LIMIT)
    what = serializers.CharField(max_length=300)
    member_id = serializers.UUIDField(required=False, allow_null=True)
    rate = MoneySerializer(required=False, allow_null=True, help_text="By default the agreement's.")


class TimeEntryWriteOffInput(serializers.Serializer[Any]):
    """Why it is not billed."""

    reason = serializers.CharField(max_length=300)


_OF_CASE = Filter("case_id", serializers.UUIDField(), "Of which case.")
FEE_INVOICES = Listing(
    serializer=FeeInvoiceSerializer,
    orderings=["-issued_on"],
    filters={
        "case_id": _OF_CASE,
        "agreement_id": Filter("agreement_id", serializers.UUIDField(), "Under which agreement."),
        "state": Filter("state", serializers.ChoiceField(FEE_INVOICE_EDGES.states), "How it stands."),
    },
)
TIME_ENTRIES = Listing(
    serializer=TimeEntrySerializer,
    orderings=["on"],
    filters={
        "case_id": _OF_CASE,
        "invoice_id": Filter("invoice_id", serializers.UUIDField(), "On which invoice."),
        "state": Filter("state", serializers.ChoiceField(TIME_ENTRY_EDGES.states), "Whether it is billed."),
    },
)


class FeeInvoiceListView(FirmView):
    """Fees that were asked of clients."""

    capabilities = {"GET": "money.read", "POST": "fee.write"}

    @openapi.lists("fee_invoice", FEE_INVOICES, summary="List fee invoices")
    def get(self, request: Request) -> Response:
        """A page of invoices, the latest first."""
        return self.page(FEE_INVOICES, fee_invoice_list())

    @openapi.creates(
        "fee_invoice_issue", FeeInvoiceInput, FeeInvoiceSerializer, summary="Ask a fee of the client"
    )
    def post(self, request: Request) -> Response:
        """Ask the fee of one recovery or of unbilled time. One above the law's cap is refused, with the citation."""
        columns = money_columns(self.parse(FeeInvoiceInput), "recovered", "marked", "amount")
        invoice = fee_invoice_issue(actor=self.member, **columns)
        return self.one(FEE_INVOICES, fee_invoice_list(), invoice.id, status=201)


class FeeInvoiceView(FirmView):
    """One fee invoice."""

    capabilities = {"GET": "money.read"}

    @openapi.reads("fee_invoice", FEE_INVOICES, summary="Read a fee invoice")
    def get(self, request: Request, id: UUID) -> Response:
        """One invoice."""
        return self.one(FEE_INVOICES, fee_invoice_list(), id)


class FeeInvoiceVoidView(FirmView):
    """The taking back of an invoice."""

    capabilities = {"POST": "fee.write"}

    @openapi.acts("fee_invoice_void", FeeInvoiceVoidInput, FeeInvoiceSerializer, summary="Void a fee invoice")
    def post(self, request: Request, id: UUID) -> Response:
        """Take an invoice back, with the reason. Its time may be billed anew."""
        values = self.parse(FeeInvoiceVoidInput)
        fee_invoice_void(actor=self.member, invoice_id=id, version=expected_version(request), **values)
        return self.one(FEE_INVOICES, fee_invoice_list(), id)


class TimeEntryListView(FirmView):
    """Time that was worked."""

    capabilities = {"GET": "money.read", "POST": "money.write"}

    @openapi.lists("time_entry", TIME_ENTRIES, summary="List time worked")
    def get(self, request: Request) -> Response:
        """A page of time entries, the first worked first."""
        return self.page(TIME_ENTRIES, time_entry_list())

    @openapi.creates("time_entry_add", TimeEntryInput, TimeEntrySerializer, summary="Note time worked")
    def post(self, request: Request) -> Response:
        """Note time that a member worked on a case."""
        entry = time_entry_add(actor=self.member, **money_columns(self.parse(TimeEntryInput), "rate"))
        return self.one(TIME_ENTRIES, time_entry_list(), entry.id, status=201)


class TimeEntryView(FirmView):
    """One time entry."""

    capabilities = {"GET": "money.read"}

    @openapi.reads("time_entry", TIME_ENTRIES, summary="Read time worked")
    def get(self, request: Request, id: UUID) -> Response:
        """One entry."""
        return self.one(TIME_ENTRIES, time_entry_list(), id)


class TimeEntryWriteOffView(FirmView):
    """Time that is not billed."""

    capabilities = {"POST": "money.write"}

    @openapi.acts(
        "time_entry_write_off", TimeEntryWriteOffInput, TimeEntrySerializer, summary="Write time off"
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Say that time is not billed, and why."""
        values = self.parse(TimeEntryWriteOffInput)
        time_entry_write_off(actor=self.member, entry_id=id, version=expected_version(request), **values)
        return self.one(TIME_ENTRIES, time_entry_list(), id)
