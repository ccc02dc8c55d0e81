"""What a request that fails is answered: a page for whoever looks with a browser, a problem for every program.

A page says nothing of what was asked for: what is absent, another firm's or behind a wall gives one and the same.
"""

import sys
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from claimback.kernel import problems
from claimback.kernel.away import database_away, say_away
from claimback.kernel.errors import Forbidden, Unavailable
from claimback.tenancy.request_id import request_id

_FOR_PROGRAMS: Final = ("/api/", "/webhooks/")


@dataclass(frozen=True, slots=True)
class Said:
    """The words of one kind of failure, and what to do about it."""

    status: int
    title: Promise
    says: Promise
    remedy: Promise


_ABSENT: Final = Said(
    404,
    _("There is nothing here, or you may not see it."),
    _("The address may be mistyped, or what stood here was moved."),
    _("Search for it from your firm’s pages, or ask whoever sent you the address."),
)
_FORBIDDEN: Final = Said(
    403,
    _("Your role does not open this page."),
    _("You are signed in, but what you may do in this firm does not include it."),
    _("An owner of your firm can change your role."),
)
_STALE_FORM: Final = Said(
    403,
    _("This form is too old to be sent."),
    _(
        "You signed in or out in another tab since it was opened, or your browser keeps no cookies of this site."
    ),
    _("Nothing was written. Go back, load the page again, and send the form once more."),
)
_BAD: Final = Said(
    400,
    _("The request cannot be read."),
    _("Something on the way may have changed its address or its headers."),
    _("Open the page anew from your firm’s start page."),
)
_FAULT: Final = Said(
    500,
    _("Something went wrong here."),
    _("This is a fault of ours. What you sent was not written."),
    _("Try again in a minute. If it happens again, tell us the number below."),
)


_AWAY: Final = Said(
    503,
    _("ClaimBack does not reach its database just now."),
    _("What you sent was not written. Whoever runs this installation has been told."),
    _("Wait a minute, then try again."),
)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler404."""
    return _page(_ABSENT) if _looks(request) else problems.not_found(request, exception)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Django's handler403."""
    return _page(_FORBIDDEN) if _looks(request) else problems.plain_problem(Forbidden())


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """Django's CSRF_FAILURE_VIEW: a form of another session, or of another site."""
    if _looks(request):
        return _page(_STALE_FORM)
    return problems.plain_problem(Forbidden("The form's token is missing or of another session."))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler400."""
    return _page(_BAD) if _looks(request) else problems.bad_request(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500. The page names the request by its id, under which the log has the fault.

    While the database is away it is no fault, and whoever asks is told to come again.
    """
    error = sys.exception()
    if error is not None and database_away(error):
        say_away(error)
        if not _looks(request):
            return problems.unavailable()
        page = _page(_AWAY, request_id(request))
        page["Retry-After"] = str(Unavailable.retry_after)
        return page
    return _page(_FAULT, request_id(request)) if _looks(request) else problems.server_error(request)


def _looks(request: HttpRequest) -> bool:
    """Whether a person sees the answer: a browser asks for a page, of the part of the house that has pages."""
    return "text/html" in request.META.get("HTTP_ACCEPT", "") and not request.path.startswith(_FOR_PROGRAMS)


def _page(said: Said, number: object = "") -> HttpResponse:
    """Rendered without the request: who asked, and in which firm, is nobody's who reads it."""
    body = render_to_string("error.html", {"said": said, "number": number})
    return HttpResponse(body, status=said.status, headers={"Cache-Control": "no-store"})
