"""Whose account it is: a session that a firm's identity provider opened may not change it.

Otherwise whoever runs that provider could add a factor of their own, and open the user's other firms with it.
"""

from collections.abc import Callable
from typing import Final

from axes.middleware import AxesMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from claimback.accounts.refusals import ReauthenticationRequired
from claimback.accounts.sessions import session_strength
from claimback.kernel.clock import now
from claimback.kernel.errors import Forbidden
from claimback.kernel.problems import plain_problem

_PLACES: Final = ("/accounts/", "/api/v1/auth/")
_WAYS_IN: Final = ("/accounts/sign-in/", "/accounts/oidc/", "/accounts/saml/")
_OPEN: Final = (
    "/accounts/login/",
    "/accounts/logout/",
    "/accounts/reauthenticate/",
    "/accounts/2fa/reauthenticate/",
    "/accounts/2fa/webauthn/reauthenticate/",
    "/api/v1/auth/browser/v1/config",
    "/api/v1/auth/browser/v1/auth/session",
    "/api/v1/auth/browser/v1/auth/reauthenticate",
    "/api/v1/auth/browser/v1/auth/2fa/reauthenticate",
    "/api/v1/auth/browser/v1/auth/webauthn/reauthenticate",
)
"""Where such a session may go: in, out, and to the proof that it is the user themselves."""

_ENDS_SESSIONS: Final = {("POST", "/accounts/sessions/"), ("DELETE", "/api/v1/auth/browser/v1/auth/sessions")}
"""What asks for a proof from the last ten minutes: whoever finds a screen unlocked must not shut its owner out."""


class OwnAccount:
    """Refuses the pages of the account to a session that proves a firm's word and not the user's own.

    Around these pages alone it puts axes' middleware, which answers an attempt on what is locked: every other request
    would pay for it and never need it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.counted = AxesMiddleware(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on, or refuse with 403."""
        path = request.path_info
        if not path.startswith(_PLACES):
            return self.get_response(request)
        if (request.method, path) in _ENDS_SESSIONS and not self._proved(request):
            if path.startswith("/api/"):
                return plain_problem(ReauthenticationRequired())
            return redirect(f"/accounts/reauthenticate/?next={path}")
        if self._allowed(request, path):
            response: HttpResponse = self.counted(request)
            return response
        if path.startswith("/api/"):
            return plain_problem(
                Forbidden("Confirm with your password and second factor first.", code="own_proof_required")
            )
        return render(request, "account/own_proof_required.html", status=403)

    @staticmethod
    def _proved(request: HttpRequest) -> bool:
        return not request.user.is_authenticated or session_strength(request).recent(now())

    @staticmethod
    def _allowed(request: HttpRequest, path: str) -> bool:
        if path in _OPEN or path.startswith(_WAYS_IN):
            return True
        strength = session_strength(request)
        return not strength.connection or strength.own
