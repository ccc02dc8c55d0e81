"""The text of files, found in the test's own process: that it is found in another one is proven in tests/pages."""

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch
from uuid import UUID

from claimback.pages.apart import Batch
from claimback.pages.read import pages
from claimback.storage.text import text_read


def read_here(path: Path, media_type: str, *, first: int) -> Iterator[Batch]:
    """As `read_apart`."""
    yield Batch([page() for page in pages(path, media_type)][first - 1 :], True)


def find_text(firm_id: UUID, file_id: UUID) -> None:
    """What the worker does that finds the text of a kept file."""
    with patch("claimback.storage.text.read_apart", read_here):
        text_read(firm_id, file_id)
