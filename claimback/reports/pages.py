"""The pages of reports in the admin: the table, its bars, and behind every number the list that makes it."""

from collections.abc import Sequence
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from cases.selectors import insurer_list
from claimback.kernel.errors import Invalid
from claimback.kernel.spreadsheet import XLSX
from claimback.reports.catalogue import GROUPS, OUTCOMES, REPORTS, Report
from claimback.reports.chart import BAR, LEFT, SHOWN, WIDTH, chart_of
from claimback.reports.reading import LISTED, Asked, Group, Listed, checked, report_read, report_rows
from claimback.reports.tables import report_csv, report_workbook, share_of, shown
from claimback.tenancy.admin_forms import ActForm, DayField, choice
from claimback.tenancy.admin_show import Section, address_of, day, link
from claimback.tenancy.admin_site import admin_member
from claimback.tenancy.member import Member
from claimback.tenancy.selectors import member_list

_ASKED: Final = ("by", "from_on", "to_on", "insurer_id", "line_of_business", "lead_id")


class AskForm(ActForm):
    """What the report is of. Its fields are the parameters of the API."""

    model = Case
    columns = ("insurer", "line_of_business", "lead")
    rows = {"insurer": insurer_list, "lead": member_list}

    from_on = DayField(label=_("From"), required=False)
    to_on = DayField(label=_("Up to"), required=False)

    def prepare(self) -> None:
        """Nothing is needed here: an empty field narrows nothing."""
        for field in self.fields.values():
            field.required, field.help_text = False, ""

    def split(self, report: Report) -> "AskForm":
        """With the choice of what it is split by, first."""
        offered = {by: gettext(GROUPS[by]) for by in report.by}
        self.fields["by"] = choice(offered, initial=report.by[0], label=_("One row for each"))
        self.fields["by"].required = False
        self.order_fields(["by", "from_on", "to_on"])
        return self


def report_urls(site: AdminSite) -> list[URLPattern]:
    """A page for each report, under the cases that they count."""
    return [
        path(
            f"reports/{name}/",
            site.admin_view(partial(report_page, site=site, report=report)),
            name=f"reports_{name}",
        )
        for name, report in REPORTS.items()
    ]


def report_page(request: HttpRequest, *, site: AdminSite, report: Report) -> HttpResponse:
    """One report as the query asks; as a file where it asks for one, and the rows behind a number where it names one.

    Raises PermissionDenied.
    """
    member, query = admin_member(request), request.GET
    if not all(member.may(capability) for capability in report.shows):
        raise PermissionDenied
    if request.method != "GET":
        return HttpResponseNotAllowed(["GET"])
    said = {name: query.get(name, "") for name in _ASKED}
    form = AskForm({**said, "by": said["by"] or report.by[0]}, member=member).split(report)
    context: dict[str, Any] = {}
    groups: list[Group] = []
    if form.is_valid():
        asked = _values(form)
        try:
            groups = report_read(actor=member, report=report, **asked)
            if query.get("file") in ("csv", "xlsx"):
                return _file(report, asked["by"] or report.by[0], groups, query["file"])
            if query.get("show") in report.columns:
                return _list_page(request, site, report, member, asked)
            context = _shown(request, report, checked(report, **asked), groups)
        except Invalid as refusal:
            form.refuse(refusal)
    context = {
        **site.each_context(request),
        "title": gettext("Report: {report}").format(report=report.title),
        "subtitle": None,
        "report": report,
        "others": _others(member, report),
        "form": form,
        "media": form.media,
        **context,
    }
    return TemplateResponse(request, "admin/report.html", context)


def _values(form: AskForm) -> dict[str, Any]:
    """What was asked, references as their ids."""
    return {name: getattr(value, "pk", value) or None for name, value in form.values().items()}


def _others(member: Member, report: Report) -> list[tuple[str, str, bool]]:
    return [
        (each.title, reverse(f"admin:reports_{each.name}"), each is report)
        for each in REPORTS.values()
        if all(member.may(capability) for capability in each.shows)
    ]


def _shown(request: HttpRequest, report: Report, asked: Asked, groups: Sequence[Group]) -> dict[str, Any]:
    columns = [gettext(GROUPS[asked.by]), *[column.label for column in report.columns.values()]]
    rows = []
    for group in groups:
        cells: list[Any] = [group.name]
        for code in report.columns:
            said = shown(report, group, code)
            cells.append(link(said, _behind(request, group, code)) if said not in ("", "0") else said or "–")
        rows.append([*cells, share_of(group)] if report is OUTCOMES else cells)
    if report is OUTCOMES:
        columns.append(gettext("Share won of those decided (95 %)"))
    return {
        "section": Section(report.title, columns, rows, _empty(request)),
        "terms": _terms(report),
        "chart": chart_of(report, groups),
        "more": max(len(groups) - SHOWN, 0),
        "width": WIDTH,
        "left": LEFT,
        "bar": BAR,
        "files": [(kind.upper(), _same(request, file=kind)) for kind in ("csv", "xlsx")],
    }


def _empty(request: HttpRequest) -> str:
    """What is said where nothing is counted: of what was asked for, or at all."""
    if any(request.GET.get(name) for name in _ASKED if name != "by"):
        return gettext("Nothing is counted in what you asked for. Widen the days, or leave a field empty.")
    return gettext("Nothing to count yet. What each number is made of stands below: it comes from the cases.")


def _terms(report: Report) -> list[tuple[str, str]]:
    """What the columns mean; those of one meaning together."""
    together: dict[str, list[str]] = {}
    for column in report.columns.values():
        together.setdefault(column.means, []).append(column.label)
    return [(", ".join(labels), means) for means, labels in together.items()]


def _behind(request: HttpRequest, group: Group, code: str) -> str:
    """The list that makes a number."""
    return _same(request, show=code, key=group.key, currency=group.currency)


def _same(request: HttpRequest, **more: Any) -> str:
    """This report, as it was asked for, with more."""
    kept = {name: request.GET.get(name, "") for name in _ASKED}
    return "?" + urlencode({name: value for name, value in {**kept, **more}.items() if value != ""})


def _list_page(
    request: HttpRequest, site: AdminSite, report: Report, member: Member, asked: dict[str, Any]
) -> HttpResponse:
    """The rows behind one number, a page of them."""
    query, code = request.GET, request.GET["show"]
    number = query.get("page", "1")
    page = int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 1
    key, currency = query.get("key", "").replace("\x00", ""), query.get("currency", "").replace("\x00", "")
    rows = report_rows(
        actor=member, report=report, column=code, key=key, currency=currency, page=page, **asked
    )
    further = _same(request, show=code, key=key, currency=currency, page=page + 1) if rows[LISTED:] else ""
    column = report.columns[code]
    context = {
        **site.each_context(request),
        "title": f"{report.title}: {column.label}",
        "subtitle": None,
        "means": column.means,
        "back": _same(request) if _same(request) != "?" else request.path,
        "section": _listing(rows[:LISTED], currency),
        "further": further,
    }
    return TemplateResponse(request, "admin/report_rows.html", context)


def _listing(rows: Sequence[Listed], currency: str) -> Section:
    told = [
        [
            link(row.case, address_of(Case, row.case_id)),
            day(row.day),
            *(
                [ngettext("%(n)s day", "%(n)s days", row.took) % {"n": row.took}]
                if row.took is not None
                else []
            ),
            *([f"{row.worth:,.2f} {currency}"] if row.worth is not None else []),
        ]
        for row in rows
    ]
    columns = [gettext("Case"), gettext("Day"), gettext("Took"), gettext("Amount")]
    chosen = [
        name
        for name, there in zip(
            columns,
            (True, True, rows and rows[0].took is not None, rows and rows[0].worth is not None),
            strict=True,
        )
        if there
    ]
    return Section(gettext("What makes this number"), chosen, told, gettext("Nothing makes it any more."))


def _file(report: Report, by: str, groups: Sequence[Group], kind: str) -> HttpResponse:
    made, media = (report_workbook, XLSX) if kind == "xlsx" else (report_csv, "text/csv; charset=utf-8")
    headers = {
        "Content-Disposition": f'attachment; filename="{report.name}.{kind}"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(made(report, by, groups), content_type=media, headers=headers)
