"""Checking a firm's chain: pure, over links that come one by one. Reading them is in `chain`.

What a chain can't show: whoever owns the database can write it anew from any number on, or cut off its end, and every
link then holds. An anchor shows that: the last number and digest of an earlier check, kept where they can't write.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final
from uuid import UUID

SEGMENTS_LIMIT: Final = 2000
"""Broken links beyond these are reported as broken; which of them were moved is not looked for."""


@dataclass(frozen=True, slots=True)
class Link:
    """A seal with what is found of its entry. `found` is the digest of the entry as it stands, None without one.

    An entry that no seal has comes last, without a number; `id` is the entry's in either case.
    """

    id: UUID
    number: int | None
    entry_digest: bytes
    digest: bytes
    found: bytes | None


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong. `kind`: changed, changed_seal, removed_entry, removed_seal, inserted, reordered,
    broken, truncated, rewritten or missing.
    """

    kind: str
    detail: str
    number: int | None = None
    entry_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Anchor:
    """The last link of a chain that was found whole."""

    number: int
    digest: bytes


@dataclass(slots=True)
class Verdict:
    """How many links were checked, the last of them, and all that is wrong."""

    links: int = 0
    last: Anchor = field(default_factory=lambda: Anchor(0, b""))
    problems: list[Problem] = field(default_factory=list)


@dataclass(slots=True)
class _Segment:
    """Numbers that follow each other with whole links. `broken`: it does not fit on the number before it."""

    start: Link
    first: int
    last: int
    end: bytes
    broken: bool
    before_last: bytes | None = None  # the digest of the number before the one before its first


@dataclass(slots=True)
class _Gap:
    first: int
    last: int
    before: bytes
    after: Link


def verify_chain(links: Iterable[Link], anchor: Anchor | None = None) -> Verdict:
    """Check the links of a firm, which come by number, entries without a seal after them."""
    walk = _Walk(anchor)
    for link in links:
        if link.number is None:
            walk.unsealed(link)
        else:
            walk.sealed(link, link.number)
    return walk.end()


def link_digest(previous: bytes, entry_digest: bytes) -> bytes:
    """What a seal's digest must be."""
    return sha256(previous + entry_digest).digest()


class _Walk:
    def __init__(self, anchor: Anchor | None) -> None:
        self.verdict = Verdict()
        self.anchor = anchor
        self.anchored: bytes | None = None
        self.segments: list[_Segment] = []
        self.gaps: list[_Gap] = []
        self.digests = (b"", b"")  # of the last two numbers
        self.meant: bytes | None = None  # what the last digest should have been, where its link is broken

    def note(self, kind: str, detail: str, number: int | None = None, id: UUID | None = None) -> None:
        self.verdict.problems.append(Problem(kind, detail, number, id))

    def sealed(self, link: Link, number: int) -> None:
        """One seal, by itself and as it follows on the last."""
        if link.found is None:
            self.note("removed_entry", "The seal is there and its entry is not.", number, link.id)
        elif link.found != link.entry_digest:
            self.note("changed", "The entry is not what was sealed.", number, link.id)
        if self.anchor and number == self.anchor.number:
            self.anchored = link.digest
        self._follow(link, number)
        self.verdict.links += 1
        self.verdict.last = Anchor(number, link.digest)
        self.digests = (self.digests[1], link.digest)

    def _follow(self, link: Link, number: int) -> None:
        previous, last = self.digests[1], self.verdict.last.number
        meant = link_digest(previous, link.entry_digest)
        holds = meant == link.digest
        if number != last + 1:
            if holds:
                detail = f"The numbers jump from {last} to {number}, and the link holds: it was renumbered."
                self.note("reordered", detail, number, link.id)
            else:
                self.gaps.append(_Gap(last + 1, number - 1, previous, link))
                self._begin(link, number, broken=False)
                return
        elif not holds and self.meant and link_digest(self.meant, link.entry_digest) == link.digest:
            self.note(
                "changed_seal", "The digest of this seal was changed.", last, self.segments[-1].start.id
            )
            if len(self.segments) > 1:
                self.segments.pop()
            self.segments[-1].broken = False
            holds = True
        if holds and self.segments:
            self.segments[-1].last, self.segments[-1].end = number, link.digest
            self.meant = None
        else:
            self._begin(link, number, broken=not holds)
            self.meant = None if holds else meant

    def _begin(self, link: Link, number: int, *, broken: bool) -> None:
        self.meant = None
        self.segments.append(_Segment(link, number, number, link.digest, broken, self.digests[0]))

    def unsealed(self, link: Link) -> None:
        """An entry without a seal: put in by hand, or its seal was taken away."""
        assert link.found is not None
        for gap in self.gaps[:SEGMENTS_LIMIT]:
            between = link_digest(gap.before, link.found)
            if gap.first == gap.last and link_digest(between, gap.after.entry_digest) == gap.after.digest:
                self.gaps.remove(gap)
                self.note("removed_seal", "The entry is there and its seal is not.", gap.first, link.id)
                return
        self.note("inserted", "An entry that no seal has: it was put in beside the chain.", None, link.id)

    def end(self) -> Verdict:
        """What only the whole shows."""
        for gap in self.gaps:
            numbers = f"number {gap.first}" if gap.first == gap.last else f"numbers {gap.first} to {gap.last}"
            self.note("removed_seal", f"The chain lacks {numbers}.", gap.first)
        self.verdict.problems += _moved(self.segments)
        self._hold_against_anchor()
        self.verdict.problems.sort(key=lambda problem: (problem.number is None, problem.number or 0))
        return self.verdict

    def _hold_against_anchor(self) -> None:
        if self.anchor is None or self.anchor.number == 0:
            return
        last, number = self.verdict.last.number, self.anchor.number
        if last < number:
            self.note("truncated", f"The chain ends at {last} and went on to {number} before.", last + 1)
        elif self.anchored is not None and self.anchored != self.anchor.digest:
            detail = f"The chain up to {number} is another than at the last check: it was written anew."
            self.note("rewritten", detail, number)


def _moved(segments: list[_Segment]) -> list[Problem]:
    """What the broken links mean: segments that belong elsewhere, that were put in, or whose neighbour is gone."""
    if not any(segment.broken for segment in segments):
        return []
    after = _successors(segments) if len(segments) <= SEGMENTS_LIMIT else {}
    placed = set(after.values())
    problems: list[Problem] = []
    for index, segment in enumerate(segments):
        if index in placed:
            continue
        if segment.broken and not _fits(segment, b""):
            problems.append(_orphan(segment, taken=index - 1 in after))
        chain = [index]
        while chain[-1] in after:
            chain.append(after[chain[-1]])
        problems += _out_of_order([segments[place] for place in chain])
    return problems


def _successors(segments: list[_Segment]) -> dict[int, int]:
    """By the place of a segment, the place of the one that was made to follow it."""
    found: dict[int, int] = {}
    for place, segment in enumerate(segments):
        if segment.broken:
            for before, other in enumerate(segments):
                if before != place and before not in found and _fits(segment, other.end):
                    found[before] = place
                    break
    return found


def _fits(segment: _Segment, previous: bytes) -> bool:
    return link_digest(previous, segment.start.entry_digest) == segment.start.digest


def _orphan(segment: _Segment, *, taken: bool) -> Problem:
    first, id = segment.first, segment.start.id
    if taken:
        return Problem("inserted", "A seal that was put in: its neighbours fit on each other.", first, id)
    if first > 1 and segment.before_last is not None and _fits(segment, segment.before_last):
        detail = f"Number {first} fits on {first - 2}: number {first - 1} was put in between."
        return Problem("inserted", detail, first - 1)
    detail = (
        f"Number {first} does not fit on what stands before it: one of the two was replaced with its seal, "
        "or what stood between them was removed and the rest renumbered."
    )
    return Problem("broken", detail, first, id)


def _out_of_order(chain: list[_Segment]) -> list[Problem]:
    """Segments in the order in which they were made: those that stand at other numbers than that order gives."""
    by_number = sorted(chain, key=lambda segment: segment.first)
    stands: dict[int, int] = {}
    offset = 0
    for segment in by_number:
        stands[segment.first] = offset
        offset += segment.last - segment.first + 1
    problems, offset = [], 0
    for segment in chain:
        length = segment.last - segment.first + 1
        if stands[segment.first] != offset:
            meant = _number_at(by_number, offset)
            what = "It was" if length == 1 else f"Numbers {segment.first} to {segment.last} were"
            detail = f"{what} made as number {meant}{'' if length == 1 else ' and on'}."
            problems.append(Problem("reordered", detail, segment.first, segment.start.id))
        offset += length
    return problems


def _number_at(by_number: list[_Segment], offset: int) -> int:
    for segment in by_number:
        length = segment.last - segment.first + 1
        if offset < length:
            return segment.first + offset
        offset -= length
    raise AssertionError("an offset beyond the chain")
