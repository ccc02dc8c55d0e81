"""Whether one letter decides about more than one claim: each is a denial of its own, with its own dates and clocks."""

import re
from collections.abc import Iterator, Sequence

from letters.reading.findings import Doubt, Reference, Span
from letters.reading.layout import Letter

_NAMED = re.compile(r"\bclaim\s+(?:no\.?\s*|number\s+|#\s*)?(\d[\dA-Z]*(?:-[\dA-Z]+)*)\b", re.IGNORECASE)
"""A number that the word itself stands before, as in a sentence about the claim."""
_SHORTEST = 6


def claim_doubts(letter: Letter, references: Sequence[Reference]) -> list[Doubt]:
    """A doubt where the letter names several claim numbers; one with a suffix is the same claim's."""
    claims: dict[str, Span] = {}
    for at in _numbers(letter, references):
        number = "".join(filter(str.isalnum, at.quote)).upper()
        if not any(number.startswith(known) or known.startswith(number) for known in claims):
            claims[number] = at
    if len(claims) < 2:
        return []
    *others, last = claims.values()
    return [
        Doubt(
            "reference_numbers",
            f"The letter names {len(claims)} claims: {', '.join(at.quote for at in others)} and {last.quote}. If it "
            "decides about each, record a denial for each, with the reasons that are its own.",
            last,
        )
    ]


def _numbers(letter: Letter, references: Sequence[Reference]) -> Iterator[Span]:
    yield from (found.at for found in references if found.kind == "claim")
    for page, view in enumerate(letter.views, start=1):
        for match in _NAMED.finditer(view):
            if sum(map(str.isdigit, match[1])) >= _SHORTEST:
                yield letter.span(page, *match.span(1))
