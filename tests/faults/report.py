"""The page that tells of the fires: on which machine, what was asked, what struck how often, and what held."""

import os
import platform
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

HEAD = """# Fires: what was killed while many clients wrote, and what held

Made by `pytest -m faults -n 0 -s --fire-share {share} --fire-times {times} --fire-report FILE`, and by nobody's hand:
every figure is the suite's own. Two webs, two workers, two beats, PostgreSQL with fsync on, Valkey, the store of
documents and a mail server are struck at random, each act at least once, while {clients} clients write; then all is
left to settle and held against `tests/faults/invariants.py`. Share 1 is 20,000 alerts, 2,000 uploads, 2,000 letters and
20,000 writes. Where the disk is filled, PostgreSQL's data are on one in memory: what a loss of power would cost is not
shown.

{machine}.
"""


def machine() -> str:
    """What the fire burns on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{platform.system()} on {platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GiB, Python "
        f"{platform.python_version()}"
    )


def page(runs: Sequence[Mapping[str, Any]]) -> str:
    """The runs side by side, as Markdown. There has to be one."""
    first = runs[0]
    head = HEAD.format(times=len(runs), **{name: first[name] for name in ("share", "clients", "machine")})
    parts = [
        _table("Run", runs, _run),
        _table("Acknowledged", runs, lambda run: _counts(run["acknowledged"])),
        _table("What struck", runs, lambda run: _counts(run["strikes"])),
        _table("What clients met", runs, lambda run: _counts(run["answers"])),
        _table("Seconds until it served again, median (longest)", runs, _recovery),
        _table("What must hold", runs, _held),
    ]
    return "\n".join([head, *parts])


def _run(run: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    yield "lit at (UTC)", run["at"][:19].replace("T", " ")
    yield "seed", run["seed"]
    yield "load of the machine, of others too", f"{run['load']:.1f}"
    yield from _counts({f"{what}, s": seconds for what, seconds in run["seconds"].items()})
    yield from _counts({f"{what} asked": count for what, count in run["asked"].items()})


def _counts(counts: Mapping[str, int]) -> Iterator[tuple[str, Any]]:
    for what, count in counts.items():
        yield what, f"{count:,}"


def _recovery(run: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for what, took in run["recovery_seconds"].items():
        yield what, f"{took['median']} ({took['longest']})"


def _held(run: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for what, found in run["invariants"].items():
        yield what, found if found == "held" else f"**{found['broken']} broken**"
    alerts = run["alerts"]
    yield "alerts lost", alerts["lost"]
    yield from _counts({f"alerts told again: {why}": n for why, n in alerts["copies_more_than_one"].items()})
    yield "writes given up", run["undone"]
    yield "writes refused", len(run["refused"])
    yield "all", "held" if run["held"] else "**broken**"


def _table(
    title: str,
    runs: Sequence[Mapping[str, Any]],
    rows: Callable[[Mapping[str, Any]], Iterator[tuple[str, Any]]],
) -> str:
    columns = [dict(rows(run)) for run in runs]
    names = list(dict.fromkeys(name for column in columns for name in column))
    lines = [
        f"| {title} | {' | '.join(str(n) for n, _ in enumerate(runs, start=1))} |",
        f"|---|{'---|' * len(runs)}",
        *(f"| {name} | {' | '.join(str(column.get(name, 0)) for column in columns)} |" for name in names),
    ]
    return "\n".join(lines) + "\n"
