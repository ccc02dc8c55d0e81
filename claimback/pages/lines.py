"""A line of a page as it is read."""

from dataclasses import dataclass

from claimback.pages.words import Run

BODY, TABLE, ASIDE = "body", "table", "aside"


@dataclass(slots=True)
class Line:
    """A line as it is read: its cells, each of runs that may stand under each other. Most lines have one cell.

    `begins`: whether a new block begins here whatever the distance to the line before. Lines of one `grid` are the
    rows of one table; `columns` says in which column each cell stands.
    """

    cells: list[list[Run]]
    kind: str = BODY
    begins: bool = False
    grid: int = 0
    columns: tuple[int, ...] = ()
    heading: bool = False

    @property
    def first_base(self) -> float:
        """The baseline of the upper line of print."""
        return min(run.base for cell in self.cells for run in cell)

    @property
    def last_base(self) -> float:
        """The baseline of the lowest line of print."""
        return max(run.base for cell in self.cells for run in cell)
