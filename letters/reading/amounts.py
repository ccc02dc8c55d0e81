"""Sums of money, and what the words before them say they are for."""

import re
from decimal import Decimal

from letters.reading.findings import Amount
from letters.reading.layout import Letter

_AMOUNT = re.compile(
    r"(?<![\w$])(?:US)?\$\s?(?P<figure>\d{1,3}(?:,\d{3})+(?:\.\d{2})?|\d+(?:\.\d{2})?)(?![\d,]*\d)"
)
# The nearest of these words before a sum, in its sentence and line, names it.
_KINDS = (
    (
        "patient_responsibility",
        r"you (?:may )?owe|patient responsibility|your responsibility|you (?:may )?be billed",
    ),
    ("denied", r"(?:amount|charges?|total) (?:denied|not covered)|denied amount|not covered|denied"),
    (
        "billed",
        r"(?:total )?(?:billed|submitted|amount billed)(?: (?:amount|charges?))?|total (?:amount|"
        r"charges?)|charged",
    ),
    ("allowed", r"allowed|allowable|covered amount"),
    ("deductible", r"deductible"),
    ("paid", r"(?:plan )?paid|payment|check|benefit paid"),
    ("limit", r"limit|maximum|sublimit"),
    ("estimate", r"estimate|replacement cost|actual cash value|depreciation"),
)
_KIND = re.compile("|".join(f"(?P<{kind}>\\b(?:{words})\\b)" for kind, words in _KINDS), re.IGNORECASE)
_FARTHEST_LABEL = 60


def amounts(letter: Letter) -> tuple[Amount, ...]:
    """Every sum in dollars, in reading order; a table's cell, whose heading stands elsewhere, is of kind `other`."""
    found: list[Amount] = []
    for page, view in enumerate(letter.views, start=1):
        for match in _AMOUNT.finditer(view):
            before = view[max(0, match.start() - _FARTHEST_LABEL) : match.start()]
            value = Decimal(match["figure"].replace(",", ""))
            at = letter.span(page, *match.span())
            found.append(Amount(_kind(before), value, "USD", at))
    return tuple(found)


def _kind(before: str) -> str:
    """The kind that the last words before a sum name. A sum or a full stop in between ends the search."""
    tail = re.split(r"\$\s?[\d,.]+|[.;]\s", before)[-1]
    # Words on the sum's own line name it; only a sum that begins its line is named by the line above.
    *above, own = tail.split("\n")
    label = own if own.strip() else (above[-1] if above else "")
    named = [match.lastgroup or "other" for match in _KIND.finditer(label)]
    return named[-1] if named else "other"
