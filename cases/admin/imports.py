"""Pages of imports: the table as it would be read, its mapping, its problems, and how far it came."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.importing.mapping import CONSTANTS, DAYS, FIELDS, sources
from cases.importing.values import DAY_FORMS
from cases.models import ImportJob
from cases.models.import_job import AT_WORK, IMPORT_KINDS
from cases.selectors import import_list
from cases.services import imports
from cases.states import IMPORT_EDGES
from claimback.storage.admin_upload import upload_field
from claimback.storage.selectors import file_rows
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act
from claimback.tenancy.admin_forms import ActForm, choice, named, text
from claimback.tenancy.admin_show import NOTHING, Section, badge, page_of, plain, progress_line, to
from claimback.tenancy.admin_site import admin_member
from claimback.tenancy.member import Member

_TABLES = r"\.(csv|txt|xlsx)$"
_ENDINGS = ".csv,.txt,.xlsx"
_SHOWN = 50
_COLUMNS_SHOWN = 8
_NAMED = 5
_TONES = {"done": "good", "previewed": "warn", "checked": "warn", "checking": "busy", "running": "busy"}
_WORK = {
    "waiting": _("The table is being read"),
    "checking": _("Every row is being checked"),
    "running": _("The rows are being brought in"),
    "undoing": _("What was brought in is being taken away"),
}


class AddForm(ActForm):
    """A table that was uploaded, and where it comes from."""

    kind = choice(IMPORT_KINDS, label=_("Holds"))
    source = choice({name: source.title for name, source in sources().items()}, label=_("Exported from"))
    encoding = text(
        required=False, max_length=30, help_text=_("Of a CSV file that is not UTF-8, such as cp1252.")
    )

    def prepare(self) -> None:
        """A table that is uploaded here, or was before."""
        tables = file_rows().filter(name__iregex=_TABLES)
        words = gettext("A CSV file or an Excel workbook.")
        file = upload_field(self.member, tables, label=gettext("Table"), help_text=words, endings=_ENDINGS)
        self.fields = {"version": self.fields["version"], "file_id": file, **self.fields}


class MapForm(ActForm):
    """Which column is what, values for cells that are empty, and how days are written."""

    def prepare(self) -> None:
        """A choice of columns for each field; texts for what one value may be given for."""
        columns = {column: column for column in self.row.columns}
        for name, label in named(FIELDS[self.row.kind]):
            initial = self.row.mapping.get(name, "")
            self.fields[f"map_{name}"] = choice(columns, required=False, label=label, initial=initial)
        if self.row.kind != "cases":
            return
        for name in CONSTANTS:
            label = gettext("%(column)s, where the cell is empty") % {
                "column": gettext(FIELDS["cases"][name])
            }
            initial = self.row.constants.get(name, "")
            self.fields[f"all_{name}"] = text(required=False, max_length=200, label=label, initial=initial)
        for name in DAYS:
            label = gettext("%(column)s: written") % {"column": gettext(FIELDS["cases"][name])}
            initial = self.row.days.get(self.row.mapping.get(name, ""), "")
            self.fields[f"day_{name}"] = choice(DAY_FORMS, required=False, label=label, initial=initial)

    def values(self) -> dict[str, Any]:
        """The service's arguments."""
        said = {name: value for name, value in super().values().items() if value}
        mapping = {name[4:]: value for name, value in said.items() if name.startswith("map_")}
        constants = {name[4:]: value for name, value in said.items() if name.startswith("all_")}
        days = {
            mapping[name[4:]]: value
            for name, value in said.items()
            if name.startswith("day_") and name[4:] in mapping
        }
        return {"mapping": mapping, "constants": constants, "days": days}


class UndoForm(ActForm):
    """Why."""

    reason = forms.CharField(max_length=1000)


def may_become(state: str) -> Any:
    """Whether a row's state has an edge to this one."""
    return lambda row: state in IMPORT_EDGES.next(row.state)


def _act(name: str, label: str | Promise, icon: str, service: Any, state: str, **more: Any) -> Act:
    return Act(
        name=name,
        label=label,
        icon=icon,
        service=service,
        capabilities=("import.run",),
        row_id="import_id",
        fits=may_become(state),
        lands=page_of,
        **more,
    )


@admin.register(ImportJob)
class ImportAdmin(FirmAdmin):
    """Tables of clients and cases from other systems."""

    read_capability = "import.run"
    list_display = ["__str__", "exported_from", "standing", "rows_total", "wrong", "created_at"]
    list_filter = ["state", "kind"]
    ordering = ["-created_at", "-id"]
    row_template = "admin/under_way.html"
    also_related = ["file", "firm"]
    empty = _("No imports yet. Bring in a CSV file or an Excel workbook with the button above.")
    add_act = Act(
        name="add",
        label=_("Bring in a table"),
        service=imports.import_add,
        capabilities=("import.run",),
        versioned=False,
        form=AddForm,
        explain=_("It is only looked at. Nothing is brought in before you have seen how it would be read."),
        done=_("A worker reads the table. This page shows how it is read as soon as it is."),
    )
    acts = [
        _act(
            "map",
            _("Mapping"),
            "table_chart",
            imports.import_map,
            "previewed",
            form=MapForm,
            done=_("The first rows are read anew below."),
        ),
        _act(
            "check",
            _("Check all rows"),
            "rule",
            imports.import_check,
            "checking",
            explain=_("Every row is read and held against what the firm has. Nothing is written."),
            done=_("A worker checks the rows. This page shows how far it is."),
        ),
        _act(
            "run",
            _("Bring in"),
            "upload",
            imports.import_run,
            "running",
            variant="primary",
            explain=_(
                "Rows that are right are brought in; the others are left out and listed. Cases stand at intake."
            ),
            done=_("A worker brings the rows in. This page shows how far it is."),
        ),
        _act(
            "undo",
            _("Undo"),
            "undo",
            imports.import_undo,
            "undoing",
            form=UndoForm,
            variant="danger",
            explain=_("All that was brought in is taken away, as long as nothing was done with it."),
            done=_("A worker takes the rows away. This page shows when it is done."),
        ),
        _act(
            "give-up",
            _("Give up"),
            "close",
            imports.import_give_up,
            "given_up",
            form=UndoForm,
            done=_("It is left."),
        ),
    ]

    class Media:
        """What shows progress on the list."""

        js = ("claimback/progress.js",)

    def rows(self, member: Member) -> QuerySet[ImportJob]:
        """The door to imports."""
        return import_list()

    def get_urls(self) -> list[URLPattern]:
        """The problems as a file, before the other pages."""
        errors = self.admin_site.admin_view(self.errors_view)
        return [
            path("<uuid:object_id>/errors.csv/", errors, name="cases_importjob_errors"),
            *super().get_urls(),
        ]

    def errors_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What is wrong with the rows, as a CSV file."""
        row = self._found(request, object_id)
        table = imports.errors_as_csv(actor=admin_member(request), import_id=row.pk)
        name = f'attachment; filename="errors-{row.pk}.csv"'
        return HttpResponse(
            table, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": name}
        )

    @admin.display(description=_("Exported from"), ordering="source")
    def exported_from(self, row: ImportJob) -> str:
        """The other system, by its name."""
        return sources()[row.source].title

    @admin.display(description=_("State"), ordering="state")
    def standing(self, row: ImportJob) -> Any:
        """Its state, or how far a worker is: shown anew by itself."""
        if row.state not in AT_WORK:
            return badge(row.state, tone=_TONES.get(row.state, ""))
        look = f"/api/v1/firms/{row.firm.slug}/imports/{row.pk}"
        return progress_line(look, row.state, _form(row), _so_far(row))

    @admin.display(description=_("Problems"), ordering="error_count")
    def wrong(self, row: ImportJob) -> Any:
        """How much was found wrong; nothing before a check."""
        return f"{row.error_count:,}" if row.rows_done else NOTHING

    def facts(self, row: ImportJob) -> list[tuple[str, Any]]:
        """Where it comes from, and what became of its rows."""
        checked = row.state not in ("waiting", "previewed", "refused")
        counted = [
            (gettext("Rows looked at"), f"{row.rows_done:,}"),
            (gettext("Problems"), f"{row.error_count:,}"),
            (gettext("Brought in"), f"{row.rows_made:,}"),
            (gettext("Brought in before"), f"{row.rows_known:,}"),
        ]
        return [
            (gettext("File"), to(row.file)),
            (gettext("Holds"), gettext(row.get_kind_display())),
            (gettext("Exported from"), self.exported_from(row)),
            (gettext("Begun by"), to(row.made_by)),
            (gettext("State"), badge(row.state, tone=_TONES.get(row.state, ""))),
            (gettext("Rows in the table"), f"{row.rows_total:,}"),
            *(counted if checked else []),
            *([(gettext("Reason"), plain(row.reason))] if row.reason else []),
        ]

    def row_context(self, member: Member, row: ImportJob) -> dict[str, Any]:
        """With how far a worker is."""
        context = super().row_context(member, row)
        if row.state in AT_WORK:
            context["progress"] = {
                "look": f"/api/v1/firms/{member.firm_slug}/imports/{row.pk}",
                "title": _WORK[row.state],
                "says": _so_far(row),
                "form": _form(row),
                "done": row.rows_done,
                "total": row.rows_total if _form(row) else 0,
                "explain": gettext("This page shows how far it is, and what came of it."),
            }
        return context

    def sections(self, member: Member, row: ImportJob) -> list[Section]:
        """What is wrong, the same in one line; then the first rows as they would be read, and the mapping."""
        read = [
            [item["row"], _read(item), " ".join(problem["detail"] for problem in item["problems"])]
            for item in row.sample
        ]
        mapped = [[gettext(FIELDS[row.kind][name]), column] for name, column in row.mapping.items()]
        wrong, first = _wrong(row), _first(read)
        mapping = Section(
            gettext("Mapping"),
            [gettext("Field"), gettext("Column")],
            mapped,
            gettext("No column is mapped."),
        )
        if row.state in ("waiting", "previewed"):
            return [first, mapping]
        return [wrong, first, mapping] if row.state in ("checking", "checked") else [wrong, mapping]


def _first(read: list[list[Any]]) -> Section:
    columns = [gettext("Row"), gettext("As it would be read"), gettext("What is wrong")]
    return Section(gettext("The first rows"), columns, read, gettext("Not read yet."))


def _wrong(row: ImportJob) -> Section:
    """What is wrong with the rows, what is wrong in most of them first."""
    found: dict[tuple[str, str], list[int]] = {}
    for problem in row.errors:
        found.setdefault((problem["column"], problem["detail"]), []).append(problem["row"])
    most = sorted(found.items(), key=lambda each: -len(each[1]))[:_SHOWN]
    address = reverse("admin:cases_importjob_errors", args=[row.pk])
    return Section(
        gettext("What is wrong with rows"),
        [gettext("Column"), gettext("What is wrong"), gettext("Rows")],
        [
            [gettext(FIELDS[row.kind].get(column, column)), detail, _numbers(rows)]
            for (column, detail), rows in most
        ],
        gettext("No row was found wrong."),
        [(gettext("Row by row, as a CSV file"), address)] if row.errors else [],
    )


def _numbers(rows: list[int]) -> str:
    """The first rows by their numbers, and how many there are besides."""
    named, more = ", ".join(str(number) for number in rows[:_NAMED]), len(rows) - _NAMED
    if more <= 0:
        return named
    return gettext("%(named)s and %(more)s more") % {"named": named, "more": f"{more:,}"}


def _form(row: ImportJob) -> str:
    """How its progress is said, also by `progress.js`; empty where rows are not counted."""
    return gettext("{done} of {total} rows") if row.state in ("checking", "running") else ""


def _so_far(row: ImportJob) -> str:
    """How far a worker is."""
    if row.state == "waiting":
        return gettext("Waits for a worker.")
    form = _form(row) or str(_WORK[row.state])
    return form.format(done=f"{row.rows_done:,}", total=f"{row.rows_total:,}")


def _read(item: dict[str, Any]) -> str:
    """A row of the sample in one line: as it would be read, or else its cells."""
    if item["read"]:
        return "; ".join(f"{name.replace('_', ' ')}: {value}" for name, value in item["read"].items())
    return " | ".join(item["cells"][:_COLUMNS_SHOWN])
