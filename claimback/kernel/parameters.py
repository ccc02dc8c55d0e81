"""Query strings of pages that take none."""

from rest_framework.request import Request

from claimback.kernel.errors import FieldProblem, Invalid


def refuse_parameters(request: Request) -> None:
    """Refuse any parameter by its name. Raises Invalid."""
    names = list(request.query_params)
    if names:
        raise Invalid(
            f"There is no parameter {names[0]} here.",
            errors=[FieldProblem(f"/{name}", "unknown_parameter", "Remove it.") for name in names],
        )
