"""What a page of the admin shows, for an export of just that: its filters and its search, read by the page itself."""

from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import SuspiciousOperation
from django.db.models import Model, QuerySet
from django.http import HttpRequest, QueryDict

from claimback.exports.lists import Source, source_of
from claimback.kernel.errors import invalid
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.member import Member

_OF_PAGES: Final = frozenset({"p", "o", "all", "_changelist_filters"})


class _Rows(ChangeList):
    """The rows that a list of the admin shows on all its pages together, without reading any."""

    def get_results(self, request: HttpRequest) -> None:
        """Nothing is shown."""
        self.result_count = self.full_result_count = 0
        self.show_full_result_count = self.show_admin_actions = self.can_show_all = self.multi_page = False
        self.result_list, self.paginator = [], None


def page_named(label: str) -> tuple[FirmAdmin, Source]:
    """The page of the admin of this kind of row, such as `cases.case`, and the list of the API that it shows.

    Raises Invalid that names the field.
    """
    model: type[Model] | None
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError):
        model = None
    page = admin.site._registry.get(model) if model is not None else None
    source = source_of(model) if model is not None else None
    if not isinstance(page, FirmAdmin) or source is None:
        raise invalid("page", "There is no such page, or no list of the API shows what it shows.")
    return page, source


def rows_shown(*, actor: Member, label: str, narrowed: str) -> QuerySet[Any]:
    """The rows that the page shows the actor, whose scope is open, under the query `narrowed`.

    Raises Invalid that names the field, Forbidden.
    """
    page, _ = page_named(label)
    actor.require(page.read_capability)
    request = HttpRequest()
    request.method = "GET"
    said = [(name, value) for name, value in parse_qsl(narrowed) if name not in _OF_PAGES]
    request.GET = QueryDict(urlencode(said))
    request.META["claimback.member"] = actor
    try:
        shown = _Rows(
            request,
            page.model,
            page.get_list_display(request),
            page.list_display_links,
            page.get_list_filter(request),
            page.date_hierarchy,
            page.get_search_fields(request),
            False,
            page.list_per_page,
            page.list_max_show_all,
            (),
            page,
            None,
            None,
        )
    except (IncorrectLookupParameters, SuspiciousOperation):
        raise invalid("narrowed", "The page can't be narrowed by that. Open it, and choose anew.") from None
    rows: QuerySet[Any] = shown.queryset
    return rows


def query_of(source: Source, narrowed: str) -> dict[str, str]:
    """Those filters of the page that the list of the API has by the same name: a list may show more when asked so."""
    said = {name.removesuffix("__exact"): value for name, value in parse_qsl(narrowed)}
    return {name: value for name, value in said.items() if name in source.listing.filters}
