"""Ledgers and statements for other books, over HTTP."""

from typing import Any
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.services.books import ledger_export, statement_export
from cases.settlement.books import BOOKS
from claimback.kernel import openapi
from claimback.kernel.parameters import read_parameters, refuse_parameters
from claimback.tenancy.front_door import FirmView


class BookSerializer(serializers.Serializer[Any]):
    """A file for other books, as text."""

    file_name = serializers.CharField()
    text = serializers.CharField(help_text="The whole file. No cell of a table is ever a live formula.")


class LedgerExportParameters(serializers.Serializer[Any]):
    """Which ledger, and in which form."""

    book = serializers.ChoiceField(list(BOOKS))
    case_id = serializers.UUIDField(required=False)
    to = serializers.DateField(required=False, source="to_on")

    def get_fields(self) -> Any:
        """`from` is a word of the language, and so no name of an attribute."""
        return {**super().get_fields(), "from": serializers.DateField(required=False, source="from_on")}


class LedgerExportView(FirmView):
    """A ledger for other books."""

    capabilities = {"GET": "money.read"}

    @extend_schema(
        operation_id="ledger_export",
        summary="Export a ledger",
        parameters=[
            OpenApiParameter("book", str, enum=list(BOOKS), required=True, description="In which form."),
            OpenApiParameter("case_id", OpenApiTypes.UUID, description="Of this case; else of all cases."),
            OpenApiParameter("from", OpenApiTypes.DATE, description="On this day or later; not of a ledger."),
            OpenApiParameter("to", OpenApiTypes.DATE, description="On this day or earlier."),
        ],
        responses={200: BookSerializer, **openapi.problems(400, 401, 403, 404, 409)},
    )
    def get(self, request: Request) -> Response:
        """A table, a journal, or QuickBooks' IIF, walls applied; that it was read is in the history."""
        asked = read_parameters(request, LedgerExportParameters)
        text = ledger_export(actor=self.member, **asked)
        name = f"{asked['book']}.{'iif' if asked['book'] == 'iif' else 'csv'}"
        return Response({"file_name": name, "text": text})


class StatementExportView(FirmView):
    """A statement for other books."""

    capabilities = {"GET": "money.read"}

    @openapi.computes("statement_export", BookSerializer, summary="Export a settlement statement")
    def get(self, request: Request, id: UUID) -> Response:
        """Its lines as a table; that it was read is in the history."""
        refuse_parameters(request)
        text = statement_export(actor=self.member, statement_id=id)
        return Response({"file_name": "statement.csv", "text": text})
