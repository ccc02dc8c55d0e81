"""Reports over HTTP: each as typed numbers, and as a table for a spreadsheet."""

from collections.abc import Callable
from dataclasses import asdict
from decimal import Decimal
from typing import Any, Final

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.vocabulary import LINES_OF_BUSINESS
from claimback.kernel import openapi
from claimback.kernel.openapi import MoneySerializer
from claimback.kernel.parameters import read_parameters
from claimback.kernel.rendered import binary, rendered
from claimback.kernel.spreadsheet import XLSX
from claimback.reports.catalogue import (
    COUNT,
    CYCLE_TIMES,
    DAYS,
    FEES,
    MONEY,
    OUTCOMES,
    PIPELINE,
    RECOVERY,
    Kind,
    Report,
)
from claimback.reports.reading import Group, report_read
from claimback.reports.tables import report_csv, report_workbook
from claimback.tenancy.front_door import FirmView
from deadlines.api.scorecards import DaysSerializer
from deadlines.scorecard.selectors import Days

CSV: Final = "text/csv"


def _parameters(report: Report, *, file: bool = False) -> type[serializers.Serializer[Any]]:
    """The parameters of a report, and of its file."""
    fields: dict[str, serializers.Field[Any, Any, Any, Any]] = {
        "by": serializers.ChoiceField(
            list(report.by), default=report.by[0], help_text="One row for each of these."
        ),
        "from_on": serializers.DateField(required=False, help_text="Of this day and later."),
        "to_on": serializers.DateField(required=False, help_text="Of this day and earlier."),
        "insurer_id": serializers.UUIDField(required=False, help_text="Of cases against this insurer alone."),
        "line_of_business": serializers.ChoiceField(
            list(LINES_OF_BUSINESS), required=False, help_text="Of cases of this line alone."
        ),
        "lead_id": serializers.UUIDField(required=False, help_text="Of cases that this member leads alone."),
    }
    if file:
        fields["file"] = serializers.ChoiceField(
            ["csv", "xlsx"], default="csv", help_text="The kind of file."
        )
    name = f"{_camel(report)}{'File' if file else ''}Parameters"
    return type(name, (serializers.Serializer,), fields)


def _answer(report: Report, rows: type[serializers.Serializer[Any]]) -> type[serializers.Serializer[Any]]:
    """A report with its rows, and with what each number means."""
    fields: dict[str, Any] = {
        "by": serializers.CharField(help_text="By what it is split."),
        "explain": serializers.CharField(help_text="What is counted. Show it with the numbers."),
        "means": serializers.DictField(
            child=serializers.CharField(), help_text="What each number means, by its name."
        ),
        "results": rows(many=True),
        "Meta": type("Meta", (), {"ref_name": f"{_camel(report)}Report"}),
        "__doc__": f"{report.title}, walls applied.",
    }
    return type(f"{_camel(report)}ReportSerializer", (serializers.Serializer,), fields)


def _rows(report: Report, **more: Any) -> type[serializers.Serializer[Any]]:
    """One row: the group, and a number for each column."""
    made: dict[Kind, Callable[..., Any]] = {
        COUNT: serializers.IntegerField,
        DAYS: DaysSerializer,
        MONEY: MoneySerializer,
    }
    number = made[report.kind]
    fields: dict[str, Any] = {
        "key": serializers.CharField(
            allow_blank=True,
            help_text="An id or code, or the first day of a period; empty for all together and for no lead.",
        ),
        "name": serializers.CharField(),
        **{code: number(help_text=column.means) for code, column in report.columns.items()},
        **more,
        "Meta": type("Meta", (), {"ref_name": f"{_camel(report)}ReportRow"}),
        "__doc__": "One group, with its numbers.",
    }
    return type(f"{_camel(report)}RowSerializer", (serializers.Serializer,), fields)


def _camel(report: Report) -> str:
    return "".join(part.capitalize() for part in report.name.split("-"))


_SHARES: Final = {
    "decided": serializers.IntegerField(help_text="Won and lost together."),
    "share_won": serializers.FloatField(allow_null=True, help_text="Of those decided; null where none is."),
    "share_least": serializers.FloatField(allow_null=True, help_text="From where, at 95 %."),
    "share_most": serializers.FloatField(allow_null=True, help_text="Up to where, at 95 %."),
}


def _view(report: Report, **more: Any) -> type[FirmView]:
    """The door to a report's numbers."""
    parameters = _parameters(report)

    class ReportView(FirmView):
        """One report."""

        capabilities = {"GET": report.shows[0]}

        @extend_schema(
            operation_id=f"report_{report.name.replace('-', '_')}",
            summary=f"Read the report: {report.title.lower()}",
            parameters=[parameters],
            responses={
                200: _answer(report, _rows(report, **more)),
                **openapi.problems(400, 401, 403, 404),
            },
        )
        def get(self, request: Request) -> Response:
            """Counted over what the member may see: a walled-off case is in no number."""
            asked = read_parameters(request, parameters)
            groups = report_read(actor=self.member, report=report, **asked)
            return Response(
                {
                    "by": asked["by"],
                    "explain": report.explain,
                    "means": {code: column.means for code, column in report.columns.items()},
                    "results": [_out(report, group) for group in groups],
                }
            )

    return ReportView


def _file_view(report: Report) -> type[FirmView]:
    """The door to a report's table."""
    parameters = _parameters(report, file=True)

    class ReportFileView(FirmView):
        """One report as a table."""

        capabilities = {"GET": report.shows[0]}

        @extend_schema(
            operation_id=f"report_{report.name.replace('-', '_')}_export",
            summary=f"Take the report as a table: {report.title.lower()}",
            parameters=[parameters],
            responses={**binary(CSV, XLSX), **openapi.problems(400, 401, 403, 404)},
        )
        def get(self, request: Request) -> Response:
            """As CSV or as an Excel workbook. No cell is a live formula."""
            asked = read_parameters(request, parameters)
            kind = asked.pop("file")
            groups = report_read(actor=self.member, report=report, **asked)
            name = f"{report.name}.{kind}"
            if kind == "xlsx":
                return rendered(request, report_workbook(report, asked["by"], groups), XLSX, name=name)
            return rendered(request, report_csv(report, asked["by"], groups), CSV, name=name)

    return ReportFileView


def _out(report: Report, group: Group) -> dict[str, Any]:
    row: dict[str, Any] = {"key": group.key, "name": group.name}
    for code, cell in group.cells.items():
        if isinstance(cell, Days):
            row[code] = asdict(cell)
        elif isinstance(cell, Decimal):
            row[code] = {"amount": f"{cell:.2f}", "currency": group.currency}
        else:
            row[code] = cell
    if report is OUTCOMES:
        low, high = group.range or (None, None)
        row |= {"decided": group.decided, "share_won": group.share, "share_least": low, "share_most": high}
    return row


OutcomesView = _view(OUTCOMES, **_SHARES)
OutcomesFileView = _file_view(OUTCOMES)
CycleTimesView = _view(CYCLE_TIMES)
CycleTimesFileView = _file_view(CYCLE_TIMES)
PipelineView = _view(PIPELINE)
PipelineFileView = _file_view(PIPELINE)
RecoveryView = _view(RECOVERY)
RecoveryFileView = _file_view(RECOVERY)
FeesView = _view(FEES)
FeesFileView = _file_view(FEES)
