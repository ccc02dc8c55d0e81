"""In which language the portal and the pages of an account speak: as their reader chose, else as their browser asks,
else English.

The dashboards are in English alone and stay so whatever a browser asks: half a page in Spanish helps nobody.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers


@contextmanager
def readers_language(request: HttpRequest) -> Iterator[None]:
    """Speak the reader's language inside."""
    with translation.override(translation.get_language_from_request(request)):
        yield


class AccountInReadersLanguage:
    """Pages under /accounts/ and the mails that they send: a firm's client signs in there as its member does."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the reader's language."""
        if not request.path_info.startswith("/accounts/"):
            return self.get_response(request)
        with readers_language(request):
            response = self.get_response(request)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response
