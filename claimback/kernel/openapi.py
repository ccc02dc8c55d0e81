"""How views are described in OpenAPI: one decorator per kind of operation, so that every document reads alike."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final, TypeVar, cast

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, inline_serializer
from rest_framework import serializers

from claimback.kernel.listing import PAGE_SIZE, PAGE_SIZE_LIMIT, Listing
from claimback.kernel.problems import CONTENT_TYPE

View = TypeVar("View", bound=Callable[..., Any])
_LISTING: Final = "claimback_listing"


class ProblemFieldSerializer(serializers.Serializer[Any]):
    """One field that is wrong."""

    pointer = serializers.CharField(help_text="A JSON pointer into the body, or /name of a parameter.")
    code = serializers.CharField()
    detail = serializers.CharField()

    class Meta:
        ref_name = "ProblemField"


class ProblemSerializer(serializers.Serializer[Any]):
    """RFC 9457 problem details."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField(help_text="Stable; made for programs.")
    errors = ProblemFieldSerializer(many=True, required=False)  # type: ignore[assignment]

    class Meta:
        ref_name = "Problem"


class MoneySerializer(serializers.Serializer[Any]):
    """An amount with its currency."""

    amount = serializers.DecimalField(max_digits=14, decimal_places=2)
    currency = serializers.RegexField(r"^[A-Z]{3}\Z")

    class Meta:
        ref_name = "Money"


def money_columns(values: dict[str, Any], *names: str) -> dict[str, Any]:
    """What came in, with the money of each of `names` as the columns that services take: amounts, and their currency.

    Without names it is `amount`. Of several, the currency is that of the last that says one.
    """
    columns = dict(values)
    for name in names or ("amount",):
        if (money := columns.get(name)) is not None:
            columns |= {name: money["amount"], "currency": money["currency"]}
    return columns


_IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description="The ETag of the object as it was read; its `version` in quotation marks does too.",
)
IDEMPOTENCY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="A repeated request under the same key gets the first answer.",
)


class _Described(Mapping[str, Any]):
    """What drf_spectacular looks for on a method: its `schema`, made when the document is.

    To make it loads all that documents are made of, which no other request needs.
    """

    def __init__(self, words: dict[str, Any], below: Mapping[str, Any]) -> None:
        self._words, self._below = words, below

    @cached_property
    def _schema(self) -> Any:
        def method() -> None: ...

        vars(method)["kwargs"] = dict(self._below)
        return vars(extend_schema(**self._words)(method))["kwargs"]["schema"]

    def __getitem__(self, name: str) -> Any:
        if name not in self:
            raise KeyError(name)
        return self._schema

    def __contains__(self, name: object) -> bool:
        return name == "schema"

    def __iter__(self) -> Iterator[str]:
        return iter(("schema",))

    def __len__(self) -> int:
        return 1


def described(**words: Any) -> Callable[[View], View]:
    """Describe one method of a view in the words of drf_spectacular's `extend_schema`, beside what stands below."""

    def decorate(view: View) -> View:
        vars(view)["kwargs"] = _Described(words, vars(view).get("kwargs", {}))
        return view

    return decorate


def problems(*statuses: int) -> dict[Any, Any]:
    """The refusals that an operation may answer with; every one may be asked for too often."""
    return {(status, CONTENT_TYPE): ProblemSerializer for status in (*statuses, 429)}


def lists(name: str, listing: Listing, *, summary: str) -> Callable[[View], View]:
    """GET of a page of rows. `listing_of` finds its listing again."""
    page = inline_serializer(
        f"{_camel(name)}List",
        {
            "results": listing.serializer(many=True),
            "next_cursor": serializers.CharField(allow_null=True),
            "count": serializers.IntegerField(required=False, help_text="Only with count=true."),
        },
    )
    orderings = [way for column in listing.orderings for way in (column, _reversed(column))]
    parameters = [
        OpenApiParameter("cursor", str, description="next_cursor of the page before."),
        OpenApiParameter(
            "page_size",
            {"type": "integer", "minimum": 1, "maximum": PAGE_SIZE_LIMIT, "default": PAGE_SIZE},
            description="Rows on a page.",
        ),
        OpenApiParameter(
            "ordering",
            {"type": "string", "enum": orderings, "x-enum-varnames": [_varname(way) for way in orderings]},
            description=f"By default {listing.orderings[0]}.",
        ),
        OpenApiParameter("count", bool, description="Count all rows too."),
        OpenApiParameter(
            "fields", str, description="Names, separated by commas; the rows then hold these only."
        ),
        *([OpenApiParameter("search", str, description=_searched(listing))] if listing.search else []),
        *_expand(listing),
        *(
            OpenApiParameter(
                key,
                str if item.many else _type_of(item.field),
                description=item.meaning + (" Several values are separated by commas." if item.many else ""),
            )
            for key, item in listing.filters.items()
        ),
    ]
    describe = described(
        operation_id=f"{name}_list",
        summary=summary,
        parameters=parameters,
        responses={200: page, **problems(400, 401, 403, 404)},
    )

    def decorate(view: View) -> View:
        described: View = describe(view)
        vars(described)[_LISTING] = listing
        return described

    return decorate


def listing_of(view: Callable[..., Any]) -> Listing | None:
    """The listing of a GET that `lists` describes; None for any other."""
    found: Listing | None = vars(view).get(_LISTING)
    return found


def reads(name: str, listing: Listing, *, summary: str) -> Callable[[View], View]:
    """GET of one object."""
    return described(
        operation_id=f"{name}_get",
        summary=summary,
        parameters=_expand(listing),
        responses={200: listing.serializer, **problems(400, 401, 403, 404)},
    )


def computes(name: str, answer: type[serializers.Serializer[Any]], *, summary: str) -> Callable[[View], View]:
    """GET of what is put together for the question, and is no row of its own."""
    return described(
        operation_id=name,
        summary=summary,
        responses={200: answer, **problems(400, 401, 403, 404)},
    )


def asks(
    name: str,
    body: type[serializers.Serializer[Any]],
    answer: type[serializers.Serializer[Any]],
    *,
    summary: str,
) -> Callable[[View], View]:
    """POST of a question that is too long for a URL, or too private. It changes nothing."""
    return described(
        operation_id=name,
        summary=summary,
        parameters=[IDEMPOTENCY],
        request=body,
        responses={200: answer, **problems(400, 401, 403, 404, 422)},
    )


def creates(
    name: str,
    body: type[serializers.Serializer[Any]] | None,
    answer: type[serializers.Serializer[Any]],
    *,
    summary: str,
) -> Callable[[View], View]:
    """POST that makes an object."""
    return described(
        operation_id=name,
        summary=summary,
        parameters=[IDEMPOTENCY],
        request=body,
        responses={201: answer, **problems(400, 401, 403, 404, 409, 422)},
    )


def changes(
    name: str,
    body: type[serializers.Serializer[Any]],
    answer: type[serializers.Serializer[Any]],
    *,
    summary: str,
) -> Callable[[View], View]:
    """PATCH of an object as it was read."""
    return described(
        operation_id=name,
        summary=summary,
        parameters=[_IF_MATCH],
        request=body(partial=True),
        responses={200: answer, **problems(400, 401, 403, 404, 409, 412, 428)},
    )


def acts(
    name: str,
    body: type[serializers.Serializer[Any]] | None,
    answer: type[serializers.Serializer[Any]],
    *,
    summary: str,
    status: int = 200,
) -> Callable[[View], View]:
    """POST …/<id>/<verb>: a transition of an object as it was read."""
    return described(
        operation_id=name,
        summary=summary,
        parameters=[_IF_MATCH, IDEMPOTENCY],
        request=body,
        responses={status: answer, **problems(400, 401, 403, 404, 409, 412, 422, 428)},
    )


def opens(name: str, *, summary: str) -> Callable[[View], View]:
    """Document the way to a file by a link that we signed: no sign-in, and on to the store."""
    return described(
        operation_id=f"{name}_open",
        summary=summary,
        auth=cast(list[str], [{}]),  # the annotations know names alone
        parameters=[
            OpenApiParameter(
                "signed",
                {"type": "string", "pattern": "^[A-Za-z0-9_:-]{20,2000}$"},
                OpenApiParameter.PATH,
                description="From the answer that gave the link.",
            )
        ],
        responses={
            302: OpenApiResponse(description="To the store, by a link of a few seconds."),
            (404, CONTENT_TYPE): ProblemSerializer,
        },
    )


def _searched(listing: Listing) -> str:
    return (listing.search.__doc__ or "").strip() if callable(listing.search) else "Part of a name or number."


def _expand(listing: Listing) -> list[OpenApiParameter]:
    if not listing.expand:
        return []
    return [
        OpenApiParameter("expand", str, description=f"Of: {', '.join(listing.expand)}; separated by commas.")
    ]


def _type_of(item: Any) -> Any:
    types: Sequence[tuple[type, Any]] = [
        (serializers.UUIDField, OpenApiTypes.UUID),
        (serializers.DateTimeField, OpenApiTypes.DATETIME),
        (serializers.DateField, OpenApiTypes.DATE),
        (serializers.BooleanField, OpenApiTypes.BOOL),
        (serializers.IntegerField, OpenApiTypes.INT),
    ]
    if isinstance(item, serializers.ChoiceField):
        return {"type": "string", "enum": list(item.choices)}
    return next((found for kind, found in types if isinstance(item, kind)), str)


def _reversed(column: str) -> str:
    return column[1:] if column.startswith("-") else f"-{column}"


def _varname(column: str) -> str:
    """What a generated client calls an ordering, as a name can't begin with a minus."""
    return f"{column[1:]}_descending".upper() if column.startswith("-") else column.upper()


def _camel(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))
