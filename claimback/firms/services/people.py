"""The users whom a firm brings with it, and those whom it leaves behind when it is erased."""

from collections.abc import Iterable
from uuid import UUID

from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session

from claimback.accounts.models import User


def user_bring(*, id: UUID, email: str, name: str) -> tuple[UUID, bool]:
    """The user with this e-mail address, and whether they were made here: without a password, which they set by mail.

    A new one keeps the id where it is free.
    """
    found = User.objects.filter(email__iexact=email).first()
    if found is not None:
        return found.id, False
    free = not User.objects.filter(id=id).exists()
    user = User(email=User.objects.normalize_email(email).lower(), name=name, **({"id": id} if free else {}))
    user.set_unusable_password()
    user.save(force_insert=True)
    return user.id, True


def users_hold(*, user_ids: Iterable[UUID]) -> None:
    """Lock users until the end of the transaction, so that none of them is removed or put into a firm meanwhile."""
    list(User.objects.select_for_update().filter(id__in=list(user_ids)).order_by("id"))


def users_remove(*, user_ids: Iterable[UUID]) -> int:
    """Delete users who are a member of no firm, with their sessions, addresses and second factors. Returns how many.

    What was kept of failed sign-ins under their addresses goes too. The installation's own support stays.
    Raises ProtectedError or IntegrityError for one who is a member still.
    """
    leaving = list(User.objects.filter(id__in=list(user_ids), is_operator=False))
    keys = UserSession.objects.filter(user__in=leaving).values_list("session_key", flat=True)
    Session.objects.filter(session_key__in=list(keys)).delete()
    for user in leaving:
        AccessAttempt.objects.filter(username__iexact=user.email).delete()
        user.delete()
    return len(leaving)
