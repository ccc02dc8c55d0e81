"""In which language the portal speaks: as its reader chose, else as their browser asks, else English.

The other pages are in English alone and stay so whatever a browser asks: half a page in Spanish helps nobody.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST


@contextmanager
def readers_language(request: HttpRequest) -> Iterator[None]:
    """Speak the reader's language inside."""
    with translation.override(translation.get_language_from_request(request)):
        yield


@require_POST
def choose_language(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the choice in a cookie, and go back to where it was made."""
    if code not in dict(settings.LANGUAGES):
        raise Http404
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/portal/"
    response = HttpResponseRedirect(back)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response
