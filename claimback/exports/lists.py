"""The lists of the API that can be taken out, and their pages as their own doors answer a member.

Nothing here knows any one list: whatever the API describes as a list takes part, with its fields, filters and
orderings, and with what its door hides or masks.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Model, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.module_loading import import_string
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import ModelSerializer

from claimback.exports.writing import Column
from claimback.kernel.errors import FieldProblem, Invalid, invalid
from claimback.kernel.listing import PAGE_SIZE_LIMIT, Listing, MoneyField
from claimback.kernel.openapi import listing_of
from claimback.tenancy.front_door import FirmView
from claimback.tenancy.member import Member

RUN: Final = "export.run"
"""The capability to take any list out, beside that which the list asks for."""

_OF_THE_PORTAL: Final = "portal/"
_OF_PAGES: Final = frozenset({"cursor", "page_size", "count", "expand"})
"""Parameters of pages and of nested objects: a file has neither."""


class _Reader(FirmView):
    """Put before the view of a list: `page` then takes only the rows that a page of the admin showed."""

    only: QuerySet[Any] | None = None

    def page(self, listing: Listing, queryset: QuerySet[Any]) -> Response:
        """A page of the list, of those rows alone."""
        if self.only is not None:
            queryset = queryset.filter(pk__in=self.only.order_by().values("pk"))
        return super().page(listing, queryset)


@dataclass(frozen=True, slots=True)
class Source:
    """One list of the API: its path inside a firm, its view, its listing, and the capability that it asks for."""

    path: str
    view: type[FirmView]
    listing: Listing
    capability: str

    @property
    def model(self) -> type[Model] | None:
        """The kind of row that it lists, where its fields are a model's."""
        fields = self.listing.serializer
        return fields.Meta.model if issubclass(fields, ModelSerializer) else None

    def columns(self, query: Mapping[str, str]) -> list[Column]:
        """The fields that `query` asks for. Raises Invalid for one that there is not."""
        fields = self.listing.serializer().fields
        return [
            Column(name, isinstance(fields.get(name), MoneyField))
            for name in self.listing.names(query.get("fields", ""))
        ]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list, as the API answers it."""

    rows: list[dict[str, Any]]
    next_cursor: str | None
    count: int | None


@cache
def sources() -> Mapping[str, Source]:
    """The lists that can be taken out, by their path. Those of the portal are for clients of the firm alone."""
    found: dict[str, Source] = {}
    for pattern in import_string(f"{settings.ROOT_URLCONF}.firm_api"):
        route = str(pattern.pattern)
        view = getattr(pattern.callback, "cls", None)
        handler = getattr(view, "get", None)
        listing = listing_of(handler) if handler is not None else None
        if view is not None and listing is not None and "<" not in route:
            found[route] = Source(route, view, listing, view.capabilities["GET"])
    return {path: found[path] for path in sorted(found) if not path.startswith(_OF_THE_PORTAL)}


def source_named(path: str) -> Source:
    """The list at this path. Raises Invalid that names the field."""
    found = sources().get(path)
    if found is None:
        raise invalid("list", "There is no such list. Give the path of a list of the API, such as cases.")
    return found


def source_of(model: type[Model]) -> Source | None:
    """The list of all rows of this kind; None where the API has none."""
    paths = [source for source in sources().values() if source.model is model]
    return min(paths, key=lambda source: len(source.path), default=None)


def page_read(
    *,
    actor: Member,
    source: Source,
    query: Mapping[str, str],
    only: QuerySet[Any] | None = None,
    cursor: str = "",
    size: int = PAGE_SIZE_LIMIT,
    count: bool = False,
) -> Page:
    """A page as the list's door answers the actor, whose scope is open; with `only`, of those rows alone.

    Raises Invalid that names what in `query` is wrong, Forbidden, and whatever the door refuses with.
    """
    actor.require(source.capability)
    if unknown := [name for name in query if name in _OF_PAGES]:
        raise _of_query(Invalid(f"A file has no {unknown[0]}. Leave it out.", errors=_named(unknown)))
    asked = {**query, "page_size": str(size)} | ({"cursor": cursor} if cursor else {})
    sent = HttpRequest()
    sent.method = "GET"
    sent.GET = QueryDict(urlencode(asked | ({"count": "true"} if count else {})))
    door = type(source.view.__name__, (_Reader, source.view), {})()
    door.request, door.member, door.only, door.kwargs = Request(sent), actor, only, {}
    try:
        body = door.get(door.request).data
    except Invalid as refusal:
        raise _of_query(refusal) from None
    return Page(body["results"], body["next_cursor"], body.get("count"))


def _named(names: list[str]) -> list[FieldProblem]:
    return [FieldProblem(f"/{name}", "not_of_a_file", "Leave it out.") for name in names]


def _of_query(refusal: Invalid) -> Invalid:
    """The same refusal, its pointers leading into the body's `query`."""
    errors = [FieldProblem(f"/query{each.pointer}", each.code, each.detail) for each in refusal.errors]
    return Invalid(refusal.detail, errors=errors)
