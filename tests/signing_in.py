"""Signing in, for tests: a password and a second factor through the pages, or a session as they leave it."""

import time
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from claimback.accounts.models import User
from claimback.accounts.services import authenticator_ensure, email_prove
from claimback.accounts.sessions import SEEN, SIGNED_IN

PASSWORD = "a-password-for-looking"


def ready(user: User, password: str = PASSWORD) -> str:
    """Give the user a password, a proven address and an authenticator app. Returns the app's secret."""
    user.set_password(password)
    user.save(update_fields=["password"])
    email_prove(user=user)
    return authenticator_ensure(user=user)


def code(secret: str) -> str:
    """What the authenticator app shows now, with at least three seconds left to type it."""
    left = 30 - time.time() % 30
    if left < 3:
        time.sleep(left)
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def signed_in(client: Client, user: User, *methods: dict[str, Any], at: float | None = None) -> None:
    """Sign the client's session in, as the pages leave it: with a password and a code, or with what is given.

    It is the session that `force_login` makes, without what else hears of a sign-in.
    """
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    proofs = methods or ({"method": "password"}, {"method": "mfa", "type": "totp"})
    session["account_authentication_methods"] = [{"at": at or time.time(), **proof} for proof in proofs]
    session["account_authentication_methods_user"] = str(user.pk)
    session[SIGNED_IN] = session[SEEN] = at or time.time()
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""
