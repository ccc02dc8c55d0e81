"""Forms of the admin's acts: what a service takes, with the version that the form was opened at.

A service's refusal is said at the fields that it names, with the input kept. Nothing here writes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, cast
from uuid import UUID

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    INPUT_CLASSES,
    TEXTAREA_CLASSES,
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminEmailInputWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from claimback.kernel.errors import Refusal
from claimback.tenancy.member import Member
from claimback.tenancy.models import FirmRow
from claimback.tenancy.state_words import words

Rows = Callable[[], models.QuerySet[Any]]


class DayField(forms.DateField):
    """A date, by the browser's own picker."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"type": "date", "class": " ".join([*INPUT_CLASSES, "cb-short"])}
        super().__init__(**{"widget": forms.DateInput(format="%Y-%m-%d", attrs=attrs), **kwargs})


class InstantField(forms.DateTimeField):
    """A date and time, in the firm's time zone, by the browser's own picker."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"type": "datetime-local", "class": " ".join([*INPUT_CLASSES, "cb-short"])}
        widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs=attrs)
        super().__init__(**{"widget": widget, "help_text": _("In the firm's time zone."), **kwargs})


class LinesField(forms.CharField):
    """Several short texts, one a line."""

    def __init__(self, **kwargs: Any) -> None:
        self.longest: int | None = kwargs.pop("longest", None)
        attrs = {"rows": 3, "class": " ".join(TEXTAREA_CLASSES)}
        super().__init__(
            **{
                "widget": forms.Textarea(attrs=attrs),
                "required": False,
                "help_text": _("One a line."),
                **kwargs,
            }
        )

    def prepare_value(self, value: Any) -> Any:
        """The texts as lines."""
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> Any:
        """The lines that are not blank."""
        lines = [line.strip() for line in (super().clean(value) or "").splitlines() if line.strip()]
        if self.longest and any(len(line) > self.longest for line in lines):
            raise forms.ValidationError(
                _("A line has at most %(longest)s characters.") % {"longest": self.longest}
            )
        return lines

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the texts differ, however they were typed."""
        return list(initial or []) != [line.strip() for line in (data or "").splitlines() if line.strip()]


class QuestionsField(forms.CharField):
    """Questions asked with their answers, one pair a line, parted by `=>`."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"rows": 3, "class": " ".join(TEXTAREA_CLASSES)}
        super().__init__(
            **{
                "widget": forms.Textarea(attrs=attrs),
                "required": False,
                "help_text": _("One a line, the answer behind =>, such as: Who reviewed it? => Dr. Vance."),
                **kwargs,
            }
        )

    def clean(self, value: Any) -> Any:
        """The pairs as a list of `{"question", "answer"}`."""
        pairs = [line.partition("=>") for line in (super().clean(value) or "").splitlines() if line.strip()]
        return [{"question": asked.strip(), "answer": answer.strip()} for asked, _, answer in pairs]


class ReferenceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A row of the firm, found through its one door; its value is the row's id."""

    def clean(self, value: Any) -> Any:
        """The id of the row, or None."""
        found = super().clean(value)
        return None if found is None else found.pk

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another row is named."""
        return str(initial or "") != str(data or "")


def reference(rows: models.QuerySet[Any], *, required: bool = True, **kwargs: Any) -> ReferenceField:
    """A choice among `rows`, all of them shown: for the few that belong to one case."""
    return ReferenceField(rows, required=required, widget=UnfoldAdminSelectWidget(), **kwargs)


def named(names: Mapping[str, str | Promise]) -> list[tuple[str, str | Promise]]:
    """Codes with their names, which are said in the language of whoever reads them."""
    return [(code, gettext_lazy(name) if isinstance(name, str) else name) for code, name in names.items()]


def choice(
    choices: Mapping[str, str | Promise], *, required: bool = True, **kwargs: Any
) -> forms.ChoiceField:
    """One of a closed list of words."""
    blank = [] if required and kwargs.get("initial") else [("", "—")]
    return forms.ChoiceField(
        choices=[*blank, *named(choices)],
        required=required,
        **{"widget": UnfoldAdminSelectWidget(), **kwargs},
    )


def text(*, long: bool = False, **kwargs: Any) -> forms.CharField:
    """A text, of one line or of several."""
    widget = UnfoldAdminTextareaWidget(attrs={"rows": 4}) if long else UnfoldAdminTextInputWidget()
    return forms.CharField(**{"widget": widget, **kwargs})


_WIDGETS: dict[type[models.Field[Any, Any]], Any] = {
    models.EmailField: UnfoldAdminEmailInputWidget,
    models.TextField: UnfoldAdminTextareaWidget,
    models.CharField: UnfoldAdminTextInputWidget,
    models.BooleanField: UnfoldBooleanSwitchWidget,
    models.DecimalField: UnfoldAdminDecimalFieldWidget,
    models.IntegerField: UnfoldAdminIntegerFieldWidget,
}


def column_field(column: models.Field[Any, Any], rows: Mapping[str, Rows]) -> forms.Field:
    """The form's field for a column. A reference chooses among its door's rows as the admin's search finds them."""
    common: dict[str, Any] = {
        "label": capfirst(str(column.verbose_name)),
        "required": not column.blank,
        "help_text": column.help_text,
    }
    if isinstance(column, models.ForeignKey):
        widget = AutocompleteSelect(column, admin.site, attrs={"class": "unfold-admin-autocomplete"})
        return ReferenceField(rows[column.name](), widget=widget, **common)
    if isinstance(column, ArrayField):
        longest = getattr(column.base_field, "max_length", None)
        return LinesField(**common | {"help_text": column.help_text or _("One a line."), "longest": longest})
    if isinstance(column, models.DateTimeField):
        return InstantField(**common | {"help_text": column.help_text or _("In the firm's time zone.")})
    if isinstance(column, models.DateField):
        return DayField(**common)
    if column.choices:
        made = column.formfield(widget=UnfoldAdminSelectWidget(), required=not column.blank)
        assert isinstance(made, forms.ChoiceField)
        offered = cast(Iterable[tuple[str, str]], made.choices)
        made.choices = [(code, words(str(name))) for code, name in offered]
        return made
    widget_class = next(made for kind, made in _WIDGETS.items() if isinstance(column, kind))
    field = column.formfield(widget=widget_class())
    assert field is not None
    return field


class ActForm(forms.Form):
    """What an act asks for. Without fields it is a confirmation.

    `model` and `columns` name the columns that it takes as they are; `rows` says which door the references among
    them go through. Fields bear the names of the service's parameters.
    """

    model: ClassVar[type[FirmRow] | None] = None
    columns: ClassVar[tuple[str, ...]] = ()
    rows: ClassVar[Mapping[str, Rows]] = {}
    template: ClassVar[str] = "admin/act.html"

    version = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, member: Member, row: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member, self.row = member, row
        for name in self.columns:
            assert self.model is not None
            column = self.model._meta.get_field(name)
            assert isinstance(column, models.Field)
            self.fields[column.attname] = column_field(column, self.rows)
        self.prepare()

    def prepare(self) -> None:
        """Narrow or add fields for this member and row."""

    def initial_of(self, row: Any) -> dict[str, Any]:
        """What the fields show of `row` before anything is typed."""
        return {name: getattr(row, name) for name in self.fields if name != "version" and hasattr(row, name)}

    def shown(self) -> list[forms.BoundField]:
        """The fields to show, in order."""
        return self.visible_fields()

    def values(self) -> dict[str, Any]:
        """The service's arguments."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def changes(self) -> dict[str, Any]:
        """Those of them that were changed."""
        return {name: value for name, value in self.values().items() if name in self.changed_data}

    def has_problems(self) -> bool:
        """Whether something is marked as wrong."""
        return bool(self.errors)

    def refuse(self, refusal: Refusal) -> None:
        """Say a service's refusal at the fields that it names, else above all of them."""
        for problem in refusal.errors:
            name = problem.pointer.lstrip("/").partition("/")[0]
            self.add_error(name if name in self.fields and name != "version" else None, problem.detail)
        if not refusal.errors:
            self.add_error(None, refusal.detail)


def uuid_or_none(text: str | None) -> UUID | None:
    """The UUID that a query names, if it is one."""
    try:
        return UUID(text or "")
    except ValueError:
        return None


def as_json(value: Any) -> str:
    """A stored JSON value for reading."""
    return json.dumps(value, indent=2, ensure_ascii=False, default=str)
