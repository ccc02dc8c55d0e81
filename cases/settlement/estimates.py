"""Two estimates of one loss, line against line: what matches, what only one side has, and where the difference is from.

The causes add up to the difference to the cent. Lines match where their rooms are the same and their codes or words
are; what a person paired or kept apart wins over that. Pure.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
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
SHARED: Final = 0.4
"""What part of their words two descriptions share at least, for their spelling to count."""
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
    """Pairs in the order of our lines: those made by hand, then the likeliest first, each line once.

    Lines of one work in one room are likened once, however many they are.
    """
    known = {line.id: line for line in theirs}
    made = {
        line.id: (line, known[by_hand[line.id]], "person", Decimal(1))
        for line in ours
        if by_hand.get(line.id) in known
    }
    taken = {match[1].id for match in made.values()}
    mine, others = _works(ours, made.keys()), _works(theirs, taken)
    possible = []
    for room, works in mine.items():
        for place, (work, lines) in enumerate(works.items()):
            for other, those in others.get(room, {}).items():
                how, likeness = _likeness(work, other)
                if likeness >= ALIKE:
                    possible.append((-likeness, place, how, lines, those))
    for minus, _, how, lines, those in sorted(possible, key=lambda each: each[:2]):
        free = [line for line in those if line.id not in taken]
        for line, other_line in _nearest([line for line in lines if line.id not in made], free, apart):
            made[line.id] = (line, other_line, how, -minus)
            taken.add(other_line.id)
    return [made[line.id] for line in ours if line.id in made]


_Work = tuple[str, str, frozenset[str]]
"""What a line is for: its code, the words of its description in their order, and each of them once."""


def _works(lines: Sequence[Line], settled: Collection[UUID]) -> dict[str, dict[_Work, list[Line]]]:
    """The lines that are not settled, by room and by work."""
    found: defaultdict[str, defaultdict[_Work, list[Line]]] = defaultdict(lambda: defaultdict(list))
    for line in lines:
        if line.id not in settled:
            words = _words(line.description, line.room)
            found[_plain(line.room)][_plain(line.code), words, frozenset(words.split())].append(line)
    return {room: dict(works) for room, works in found.items()}


def _likeness(work: _Work, other: _Work) -> tuple[str, Decimal]:
    """How alike two works are, from 0 to 1, and by what: the same code, or the words of the description."""
    if work[0] and work[0] == other[0]:
        return "code", Decimal(1)
    both = len(work[2] & other[2])
    shared = both / max(len(work[2]) + len(other[2]) - both, 1)
    if shared < SHARED:
        return "words", Decimal(0)
    likeness = max(shared, jaro_winkler_similarity(work[1], other[1]))
    return "words", Decimal(likeness).quantize(Decimal("0.01"))


def _nearest(
    ours: Sequence[Line], theirs: Sequence[Line], apart: frozenset[tuple[UUID, UUID]]
) -> Iterator[tuple[Line, Line]]:
    """Each line of the side that has fewer with the one of the other whose quantity is nearest."""
    turned = len(theirs) < len(ours)
    few, more = (theirs, ours) if turned else (ours, theirs)
    many = sorted((_measured(line)[1], place, line) for place, line in enumerate(more))
    for line in few:
        quantity = _measured(line)[1]
        at = bisect_left(many, quantity, key=lambda each: each[0])
        near = many[max(at - 1, 0) : at + 1] if not apart else many
        free = [
            each for each in near if ((each[2].id, line.id) if turned else (line.id, each[2].id)) not in apart
        ]
        if free:
            found = min(free, key=lambda each: (abs(each[0] - quantity), each[1]))
            many.remove(found)
            yield (found[2], line) if turned else (line, found[2])


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
