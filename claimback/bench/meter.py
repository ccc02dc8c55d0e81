"""Processor time from /proc: what a server and all its children have used, in user and system mode."""

import os
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
