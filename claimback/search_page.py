"""The admin's site with its search: one box on every page of a firm, over all that the member may find in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock
from typing import Any, Final
from urllib.parse import urlencode

from django.apps import apps
from django.contrib.admin import ModelAdmin
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext

from cases.models import Case, Client, Correspondence, Document, Insurer, Party
from cases.search import SAID_LIMIT, Hit
from claimback.kernel.errors import Invalid
from claimback.search import search
from claimback.tenancy.admin_show import address_of
from claimback.tenancy.admin_site import FirmAdminSite, admin_member, member_or_none
from letters.models import Letter

PAGES: Final[dict[str, type[Model]]] = {
    "case": Case,
    "client": Client,
    "party": Party,
    "insurer": Insurer,
    "document": Document,
    "correspondence": Correspondence,
    "letter": Letter,
}
"""The page on which a hit of each kind is seen."""

_FEW, _MANY, _AS_TYPED = 8, 30, 5


class SearchingAdminSite(FirmAdminSite):
    """The firm's pages, with the page of what was found.

    Pages are registered when somebody first asks for one: a web worker that answers the API alone has no use for them.
    """

    def __init__(self, name: str = "admin") -> None:
        self._lock, self._all_registered = RLock(), False
        super().__init__(name)

    @property
    def _registry(self) -> "dict[type[Model], ModelAdmin[Any]]":
        with self._lock:
            if not self._all_registered:
                self._all_registered = True
                apps.get_app_config("admin").register_pages(self)  # type: ignore[attr-defined]
        return self._pages

    @_registry.setter
    def _registry(self, pages: "dict[type[Model], ModelAdmin[Any]]") -> None:
        self._pages = pages

    def register(self, *args: Any, **options: Any) -> None:
        """As Django does. A module that is loaded for something else registers its own pages alone."""
        with self._as_it_is():
            super().register(*args, **options)

    def unregister(self, *args: Any) -> None:
        """As Django does, of the pages that are there."""
        with self._as_it_is():
            super().unregister(*args)

    @contextmanager
    def _as_it_is(self) -> Iterator[None]:
        with self._lock:
            former, self._all_registered = self._all_registered, True
            try:
                yield
            finally:
                self._all_registered = former

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Every page of a firm has the box, for whoever may read cases."""
        member = member_or_none(request)
        searches = member is not None and member.may("case.read")
        return {**super().each_context(request), "searches": searches}

    def search(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """What was found, kind by kind; one kind page by page. Not there for whoever may not read cases.

        `as=options` asks for the first of it alone, as the options of the box that opens on every page.
        """
        member = member_or_none(request)
        if member is None or not member.may("case.read"):
            raise Http404
        said, kind = request.GET.get("q", "").strip()[:SAID_LIMIT], request.GET.get("kinds", "")
        if request.GET.get("as") == "options":
            options = {
                "said": said,
                "pages": _named(self.get_sidebar_list(request), said),
                **_found(request, said, "", _AS_TYPED),
            }
            return TemplateResponse(request, "admin/search_options.html", options)
        context = {
            **self.each_context(request),
            "title": gettext("Search: {said}").format(said=said) if said else gettext("Search"),
            "said": said,
            "one_kind": kind,
        }
        if said:
            context |= _found(request, said, kind, _MANY if kind else _FEW)
        return TemplateResponse(request, "admin/search.html", context)


def _found(request: HttpRequest, said: str, kind: str, most: int) -> dict[str, Any]:
    """The groups with their hits and the pages of these; or why nothing was looked for."""
    try:
        groups = search(
            actor=admin_member(request),
            said=said.replace("\x00", ""),
            kinds=[kind] if kind else [],
            cursor=request.GET.get("cursor", "") if kind else "",
            shown=most,
        )
    except Invalid as refusal:
        return {"problem": refusal.detail}
    shown = [
        (group, [(hit, _address(hit, said)) for hit in group.results]) for group in groups if group.results
    ]
    return {"groups": shown}


def _named(navigation: list[dict[str, Any]], said: str) -> list[dict[str, Any]]:
    """The pages of the navigation whose name has a word that begins so."""
    linked = [item for group in navigation for item in group["items"]]
    return [item for item in linked if f" {said.lower()}" in f" {item['title']}".lower()][:_AS_TYPED]


def _address(hit: Hit, said: str) -> str:
    """Where a hit is seen; of one in a document's text that page of it, with the hit marked."""
    if hit.page is None:
        return address_of(PAGES[hit.kind], hit.id)
    page = reverse("admin:cases_document_text", args=[hit.id, hit.page])
    return f"{page}?{urlencode({'q': said})}"
