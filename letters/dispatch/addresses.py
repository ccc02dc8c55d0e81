"""Addresses as vendors take them, from the lines of an envelope or as a number was typed. Pure."""

import re
from dataclasses import dataclass
from typing import Final

from letters.dispatch.interface import AddressUnusable

_LAST_LINE: Final = re.compile(
    r"(?P<city>[^\d,]+?),?\s+(?P<state>[A-Za-z]{2})\.?,?\s+(?P<zip>\d{5}(?:-\d{4})?)"
)
_COUNTRY: Final = re.compile(r"U\.?\s?S\.?\s?(A\.?)?|United States( of America)?", re.IGNORECASE)
_NAME_LIMIT: Final = 40
_LINE_LIMIT: Final = 64


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """An address in the United States: who, `company` where a second line says who, and where."""

    name: str
    company: str
    line1: str
    line2: str
    city: str
    state: str
    zip: str


def postal_address(text: str) -> PostalAddress:
    """The address that these lines write: who, perhaps a unit, the street or box, and city, state and ZIP.

    Raises AddressUnusable, which says what is missing or too long.
    """
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    if lines and _COUNTRY.fullmatch(lines[-1]):
        lines.pop()
    last = _LAST_LINE.fullmatch(lines[-1]) if lines else None
    if last is None:
        raise AddressUnusable(
            "The last line must be the city, the state and the ZIP, such as Testville, OH 43999."
        )
    who, where = _split(lines[:-1])
    if not who or not where:
        raise AddressUnusable(
            "Give who it goes to, then the street or the box, then city, state and ZIP, a line each."
        )
    if len(who) > 2 or len(where) > 2 or any(len(line) > _NAME_LIMIT for line in who):
        raise AddressUnusable(
            f"Write who it goes to in at most two lines of {_NAME_LIMIT} characters, and the street in at most two."
        )
    if any(len(line) > _LINE_LIMIT for line in where):
        raise AddressUnusable(f"A line of the street is longer than {_LINE_LIMIT} characters.")
    name, company = [*who, ""][:2]
    line1, line2 = [*where, ""][:2]
    return PostalAddress(
        name, company, line1, line2, last["city"].strip(), last["state"].upper(), last["zip"]
    )


def fax_number(text: str) -> str:
    """The number in the form of E.164, such as +15125550100; ten digits are of North America.

    Raises AddressUnusable.
    """
    digits = re.sub(r"[\s().\-/]", "", text)
    if re.fullmatch(r"[2-9]\d{9}", digits):
        return f"+1{digits}"
    if re.fullmatch(r"1[2-9]\d{9}", digits):
        return f"+{digits}"
    if re.fullmatch(r"\+[1-9]\d{7,14}", digits):
        return digits
    raise AddressUnusable("Give the fax number with its area code, such as (512) 555-0100 or +15125550100.")


def _split(lines: list[str]) -> tuple[list[str], list[str]]:
    """Who and where: from the first line after the name on that has a number, it is where. A long name is two lines."""
    at = next((place for place, line in enumerate(lines) if place and re.search(r"\d", line)), len(lines))
    who = [part for line in lines[:at] for part in _folded(line)]
    return who, lines[at:]


def _folded(line: str) -> list[str]:
    if len(line) <= _NAME_LIMIT:
        return [line]
    cut = line.rfind(" ", 0, _NAME_LIMIT + 1)
    return [line[:cut], line[cut + 1 :]] if cut > 0 else [line]
