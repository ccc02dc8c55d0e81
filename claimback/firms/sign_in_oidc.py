"""Sign-in by OpenID Connect: allauth's, with the ID token's signature checked however the token came.

The specification lets a client trust TLS instead. A firm chooses its provider, so nothing but the signature is taken.
"""

from typing import Any

from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404, HttpRequest, HttpResponse

from claimback.firms.sign_in_adapter import connection_named


class SignedTokens(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """The provider of one connection."""

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        """The claims, if the connection's own issuer signed them for us. Raises OAuth2Error."""
        claims: dict[str, Any] = jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=app.settings["server_url"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
            verify_signature=True,
        )
        return claims

    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any) -> Any:
        """As allauth; an answer without an ID token is none."""
        if not kwargs["response"].get("id_token"):
            raise OAuth2Error("The provider sent no ID token.")
        return super().complete_login(request, app, token, **kwargs)


def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """To the provider; a GET asks first, so that no other site can begin a sign-in here."""
    response: HttpResponse = OAuth2LoginView.adapter_view(_adapter(request, provider_id))(request)
    return response


def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from the provider."""
    response: HttpResponse = OAuth2CallbackView.adapter_view(_adapter(request, provider_id))(request)
    return response


def _adapter(request: HttpRequest, provider_id: str) -> SignedTokens:
    vouching = connection_named(provider_id)
    if vouching is None or vouching.connection.kind != "oidc":
        raise Http404
    return SignedTokens(request, provider_id)
