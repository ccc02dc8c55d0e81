"""The sums that a letter states: what each is made of, and what it comes to for the facts of a case.

Decimal throughout. What does not add up is never guessed: a missing part, two currencies or a result below zero give no
sum, and the letter then shows a hole. Whether the final text states its sums is decided in `check_sums`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from letters.writing.facts import Amount, LetterFacts

SUM = "sum."
MONEY = re.compile(r"(?P<minus>[-\N{MINUS SIGN}])?(?P<unit>\$|[A-Z]{3} )(?P<digits>\d{1,3}(?:,\d{3})*\.\d\d)")
"""A sum as a letter writes it: ``$1,250.00``, ``EUR 80.00``, ``−$500.00`` where it is taken off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """One sum of a template: the paths whose amounts make it, and those whose amounts are taken off.

    A path names a particular of money, a column of money of a particular of rows (``particular.bills.amount``), an
    amount of every breach (``breaches.owed``), or a sum that stands before this one.
    """

    name: str
    label: str
    of: tuple[str, ...]
    less: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """By which templates name it."""
        return SUM + self.name


def reckon(sums: Iterable[Sum], facts: LetterFacts) -> dict[str, Amount]:
    """What each sum comes to, by its path; without those that can't be reckoned."""
    known: dict[str, Amount] = {}
    for each in sums:
        added = [amount_at(path, facts, known) for path in each.of]
        taken = [amount_at(path, facts, known) for path in each.less]
        amount = _together(added, taken)
        if amount is not None and amount.amount >= 0:
            known[each.path] = amount
    return known


def amount_at(path: str, facts: LetterFacts, known: Mapping[str, Amount]) -> Amount | None:
    """The amount at a path, a column added up; None where it, or any part of it, is not known."""
    if path.startswith(SUM):
        return known.get(path)
    scope, _, name = path.partition(".")
    if scope == "breaches":
        return _together([getattr(breach, name) for breach in facts.breaches], [])
    name, _, column = name.partition(".")
    value = facts.particulars.get(name)
    if not column:
        return value if isinstance(value, Amount) else None
    rows = value if isinstance(value, tuple) else ()
    cells = [row.get(column) for row in rows if isinstance(row, Mapping)]
    return _together([cell if isinstance(cell, Amount) else None for cell in cells], [])


def given_by(path: str) -> str:
    """The fact that gives the amount at a path: a column's is the particular of rows; a sum gives itself."""
    parts = path.split(".")
    return path if path.startswith(SUM) else parts[0] if parts[0] == "breaches" else ".".join(parts[:2])


def _together(added: Iterable[Amount | None], taken: Iterable[Amount | None]) -> Amount | None:
    plus, minus = list(added), list(taken)
    amounts = [amount for amount in (*plus, *minus) if amount is not None]
    if not plus or len(amounts) < len(plus) + len(minus) or len({amount.currency for amount in amounts}) != 1:
        return None
    total = sum((amount.amount for amount in amounts[: len(plus)]), Decimal())
    off = sum((amount.amount for amount in amounts[len(plus) :]), Decimal())
    return Amount(total - off, amounts[0].currency)


def read_money(text: str) -> Amount | None:
    """The sum that a cell of a table shows, below zero where it is taken off; None where it shows something else."""
    match = MONEY.fullmatch(text.strip())
    if match is None:
        return None
    value = Decimal(match["digits"].replace(",", ""))
    unit = match["unit"].strip()
    return Amount(-value if match["minus"] else value, "USD" if unit == "$" else unit)
