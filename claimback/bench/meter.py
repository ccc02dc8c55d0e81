"""Processor time from /proc: what a server and all its children have used, in user and system mode."""

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_USER, _SYSTEM = 11, 12  # counted from the field after the name


def cpu_seconds(roots: list[int]) -> dict[int, float]:
    """The seconds that each process of these trees has used so far, by process id. Linux only.

    A process that ends meanwhile is left out.
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
        used[pid] = (int(fields[_USER]) + int(fields[_SYSTEM])) / _TICKS
    return used


def spent(before: dict[int, float], after: dict[int, float]) -> float:
    """The seconds used between two readings, by old and new processes alike."""
    return sum(seconds - before.get(pid, 0.0) for pid, seconds in after.items())
