"""One block of a letter's text, as a draft keeps it and an editor changes it."""

from __future__ import annotations

from dataclasses import dataclass

from letters.writing.template import BlockKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block of a letter.

    `text` holds paragraphs parted by an empty line; `items` are a list's; `level` is a heading's, 1 or 2; `source` says
    where a quotation is from; `ground` is the number of the ground that the block answers. `columns`, `rows` and
    `total` are a table's.
    """

    kind: BlockKind
    text: str = ""
    label: str | None = None
    source: str | None = None
    items: tuple[str, ...] = ()
    level: int = 0
    ground: int | None = None
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    total: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """A list's items, or a table's head, rows and total with their cells parted by bars: a text for each line."""
        table = (self.columns, *self.rows, self.total) if self.rows else ()
        return self.items or tuple(" | ".join(cells) for cells in table if cells)
