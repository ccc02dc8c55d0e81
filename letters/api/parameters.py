"""The refusal of parameters where an operation takes none."""

from rest_framework.request import Request

from claimback.kernel.errors import FieldProblem, Invalid


def refuse_parameters(request: Request) -> None:
    """Raise Invalid that names every parameter of the query string."""
    problems = [FieldProblem(f"/{name}", "unknown_filter", "Remove it.") for name in request.query_params]
    if problems:
        raise Invalid("This takes no parameters.", errors=problems)
