"""A picture of figures that are the same or are not, as SVG: panels side by side, one axis of sizes. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

_WIDTH, _HEIGHT, _GAP = 300, 190, 60
_LEFT, _TOP, _BELOW = 24, 84, 60
_COLOURS: Final = ("#2457c5", "#c2571a", "#3a7d44")
_STYLE: Final = (
    "text{font:13px system-ui,sans-serif;fill:#1c2430}.title{font-weight:600;font-size:16px}"
    ".faint{fill:#5b6573;font-size:12px}.grid{stroke:#dfe3e8}.line{fill:none;stroke-width:2.5}"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One value for each size."""

    name: str
    values: Sequence[float]


@dataclass(frozen=True, slots=True)
class Panel:
    """Lines of one unit, drawn from zero."""

    title: str
    lines: Sequence[Line]


def picture(title: str, sizes: Sequence[int], panels: Sequence[Panel]) -> str:
    """The SVG, for a page of light colour. `sizes` ascend and stand by their logarithm."""
    width = _LEFT * 2 + len(panels) * (_WIDTH + _GAP) - _GAP
    height = _TOP + _HEIGHT + _BELOW
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' role="img" aria-label="{escape(title, quote=True)}"><style>{_STYLE}</style>',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        f'<text class="title" x="{_LEFT}" y="28">{escape(title)}</text>',
    ]
    for number, line in enumerate(panels[0].lines):
        x = _LEFT + 200 * number
        parts.append(f'<rect x="{x}" y="42" width="18" height="4" fill="{_COLOURS[number]}"/>')
        parts.append(f'<text class="faint" x="{x + 24}" y="48">{escape(line.name)}</text>')
    for number, panel in enumerate(panels):
        parts += _panel(panel, sizes, _LEFT + number * (_WIDTH + _GAP))
    return "\n".join([*parts, "</svg>", ""])


def _panel(panel: Panel, sizes: Sequence[int], left: int) -> list[str]:
    top = max(value for line in panel.lines for value in line.values)
    ceiling = _round_above(top)
    bottom = _TOP + _HEIGHT
    first, last = math.log(sizes[0]), math.log(sizes[-1])
    places = [left + 44 + (_WIDTH - 70) * (math.log(size) - first) / (last - first) for size in sizes]
    parts = [f'<text x="{left}" y="{_TOP - 12}">{escape(panel.title)}</text>']
    for step in range(5):
        y = bottom - _HEIGHT * step / 4
        parts.append(f'<line class="grid" x1="{left + 34}" x2="{left + _WIDTH}" y1="{y:g}" y2="{y:g}"/>')
        parts.append(
            f'<text class="faint" x="{left + 28}" y="{y + 4:g}" text-anchor="end">{ceiling * step / 4:g}</text>'
        )
    for place, size in zip(places, sizes, strict=True):
        parts.append(
            f'<text class="faint" x="{place:.0f}" y="{bottom + 20}" text-anchor="middle">{_short(size)}</text>'
        )
    for line, colour in zip(panel.lines, _COLOURS, strict=False):
        heights = [bottom - _HEIGHT * value / ceiling for value in line.values]
        points = list(zip(places, heights, strict=True))
        drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline class="line" stroke="{colour}" points="{drawn}"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>' for x, y in points]
    return parts


def _round_above(value: float) -> float:
    """The least of 1, 2, 4, 8 and their tenfolds that is not below."""
    unit = 10.0 ** math.floor(math.log10(value)) if value > 0 else 1.0
    return next(unit * step for step in (1, 2, 4, 8, 10) if unit * step >= value)


def _short(size: int) -> str:
    for unit, name in ((1_000_000, " M"), (1_000, " k")):
        if size >= unit:
            return f"{size / unit:g}{name}"
    return str(size)
