"""Two estimates of one loss, line against line: what matches, what only one side has, and where the difference is from.

The causes add up to the difference to the cent. Lines match where their rooms are the same and their codes or words
are; what a person paired or kept apart wins over that. Pure.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final
from uuid import UUID

from jellyfish import jaro_winkler_similarity
from moneyed import Money

from claimback.kernel.money import CENT, money, rounded, total

CAUSES: Final = {
    "only_ours": "Lines that only ours has",
    "only_theirs": "Lines that only theirs has",
    "quantity": "Quantities",
    "unit_price": "Unit prices",
    "unit": "Lines reckoned in different units",
    "tax": "Tax",
    "overhead_profit": "Overhead and profit",
    "rounding": "Rounding",
    "unexplained": "Lines that do not add up",
    "depreciation": "Depreciation",
}
"""Where a difference is from. All but depreciation add up to that of replacement cost, all to that of cash value."""

ALIKE: Final = Decimal("0.80")
"""From what likeness on two descriptions in one room are taken for one work."""
ROUNDED: Final = CENT * 2
"""By how much a line may miss what its quantity and price come to, and still be rounding."""

_UNITS: Final = {"SF": ("SF", 1), "SQ": ("SF", 100), "SY": ("SF", 9), "LF": ("LF", 1), "YD": ("LF", 3)}
"""Units that measure the same, with how many of the first the second is."""
_SAME: Final = {"SQFT": "SF", "SQUARE": "SQ", "EACH": "EA", "HOUR": "HR", "HOURS": "HR", "LNFT": "LF"}
_STOP: Final = frozenset(["and", "the", "of", "for", "to", "with", "per", "a", "in", "up", "r", "rr"])


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an estimate. `rcv` is the whole replacement cost, tax, overhead and profit in it."""

    id: UUID
    room: str
    code: str
    description: str
    quantity: Decimal
    unit: str
    unit_price: Money
    rcv: Money
    depreciation: Money
    acv: Money
    tax: Money
    overhead_profit: Money


@dataclass(frozen=True, slots=True)
class Estimate:
    """An estimate's lines, and the totals that its paper says, where it says them."""

    name: str
    lines: tuple[Line, ...]
    stated_rcv: Money | None = None
    stated_acv: Money | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two lines taken for one work: `how` is person, code or words. `causes` explain ours less theirs."""

    ours: Line
    theirs: Line
    how: str
    likeness: Decimal
    rcv: Money
    acv: Money
    causes: dict[str, Money]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both estimates side by side. `causes` add up to the difference; `faults` say which totals miss their lines."""

    pairs: tuple[Pair, ...]
    only_ours: tuple[Line, ...]
    only_theirs: tuple[Line, ...]
    ours_rcv: Money
    theirs_rcv: Money
    ours_acv: Money
    theirs_acv: Money
    causes: dict[str, Money]
    faults: tuple[str, ...] = field(default=())

    @property
    def rcv(self) -> Money:
        """By how much our replacement cost is more than theirs."""
        return self.ours_rcv - self.theirs_rcv

    @property
    def acv(self) -> Money:
        """By how much our actual cash value is more than theirs."""
        return self.ours_acv - self.theirs_acv


def compare(
    ours: Estimate,
    theirs: Estimate,
    currency: str,
    *,
    paired: Iterable[tuple[UUID, UUID]] = (),
    apart: Iterable[tuple[UUID, UUID]] = (),
) -> Comparison:
    """Ours against theirs. `paired` and `apart` are what a person said of lines, ours first."""
    by_hand = dict(paired)
    matched = _matched(ours.lines, theirs.lines, by_hand, frozenset(apart))
    pairs = [_pair(*match, currency) for match in matched]
    ours_in, theirs_in = {pair.ours.id for pair in pairs}, {pair.theirs.id for pair in pairs}
    only_ours = tuple(line for line in ours.lines if line.id not in ours_in)
    only_theirs = tuple(line for line in theirs.lines if line.id not in theirs_in)
    nought = money(0, currency)
    causes = dict.fromkeys(CAUSES, nought)
    for pair in pairs:
        for cause, amount in pair.causes.items():
            causes[cause] += amount
    causes["only_ours"] = total((line.rcv for line in only_ours), currency)
    causes["only_theirs"] = -total((line.rcv for line in only_theirs), currency)
    causes["depreciation"] += total((line.acv - line.rcv for line in only_ours), currency)
    causes["depreciation"] -= total((line.acv - line.rcv for line in only_theirs), currency)
    return Comparison(
        pairs=tuple(pairs),
        only_ours=only_ours,
        only_theirs=only_theirs,
        ours_rcv=total((line.rcv for line in ours.lines), currency),
        theirs_rcv=total((line.rcv for line in theirs.lines), currency),
        ours_acv=total((line.acv for line in ours.lines), currency),
        theirs_acv=total((line.acv for line in theirs.lines), currency),
        causes=causes,
        faults=(*faults(ours, currency), *faults(theirs, currency)),
    )


def faults(estimate: Estimate, currency: str) -> tuple[str, ...]:
    """Which totals on an estimate's paper are not what its lines add up to, each with the difference."""
    found = []
    for what, stated, amounts in (
        ("replacement cost", estimate.stated_rcv, (line.rcv for line in estimate.lines)),
        ("actual cash value", estimate.stated_acv, (line.acv for line in estimate.lines)),
    ):
        whole = total(amounts, currency)
        if stated is not None and stated != whole:
            off = abs((stated - whole).amount)
            more = "more" if stated > whole else "less"
            found.append(
                f"{estimate.name}: the paper says a {what} of {stated.amount:,.2f}, {off:,.2f} {more} than its lines, "
                f"which add up to {whole.amount:,.2f}."
            )
    return tuple(found)


def _matched(
    ours: Sequence[Line],
    theirs: Sequence[Line],
    by_hand: Mapping[UUID, UUID],
    apart: frozenset[tuple[UUID, UUID]],
) -> list[tuple[Line, Line, str, Decimal]]:
    """Pairs in the order of our lines: those made by hand, then the likeliest first, each line once."""
    known = {line.id: line for line in theirs}
    made = {
        line.id: (line, known[by_hand[line.id]], "person", Decimal(1))
        for line in ours
        if by_hand.get(line.id) in known
    }
    taken = {match[1].id for match in made.values()}
    rooms: defaultdict[str, list[Line]] = defaultdict(list)
    for line in theirs:
        if line.id not in taken:
            rooms[_plain(line.room)].append(line)
    words = {line.id: _words(line.description, line.room) for line in (*ours, *theirs)}
    possible = []
    for place, line in enumerate(ours):
        if line.id in made:
            continue
        for other in rooms[_plain(line.room)]:
            if (line.id, other.id) in apart:
                continue
            how, likeness = _likeness(line, other, words)
            if likeness >= ALIKE:
                possible.append((-likeness, _apart(line, other), place, line, other, how))
    for minus, _, _, line, other, how in sorted(possible, key=lambda each: each[:3]):
        if line.id not in made and other.id not in taken:
            made[line.id] = (line, other, how, -minus)
            taken.add(other.id)
    return [made[line.id] for line in ours if line.id in made]


def _likeness(line: Line, other: Line, words: Mapping[UUID, str]) -> tuple[str, Decimal]:
    """How alike two lines are, from 0 to 1, and by what: the same code, or the words of the description."""
    if line.code and _plain(line.code) == _plain(other.code):
        return "code", Decimal(1)
    mine, others = words[line.id], words[other.id]
    if not mine or not others:
        return "words", Decimal(0)
    ours, theirs = set(mine.split()), set(others.split())
    shared = len(ours & theirs) / len(ours | theirs)
    spelt = jaro_winkler_similarity(mine, others)
    # Words that are the same count; letters that are alike count only where some words are the same.
    likeness = max(shared, spelt if shared >= 0.4 else 0.0)
    return "words", Decimal(likeness).quantize(Decimal("0.01"))


def _apart(line: Line, other: Line) -> Decimal:
    """How far two quantities are apart, for two that are equally alike."""
    return abs(line.quantity - other.quantity)


def _pair(ours: Line, theirs: Line, how: str, likeness: Decimal, currency: str) -> Pair:
    """The pair with its difference explained."""
    rcv, acv = ours.rcv - theirs.rcv, ours.acv - theirs.acv
    causes = _work(ours, theirs, currency)
    causes["tax"] = ours.tax - theirs.tax
    causes["overhead_profit"] = ours.overhead_profit - theirs.overhead_profit
    left = rcv - total(causes.values(), currency)
    causes["rounding" if abs(left.amount) <= ROUNDED else "unexplained"] = left
    causes["depreciation"] = acv - rcv
    told = {cause: amount for cause, amount in causes.items() if amount.amount}
    return Pair(ours, theirs, how, likeness, rcv, acv, told)


def _work(ours: Line, theirs: Line, currency: str) -> dict[str, Money]:
    """The difference of quantity times price: theirs at their price first, then all of ours at what it costs more."""
    mine, others = _measured(ours), _measured(theirs)
    if mine[0] != others[0]:
        here, there = (rounded(line.unit_price * line.quantity) for line in (ours, theirs))
        return {"unit": here - there}
    (_, quantity, price), (_, their_quantity, their_price) = mine, others
    return {
        "quantity": rounded(Money((quantity - their_quantity) * their_price, currency)),
        "unit_price": rounded(Money(quantity * (price - their_price), currency)),
    }


def _measured(line: Line) -> tuple[str, Decimal, Decimal]:
    """What a line measures: its base unit, how many of them, and the price of one."""
    unit = re.sub(r"[^A-Z]", "", line.unit.upper())
    unit = _SAME.get(unit, unit)
    base, many = _UNITS.get(unit, (unit, 1))
    return base, line.quantity * many, line.unit_price.amount / many


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", text.lower())


def _words(description: str, room: str) -> str:
    """The words that say what the work is, in their order: without those of the room, which one side leaves out."""
    said, here = (re.findall(r"[a-z0-9]+", text.lower()) for text in (description, room))
    told = [word for word in said if word not in _STOP]
    return " ".join([word for word in told if word not in here] or told)
