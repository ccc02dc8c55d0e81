"""A Word document that was edited outside, read as a letter's text again.

Tracked changes are read as accepted. What a letter has no place for, such as a picture, is left out and said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from docx.document import Document
from docx.oxml.ns import qn

from letters.writing.draft import Block, Draft
from letters.writing.word.lines import Line, Reader, marks_of, opened
from letters.writing.word.marks import FIXED, SUBJECT, WordComment, WordError, letter_tail


@dataclass(frozen=True, slots=True)
class Edited:
    """What came back: the text, on which version it was based, its comments, and what is to be said of it."""

    draft: Draft
    based_on: int
    comments: tuple[WordComment, ...]
    notes: tuple[str, ...]


def read_docx(data: bytes, *, letter_id: str, text_of: Callable[[int], Draft | None]) -> Edited:
    """The text of a Word document that was made from this letter, as the blocks of the version it was made from.

    `text_of` gives the text of a version, or None where there is none. Raises WordError: `docx_damaged`,
    `docx_macros`, `docx_protected`, `docx_too_large`, `docx_foreign`, `docx_other_letter`.
    """
    document = opened(data)
    marks = marks_of(document)
    of_others = {mark.letter for mark in marks} - {letter_tail(letter_id)}
    mine = [mark for mark in marks if mark.letter == letter_tail(letter_id)]
    if not mine:
        raise _not_of_this_letter(bool(of_others))
    number = max(mark.version for mark in mine)
    base = text_of(number)
    if base is None:
        raise _not_of_this_letter(True)
    reader = Reader(document, letter_tail(letter_id), number)
    lines = reader.lines()
    subject = " ".join(line.text.strip() for line in lines if line.block == SUBJECT).strip()
    blocks, places = _blocks([line for line in lines if line.block != SUBJECT], base)
    blocks, places = _with_fixed(blocks, places, base, reader.left_out)
    draft = replace(base, subject=subject or base.subject, paragraphs=tuple(blocks))
    return Edited(draft, number, tuple(_comments(document, places)), tuple(_notes(document, reader)))


def _not_of_this_letter(other: bool) -> WordError:
    if other:
        return WordError(
            "docx_other_letter",
            "This Word document was made from another letter. Choose the one that was exported from this letter.",
        )
    return WordError(
        "docx_foreign",
        "This Word document was not made from a letter here, or its hidden bookmarks were removed. Export the letter "
        "to Word, put the text in there, and send that file.",
    )


def _blocks(lines: Sequence[Line], base: Draft) -> tuple[list[Block], list[tuple[str | None, list[str]]]]:
    """The lines as blocks; and for each block which block of the base it was, and its comments' ids."""
    made: list[Block] = []
    places: list[tuple[str | None, list[str]]] = []
    label: str | None = None
    held: list[str] = []
    last: tuple[str | None, str] | None = None
    for line in lines:
        old = _old(line.block, base)
        if old is not None and old.kind in FIXED:
            if not any(place == line.block for place, _ in places):
                made.append(old)
                places.append((line.block, line.comments))
            last = None
            continue
        said = _tidy(line.text)
        if line.kind == "label":
            label, last, held = said.rstrip("."), None, line.comments
            continue
        if line.kind == "source":
            if made:
                made[-1] = replace(made[-1], source=said)
                places[-1][1].extend(line.comments)
            continue
        same = last is not None and last[0] == line.block and last[1] == line.kind and label is None
        # A line that belongs to no block goes on with a list or a quotation, and is else a block of its own.
        runs_on = (
            last is not None
            and line.block is None
            and line.kind == last[1]
            and line.kind in ("item", "quote")
        )
        if (same and not line.kind.startswith("heading") and (line.block is not None)) or runs_on:
            made[-1] = _longer(made[-1], line.kind, said)
            places[-1][1].extend(line.comments)
        else:
            first = old is not None and not any(place == line.block for place, _ in places)
            ground = old.ground if old is not None else (made[-1].ground if made else None)
            made.append(_begun(line.kind, said, label, ground))
            places.append((line.block if first else None, [*held, *line.comments]))
        label, held, last = None, [], (line.block, line.kind)
    return made, places


def _old(block: str | None, base: Draft) -> Block | None:
    place = int(block) if block is not None and block.isdecimal() else -1
    return base.paragraphs[place] if 0 <= place < len(base.paragraphs) else None


def _begun(kind: str, text: str, label: str | None, ground: int | None) -> Block:
    if kind.startswith("heading"):
        return Block(kind="heading", text=" ".join(text.split()), level=int(kind[-1]), ground=ground)
    if kind == "item":
        return Block(kind="list", items=(text,), label=label, ground=ground)
    return Block(kind="quote" if kind == "quote" else "text", text=text, label=label, ground=ground)


def _longer(block: Block, kind: str, text: str) -> Block:
    if kind == "item":
        return replace(block, items=(*block.items, text))
    return replace(block, text=f"{block.text}\n\n{text}")


def _tidy(text: str) -> str:
    return "\n".join(line.strip(" \t") for line in text.split("\n")).strip()


def _with_fixed(
    blocks: list[Block],
    places: list[tuple[str | None, list[str]]],
    base: Draft,
    left_out: dict[str, None],
) -> tuple[list[Block], list[tuple[str | None, list[str]]]]:
    """With the blocks that no one edits in Word put back behind the block that they stood behind."""
    for place, block in enumerate(base.paragraphs):
        if block.kind not in FIXED or any(name == str(place) for name, _ in places):
            continue
        left_out[f"the removal of the {block.kind.replace('_', ' ')}"] = None
        before = [n for n, (name, _) in enumerate(places) if name is not None and int(name) < place]
        at = before[-1] + 1 if before else len(blocks)
        blocks.insert(at, block)
        places.insert(at, (str(place), []))
    return blocks, places


def _comments(document: Document, places: Sequence[tuple[str | None, list[str]]]) -> Iterator[WordComment]:
    where = {id: place for place, (_, ids) in enumerate(places) for id in ids}
    for comment in document.comments:
        text = comment.text.strip()
        if text:
            yield WordComment(where.get(str(comment.comment_id)), comment.author.strip(), text)


def _notes(document: Document, reader: Reader) -> Iterator[str]:
    body = document.element.body
    changed = [*body.iter(qn("w:ins")), *body.iter(qn("w:del")), *body.iter(qn("w:moveTo"))]
    authors = dict.fromkeys(each.get(qn("w:author")) or "somebody" for each in changed)
    if changed:
        yield f"Tracked changes by {', '.join(authors)} were read as accepted."
    if reader.left_out:
        yield f"Not taken over: {', '.join(reader.left_out)}. A letter has no place for them."
