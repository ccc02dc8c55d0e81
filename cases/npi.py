"""The National Provider Identifier of a doctor. Pure."""

from typing import Final

_PREFIX: Final = "80840"


def npi_holds(number: str) -> bool:
    """Whether ten digits are an NPI: the last one is Luhn's check digit over the prefix 80840 and the nine before it.

    45 CFR 162.406(a): an identifier of ten digits, the last of which checks the others.
    """
    if len(number) != 10 or not (number.isascii() and number.isdigit()):
        return False
    total = 0
    for place, digit in enumerate(reversed(_PREFIX + number)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
