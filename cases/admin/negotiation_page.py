"""The page of a case's negotiation: both sides' numbers and the recovery, drawn, with a table beside each picture."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.utils.translation import gettext

from cases.models import Case, Offer
from cases.selectors.negotiation import negotiation_of, offer_list, recovery_of
from cases.settlement.charts import HEIGHT, WIDTH, negotiation_picture, recovery_bars
from cases.settlement.negotiation import SIDES
from claimback.kernel.clock import today
from claimback.tenancy.admin_show import badge, day, list_of, money, page_of, to
from claimback.tenancy.admin_site import admin_member

TEMPLATE = "admin/negotiation.html"


def negotiation_page(request: HttpRequest, case: Case, context: dict[str, Any]) -> HttpResponse:
    """The page, for who may see the money of cases. `context` is what every page of the site shows."""
    if not admin_member(request).may("money.read"):
        raise PermissionDenied
    if request.method != "GET":
        return HttpResponseNotAllowed(["GET"])
    told, recovery = negotiation_of(case), recovery_of(case)
    picture = negotiation_picture(told, today(case.time_zone))
    bars = recovery_bars(recovery)
    shown = {
        "title": gettext("Negotiation: {number} · {title}").format(number=case.number, title=case.title),
        "subtitle": None,
        "original": case,
        "opts": Case._meta,
        "back": page_of(case),
        "width": WIDTH,
        "height": HEIGHT,
        "currency": told.currency,
        "picture": picture,
        "numbers": _numbers(case),
        "allowed": [
            (
                day(each.since),
                day(each.until),
                money(each.least.amount, told.currency),
                money(each.most.amount, told.currency) if each.most else gettext("not said"),
            )
            for each in told.allowed
        ],
        "apart": money(told.apart.amount, told.currency) if told.apart is not None else "",
        "recovery": [(name, bar) for (name, _), bar in zip(recovery.figures(), bars, strict=True)],
        "recovery_height": bars[-1].y + bars[-1].height + 12,
        "list": list_of(Offer, f"case__id__exact={case.pk}"),
    }
    return TemplateResponse(request, TEMPLATE, context | shown)


def _numbers(case: Case) -> list[tuple[Any, ...]]:
    """Each number as a row of the table: itself, whose, when, how much, until when, how it stands."""
    rows: QuerySet[Any] = offer_list().filter(case_id=case.pk).order_by("made_on", "number")
    return [
        (
            to(row, f"{gettext(row.get_kind_display())} {row.number}"),
            gettext(SIDES[row.side]),
            day(row.made_on),
            money(row.amount, row.currency),
            day(row.expires_on),
            badge(row.standing),
        )
        for row in rows
    ]
