"""How the admin's lists show a column and filter by it.

Codes in words, days and instants as everywhere, and of what is so or not only what is so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.filters import ChoicesFieldListFilter
from django.core.exceptions import FieldDoesNotExist
from django.db.models import BooleanField, DateField, Field, Model
from django.utils.html import format_html
from django.utils.translation import gettext

from claimback.tenancy.admin_show import label, shown, words


class WordsFilter(ChoicesFieldListFilter):
    """A filter by a closed list of codes, shown as words."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Django's choices, their codes in words."""
        for made in super().choices(changelist):
            yield {**made, "display": words(str(made["display"]))}


def list_column(model: type[Model], name: Any) -> Any:
    """What a list shows for `name` in its `list_display`: a cell of ours where Django's would show code or a cross.

    Days and instants too: Django's would leave out the zone, and write them otherwise than the pages of the rows.
    """
    column = _column(model, name)
    if isinstance(column, BooleanField | DateField) or (column is not None and _in_code(column)):
        return _cell(column)
    if column is None:
        return name
    return _name_cell(column) if column.flatchoices else _plain_cell(column)


def list_filter(model: type[Model], name: Any) -> Any:
    """The filter for `name` in a `list_filter`."""
    column = _column(model, name)
    return (name, WordsFilter) if column is not None and column.flatchoices else name


def _column(model: type[Model], name: Any) -> Field[Any, Any] | None:
    try:
        found = model._meta.get_field(name) if isinstance(name, str) else None
    except FieldDoesNotExist:
        return None
    return found if isinstance(found, Field) else None


def _in_code(column: Field[Any, Any]) -> bool:
    """Whether the column's choices have no names but their codes."""
    return bool(column.flatchoices) and all(code == name for code, name in column.flatchoices)


def _cell(column: Field[Any, Any]) -> Callable[[Model], Any]:
    @admin.display(description=label(column), ordering=column.name)
    def cell(row: Model) -> Any:
        return "" if getattr(row, column.name) is False else shown(row, column)

    return cell


def _name_cell(column: Field[Any, Any]) -> Callable[[Model], Any]:
    """What is chosen, by its name; None, which lists show as nothing, for none."""
    names = {code: str(name) for code, name in column.flatchoices}

    @admin.display(description=label(column), ordering=column.name)
    def cell(row: Model) -> Any:
        return gettext(names.get(getattr(row, column.name), "")) or None

    return cell


def _plain_cell(column: Field[Any, Any]) -> Callable[[Model], Any]:
    """The value as Django shows it, under the name that the column has on pages. A number is not broken in two."""

    @admin.display(description=label(column), ordering=column.name)
    def cell(row: Model) -> Any:
        value = getattr(row, column.name)
        if value in column.empty_values:
            return None
        return format_html('<span class="cb-day">{}</span>', value) if column.name == "number" else value

    return cell
