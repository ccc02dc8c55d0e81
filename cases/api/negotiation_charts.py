"""The data of two charts over HTTP: both sides' numbers over time, and what became of what was claimed."""

from typing import Any
from uuid import UUID

from moneyed import Money
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.api.offers import STANDINGS
from cases.selectors import case_list, one
from cases.selectors.negotiation import negotiation_of, recovery_of
from cases.settlement.negotiation import OFFER_KINDS, SIDES
from claimback.kernel import openapi
from claimback.kernel.money import wire
from claimback.kernel.openapi import MoneySerializer
from claimback.kernel.parameters import refuse_parameters
from claimback.tenancy.front_door import FirmView


class NegotiationPointSerializer(serializers.Serializer[Any]):
    """A number that was put."""

    number = serializers.IntegerField()
    side = serializers.ChoiceField(list(SIDES))
    kind = serializers.ChoiceField(list(OFFER_KINDS))
    on = serializers.DateField()
    amount = MoneySerializer()
    state = serializers.ChoiceField(STANDINGS)


class AllowedSerializer(serializers.Serializer[Any]):
    """What the client allowed for the whole claim from a day until another."""

    since = serializers.DateField()
    until = serializers.DateField(allow_null=True)
    least = MoneySerializer()
    most = MoneySerializer(allow_null=True)


class NegotiationSerializer(serializers.Serializer[Any]):
    """Both sides' numbers in the order in which they were put, and what the client allowed meanwhile."""

    currency = serializers.CharField()
    points = NegotiationPointSerializer(many=True)
    allowed = AllowedSerializer(many=True)
    apart = MoneySerializer(allow_null=True, help_text="Between the last numbers of both sides.")


class RecoverySerializer(serializers.Serializer[Any]):
    """What became of what was claimed; null where there is none yet."""

    currency = serializers.CharField()
    claimed = MoneySerializer(allow_null=True)
    offered = MoneySerializer(allow_null=True, help_text="What the insurer last put, and did not withdraw.")
    agreed = MoneySerializer(allow_null=True)
    received = MoneySerializer(allow_null=True)


class CaseNegotiationView(FirmView):
    """The negotiation of a case as a chart shows it."""

    capabilities = {"GET": "money.read"}

    @openapi.computes("case_negotiation", NegotiationSerializer, summary="Read the negotiation of a case")
    def get(self, request: Request, id: UUID) -> Response:
        """Both sides' numbers over time, with what the client allowed."""
        refuse_parameters(request)
        told = negotiation_of(one(case_list(), id))
        return Response(
            {
                "currency": told.currency,
                "points": [
                    {
                        "number": point.number,
                        "side": point.side,
                        "kind": point.kind,
                        "on": point.on.isoformat(),
                        "amount": wire(point.amount),
                        "state": point.state,
                    }
                    for point in told.points
                ],
                "allowed": [
                    {
                        "since": each.since.isoformat(),
                        "until": each.until and each.until.isoformat(),
                        "least": wire(each.least),
                        "most": _wire(each.most),
                    }
                    for each in told.allowed
                ],
                "apart": _wire(told.apart),
            }
        )


class CaseRecoveryView(FirmView):
    """The recovery of a case as a chart shows it."""

    capabilities = {"GET": "money.read"}

    @openapi.computes("case_recovery", RecoverySerializer, summary="Read the recovery of a case")
    def get(self, request: Request, id: UUID) -> Response:
        """What is claimed, offered, agreed and received."""
        refuse_parameters(request)
        told = recovery_of(one(case_list(), id))
        figures = {name.lower(): _wire(amount) for name, amount in told.figures()}
        return Response({"currency": told.currency, **figures})


def _wire(amount: Money | None) -> dict[str, str] | None:
    return None if amount is None else wire(amount)
