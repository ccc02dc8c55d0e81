"""Reading users, and the sessions and second factors that are theirs."""

from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from claimback.accounts.models import User


def user_by_email(email: str) -> User | None:
    """The user with this e-mail address, whatever its case."""
    return User.objects.filter(email=email.lower()).first()


def second_factors(user_id: UUID) -> set[str]:
    """The kinds of second factor that a user has: totp, webauthn; recovery codes alone are none."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return set(Authenticator.objects.filter(user_id=user_id, type__in=kinds).values_list("type", flat=True))


def sessions_by_connection(connection: str) -> list[UserSession]:
    """The sessions that one firm's identity provider opened."""
    return list(UserSession.objects.filter(data__connection=connection))


def user_get(user_id: UUID) -> User:
    """The user with this id. Raises User.DoesNotExist."""
    return User.objects.get(id=user_id)
