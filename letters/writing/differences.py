"""What differs between two texts of a letter: block by block, and in each word by word.

Pure. Blocks are matched by their words, so that one put between two others leaves those as they are; of a block that
was moved, the old place is deleted and the new one inserted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from typing import Any, Final, Literal

from letters.writing.draft import Block, Draft

Change = Literal["kept", "changed", "inserted", "deleted"]
Op = Literal["kept", "inserted", "deleted"]

_WORDS: Final = re.compile(r"\s+|\w+|[^\w\s]")
_SENTENCES: Final = re.compile(r"[^.\n]+[.\n]*|[.\n]+")
_MOST_COMPARED: Final = 4_000_000
"""Pairs of words that are compared; longer texts are compared sentence by sentence."""
_ALIKE: Final = 0.35
"""From this share of words in common on, a block in the place of another is that block, changed."""


@dataclass(frozen=True, slots=True)
class Run:
    """Words in a row that were kept, inserted or deleted."""

    op: Op
    text: str


@dataclass(frozen=True, slots=True)
class PartChange:
    """One text of a block, such as its `text`, its `label`, the second of its `items` or `rows`, as runs."""

    part: str
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class BlockChange:
    """One block before and after, by its places from 0; None where it was not there or is no more."""

    change: Change
    kind: str
    before: int | None
    after: int | None
    parts: tuple[PartChange, ...]


@dataclass(frozen=True, slots=True)
class Differences:
    """All that differs: the subject as runs, and every block in reading order."""

    subject: tuple[Run, ...]
    blocks: tuple[BlockChange, ...]

    @property
    def changed(self) -> bool:
        """Whether anything does."""
        return any(run.op != "kept" for run in self.subject) or any(
            block.change != "kept" for block in self.blocks
        )


def differences(before: Draft, after: Draft) -> Differences:
    """What must be deleted from `before` and inserted to come to `after`."""
    pairs = align(before.paragraphs, after.paragraphs)
    return Differences(
        subject=runs(before.subject, after.subject),
        blocks=tuple(
            _compared(
                None if old is None else before.paragraphs[old],
                None if new is None else after.paragraphs[new],
                old,
                new,
            )
            for old, new in pairs
        ),
    )


def align(before: Sequence[Block], after: Sequence[Block]) -> list[tuple[int | None, int | None]]:
    """Which block of `before` is which of `after`, in reading order: every place of both appears once."""
    matcher = SequenceMatcher(None, [_key(b) for b in before], [_key(b) for b in after], autojunk=False)
    pairs: list[tuple[int | None, int | None]] = []
    for op, first, last, start, end in matcher.get_opcodes():
        if op == "equal":
            pairs += zip(range(first, last), range(start, end), strict=True)
        else:
            pairs += _paired(before, after, range(first, last), range(start, end))
    return pairs


def runs(before: str, after: str) -> tuple[Run, ...]:
    """One text before and after as words that were kept, deleted and inserted, in reading order."""
    if before == after:
        return (Run("kept", before),) if before else ()
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if len(old) * len(new) > _MOST_COMPARED:
        old, new = _SENTENCES.findall(before), _SENTENCES.findall(after)
    head = _shared(old, new)
    tail = _shared(old[head:][::-1], new[head:][::-1])
    middle = old[head : len(old) - tail], new[head : len(new) - tail]
    found = [Run("kept", "".join(old[:head]))]
    # With difflib's own leave to pass over what is in every line: else a text of one word repeated takes minutes.
    for op, first, last, start, end in SequenceMatcher(None, *middle).get_opcodes():
        if op == "equal":
            found.append(Run("kept", "".join(middle[0][first:last])))
            continue
        found.append(Run("deleted", "".join(middle[0][first:last])))
        found.append(Run("inserted", "".join(middle[1][start:end])))
    found.append(Run("kept", "".join(old[len(old) - tail :])))
    return tuple(_joined([run for run in found if run.text]))


def _shared(old: Sequence[str], new: Sequence[str]) -> int:
    """How many words the two begin with alike."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((place for place, (one, other) in pairs if one != other), min(len(old), len(new)))


def differences_to_json(found: Differences) -> dict[str, Any]:
    """The differences as plain JSON values."""
    return {"changed": found.changed, **asdict(found)}


def _key(block: Block) -> tuple[Any, ...]:
    return (block.kind, block.text, block.label, block.source, block.lines, block.level)


def _paired(
    before: Sequence[Block], after: Sequence[Block], old: range, new: range
) -> Iterator[tuple[int | None, int | None]]:
    """Blocks that stand in each other's place: those of one kind that are alike, never across one another."""
    start = new.start
    for place in old:
        found = next((n for n in range(start, new.stop) if _alike(before[place], after[n])), None)
        if found is None:
            yield place, None
            continue
        yield from ((None, n) for n in range(start, found))
        yield place, found
        start = found + 1
    yield from ((None, n) for n in range(start, new.stop))


def _alike(old: Block, new: Block) -> bool:
    if old.kind != new.kind:
        return False
    if old.kind in ("signature", "exhibit_table"):
        return True
    words = [_words_of(block) for block in (old, new)]
    if not all(words):
        return old.ground == new.ground
    common = len(words[0] & words[1])
    return common / max(len(words[0]), len(words[1])) >= _ALIKE


def _words_of(block: Block) -> set[str]:
    return set(" ".join((block.text, *block.lines)).casefold().split())


def _compared(old: Block | None, new: Block | None, before: int | None, after: int | None) -> BlockChange:
    some = new or old
    assert some is not None
    if old is None or new is None:
        change: Change = "inserted" if old is None else "deleted"
    else:
        change = "kept" if _key(old) == _key(new) else "changed"
    return BlockChange(change, some.kind, before, after, tuple(_parts(old, new)))


def _parts(old: Block | None, new: Block | None) -> Iterator[PartChange]:
    for name in ("label", "text", "source"):
        said = [getattr(block, name) or "" if block else "" for block in (old, new)]
        if any(said):
            yield PartChange(name, runs(*said))
    items = tuple(list(block.lines) if block else [] for block in (old, new))
    matcher = SequenceMatcher(None, items[0], items[1], autojunk=False)
    number, name = 0, "rows" if "table" in {block.kind for block in (old, new) if block} else "items"
    for _, first, last, start, end in matcher.get_opcodes():
        for place in range(max(last - first, end - start)):
            left = items[0][first + place] if first + place < last else ""
            right = items[1][start + place] if start + place < end else ""
            yield PartChange(f"{name}[{number}]", runs(left, right))
            number += 1


def _joined(found: list[Run]) -> Iterator[Run]:
    """The runs, with a blank that was kept between two changes taken into both, so that words read in one piece."""
    made: list[Run] = []
    for place, run in enumerate(found):
        around = 0 < place < len(found) - 1
        if run.op == "kept" and run.text == " " and around:
            made += [Run("deleted", " "), Run("inserted", " ")]
        else:
            made.append(run)
    deleted, inserted = "", ""
    for run in made:
        if run.op == "deleted":
            deleted += run.text
        elif run.op == "inserted":
            inserted += run.text
        else:
            yield from _changed(deleted, inserted)
            deleted = inserted = ""
            yield run
    yield from _changed(deleted, inserted)


def _changed(deleted: str, inserted: str) -> Iterator[Run]:
    if deleted:
        yield Run("deleted", deleted)
    if inserted:
        yield Run("inserted", inserted)
