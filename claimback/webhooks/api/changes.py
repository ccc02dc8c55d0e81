"""The feed of changes for those who poll, in the order in which they were committed."""

from typing import Any, Final

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claimback.kernel import openapi
from claimback.kernel.errors import FieldProblem, Invalid
from claimback.kernel.listing import PAGE_SIZE, PAGE_SIZE_LIMIT, cursor_made, cursor_read, page_size
from claimback.tenancy.front_door import FirmView
from claimback.webhooks.catalogue import KINDS, NAMES, Kind
from claimback.webhooks.selectors import changes_after, latest_number

NOW: Final = "now"
_KNOWN: Final = ("after", "kind", "page_size")


class ToldChangeSerializer(serializers.Serializer[Any]):
    """One change: what kind, and of which object. The object itself is read at its `url`."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(list(NAMES))
    at = serializers.DateTimeField()
    object = serializers.CharField(help_text="What kind of object it is: the first half of `kind`.")
    object_id = serializers.UUIDField()
    url = serializers.CharField(help_text="Where the object is read, as it is now.")
    case_id = serializers.UUIDField(allow_null=True)
    member_id = serializers.UUIDField(allow_null=True, help_text="Who made it; null: nobody, by itself.")


class ChangePageSerializer(serializers.Serializer[Any]):
    """Some changes, the oldest first. With `more` there are others already; else ask again after a while."""

    results = ToldChangeSerializer(many=True)
    after = serializers.CharField(help_text="Where to go on: give it as `after`. It is always there.")
    more = serializers.BooleanField()


class ChangeListView(FirmView):
    """What changed."""

    capabilities = {"GET": "changes.read"}

    @extend_schema(
        operation_id="change_list",
        summary="Poll what changed",
        parameters=[
            OpenApiParameter(
                "after",
                str,
                description="`after` of the answer before. Left out, it begins with the firm's first change; "
                f"`{NOW}` answers none, and where to go on from now.",
            ),
            OpenApiParameter("kind", str, description="Of these kinds alone, separated by commas."),
            OpenApiParameter(
                "page_size",
                {"type": "integer", "minimum": 1, "maximum": PAGE_SIZE_LIMIT, "default": PAGE_SIZE},
                description="Changes in an answer, at most. One may have fewer, and more to come.",
            ),
        ],
        responses={200: ChangePageSerializer, **openapi.problems(400, 401, 403, 404)},
    )
    def get(self, request: Request) -> Response:
        """Changes of what the member may see, in the order of their commits: one that was read past is never missed.

        A change of an object that the member's role may not read is left out, and so is what is behind a wall.
        """
        query = {name: request.query_params[name] for name in request.query_params}
        unknown = [name for name in query if name not in _KNOWN]
        if unknown:
            raise Invalid(f"There is no parameter {unknown[0]}. Known: {', '.join(_KNOWN)}.")
        wanted, size = _wanted(query.get("kind", "")), page_size(query.get("page_size", ""))
        key, after = f"{self.member.firm_id}:changes", query.get("after", "")
        if after == NOW:
            return _answer([], cursor_made(key, [latest_number()]), more=False)
        number = int(cursor_read(key, after)[0]) if after else 0

        def asked(kind: Kind) -> bool:
            return kind.name in wanted and self.member.may(kind.capability)

        part = changes_after(number, limit=size, wanted=asked)
        told = [change.told(self.member.firm_slug) for change in part.found]
        return _answer(told, cursor_made(key, [part.until]), more=part.more)


def _wanted(text: str) -> frozenset[str]:
    names = frozenset(name for name in text.split(",") if name) or frozenset(NAMES)
    for name in sorted(names):
        if name not in KINDS:
            detail = f"There is no kind of change {name}."
            raise Invalid(detail, errors=[FieldProblem("/kind", "invalid", detail)])
    return names


def _answer(told: list[dict[str, Any]], after: str, *, more: bool) -> Response:
    return Response({"results": told, "after": after, "more": more})
