"""Saved filters over HTTP: a list's query under a name. To run one, ask the list with it."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet
from django.urls import Resolver404, resolve
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claimback.firms.models import SavedFilter
from claimback.firms.selectors.saved_filters import saved_filter_list, saved_lists
from claimback.firms.services.saved_filters import (
    saved_filter_add,
    saved_filter_change,
    saved_filter_remove,
    saved_filter_restore,
)
from claimback.kernel import openapi
from claimback.kernel.errors import FieldProblem, Invalid, invalid
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Filter, Listing
from claimback.tenancy.front_door import FirmView
from claimback.tenancy.rows import one

_QUERY_HELP: Final = "The list's own parameters, each as text; without a cursor."
_TELLS_OF_NO_CASE: Final = (
    serializers.ChoiceField,
    serializers.BooleanField,
    serializers.DateField,
    serializers.DateTimeField,
    serializers.IntegerField,
    serializers.DecimalField,
)
_OPEN_IDS: Final = frozenset({"assigned_id", "author_id", "insurer_id", "member_id", "own_role_id"})
"""Filters by rows that no wall hides."""


class SavedFilterSerializer(serializers.ModelSerializer[SavedFilter]):
    """A saved filter. It is run as `GET …/<list>` with `query` as its parameters."""

    list = serializers.CharField(
        source="list_name", help_text="The path of the list inside the firm: `cases`."
    )
    member_id = serializers.UUIDField()
    member_name = serializers.CharField(source="member.user.name")
    query = serializers.DictField(child=serializers.CharField(), help_text=_QUERY_HELP)

    class Meta:
        model = SavedFilter
        fields = [
            *("id", "list", "name", "query", "shared", "member_id", "member_name"),
            *("removed_at", "version", "created_at"),
        ]


class SavedFilterChanges(serializers.Serializer[SavedFilter]):
    """What of a saved filter may be changed."""

    name = serializers.CharField(max_length=100)
    query = serializers.DictField(
        child=serializers.CharField(max_length=1000, allow_blank=True), help_text=_QUERY_HELP
    )
    shared = serializers.BooleanField(
        required=False,
        help_text="With the whole firm; then it holds no search, and of ids those of insurers and members alone.",
    )


class SavedFilterInput(SavedFilterChanges):
    """A filter as it is saved."""

    list = serializers.CharField(max_length=100, help_text="The path of the list inside the firm: `cases`.")


SAVED_FILTERS = Listing(
    serializer=SavedFilterSerializer,
    orderings=["name", "-created_at"],
    filters={
        "list": Filter("list_name", serializers.CharField(), "For this list."),
        "shared": Filter("shared", serializers.BooleanField(), "Shared with the firm, or not."),
        "live": Filter(
            "removed_at__isnull", serializers.BooleanField(), "That are there, or that were removed."
        ),
    },
)


@cache
def list_at(name: str) -> tuple[Listing, str] | None:
    """The list at this path inside a firm, and the capability that it asks for; None where there is none."""
    try:
        view = getattr(resolve(f"/api/v1/firms/any/{name}").func, "cls", None)
    except Resolver404:
        return None
    handler = getattr(view, "get", None)
    listing = openapi.listing_of(handler) if handler else None
    return (listing, view.capabilities["GET"]) if view and listing else None


def check_query(listing: Listing, query: Mapping[str, str], *, shared: bool) -> None:
    """Refuse a query that the list would refuse, and to share one that may tell of a case behind somebody's wall.

    Raises Invalid that names the parameter.
    """
    try:
        listing.check(query)
    except Invalid as error:
        problems = [FieldProblem(f"/query{each.pointer}", each.code, each.detail) for each in error.errors]
        raise Invalid(error.detail, errors=problems) from None
    for name in query if shared else ():
        item = listing.filters.get(name)
        open_to_all = item is None or isinstance(item.field, _TELLS_OF_NO_CASE) or name in _OPEN_IDS
        if name == "search" or not open_to_all:
            raise invalid(
                f"query/{name}",
                "This may tell of a case that a colleague must not know. Keep it to yourself.",
            )


class _SavedFilterDoor(FirmView):
    """What the doors to saved filters have in common."""

    def rows(self) -> QuerySet[SavedFilter]:
        """One's own and shared ones, of the lists of the API that one may read."""
        names = saved_lists(self.member)
        readable = [name for name in names if (at := list_at(name)) and self.member.may(at[1])]
        return saved_filter_list(self.member).filter(list_name__in=readable)


class SavedFilterView(_SavedFilterDoor):
    """One saved filter."""

    capabilities = {"GET": "filter.save", "PATCH": "filter.save"}

    @openapi.reads("saved_filter", SAVED_FILTERS, summary="Read a saved filter")
    def get(self, request: Request, id: UUID) -> Response:
        """One saved filter."""
        return self.one(SAVED_FILTERS, self.rows(), id)

    @openapi.changes(
        "saved_filter_change", SavedFilterChanges, SavedFilterSerializer, summary="Change a saved filter"
    )
    def patch(self, request: Request, id: UUID) -> Response:
        """Rename one's own filter, give it another query, share it or keep it to oneself."""
        changes = self.parse(SavedFilterChanges, partial=True)
        found = one(self.rows().filter(member_id=self.member.member_id), id)
        if at := list_at(found.list_name):
            query, shared = changes.get("query", found.query), changes.get("shared", found.shared)
            check_query(at[0], query, shared=shared)
        saved_filter_change(actor=self.member, filter_id=id, version=expected_version(request), **changes)
        return self.one(SAVED_FILTERS, self.rows(), id)


class SavedFilterListView(_SavedFilterDoor):
    """Saved filters."""

    capabilities = {"GET": "filter.save", "POST": "filter.save"}

    @openapi.lists("saved_filter", SAVED_FILTERS, summary="List saved filters")
    def get(self, request: Request) -> Response:
        """One's own filters and those that colleagues share, for the lists that one may read."""
        return self.page(SAVED_FILTERS, self.rows())

    @openapi.creates("saved_filter_add", SavedFilterInput, SavedFilterSerializer, summary="Save a filter")
    def post(self, request: Request) -> Response:
        """Save a list's query under a name. The list must know its parameters."""
        given: dict[str, Any] = self.parse(SavedFilterInput)
        name = given.pop("list")
        found = list_at(name)
        if found is None or not self.member.may(found[1]):
            raise invalid("list", "There is no such list, or you may not read it.", code="unknown_list")
        check_query(found[0], given["query"], shared=given.get("shared", False))
        saved = saved_filter_add(actor=self.member, list_name=name, **given)
        return self.one(SAVED_FILTERS, self.rows(), saved.id, status=201)


class SavedFilterRemoveView(_SavedFilterDoor):
    """The removal of a saved filter."""

    capabilities = {"POST": "filter.save"}

    @openapi.acts("saved_filter_remove", None, SavedFilterSerializer, summary="Remove a saved filter")
    def post(self, request: Request, id: UUID) -> Response:
        """Take one's own filter away, from everybody."""
        saved_filter_remove(actor=self.member, filter_id=id, version=expected_version(request))
        return self.one(SAVED_FILTERS, self.rows(), id)


class SavedFilterRestoreView(_SavedFilterDoor):
    """The return of a saved filter."""

    capabilities = {"POST": "filter.save"}

    @openapi.acts("saved_filter_restore", None, SavedFilterSerializer, summary="Restore a saved filter")
    def post(self, request: Request, id: UUID) -> Response:
        """Put one's own filter back that was removed."""
        saved_filter_restore(actor=self.member, filter_id=id, version=expected_version(request))
        return self.one(SAVED_FILTERS, self.rows(), id)
