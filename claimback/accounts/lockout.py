"""Guessing a password: after five failures from one address the account is closed to that address for a while.

django-axes counts, per user and address: an office behind one address is never locked out for one member's sake, and
nobody can lock a member out from elsewhere. The account's owner is told by e-mail, once for each lock.
"""

from datetime import timedelta
from http import HTTPStatus
from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.httpkit import get_client_ip
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from claimback.accounts.selectors import user_by_email
from claimback.kernel.errors import Refusal
from claimback.kernel.problems import plain_problem

FAILURE_LIMIT: Final = 5
LOCKED_FOR: Final = timedelta(minutes=15)


class TooManyAttempts(Refusal):
    """The account is closed to this address for a while."""

    status, code = HTTPStatus.TOO_MANY_REQUESTS.value, "too_many_attempts"
    title = "Too many failed attempts. Wait 15 minutes, or sign in with a passkey."


def username(request: HttpRequest, credentials: dict[str, Any] | None) -> str:  # noqa: ARG001
    """Whose password is tried: the e-mail address, whatever its case."""
    given = credentials or {}
    return str(given.get("email") or given.get("username") or "").lower()


def client_address(request: HttpRequest) -> str:
    """From where: the client's own address, as far as the proxies that are ours name it."""
    return get_client_ip(request) or ""


def locked_out(
    request: HttpRequest,
    original: HttpResponse | None,  # noqa: ARG001
    credentials: dict[str, Any] | None,  # noqa: ARG001
) -> HttpResponse:
    """The answer to an attempt on what is locked: 429, as a problem for programs and as a page for people.

    It is the same for an address that has no account.
    """
    refusal = TooManyAttempts()
    if request.path.startswith("/api/"):
        response = plain_problem(refusal)
    else:
        minutes = LOCKED_FOR // timedelta(minutes=1)
        response = render(request, "account/locked_out.html", {"minutes": minutes}, status=refusal.status)
    response["Retry-After"] = str(int(LOCKED_FOR.total_seconds()))
    return response


def tell_owner(adapter: DefaultAccountAdapter, request: HttpRequest, email: str) -> None:
    """Tell the account's owner by e-mail, on the failure that made the lock and on no later one."""
    if getattr(request, "axes_failures_since_start", 0) != FAILURE_LIMIT:
        return
    user = user_by_email(email)
    if user is not None and user.is_active:
        about = {
            "user": user,
            "ip": client_address(request),
            "user_agent": adapter.get_http_user_agent(request)[:200],
            "minutes": LOCKED_FOR // timedelta(minutes=1),
        }
        adapter.send_mail("account/email/locked_out", user.email, about)
