"""Reads what a missed date costs from a rule's data, and refuses what could not be reckoned.

What it comes to in a case is `clock.money`'s work.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from cases.vocabulary import EVENT_KINDS
from deadlines.law.model import MoneyRemedy

_NEEDED: Final = {
    "interest": "rate_percent",
    "interest_over": "reference",
    "per_day": "per_day",
    "percent": "percent",
}
_INTEREST: Final = frozenset({"base", "from_event", "until"})
_OWN: Final = {
    "interest": frozenset({"rate_percent", "per"}) | _INTEREST,
    "interest_over": frozenset({"reference", "points", "multiple", "floor_percent", "ceiling_percent"})
    | _INTEREST,
    "per_day": frozenset({"per_day", "from_event"}),
    "percent": frozenset({"percent", "base"}),
}
_SHARED: Final = frozenset({"kind", "citation", "minimum", "cap", "currency", "once", "up_to", "when"})
_NUMBERS: Final = frozenset(
    {
        "rate_percent",
        "points",
        "multiple",
        "floor_percent",
        "ceiling_percent",
        "per_day",
        "percent",
        "minimum",
        "cap",
    }
)


def money_remedy(raw: Mapping[str, Any]) -> MoneyRemedy:
    """A remedy from data that fits the grammar, its `when` already read.

    Raises ValueError, saying what is wrong, for one that could not be reckoned.
    """
    kind = raw["kind"]
    if _NEEDED[kind] not in raw:
        raise ValueError(f"a remedy of kind {kind} without {_NEEDED[kind]}")
    if stray := sorted(set(raw) - _OWN[kind] - _SHARED):
        raise ValueError(f"a remedy of kind {kind} with {', '.join(stray)}")
    since = raw.get("from_event", "due")
    if since not in ("due", "trigger") and since not in EVENT_KINDS:
        raise ValueError(f"a remedy that runs from {since!r}, which is no kind of event")
    values: dict[str, Any] = dict(raw)
    values.update((name, Decimal(raw[name])) for name in _NUMBERS & raw.keys())
    made = MoneyRemedy(**values)
    for least, most in ((made.minimum, made.cap), (made.floor_percent, made.ceiling_percent)):
        if least is not None and most is not None and most < least:
            raise ValueError(f"a remedy of at least {least} and at most {most}")
    if made.once and kind in ("interest", "interest_over") and made.until != "paid":
        raise ValueError("interest once in a claim that ends with one act: let it run until it is paid")
    return made
