"""The page behind the link in a reminder: one button. Looking at it changes nothing, for mail scanners follow links.

The link is a member's own word for one thing and no sign-in: the page tells no more than the numbers of the cases.
They are let in anew, as they stand now: a wall, an ended membership or a lost capability closes the page, and every
link that opens nothing says so in the same way.
"""

from dataclasses import dataclass

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from claimback.kernel.errors import NotFound
from claimback.tenancy.enter import asking_by_member, enter_by_member
from claimback.tenancy.refusals import refusal_tell
from claimback.tenancy.request_id import request_id
from claimback.tenancy.scope import python_scope
from deadlines.acknowledge_link import Acknowledgement, link_member, link_read
from deadlines.services.acknowledging import alerts_acknowledge, alerts_named

ACT = "alert.acknowledge"


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page tells: whose cases' numbers, and whether all of it was acknowledged."""

    firm_name: str
    cases: list[str]
    reminders: int
    done: bool


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def acknowledge(request: HttpRequest, firm: str, signed: str) -> HttpResponse:
    """Show the button; a POST acknowledges. Done again, it changes nothing."""
    try:
        with transaction.atomic():
            shown = _shown(request, firm, link_read(signed))
    except NotFound as refusal:
        member_id = link_member(signed)
        refusal_tell(request, refusal, asking_by_member(member_id) if member_id else [], act=ACT)
        return _page(request, {"over": True}, 404)
    return _page(request, {"shown": shown})


def _shown(request: HttpRequest, slug: str, said: Acknowledgement | None) -> Shown:
    """What may be told now, after what the request does. Raises NotFound, whatever is wrong."""
    if said is None:
        raise NotFound
    entered = enter_by_member(slug, said.member_id, act=ACT, request_id=request_id(request))
    if entered is None or not entered.member.may(ACT):
        raise NotFound
    with python_scope(entered.scope):
        if request.method == "POST":
            alerts_acknowledge(actor=entered.member, subject_id=said.subject_id)
        alerts = alerts_named(said.subject_id)
        if not alerts:
            raise NotFound
        return Shown(
            firm_name=entered.member.firm_name,
            cases=list(dict.fromkeys(alert.case.number for alert in alerts)),
            reminders=len(alerts),
            done=all(alert.acknowledged_at is not None for alert in alerts),
        )


def _page(request: HttpRequest, context: dict[str, object], status: int = 200) -> HttpResponse:
    response = render(request, "deadlines/acknowledge.html", context, status=status)
    response["Referrer-Policy"] = "no-referrer"  # the address is the member's word
    return response
