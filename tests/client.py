"""The client of the API's tests: paths begin inside a firm, and every answer is held against the OpenAPI document."""

from functools import cache
from typing import Any
from urllib.parse import urlsplit

from rest_framework.test import APIClient, ForceAuthClientHandler

from claimback.accounts.models import User
from claimback.tenancy.member import Member
from tests.firms import TestFirm
from tests.openapi import assert_described, match_of
from tests.signing_in import signed_in


class FirmClient(APIClient):
    """A client with one member's token. A path without a slash in front begins inside the firm."""

    firm_root = ""

    def generic(self, method: str, path: str, *args: Any, **kwargs: Any) -> Any:  # type: ignore[override]
        """The answer. Fails where the document does not describe it."""
        url = path if path.startswith("/") else self.firm_root + path
        answer = super().generic(method, url, *args, **kwargs)
        assert_described(method, url, answer)
        return answer


@cache
def _handler(enforce_csrf: bool = True) -> ForceAuthClientHandler:
    """One for all clients: making one loads the middleware, which lists every static file."""
    handler = ForceAuthClientHandler(enforce_csrf_checks=enforce_csrf)
    handler.load_middleware()
    return handler


def session_client(firm: TestFirm, role: str = "attorney") -> FirmClient:
    """A client with the fresh session of the firm's member of this role, proven by a password and a code."""
    return member_session(firm, firm.members[role])


def member_session(firm: TestFirm, member: Member) -> FirmClient:
    """A client with the fresh session of this member."""
    made = FirmClient()
    made.handler = _handler(enforce_csrf=False)
    made.firm_root = f"/api/v1/firms/{firm.slug}/"
    signed_in(made, User.objects.get(id=member.user_id))
    return made


def client_for(firm: TestFirm, role: str, method: str, path: str) -> FirmClient:
    """The client with which the role gets through this door: by a session where the method wants a fresh proof."""
    made = firm_client(firm, role)
    url = path if path.startswith("/") else made.firm_root + path
    return session_client(firm, role) if is_grave(method, url) else made


def is_grave(method: str, url: str) -> bool:
    """Whether the door at this URL wants a fresh proof of a person for the method."""
    view = getattr(match_of(urlsplit(url).path).func, "cls", None)
    return ("GET" if method == "HEAD" else method) in getattr(view, "reauthenticate", ())


def firm_client(firm: TestFirm, role: str = "attorney") -> FirmClient:
    """A client with the token of the firm's member of this role."""
    made = FirmClient(HTTP_AUTHORIZATION=f"Bearer {firm.tokens[role]}")
    made.handler = _handler()
    made.firm_root = f"/api/v1/firms/{firm.slug}/"
    return made
