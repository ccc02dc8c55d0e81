"""Words that a password may not be made of: they are what somebody who guesses for this installation tries first."""

import re
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

WORDS: Final = frozenset(
    {
        *("claimback", "claim", "claims", "denial", "denied", "appeal", "insurance", "insurer", "adjuster"),
        *("attorney", "lawyer", "lawfirm", "paralegal", "owner", "admin", "administrator", "support"),
        *("password", "passwort", "welcome", "letmein", "changeme", "secret", "qwerty", "login"),
    }
)
_LEFT: Final = 8
"""Letters that a password has beside such words, at least."""
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
