"""What a visitor of the demo does over HTTP: uploads by a signed form, reads the API, signs in to the admin."""

import re
from collections.abc import Mapping
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

import urllib3

from claimback.demo.authenticator import present_code
from claimback.kernel import json

_CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class VisitFailed(Exception):
    """A page or an answer was not what it should be; the message says which."""


def send_form(url: str, fields: Mapping[str, str], name: str, data: bytes) -> None:
    """Send a file to the store by a signed form, as a browser would. Raises VisitFailed with the store's words."""
    body: list[tuple[str, str | tuple[str, bytes]]] = [*fields.items(), ("file", (name, data))]
    answer = urllib3.request("POST", url, fields=body, timeout=30)
    if answer.status not in (200, 201, 204):
        raise VisitFailed(f"The store refused {name}: {answer.status} {answer.data[:300]!r}")


def read_json(url: str, *, token: str = "") -> Any:
    """GET of an address that answers with JSON. Raises VisitFailed."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = urllib3.request("GET", url, headers=headers, timeout=30)
    if answer.status != 200:
        raise VisitFailed(f"{url} answered {answer.status}: {answer.data[:300]!r}")
    return json.loads(answer.data)


class AdminVisit:
    """A member's browser in the admin, with its cookies."""

    def __init__(self, site: str, slug: str) -> None:
        self._site, self._root = site, f"{site}/firms/{slug}/admin/"
        self._browser: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))

    def sign_in(self, email: str, password: str, authenticator: str) -> None:
        """Through the sign-in's two pages: password, then the code of the authenticator app. Raises VisitFailed."""
        root = self._root
        self._send(f"{self._site}/accounts/login/?next={root}", {"login": email, "password": password})
        answer = self._send(f"{self._site}/accounts/2fa/authenticate/", {"code": present_code(authenticator)})
        if 'name="code"' in answer or 'name="password"' in answer:
            raise VisitFailed(f"{email} could not sign in.")

    def _send(self, url: str, values: Mapping[str, str]) -> str:
        """The answer to the form at `url`, filled in. Raises VisitFailed where the page has none."""
        found = _CSRF.search(self._open(Request(url)))  # noqa: S310
        if found is None:
            raise VisitFailed(f"{url} has no form.")
        body = urlencode({"csrfmiddlewaretoken": found[1], **values}).encode()
        return self._open(Request(url, body, {"Referer": url}))  # noqa: S310

    def page(self, path: str) -> str:
        """The page at `path` inside the firm's admin. Raises VisitFailed."""
        return self._open(Request(self._root + path))  # noqa: S310

    def _open(self, request: Request) -> str:
        try:
            with self._browser.open(request, timeout=30) as answer:
                return str(answer.read().decode())
        except HTTPError as error:
            raise VisitFailed(f"{request.full_url} answered {error.code}.") from None
