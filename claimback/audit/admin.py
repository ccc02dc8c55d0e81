"""Pages of the history: every change and read with who, when, and each column before and after."""

import re
from datetime import date, datetime
from functools import cache
from typing import Any, Final

from django.apps import apps
from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claimback.audit.admin_filters import FILTERS, OPERATIONS, filter_form
from claimback.audit.models import Entry, Seal
from claimback.audit.selectors import entry_list, seal_list
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_forms import as_json
from claimback.tenancy.admin_show import NOTHING, day, instant, link, list_of, words
from claimback.tenancy.member import Member
from claimback.tenancy.selectors import member_list

_EMPTY: Final[tuple[Any, ...]] = (None, "", [], {})
_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_BOOKKEEPING: Final = frozenset({"id", "firm_id", "version", "created_at", "updated_at"})


def differences(entry: Entry) -> list[tuple[str, Any, Any]]:
    """The columns that the change set, each before and after."""
    before, after = entry.before or {}, entry.after or {}
    names = [name for name in {**before, **after} if name not in _BOOKKEEPING]
    pairs = [(name, before.get(name), after.get(name)) for name in names]
    return [
        (name, old, new) for name, old, new in pairs if old != new and not (old in _EMPTY and new in _EMPTY)
    ]


def difference_list(entry: Entry, limit: int = 500) -> Any:
    """The differences for reading, each value cut at `limit` characters."""
    found = differences(entry)
    if not found:
        return NOTHING
    return format_html(
        '<ul class="cb-diff">{}</ul>',
        format_html_join(
            "",
            "<li><b>{}</b> {}<ins>{}</ins></li>",
            (
                (
                    words(name.removesuffix("_id")),
                    format_html("<del>{}</del> → ", _short(before, limit)) if before not in _EMPTY else "",
                    _short(after, limit),
                )
                for name, before, after in found
            ),
        ),
    )


@cache
def _kinds() -> dict[str, str]:
    """What the rows of each table are called."""
    return {model._meta.db_table: str(model._meta.verbose_name) for model in apps.get_models()}


def operation(entry: Entry) -> str:
    """What was done, in a word."""
    return OPERATIONS.get(entry.operation.upper(), entry.operation.lower())


def _short(value: Any, limit: int) -> Any:
    """A value for reading: days and instants as the pages write them, as they are stored where the pointer rests."""
    if value in _EMPTY:
        return "empty"
    if isinstance(value, str) and (said := _day_or_instant(value)):
        return format_html('<span title="{}">{}</span>', value, said)
    text = value if isinstance(value, str) else as_json(value)
    return text if len(text) <= limit else f"{text[:limit]}…"


def _day_or_instant(value: str) -> Any:
    """A day or an instant as the pages write it; None for what is neither, such as words that only look so."""
    try:
        if _INSTANT.fullmatch(value):
            return instant(datetime.fromisoformat(value))
        return day(date.fromisoformat(value)) if _DAY.fullmatch(value) else None
    except (ValueError, OverflowError):
        return None


@admin.register(Entry)
class EntryAdmin(FirmAdmin):
    """The history of the firm, or with `?row_id=` that of one row."""

    read_capability = "audit.read"
    list_display = ["when", "who", "what", "changes"]
    list_filter = FILTERS
    change_list_template = "admin/history_list.html"
    list_display_links = ["when"]
    search_fields = ["act", "table"]
    ordering = ["-at", "-id"]
    list_per_page = 30
    empty = _("Nothing has happened yet.")

    def rows(self, member: Member) -> QuerySet[Entry]:
        """The door to the history, each entry with the name of whose it is, and whether they are support."""
        of_entry = member_list().filter(id=OuterRef("member_id"))
        return entry_list().annotate(
            member_name=Subquery(of_entry.values("user__name")),
            by_support=Subquery(of_entry.values("support")),
        )

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """By row and by case too, for the history of one."""
        return lookup in ("row_id", "case_id", "table") or super().lookup_allowed(lookup, value, request)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list, under the form that narrows it."""
        return super().changelist_view(
            request, {"filter_form": filter_form(request), **(extra_context or {})}
        )

    @admin.display(description=_("When"), ordering="at")
    def when(self, row: Entry) -> Any:
        """The instant."""
        return instant(row.at)

    @admin.display(description=_("Who"))
    def who(self, row: Any) -> str:
        """The member's name, marked where they are the installation's support, or the system."""
        if not row.member_name:
            return gettext("the system")
        return (
            gettext("%(member_name)s (support)") % {"member_name": row.member_name}
            if row.by_support
            else str(row.member_name)
        )

    @admin.display(description=_("What"))
    def what(self, row: Entry) -> str:
        """What was done to which kind of row."""
        return f"{_kinds().get(row.table, row.table)} {operation(row)}"

    @admin.display(description=_("Before → after"))
    def changes(self, row: Entry) -> Any:
        """Each column that the change set."""
        return difference_list(row)

    def facts(self, row: Entry) -> list[tuple[str, Any]]:
        """The change."""
        return [
            (gettext("When"), instant(row.at)),
            (gettext("Who"), self.who(row)),
            (gettext("What"), self.what(row)),
            (gettext("In the course of"), row.act or NOTHING),
            (gettext("Request"), row.request_id or NOTHING),
            (gettext("Row"), format_html("<code>{}</code>", row.row_id)),
            (
                gettext("Case"),
                link(row.case_id, list_of(Entry, f"case_id={row.case_id}")) if row.case_id else NOTHING,
            ),
            (gettext("Before → after"), difference_list(row, limit=20_000)),
        ]


@admin.register(Seal)
class SealAdmin(FirmAdmin):
    """The chain over the history."""

    read_capability = "audit.read"
    list_display = ["number", "id"]
    ordering = ["-number"]
    empty = _("The chain has no links yet.")

    def rows(self, member: Member) -> QuerySet[Seal]:
        """The door to the chain."""
        return seal_list()
