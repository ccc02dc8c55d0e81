"""Saved filters in the admin: the query of one of its lists under a name, opened again from the list itself."""

from typing import Any, Final
from urllib.parse import parse_qsl

from django import forms
from django.apps import apps
from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldBooleanSwitchWidget

from claimback.firms.models import SavedFilter
from claimback.firms.models.saved_filters import ADMIN
from claimback.firms.saved_addresses import PLACES, address_of
from claimback.firms.selectors.saved_filters import saved_filter_list
from claimback.firms.services.saved_filters import (
    saved_filter_add,
    saved_filter_change,
    saved_filter_remove,
    saved_filter_restore,
)
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act
from claimback.tenancy.admin_forms import ActForm, text
from claimback.tenancy.admin_site import admin_member
from claimback.tenancy.member import Member

_ORDER, _SEARCH = "o", "q"
_CLOSED_TO_NONE: Final = frozenset({"cases.insurer", "tenancy.membership"})
"""What a filter may name and yet be shared: rows that no wall hides."""
_TELLS_OF_NO_CASE: Final = (
    models.BooleanField,
    models.DateField,
    models.IntegerField,
    models.DecimalField,
)


def page_model(list_name: str) -> type[models.Model] | None:
    """The model whose list in the admin has this name, `admin/cases/case`; None where there is none."""
    app, _slash, name = list_name.removeprefix(ADMIN).partition("/")
    try:
        model = apps.get_model(app, name)
    except LookupError:
        return None
    return model if list_name.startswith(ADMIN) and model in admin.site._registry else None


def _filters_of(model: type[models.Model]) -> set[str]:
    """What the list's filters go by: a column, or a word of its own."""
    asked = admin.site._registry[model].list_filter or ()
    firsts = [each[0] if isinstance(each, tuple | list) else each for each in asked]
    return {
        each.partition("__")[0] if isinstance(each, str) else str(getattr(each, "parameter_name", ""))
        for each in firsts
    }


def _may_be_shared(model: type[models.Model], parameter: str) -> bool:
    """Whether the parameter tells of no case that a colleague may be kept from."""
    name = parameter.partition("__")[0]
    column = {field.name: field for field in model._meta.fields}.get(name)
    if column is None:  # a word of the list's own, one of a few; or its order
        return parameter != _SEARCH
    if column.remote_field is not None:
        return bool(column.related_model._meta.label_lower in _CLOSED_TO_NONE)  # type: ignore[union-attr]
    return bool(column.flatchoices) or isinstance(column, _TELLS_OF_NO_CASE)


class NameForm(ActForm):
    """The name of a saved filter, and for whom it is."""

    name = text(max_length=100, label=_("Name"))
    shared = forms.BooleanField(
        required=False,
        label=_("Share with the firm"),
        widget=UnfoldBooleanSwitchWidget(),
        help_text=_("Then it holds no search, and names no case."),
    )

    def saved(self) -> tuple[str, dict[str, str]]:
        """The list, and the query that is to be kept."""
        return self.row.list_name, self.row.query

    def clean(self) -> dict[str, Any]:
        """Held to what the list knows, and to what may be shared."""
        given = super().clean() or {}
        list_name, query = self.saved()
        model = page_model(list_name)
        if model is None:
            raise forms.ValidationError(gettext("There is no such list."))
        known = {_ORDER, _SEARCH, *_filters_of(model)}
        for parameter in query:
            if parameter.partition("__")[0] not in known:
                raise forms.ValidationError(
                    gettext("The list knows no filter %(name)s."), params={"name": parameter}
                )
            if given.get("shared") and not _may_be_shared(model, parameter):
                self.add_error(
                    "shared",
                    gettext("It may tell of a case that a colleague must not know. Keep it to yourself."),
                )
        return given


class SaveFilterForm(NameForm):
    """A filter as the list's own link brings it."""

    list_name = forms.CharField(max_length=100, widget=forms.HiddenInput())
    query = forms.CharField(max_length=4000, required=False, widget=forms.HiddenInput())
    template = "admin/save_filter.html"

    def saved(self) -> tuple[str, dict[str, str]]:
        """As they came with the form."""
        asked = dict(parse_qsl(self.cleaned_data.get("query", "")))
        return self.cleaned_data.get("list_name", ""), {k: v for k, v in asked.items() if k not in PLACES}

    def shown(self) -> list[forms.BoundField]:
        """Without what is hidden."""
        return [self["name"], self["shared"]]

    def values(self) -> dict[str, Any]:
        """The query as it is kept."""
        list_name, query = self.saved()
        return {**super().values(), "list_name": list_name, "query": query}


def _live(row: SavedFilter) -> bool:
    return row.removed_at is None


@admin.register(SavedFilter)
class SavedFilterAdmin(FirmAdmin):
    """One's own filters of the admin's lists, and those that colleagues share."""

    read_capability = "filter.save"
    list_display = ["name", "of_list", "member", "shared", "removed_at"]
    list_filter = ["shared"]
    ordering = ["name", "id"]
    empty = _("Nothing was saved yet. Narrow a list down, then choose “Save this filter” above it.")
    add_act = Act(
        name="add",
        label=_("Save this filter"),
        service=saved_filter_add,
        capabilities=("filter.save",),
        form=SaveFilterForm,
        done=_("The filter was saved. It stands above the list."),
        lands=address_of,
    )
    acts = [
        Act(
            name="rename",
            label=_("Rename or share"),
            icon="edit",
            service=saved_filter_change,
            capabilities=("filter.save",),
            row_id="filter_id",
            form=NameForm,
            changes=True,
            fits=_live,
        ),
        Act(
            name="remove",
            label=_("Remove"),
            icon="delete",
            service=saved_filter_remove,
            capabilities=("filter.save",),
            row_id="filter_id",
            fits=_live,
            explain=_("It goes from above the list, for everybody. You can restore it here."),
        ),
        Act(
            name="restore",
            label=_("Restore"),
            icon="restore",
            service=saved_filter_restore,
            capabilities=("filter.save",),
            row_id="filter_id",
            fits=lambda row: row.removed_at is not None,
        ),
    ]

    @admin.display(description=_("List"), ordering="list_name")
    def of_list(self, row: SavedFilter) -> str:
        """The list by the name that its page has."""
        model = page_model(row.list_name)
        return str(model._meta.verbose_name_plural).capitalize() if model else row.list_name

    def rows(self, member: Member) -> QuerySet[SavedFilter]:
        """Those of the admin's lists; the API's are the front end's."""
        return saved_filter_list(member).filter(list_name__startswith=ADMIN)

    def buttons(self, request: HttpRequest, row: SavedFilter) -> list[dict[str, Any]]:
        """None at a colleague's: it is theirs to change."""
        return super().buttons(request, row) if row.member_id == admin_member(request).member_id else []

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Its button stands above each list, and not here, where there is nothing to save."""
        asks_for_one = "list_name" in request.GET or request.method == "POST"
        return asks_for_one and super().has_add_permission(request, obj)
