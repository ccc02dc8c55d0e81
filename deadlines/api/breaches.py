"""Breaches over HTTP: what others missed, by how many days, and what the law makes them pay for it."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.api.ledger import LEDGER_TRANSACTIONS
from cases.selectors import one
from cases.selectors.ledger import ledger_transaction_list
from claimback.kernel import openapi
from claimback.kernel.clock import today
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Filter, Listing, MoneyField
from claimback.kernel.parameters import refuse_parameters
from claimback.tenancy.front_door import FirmView
from deadlines.api.deadlines import ReasonInput
from deadlines.api.working import StepSerializer
from deadlines.breach_money import breach_money
from deadlines.clock.money import Reckoned
from deadlines.models import DUTY_OF, REFERENCES, Breach, ReferenceRate
from deadlines.selectors import breach_list, rate_list
from deadlines.services.breaches import breach_value, breach_withdraw
from deadlines.services.interest import interest_receive
from deadlines.services.rates import rate_add, rate_change
from deadlines.states import BREACH_EDGES


class BreachSerializer(serializers.ModelSerializer[Breach]):
    """A duty that was not done in time."""

    case_id = serializers.UUIDField()
    case_number = serializers.CharField(source="case.number")
    days_late = serializers.IntegerField(help_text="Up to today, or to the day on which it was done.")
    amount = MoneyField(
        "amount", help_text="What should have been paid by then and was not, where it was said."
    )

    class Meta:
        model = Breach
        fields = [
            "id",
            "case_id",
            "case_number",
            "deadline_id",
            "rule",
            "rule_version",
            "duty_of",
            "act",
            "state",
            "due_on",
            "due_at",
            "days_late",
            "cured_on",
            "citation",
            "checked",
            "consequence",
            "started_by_id",
            "start_proof",
            "amount",
            "withdrawn_by_id",
            "withdrawn_reason",
            "version",
            "created_at",
        ]


class ReckonedSerializer(serializers.Serializer[Any]):
    """What one remedy of the law comes to."""

    kind = serializers.ChoiceField(["interest", "interest_over", "per_day", "percent"])
    amount = openapi.MoneySerializer(
        allow_null=True, help_text="Null while something is needed, or where it is counted elsewhere."
    )
    up_to = serializers.BooleanField(help_text="A court gives it: it can be no more.")
    condition = serializers.CharField(help_text="What it hangs on; empty where it governs.")
    needs = serializers.ListField(child=serializers.CharField(), help_text="What is not known yet.")
    citation = serializers.CharField()
    carried_by_id = serializers.UUIDField(
        allow_null=True,
        help_text="The earlier breach at which it is counted, as a claim has it once. There is no amount here then.",
    )
    until = serializers.DateField(
        allow_null=True, help_text="The last day that it was reckoned to; null for a share."
    )
    working = StepSerializer(many=True)


class BreachMoneySerializer(serializers.Serializer[Any]):
    """What a breach has cost so far."""

    until = serializers.DateField(help_text="The day on which it was done, else today.")
    days_late = serializers.IntegerField()
    remedies = ReckonedSerializer(many=True)


class BreachInput(serializers.Serializer[Breach]):
    """What should have been paid by the date that was missed and was not; null for the case's amount in dispute."""

    amount = openapi.MoneySerializer(allow_null=True)


class InterestInput(serializers.Serializer[Any]):
    """What came."""

    on = serializers.DateField(help_text="The day on which it came.")
    amount = openapi.MoneySerializer(
        required=False, allow_null=True, help_text="By default all that the law gives as reckoned now."
    )
    counterpart = serializers.CharField(
        max_length=200, required=False, allow_blank=True, help_text="By default the insurer."
    )
    reference = serializers.CharField(max_length=80, required=False, allow_blank=True)
    document_id = serializers.UUIDField(required=False, allow_null=True)


class ReferenceRateSerializer(serializers.ModelSerializer[ReferenceRate]):
    """A rate that interest follows."""

    class Meta:
        model = ReferenceRate
        fields = [
            "id",
            "reference",
            "jurisdiction",
            "percent",
            "from_on",
            "source",
            "version",
            "created_at",
        ]


class RateInput(serializers.Serializer[ReferenceRate]):
    """A rate, as it is published."""

    reference = serializers.ChoiceField(list(REFERENCES))
    jurisdiction = serializers.CharField(max_length=10)
    percent = serializers.DecimalField(max_digits=7, decimal_places=4)
    from_on = serializers.DateField()
    source = serializers.CharField(max_length=300)  # type: ignore[assignment]


class RateChange(serializers.Serializer[ReferenceRate]):
    """What is corrected."""

    percent = serializers.DecimalField(max_digits=7, decimal_places=4)
    from_on = serializers.DateField()
    source = serializers.CharField(max_length=300)  # type: ignore[assignment]


BREACHES = Listing(
    serializer=BreachSerializer,
    orderings=["due_on"],
    filters={
        "case_id": Filter("case_id", serializers.UUIDField(), "Of this case."),
        "deadline_id": Filter("deadline_id", serializers.UUIDField(), "Of this deadline."),
        "state": Filter(
            "state", serializers.ChoiceField(list(BREACH_EDGES.states)), "In these states.", many=True
        ),
        "duty_of": Filter("duty_of", serializers.ChoiceField(list(DUTY_OF)), "Whose duty it was."),
    },
)

RATES = Listing(
    serializer=ReferenceRateSerializer,
    orderings=["-from_on"],
    filters={
        "reference": Filter("reference", serializers.ChoiceField(list(REFERENCES)), "Of this kind."),
        "jurisdiction": Filter("jurisdiction", serializers.CharField(max_length=10), "Of this place."),
    },
)


class BreachListView(FirmView):
    """The firm's breaches."""

    capabilities = {"GET": "deadline.read"}

    @openapi.lists("breach", BREACHES, summary="List missed dates of others")
    def get(self, request: Request) -> Response:
        """A page of breaches of every state, those that are late the longest first."""
        return self.page(BREACHES, breach_list(today(self.member.time_zone)))


class BreachView(FirmView):
    """One breach."""

    capabilities = {"GET": "deadline.read", "PATCH": "deadline.write"}

    @openapi.reads("breach", BREACHES, summary="Read a missed date")
    def get(self, request: Request, id: UUID) -> Response:
        """One breach."""
        return self.one(BREACHES, breach_list(today(self.member.time_zone)), id)

    @openapi.changes("breach_value", BreachInput, BreachSerializer, summary="Say what should have been paid")
    def patch(self, request: Request, id: UUID) -> Response:
        """Give the amount of which interest and shares are owed."""
        money = self.parse(BreachInput)["amount"] or {"amount": None}
        breach_value(actor=self.member, breach_id=id, version=expected_version(request), **money)
        return self.one(BREACHES, breach_list(today(self.member.time_zone)), id)


class BreachMoneyView(FirmView):
    """The money of a breach."""

    capabilities = {"GET": "deadline.read"}

    @openapi.computes(
        "breach_money", BreachMoneySerializer, summary="Read what a missed date has cost so far"
    )
    def get(self, request: Request, id: UUID) -> Response:
        """Each remedy of the law that was broken, with its working and what is still needed."""
        refuse_parameters(request)
        self.member.require("case.read")
        money = breach_money(one(breach_list().select_related("case__policy"), id))
        remedies = [_reckoned(item) for item in money.reckoned]
        return Response({"until": money.until, "days_late": money.days_late, "remedies": remedies})


class BreachInterestView(FirmView):
    """Interest that came for a missed date."""

    capabilities = {"POST": "ledger.write"}

    @openapi.creates(
        "breach_interest", InterestInput, LEDGER_TRANSACTIONS.serializer, summary="Post interest that came"
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Post what was paid for being late to the case's ledger, with the working of what the law gives."""
        values = openapi.money_columns(self.parse(InterestInput))
        made = interest_receive(actor=self.member, breach_id=id, **values)
        return self.one(LEDGER_TRANSACTIONS, ledger_transaction_list(), made.id, status=201)


class BreachWithdrawView(FirmView):
    """A breach that is none."""

    capabilities = {"POST": "deadline.waive"}

    @openapi.acts("breach_withdraw", ReasonInput, BreachSerializer, summary="Withdraw a missed date")
    def post(self, request: Request, id: UUID) -> Response:
        """Say that it is not held against them, with the reason."""
        body = self.parse(ReasonInput)
        breach_withdraw(actor=self.member, breach_id=id, version=expected_version(request), **body)
        return self.one(BREACHES, breach_list(today(self.member.time_zone)), id)


class RateListView(FirmView):
    """The firm's reference rates."""

    capabilities = {"GET": "deadline.read", "POST": "deadline.write"}

    @openapi.lists("reference_rate", RATES, summary="List reference rates")
    def get(self, request: Request) -> Response:
        """A page of rates, the latest first."""
        return self.page(RATES, rate_list())

    @openapi.creates(
        "reference_rate_add", RateInput, ReferenceRateSerializer, summary="Note a reference rate"
    )
    def post(self, request: Request) -> Response:
        """Note a rate from the day on which it is in force."""
        made = rate_add(actor=self.member, **self.parse(RateInput))
        return self.one(RATES, rate_list(), made.id, status=201)


class RateView(FirmView):
    """One reference rate."""

    capabilities = {"GET": "deadline.read", "PATCH": "deadline.write"}

    @openapi.reads("reference_rate", RATES, summary="Read a reference rate")
    def get(self, request: Request, id: UUID) -> Response:
        """One rate."""
        return self.one(RATES, rate_list(), id)

    @openapi.changes(
        "reference_rate", RateChange, ReferenceRateSerializer, summary="Correct a reference rate"
    )
    def patch(self, request: Request, id: UUID) -> Response:
        """Correct a rate."""
        body = self.parse(RateChange, partial=True)
        rate_change(actor=self.member, rate_id=id, version=expected_version(request), **body)
        return self.one(RATES, rate_list(), id)


def _reckoned(item: Reckoned) -> dict[str, Any]:
    data = asdict(item)
    amount = None if item.amount is None else {"amount": str(item.amount), "currency": item.currency}
    return data | {"amount": amount, "carried_by_id": data.pop("carried_by")}
