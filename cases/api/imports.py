"""Imports over HTTP: a table named, looked at, mapped, checked, brought in, undone."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.importing.mapping import CONSTANTS, FIELDS, sources
from cases.importing.values import DAY_FORMS
from cases.models import ImportJob
from cases.models.import_job import IMPORT_KINDS
from cases.selectors import import_list, one
from cases.services import imports
from cases.states import IMPORT_EDGES
from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Filter, Listing
from claimback.tenancy.front_door import FirmView

_READ = "import.run"


class ImportSerializer(serializers.ModelSerializer[ImportJob]):
    """An import: how far it came. What its table holds is in its preview."""

    file_id = serializers.UUIDField()
    file_name = serializers.CharField(source="file.name")
    made_by_id = serializers.UUIDField()
    mapping = serializers.DictField(child=serializers.CharField())
    constants = serializers.DictField(child=serializers.CharField())
    days = serializers.DictField(child=serializers.CharField())

    class Meta:
        model = ImportJob
        fields = [
            "id",
            "file_id",
            "file_name",
            "made_by_id",
            "kind",
            "source",
            "encoding",
            "state",
            "reason",
            "mapping",
            "constants",
            "days",
            "rows_total",
            "rows_done",
            "rows_made",
            "rows_known",
            "error_count",
            "version",
            "created_at",
            "updated_at",
        ]
        ref_name = "Import"


class ImportInput(serializers.Serializer[Any]):
    """A table that was uploaded, and where it comes from."""

    file_id = serializers.UUIDField(help_text="Of a CSV file or an Excel workbook.")
    kind = serializers.ChoiceField(list(IMPORT_KINDS))
    source = serializers.ChoiceField(list(sources()), required=False)  # type: ignore[assignment]
    encoding = serializers.CharField(
        max_length=30, required=False, allow_blank=True, help_text="Of a CSV file that is not UTF-8."
    )


class ImportMapInput(serializers.Serializer[Any]):
    """How the table is read. What is given takes the place of what was there."""

    mapping = serializers.DictField(
        child=serializers.CharField(max_length=250), required=False, help_text="The column of each field."
    )
    constants = serializers.DictField(
        child=serializers.CharField(max_length=200, allow_blank=True),
        required=False,
        help_text=f"Values for cells that are empty, of: {', '.join(CONSTANTS)}.",
    )
    days = serializers.DictField(
        child=serializers.ChoiceField(list(DAY_FORMS)),
        required=False,
        help_text="How the days of a column are written.",
    )


class ReasonInput(serializers.Serializer[Any]):
    """Why."""

    reason = serializers.CharField(max_length=1000)

    class Meta:
        ref_name = "ImportReasonInput"


class ImportProblemSerializer(serializers.Serializer[Any]):
    """What is wrong with a row, and the remedy."""

    row = serializers.IntegerField(help_text="As a spreadsheet counts: the header is row 1.")
    column = serializers.CharField(help_text="Empty where it is the whole row.")
    code = serializers.CharField()
    detail = serializers.CharField()

    class Meta:
        ref_name = "ImportProblem"


class SampleRowSerializer(serializers.Serializer[Any]):
    """One of the first rows, as it stands and as it would be read."""

    row = serializers.IntegerField()
    cells = serializers.ListField(child=serializers.CharField())
    read = serializers.DictField(child=serializers.CharField(), allow_null=True)
    problems = ImportProblemSerializer(many=True)

    class Meta:
        ref_name = "ImportSampleRow"


class ImportPreviewSerializer(serializers.Serializer[Any]):
    """The table's columns, the fields that they can be mapped to, and the first rows."""

    columns = serializers.ListField(child=serializers.CharField())
    # `fields` is a name of the serializer's own
    possible_fields = serializers.DictField(
        child=serializers.CharField(), help_text="Names with their meaning."
    )
    rows = SampleRowSerializer(many=True)

    class Meta:
        ref_name = "ImportPreview"


class ImportErrorsSerializer(serializers.Serializer[Any]):
    """What is wrong with rows: the first 2,000 of `count`, and the same as a CSV file without live formulas."""

    count = serializers.IntegerField()
    problems = ImportProblemSerializer(many=True)
    csv = serializers.CharField()

    class Meta:
        ref_name = "ImportErrors"


IMPORTS = Listing(
    serializer=ImportSerializer,
    orderings=["-created_at"],
    filters={
        "state": Filter("state", serializers.ChoiceField(list(IMPORT_EDGES.states)), "How far.", many=True),
        "kind": Filter("kind", serializers.ChoiceField(list(IMPORT_KINDS)), "Of what."),
    },
)


class ImportListView(FirmView):
    """The firm's imports."""

    capabilities = {"GET": _READ, "POST": _READ}

    @openapi.lists("import", IMPORTS, summary="List imports")
    def get(self, request: Request) -> Response:
        """A page of imports, the latest first."""
        return self.page(IMPORTS, import_list())

    @openapi.creates("import_add", ImportInput, ImportSerializer, summary="Name a table to bring in")
    def post(self, request: Request) -> Response:
        """Name a table that was uploaded; a worker reads it. Nothing is brought in yet."""
        made = imports.import_add(actor=self.member, **self.parse(ImportInput))
        return self.one(IMPORTS, import_list(), made.id, status=201)


class ImportView(FirmView):
    """One import."""

    capabilities = {"GET": _READ}

    @openapi.reads("import", IMPORTS, summary="Read an import")
    def get(self, request: Request, id: UUID) -> Response:
        """One import, with its progress."""
        return self.one(IMPORTS, import_list(), id)


class ImportPreviewView(FirmView):
    """The table of an import."""

    capabilities = {"GET": _READ}

    @openapi.computes(
        "import_preview", ImportPreviewSerializer, summary="Look at a table as it would be read"
    )
    def get(self, request: Request, id: UUID) -> Response:
        """The columns and the first rows."""
        job = one(import_list(), id)
        return Response({"columns": job.columns, "possible_fields": FIELDS[job.kind], "rows": job.sample})


class ImportErrorsView(FirmView):
    """What is wrong with the rows of an import."""

    capabilities = {"GET": _READ}

    @openapi.computes("import_errors", ImportErrorsSerializer, summary="Read what is wrong with rows")
    def get(self, request: Request, id: UUID) -> Response:
        """Row by row, of the last check or run."""
        job = one(import_list(), id)
        table = imports.errors_as_csv(actor=self.member, import_id=id)
        return Response({"count": job.error_count, "problems": job.errors, "csv": table})


class _ActView(FirmView):
    """An act on an import as it was read."""

    capabilities = {"POST": _READ}

    def _done(self, request: Request, id: UUID, service: Any, **values: Any) -> Response:
        service(actor=self.member, import_id=id, version=expected_version(request), **values)
        return self.one(IMPORTS, import_list(), id)


class ImportMapView(_ActView):
    """How the table is read."""

    @openapi.acts("import_map", ImportMapInput, ImportSerializer, summary="Say which column is what")
    def post(self, request: Request, id: UUID) -> Response:
        """Settle the mapping; the preview then shows the first rows anew."""
        return self._done(request, id, imports.import_map, **self.parse(ImportMapInput))


class ImportCheckView(_ActView):
    """The dry run."""

    @openapi.acts("import_check", None, ImportSerializer, summary="Check every row, write nothing")
    def post(self, request: Request, id: UUID) -> Response:
        """A worker reads every row and notes what is wrong."""
        return self._done(request, id, imports.import_check)


class ImportRunView(_ActView):
    """The run."""

    @openapi.acts("import_run", None, ImportSerializer, summary="Bring the rows in")
    def post(self, request: Request, id: UUID) -> Response:
        """A worker brings in the rows that are right, batch by batch; cases stand at intake."""
        return self._done(request, id, imports.import_run)


class ImportUndoView(_ActView):
    """The run undone."""

    @openapi.acts("import_undo", ReasonInput, ImportSerializer, summary="Undo an import")
    def post(self, request: Request, id: UUID) -> Response:
        """A worker takes away all that was brought in, as long as nothing was done with it."""
        return self._done(request, id, imports.import_undo, **self.parse(ReasonInput))


class ImportGiveUpView(_ActView):
    """A table that is left."""

    @openapi.acts("import_give_up", ReasonInput, ImportSerializer, summary="Give up an import")
    def post(self, request: Request, id: UUID) -> Response:
        """Leave a table that was not brought in."""
        return self._done(request, id, imports.import_give_up, **self.parse(ReasonInput))
