"""Errors over HTTP: RFC 9457 problem details, one shape for every refusal."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import transaction
from django.db.utils import DataError
from django.http import Http404, HttpRequest, HttpResponse
from rest_framework import exceptions
from rest_framework.response import Response

from claimback.kernel import json
from claimback.kernel.errors import FieldProblem, Invalid, NotFound, Refusal, TooManyRequests, Unavailable

CONTENT_TYPE = "application/problem+json"


def problem_body(refusal: Refusal) -> dict[str, Any]:
    """The body for `refusal`, as RFC 9457 has it with `code` and `errors` added."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": refusal.title,
        "status": refusal.status,
        "detail": refusal.detail,
        "code": refusal.code,
    }
    if refusal.errors:
        body["errors"] = [{"pointer": e.pointer, "code": e.code, "detail": e.detail} for e in refusal.errors]
    return body


def problem_response(error: Exception, context: dict[str, Any] | None = None) -> Response | None:  # noqa: ARG001
    """The DRF exception handler. Marks the transaction for rollback, so that a refusal leaves nothing behind."""
    refusal = as_refusal(error)
    if refusal is None:
        return None
    if transaction.get_connection().in_atomic_block:
        transaction.set_rollback(True)
    headers = _headers(refusal)
    return Response(problem_body(refusal), status=refusal.status, headers=headers, content_type=CONTENT_TYPE)


def _headers(refusal: Refusal) -> dict[str, str]:
    if isinstance(refusal, TooManyRequests | Unavailable):
        return {"Retry-After": str(refusal.retry_after)}
    return {"WWW-Authenticate": 'Bearer realm="claimback"'} if refusal.status == 401 else {}


def as_refusal(error: Exception) -> Refusal | None:
    """`error` as a refusal, or None where it is a fault of ours."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, Http404):
        return NotFound()
    if isinstance(error, exceptions.ValidationError):
        problems = list(_field_problems(error.detail, ""))
        detail = problems[0].detail if len(problems) == 1 else f"{len(problems)} fields are not valid."
        return Invalid(detail, errors=problems)
    if isinstance(error, DjangoValidationError):
        return Invalid(" ".join(error.messages))
    if isinstance(error, DataError):
        # A value that fits its type but not PostgreSQL's range, such as a NUL character in text.
        return Invalid("A value cannot be stored: shorten it, or remove characters that are not text.")
    if isinstance(error, exceptions.APIException):
        refusal = Refusal(str(error.detail), code=str(error.default_code))
        refusal.status = error.status_code
        refusal.title = HTTPStatus(error.status_code).phrase
        return refusal
    return None


def _field_problems(detail: Any, pointer: str) -> Iterator[FieldProblem]:
    """DRF's nested error lists as flat problems with JSON pointers."""
    if isinstance(detail, dict):
        for key, value in detail.items():
            yield from _field_problems(value, pointer if key == "non_field_errors" else f"{pointer}/{key}")
    elif isinstance(detail, list):
        for index, value in enumerate(detail):
            nested = isinstance(value, dict | list)
            yield from _field_problems(value, f"{pointer}/{index}" if nested else pointer)
    else:
        yield FieldProblem(pointer or "/", str(getattr(detail, "code", "invalid")), str(detail))


def plain_problem(refusal: Refusal) -> HttpResponse:
    """A problem outside DRF: an unknown URL, or a middleware's refusal."""
    body, headers = json.dumps(problem_body(refusal)), _headers(refusal)
    return HttpResponse(body, status=refusal.status, content_type=CONTENT_TYPE, headers=headers)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Django's handler404: the same body as an absent object's."""
    return plain_problem(NotFound())


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Django's handler400: a request that is refused before any view, such as one for another host."""
    return plain_problem(Invalid("The request cannot be read. Check its address and headers."))


def unavailable() -> HttpResponse:
    """What a request is answered while the database is away."""
    return plain_problem(Unavailable())


def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Django's handler500: a fault of ours. The log has it under the request's id, which the answer carries."""
    fault = Refusal(
        "This is a fault of ours. Tell us the X-Request-Id of this answer.", code="internal_error"
    )
    fault.status, fault.title = 500, "Something went wrong here."
    return plain_problem(fault)
