"""What work takes: processor time of a server and all its children, in user and system mode, and memory."""

import os
import resource
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_USED = slice(11, 15)  # user, system, and both of children that ended: counted from the field after the name


def cpu_seconds(roots: list[int]) -> dict[int, float]:
    """The seconds that each process of these trees has used so far, with those of its children that ended. Linux only.

    A process that is gone is left out: what it used is its parent's.
    """
    used: dict[int, float] = {}
    waiting = list(roots)
    while waiting:
        pid = waiting.pop()
        process = Path("/proc") / str(pid)
        try:
            fields = (process / "stat").read_text().rpartition(")")[2].split()
            for task in (process / "task").iterdir():
                waiting.extend(int(child) for child in (task / "children").read_text().split())
        except OSError:
            continue
        used[pid] = sum(map(int, fields[_USED])) / _TICKS
    return used


def spent(before: dict[int, float], after: dict[int, float]) -> float:
    """The seconds used between two readings, by processes that were there, came and went."""
    return sum(after.values()) - sum(before.values())


def peak_bytes() -> int:
    """The most bytes of memory that this process has had.

    Linux's `ru_maxrss` begins with what the process had that started this one; VmHWM does not. macOS has no /proc, and
    counts in bytes.
    """
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024
