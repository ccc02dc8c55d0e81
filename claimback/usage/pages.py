"""The owner's page of usage: every figure leads to the list that makes it, where there is one."""

from functools import partial
from typing import Any

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from claimback.kernel.errors import Invalid
from claimback.tenancy.admin_show import Section, link, list_of
from claimback.tenancy.admin_site import admin_member
from claimback.usage.reading import READ, Figure, Month, Part, month_of, usage_read


def usage_urls(site: AdminSite) -> list[URLPattern]:
    """The one page."""
    return [path("usage/", site.admin_view(partial(usage_page, site=site)), name="usage")]


def usage_page(request: HttpRequest, *, site: AdminSite) -> HttpResponse:
    """A firm's usage in the month that the query names. Raises PermissionDenied, Http404 for what is no month."""
    member = admin_member(request)
    if not member.may(READ):
        raise PermissionDenied
    if request.method != "GET":
        return HttpResponseNotAllowed(["GET"])
    try:
        month = month_of(request.GET.get("month", ""), member.time_zone)
    except Invalid:
        raise Http404 from None
    parts = usage_read(actor=member, month=month)
    context = {
        **site.each_context(request),
        "title": _("Usage"),
        "subtitle": None,
        "month": month,
        "now": [_section(part) for part in parts if not part.of_month],
        "of_month": [_section(part) for part in parts if part.of_month],
        "months": _months(month),
    }
    return TemplateResponse(request, "admin/usage.html", context)


def _months(month: Month) -> list[tuple[str, str]]:
    around = [(_("The month before"), month.before), (_("The month after"), month.after)]
    return [(label, f"?month={name}") for label, name in around if name]


def _section(part: Part) -> Section:
    rows = [[figure.label, _number(figure)] for figure in part.figures]
    return Section(part.title, [_("What"), _("How much")], rows, _("Nothing."))


def _number(figure: Figure) -> Any:
    says = filesizeformat(figure.number) if figure.unit == "bytes" else f"{figure.number:,}"
    if figure.model is None or not figure.number:
        return says
    return link(says, list_of(figure.model, figure.query))
