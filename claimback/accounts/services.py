"""Opening accounts and what proves that they are somebody's: the only writers of these rows beside allauth."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.mfa.utils import decrypt
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.mail import send_mail
from django.db import transaction
from django.utils.translation import gettext, override

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


def sessions_end_of(*, user: User | None) -> int:
    """End every session of a user, or of everybody where none is named. Returns how many there were."""
    sessions = UserSession.objects.all() if user is None else UserSession.objects.filter(user=user)
    keys = list(sessions.values_list("session_key", flat=True))
    with transaction.atomic():
        Session.objects.filter(session_key__in=keys).delete()
        sessions.filter(session_key__in=keys).delete()
    return len(keys)


def factors_forget(*, user: User) -> int:
    """Forget all second factors of a user, end their sessions, and tell them by mail. Returns how many there were.

    At the next sign-in the password leads to setting one up. Who asks for it proves before who they are: decision 27.
    """
    with transaction.atomic():
        factors = Authenticator.objects.filter(user=user)
        count: int = factors.exclude(type=Authenticator.Type.RECOVERY_CODES).count()
        factors.delete()
        sessions_end_of(user=user)
    subjects, texts = zip(*(_forgotten(code) for code, _ in settings.LANGUAGES), strict=True)
    send_mail(f"[ClaimBack] {' / '.join(subjects)}", "\n\n".join(texts), None, [user.email])
    return count


def _forgotten(language: str) -> tuple[str, str]:
    """The subject and the text of the mail, in one of the languages of whom it goes to: which one is not known here."""
    with override(language):
        return gettext("Your second factor was removed"), gettext(
            "Whoever runs this installation of ClaimBack has removed the second factor of your account, and signed "
            "you out. Sign in with your password and set up a new one at once. If you did not ask for this, tell them "
            "now."
        )
