"""From lines of printed words to a page's canonical text, with the place of every word in it.

Lines end in \\n, paragraphs are parted by an empty line, the cells of a table's row by a tab. A word that a line's end
has broken is whole again at the end of the first line. Ligatures and no-break spaces are plain.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from statistics import median
from typing import Final

from claimback.pages.lines import ASIDE, TABLE, Line
from claimback.pages.places import Places
from claimback.pages.repair import repaired
from claimback.pages.sheet import Cell, Region, Sheet, Table
from claimback.pages.words import HYPHEN, Word

Displayed = Callable[[Word], tuple[float, float, float, float]]
"""From a word to its edges on the page as it is displayed: left, top, right, bottom."""

SEPARATOR: Final = "\t"
"""Between the cells of a row; an empty cell has its separator too."""

# First halves whose hyphen belongs to the word: "self-" + "funded" is not "selffunded".
_WITH_HYPHEN: Final = (
    "self non post pre co in out well ill third full part long short high low pro cost follow"
)
_KEEPS_HYPHEN: Final = frozenset(_WITH_HYPHEN.split())
_LIGATURES: Final = str.maketrans(
    {
        "ﬀ": "ff",
        "ﬁ": "fi",
        "ﬂ": "fl",
        "ﬃ": "ffi",
        "ﬄ": "ffl",
        "ﬅ": "st",
        "ﬆ": "st",
        "\u00ad": None,
        "\u200b": None,
    }
)
# A gap between baselines begins a paragraph when it is this much wider than the one beside it, or than the usual.
_WIDER_THAN_BESIDE: Final = 1.15
_WIDER_THAN_USUAL: Final = 1.8
_HYPHENS: Final = (HYPHEN, "\x02")
_AT_END: Final = "".join((*_HYPHENS, "-\u00ad\u2010"))


class _Composer:
    """The text so far, and the places of its words."""

    def __init__(self, displayed: Displayed, turn: int) -> None:
        self.text: list[str] = []
        self.length = 0
        self.places = Places(turn=turn)
        self.displayed = displayed

    def put(self, text: str) -> None:
        self.text.append(text)
        self.length += len(text)

    def word(self, word: Word, text: str) -> None:
        start = self.length
        self.text.append(text)
        self.length = end = start + len(text)
        if text:
            self.places.add(start, end, self.displayed(word), word.sure)


def composed(
    lines: Sequence[Line], displayed: Displayed, *, width: float, height: float, rotation: int, turn: int
) -> Sheet:
    """The page of these lines. `displayed` gives a word's box on the page as it is displayed."""
    composer = _Composer(displayed, turn)
    breaks = _paragraph_breaks(lines)
    hyphenated = _hyphenated(lines)
    rows: dict[int, list[tuple[Line, tuple[Cell, ...]]]] = {}
    asides: list[Region] = []
    carried: list[Word] = []
    for number, line in enumerate(lines):
        cells = [[word for run in cell for word in run.words] for cell in line.cells]
        if carried:
            cells[0] = cells[0][len(carried) :]
            if not any(cells):
                carried = []
                continue
        if number:
            composer.put("\n\n" if breaks[number] else "\n")
        after = _first_word(lines, number + 1)
        spans, carried = _put_line(composer, line, cells, after, hyphenated)
        if line.kind == TABLE:
            rows.setdefault(line.grid, []).append((line, spans))
        elif line.kind == ASIDE:
            asides.append(Region(ASIDE, spans[0].start, spans[-1].end))
    text = "".join(composer.text)
    tables = _tables(text, [grid for grid in rows.values() if len(grid) > 1])
    regions = [Region(TABLE, table.start, table.end) for table in tables] + _together(asides, text)
    return Sheet(text, width, height, rotation, composer.places, tuple(tables), tuple(regions))


def _put_line(
    composer: _Composer, line: Line, cells: list[list[Word]], after: Word | None, hyphenated: frozenset[str]
) -> tuple[tuple[Cell, ...], list[Word]]:
    """Write a line's cells. Answers their places, and the word of the next line that was drawn up to end this one."""
    columns = line.columns or tuple(range(len(cells)))
    spans: list[Cell] = []
    column, carried = 0, list[Word]()
    for number, (cell, at) in enumerate(zip(cells, columns, strict=True)):
        composer.put(SEPARATOR * (at - column))
        column = at
        begin = composer.length
        last = number == len(cells) - 1
        end = len(cell) - 1
        for index, word in enumerate(cell):
            text = word.text
            if not (text.isascii() and text.isprintable()):
                text = plain(text)
            if word.text[-1] not in _AT_END:
                composer.word(word, text)
                if index < end and text:
                    composer.put(" ")
                continue
            following = cell[index + 1] if index < end else after if last else None
            if word.text.endswith(_HYPHENS) or _is_broken(word, following):
                text = _first_half(text, following, hyphenated)
                composer.word(word, text)
                if index + 1 == len(cell) and following is not None:
                    composer.word(following, plain(following.text))
                    carried = [following]
                continue
            composer.word(word, text)
            if index + 1 < len(cell):
                composer.put(" ")
        spans.append(Cell(at, begin, composer.length))
    return tuple(spans), carried


def _first_word(lines: Sequence[Line], number: int) -> Word | None:
    """The first word of a line of prose that follows another, which may be a broken word's second half."""
    if number >= len(lines) or lines[number].kind == TABLE or lines[number].begins:
        return None
    return lines[number].cells[0][0].words[0]


def _is_broken(word: Word, following: Word | None) -> bool:
    """Whether a word ends in a plain hyphen at a line's end, and what follows on the next line is its second half."""
    return (
        following is not None
        and following.base > word.base + word.height / 2
        and len(word.text) > 2
        and word.text[-2].isalpha()
        and following.text[:1].islower()
    )


def _first_half(text: str, following: Word | None, hyphenated: frozenset[str]) -> str:
    """A broken word's first half, with the hyphen if it is the word's own."""
    first = text.rstrip("-\u2010")
    if following is None:
        return first + "-"
    second = plain(following.text)
    stem = first.rpartition("-")[2].lower()
    kept = (
        stem in _KEEPS_HYPHEN
        or not second[:1].islower()
        or _letters(f"{first}-{second}") in hyphenated
        or any(map(str.isdigit, first))
    )
    return first + "-" if kept else first


def _letters(word: str) -> str:
    return word.strip(".,;:()[]\"'“”‘’").lower()


def _hyphenated(lines: Sequence[Line]) -> frozenset[str]:
    """Words that the page writes with a hyphen where no line's end asks for it."""
    return frozenset(
        _letters(word.text)
        for line in lines
        for cell in line.cells
        for run in cell
        for word in run.words
        if "-" in word.text[1:-1]
    )


def plain(text: str) -> str:
    """A word without ligatures, invisible characters or the marks of an encoding that was misread."""
    text = repaired(text.translate(_LIGATURES))
    return "".join(character for character in text if character.isprintable() and character != HYPHEN)


def _paragraph_breaks(lines: Sequence[Line]) -> list[bool]:
    """Whether a new paragraph begins at each line, told by its gap and its neighbours'."""
    if not lines:
        return []
    gaps = [0.0, *(below.first_base - above.last_base for above, below in pairwise(lines))]
    gaps = [
        -1.0 if number and line.begins and line.kind != TABLE else gap
        for number, (line, gap) in enumerate(zip(lines, gaps, strict=True))
    ]
    usual = median([gap for gap in gaps if gap > 0] or [0.0])
    breaks = []
    for index, gap in enumerate(gaps):
        beside = [
            g for g in (*gaps[max(0, index - 1) : index], *gaps[index + 1 : index + 2]) if g > usual / 3
        ]
        wider = bool(beside) and gap > min(beside) * _WIDER_THAN_BESIDE
        breaks.append(gap < 0 or wider or gap > usual * _WIDER_THAN_USUAL > 0)
    return breaks


def _tables(text: str, grids: list[list[tuple[Line, tuple[Cell, ...]]]]) -> list[Table]:
    """The tables of a page; one that goes on after a line across has the headings of the one before."""
    tables: list[Table] = []
    for rows in grids:
        named = [cells for line, cells in rows if line.heading]
        width = 1 + max(cell.column for _, cells in rows for cell in cells)
        headings = _headings(text, named, width) if named else ()
        if not headings and tables and len(tables[-1].headings) == width > 2:
            headings = tables[-1].headings
        tables.append(Table(tuple(cells for _, cells in rows), headings, len(named)))
    return tables


def _headings(text: str, rows: list[tuple[Cell, ...]], width: int) -> tuple[str, ...]:
    names = [""] * width
    for cells in rows:
        for cell in cells:
            names[cell.column] = f"{names[cell.column]} {text[cell.start : cell.end]}".strip()
    return tuple(name or f"Column {number}" for number, name in enumerate(names, start=1))


def _together(regions: list[Region], text: str) -> list[Region]:
    """Regions that nothing but white space parts, as one."""
    joined: list[Region] = []
    for region in regions:
        if joined and not text[joined[-1].end : region.start].strip():
            joined[-1] = Region(region.kind, joined[-1].start, region.end)
        else:
            joined.append(region)
    return joined
