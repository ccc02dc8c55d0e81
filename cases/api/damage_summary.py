"""The damages of a case summed up, its deductible, and the heads that its line has, over HTTP."""

from typing import Any
from uuid import UUID

from moneyed import Money
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.api.damages import HEADS, SumStepSerializer
from cases.catalogue.heads import CLASSES, Head, Measure, head_labels, load_damages
from cases.damages_summary import DamagesSummary, damages_summary
from cases.selectors import case_list, one
from cases.selectors.money import damage_terms_list
from cases.services.damage_proofs import damage_terms_set
from cases.settlement.shapes import SHAPES
from cases.settlement.summary import CoverageSums, Sums
from claimback.kernel import openapi
from claimback.kernel.money import wire
from claimback.kernel.openapi import MoneySerializer
from claimback.tenancy.front_door import FirmView

CHECKED = ["primary", "secondary", "unchecked"]


class SumsSerializer(serializers.Serializer[Any]):
    """What some items come to in each state."""

    name = serializers.CharField(help_text="The head or class by its code; whole for all.")
    label = serializers.CharField()  # type: ignore[assignment]
    items = serializers.IntegerField()
    unproven = serializers.IntegerField(help_text="Items for which there is no proof yet.")
    claimed = MoneySerializer()
    supported = MoneySerializer()
    approved = MoneySerializer()
    paid = MoneySerializer()

    class Meta:
        ref_name = "DamageSums"


class CoverageSumsSerializer(serializers.Serializer[Any]):
    """What a coverage of the policy pays of the loss."""

    coverage_id = serializers.UUIDField(allow_null=True)
    name = serializers.CharField()
    loss = MoneySerializer()
    deductible = MoneySerializer()
    limit = MoneySerializer(allow_null=True)
    payable = MoneySerializer(help_text="The loss less the deductible, at most the limit.")
    now = MoneySerializer(help_text="What of it is due before any repair.")
    held_back = MoneySerializer()
    over_limit = MoneySerializer(help_text="Loss that no limit is left for.")
    paid = MoneySerializer()
    unpaid = MoneySerializer(help_text="Due now and not paid.")
    working = SumStepSerializer(many=True)

    class Meta:
        ref_name = "CoverageSums"


class MeasureSerializer(serializers.Serializer[Any]):
    """How the place measures some heads: a fact, by which nothing is reckoned."""

    id = serializers.CharField()
    heads = serializers.ListField(child=serializers.CharField())
    says = serializers.CharField()
    citation = serializers.CharField()
    checked = serializers.ChoiceField(CHECKED)

    class Meta:
        ref_name = "DamageMeasure"


class DamagesSummarySerializer(serializers.Serializer[Any]):
    """All that is claimed for a case, and what became of it."""

    case_id = serializers.UUIDField()
    currency = serializers.CharField()
    whole = SumsSerializer()
    classes = SumsSerializer(many=True)
    heads = SumsSerializer(many=True)
    coverages = CoverageSumsSerializer(many=True)
    liens = MoneySerializer(help_text="What bills say is asked back out of them.")
    needs = serializers.ListField(
        child=serializers.CharField(), help_text="What has to be settled for the sums to be right."
    )
    measures = MeasureSerializer(many=True)


class DamageTermsSerializer(serializers.Serializer[Any]):
    """The deductible that the loss of a case bears."""

    case_id = serializers.UUIDField()
    deductible_id = serializers.UUIDField(allow_null=True)
    reason = serializers.CharField()


class DamageTermsInput(serializers.Serializer[Any]):
    """Which deductible it is, and why."""

    deductible_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="Of the case's policy; none where the loss bears none."
    )
    reason = serializers.CharField(max_length=300)


class HeadSerializer(serializers.Serializer[Any]):
    """A head of damage."""

    head = serializers.ChoiceField(HEADS)
    label = serializers.CharField()  # type: ignore[assignment]
    shape = serializers.ChoiceField(list(SHAPES), help_text="The field in which its items are told.")
    # `class` is a word of Python's
    kind = serializers.ChoiceField(list(CLASSES))
    deductible = serializers.BooleanField(help_text="Whether the deductible comes off it.")
    note = serializers.CharField(allow_blank=True)
    citation = serializers.CharField(allow_blank=True)
    checked = serializers.ChoiceField(["", *CHECKED])

    class Meta:
        ref_name = "DamageHead"


class HeadsSerializer(serializers.Serializer[Any]):
    """The heads that a case's line has."""

    heads = HeadSerializer(many=True)

    class Meta:
        ref_name = "DamageHeads"


class DamagesSummaryView(FirmView):
    """The damages of a case summed up."""

    capabilities = {"GET": "money.read"}

    @openapi.computes("damages_summary", DamagesSummarySerializer, summary="Sum up a case's damages")
    def get(self, request: Request, id: UUID) -> Response:
        """By head and class in each state, and what each coverage pays, with the working."""
        return Response(_body(damages_summary(actor=self.member, case_id=id)))


class DamageHeadsView(FirmView):
    """The heads of damage."""

    capabilities = {"GET": "money.read"}

    @openapi.computes("damage_heads", HeadsSerializer, summary="List the heads of damage of a case's line")
    def get(self, request: Request, id: UUID) -> Response:
        """What can be claimed in a case of this line and plan type, and how it is told."""
        case = one(case_list(), id)
        fitting = [
            _head(head)
            for head in load_damages().heads.values()
            if head.fits(case.line_of_business, case.plan_type)
        ]
        return Response({"heads": fitting})


class DamageTermsView(FirmView):
    """The deductible that the loss bears."""

    capabilities = {"GET": "money.read", "POST": "money.write"}

    @openapi.computes("damage_terms", DamageTermsSerializer, summary="Read which deductible a loss bears")
    def get(self, request: Request, id: UUID) -> Response:
        """What a person said of it; without a reason nobody did, and the only one of each coverage counts."""
        case = one(case_list(), id)
        return Response(self._told(case.id))

    @openapi.asks(
        "damage_terms_set",
        DamageTermsInput,
        DamageTermsSerializer,
        summary="Say which deductible a loss bears",
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Choose among the policy's deductibles, such as that for wind; or say that none is borne."""
        one(case_list(), id)
        damage_terms_set(actor=self.member, case_id=id, **self.parse(DamageTermsInput))
        return Response(self._told(id))

    def _told(self, case_id: UUID) -> dict[str, Any]:
        terms = damage_terms_list().filter(case_id=case_id).first()
        return {
            "case_id": case_id,
            "deductible_id": terms and terms.deductible_id,
            "reason": terms.reason if terms else "",
        }


def _head(head: Head) -> dict[str, Any]:
    names = ("label", "shape", "deductible", "note", "citation", "checked")
    return {"head": head.code, **{name: getattr(head, name) for name in names}, "kind": head.class_}


def _body(summary: DamagesSummary) -> dict[str, Any]:
    labels = head_labels()
    return {
        "case_id": summary.case_id,
        "currency": summary.currency,
        "whole": _sums(summary.whole, "All"),
        "classes": [_sums(each, CLASSES[each.name]) for each in summary.classes],
        "heads": [_sums(each, labels[each.name]) for each in summary.heads],
        "coverages": [_coverage(each) for each in summary.coverages],
        "liens": wire(summary.liens),
        "needs": summary.needs,
        "measures": [_measure(each) for each in summary.measures],
    }


def _sums(sums: Sums, label: str) -> dict[str, Any]:
    amounts = {name: wire(getattr(sums, name)) for name in ("claimed", "supported", "approved", "paid")}
    return {"name": sums.name, "label": label, "items": sums.items, "unproven": sums.unproven, **amounts}


def _coverage(sums: CoverageSums) -> dict[str, Any]:
    names = (
        "loss",
        "deductible",
        "limit",
        "payable",
        "now",
        "held_back",
        "over_limit",
        "paid",
        "unpaid",
    )
    amounts: dict[str, Money | None] = {name: getattr(sums, name) for name in names}
    return {
        "coverage_id": sums.coverage_id,
        "name": sums.name,
        **{name: None if amount is None else wire(amount) for name, amount in amounts.items()},
        "working": [{"said": step.said, "amount": wire(step.amount)} for step in sums.steps],
    }


def _measure(measure: Measure) -> dict[str, Any]:
    return {
        "id": measure.code,
        "heads": sorted(measure.heads),
        "says": measure.says,
        "citation": measure.citation,
        "checked": measure.checked,
    }
