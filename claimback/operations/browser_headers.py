"""What browsers are told about every answer: what a page may load, that nothing frames it, that nothing keeps it.

A page's scripts are files of this site, never text inside it. Unfold's pages are written with Alpine, which makes
functions of attributes; only the admin may therefore evaluate text. Forms are not bound to this site: a browser holds
that against the redirect that leads to a firm's own identity provider.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from claimback.kernel.errors import Forbidden
from claimback.kernel.problems import plain_problem

POLICY: Final = "Content-Security-Policy"
_NO_PAGE: Final = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
"""Of what is no page: an object of the API, a style, a picture. Were it ever shown as a page, it could do nothing."""
_PDF: Final = "frame-ancestors 'none'"
"""Browsers show a PDF in a page of their own making, which a stricter word would leave white."""
_SIGN_OUT: Final = "/accounts/logout/"


class BrowserHeaders:
    """The outermost of what is ours, so that files of the site have them too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with the headers; refuse a program that speaks in the clear where TLS is asked for.

        A browser is sent on to TLS (by Django's own middleware); a program that were sent on would show its token on
        the wire with every request, and nobody would notice.
        """
        path = request.path_info
        if settings.SECURE_SSL_REDIRECT and path.startswith("/api/") and not request.is_secure():
            return plain_problem(Forbidden("Ask over https.", code="tls_required"))
        response = self.get_response(request)
        kind = response.get("Content-Type", "")
        if kind.startswith("text/html"):
            response.setdefault(POLICY, _page("/admin/" in path, settings.S3_PUBLIC_URL or _store()))
            response.setdefault("Cache-Control", "private, no-store")
        else:
            response.setdefault(POLICY, _PDF if kind == "application/pdf" else _NO_PAGE)
        if path == _SIGN_OUT and request.method == "POST":
            response["Clear-Site-Data"] = '"cache", "storage"'
        return response


def _store() -> str:
    kept: Any = settings.STORAGES["default"]
    return str(kept["OPTIONS"]["endpoint_url"] or "https://*.amazonaws.com")


@cache
def _page(is_admin: bool, store: str) -> str:
    """The policy of a page. Documents go to the object store and come from it, beside the application."""
    address = urlsplit(store)
    files = f"'self' {address.scheme}://{address.netloc}"
    scripts = "'self' 'unsafe-eval'" if is_admin else "'self'"
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src {scripts}",
            "style-src 'self' 'unsafe-inline'",
            f"img-src {files} data: blob:",
            f"media-src {files}",
            f"connect-src {files}",
            "font-src 'self' data:",
            "frame-src 'none'",
            "object-src 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )
