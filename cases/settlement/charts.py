"""What the charts of a negotiation and of a recovery show, and where their marks stand. Pure.

The day runs from left to right, money from the bottom up. Places are in the units of a picture that is WIDTH by HEIGHT.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_UP, Decimal
from typing import Final

from moneyed import Money

from cases.settlement.negotiation import SIDES

WIDTH, HEIGHT = 720, 300
LEFT, RIGHT, TOP, BOTTOM = 112, 16, 16, 32
TICKS: Final = 4
BAR: Final = 34
FIGURE: Final = 170
"""Room for a bar's figure behind it, also in the greater letters of a phone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A number that was put: by whom, when, how much, and how it stands."""

    number: int
    side: str
    kind: str
    on: date
    amount: Money
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """What the client allowed for the whole claim from a day until another; no end while it holds."""

    since: date
    until: date | None
    least: Money
    most: Money | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Negotiation:
    """The numbers of both sides in the order in which they were put, and what the client allowed meanwhile."""

    currency: str
    points: Sequence[Point]
    allowed: Sequence[Allowed]

    def last(self, side: str) -> Point | None:
        """The last number of a side."""
        return next((point for point in reversed(self.points) if point.side == side), None)

    @property
    def apart(self) -> Money | None:
        """How far the last numbers are apart; None until both sides have put one."""
        lasts = [self.last(side) for side in SIDES]
        if lasts[0] is None or lasts[1] is None:
            return None
        return lasts[0].amount - lasts[1].amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """What is claimed, what the insurer last offered, what was agreed, what came. None: there is none yet."""

    currency: str
    claimed: Money | None
    offered: Money | None
    agreed: Money | None
    received: Money | None

    def figures(self) -> tuple[tuple[str, Money | None], ...]:
        """Each figure with its name, in the order of a claim."""
        return (
            ("Claimed", self.claimed),
            ("Offered", self.offered),
            ("Agreed", self.agreed),
            ("Received", self.received),
        )


@dataclass(frozen=True, slots=True)
class Mark:
    """A dot of a number that was put."""

    x: int
    y: int
    side: str
    label: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the grid with its words."""

    at: int
    label: str


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; `label` is what it stands for."""

    x: int
    y: int
    width: int
    height: int
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Where the marks of a negotiation stand. A line goes on at its height until the next number of its side."""

    marks: Sequence[Mark]
    lines: Sequence[tuple[str, str]]
    bands: Sequence[Box]
    heights: Sequence[Tick]
    days: Sequence[Tick]
    bottom: int = HEIGHT - BOTTOM
    left: int = LEFT
    right: int = WIDTH - RIGHT


def negotiation_picture(told: Negotiation, today: date) -> Picture | None:
    """Where everything stands, with today at the right edge; None while nothing was put."""
    if not told.points:
        return None
    amounts = [point.amount.amount for point in told.points]
    amounts += [band.most.amount if band.most else band.least.amount for band in told.allowed]
    top, first = _round(max(amounts)), min(point.on for point in told.points)
    last = max(today, *(point.on for point in told.points))
    days = max((last - first).days, 1)

    def x(on: date) -> int:
        inside = min(max((on - first).days, 0), days)
        return LEFT + (WIDTH - LEFT - RIGHT) * inside // days

    def y(amount: Decimal) -> int:
        return HEIGHT - BOTTOM - int((HEIGHT - BOTTOM - TOP) * min(amount / top, Decimal(1)))

    marks = [
        Mark(x(p.on), y(p.amount.amount), p.side, f"{SIDES[p.side]}, {_said(p.on)}: {p.amount.amount:,.2f}")
        for p in told.points
    ]
    return Picture(
        marks=marks,
        lines=[(side, _steps([m for m in marks if m.side == side], x(last))) for side in SIDES],
        bands=[
            _band(band, x(max(band.since, first)), x(band.until or last), y, top) for band in told.allowed
        ],
        heights=[Tick(y(top * n / TICKS), short(top * n / TICKS)) for n in range(TICKS + 1)],
        days=[Tick(x(on), _said(on)) for on in dict.fromkeys((first, last))],
    )


def recovery_bars(told: Recovery) -> list[Box]:
    """A bar for each figure, one under the other, as wide as it is great beside the greatest."""
    figures = told.figures()
    greatest = max((each.amount for _, each in figures if each is not None), default=Decimal(0))
    room = WIDTH - LEFT - RIGHT - FIGURE
    return [
        Box(
            LEFT,
            TOP + at * (BAR + 14),
            int(room * each.amount / greatest) if each is not None and greatest else 0,
            BAR,
            f"{each.amount:,.2f}" if each is not None else "none yet",
        )
        for at, (_, each) in enumerate(figures)
    ]


def short(number: Decimal) -> str:
    """A number as an axis has it: 1.2M, 850k, 40."""
    for unit, letter in ((10**9, "B"), (10**6, "M"), (10**3, "k")):
        if number >= unit:
            return f"{(number / unit).quantize(Decimal('0.1')).normalize():f}{letter}"
    return f"{number.normalize():f}"


def _band(band: Allowed, start: int, end: int, y: Callable[[Decimal], int], top: Decimal) -> Box:
    """What the client allows, from the least to the most that may be asked, or on to the top."""
    most = band.most.amount if band.most else top
    high = y(most)
    words = f"to {band.most.amount:,.2f}" if band.most else "or more"
    return Box(
        start, high, max(end - start, 1), y(band.least.amount) - high, f"{band.least.amount:,.2f} {words}"
    )


def _steps(marks: Iterable[Mark], end: int) -> str:
    """The points of a line that goes on at its height until the next number."""
    places: list[tuple[int, int]] = []
    for mark in marks:
        if places:
            places.append((mark.x, places[-1][1]))
        places.append((mark.x, mark.y))
    if places:
        places.append((end, places[-1][1]))
    return " ".join(f"{x},{y}" for x, y in places)


def _round(amount: Decimal) -> Decimal:
    """The next greater half of a power of ten: 83,000 becomes 85,000."""
    unit = Decimal(10) ** amount.adjusted()
    return (amount / unit * 2).to_integral_value(ROUND_UP) / 2 * unit or Decimal(1)


def _said(on: date) -> str:
    return f"{on:%b} {on.day}, {on.year}"
