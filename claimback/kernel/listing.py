"""Lists of rows over HTTP: named filters, search, ordering, paging by key, chosen fields, expansion by one level.

Rows are read as values and never become model instances: that is where a list's time would go. The serializer
class of a listing gives the fields, their types for OpenAPI, and where each is read (its `source`).
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Final

from django.core.signing import BadSignature, Signer
from django.db.models import F, Lookup, Model, Q, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from rest_framework import serializers

from claimback.kernel import json
from claimback.kernel.errors import FieldProblem, Invalid
from claimback.kernel.reading import read_values

PAGE_SIZE: Final = 50
PAGE_SIZE_LIMIT: Final = 200
RESERVED: Final = ("cursor", "page_size", "ordering", "search", "fields", "expand", "count")


class MoneyField(serializers.Field):  # type: ignore[type-arg]
    """`{"amount": "12.34", "currency": "USD"}`, read from a decimal column and a currency column."""

    def __init__(self, amount: str, currency: str = "currency", **kwargs: Any) -> None:
        super().__init__(source="*", read_only=True, **kwargs)
        self.columns = (amount, currency)


class ColumnField(serializers.Field):  # type: ignore[type-arg]
    """A field that is not shown as it stands in its column."""

    def shown(self, value: Any) -> Any:
        """What goes out for the column's value."""
        raise TypeError(f"{type(self).__name__} shows nothing")


class OptionalDateField(serializers.DateField, ColumnField):
    """A date whose column is never NULL, for the sake of ordering: the last day of the calendar means none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_null=True, **kwargs)

    def shown(self, value: Any) -> Any:
        """The date, or None."""
        return None if value == date.max else value


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter of a list: the lookup it makes, how its value is read, and what it means."""

    lookup: str
    field: serializers.Field  # type: ignore[type-arg]
    meaning: str
    many: bool = False
    beside: tuple[tuple[str, Any], ...] = ()
    """Lookups that must hold of the same row as this one, where it leads through many."""

    def condition(self, name: str, text: str) -> Q:
        """The condition for the text given. Raises Invalid that names the filter."""
        try:
            if self.many:
                parts = text.split(",")
                if len(parts) > PAGE_SIZE_LIMIT:
                    raise _wrong(name, f"{name} takes at most {PAGE_SIZE_LIMIT} values.")
                values = [self.field.run_validation(part) for part in parts]
                return Q(*self.beside, **{f"{self.lookup}__in": values})
            return Q(*self.beside, **{self.lookup: self.field.run_validation(text)})
        except serializers.ValidationError as error:
            detail = " ".join(str(part) for part in error.detail)
            raise Invalid(detail, errors=[FieldProblem(f"/{name}", "invalid", detail)]) from None


_BY_ID: Final = Filter("id", serializers.UUIDField(), "These rows alone, where they are there.", many=True)


@dataclass(frozen=True, slots=True)
class Expansion:
    """A related object shown in full: the field with its id, its own listing, rows, and the capability they ask."""

    id_field: str
    listing: "Listing"
    rows: Callable[[], QuerySet[Any]]
    capability: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its rows, the cursor of the next one or None, and the number of all rows where it was asked for."""

    results: list[dict[str, Any]]
    next_cursor: str | None
    count: int | None = None

    def body(self) -> dict[str, Any]:
        """As it goes out."""
        body: dict[str, Any] = {"results": self.results, "next_cursor": self.next_cursor}
        return body if self.count is None else body | {"count": self.count}


def _money(amount: Any, currency: Any) -> dict[str, str] | None:
    return None if amount is None else {"amount": str(amount), "currency": currency}


def _beside(name: str) -> str:
    """The key under which a money field's currency is kept until it is joined with the amount."""
    return f"{name} currency"


@dataclass(frozen=True)
class Listing:
    """How one kind of row is listed. Orderings are columns that are never NULL; the first is the default."""

    serializer: type[serializers.Serializer[Any]]
    orderings: Sequence[str]
    filters: Mapping[str, Filter] = field(default_factory=dict)
    search: Sequence[str] | Callable[[str], Q] = ()
    """What `search` looks through: columns, where a case keeps the list short; or a condition that an index serves."""
    expand: Mapping[str, Expansion] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Every list can be asked for rows by their ids."""
        object.__setattr__(self, "filters", {"id": _BY_ID, **self.filters})

    @cached_property
    def columns(self) -> dict[str, tuple[str, ...]]:
        """Each field of the output with the column paths that it is read from."""
        columns: dict[str, tuple[str, ...]] = {}
        for name, item in self.serializer().fields.items():
            if isinstance(item, MoneyField):
                columns[name] = item.columns
            elif name not in self.expand:
                columns[name] = ((item.source or name).replace(".", "__"),)
        return columns

    @cached_property
    def _converted(self) -> dict[str, MoneyField | ColumnField]:
        """The fields that are not read as they stand in their column."""
        return {
            name: item
            for name, item in self.serializer().fields.items()
            if isinstance(item, MoneyField | ColumnField)
        }

    def rows(self, queryset: QuerySet[Any], names: Iterable[str] | None = None) -> list[dict[str, Any]]:
        """The rows as dictionaries with the fields `names`, or all."""
        chosen = tuple(names or self.columns)
        return self._rows(chosen, read_values(queryset, self._paths(chosen)))

    def _paths(self, names: Iterable[str]) -> tuple[str, ...]:
        return tuple(path for name in names for path in self.columns[name])

    def _rows(self, names: Sequence[str], found: Iterable[tuple[Any, ...]]) -> list[dict[str, Any]]:
        """Dictionaries of the values that `_paths(names)` led to. Values beyond them are left."""
        keys = [key for name in names for key in (name, *(_beside(name),) * (len(self.columns[name]) - 1))]
        rows = [dict(zip(keys, values, strict=False)) for values in found]
        for name, item in self._converted.items():
            if name not in names:
                continue
            if isinstance(item, ColumnField):
                shown = item.shown
                for row in rows:
                    row[name] = shown(row[name])
                continue
            beside = _beside(name)
            for row in rows:
                row[name] = _money(row[name], row.pop(beside))
        return rows

    def page(self, queryset: QuerySet[Any], query: Mapping[str, str], *, key: str) -> Page:
        """The page that the query string asks for. `key` binds cursors to one list of one firm.

        Raises Invalid for an unknown parameter, a value that cannot be read, or a cursor that is not ours.
        """
        self._refuse_unknown(query)
        for condition in self._conditions(query):
            queryset = queryset.filter(condition)
        count = queryset.count() if query.get("count") == "true" else None
        size = page_size(query.get("page_size", ""))
        names = self.names(query.get("fields", ""))
        ordering = self._ordering(query)
        column, minus = ordering.removeprefix("-"), "-" if ordering.startswith("-") else ""
        if query.get("cursor"):
            queryset = queryset.filter(self._after(queryset.model, ordering, query["cursor"], key))
        paths = (*self._paths(names), column, "id")
        found = read_values(queryset, paths, (f"{minus}{column}", f"{minus}id"), size + 1)
        cursor = cursor_made(key, [ordering, *found[size - 1][-2:]]) if len(found) > size else None
        return Page(self._rows(names, found[:size]), cursor, count)

    def names(self, text: str) -> list[str]:
        """The fields that `fields` asks for, the id first, or all. Raises Invalid for one that there is not."""
        if not text:
            return list(self.columns)
        names = list(dict.fromkeys(["id", *(part for part in text.split(",") if part)]))
        for name in names:
            if name not in self.columns:
                raise _wrong("fields", f"There is no field {name}. Known: {', '.join(self.columns)}.")
        return names

    def expanded(self, results: list[dict[str, Any]], text: str) -> None:
        """Put the objects that `expand` names into `results`, each through its own listing. Raises Invalid."""
        for name in [part for part in text.split(",") if part]:
            if name not in self.expand:
                known = ", ".join(self.expand) or "nothing"
                raise _wrong("expand", f"{name} can't be expanded here. Possible: {known}.")
            expansion = self.expand[name]
            ids = {row[expansion.id_field] for row in results if row.get(expansion.id_field)}
            found = expansion.listing.rows(expansion.rows().filter(id__in=ids)) if ids else []
            objects = {row["id"]: row for row in found}
            for row in results:
                row[name] = objects.get(row.get(expansion.id_field))

    def check(self, query: Mapping[str, str]) -> None:
        """Read the parameters of a query that is kept to be asked later. Raises Invalid as `page` would.

        A cursor belongs to one reading, and is unknown here.
        """
        if "cursor" in query:
            raise _wrong("cursor", "A cursor belongs to one reading. Leave it out.", "unknown_filter")
        self._refuse_unknown(query)
        for _ in self._conditions(query):
            continue
        page_size(query.get("page_size", ""))
        self.names(query.get("fields", ""))
        self._ordering(query)
        self.expanded([], query.get("expand", ""))

    def _conditions(self, query: Mapping[str, str]) -> Iterator[Q]:
        for name, item in self.filters.items():
            if query.get(name):
                yield item.condition(name, query[name])
        if query.get("search"):
            yield self._search(query["search"])

    def _ordering(self, query: Mapping[str, str]) -> str:
        ordering = query.get("ordering") or self.orderings[0]
        if ordering.removeprefix("-") not in [name.removeprefix("-") for name in self.orderings]:
            raise _wrong(
                "ordering", f"Order by one of {', '.join(self.orderings)}, or the same with a minus."
            )
        return ordering

    def _refuse_unknown(self, query: Mapping[str, str]) -> None:
        unknown = [name for name in query if name not in self.filters and name not in RESERVED]
        if unknown:
            known = ", ".join(sorted([*self.filters, *RESERVED]))
            raise Invalid(
                f"There is no filter {unknown[0]}. Known: {known}.",
                errors=[FieldProblem(f"/{name}", "unknown_filter", "Remove it.") for name in unknown],
            )

    def _search(self, text: str) -> Q:
        if callable(self.search):
            return self.search(text)
        condition = Q()
        for path in self.search:
            condition |= Q(**{f"{path}__icontains": text})
        return condition

    def _after(self, model: type[Model], ordering: str, cursor: str, key: str) -> "Lookup[bool]":
        """Rows after the cursor: a range of the index, however many rows have the value that it ends in."""
        made_for, value, last = cursor_read(key, cursor)
        if made_for != ordering:
            raise _wrong(
                "cursor",
                "This cursor was made for another ordering. Begin again without it.",
                "unknown_cursor",
            )
        column = ordering.removeprefix("-")
        after = TupleLessThan if ordering.startswith("-") else TupleGreaterThan
        edge = model._meta.get_field(column).to_python(value)  # type: ignore[union-attr]
        return after(Tuple(F(column), F("id")), (edge, model._meta.get_field("id").to_python(last)))  # type: ignore[union-attr]


def page_size(text: str) -> int:
    """The number of rows on a page. Raises Invalid outside 1 to 200."""
    if not text:
        return PAGE_SIZE
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text[:6]) <= PAGE_SIZE_LIMIT:
        raise _wrong("page_size", f"page_size is a whole number from 1 to {PAGE_SIZE_LIMIT}.")
    return int(text)


def _wrong(name: str, detail: str, code: str = "invalid") -> Invalid:
    return Invalid(detail, errors=[FieldProblem(f"/{name}", code, detail)])


def cursor_made(key: str, values: Sequence[object]) -> str:
    """A cursor that leads back to these values, for the list of `key` alone."""
    return Signer(salt=f"cursor:{key}").sign(urlsafe_b64encode(json.dumps(list(values))).decode())


def cursor_read(key: str, cursor: str) -> list[Any]:
    """The values of a cursor, as JSON has them. Raises Invalid for one that was not made for `key`."""
    try:
        values: list[Any] = json.loads(urlsafe_b64decode(Signer(salt=f"cursor:{key}").unsign(cursor)))
    except (BadSignature, ValueError):
        raise _wrong(
            "cursor", "This cursor is not one of this list's. Begin again without it.", "unknown_cursor"
        ) from None
    return values
