"""The secret of an invitation's link: made from the row under the installation's key, so that it is kept nowhere.

The mail can go out again after a crash, and who reads the database alone can open no link.
"""

from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Final

from django.utils.crypto import salted_hmac

from claimback.firms.models import Invitation

PREFIX: Final = "cbi_"
_SALT: Final = "claimback.firms.invitation"


def secret_of(invitation: Invitation) -> str:
    """The secret of the link that was sent last: 256 bits, different for each sending."""
    value = f"{invitation.id}:{invitation.sendings}"
    return PREFIX + urlsafe_b64encode(salted_hmac(_SALT, value, algorithm="sha256").digest()).decode().rstrip(
        "="
    )


def digest_of(secret: str) -> bytes:
    """What is kept of a secret."""
    return sha256(secret.encode()).digest()
