"""What the API takes and shows of a damage item, one body for each shape of head."""

from typing import Any, Final

from drf_spectacular.utils import PolymorphicProxySerializer
from rest_framework import serializers

from cases.settlement.shapes import BASES, CONDITIONS, OFFSETS, PAY, PAYERS
from claimback.kernel.openapi import MoneySerializer


class _Shape(serializers.Serializer[Any]):
    """Fields that are not sent are left out: the shape has their usual values."""


def _money(help_text: str = "") -> MoneySerializer:
    return MoneySerializer(required=False, allow_null=True, help_text=help_text)


def _number(help_text: str = "", *, required: bool = False, places: int = 2) -> serializers.DecimalField:
    return serializers.DecimalField(
        max_digits=9, decimal_places=places, required=required, allow_null=not required, help_text=help_text
    )


class BillPaymentSerializer(_Shape):
    """What somebody paid on a bill."""

    by = serializers.ChoiceField(list(PAYERS))
    amount = MoneySerializer()
    on = serializers.DateField(required=False, allow_null=True)


class BillSerializer(_Shape):
    """A medical bill."""

    served_from = serializers.DateField(help_text="First day of service; not before the loss.")
    served_to = serializers.DateField(required=False, allow_null=True)
    number = serializers.CharField(max_length=80, required=False, allow_blank=True)
    procedures = serializers.ListField(
        child=serializers.CharField(max_length=20),
        required=False,
        max_length=100,
        help_text="CPT or HCPCS codes, modifiers behind hyphens, such as 99213-25.",
    )
    diagnoses = serializers.ListField(
        child=serializers.CharField(max_length=10),
        required=False,
        max_length=50,
        help_text="ICD-10 codes with their point, such as S13.4XXA.",
    )
    billed = MoneySerializer()
    allowed = _money("By the plan's own explanation of benefits, or by the law of the place.")
    payments = BillPaymentSerializer(many=True, required=False, max_length=50)  # type: ignore[call-arg]
    basis = serializers.ChoiceField(list(BASES), required=False, help_text="By default what was billed.")
    lien = _money("What is asked back out of it.")
    lien_by = serializers.CharField(max_length=200, required=False, allow_blank=True)


class PartTimeSerializer(_Shape):
    """Days of work for less than before."""

    start = serializers.DateField()
    end = serializers.DateField()
    earned = MoneySerializer()


class WagesSerializer(_Shape):
    """Earnings that were lost, before tax."""

    pay = serializers.ChoiceField(list(PAY))
    rate = MoneySerializer(
        help_text="By the hour, by the year, or the net profit from base_start to base_end."
    )
    start = serializers.DateField(help_text="First day without work.")
    end = serializers.DateField(help_text="Last day without work.")
    hours_a_week = _number("Of who is paid by the hour.")
    workdays = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=7),
        required=False,
        max_length=7,
        help_text="Of the usual week, from 1 for Monday. By default Monday to Friday.",
    )
    base_start = serializers.DateField(required=False, allow_null=True)
    base_end = serializers.DateField(required=False, allow_null=True)
    extra_a_week = _money("Overtime, tips and the like.")
    part_time = PartTimeSerializer(many=True, required=False, max_length=50)  # type: ignore[call-arg]
    paid_leave = _money("What paid leave brought meanwhile.")
    leave_counts = serializers.BooleanField(
        required=False, help_text="Whether leave that was used up counts as lost. By default it does."
    )


class ExpenseSerializer(_Shape):
    """Money spent, or miles at a rate."""

    on = serializers.DateField()
    amount = _money("What was spent; none for miles.")
    miles = _number()
    rate = _number("For a mile.", places=4)
    rate_on = serializers.DateField(
        required=False, allow_null=True, help_text="A day on which the rate held."
    )
    rate_source = serializers.CharField(max_length=200, required=False, allow_blank=True)


class StatedSerializer(_Shape):
    """An amount that a person says, or a multiple that they typed."""

    why = serializers.CharField(max_length=2000)
    amount = _money()
    times = _number("How many times `of`. Nothing is multiplied by itself.")
    of = _money()


class OffsetSerializer(_Shape):
    """What a policy lets the insurer take off."""

    kind = serializers.ChoiceField(list(OFFSETS))
    amount = MoneySerializer()
    note = serializers.CharField(max_length=200, required=False, allow_blank=True)


class BenefitSerializer(_Shape):
    """A benefit by the month."""

    monthly = MoneySerializer()
    start = serializers.DateField(help_text="First day of benefits, after any waiting period.")
    end = serializers.DateField()
    offsets = OffsetSerializer(many=True, required=False, max_length=20)  # type: ignore[call-arg]
    least = _money("The least benefit by the month.")


class LumpSumSerializer(_Shape):
    """A benefit that is paid once."""

    face = MoneySerializer()
    additions = _money()
    offsets = OffsetSerializer(many=True, required=False, max_length=20)  # type: ignore[call-arg]
    percent = serializers.DecimalField(
        max_digits=5, decimal_places=2, required=False, help_text="The client's share; by default all."
    )


class PropertySerializer(_Shape):
    """Damage to a thing."""

    rcv = MoneySerializer(help_text="Replacement cost.")
    depreciation = _money()
    recoverable = serializers.BooleanField(
        required=False, help_text="Whether depreciation is paid after the repair. By default it is."
    )
    actual_cost = _money("What the repair cost, once it is done.")


class ContentsSerializer(_Shape):
    """Things of one kind."""

    quantity = _number(required=True)
    unit_rcv = MoneySerializer(help_text="What one costs new.")
    age = _number("In years.")
    life = _number("In years.")
    percent = serializers.DecimalField(
        max_digits=5, decimal_places=2, required=False, allow_null=True, help_text="Instead of age and life."
    )
    recoverable = serializers.BooleanField(required=False)
    condition = serializers.ChoiceField(list(CONDITIONS), required=False, allow_blank=True)
    bought_at = serializers.CharField(max_length=200, required=False, allow_blank=True)
    actual_cost = _money("What replacing them cost, once it is done.")


class LivingSerializer(_Shape):
    """What living elsewhere cost more."""

    start = serializers.DateField()
    end = serializers.DateField()
    spent = MoneySerializer()
    normal = MoneySerializer(help_text="What the same would have cost at home.")


SHAPE_BODIES: Final[dict[str, type[serializers.Serializer[Any]]]] = {
    "bill": BillSerializer,
    "wages": WagesSerializer,
    "expense": ExpenseSerializer,
    "stated": StatedSerializer,
    "benefit": BenefitSerializer,
    "lump_sum": LumpSumSerializer,
    "property": PropertySerializer,
    "contents": ContentsSerializer,
    "living": LivingSerializer,
}

DETAILS: Final = PolymorphicProxySerializer(
    component_name="DamageDetails", serializers=list(SHAPE_BODIES.values()), resource_type_field_name=None
)
"""How the details of an item are described: one of the shapes."""
