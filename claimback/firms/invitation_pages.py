"""The page behind the link of an invitation: what is offered, and the one form that accepts it."""

from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from claimback.firms.api.accepting import PASSWORD_LIMIT, own_user
from claimback.firms.services.invitations import (
    NAME_LIMIT,
    InvitationOver,
    invitation_accept,
    invitation_read,
)
from claimback.kernel.errors import Refusal
from claimback.tenancy.roles import CLIENT


class AccountForm(forms.Form):
    """The account of a person who has none yet."""

    name = forms.CharField(
        max_length=NAME_LIMIT, label=_("Your name"), widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password = forms.CharField(
        max_length=PASSWORD_LIMIT,
        strip=False,
        label=_("A password, of at least twelve characters"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Show what is offered; a POST accepts it. A link that opens nothing says so in one way, whatever the cause."""
    try:
        offer = invitation_read(secret=secret)
    except InvitationOver:
        return _page(request, {"over": True}, 404)
    form = AccountForm(request.POST or None) if not offer.has_account else None
    signed_in = request.user.is_authenticated and getattr(request.user, "email", "") == offer.email
    context = {
        "offer": offer,
        "role": ", ".join(filter(None, (_role(offer.role), offer.title))),
        "form": form,
        "signed_in": signed_in,
        "login": f"{settings.LOGIN_URL}?{urlencode({'next': request.path})}",
    }
    if request.method != "POST" or (form is not None and not form.is_valid()):
        return _page(request, context)
    try:
        joined = invitation_accept(
            secret=secret, user=own_user(request), **(form.cleaned_data if form is not None else {})
        )
    except Refusal as refusal:
        for problem in refusal.errors if form is not None else ():
            name = problem.pointer.lstrip("/")
            if form is not None and name in form.fields:
                form.add_error(name, problem.detail)
        return _page(
            request, {**context, "refusal": "" if refusal.errors else refusal.detail}, refusal.status
        )
    messages.success(request, gettext("You are a member of %(firm)s now.") % {"firm": joined.firm_name})
    inside = f"/portal/{joined.firm_slug}/" if offer.role == CLIENT else f"/firms/{joined.firm_slug}/admin/"
    return HttpResponseRedirect(
        inside if signed_in else f"{settings.LOGIN_URL}?{urlencode({'next': inside})}"
    )


def _role(role: str) -> str:
    return gettext("client of the firm") if role == CLIENT else role.replace("_", " ")


def _page(request: HttpRequest, context: dict[str, object], status: int = 200) -> HttpResponse:
    response = render(request, "firms/invitation.html", context, status=status)
    response["Referrer-Policy"] = "no-referrer"  # the address is the secret
    return response
