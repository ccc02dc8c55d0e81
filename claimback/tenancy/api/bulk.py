"""Several requests in one: each row goes through its own door, as if it had come alone.

The rows run one after the other inside the transaction of the whole, each in a savepoint of its own. Why one door for
all, and what it leaves out, is in decisions/0020.
"""

from collections.abc import Iterator
from contextlib import nullcontext
from io import BytesIO
from typing import Any, Final, NamedTuple
from urllib.parse import unquote_to_bytes

import orjson
from django.core.handlers.wsgi import WSGIRequest
from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.encoding import iri_to_uri
from drf_spectacular.utils import extend_schema
from psycopg.errors import DeadlockDetected
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claimback.kernel import json, openapi
from claimback.kernel.errors import Conflict, FieldProblem, Forbidden, Invalid, NotFound, Refusal
from claimback.kernel.json import JSONRenderer
from claimback.kernel.problems import CONTENT_TYPE, problem_body
from claimback.tenancy.front_door import TOLD_WITH, FirmView
from claimback.tenancy.link_door import LinkView
from claimback.tenancy.rate_limits import spend

ROWS_LIMIT: Final = 100
METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")

_JSON: Final = (JSONRenderer.media_type, CONTENT_TYPE)
_OF_THE_WHOLE: Final = frozenset(
    {"HTTP_IDEMPOTENCY_KEY", "HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH", "HTTP_ACCEPT"}
)
"""Headers that are said of the whole, or row by row in the body."""
_COPIED: Final = ("user", "session", "_dont_enforce_csrf_checks")
"""What middleware put on the request: who is signed in, and that a form's token was checked."""


class RowRefused(Refusal):
    """All or nothing was asked for, and one row was refused."""

    status, code = 422, "row_refused"
    title = "A row was refused, so that nothing was done. Mend it and send all again."


class BulkOperation(serializers.Serializer[Any]):
    """One request: what would be its method, its path inside the firm, its body and its If-Match."""

    method = serializers.ChoiceField(METHODS)
    path = serializers.CharField(
        max_length=4000,
        help_text="Inside the firm, with its query: `cases?status=open`, `tasks/<id>/complete`.",
    )
    body = serializers.DictField(required=False, help_text="What would be sent as JSON.")
    if_match = serializers.CharField(
        required=False, max_length=200, help_text="The ETag of the object as it was read."
    )


class BulkInput(serializers.Serializer[Any]):
    """Requests, in the order in which they are to be carried out."""

    operations = serializers.ListField(child=BulkOperation(), min_length=1, max_length=ROWS_LIMIT)
    atomic = serializers.BooleanField(
        required=False, help_text="All or nothing: with a row that is refused, none is carried out."
    )


class BulkResult(serializers.Serializer[Any]):
    """What one request was answered."""

    status = serializers.IntegerField(help_text="As HTTP has it: 200, 404 …")
    body = serializers.JSONField(
        allow_null=True,
        help_text="What the operation answers, or a `Problem` from 400 on; null for no content.",
    )
    etag = serializers.CharField(allow_null=True, help_text="For If-Match, where the answer has one.")


class BulkAnswer(serializers.Serializer[Any]):
    """What became of each request, in their order."""

    results = BulkResult(many=True)


class _Answered(NamedTuple):
    """What a row was answered: the status, JSON or nothing, and the ETag where there is one."""

    status: int
    content: bytes
    etag: str | None

    def shown(self) -> dict[str, Any]:
        """As it stands among the results."""
        body = orjson.Fragment(self.content) if self.content else None
        return {"status": self.status, "body": body, "etag": self.etag}


class BulkView(FirmView):
    """Several requests in one."""

    capabilities = {"POST": "bulk.send"}

    @extend_schema(
        operation_id="bulk_send",
        summary="Send several requests at once",
        parameters=[openapi.IDEMPOTENCY],
        request=BulkInput,
        responses={200: BulkAnswer, **openapi.problems(400, 401, 403, 404, 422)},
    )
    def post(self, request: Request) -> Response:
        """Up to 100 requests, answered row by row. Each is allowed, checked, kept in the history and counted as if it
        had come alone. A row that is refused leaves the others as they are, unless `atomic` was asked for.
        """
        asked = self.parse(BulkInput)
        rows: list[dict[str, Any]] = asked["operations"]
        spend(request._request, len(rows) - 1)
        results = []
        for number, row in enumerate(rows):
            answered = self._answered(row)
            if asked.get("atomic") and answered.status >= 400:
                raise RowRefused(errors=list(_problems(number, answered)))
            results.append(answered.shown())
        return Response({"results": results})

    def _answered(self, row: dict[str, Any]) -> _Answered:
        """What the row is answered. Of one that is refused nothing is left."""
        outer = self.request._request
        try:
            with transaction.atomic() if row["method"] != "GET" else nullcontext():
                request = _request(outer, self.slug, row, self.told)
                match = request.resolver_match = _door(request)
                answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
                if answer.content and answer.get("Content-Type") not in _JSON:
                    raise Invalid("This answers with a file. Ask for it alone.", code="not_in_bulk")
        except Refusal as refusal:
            return _refused(refusal)
        except OperationalError as error:
            if not isinstance(error.__cause__, DeadlockDetected):
                raise
            return _refused(
                Conflict("Another request changes the same just now. Send this again.", code="busy")
            )
        return _Answered(answer.status_code, answer.content, answer.get("ETag"))


def _refused(refusal: Refusal) -> _Answered:
    return _Answered(refusal.status, json.dumps(problem_body(refusal)), None)


def _request(outer: HttpRequest, slug: str, row: dict[str, Any], told: list[Any]) -> WSGIRequest:
    """The request that the row would be, from whoever sent the whole."""
    path, _, query = row["path"].partition("?")
    body = json.dumps(row["body"]) if "body" in row else b""
    inside = unquote_to_bytes(path).decode("latin-1")  # as WSGI has it
    said = {name: value for name, value in outer.META.items() if name not in _OF_THE_WHOLE}
    said |= {
        "REQUEST_METHOD": row["method"],
        "PATH_INFO": f"/api/v1/firms/{slug}/{inside}",
        "QUERY_STRING": iri_to_uri(query),
        "CONTENT_TYPE": JSONRenderer.media_type,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
        TOLD_WITH: told,
    }
    if "if_match" in row:
        said["HTTP_IF_MATCH"] = row["if_match"]
    request = WSGIRequest(said)
    for name in _COPIED:
        if hasattr(outer, name):
            setattr(request, name, getattr(outer, name))
    return request


def _door(request: HttpRequest) -> ResolverMatch:
    """The door that the row's path leads to. Raises NotFound, Invalid, Forbidden."""
    try:
        match = resolve(request.path_info)
    except Resolver404:
        raise NotFound from None
    view = getattr(match.func, "cls", None)
    if view is None or not issubclass(view, FirmView):
        raise NotFound
    if issubclass(view, BulkView | LinkView) or not view.keeps_answers:
        raise Invalid("This is not done among others. Send it alone.", code="not_in_bulk")
    if request.method in view.reauthenticate:
        raise Forbidden("This wants a fresh proof of who asks. Send it alone.", code="not_in_bulk")
    return match


def _problems(number: int, answered: _Answered) -> Iterator[FieldProblem]:
    """Why the row was refused, with pointers into the body of the whole."""
    problem = json.loads(answered.content)
    yield FieldProblem(f"/operations/{number}", problem["code"], problem["detail"])
    for each in problem.get("errors", ()):
        yield FieldProblem(f"/operations/{number}/body{each['pointer']}", each["code"], each["detail"])
