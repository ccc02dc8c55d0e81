"""The door of the portal's pages: for members with the role client, by their session, inside their firm's scope.

One request is one transaction, as at the API's front door. What is absent, another firm's or walled off, and a firm
of which the reader is no client, all answer with one page.
"""

from collections.abc import Callable
from contextlib import ExitStack
from functools import wraps
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from claimback.accounts.language import readers_language
from claimback.accounts.refusals import SecondFactorRequired
from claimback.kernel.errors import Forbidden, NotFound, NotSignedIn, Refusal
from claimback.tenancy.enter import asking_by_user, enter_by_user
from claimback.tenancy.member import Member
from claimback.tenancy.refusals import refusal_tell
from claimback.tenancy.request_id import request_id
from claimback.tenancy.roles import CLIENT
from claimback.tenancy.scope import python_scope
from claimback.tenancy.session_door import check_session, login_page, second_factor_page

ACT: Final = "portal.read"


def portal_page(page: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of one firm's portal: called with the request, the member and what else the URL names.

    Times are shown in the firm's zone. Who is not signed in goes to do that, and comes back.
    """

    @wraps(page)
    def opened(request: HttpRequest, firm: str, **named: Any) -> HttpResponse:
        user_id = request.user.pk
        if user_id is None:
            return HttpResponseRedirect(login_page(request))
        with readers_language(request):
            try:
                with ExitStack() as scope, transaction.atomic():
                    member = _entered(request, firm, user_id, scope)
                    return page(request, member, **named)
            except SecondFactorRequired:
                return HttpResponseRedirect(second_factor_page(request))
            except NotSignedIn:
                return HttpResponseRedirect(login_page(request))
            except (NotFound, Forbidden) as refusal:
                return _refused(request, firm, user_id, refusal)

    return never_cache(require_safe(opened))


def absent(request: HttpRequest) -> HttpResponse:
    """The one page of all that is not there for its reader."""
    return render(request, "portal/absent.html", status=404)


def _entered(request: HttpRequest, firm: str, user_id: UUID, scope: ExitStack) -> Member:
    """The client who asks, inside the firm until `scope` closes. Raises NotFound, NotSignedIn, Forbidden."""
    entered = enter_by_user(firm, user_id, act=ACT, request_id=request_id(request))
    if entered is None or entered.member.role != CLIENT:
        raise NotFound
    scope.enter_context(python_scope(entered.scope))
    scope.enter_context(timezone.override(ZoneInfo(entered.member.time_zone)))
    check_session(request, entered)
    entered.member.require(ACT)
    return entered.member


def _refused(request: HttpRequest, firm: str, user_id: UUID, refusal: Refusal) -> HttpResponse:
    refusal_tell(request, refusal, asking_by_user(firm, user_id), act=ACT)
    return absent(request)
