"""What allauth asks of this installation: who may open an account, how mail goes out, how secrets are kept.

Which firm's identity provider may sign somebody in is a firm's question: `claimback.firms.sign_in_adapter`.
"""

import base64
import logging
from functools import cache
from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.utils.encoding import force_bytes

from claimback.accounts.lockout import tell_owner
from claimback.accounts.services import session_note_connection
from claimback.accounts.sessions import SEEN, SIGNED_IN, session_strength
from claimback.kernel.clock import now

_LOG = logging.getLogger(__name__)
_PURPOSE: Final = b"claimback.accounts: second factors"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are opened by invitation alone, and a mail server that is down tells nobody who has one."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: an account is made by an invitation or on the command line."""
        return False

    def is_reauthentication_required(self, *, app: str, **_: Any) -> bool:
        """Only where the last proof of who asks is older than for any other grave act: a fresh sign-in is one."""
        return not session_strength(self.request).recent(now())

    def pre_login(
        self,
        request: HttpRequest,
        user: AbstractBaseUser,
        *,
        signal_kwargs: dict[str, Any] | None,
        **kwargs: Any,
    ) -> HttpResponse | None:
        """As allauth; what an identity provider said, its tokens too, does not wait in the session for a code."""
        if signal_kwargs is not None:
            signal_kwargs.pop("sociallogin", None)
        response: HttpResponse | None = super().pre_login(
            request, user, signal_kwargs=signal_kwargs, **kwargs
        )
        return response

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Sign in under a new session key, and note when."""
        super().login(request, user)
        request.session[SIGNED_IN] = request.session[SEEN] = now().timestamp()

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse:
        """Note by which firm's provider the session came, so that ending the connection ends it."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        strength = session_strength(request)
        proved = [name for name in ("password", "passkey", "second_factor") if getattr(strength, name)]
        _LOG.info("User %s signed in by %s.", user.pk, ", ".join([*proved, strength.connection]).strip(", "))
        connection = strength.connection
        if connection:
            session_note_connection(session_key=request.session.session_key or "", connection=connection)
        return response

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Note it, with no word of what was tried, and tell the account's owner when this failure locked it."""
        _LOG.warning("A sign-in failed.")
        tell_owner(self, request, str(credentials.get("email", "")))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send; a failure is logged alone. Shown, it would tell that the address has an account."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as error:  # smtplib's errors are OSErrors
            _LOG.error("An account's e-mail was not sent: %s: %s", template_prefix, type(error).__name__)


@cache
def _seal() -> MultiFernet:
    """The keys for second factors, each derived from one SECRET_KEY: the present one seals, former ones open."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    derived = [
        HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(force_bytes(key)) for key in keys
    ]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in derived])


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of authenticator apps and recovery codes are sealed at rest."""

    def encrypt(self, text: str) -> str:
        """The sealed text."""
        return _seal().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The text. Raises cryptography's InvalidToken for what no present or former SECRET_KEY sealed."""
        return _seal().decrypt(encrypted_text.encode()).decode()
