"""Many objects at once, to and from the store: what takes long is to wait for it. Memory and files stay bounded."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, Final, TypeVar

from claimback.storage import s3

AT_ONCE: Final = 8
_WAITING: Final = 2 * AT_ONCE
_SPOOL: Final = 1024 * 1024
"""Bytes of an object that are held in memory; what is larger waits on the disk."""

_Given = TypeVar("_Given")
_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True)
class Fetched:
    """An object that was fetched whole, to be read once."""

    key: str
    size: int
    media_type: str
    content: IO[bytes]

    def pieces(self) -> Iterator[bytes]:
        """Its bytes, a mebibyte at a time."""
        with self.content:
            while piece := self.content.read(s3.CHUNK):
                yield piece


def fetched(keys: Iterable[str]) -> Iterator[Fetched]:
    """Each object in the order of its key; one that is gone is passed over."""
    for found in in_order(_fetch, keys):
        if found is not None:
            yield found


def in_order(work: Callable[[_Given], _Made], given: Iterable[_Given]) -> Iterator[_Made]:
    """What `work` makes of each, some at a time in threads, in the order given. An error ends it, and what waits."""
    pool = ThreadPoolExecutor(AT_ONCE)
    waiting: deque[Future[_Made]] = deque()
    try:
        for one in given:
            waiting.append(pool.submit(work, one))
            if len(waiting) >= _WAITING:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _fetch(key: str) -> Fetched | None:
    content = SpooledTemporaryFile(_SPOOL)  # noqa: SIM115 - whoever reads it closes it
    try:
        with s3.opened(key) as source:
            for piece in source.chunks:
                content.write(piece)
            content.seek(0)
            return Fetched(key, source.size, source.media_type, content)
    except s3.Changed:
        return None
