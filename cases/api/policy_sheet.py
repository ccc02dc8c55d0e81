"""A case's policy as it stood on the day of the loss, over HTTP."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.models.policy_terms import COVERAGE_PARTS, LIMIT_KINDS, NETWORKS, PERILS, UNITS, WHOSE
from cases.policy_sheet import IN_FORCE, PolicySheet, policy_sheet
from cases.selectors import case_list, one
from cases.vocabulary import POLICY_DUTIES
from claimback.kernel import openapi
from claimback.kernel.openapi import MoneySerializer
from claimback.tenancy.front_door import FirmView


class StandingSerializer(serializers.Serializer[Any]):
    """Whether it was in force on the day of the loss, and why that is said."""

    state = serializers.ChoiceField(IN_FORCE)
    why = serializers.CharField()

    class Meta:
        ref_name = "InForce"


class SheetCoverageSerializer(serializers.Serializer[Any]):
    """A coverage part."""

    id = serializers.UUIDField()
    part = serializers.ChoiceField(list(COVERAGE_PARTS))
    name = serializers.CharField()


class SheetLimitSerializer(serializers.Serializer[Any]):
    """A limit of a coverage, or of the whole policy."""

    id = serializers.UUIDField()
    coverage_id = serializers.UUIDField(allow_null=True)
    kind = serializers.ChoiceField(list(LIMIT_KINDS))
    amount = MoneySerializer()
    applies_to = serializers.CharField(allow_blank=True)
    network = serializers.ChoiceField(["", *NETWORKS])
    whose = serializers.ChoiceField(["", *WHOSE])


class SheetDeductibleSerializer(serializers.Serializer[Any]):
    """A deductible, with what its percentage comes to."""

    id = serializers.UUIDField()
    coverage_id = serializers.UUIDField(allow_null=True)
    peril = serializers.ChoiceField(list(PERILS))
    percent = serializers.DecimalField(max_digits=5, decimal_places=2, allow_null=True)
    amount = MoneySerializer(help_text="As given, or the percentage of its limit, to the cent.")
    network = serializers.ChoiceField(["", *NETWORKS])
    whose = serializers.ChoiceField(["", *WHOSE])


class SheetEndorsementSerializer(serializers.Serializer[Any]):
    """A form that changes the policy."""

    id = serializers.UUIDField()
    form_number = serializers.CharField()
    edition = serializers.CharField(allow_blank=True)
    title = serializers.CharField()
    changes = serializers.CharField()
    standing = StandingSerializer()


class SheetDutySerializer(serializers.Serializer[Any]):
    """What the policy asks for by a time, and where it says so."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(list(POLICY_DUTIES))
    n = serializers.IntegerField(allow_null=True)
    unit = serializers.ChoiceField(list(UNITS))
    counts_from = serializers.CharField(allow_blank=True)
    provision_id = serializers.UUIDField()
    provision_label = serializers.CharField()
    page = serializers.IntegerField(allow_null=True)
    quote_check = serializers.CharField()


class PolicySheetSerializer(serializers.Serializer[Any]):
    """The policy of a case with its terms."""

    case_id = serializers.UUIDField()
    policy_id = serializers.UUIDField(allow_null=True)
    loss_date = serializers.DateField(allow_null=True)
    standing = StandingSerializer()
    coverages = SheetCoverageSerializer(many=True)
    limits = SheetLimitSerializer(many=True)
    deductibles = SheetDeductibleSerializer(many=True)
    endorsements = SheetEndorsementSerializer(many=True)
    duties = SheetDutySerializer(many=True)


class CasePolicyView(FirmView):
    """The policy of a case."""

    capabilities = {"GET": "policy.read"}

    @openapi.computes("case_policy", PolicySheetSerializer, summary="Read a case's policy on the day of loss")
    def get(self, request: Request, id: UUID) -> Response:
        """Whether it was in force, its coverages with limits and deductibles, its forms, and what it asks for."""
        case = one(case_list().select_related("policy"), id)
        return Response({"case_id": case.id, **_body(policy_sheet(case))})


def _body(sheet: PolicySheet) -> dict[str, Any]:
    return {
        "policy_id": sheet.policy_id,
        "loss_date": sheet.loss_date,
        "standing": StandingSerializer(sheet.standing).data,
        "coverages": [{"id": row.id, "part": row.part, "name": str(row)} for row in sheet.coverages],
        "limits": [
            {
                "id": row.id,
                "coverage_id": row.coverage_id,
                "kind": row.kind,
                "amount": {"amount": str(row.amount), "currency": row.currency},
                "applies_to": row.applies_to,
                "network": row.network,
                "whose": row.whose,
            }
            for row in sheet.limits
        ],
        "deductibles": [
            {
                "id": row.id,
                "coverage_id": row.coverage_id,
                "peril": row.peril,
                "percent": None if row.percent is None else str(row.percent),
                "amount": {"amount": str(amount), "currency": row.currency},
                "network": row.network,
                "whose": row.whose,
            }
            for row, amount in sheet.deductibles
        ],
        "endorsements": [
            SheetEndorsementSerializer(_with_standing(form, standing)).data
            for form, standing in sheet.endorsements
        ],
        "duties": [
            {
                "id": row.id,
                "kind": row.kind,
                "n": row.n,
                "unit": row.unit,
                "counts_from": row.counts_from,
                "provision_id": row.provision_id,
                "provision_label": row.provision.label,
                "page": row.provision.page,
                "quote_check": row.provision.quote_check,
            }
            for row in sheet.duties
        ],
    }


def _with_standing(form: Any, standing: Any) -> dict[str, Any]:
    names = ("id", "form_number", "edition", "title", "changes")
    return {**{name: getattr(form, name) for name in names}, "standing": standing}
