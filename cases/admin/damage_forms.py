"""Forms of damage items: the fields of each shape as they are declared, so that a shape says what its form asks."""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from types import UnionType
from typing import Any, ClassVar, Final, get_args, get_origin, get_type_hints

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from moneyed import Money
from unfold.widgets import UnfoldAdminDecimalFieldWidget, UnfoldBooleanSwitchWidget

from cases.catalogue.heads import load_damages
from cases.models import Case, DamageItem
from cases.selectors import coverage_list, party_list
from cases.services.damages import SHAPE_OF
from cases.settlement.shapes import BASES, CONDITIONS, OFFSETS, PAY, PAYERS, SHAPES
from claimback.kernel.errors import Refusal
from claimback.tenancy.admin_forms import ActForm, DayField, LinesField, choice, reference, text
from claimback.tenancy.admin_show import words

_CHOICES: Final[Mapping[str, Mapping[str, str]]] = {"basis": BASES, "pay": PAY, "condition": CONDITIONS}
_CODES: Final = {"by": PAYERS, "kind": OFFSETS}
_LABELS: Final = {
    "rcv": gettext_lazy("Replacement cost"),
    "unit_rcv": gettext_lazy("What one costs new"),
    "start": gettext_lazy("First day"),
    "end": gettext_lazy("Last day"),
    "hours_a_week": gettext_lazy("Hours a week"),
    "extra_a_week": gettext_lazy("Overtime, tips and the like, a week"),
    "of": gettext_lazy("Times what"),
    "on": gettext_lazy("Spent on"),
    "least": gettext_lazy("Least benefit"),
    "percent": gettext_lazy("Percent"),
}
_DETAIL: Final = "detail_"


class DamageForm(ActForm):
    """A new item of the shape `shape`, or the details of one that is there."""

    shape: ClassVar[str] = ""

    def prepare(self) -> None:
        """Head and name, then what the shape asks, then what of the case it names."""
        case: Case = self.row
        heads = {
            head.code: head.label
            for head in load_damages().heads.values()
            if head.shape == self.shape and head.fits(case.line_of_business, case.plan_type)
        }
        self.fields["head"] = choice(heads, label=_("Head"))
        self._common(case)

    def _common(self, case: Case) -> None:
        self.fields["title"] = text(
            max_length=200, help_text=_("Such as MRI of the neck, or Roof, north slope.")
        )
        self.fields |= {_DETAIL + name: field for name, field in shape_fields(SHAPES[self._shape()]).items()}
        self.fields["room"] = text(
            required=False, max_length=120, help_text=_("Or the part of the building.")
        )
        self.fields["coverage_id"] = reference(
            coverage_list().filter(policy__cases=case, removed_at=None).order_by("id"),
            required=False,
            label=_("Coverage"),
            empty_label=_("The one that the head names"),
        )
        self.fields["provider_id"] = reference(
            party_list().filter(case_id=case.pk, ended_at=None).order_by("name"),
            required=False,
            label=_("Billed by"),
            empty_label=_("Nobody of the case"),
        )

    def _shape(self) -> str:
        return self.shape

    def values(self) -> dict[str, Any]:
        """The service's arguments, the details as one."""
        values = super().values()
        said = {
            name.removeprefix(_DETAIL): values.pop(name) for name in list(values) if name.startswith(_DETAIL)
        }
        return {**values, "details": details_of(SHAPES[self._shape()], said, self.row_currency())}

    def row_currency(self) -> str:
        """In which currency amounts are meant."""
        currency: str = self.row.currency
        return currency

    def refuse(self, refusal: Refusal) -> None:
        """Say a refusal at the field of the shape that it names: `/bill/allowed` at that of `allowed`."""
        for problem in refusal.errors:
            first, _, rest = problem.pointer.lstrip("/").partition("/")
            name = _DETAIL + rest.partition("/")[0] if first in SHAPES else first
            self.add_error(name if name in self.fields else None, problem.detail)
        if not refusal.errors:
            self.add_error(None, refusal.detail)


class DamageCorrectForm(DamageForm):
    """What was said wrong of an item, and why."""

    def prepare(self) -> None:
        """The fields of the item's own shape, and the reason."""
        item: DamageItem = self.row
        self._common(item.case)
        self.fields["reason"] = text(max_length=300, help_text=_("Both readings stay on the record."))

    def _shape(self) -> str:
        return SHAPE_OF[self.row.head]

    def initial_of(self, row: Any) -> dict[str, Any]:
        """What the item says now."""
        said = {
            _DETAIL + name: shown_in_form(value) for name, value in row.details.items() if value is not None
        }
        return {**super().initial_of(row), **said}

    def changes(self) -> dict[str, Any]:
        """What was changed; of the details all, if any of them was."""
        values = self.values()
        details = {"details"} if any(name.startswith(_DETAIL) for name in self.changed_data) else set()
        kept = {name for name in values if name in self.changed_data} | details | {"reason"}
        return {name: value for name, value in values.items() if name in kept}


def shape_form(shape: str) -> type[DamageForm]:
    """The form of new items of a shape."""
    return type(f"{shape.title().replace('_', '')}Form", (DamageForm,), {"shape": shape})


def shape_fields(kind: type[Any]) -> dict[str, forms.Field]:
    """The form's field for each field of a shape."""
    hints = get_type_hints(kind)
    return {each.name: _field(each, hints[each.name]) for each in fields(kind)}


def _field(each: "Field[Any]", hint: Any) -> forms.Field:
    required = each.default is MISSING
    if isinstance(hint, UnionType):
        hint = next(part for part in get_args(hint) if part is not type(None))
    common: dict[str, Any] = {
        "required": required,
        "label": _LABELS.get(each.name, words(each.name).capitalize()),
    }
    if not required and each.default not in (None, (), "") and not isinstance(each.default, bool):
        common["initial"] = shown_in_form(each.default)
    if each.name in _CHOICES:
        return choice(_CHOICES[each.name], **common)
    if get_origin(hint) is tuple:
        return _lines(get_args(hint)[0], common)
    if hint is bool:
        return forms.BooleanField(
            required=False, label=common["label"], initial=each.default, widget=UnfoldBooleanSwitchWidget()
        )
    if hint is date:
        return DayField(**common)
    if hint in (Money, Decimal):
        places = 4 if each.name == "rate" and hint is Decimal else 2
        return forms.DecimalField(
            max_digits=14, decimal_places=places, widget=UnfoldAdminDecimalFieldWidget(), **common
        )
    return text(long=each.name == "why", max_length=2000, **common)


def _lines(hint: Any, common: dict[str, Any]) -> forms.Field:
    if not is_dataclass(hint):
        return LinesField(**common)
    parts = [words(each.name) for each in fields(hint)]
    codes = next((_CODES[each.name] for each in fields(hint) if each.name in _CODES), None)
    known = _(" Known: %(codes)s.") % {"codes": ", ".join(codes)} if codes else ""
    return LinesField(
        **common,
        help_text=_("One a line: %(parts)s.%(known)s") % {"parts": " => ".join(parts), "known": known},
    )


def shown_in_form(value: Any) -> Any:
    """A value of a shape's JSON as its field shows it."""
    if isinstance(value, dict):
        return value["amount"]
    if isinstance(value, list | tuple):
        return [_line(each) for each in value]
    return value


def _line(each: Any) -> str:
    if isinstance(each, dict):
        return " => ".join(str(shown_in_form(part)) for part in each.values() if part not in (None, ""))
    return str(each)


def details_of(kind: type[Any], said: Mapping[str, Any], currency: str) -> dict[str, Any]:
    """What a form's fields say, as the services take it: fields that are empty are left out."""
    hints = get_type_hints(kind)
    return {
        name: _said(hints[name], value, currency)
        for name, value in said.items()
        if value not in (None, "", [])
    }


def _said(hint: Any, value: Any, currency: str) -> Any:
    if isinstance(hint, UnionType):
        hint = next(part for part in get_args(hint) if part is not type(None))
    if hint is Money:
        return {"amount": value, "currency": currency}
    if get_origin(hint) is tuple:
        return [_part(get_args(hint)[0], line, currency) for line in value]
    return value


def _part(hint: Any, line: str, currency: str) -> Any:
    if hint is int:
        return int(line) if line.isdigit() else 0  # no day of the week: the service says so
    if not is_dataclass(hint):
        return line
    hints = get_type_hints(hint)
    told = dict(
        zip((each.name for each in fields(hint)), (part.strip() for part in line.split("=>")), strict=False)
    )
    return {name: _said(hints[name], part, currency) for name, part in told.items() if part}
