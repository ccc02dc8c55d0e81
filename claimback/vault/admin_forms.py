"""Sealed values in the admin's forms: shown masked, changed by typing over them, revealed by a button that asks why."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from claimback.tenancy.admin_acts import Act
from claimback.tenancy.admin_forms import ActForm, DayField, text
from claimback.vault.fields import SealedField, sealed_fields
from claimback.vault.rows import SealedRow
from claimback.vault.services.reveals import REASON_LIMIT

_HELP = _("Sealed. Leave the masked form to keep the value; type over it to change it.")


class SealedFormField(forms.CharField):
    """A sealed text. The masked form that it was opened with is no change."""

    def prepare_value(self, value: Any) -> Any:
        """The masked form, or what was just typed."""
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


class SealedForm(ActForm):
    """A form of a row with sealed columns: `sealed` names those that it takes, after the others."""

    sealed: ClassVar[tuple[str, ...]] = ()

    def prepare(self) -> None:
        """Add them."""
        super().prepare()
        assert self.model is not None
        columns = sealed_fields(self.model)
        for name in self.sealed:
            self.fields[name] = _form_field(columns[name])


class RevealForm(ActForm):
    """Which sealed values to show, and what for."""

    chosen = forms.MultipleChoiceField(label=_("Show"), widget=forms.CheckboxSelectMultiple)
    reason = text(max_length=REASON_LIMIT, help_text=_("What it is needed for. It stays on the record."))

    def prepare(self) -> None:
        """Offer those that the row has."""
        held = {
            name: _label(column)
            for name, column in sealed_fields(type(self.row)).items()
            if getattr(self.row, name) is not None
        }
        chosen = self.fields["chosen"]
        assert isinstance(chosen, forms.MultipleChoiceField)
        chosen.choices, chosen.initial = list(held.items()), list(held)

    def values(self) -> dict[str, Any]:
        """Under the service's names."""
        said = super().values()
        return {"fields": said["chosen"], "reason": said["reason"]}


def reveal_act(service: Callable[..., dict[str, Any]], row_id: str, capability: str) -> Act:
    """The button that shows sealed values in full, by the service that does so and leaves the trace."""

    def revealed(**arguments: Any) -> list[tuple[str, Any]]:
        values = service(**arguments)
        return [(name.replace("_", " ").capitalize(), value) for name, value in values.items()]

    return Act(
        name="reveal",
        label=_("Show identifiers"),
        icon="visibility",
        service=revealed,
        capabilities=(capability, "identifier.reveal"),
        row_id=row_id,
        versioned=False,
        form=RevealForm,
        fits=_holds_something,
        explain=_("What is shown, to whom and why stays on the record."),
        answer="admin/revealed.html",
    )


def _form_field(column: SealedField) -> forms.Field:
    label = _label(column)
    if column.kind_name == "date":
        return SealedDayField(
            label=label, required=False, help_text=gettext("Sealed. Leave it empty to keep it.")
        )
    widget = UnfoldAdminTextareaWidget if column.kind_name == "prose" else UnfoldAdminTextInputWidget
    return SealedFormField(
        label=label, required=False, widget=widget(), help_text=_HELP, max_length=column.max_length
    )


def _holds_something(row: SealedRow) -> bool:
    return any(getattr(row, name) is not None for name in sealed_fields(type(row)))


def _label(column: SealedField) -> str:
    return str(column.verbose_name[:1].upper() + column.verbose_name[1:])
