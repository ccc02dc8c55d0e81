"""What a session proves, how long it lasts, and its end.

A session lasts for SESSION_COOKIE_AGE from the sign-in, used or not; it ends earlier when nobody uses it for as long
as the strictest firm that it entered allows. Which firm may be entered is not decided here: the front door asks.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from claimback.kernel.clock import now

RECENT: Final = timedelta(minutes=10)
"""How long a proof of who asks is good for a grave act."""
IDLE_LIMIT: Final = timedelta(minutes=60)
"""How long a session that entered no firm yet may stay unused."""

SIGNED_IN, SEEN, LIMIT, VOUCHED = (
    "claimback.signed_in",
    "claimback.seen",
    "claimback.idle_seconds",
    "claimback.vouched",
)
"""What is kept in a session: since when, last used when, its idle limit, and by whom a second factor is vouched."""
_OVER = "claimback.session_over"
_SEEN_STEP: Final = 30
"""Seconds between two notes of a session's use: a note costs a statement."""


@dataclass(frozen=True, slots=True)
class Strength:
    """What the person proved in this session.

    `connection` names the firm's identity provider that vouched for them, if one did; `second_factor` holds for a
    code, a passkey, or a provider of which its firm says that it asks for one itself.
    """

    password: bool = False
    passkey: bool = False
    second_factor: bool = False
    own_second_factor: bool = False
    connection: str = ""
    proved_at: float = 0.0

    @property
    def own(self) -> bool:
        """Whether they signed in with what is theirs alone: a password and a second factor, or a passkey."""
        return self.passkey or (self.password and self.own_second_factor)

    def recent(self, at: datetime) -> bool:
        """Whether the last proof is younger than `RECENT` at the instant `at`."""
        return at.timestamp() - self.proved_at < RECENT.total_seconds()


def session_strength(request: HttpRequest) -> Strength:
    """What this session proves; nothing where nobody is signed in."""
    user = request.user
    if not user.is_authenticated:
        return Strength()
    records: list[dict[str, Any]] = get_authentication_records(request, user)
    factors = [record for record in records if record["method"] == "mfa"]
    providers = [str(record["provider"]) for record in records if record["method"] == "socialaccount"]
    connection = providers[-1] if providers else ""
    return Strength(
        password=any(record["method"] == "password" for record in records),
        passkey=any(record.get("passwordless") for record in factors),
        own_second_factor=bool(factors),
        second_factor=bool(factors) or bool(connection and request.session.get(VOUCHED) == connection),
        connection=connection,
        proved_at=max((float(record["at"]) for record in records), default=0.0),
    )


def limit_idle(request: HttpRequest, minutes: int) -> bool:
    """Hold the session to a firm's idle limit from now on; False where it was unused for longer already.

    It is then over: the middleware signs it out once the view's transaction is done.
    """
    seconds = minutes * 60
    if seconds < request.session.get(LIMIT, IDLE_LIMIT.total_seconds()):
        request.session[LIMIT] = seconds
    if _idle_seconds(request) <= seconds:
        return True
    request.META[_OVER] = True
    return False


def _idle_seconds(request: HttpRequest) -> float:
    """How long the session was unused before this request."""
    at = now().timestamp()
    return at - float(request.session.get(SEEN, at))


def _age(request: HttpRequest) -> float:
    """Seconds since the sign-in."""
    at = now().timestamp()
    return at - float(request.session.get(SIGNED_IN, at))


class SessionLimits:
    """Signs out sessions that nobody used for too long, and notes the use of the others.

    Requests without a session's cookie, and those with a token, pass untouched.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Before the view: end what is over. After it: note the use, or end what a door found to be over."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or "HTTP_AUTHORIZATION" in request.META:
            return self.get_response(request)
        session = request.session
        idle_limit = session.get(LIMIT, IDLE_LIMIT.total_seconds())
        if _idle_seconds(request) > idle_limit or _age(request) > settings.SESSION_COOKIE_AGE:
            logout(request)
        response = self.get_response(request)
        if request.META.pop(_OVER, False):
            logout(request)
        # REST framework's views that ask for nobody, such as the API's own description, leave no user behind.
        elif getattr(request.user, "is_authenticated", False) and (
            SEEN not in session or _idle_seconds(request) > _SEEN_STEP
        ):
            session[SEEN] = now().timestamp()
        return response
