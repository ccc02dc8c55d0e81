"""The admin shows one firm at a time, and the URL carries it: /firms/<slug>/admin/…

A form that was opened under one firm posts to that firm's URL, so that it can't act in another tab's firm.
"""

from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.validators import slug_re
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import SimpleTemplateResponse, TemplateResponse
from django.urls import get_script_prefix, set_script_prefix
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext
from unfold.sites import UnfoldAdminSite

from claimback.accounts.refusals import SecondFactorRequired, SessionIdle
from claimback.accounts.sessions import session_strength
from claimback.kernel.errors import Forbidden, NotFound, Refusal
from claimback.tenancy.enter import Entered, asking_by_user, enter_by_user
from claimback.tenancy.member import Member
from claimback.tenancy.portals import portals_of
from claimback.tenancy.refusals import is_told, refusal_tell
from claimback.tenancy.request_id import request_id
from claimback.tenancy.roles import CLIENT
from claimback.tenancy.scope import python_scope
from claimback.tenancy.selectors import firms_of
from claimback.tenancy.session_door import check_session, connection_firm, login_page, second_factor_page
from claimback.tenancy.state_words import words

_REFUSED: Final = "claimback.refused"


class FirmInAdminPath:
    """Takes `/firms/<slug>` off the front of an admin path and makes it the script's prefix.

    Every URL that the admin reverses then carries the firm by itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Split the path; other paths pass as they are."""
        parts = request.path_info.split("/", 4)
        if len(parts) <= 4 or parts[1] != "firms" or parts[3] != "admin" or not slug_re.match(parts[2]):
            return self.get_response(request)
        request.META["claimback.firm_slug"] = parts[2]
        request.path_info = f"/admin/{parts[4]}"
        former = get_script_prefix()
        set_script_prefix(f"/firms/{parts[2]}/")
        try:
            return self.get_response(request)
        finally:
            set_script_prefix(former)


def signed_in(request: HttpRequest) -> UUID:
    """The id of the user who is signed in."""
    user_id: UUID | None = request.user.pk
    if user_id is None:
        raise Http404
    return user_id


def admin_member(request: HttpRequest) -> Member:
    """The member who uses the admin in this request."""
    member: Member = request.META["claimback.member"]
    return member


def member_or_none(request: HttpRequest) -> Member | None:
    """The member who uses the admin in this request; None on the pages outside any firm."""
    member: Member | None = request.META.get("claimback.member")
    return member


def note_refused(request: HttpRequest, refusal: Refusal) -> None:
    """Keep what a service refused and a form shows: it is told when the request's transaction is over."""
    request.META[_REFUSED] = refusal


class FirmAdminSite(UnfoldAdminSite):  # type: ignore[misc]
    """Every page runs inside the scope of the firm in the URL; without membership it is not there."""

    index_template = "admin/firm_index.html"

    def has_permission(self, request: HttpRequest) -> bool:
        """Signed in. What may be done is asked of the member, page by page."""
        return bool(request.user.is_authenticated and request.user.is_active)

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Callable[..., Any]:
        """`view` inside the firm's scope, its template rendered there too: a lazy one would find no rows later.

        Times are shown and typed in the firm's time zone.
        """
        inner = super().admin_view(view, cacheable)

        def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            slug = request.META.get("claimback.firm_slug")
            if not self.has_permission(request):
                answer: HttpResponse = inner(request, *args, **kwargs)
                return answer
            if slug is None:
                return self.choose_firm(request)
            try:
                response = scoped(request, slug, *args, **kwargs)
            except (Http404, PermissionDenied) as error:
                self.tell(request, slug, NotFound() if isinstance(error, Http404) else Forbidden())
                raise
            refusal = request.META.get(_REFUSED)
            if refusal is not None:
                self.tell(request, slug, refusal)
            return response

        def scoped(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
            with ExitStack() as scope, transaction.atomic():
                entered = enter_by_user(slug, signed_in(request), act="admin", request_id=request_id(request))
                if (
                    entered is None or entered.member.role == CLIENT
                ):  # clients have the portal, and nothing here
                    raise Http404
                elsewhere = self.sent_elsewhere(request, entered)
                if elsewhere is not None:
                    return elsewhere
                request.META["claimback.member"] = entered.member
                scope.enter_context(python_scope(entered.scope))
                scope.enter_context(timezone.override(ZoneInfo(entered.member.time_zone)))
                response: HttpResponse = inner(request, *args, **kwargs)
                if isinstance(response, SimpleTemplateResponse):
                    response.render()
                if response.status_code >= 400:
                    transaction.set_rollback(True)
            return response

        return opened

    def tell(self, request: HttpRequest, slug: str, refusal: Refusal) -> None:
        """Let the member's own firm know of what was refused, where it must: see `refusals`."""
        member = member_or_none(request)
        if not is_told(refusal):
            return
        if member is not None:
            refusal_tell(request, refusal, [(member.firm_id, member.member_id)], act="admin")
        else:
            refusal_tell(request, refusal, asking_by_user(slug, signed_in(request)))

    def sent_elsewhere(self, request: HttpRequest, entered: Entered) -> HttpResponse | None:
        """Where a session that is not good enough goes first: the admin always asks for a second factor.

        None lets it in. Raises Http404 for a session that another firm's identity provider opened.
        """
        try:
            check_session(request, entered, second_factor=True)
        except NotFound:
            raise Http404 from None
        except SecondFactorRequired:
            return HttpResponseRedirect(second_factor_page(request))
        except SessionIdle:
            return HttpResponseRedirect(login_page(request))
        return None

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The one sign-in, which leads back to where it was asked for."""
        asked = request.GET.get("next") or request.get_full_path().partition("login/")[0]
        return HttpResponseRedirect(f"{settings.LOGIN_URL}?{urlencode({'next': asked})}")

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """On to the account's own page: it asks for a fresh proof and tells the owner."""
        return HttpResponseRedirect("/accounts/password/change/")

    def search(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Not there: the theme's search keeps what it found under the user alone, whichever firm they look at."""
        raise Http404

    def choose_firm(self, request: HttpRequest) -> HttpResponse:
        """The way in without a firm in the URL: straight on for a member of one, a choice for a member of more.

        Who is nobody's member but some firm's client goes to the portal.
        """
        user_id = signed_in(request)
        portals = portals_of(user_id, request_id=request_id(request))
        firms = [firm for firm in firms_of(user_id) if firm not in portals]
        if portals and not firms:
            return HttpResponseRedirect("/portal/")
        strength = session_strength(request)
        if not strength.second_factor:
            return HttpResponseRedirect(second_factor_page(request))
        if not strength.own and (vouching := connection_firm(strength)):
            firms = [firm for firm in firms if firm[0] == vouching]
        if len(firms) == 1:
            return HttpResponseRedirect(f"/firms/{firms[0][1]}/admin/")
        context = {**self.each_context(request), "title": gettext("Choose a firm"), "firms": firms}
        return TemplateResponse(request, "admin/choose_firm.html", context)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> Any:
        """Made when it is read: every page is given this list with its hundred addresses, and few show it."""
        return SimpleLazyObject(partial(super().get_app_list, request, app_label))

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Every page says which firm it shows."""
        context: dict[str, Any] = super().each_context(request)
        member = member_or_none(request)
        if member is not None:
            context["site_header"] = member.firm_name
            context["site_subheader"] = f"ClaimBack · {words(member.role)}"
        return context
