"""An authenticator app for who has none at hand: the code that a secret gives now (RFC 6238)."""

import time
from typing import Final

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

PERIOD: Final = 30
_TIME_TO_TYPE: Final = 3


def present_code(secret: str) -> str:
    """The code for the secret in base 32, waited for where the present one is about to end.

    Raises binascii.Error for what is no secret.
    """
    left = PERIOD - time.time() % PERIOD
    if left < _TIME_TO_TYPE:
        time.sleep(left)
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD)))
