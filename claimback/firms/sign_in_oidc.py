"""Sign-in by OpenID Connect: allauth's, with the ID token's signature checked however the token came.

The specification lets a client trust TLS instead. A firm chooses its provider, so nothing but the signature is taken,
by algorithms of two keys alone; and only of a token that was made for this very sign-in, as its nonce tells.
"""

import logging
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit

from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac
from jwt import PyJWTError, get_unverified_header
from requests import RequestException

from claimback.firms.models.sign_in import OIDC
from claimback.firms.sign_in_adapter import connection_named
from claimback.firms.sign_in_pages import failed

_LOG = logging.getLogger(__name__)
ALGORITHMS: Final = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
)
"""By which a provider may sign: none of them by a secret that both sides have."""


class SignedTokens(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """The provider of one connection."""

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        """The claims, if the connection's own issuer signed them for us and for this sign-in. Raises OAuth2Error."""
        if get_unverified_header(id_token).get("alg") not in ALGORITHMS:
            raise OAuth2Error("The provider signs by an algorithm that is not taken.")
        claims: dict[str, Any] = jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self._issuer(app),
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
            verify_signature=True,
        )
        if not constant_time_compare(str(claims.get("nonce", "")), _nonce(self.request.GET["state"])):
            raise OAuth2Error("The token was made for another sign-in.")
        return claims

    def _issuer(self, app: SocialApp) -> str:
        """The issuer that the provider names, which is the one that the firm registered."""
        named = str(self.openid_config["issuer"])
        if named.rstrip("/") != app.settings["server_url"]:
            raise OAuth2Error("The provider names another issuer.")
        return named

    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any) -> Any:
        """As allauth; an answer without an ID token is none."""
        if not kwargs["response"].get("id_token"):
            raise OAuth2Error("The provider sent no ID token.")
        return super().complete_login(request, app, token, **kwargs)


def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """To the provider; a GET asks first, so that no other site can begin a sign-in here."""
    answer = _answer(OAuth2LoginView, request, provider_id)
    if state := parse_qs(urlsplit(answer.get("Location", "")).query).get("state"):
        answer["Location"] += "&" + urlencode({"nonce": _nonce(state[0])})
    return answer


def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from the provider."""
    return _answer(OAuth2CallbackView, request, provider_id)


def _nonce(state: str) -> str:
    """What the token of a sign-in must hold. The state is the session's own, and opens once."""
    return salted_hmac("claimback.firms.sign_in_oidc.nonce", state, algorithm="sha256").hexdigest()


def _answer(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    """The view's answer for this connection. What a provider sends may be anything: the page says that it failed."""
    vouching = connection_named(provider_id)
    if vouching is None or vouching.connection.kind != OIDC:
        raise Http404
    try:
        response: HttpResponse = view.adapter_view(SignedTokens(request, provider_id))(request)
    except (RequestException, OAuth2Error, PyJWTError, KeyError, TypeError, ValueError) as error:
        _LOG.warning(
            "A provider failed: %s", type(error).__name__, extra={"ids": {"connection": provider_id}}
        )
        return failed(request)
    return response
