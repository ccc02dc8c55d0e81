"""What of our submissions the insurer's claim file holds, and what it holds that was never shown to us.

Insurers hand the file over as one scan, stamped and in another order, so bytes rarely agree: pages are matched by their
words. A page matches where most of its runs of four words stand on the other; stamps and fax lines do not disturb that,
a page that was left out does.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

RUN: Final = 4
"""Words in a run."""

SAME: Final = 0.6
"""The part of a page's runs that must be found on the other page: recognised text loses a word in ten or so."""

TOO_SHORT: Final = 8
"""Runs under which a page says too little to be recognised."""

WHOLE, PARTLY, ABSENT, UNREADABLE = "whole", "partly", "absent", "unreadable"


@dataclass(frozen=True, slots=True)
class Paper:
    """A document with the text of its pages in order; a page without text is empty."""

    id: UUID
    title: str
    sha256: str
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PageMatch:
    """A page of ours (from 1) and where it stands in what was produced; `document_id` is None where it does not."""

    page: int
    document_id: UUID | None
    on_page: int | None
    readable: bool


@dataclass(frozen=True, slots=True)
class SubmittedPaper:
    """One paper of ours: `state` is whole, partly, absent, or unreadable where no page of it has enough text."""

    id: UUID
    title: str
    state: str
    same_bytes: bool
    pages: tuple[PageMatch, ...]


@dataclass(frozen=True, slots=True)
class NewPages:
    """Pages of what was produced that are none of ours, from `first` to `last`."""

    document_id: UUID
    title: str
    first: int
    last: int
    readable: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both sides: each paper of ours, and the stretches that are only theirs."""

    submitted: tuple[SubmittedPaper, ...]
    only_theirs: tuple[NewPages, ...]


def compare_record(submitted: Sequence[Paper], produced: Sequence[Paper]) -> Comparison:
    """Hold what was submitted against what was produced. Time grows with the words of both, not with their product."""
    runs_of_theirs = {
        (paper.id, number): _runs(text)
        for paper in produced
        for number, text in enumerate(paper.pages, start=1)
    }
    where: defaultdict[int, list[tuple[UUID, int]]] = defaultdict(list)
    for place, runs in runs_of_theirs.items():
        for run in runs:
            where[run].append(place)
    by_hash = {paper.sha256: paper for paper in produced}
    taken: set[tuple[UUID, int]] = set()
    papers = []
    for paper in submitted:
        twin = by_hash.get(paper.sha256)
        if twin is not None:
            places = [(twin.id, number) for number in range(1, len(twin.pages) + 1)]
            matches = tuple(PageMatch(number, twin.id, number, True) for _, number in places)
        else:
            matches = tuple(
                _match(number, _runs(text), where) for number, text in enumerate(paper.pages, start=1)
            )
            places = [(m.document_id, m.on_page) for m in matches if m.document_id is not None and m.on_page]
        taken.update(places)
        papers.append(SubmittedPaper(paper.id, paper.title, _state(matches), twin is not None, matches))
    return Comparison(tuple(papers), tuple(_stretches(produced, runs_of_theirs, taken)))


def _runs(text: str) -> frozenset[int]:
    words = re.findall(r"[^\W_]+", text.casefold())
    return frozenset(hash(tuple(words[at : at + RUN])) for at in range(len(words) - RUN + 1))


def _match(number: int, runs: frozenset[int], where: dict[int, list[tuple[UUID, int]]]) -> PageMatch:
    if len(runs) < TOO_SHORT:
        return PageMatch(number, None, None, readable=False)
    hits = Counter(place for run in runs for place in where.get(run, ()))
    best = max(hits.items(), key=lambda hit: hit[1], default=None)
    if best is None or best[1] / len(runs) < SAME:
        return PageMatch(number, None, None, readable=True)
    return PageMatch(number, best[0][0], best[0][1], readable=True)


def _state(pages: Sequence[PageMatch]) -> str:
    readable = [page for page in pages if page.readable]
    if not readable:
        return UNREADABLE
    found = sum(page.document_id is not None for page in readable)
    if found == len(readable):
        return WHOLE
    return PARTLY if found else ABSENT


def _stretches(
    produced: Sequence[Paper],
    runs: dict[tuple[UUID, int], frozenset[int]],
    taken: set[tuple[UUID, int]],
) -> Iterable[NewPages]:
    """Neighbouring pages that are none of ours, parted where they turn unreadable."""
    for paper in produced:
        stretch: NewPages | None = None
        for number in range(1, len(paper.pages) + 1):
            new = (paper.id, number) not in taken
            readable = len(runs[paper.id, number]) >= TOO_SHORT
            if new and stretch is not None and stretch.readable == readable:
                stretch = NewPages(paper.id, paper.title, stretch.first, number, readable)
                continue
            if stretch is not None:
                yield stretch
            stretch = NewPages(paper.id, paper.title, number, number, readable) if new else None
        if stretch is not None:
            yield stretch
