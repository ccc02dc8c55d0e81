"""Query strings of pages that are no lists."""

from typing import Any

from rest_framework.request import Request
from rest_framework.serializers import Serializer

from claimback.kernel.errors import FieldProblem, Invalid


def refuse_parameters(request: Request) -> None:
    """Refuse any parameter by its name. Raises Invalid."""
    names = list(request.query_params)
    if names:
        raise Invalid(
            f"There is no parameter {names[0]} here.",
            errors=[FieldProblem(f"/{name}", "unknown_filter", "Remove it.") for name in names],
        )


def read_parameters(request: Request, serializer: type[Serializer[Any]]) -> dict[str, Any]:
    """The parameters as the serializer reads them; one that is empty is as if it were not there.

    Raises Invalid for an unknown one, DRF's ValidationError for a value that can't be read.
    """
    query = request.query_params.dict()
    reader = serializer(data={name: text for name, text in query.items() if text})
    if unknown := [name for name in query if name not in reader.fields]:
        raise Invalid(
            f"There is no parameter {unknown[0]}. Known: {', '.join(reader.fields)}.",
            errors=[FieldProblem(f"/{name}", "unknown_filter", "Remove it.") for name in unknown],
        )
    reader.is_valid(raise_exception=True)
    return dict(reader.validated_data)
