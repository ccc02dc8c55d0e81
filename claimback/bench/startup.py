"""What a web worker costs before it has done anything, and what it keeps after thousands of requests.

A server of one worker is started anew for each turn, this project's and the plain one's, and asked for the list of 50
cases until it answers: `cpu_seconds` is what its processes have used by then, `memory_mib` what is the worker's own
(its share of what it has in common with others counted in). Then this project's worker is asked for many things mixed,
lists in every ordering, pages of cases, searches, entries written, and things that are not there; its memory is read
half-way and at the end.
"""

import statistics
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from claimback.bench import dataset
from claimback.bench.comparisons import APPLICATIONS, COMPARISONS, Asked
from claimback.bench.dataset import Sample
from claimback.bench.growth import ORDERINGS
from claimback.bench.installation import Installation, WebProcess
from claimback.bench.meter import cpu_seconds
from claimback.bench.rounds import BenchError, described, run_load
from claimback.embedded.processes import Progress

TITLE: Final = (
    "A web worker: processor time to its first list, its memory, and its memory after mixed requests"
)
REQUESTS: Final = 10_000
FLOOR: Final = {"cpu": 1.6, "memory": 1.6, "growth_mib": 1.0}
GOAL: Final = {"cpu": 1.3, "memory": 1.3, "growth_mib": 1.0}
_VARIANTS: Final = ("claimback", "plain")
_CONNECTIONS: Final = 4
_PATIENCE: Final = 60.0
_MIB: Final = 1024.0


def measure(
    installation: Installation, *, rounds: int, progress: Progress, requests: int = REQUESTS
) -> dict[str, Any]:
    """The row of the report. `requests` are those asked of the worker that is watched; an even number."""
    with installation.connection() as connection:
        sample = dataset.sample(connection)
    turns: dict[str, list[dict[str, float]]] = {variant: [] for variant in _VARIANTS}
    for number in range(rounds):
        progress(f"startup: round {number + 1} of {rounds}")
        for variant, taken in turns.items():
            with _started(installation, variant, sample) as (_, figures):
                taken.append(figures)
    progress(f"startup: {requests:,} mixed requests")
    with _started(installation, "claimback", sample) as (web, _):
        kept = _asked_much(web, sample, requests)
    with installation.connection() as connection:
        dataset.forget_written(connection)
    return _row(turns, kept, requests)


@contextmanager
def _started(
    installation: Installation, variant: str, sample: Sample
) -> Iterator[tuple[WebProcess, dict[str, float]]]:
    """A server from its start to its first list, with what it took until then."""
    asked = COMPARISONS["list"].asks(variant, sample)[0]
    web = installation.spawned(APPLICATIONS[variant], f"startup {variant}")
    try:
        _first_answer(web, asked)
        yield web, {"cpu_seconds": sum(cpu_seconds([web.pid or 0]).values()), "memory_mib": _memory(web)}
    finally:
        web.stop()


def _first_answer(web: WebProcess, asked: Asked) -> None:
    """Ask until it answers. Raises BenchError after a minute, or for another answer than the list."""
    url, gives_up = f"http://127.0.0.1:{web.port}{asked.path}", time.monotonic() + _PATIENCE
    while time.monotonic() < gives_up:
        try:
            with urllib.request.urlopen(
                urllib.request.Request(url, headers=dict(asked.headers)), timeout=_PATIENCE
            ) as answer:
                answer.read()
                return
        except urllib.error.HTTPError as error:
            raise BenchError(f"{web.name} answers {error.code}: {error.read()[:300]!r}") from None
        except OSError:
            time.sleep(0.02)
    raise BenchError(f"{web.name} did not answer in a minute")


def _memory(web: WebProcess) -> float:
    """MiB of the worker: its own pages, and its share of those that it has in common with others. Linux only."""
    [worker] = [pid for pid in cpu_seconds([web.pid or 0]) if pid != web.pid]
    lines = (Path("/proc") / str(worker) / "smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / _MIB


def _mixed(sample: Sample) -> list[Asked]:
    """A round of requests of all kinds."""
    token = {"Authorization": f"Bearer {sample.token}"}
    firm = f"/api/v1/firms/{sample.slug}"
    lists = [Asked("GET", f"{firm}/cases?status=open&ordering={ordering}", token) for ordering in ORDERINGS]
    words = dataset.words_by_frequency()
    searches = [Asked("GET", f"{firm}/correspondence?search={word}", token) for word in words]
    pages = COMPARISONS["detail"].asks("claimback", sample)
    entries = COMPARISONS["post"].asks("claimback", sample)[:20]
    wrong = [
        Asked("GET", f"{firm}/cases?ordering=colour", token, status=400),
        Asked("GET", f"{firm}/cases/{sample.firm_id}", token, status=404),
        Asked("GET", f"{firm}/cases", status=401),
        Asked("POST", f"{firm}/correspondence", token, b"{}", 400),
    ]
    return [*lists, *searches, *pages, *entries, *wrong]


def _asked_much(web: WebProcess, sample: Sample, requests: int) -> dict[str, Any]:
    """The worker's memory before, half-way and after. Raises BenchError for a wrong answer."""
    plan = {
        "ports": [web.port],
        "connections": _CONNECTIONS,
        "number": requests // 2,
        "requests": [described(one) for one in _mixed(sample)],
    }
    memory = [_memory(web)]
    for _ in range(2):
        result = run_load(plan)
        if result["wrong"]:
            raise BenchError(f"{result['wrong']} wrong answers, the first: {result['first_wrong']}")
        memory.append(_memory(web))
    before, half_way, after = memory
    return {
        "memory_before_mib": round(before, 1),
        "memory_half_way_mib": round(half_way, 1),
        "memory_after_mib": round(after, 1),
        "growth_mib": round(after - half_way, 2),
    }


def _row(turns: dict[str, list[dict[str, float]]], kept: dict[str, Any], requests: int) -> dict[str, Any]:
    ratio = {
        short: round(
            statistics.median(
                ours[name] / theirs[name]
                for ours, theirs in zip(turns["claimback"], turns["plain"], strict=True)
            ),
            2,
        )
        for short, name in (("cpu", "cpu_seconds"), ("memory", "memory_mib"))
    }
    found = {**ratio, "growth_mib": kept["growth_mib"]}
    return {
        "name": "startup",
        "title": TITLE,
        "measured": {**_figures(turns["claimback"]), **kept, "requests": requests},
        "baselines": {"plain": _figures(turns["plain"])},
        "ratio": ratio,
        "floor": dict(FLOOR),
        "goal": dict(GOAL),
        "held": all(found[name] <= most for name, most in FLOOR.items()),
        "goal_reached": all(found[name] <= most for name, most in GOAL.items()),
    }


def _figures(turns: list[dict[str, float]]) -> dict[str, float]:
    return {
        "cpu_seconds": round(statistics.median(turn["cpu_seconds"] for turn in turns), 2),
        "memory_mib": round(statistics.median(turn["memory_mib"] for turn in turns), 1),
    }


def as_text(row: dict[str, Any]) -> list[str]:
    """The row as lines of the report."""
    ours, plain, ratio = row["measured"], row["baselines"]["plain"], row["ratio"]
    verdict = "goal reached" if row["goal_reached"] else "floor held" if row["held"] else "FLOOR MISSED"
    return [
        f"{row['name']}: {row['title']}",
        f"  processor time from the start to the first list: {ours['cpu_seconds']} s, plain {plain['cpu_seconds']} s:"
        f" {ratio['cpu']}× (floor {FLOOR['cpu']:g}×, goal {GOAL['cpu']:g}×)",
        f"  memory of the worker: {ours['memory_mib']} MiB, plain {plain['memory_mib']} MiB: {ratio['memory']}×"
        f" (floor {FLOOR['memory']:g}×, goal {GOAL['memory']:g}×)",
        f"  after {ours['requests']:,} mixed requests"
        f" {ours['memory_after_mib']} MiB, half-way {ours['memory_half_way_mib']} MiB: grown by"
        f" {ours['growth_mib']} MiB (at most {FLOOR['growth_mib']:g})",
        f"  {verdict}",
    ]
