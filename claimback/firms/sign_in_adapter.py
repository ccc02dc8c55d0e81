"""Sign-in by a firm's identity provider: allauth's flow, with one provider per connection of a firm.

A provider vouches for e-mail addresses in the verified domains of its own connection and for nobody else, and only
for members of its firm. It makes no account, and nothing that it says is kept: the next sign-in asks it again.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import requests
from allauth.account.internal.flows.logout import logout
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render

from claimback.accounts.models import User
from claimback.accounts.selectors import user_get
from claimback.accounts.sessions import VOUCHED
from claimback.firms.models import Connection
from claimback.firms.models.sign_in import OIDC
from claimback.firms.selectors.sign_in import (
    client_secret,
    living_connection,
    member_user,
    verified_domains,
)
from claimback.kernel.outgoing import guarded_session
from claimback.tenancy.scope import firm_scope

_PROVIDERS = {"oidc": "openid_connect", "saml": "saml"}


@dataclass(frozen=True, slots=True)
class Vouching:
    """A connection as a sign-in sees it: plain values, read inside the firm's scope."""

    connection: Connection
    domains: set[str]
    secret: str
    firm_id: UUID

    def speaks_for(self, email: str) -> bool:
        """Whether the address is in a verified domain of the connection."""
        return email.rpartition("@")[2].lower() in self.domains


def connection_named(provider_id: str) -> Vouching | None:
    """The connection of this name, `<firm>.<connection>`; None for one that is not there, or has ended."""
    firm, _, connection = provider_id.partition(".")
    try:
        firm_id, connection_id = UUID(firm), UUID(connection)
    except ValueError:
        return None
    with firm_scope(firm_id, act="sign_in"):
        found = living_connection(connection_id)
        if found is None:
            return None
        return Vouching(found, verified_domains(found.id), client_secret(found), firm_id)


class ConnectionAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """allauth's questions about providers, answered from firms' connections."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """The connection that is named; never a list of them, which would tell of other firms."""
        vouching = connection_named(client_id or provider or "")
        if vouching is None:
            return []
        app = _app(vouching)
        return [app] if provider in (None, app.provider, app.provider_id) else []

    def get_requests_session(self) -> requests.Session:
        """Every request to a provider goes to a public address, or to a network that the installation names."""
        return guarded_session(settings.SIGN_IN_NETWORKS)

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Never: an account is made by an invitation."""
        return False

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[User, str] | None:
        """The member whose address the provider may vouch for; None for everybody else.

        The provider's own word on whether an address is verified counts for nothing: the domain's proof does.
        """
        provider_id = sociallogin.provider.app.provider_id
        vouching = connection_named(provider_id)
        if vouching is None:
            return None
        for email in {address.email.lower() for address in sociallogin.email_addresses}:
            if not vouching.speaks_for(email):
                continue
            with firm_scope(vouching.firm_id, act="sign_in"):
                user_id = member_user(email)
            if user_id is not None:
                return user_get(user_id), email
        return None

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Refuse whom the provider may not vouch for, in one form for every reason, and end the former session.

        A provider's account is never joined to a user: joined, it would open the user's other firms.
        """
        if sociallogin.state.get("process") != "login" or not sociallogin.is_existing:
            raise ImmediateHttpResponse(
                render(request, "socialaccount/authentication_error.html", status=403)
            )
        logout(request, show_message=False)
        provider_id = sociallogin.provider.app.provider_id
        vouching = connection_named(provider_id)
        if vouching is not None and vouching.connection.asks_second_factor:
            request.session[VOUCHED] = provider_id

    def on_authentication_error(self, request: HttpRequest, provider: Any, **_: Any) -> None:
        """One page for every failure: what the provider said is in the log, not on the page."""
        raise ImmediateHttpResponse(render(request, "socialaccount/authentication_error.html", status=403))


def _app(vouching: Vouching) -> SocialApp:
    """The connection as allauth knows providers; never saved."""
    connection = vouching.connection
    name = connection.provider_id
    app = SocialApp(provider=_PROVIDERS[connection.kind], provider_id=name, name=connection.name[:40])
    if connection.kind == OIDC:
        app.client_id, app.secret = connection.client_id, vouching.secret
        app.settings = {
            "server_url": connection.issuer,
            "oauth_pkce_enabled": True,
            "fetch_userinfo": False,
        }
        return app
    app.client_id = name
    app.settings = {
        "idp": {
            "entity_id": connection.issuer,
            "sso_url": connection.sso_url,
            "x509cert": connection.certificate,
        },
        "advanced": {
            "want_assertion_signed": True,
            "want_name_id": True,
            "want_attribute_statement": False,
            "allow_single_label_domains": True,
        },
        "use_nameid_for_email": True,
    }
    return app
