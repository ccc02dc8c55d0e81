"""A packet in several parts, for a fax machine's pages and for what a portal or a mailbox takes.

Each part has a cover that says which of how many it is. Every page of the packet is in exactly one part, in order; an
exhibit is parted only where it does not fit into one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, OutlineItem, Stream

from letters.writing.packet.exhibits import sha256_of
from letters.writing.packet.merge import merge
from letters.writing.packet.plan import Packet, PacketError, Part, Plan, Problem
from letters.writing.packet.sheets import cover_pdf, span

MEGABYTE: Final = 1_000_000
"""As those say it whose limit it is: the smaller of the two, so that it holds either way."""
FEWEST_PAGES: Final = 5
PARTS_LIMIT: Final = 200
_COVER_BYTES: Final = 60_000
_OBJECT_BYTES: Final = 120
_TRIES: Final = 6

_Sizes = dict[tuple[int, int], int]


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one part may have, its cover counted: pages, and bytes. None is no limit."""

    pages: int | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True)
class PartFile:
    """One part: its place among the parts, the packet's pages in it, its own pages with the cover, and its file."""

    number: int
    first_page: int
    last_page: int
    pages: int
    path: Path
    sha256: str
    size: int


def split_packet(plan: Plan, packet: Packet, limits: Limits, folder: Path) -> list[PartFile]:
    """The parts as files in `folder`; none where the packet is within the limits as a whole.

    Raises PacketError that names the page which alone is too large, or too many parts.
    """
    if _within(packet.pages, packet.size, limits):
        return []
    sizes: list[_Sizes] = [{}] * packet.pages
    room = None if limits.size is None else limits.size - _COVER_BYTES
    if room is not None:
        with pikepdf.open(packet.path) as document:
            sizes = [_sizes(page) for page in document.pages]
    for _ in range(_TRIES):
        ranges = _ranges(packet, limits.pages, room, sizes)
        if len(ranges) > PARTS_LIMIT:
            said = f"these limits make more than {PARTS_LIMIT} parts. Raise them."
            raise PacketError([Problem("Packet", "too_many_parts", said)])
        made = [
            _written(plan, packet, folder, number, len(ranges), pages)
            for number, pages in enumerate(ranges, start=1)
        ]
        over = [part for part in made if limits.size is not None and part.size > limits.size]
        if not over:
            return made
        for part in over:
            if part.first_page == part.last_page:
                raise _too_large(packet, part.first_page)
        room = int((room or 0) * 0.9)
    raise PacketError([Problem("Packet", "not_split", "it can't be split to this size. Raise the limit.")])


def _within(pages: int, size: int, limits: Limits) -> bool:
    return (limits.pages is None or pages <= limits.pages) and (limits.size is None or size <= limits.size)


def _ranges(
    packet: Packet, pages_limit: int | None, room: int | None, sizes: Sequence[_Sizes]
) -> list[tuple[int, int]]:
    """The first and last page of each part, pages from 1."""
    ranges: list[tuple[int, int]] = []
    start, held = 1, dict[tuple[int, int], int]()
    ends = dict(_units(packet.parts))

    def fits(first: int, last: int, already: _Sizes) -> bool:
        if pages_limit is not None and last - first + 2 > pages_limit:
            return False
        if room is None:
            return True
        together = dict(already)
        for page in range(first, last + 1):
            together |= sizes[page - 1]
        return sum(together.values()) <= room

    for page in range(1, packet.pages + 1):
        end = ends.get(page)
        whole_later = end is not None and not fits(start, end, held) and fits(page, end, {})
        if page > start and (whole_later or not fits(start, page, held)):
            ranges.append((start, page - 1))
            start, held = page, {}
        held |= sizes[page - 1]
    return [*ranges, (start, packet.pages)]


def _units(parts: Sequence[Part]) -> Iterator[tuple[int, int]]:
    """Where each thing that is kept together begins and ends: an exhibit with its slip sheet, the letter, the index."""
    slip = None
    for part in parts:
        if part.first_page is None or part.last_page is None:
            continue
        if part.kind == "slip_sheet":
            slip = part.first_page
            continue
        yield (slip or part.first_page), part.last_page
        slip = None


def _sizes(page: pikepdf.Page) -> _Sizes:
    """The bytes of each object that a page needs; what two pages share is one object and counts once."""
    found: _Sizes = {}
    waiting: list[Any] = [page.obj]
    while waiting:
        thing = waiting.pop()
        if not isinstance(thing, Object):
            continue
        if thing.is_indirect:
            if thing.objgen in found:
                continue
            found[thing.objgen] = _OBJECT_BYTES + (
                int(thing.get("/Length", 0)) if isinstance(thing, Stream) else 0
            )
        if isinstance(thing, Array):
            waiting.extend(thing)
        elif isinstance(thing, Dictionary | Stream):
            waiting.extend(value for key, value in thing.items() if key not in ("/Parent", "/Annots"))
    return found


def _written(
    plan: Plan,
    packet: Packet,
    folder: Path,
    number: int,
    of: int,
    pages: tuple[int, int],
) -> PartFile:
    first, last = pages
    path = folder / f"part-{number}.pdf"
    rows = list(_rows(packet.parts, first, last))
    cover = cover_pdf(plan, number=number, of=of, pages=pages, all_pages=packet.pages, rows=rows)
    sheet, together = folder / "cover.pdf", folder / "together.pdf"
    sheet.write_bytes(cover)
    merge(together, sheet, [(packet.path, pages)])
    with pikepdf.open(together) as part:
        covers = len(part.pages) - (last - first + 1)
        for page in part.pages:  # the index leads to pages that may be in another part
            if "/Annots" in page.obj:
                del page.obj["/Annots"]
        with part.open_outline() as outline:
            outline.root[:] = [OutlineItem(f"Part {number} of {of}", 0)]
            for title, begin in _begins(packet.parts, first, last):
                outline.root.append(OutlineItem(title, covers + begin - first))
        part.Root.PageMode = Name.UseOutlines
        part.save(path, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return PartFile(
        number, first, last, covers + last - first + 1, path, sha256_of(path), path.stat().st_size
    )


def _rows(parts: Sequence[Part], first: int, last: int) -> Iterator[tuple[str, str]]:
    """What of each thing is in a part: its title, and its pages of the packet there."""
    for part in parts:
        if part.first_page is None or part.last_page is None or part.kind == "slip_sheet":
            continue
        begin, end = max(first, part.first_page), min(last, part.last_page)
        if begin <= end:
            whole = (begin, end) == (part.first_page, part.last_page)
            pages = f"page{'s' * (begin != end)} {span(begin, end)}"
            yield part.title, pages if whole else f"{pages}, in part"


def _begins(parts: Sequence[Part], first: int, last: int) -> Iterator[tuple[str, int]]:
    for part in parts:
        if part.first_page is None or part.last_page is None or part.kind == "slip_sheet":
            continue
        if part.first_page <= last and part.last_page >= first:
            yield part.title, max(first, part.first_page)


def _too_large(packet: Packet, page: int) -> PacketError:
    part = next(
        one for one in packet.parts if one.first_page and one.first_page <= page <= (one.last_page or 0)
    )
    said = f"page {page} of the packet alone is larger than a part may be. Scan it anew at 200 dpi, or raise the limit."
    return PacketError([Problem(part.title, "page_too_large", said, part.exhibit)])
