"""Django's middleware that serves browsers, passed by where a token comes to a firm's door.

There the token is all that is asked (`tenancy.front_door`): a cookie sent beside it is not read, so that no session is
opened, no user looked up and no CSRF secret made for it. Every other request goes through them as ever.
"""

from collections.abc import Callable
from typing import Any, Final

from django.contrib.auth import middleware as auth
from django.contrib.messages import middleware as messages
from django.contrib.sessions import middleware as sessions
from django.http import HttpRequest, HttpResponseBase
from django.middleware import csrf
from django.utils.deprecation import MiddlewareMixin

_DOORS: Final = "/api/v1/firms/"


def by_token(request: HttpRequest) -> bool:
    """Whether this comes to a firm's door with credentials of its own, a token or what claims to be one."""
    shown = request.META.get("HTTP_AUTHORIZATION", "")
    return shown[:1] not in ("", " ") and request.path_info.startswith(_DOORS)


class _ForBrowsers(MiddlewareMixin):
    """Passes a request with a token on to the next middleware, untouched."""

    def __call__(self, request: HttpRequest) -> Any:
        """As Django's own, or straight on."""
        return self.get_response(request) if by_token(request) else super().__call__(request)

    get_response: Callable[[HttpRequest], HttpResponseBase]


class SessionMiddleware(_ForBrowsers, sessions.SessionMiddleware):
    """`request.session`, for browsers."""


class CsrfViewMiddleware(_ForBrowsers, csrf.CsrfViewMiddleware):
    """The CSRF secret, for browsers. Whether a view is checked is still asked for every request."""


class AuthenticationMiddleware(_ForBrowsers, auth.AuthenticationMiddleware):
    """`request.user`, for browsers."""


class MessageMiddleware(_ForBrowsers, messages.MessageMiddleware):
    """The admin's messages, for browsers."""
