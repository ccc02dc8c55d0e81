"""Where the columns of a chart by month stand. Pure: units of a picture that is WIDTH by HEIGHT."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_UP, Decimal
from typing import Final

from django.utils.dateformat import format as date_format

from cases.settlement.charts import Tick, short

WIDTH, HEIGHT = 360, 170
LEFT, RIGHT, TOP, BOTTOM = 44, 4, 8, 24
_STEPS: Final = 2


@dataclass(frozen=True, slots=True)
class Series:
    """One thing that is shown month by month; `tone` is how it is drawn."""

    name: str
    tone: int
    numbers: Sequence[Decimal]


@dataclass(frozen=True, slots=True)
class Column:
    """One month of a series, and what it says."""

    x: int
    y: int
    width: int
    height: int
    tone: int
    says: str


@dataclass(frozen=True, slots=True)
class Picture:
    """The columns with the lines of the grid and the months under them."""

    columns: Sequence[Column]
    heights: Sequence[Tick]
    months: Sequence[Tick]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM


def columns_by_month(months: Sequence[date], series: Sequence[Series]) -> Picture | None:
    """The picture; None where there is nothing but noughts to draw. Numbers below nought are drawn as nought."""
    greatest = max((number for each in series for number in each.numbers), default=Decimal(0))
    if greatest <= 0:
        return None
    top, floor = even_top(greatest), HEIGHT - BOTTOM
    room = (WIDTH - LEFT - RIGHT) // len(months)
    width = max((room - 4) // len(series), 2)
    columns = []
    for at, month in enumerate(months):
        for beside, each in enumerate(series):
            number = max(each.numbers[at], Decimal(0))
            height = int((floor - TOP) * number / top)
            says = f"{date_format(month, 'F Y')}, {each.name}: {each.numbers[at]:,}"
            x = LEFT + at * room + 2 + beside * width
            columns.append(Column(x, floor - height, width - 1, height, each.tone, says))
    heights = [Tick(floor - (floor - TOP) * n // _STEPS, short(top * n / _STEPS)) for n in range(_STEPS + 1)]
    every = -(-len(months) // 4)
    named = [
        Tick(LEFT + at * room + room // 2, date_format(month, "M" if month.month > 1 else "Y"))
        for at, month in enumerate(months)
        if (len(months) - 1 - at) % every == 0
    ]
    return Picture(columns, heights, named)


def even_top(greatest: Decimal) -> Decimal:
    """The next greater even number of a power of ten, at least 2: 83,000 becomes 100,000, and 3 becomes 4."""
    unit = Decimal(10) ** max(greatest.adjusted(), 0)
    return (greatest / unit / 2).to_integral_value(ROUND_UP) * 2 * unit
