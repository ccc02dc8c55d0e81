"""The page on which a member finds their firm's identity provider, by e-mail address."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from claimback.firms.selectors.sign_in import connections_of_domain
from claimback.firms.sign_in_adapter import connection_named


class AddressForm(forms.Form):
    """Whose domain it is that decides."""

    email = forms.EmailField(
        label=_("Your e-mail address at the firm"),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """From an e-mail address to the provider of its domain; a choice where two firms share the domain.

    Only the domain is looked at: the answer is the same for an address that has no account.
    """
    form = AddressForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "next": request.POST.get("next") or request.GET.get("next", "")}
    if request.method == "POST" and form.is_valid():
        domain = form.cleaned_data["email"].rpartition("@")[2].lower()
        found = connections_of_domain(domain)
        if len(found) == 1:
            return HttpResponseRedirect(_begin(f"{found[0][0]}.{found[0][1]}", context["next"]))
        if found:
            context["connections"] = [
                (name, _begin(f"{firm_id}.{connection_id}", context["next"]))
                for firm_id, connection_id, name in found
            ]
        else:
            form.add_error(
                "email", gettext("No firm signs its members in by this domain. Use your password.")
            )
    return render(request, "firms/sign_in_find.html", context)


@require_safe
def begin(request: HttpRequest, provider_id: str) -> HttpResponse:
    """On to the connection's own beginning, whichever its kind."""
    vouching = connection_named(provider_id)
    if vouching is None:
        raise Http404
    query = urlencode({"next": request.GET.get("next", "")}) if request.GET.get("next") else ""
    return HttpResponseRedirect(f"/accounts/{vouching.connection.kind}/{provider_id}/login/?{query}")


def failed(request: HttpRequest) -> HttpResponse:
    """A sign-in that the provider or its member broke off."""
    return render(request, "socialaccount/authentication_error.html", status=403)


def _begin(provider_id: str, then: str) -> str:
    query = f"?{urlencode({'next': then})}" if then else ""
    return f"/accounts/sign-in/{provider_id}/{query}"
