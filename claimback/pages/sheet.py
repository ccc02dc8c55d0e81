"""A page as it was understood: its text, where the text stands, what parts of it are, and what is doubtful about it."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from claimback.pages.places import Box, Places

REGIONS: Final = {
    "header": "Running head",
    "footer": "Running foot",
    "aside": "Beside the letter's own text",
    "table": "Table",
    "signature": "Signature",
    "body": "The letter's own text",
}


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a page's text, of one of REGIONS' kinds."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: the column that it begins in, from 0, and its place in the page's text."""

    column: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; an empty cell is not there. `headings` name the columns, where there are some."""

    rows: tuple[tuple[Cell, ...], ...]
    headings: tuple[str, ...] = ()
    heading_rows: int = 0

    @property
    def start(self) -> int:
        """Where it begins in the page's text."""
        return self.rows[0][0].start

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.rows[-1][-1].end

    def values(self, text: str) -> list[dict[str, str]]:
        """Each row below the headings, as heading → cell; `text` is the page's. Empty for a table without headings."""
        if not self.headings:
            return []
        return [
            {self.headings[cell.column]: text[cell.start : cell.end] for cell in row}
            for row in self.rows[self.heading_rows :]
        ]


@dataclass(frozen=True, slots=True)
class PageDoubt:
    """Why a page may say something else than its text does: a key of `doubts.DOUBTS`, and that for people."""

    code: str
    why: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page. `width` and `height` are of the page as it is displayed: points of a PDF, dots of a picture."""

    text: str
    width: float = 0
    height: float = 0
    rotation: int = 0
    places: Places = field(default_factory=Places, compare=False)
    tables: tuple[Table, ...] = ()
    regions: tuple[Region, ...] = ()
    doubts: tuple[PageDoubt, ...] = ()

    def boxes(self, start: int, end: int) -> list[Box]:
        """The rectangles of the page that the text from `start` to `end` stands in; none where it has no places."""
        return self.places.boxes(start, end)

    def layout(self) -> dict[str, Any]:
        """All but the text, as plain data."""
        return {
            "width": round(self.width, 1),
            "height": round(self.height, 1),
            "rotation": self.rotation,
            "places": self.places.to_json(),
            "tables": [asdict(table) for table in self.tables],
            "regions": [asdict(region) for region in self.regions],
            "doubts": [asdict(doubt) for doubt in self.doubts],
        }

    @classmethod
    def from_layout(cls, text: str, layout: Mapping[str, Any]) -> "Sheet":
        """The page of a text and what `layout` said of it."""
        return cls(
            text,
            layout["width"],
            layout["height"],
            layout["rotation"],
            Places.from_json(layout["places"]),
            tuple(
                Table(
                    tuple(tuple(Cell(**cell) for cell in row) for row in table["rows"]),
                    tuple(table["headings"]),
                    table["heading_rows"],
                )
                for table in layout["tables"]
            ),
            tuple(Region(**region) for region in layout["regions"]),
            tuple(PageDoubt(**doubt) for doubt in layout["doubts"]),
        )


def with_body(regions: Iterable[Region], length: int) -> tuple[Region, ...]:
    """The regions in their order, and the text between them as the letter's own."""
    tiled: list[Region] = []
    done = 0
    for region in sorted(regions, key=lambda region: region.start):
        if region.start > done:
            tiled.append(Region("body", done, region.start))
        if region.end > done:
            tiled.append(Region(region.kind, max(region.start, done), region.end))
            done = region.end
    if done < length:
        tiled.append(Region("body", done, length))
    return tuple(tiled)
