"""What a firm asks of a session before it opens: whose word it is, a second factor, use, and a fresh proof.

Tokens are not asked: they were made in a session that was.
"""

from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest

from claimback.accounts.refusals import ReauthenticationRequired, SecondFactorRequired, SessionIdle
from claimback.accounts.selectors import second_factors
from claimback.accounts.sessions import Strength, limit_idle, session_strength
from claimback.kernel.clock import now
from claimback.kernel.errors import NotFound
from claimback.tenancy.enter import Entered


def connection_firm(strength: Strength) -> UUID | None:
    """The firm whose identity provider opened the session; None where the user did so themselves.

    A connection is named `<firm>.<connection>`, both ids.
    """
    return UUID(strength.connection.partition(".")[0]) if strength.connection else None


def check_session(
    request: HttpRequest, entered: Entered, *, second_factor: bool = False, fresh: bool = False
) -> None:
    """Hold a session against the policy of the firm that it enters.

    `second_factor` asks for one whatever the policy says; `fresh` asks for a proof from the last ten minutes.
    Raises NotFound for a session that another firm's identity provider opened, until the user has proved
    themselves beside it; SessionIdle; SecondFactorRequired; ReauthenticationRequired.
    """
    strength = session_strength(request)
    vouching = connection_firm(strength)
    if vouching not in (None, entered.member.firm_id) and not strength.own:
        raise NotFound
    if not limit_idle(request, entered.idle_minutes):
        raise SessionIdle
    if (second_factor or entered.second_factor_required) and not strength.second_factor:
        raise SecondFactorRequired
    if fresh and not strength.recent(now()):
        raise ReauthenticationRequired


def second_factor_page(request: HttpRequest) -> str:
    """The address at which the user confirms with the second factor they have, or sets one up; then goes on."""
    user_id = request.user.pk
    assert user_id is not None
    kinds = second_factors(user_id)
    if "webauthn" in kinds:
        page = "/accounts/2fa/webauthn/reauthenticate/"
    else:
        page = "/accounts/2fa/reauthenticate/" if kinds else "/accounts/2fa/totp/activate/"
    return _and_back(page, request)


def proof_page(request: HttpRequest) -> str:
    """The address at which the user proves again who they are, by what they signed in with; then goes on."""
    strength = session_strength(request)
    if strength.connection and not strength.own:
        return _and_back(f"/accounts/sign-in/{strength.connection}/", request)
    return _and_back("/accounts/reauthenticate/", request)


def login_page(request: HttpRequest) -> str:
    """The address of the sign-in, which leads back here."""
    return _and_back(settings.LOGIN_URL, request)


def _and_back(page: str, request: HttpRequest) -> str:
    return f"{page}?{urlencode({'next': request.get_full_path()})}"
