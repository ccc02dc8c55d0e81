"""Sealed values in the admin's forms: shown masked, changed only by typing another."""

from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from claimback.tenancy.admin_forms import DayField
from claimback.vault.fields import SealedField

_HELP = "Sealed. Leave the masked form as it is to keep the value; type over it to change it."


class SealedFormField(forms.CharField):
    """A sealed text. The masked form that it was opened with is no change."""

    def prepare_value(self, value: Any) -> Any:
        """The masked form."""
        return str(value or "")

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether something else than the masked form was sent."""
        return str(initial or "") != (data or "").strip()


class SealedDayField(DayField):
    """A sealed date, never shown: left empty it stays as it is."""

    def prepare_value(self, value: Any) -> Any:
        """What was just typed, or nothing."""
        return value if isinstance(value, str) else None

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether a date was typed."""
        return bool(data)


def sealed_form_field(column: SealedField) -> forms.Field:
    """The form's field for a sealed column."""
    label = column.verbose_name[:1].upper() + column.verbose_name[1:]
    if column.kind_name == "date":
        return SealedDayField(label=label, required=False, help_text="Sealed. Leave it empty to keep it.")
    widget = UnfoldAdminTextareaWidget if column.kind_name == "prose" else UnfoldAdminTextInputWidget
    return SealedFormField(
        label=label, required=False, widget=widget(), help_text=_HELP, max_length=column.max_length
    )
