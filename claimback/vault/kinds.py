"""The kinds of sealed value: how each is written as bytes, what of it may be shown, and what counts as equal. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

Value = str | date

HIDDEN: Final = "••••"
"""A value of which nothing is shown."""
_SHOWN: Final = 4
_LONG_ENOUGH: Final = 8
"""From this many letters and digits on the last four are shown: fewer would give most of the value away."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of value. `problem` says what is wrong with a value, never repeating it; empty where nothing is."""

    type: type[str] | type[date]
    mask: Callable[[str], str]
    problem: Callable[[str], str]

    def write(self, value: Value) -> str:
        """The value as text."""
        return value.isoformat() if isinstance(value, date) else value

    def read(self, text: str) -> Value:
        """The value from its text."""
        return date.fromisoformat(text) if self.type is date else text


def last_four(text: str) -> str:
    """`•••• 6789`, or `••••` alone for a value that is too short to show a part of."""
    known = compared(text)
    return f"{HIDDEN} {known[-_SHOWN:]}" if len(known) >= _LONG_ENOUGH else HIDDEN


def compared(text: str) -> str:
    """What counts when two numbers are compared: letters in upper case, and digits."""
    return "".join(character for character in text.upper() if character.isalnum())


def _nothing(_: str) -> str:
    return HIDDEN


def _masked_back(text: str) -> str:
    return "This is the masked form. Send the value itself, or leave the field out." if "•" in text else ""


def _nine_digits(text: str) -> str:
    if problem := _masked_back(text):
        return problem
    if not re.fullmatch(r"\d{3}-?\d{2}-?\d{4}|\d{2}-\d{7}", text):
        return "Give nine digits, such as 123-45-6789 or 12-3456789."
    return ""


def _any(_: str) -> str:
    return ""


KINDS: Final = {
    "number": Kind(str, last_four, _masked_back),
    "nine_digits": Kind(str, last_four, _nine_digits),
    "date": Kind(date, _nothing, _any),
    "prose": Kind(str, _nothing, _masked_back),
}
"""`number`: a policy's or member's. `nine_digits`: a social security or a taxpayer's number. `prose`: a diagnosis."""
