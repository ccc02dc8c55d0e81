"""What a password may not be: words tried first for this installation, or what the world's lists of passwords hold."""

import re
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from zxcvbn import zxcvbn

WORDS: Final = frozenset(
    {
        *("claimback", "claim", "claims", "denial", "denied", "appeal", "insurance", "insurer", "adjuster"),
        *("attorney", "lawyer", "lawfirm", "paralegal", "owner", "admin", "administrator", "support"),
        *("password", "passwort", "welcome", "letmein", "changeme", "secret", "qwerty", "login"),
    }
)
_LEFT: Final = 8
"""Letters that a password has beside such words, at least."""
_GUESSES: Final = 1_000_000
_READ: Final = 64
"""Letters that are looked at: what is longer is no easier to guess."""
_LONGEST_FIRST: Final = re.compile("|".join(sorted(WORDS, key=len, reverse=True)))


class OwnWords:
    """A validator of Django's: a password is not one of these words with a few letters more."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError for a password of which little is left without the words, digits and signs."""
        left = re.sub(r"[^a-z]", "", _LONGEST_FIRST.sub("", password.lower()))
        if _LONGEST_FIRST.search(password.lower()) and len(left) < _LEFT:
            raise ValidationError(self.get_help_text(), code="password_of_common_words")

    def get_help_text(self) -> str:
        """What the form says beside the field."""
        return _(
            "Do not make it of words that are tried first here, such as “claim”, “appeal” or “password”."
        )


class Guessable:
    """A validator of Django's: a password is not one of the common ones, nor little more than one of them.

    What it is compared with are lists of leaked passwords, of names and of words, runs of keys, repetitions and dates,
    and the member's own name and address. It is never told which letters a password must have.
    """

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError for a password that is found within a million guesses."""
        own = [getattr(user, name, "") for name in ("email", "name")]
        if zxcvbn(password[:_READ], user_inputs=own, max_length=_READ)["guesses"] < _GUESSES:
            raise ValidationError(
                _(
                    "Many people have chosen one like this, and it is tried first. Add a word or two that few use."
                ),
                code="password_guessable",
            )

    def get_help_text(self) -> str:
        """What the form says beside the field."""
        return _("Do not take one that many people have, such as a row of keys or a name with a year.")
