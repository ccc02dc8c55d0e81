"""The bounds of a process that opens foreign files: whatever exceeds them ends it, and nothing else."""

import contextlib
import resource
import signal
from typing import Final

PAGE_SECONDS: Final = 120
MEMORY: Final = 2 * 2**30
"""Bytes of address space: rendering and recognising a page takes a quarter of it."""


def confine_memory() -> None:
    """From now on this process has no more than MEMORY. macOS does not limit it."""
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def allow_time() -> None:
    """This process ends PAGE_SECONDS from now, unless it is allowed more before: in the midst of foreign code too."""
    signal.alarm(PAGE_SECONDS)
