"""Reading what is no row of a list: how such an operation is described, and its refusal of parameters."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from claimback.kernel.errors import FieldProblem, Invalid
from claimback.kernel.openapi import ProblemSerializer, View
from claimback.kernel.problems import CONTENT_TYPE


def gives(name: str, answer: type[serializers.Serializer[Any]], *, summary: str) -> Callable[[View], View]:
    """GET of something that takes no parameters."""
    refusals = {(status, CONTENT_TYPE): ProblemSerializer for status in (400, 401, 403, 404)}
    return extend_schema(operation_id=name, summary=summary, responses={200: answer, **refusals})


def refuse_parameters(request: Request) -> None:
    """Raise Invalid that names every parameter of the query string."""
    problems = [FieldProblem(f"/{name}", "unknown_filter", "Remove it.") for name in request.query_params]
    if problems:
        raise Invalid("This takes no parameters.", errors=problems)
