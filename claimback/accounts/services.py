"""Opening accounts and what proves that they are somebody's: the only writers of these rows beside allauth."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.mfa.utils import decrypt
from allauth.usersessions.models import UserSession
from django.db import transaction

from claimback.accounts.models import User
from claimback.accounts.selectors import sessions_by_connection


def email_prove(*, user: User) -> None:
    """Take the user's e-mail address for proven: they followed a link in a mail to it, or an operator vouches."""
    with transaction.atomic():
        address, _ = EmailAddress.objects.get_or_create(
            user=user, email=user.email, defaults={"verified": True, "primary": True}
        )
        if not (address.verified and address.primary):
            EmailAddress.objects.filter(user=user).update(primary=False)
            address.verified = address.primary = True
            address.save(update_fields=["verified", "primary"])


def authenticator_ensure(*, user: User) -> str:
    """The secret of the user's authenticator app, in base 32; made if there is none."""
    kept = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if kept is not None:
        return str(decrypt(kept.data["secret"]))
    secret: str = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def session_note_connection(*, session_key: str, connection: str) -> None:
    """Keep with a session by which firm's identity provider it was opened."""
    UserSession.objects.filter(session_key=session_key).update(data={"connection": connection})


def sessions_end(*, connection: str) -> int:
    """End every session that this identity provider opened. Returns how many there were."""
    sessions = sessions_by_connection(connection)
    for session in sessions:
        session.end()
    return len(sessions)
