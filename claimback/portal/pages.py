"""The portal's pages: one's cases, one case with all that belongs to it, and the way to a letter's PDF."""

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cases.models import Case, Task
from cases.models.task import NO_DAY
from cases.selectors import asked_of_clients, cases_kept, document_list, one
from claimback.accounts.language import readers_language
from claimback.portal.door import absent, portal_page
from claimback.portal.words import FILE_WORDS, KIND_WORDS, STANDINGS
from claimback.storage.inspect import SIZE_LIMIT, kinds_taken
from claimback.tenancy.member import Member
from claimback.tenancy.portals import portals_of
from claimback.tenancy.request_id import request_id
from claimback.tenancy.session_door import login_page
from letters.selectors import shared_letters
from letters.services.sharing import portal_letter_link

CASES_A_PAGE: Final = 25
ROWS_SHOWN: Final = 50
"""Of the letters of a case and of what was sent, the latest."""


@never_cache
@require_safe
def choose_portal(request: HttpRequest) -> HttpResponse:
    """The way in without a firm in the URL: straight on for a client of one, a choice for a client of more."""
    user_id = request.user.pk
    if user_id is None:
        return HttpResponseRedirect(login_page(request))
    firms = portals_of(user_id, request_id=request_id(request))
    if len(firms) == 1:
        return HttpResponseRedirect(f"/portal/{firms[0][1]}/")
    with readers_language(request):
        return render(request, "portal/choose.html", {"firms": firms}) if firms else absent(request)


@portal_page
def cases(request: HttpRequest, member: Member) -> HttpResponse:
    """A client's own cases, the latest first, each with what is asked of them."""
    rows = cases_kept().select_related("insurer").order_by("-opened_on", "-id")
    page = Paginator(rows, CASES_A_PAGE).get_page(request.GET.get("page"))
    asked = _by_case(asked_of_clients().filter(case_id__in=[case.id for case in page]))
    shown = [(case, STANDINGS[case.status], asked.get(case.id, [])) for case in page]
    return _page(request, member, "portal/cases.html", {"page": page, "cases": shown})


@portal_page
def case(request: HttpRequest, member: Member, id: UUID) -> HttpResponse:
    """One case: where it stands, what is needed, the letters that were shared, what was sent, a form to send more."""
    row = one(cases_kept().select_related("insurer"), id)
    sent = document_list().filter(case_id=row.id, file__uploaded_by_id=member.member_id)
    context = {
        "case": row,
        "standing": STANDINGS[row.status],
        "asked": _asked(row, asked_of_clients().filter(case_id=row.id)),
        "letters": shared_letters().filter(case_id=row.id).order_by("-shared_at", "-id")[:ROWS_SHOWN],
        "sent": [
            (document, FILE_WORDS[document.file.state])
            for document in sent.select_related("file").order_by("-id")[:ROWS_SHOWN]
        ],
        "rows_shown": ROWS_SHOWN,
        "may_send": member.may("portal.write"),
        "kinds": KIND_WORDS.items(),
        "endings": kinds_taken(),
        "size_limit": SIZE_LIMIT,
    }
    return _page(request, member, "portal/case.html", context)


@portal_page
def letter(request: HttpRequest, member: Member, id: UUID) -> HttpResponse:  # noqa: ARG001 - the door gives it
    """On to the PDF of a letter that was shared, by a link of a short life. That it was opened is kept."""
    return HttpResponseRedirect(portal_letter_link(actor=member, letter_id=id))


def _page(request: HttpRequest, member: Member, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, {**context, "member": member, "languages": settings.LANGUAGES})


def _by_case(tasks: Iterable[Task]) -> dict[UUID, list[Task]]:
    found: dict[UUID, list[Task]] = {}
    for task in tasks:
        found.setdefault(task.case_id, []).append(task)
    return found


def _asked(case: Case, tasks: Iterable[Task]) -> list[dict[str, Any]]:
    """What is asked of the client: its day is a day in the place whose law the case is under, which is named."""
    place = case.time_zone.rpartition("/")[2].replace("_", " ")
    return [
        {
            "title": task.title,
            "detail": task.detail,
            "due_on": None if task.due_on == NO_DAY else task.due_on,
            "place": place,
        }
        for task in tasks
    ]
