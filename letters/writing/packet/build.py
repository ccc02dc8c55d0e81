"""Putting the packet together: letter, index, exhibits behind their slip sheets; numbers, bookmarks, labels, links.

Memory holds the structure of the pages; what they show goes from file to file.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import pikepdf
from pikepdf import Array, AttachedFileSpec, Dictionary, Name, OutlineItem

from letters.writing.packet.bates import Stamp
from letters.writing.packet.clean import opened
from letters.writing.packet.exhibits import Prepared, prepare, sha256_of
from letters.writing.packet.manifest import LETTER_NAME, NAME, manifest_bytes
from letters.writing.packet.merge import Range, merge
from letters.writing.packet.plan import (
    EXHIBITS_LIMIT,
    Exhibit,
    ExhibitRefused,
    Packet,
    PacketError,
    Part,
    Plan,
    Problem,
)
from letters.writing.packet.sheets import ADDRESS, index_pdf, slips_pdf, span

Progress = Callable[[int, int], None]
"""Told how many pages are done, of how many; of 0 while that is not known yet."""

_EVERY: Final = 50
_TRIES: Final = 4
_FILE: Final = "packet.pdf"


def build_packet(plan: Plan, folder: Path, progress: Progress = lambda _done, _of: None) -> Packet:
    """Build the packet as a file in `folder`, which must be empty and private. The same plan gives the same bytes.

    Raises PacketError that names every exhibit which stands in the way, and nothing is written then; RenderError.
    """
    _check(plan)
    letter = folder / "letter.pdf"
    letter.write_bytes(plan.letter)
    letter_pages = _pages_of_letter(letter)
    prepared = _prepared(plan, folder, progress)
    parts, index = _planned(plan, letter_pages, prepared)
    pages = _last_page(parts)
    together, path = folder / "together.pdf", folder / _FILE
    merge(together, letter, _order(plan, folder, parts, index, prepared))
    with pikepdf.open(together) as base:
        _number(base, plan, parts, progress)
        _label(base, plan, parts)
        _bookmark(base, parts)
        _link(base, parts)
        _attach(base, plan, parts, pages)
        _describe(base, plan)
        base.save(path, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    together.unlink()
    numbered = sum(one.pages for one in prepared)
    last = plan.bates.start + numbered - 1 if plan.bates is not None and numbered else None
    return Packet(
        path=path,
        sha256=sha256_of(path),
        size=path.stat().st_size,
        pages=pages,
        parts=tuple(parts),
        bates_last=last,
    )


def _check(plan: Plan) -> None:
    numbers = [exhibit.number for exhibit in plan.exhibits]
    if len(set(numbers)) != len(numbers):
        raise PacketError(
            [Problem("Exhibits", "same_number", "two bear one number. Number each exhibit once.")]
        )
    if len(numbers) > EXHIBITS_LIMIT:
        said = f"a packet takes at most {EXHIBITS_LIMIT}. Combine some, or build two packets."
        raise PacketError([Problem("Exhibits", "too_many", said)])


def _pages_of_letter(letter: Path) -> int:
    try:
        with opened(letter) as document:
            return len(document.pages)
    except ExhibitRefused as error:
        raise PacketError([Problem("Letter", error.code, str(error))]) from error


def _prepared(plan: Plan, folder: Path, progress: Progress) -> list[Prepared]:
    """Every exhibit that is not left out. All are tried, so that all that is wrong is told at once."""
    found: list[Prepared] = []
    problems: list[Problem] = []
    for exhibit in plan.exhibits:
        if exhibit.skipped:
            continue
        before = sum(one.pages for one in found)
        progress(before, 0)
        try:
            told = partial(_told_of_all, progress, before)
            found.append(prepare(exhibit, folder, dated=plan.dated, told=told))
        except ExhibitRefused as error:
            problems.append(Problem(exhibit.called, error.code, str(error), exhibit.number))
    if problems:
        raise PacketError(problems)
    return found


def _told_of_all(progress: Progress, before: int, done: int) -> None:
    progress(before + done, 0)


def _planned(plan: Plan, letter_pages: int, prepared: Sequence[Prepared]) -> tuple[list[Part], bytes]:
    """The parts with their pages, and the index that tells them: as long as it turns out, once that is known."""
    index_pages = 1 if plan.exhibits else 0
    for _ in range(_TRIES):
        parts = _parts(plan, letter_pages, index_pages, prepared)
        if not plan.exhibits:
            return parts, b""
        index = index_pdf(plan, parts)
        with pikepdf.open(io.BytesIO(index)) as document:
            if len(document.pages) == index_pages:
                return parts, index
            index_pages = len(document.pages)
    raise PacketError(
        [Problem("Exhibit index", "unsettled", "its length does not settle. Shorten the titles.")]
    )


def _parts(plan: Plan, letter_pages: int, index_pages: int, prepared: Sequence[Prepared]) -> list[Part]:
    """Letter, index, then for each exhibit its slip sheet and its pages, or why it is left out."""
    digest = sha256(plan.letter).hexdigest()
    letter = Part(kind="letter", title="Letter", file_name=LETTER_NAME, sha256=digest, included_sha256=digest)
    parts = [replace(letter, first_page=1, last_page=letter_pages)]
    page = letter_pages + 1
    if index_pages:
        last = letter_pages + index_pages
        parts.append(Part(kind="index", title="Exhibit index", first_page=page, last_page=last))
        page = last + 1
    number = plan.bates.start if plan.bates is not None else 0
    of = {one.exhibit.number: one for one in prepared}
    for exhibit in plan.exhibits:
        one = of.get(exhibit.number)
        told = _told(exhibit)
        if one is None:
            parts.append(told)
            continue
        slip = Part(kind="slip_sheet", title=f"Slip sheet {exhibit.number}", exhibit=exhibit.number)
        parts.append(replace(slip, first_page=page, last_page=page))
        parts.append(
            replace(
                told,
                kind="exhibit",
                first_page=page + 1,
                last_page=page + one.pages,
                bates_first=plan.bates.label(number) if plan.bates else "",
                bates_last=plan.bates.label(number + one.pages - 1) if plan.bates else "",
                included_sha256=one.included_sha256,
                treated=one.treated,
                removed=one.removed,
                redacted_pages=exhibit.redacted_pages,
                redaction_reasons=exhibit.redaction_reasons,
            )
        )
        page, number = page + 1 + one.pages, number + one.pages
    return parts


def _told(exhibit: Exhibit) -> Part:
    """An exhibit as one that is left out is told."""
    return Part(
        kind="skipped",
        title=f"{exhibit.called}: {exhibit.title}" if exhibit.title else exhibit.called,
        exhibit=exhibit.number,
        file_name=exhibit.name,
        sha256=exhibit.sha256,
        skipped=exhibit.skipped,
    )


def _last_page(parts: Sequence[Part]) -> int:
    return max(part.last_page or 0 for part in parts)


def _order(
    plan: Plan, folder: Path, parts: Sequence[Part], index: bytes, prepared: Sequence[Prepared]
) -> list[tuple[Path, Range]]:
    """The files behind the letter and their pages, in the packet's order."""
    order: list[tuple[Path, Range]] = []
    if index:
        sheet = next(part for part in parts if part.kind == "index")
        path = folder / "index.pdf"
        path.write_bytes(index)
        order.append((path, (1, (sheet.last_page or 0) - (sheet.first_page or 0) + 1)))
    if prepared:
        slips = folder / "slips.pdf"
        slips.write_bytes(slips_pdf(plan))
        for place, one in enumerate(prepared, start=1):
            order += [(slips, (place, place)), (one.path, (1, one.pages))]
    return order


def _number(base: pikepdf.Pdf, plan: Plan, parts: Sequence[Part], progress: Progress) -> None:
    """Print a Bates number on each exhibit page, telling how many pages are done."""
    pages = _last_page(parts)
    stamp = Stamp(base, plan.bates.position) if plan.bates is not None else None
    number = plan.bates.start if plan.bates is not None else 0
    for part in parts:
        if part.first_page is None or part.last_page is None:
            continue
        if stamp is not None and plan.bates is not None and part.kind == "exhibit":
            for at in range(part.first_page - 1, part.last_page):
                stamp.print(base.pages[at], plan.bates.label(number))
                number += 1
                if (at + 1) % _EVERY == 0:
                    progress(at + 1, pages)
        progress(part.last_page, pages)


def _label(base: pikepdf.Pdf, plan: Plan, parts: Sequence[Part]) -> None:
    """What readers of PDFs show as a page's number: its Bates number, or what kind of page it is and its number."""
    named = {"letter": "Letter ", "index": "Index "}
    labels: list[Any] = []
    number = plan.bates.start if plan.bates is not None else 0
    for part in parts:
        if part.first_page is None or part.last_page is None:
            continue
        if part.kind == "exhibit" and plan.bates is not None:
            for page in range(part.first_page, part.last_page + 1):
                labels += [page - 1, Dictionary(P=pikepdf.String(plan.bates.label(number)))]
                number += 1
        elif part.kind == "slip_sheet":
            labels += [part.first_page - 1, Dictionary(P=pikepdf.String(part.title))]
        else:
            prefix = named.get(part.kind, f"Exhibit {part.exhibit}, ")
            labels += [part.first_page - 1, Dictionary(P=pikepdf.String(prefix), S=Name.D)]
    base.Root.PageLabels = Dictionary(Nums=Array(labels))


def _bookmark(base: pikepdf.Pdf, parts: Sequence[Part]) -> None:
    """The letter with its own headings under it, the index, and the exhibits, each opening at its slip sheet."""
    with base.open_outline() as outline:
        letter = OutlineItem("Letter", 0)
        letter.children.extend(outline.root)
        exhibits = OutlineItem("Exhibits")
        exhibits.is_closed = False
        for part in parts:
            if part.kind != "exhibit" or part.first_page is None:
                continue
            numbers = f" ({span(part.bates_first, part.bates_last)})" if part.bates_first else ""
            exhibits.children.append(OutlineItem(part.title + numbers, part.first_page - 2))
        outline.root[:] = [
            letter,
            *(OutlineItem(part.title, (part.first_page or 1) - 1) for part in parts if part.kind == "index"),
        ]
        if exhibits.children:
            exhibits.destination = exhibits.children[0].destination
            outline.root.append(exhibits)
    base.Root.PageMode = Name.UseOutlines


def _link(base: pikepdf.Pdf, parts: Sequence[Part]) -> None:
    """Lead the rows of the index to the slip sheets of their exhibits."""
    slips = {part.exhibit: part.first_page or 1 for part in parts if part.kind == "slip_sheet"}
    for part in parts:
        if part.kind != "index":
            continue
        for at in range((part.first_page or 1) - 1, part.last_page or 0):
            for note in base.pages[at].obj.get("/Annots", Array()):
                address = str(note.get("/A", Dictionary()).get("/URI", ""))
                if not address.startswith(ADDRESS):
                    continue
                page = base.pages[slips[int(address.removeprefix(ADDRESS))] - 1]
                for key in ("/A", "/StructParent"):
                    if key in note:
                        del note[key]
                note.Dest = Array([page.obj, Name.Fit])


def _attach(base: pikepdf.Pdf, plan: Plan, parts: Sequence[Part], pages: int) -> None:
    """The approved letter's exact bytes, and the manifest."""
    made = f"D:{plan.dated:%Y%m%d}120000Z"
    described = {
        LETTER_NAME: (plan.letter, "The letter as it was approved", "application/pdf"),
        NAME: (
            manifest_bytes(plan, parts, pages),
            "Parts, pages, numbers and hashes of this packet",
            "application/json",
        ),
    }
    for name, (data, description, media_type) in described.items():
        base.attachments[name] = AttachedFileSpec(
            base,
            data,
            filename=name,
            description=description,
            mime_type=media_type,
            creation_date=made,
            mod_date=made,
        )


def _describe(base: pikepdf.Pdf, plan: Plan) -> None:
    """Name the packet, and take back the letter's claim to PDF/A and PDF/UA, which the exhibits need not fulfil."""
    with base.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        for claim in ("pdfaid:part", "pdfaid:conformance", "pdfuaid:part"):
            if claim in metadata:
                del metadata[claim]
        metadata["dc:title"] = f"{plan.subject}, with exhibits"
    base.docinfo["/Title"] = f"{plan.subject}, with exhibits"
