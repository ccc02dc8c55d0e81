"""What a letter's author gives, as fields of a form: the template's particulars, the recipient, what is confirmed.

Reading back what was typed. What may be given is decided by the services.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminTextInputWidget

from cases.selectors import correspondence_list, evidence_list, party_list, promise_list
from claimback.tenancy.admin_forms import DayField, LinesField, choice, reference, text
from letters.writing.particulars import LONGEST, Particular

BAR = " | "
"""Between the cells of a row that is typed as one line."""

_BEFORE = "particular_"
_RECIPIENT = ("name", "address_lines", "salutation")
RELATED = ("recipient_party_id", "correspondence_id", "promise_id")
_DIGITS = {"inputmode": "decimal"}
_ANSWERS = {"yes": gettext_lazy("Yes"), "no": gettext_lazy("No")}


def particular_fields(particulars: Iterable[Particular], known: Mapping[str, Any]) -> dict[str, forms.Field]:
    """A field for each particular, showing what is `known` of it as JSON has it. None is required: a hole may stay."""
    made = {}
    for particular in particulars:
        field = _field(particular)
        field.label, field.required = particular.label, False
        field.help_text = f"{particular.remedy} {field.help_text or ''}".strip()
        field.initial = _shown(particular, known.get(particular.name))
        made[_BEFORE + particular.name] = field
    return made


def _field(particular: Particular) -> forms.Field:
    match particular.type:
        case "date":
            return DayField()
        case "time":
            return forms.TimeField(widget=UnfoldAdminTextInputWidget(attrs={"type": "time"}))
        case "lines" | "address":
            return LinesField(longest=LONGEST[particular.type], help_text="")
        case "rows":
            heads = BAR.join(column.label for column in particular.columns)
            return LinesField(
                help_text=_("One row a line, its cells parted by bars: %(heads)s.") % {"heads": heads}
            )
        case "choice":
            return choice(dict(particular.choices), required=False)
        case "yes_no":
            return choice(_ANSWERS, required=False)
        case "money":
            return forms.DecimalField(
                min_value=0,
                max_digits=14,
                decimal_places=2,
                help_text=_("In US dollars."),
                widget=UnfoldAdminTextInputWidget(attrs=_DIGITS),
            )
        case "number":
            return forms.DecimalField(
                max_digits=16, decimal_places=4, widget=UnfoldAdminTextInputWidget(attrs=_DIGITS)
            )
        case kind:
            return text(long=kind == "paragraphs", max_length=LONGEST[kind])


def _shown(particular: Particular, value: Any) -> Any:
    if particular.type == "money" and value is not None:
        return value["amount"]
    if particular.type == "yes_no" and value is not None:
        return "yes" if value else "no"
    if particular.type == "rows" and value is not None:
        return [BAR.join(_cell(row[column.name]) for column in particular.columns) for row in value]
    return value


def _cell(value: Any) -> str:
    return f"{value['amount']} {value['currency']}" if isinstance(value, dict) else value


def author_values(typed: dict[str, Any], particulars: Iterable[Particular]) -> dict[str, Any]:
    """The form's values as the services take them: particulars and recipient gathered under their names.

    A field left empty takes back what was given before.
    """
    given = {item.name: _typed(item, typed.pop(_BEFORE + item.name, None)) for item in particulars}
    recipient = {name: typed.pop(f"recipient_{name}") for name in _RECIPIENT}
    return {**typed, "particulars": given, "recipient": recipient}


def _typed(particular: Particular, value: Any) -> Any:
    if value in (None, "", []):
        return None
    match particular.type:
        case "money":
            return {"amount": f"{value:.2f}", "currency": "USD"}
        case "number":
            return f"{value:f}"
        case "yes_no":
            return value == "yes"
        case "rows":
            return [_row(particular, line) for line in value]
    return value


def _row(particular: Particular, line: str) -> dict[str, Any]:
    """The cells of a typed row by the names of its columns; the services refuse a row of too few or too many."""
    names = [column.name for column in particular.columns]
    typed = [cell.strip() for cell in line.split(BAR.strip())]
    cells: dict[str, Any] = {
        (names[n] if n < len(names) else f"cell {n + 1}"): cell for n, cell in enumerate(typed)
    }
    for column in particular.columns:
        if column.type == "money" and column.name in cells:
            cells[column.name] = _sum(cells[column.name])
    return cells


def _sum(typed: str) -> dict[str, str]:
    """``$1,200``, ``1200.00`` or ``80.00 EUR`` as the services take a sum."""
    amount, _, currency = typed.strip("$ ").replace(",", "").partition(" ")
    return {"amount": amount, "currency": currency.strip() or "USD"}


def recipient_fields(said: Mapping[str, Any]) -> dict[str, forms.Field]:
    """Who the recipient is, where no row of the case says it."""
    return {
        "recipient_name": text(
            required=False,
            max_length=200,
            initial=said.get("name"),
            help_text=_("Leave it empty if the case names the recipient."),
        ),
        "recipient_address_lines": LinesField(
            label=_("Recipient's address"), longest=200, initial=said.get("address_lines")
        ),
        "recipient_salutation": text(
            required=False,
            max_length=200,
            initial=said.get("salutation"),
            help_text=_("The whole line, such as Dear Dr. Ferreira: – leave it empty for the usual one."),
        ),
    }


def related_fields(case_id: UUID) -> dict[str, forms.Field]:
    """The rows of the case that a letter may name or enclose."""
    return {
        "recipient_party_id": reference(
            party_list().filter(case_id=case_id, ended_at=None), required=False, label=_("Goes to this party")
        ),
        "correspondence_id": reference(
            correspondence_list().filter(case_id=case_id).order_by("-occurred_at"),
            required=False,
            label=_("Confirms this entry of the log"),
        ),
        "promise_id": reference(
            promise_list().filter(case_id=case_id).order_by("-due_on"),
            required=False,
            label=_("Confirms this promise"),
        ),
        "evidence_ids": forms.TypedMultipleChoiceField(
            choices=[
                (each.id, f"{each}: {each.document.title}")
                for each in evidence_list()
                .filter(case_id=case_id)
                .select_related("document")
                .order_by("exhibit_number")
            ],
            coerce=UUID,
            required=False,
            label=_("Encloses"),
            help_text=_("Besides the evidence that stands against the denial's grounds."),
            widget=UnfoldAdminCheckboxSelectMultipleWidget(),
        ),
    }
