"""What is said of a damage item, by the shape of its head: a bill, wages, an expense, a benefit, property, contents.

`read` makes a shape of what the API or a row holds, `plain` makes JSON of it again. What it comes to is in
`cases.settlement.reckoning`.
"""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from types import UnionType
from typing import Any, Final, TypeVar, get_args, get_origin, get_type_hints

from moneyed import Money

from claimback.kernel.errors import invalid
from claimback.kernel.money import money, wire

Made = TypeVar("Made")

BASES: Final = {
    "billed": "What was billed",
    "allowed": "What is allowed",
    "paid_or_incurred": "What was paid, and what is still owed",
    "unpaid": "What nobody has paid",
}
PAYERS: Final = {
    "client": "Client",
    "health_plan": "Health plan",
    "medicare": "Medicare",
    "medicaid": "Medicaid",
    "medical_payments": "Medical payments coverage",
    "personal_injury_protection": "Personal injury protection",
    "workers_compensation": "Workers' compensation",
    "insurer": "The insurer",
    "other": "Somebody else",
}
PAY: Final = {"hourly": "By the hour", "salary": "Salary", "self_employed": "Self-employed"}
OFFSETS: Final = {
    "social_security": "Social security",
    "workers_compensation": "Workers' compensation",
    "state_disability": "State disability benefit",
    "other_insurance": "Other insurance",
    "earnings": "Earnings",
    "policy_loan": "Policy loan",
    "unpaid_premium": "Unpaid premium",
    "other": "Other",
}
CONDITIONS: Final = {"new": "New", "good": "Good", "average": "Average", "poor": "Poor"}


@dataclass(frozen=True, slots=True)
class Payment:
    """What somebody paid on a bill."""

    by: str
    amount: Money
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Bill:
    """A medical bill. `basis` is the measure of the claim; `lien` what the payer or provider asks back."""

    served_from: date
    billed: Money
    basis: str = "billed"
    served_to: date | None = None
    number: str = ""
    procedures: tuple[str, ...] = ()
    diagnoses: tuple[str, ...] = ()
    allowed: Money | None = None
    payments: tuple[Payment, ...] = ()
    lien: Money | None = None
    lien_by: str = ""


@dataclass(frozen=True, slots=True)
class PartTime:
    """Days on which there was work again for less than before, and what it brought in all."""

    start: date
    end: date
    earned: Money


@dataclass(frozen=True, slots=True)
class Wages:
    """Earnings that were lost from `start` to `end`, both included.

    `rate` is per hour, per year, or the net profit of the days from `base_start` to `base_end`. `workdays` are those
    of the usual week, Monday being 1.
    """

    pay: str
    rate: Money
    start: date
    end: date
    hours_a_week: Decimal | None = None
    workdays: tuple[int, ...] = (1, 2, 3, 4, 5)
    base_start: date | None = None
    base_end: date | None = None
    extra_a_week: Money | None = None
    part_time: tuple[PartTime, ...] = ()
    paid_leave: Money | None = None
    leave_counts: bool = True


@dataclass(frozen=True, slots=True)
class Expense:
    """Money spent, or miles driven at a rate that held on `rate_on`."""

    on: date
    amount: Money | None = None
    miles: Decimal | None = None
    rate: Decimal | None = None
    rate_on: date | None = None
    rate_source: str = ""


@dataclass(frozen=True, slots=True)
class Stated:
    """An amount that a person says, or the multiple of one that they typed. `why` is their reason."""

    why: str
    amount: Money | None = None
    times: Decimal | None = None
    of: Money | None = None


@dataclass(frozen=True, slots=True)
class Offset:
    """What a policy lets the insurer take off a benefit, each month or once."""

    kind: str
    amount: Money
    note: str = ""


@dataclass(frozen=True, slots=True)
class Benefit:
    """A benefit by the month from `start` to `end`, both included, less its offsets, not less than `least`."""

    monthly: Money
    start: date
    end: date
    offsets: tuple[Offset, ...] = ()
    least: Money | None = None


@dataclass(frozen=True, slots=True)
class LumpSum:
    """A benefit that is paid once: the face amount and what comes to it, less offsets, of which `percent` is ours."""

    face: Money
    additions: Money | None = None
    offsets: tuple[Offset, ...] = ()
    percent: Decimal = Decimal(100)


@dataclass(frozen=True, slots=True)
class Property:
    """Damage to a thing: what it costs new, and what of that is age. `actual_cost` is known once it is repaired."""

    rcv: Money
    depreciation: Money | None = None
    recoverable: bool = True
    actual_cost: Money | None = None


@dataclass(frozen=True, slots=True)
class Contents:
    """Things of one kind: what one costs new, their age against their life in years, or the percentage said."""

    quantity: Decimal
    unit_rcv: Money
    age: Decimal | None = None
    life: Decimal | None = None
    percent: Decimal | None = None
    recoverable: bool = True
    condition: str = ""
    bought_at: str = ""
    actual_cost: Money | None = None


@dataclass(frozen=True, slots=True)
class Living:
    """What living elsewhere cost from `start` to `end`, and what the same would have cost at home."""

    start: date
    end: date
    spent: Money
    normal: Money


Shape = Bill | Wages | Expense | Stated | Benefit | LumpSum | Property | Contents | Living

SHAPES: Final[Mapping[str, type[Any]]] = {
    "bill": Bill,
    "wages": Wages,
    "expense": Expense,
    "stated": Stated,
    "benefit": Benefit,
    "lump_sum": LumpSum,
    "property": Property,
    "contents": Contents,
    "living": Living,
}
"""The shapes by the name of the field that they are sent in."""


def read(kind: type[Made], said: Mapping[str, Any], under: str) -> Made:
    """A shape from the values of the API, or from the JSON of a row. `under` is the field that errors point into.

    Raises Invalid.
    """
    hints = get_type_hints(kind)
    for field in fields(kind):  # type: ignore[arg-type]
        if field.default is MISSING and said.get(field.name) is None:
            raise invalid(f"{under}/{field.name}", "It is needed. Say it.", code="required")
    return kind(**{name: _value(hints[name], value, f"{under}/{name}") for name, value in said.items()})


def plain(shape: Any) -> dict[str, Any]:
    """A shape as JSON: money as the API writes it, decimals and days as text."""
    return {field.name: _plain(getattr(shape, field.name)) for field in fields(shape)}


def _plain(value: Any) -> Any:
    if isinstance(value, Money):
        return wire(value)
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, date | Decimal):
        return str(value)
    return plain(value) if hasattr(value, "__dataclass_fields__") else value


def _value(hint: Any, value: Any, pointer: str) -> Any:
    if isinstance(hint, UnionType):
        if value is None:
            return None
        hint = next(part for part in get_args(hint) if part is not type(None))
    if get_origin(hint) is tuple:
        return tuple(_value(get_args(hint)[0], each, f"{pointer}/{at}") for at, each in enumerate(value))
    if hint is Money:
        return money(_decimal(value["amount"], pointer), value["currency"], field=pointer)
    if hint is Decimal:
        return _decimal(value, pointer)
    if hint is date:
        return _day(value, pointer)
    return read(hint, value, pointer) if hasattr(hint, "__dataclass_fields__") else value


def _day(value: Any, pointer: str) -> date:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        raise invalid(pointer, "Give a day, such as 2026-03-02.") from None


def _decimal(value: Any, pointer: str) -> Decimal:
    try:
        made = Decimal(value)
    except InvalidOperation:
        raise invalid(pointer, "Give a number.") from None
    if not made.is_finite():
        raise invalid(pointer, "Give a number.")
    return made
