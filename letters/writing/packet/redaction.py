"""Redactions burned in: a page that has one is drawn, blackened, and put back as a picture and nothing else.

No word, vector or hidden layer of the former page is in the new one, so nothing can be copied out from under a box.
What a page with a redaction loses by it is that its other words can't be searched.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import closing
from itertools import groupby
from math import sqrt
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pikepdf
import pypdfium2

from letters.writing.packet.merge import merge, runs
from letters.writing.packet.pictures import DOTS_LIMIT, DOTS_PER_INCH, drawn_page
from letters.writing.packet.plan import Box, ExhibitRefused, Redaction

REASON_LIMIT: Final = 60
_AT_ONCE: Final = 20


def check_redaction(one: Redaction, *, pages: int | None, by_span: bool) -> str:
    """What is wrong with a redaction, with its remedy; empty for a good one. `by_span` is how its file is redacted."""
    if not one.reason.strip() or len(one.reason) > REASON_LIMIT:
        return f"Say why, in at most {REASON_LIMIT} characters: it is printed over what is taken out."
    if one.page < 1 or (pages is not None and one.page > pages):
        return f"There is no page {one.page}."
    if by_span:
        good = one.box is None and one.span is not None and 0 <= one.span[0] < one.span[1]
        return (
            "" if good else "In a text, give a span: the first character and the one after the last, from 0."
        )
    if one.span is not None or one.box is None or not _within_page(one.box):
        return "Give a box: left, top, right and bottom as parts of the page, from 0 to 1."
    return ""


def _within_page(box: Box) -> bool:
    left, top, right, bottom = box
    return 0 <= left < right <= 1 and 0 <= top < bottom <= 1


def by_page(redactions: Sequence[Redaction]) -> dict[int, list[Redaction]]:
    """The redactions of each page that has some, pages from 1 in order."""
    in_order = sorted(redactions, key=lambda one: one.page)
    return {page: list(ones) for page, ones in groupby(in_order, key=lambda one: one.page)}


def burn(
    document: pikepdf.Pdf,
    redactions: Mapping[int, Sequence[Redaction]],
    also: Collection[int],
    target: Path,
    told: Callable[[int], None],
) -> None:
    """Write the document with pictures in place of the pages with redactions (from 1) and of the pages `also` (from 0).

    What is on a hidden layer is not drawn. `told` is told after each how many of the document's pages are done. Raises
    ExhibitRefused for a page that is not there or can't be drawn.
    """
    count, last = len(document.pages), max(redactions, default=0)
    if last > count:
        raise ExhibitRefused(
            "no_such_page",
            f"a redaction is on page {last}, and there are {count} pages. Correct the redactions.",
        )
    numbers = sorted({page - 1 for page in redactions} | set(also))
    # From file to file, a few pages at a time: neither a large exhibit nor its pictures are in memory as a whole.
    with TemporaryDirectory(dir=target.parent) as name:
        folder = Path(name)
        plain = folder / "plain.pdf"
        document.save(plain)
        places = {number: (plain, number + 1) for number in range(count)}
        try:
            with closing(pypdfium2.PdfDocument(plain)) as drawn:
                for start in range(0, len(numbers), _AT_ONCE):
                    some = numbers[start : start + _AT_ONCE]
                    path = folder / f"drawn-{start}.pdf"
                    with pikepdf.new() as pictures:
                        for number in some:
                            page = _drawn(pictures, drawn, number, redactions.get(number + 1, ()))
                            pictures.pages.append(page)
                            told(number + 1)
                        pictures.save(path, deterministic_id=True)
                    places |= {number: (path, place) for place, number in enumerate(some, start=1)}
        except pypdfium2.PdfiumError as error:
            raise ExhibitRefused(
                "not_drawn", "a page that has a redaction can't be drawn. Print the exhibit to PDF again."
            ) from error
        together = folder / "together.pdf"
        merge(together, None, runs([places[number] for number in range(count)]))
        with pikepdf.open(together) as made:
            made.save(target, deterministic_id=True)


def _drawn(
    document: pikepdf.Pdf, drawn: pypdfium2.PdfDocument, number: int, redactions: Sequence[Redaction]
) -> pikepdf.Page:
    page = drawn[number]
    wide, high = page.get_size()
    finest = sqrt(DOTS_LIMIT / max(1.0, wide * high))
    picture = page.render(scale=min(DOTS_PER_INCH / 72, finest)).to_pil()
    page.close()
    return drawn_page(document, picture, (wide, high), redactions)


def without_spans(text: str, redactions: Sequence[Redaction]) -> str:
    """A text with black blocks and the reason in the place of each span, of whatever length the words were."""
    pieces, done = [], 0
    for one in sorted(redactions, key=lambda one: one.span or (0, 0)):
        assert one.span is not None
        start, end = max(done, one.span[0]), max(done, one.span[1])
        if start >= len(text) or end == start:
            continue
        pieces += [text[done:start], f"■■■ [{one.reason}] ■■■"]
        done = end
    return "".join([*pieces, text[done:]])
