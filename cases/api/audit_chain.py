"""One case's part of the firm's chain, for somebody else to check offline."""

from typing import Any, Final
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.selectors import case_list, one
from claimback.audit.chain import PAGE, case_chain
from claimback.audit.services import read_record
from claimback.kernel.errors import FieldProblem, Invalid
from claimback.kernel.openapi import problems
from claimback.tenancy.front_door import FirmView

NUMBER_LIMIT: Final = 2**63 - 1


class AuditChainSerializer(serializers.Serializer[Any]):
    """A part of the chain. Write each of `lines` on a line of its own: `verify_chain.py` checks the file."""

    lines = serializers.ListField(
        child=serializers.DictField(),
        help_text="The first of all is the head; then a link for each entry of the firm, the case's own entries whole.",
    )
    next_after = serializers.IntegerField(
        allow_null=True, help_text="`after` of the next part; null at the end."
    )
    until = serializers.IntegerField(
        help_text="`until` of the next part: the number at which the chain ends."
    )

    class Meta:
        ref_name = "AuditChain"


class AuditChainView(FirmView):
    """The history of a case that proves itself. Taking it out wants a fresh proof of who asks."""

    capabilities = {"GET": "audit.read"}
    reauthenticate = frozenset({"GET"})

    @extend_schema(
        operation_id="case_audit_chain",
        summary="Export a case's chain of the audit",
        parameters=[
            OpenApiParameter("after", int, description="`next_after` of the part before."),
            OpenApiParameter("until", int, description="`until` of the part before."),
        ],
        responses={200: AuditChainSerializer, **problems(400, 401, 403, 404)},
    )
    def get(self, request: Request, id: UUID) -> Response:
        """At most 500 links, from the case's first entry to its last. That it was asked for is kept."""
        self.member.require("case.read")
        where = _numbers(request)
        one(case_list(), id)
        part = case_chain(id, limit=PAGE, **where)
        if not where:
            read_record(table="cases_case", row_id=id, case_id=id, purpose="chain exported")
        return Response({"lines": part.lines, "next_after": part.after, "until": part.until})


def _numbers(request: Request) -> dict[str, int]:
    """`after` and `until` where they are given. Raises Invalid for another parameter, or what is no number."""
    found: dict[str, int] = {}
    for name in request.query_params:
        text = request.query_params[name]
        if name not in ("after", "until"):
            raise Invalid(f"There is no parameter {name}. Known: after, until.")
        if not (text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= NUMBER_LIMIT):
            remedy = "Give the number that the part before gave."
            raise Invalid(remedy, errors=[FieldProblem(f"/{name}", "invalid", remedy)])
        found[name] = int(text)
    return found
