"""Running a piece of work in a process of its own that is killed at a line: no `finally` runs, nothing is said goodbye.

Between two effects outside (a commit, bytes to or from a vendor's or the store's socket) lines differ in nothing that
lasts: what a transaction wrote dies with its process. So the work is run once to note, at each of its lines, how many
effects there were; then it is killed at the first and the last line of every stretch without one. That is as good as
at every line, and far cheaper.
"""

import json
import os
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import groupby
from pathlib import Path
from types import FrameType
from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.db import connection

from claimback.storage import s3

Line = tuple[str, int, int]
"""A file, a line, and how many effects there were before it."""


def lines_run(work: Callable[[], object], files: Sequence[Path]) -> list[Line]:
    """The lines of `files` that `work` runs, in order, from a process of its own that does it to the end."""
    read, write = os.pipe()

    def note() -> None:
        seen: list[Line] = []
        with _tracing(files, lambda line: seen.append(line)):
            work()
        with os.fdopen(write, "w") as told:
            json.dump(seen, told)

    _in_child(note)
    os.close(write)
    with os.fdopen(read) as told:
        return [(name, number, effects) for name, number, effects in json.load(told)]


def places_to_kill(lines: Sequence[Line]) -> list[int]:
    """The first and the last line of each stretch without an effect, by their places in `lines`."""
    stretches = groupby(range(len(lines)), key=lambda place: lines[place][2])
    return sorted({place for _, stretch in stretches for place in _ends(list(stretch))})


def run_killed_at(place: int, work: Callable[[], object], files: Sequence[Path]) -> None:
    """Do `work` in a process that is killed just before it runs the line at `place`."""
    left = place

    def count(_: Line) -> None:
        nonlocal left
        if left == 0:
            os._exit(9)
        left -= 1

    def until() -> None:
        with _tracing(files, count):
            work()

    _in_child(until)


def _ends(stretch: list[int]) -> tuple[int, int]:
    return stretch[0], stretch[-1]


def _in_child(work: Callable[[], None]) -> None:
    s3._client(s3._inner_url()).close()  # its connections are not to be shared
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            connection.connection = None  # the parent's: left alone
            work()
            status = 0
        finally:
            os._exit(status)
    os.waitpid(pid, 0)


@contextmanager
def _tracing(files: Sequence[Path], at_line: Callable[[Line], object]) -> Iterator[None]:
    names = {str(file): file.name for file in files}
    effects = 0

    def counted(real: Any) -> Any:
        def call(*args: Any, **kwargs: Any) -> Any:
            nonlocal effects
            effects += 1
            return real(*args, **kwargs)

        return call

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        if frame.f_code.co_filename not in names:
            return None
        if event == "line":
            at_line((names[frame.f_code.co_filename], frame.f_lineno, effects))
        return trace

    with ExitStack() as stack:
        stack.enter_context(patch.object(connection, "commit", counted(connection.commit)))
        for name in ("sendall", "recv_into"):
            stack.enter_context(patch.object(socket.socket, name, counted(getattr(socket.socket, name))))
        sys.settrace(trace)
        try:
            yield
        finally:
            sys.settrace(None)


def source(*names: str) -> list[Path]:
    """Files of the project by their paths in it."""
    return [Path(settings.BASE_DIR) / name for name in names]
