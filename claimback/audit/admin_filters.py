"""By what the page of the history is narrowed: a form above it, and the filters that its fields are."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import forms
from django.apps import apps
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from claimback.audit.models import Entry
from claimback.tenancy.admin_forms import DayField, choice, text, uuid_or_none
from claimback.tenancy.admin_site import admin_member
from claimback.tenancy.models import FirmRow
from claimback.tenancy.scanner import found_rows
from claimback.tenancy.selectors import member_list

OPERATIONS: Final = {
    "INSERT": "made",
    "UPDATE": "changed",
    "DELETE": "deleted",
    "READ": "read",
    "REFUSE": "refused",
}
_NOBODY: Final = "system"
_CASES_LIMIT: Final = 50
"""Cases whose history is shown together, of those that the words find."""
_SAID_LIMIT: Final = 200


class _Narrowed(admin.SimpleListFilter):
    """One field of the form. It stands above the list, and so is left out beside it."""

    template = "admin/parts/nothing.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The form has them."""
        return []

    def has_output(self) -> bool:
        """It narrows, though it shows nothing."""
        return True

    def queryset(self, request: HttpRequest, queryset: QuerySet[Entry]) -> QuerySet[Entry]:
        """The entries that the field leaves; all of them where it is empty."""
        said = (self.value() or "").replace("\x00", "").strip()[:_SAID_LIMIT]
        return self.narrowed(queryset, said, request) if said else queryset

    def narrowed(self, entries: QuerySet[Entry], said: str, request: HttpRequest) -> QuerySet[Entry]:
        """The entries that what was said leaves."""
        raise TypeError(f"{type(self).__name__} names no entries")


class WhoFilter(_Narrowed):
    """Who did it. Of an id that is none there is nothing."""

    title, parameter_name = _("who"), "member_id"

    def narrowed(self, entries: QuerySet[Entry], said: str, request: HttpRequest) -> QuerySet[Entry]:
        """Their entries."""
        if said == _NOBODY:
            return entries.filter(member_id=None)
        member_id = uuid_or_none(said)
        return entries.filter(member_id=member_id) if member_id else entries.none()


class OperationFilter(_Narrowed):
    """What was done."""

    title, parameter_name = _("what was done"), "operation"

    def narrowed(self, entries: QuerySet[Entry], said: str, request: HttpRequest) -> QuerySet[Entry]:
        """Entries of that kind."""
        return entries.filter(operation=said)


class PartFilter(_Narrowed):
    """To which part of the house the row belongs."""

    title, parameter_name = _("rows of"), "part"

    def narrowed(self, entries: QuerySet[Entry], said: str, request: HttpRequest) -> QuerySet[Entry]:
        """Entries of the tables of all parts that are called alike."""
        alike = Q()
        for label in _owned():
            if _part_name(label) == _part_name(said):
                alike |= Q(table__startswith=f"{label}_")
        return entries.filter(alike) if alike else entries.none()


class CaseFilter(_Narrowed):
    """Of which case, by words of its number or title as the search finds them; walls applied."""

    title, parameter_name = _("case"), "case"

    def narrowed(self, entries: QuerySet[Entry], said: str, request: HttpRequest) -> QuerySet[Entry]:
        """Entries of the cases that are found."""
        return entries.filter(case_id__in=found_rows("search_cases", said, 0, _CASES_LIMIT))


class FromFilter(_Narrowed):
    """From the beginning of a day on, in the firm's time zone. Of what is no day there is nothing."""

    title, parameter_name = _("from"), "from"

    def narrowed(self, entries: QuerySet[Entry], said: str, request: HttpRequest) -> QuerySet[Entry]:
        """Entries of that day and later."""
        first = _begins(said, request)
        return entries.filter(at__gte=first) if first else entries.none()


class ToFilter(_Narrowed):
    """Up to the end of a day, in the firm's time zone."""

    title, parameter_name = _("to"), "to"

    def narrowed(self, entries: QuerySet[Entry], said: str, request: HttpRequest) -> QuerySet[Entry]:
        """Entries of that day and earlier."""
        end = _begins(said, request, days=1)
        return entries.filter(at__lt=end) if end else entries.none()


FILTERS: Final = [WhoFilter, OperationFilter, PartFilter, CaseFilter, FromFilter, ToFilter]


def _begins(said: str, request: HttpRequest, *, days: int = 0) -> datetime | None:
    """When the day that is said begins, or one so many days after it; None for what is no day."""
    try:
        day = date.fromisoformat(said) + timedelta(days=days)
    except (ValueError, OverflowError):
        return None
    return datetime.combine(day, time(), tzinfo=ZoneInfo(admin_member(request).time_zone))


def _members() -> Mapping[str, str]:
    """The system and the members, those who left too."""
    names = member_list().order_by("user__name", "id").values_list("id", "user__name")
    return {_NOBODY: str(_("The system")), **{str(id): name for id, name in names}}


def _parts() -> Mapping[str, str]:
    """Each part of the house that has rows, once by its name."""
    named = {_part_name(label): label for label in sorted(_owned(), reverse=True)}
    return {label: name for name, label in sorted(named.items())}


def _owned() -> set[str]:
    return {model._meta.app_label for model in apps.get_models() if issubclass(model, FirmRow)}


def _part_name(label: str) -> str:
    """What a part is called; empty for one that there is not."""
    return str(apps.app_configs[label].verbose_name) if label in apps.app_configs else ""


def filter_form(request: HttpRequest) -> forms.Form:
    """The form above the list, as it was filled in."""
    optional: dict[str, Any] = {"required": False}
    form = forms.Form(request.GET.dict())
    form.fields |= {
        "member_id": choice(_members(), label=_("Who"), **optional),
        "operation": choice(
            {code.lower(): word.capitalize() for code, word in OPERATIONS.items()},
            label=_("What was done"),
            **optional,
        ),
        "part": choice(_parts(), label=_("Rows of"), **optional),
        "case": text(label=_("Case: its number, or words of its title"), max_length=_SAID_LIMIT, **optional),
        "from": DayField(label=_("From"), **optional),
        "to": DayField(label=_("Up to"), **optional),
    }
    return form
