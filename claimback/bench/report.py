"""The report: contract 7's JSON, and the same for a person."""

import os
import platform
from typing import Any, Final

from claimback.bench import (
    clock,
    dispatch,
    files,
    growth,
    home,
    importing,
    letters,
    packet,
    reading,
    search,
    startup,
    sweep,
)
from claimback.bench.installation import PROCESSES, THREADS, Installation, processor
from claimback.bench.rounds import CONNECTIONS
from claimback.kernel.clock import now

_GIB: Final = 2**30
_HEAD: Final = "| {:<10} | {:>22} | {:>8} | {:>9} | {:>8} | {:>8} | {:>10} | {:>5} |"


def machine(installation: Installation) -> dict[str, Any]:
    """What it was measured on, and when."""
    with installation.connection() as connection:
        version = connection.info.parameter_status("server_version")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / _GIB
    return {
        "processor": processor(),
        "cores": os.cpu_count(),
        "memory_gib": round(memory, 1),
        "system": platform.system(),
        "python": platform.python_version(),
        "postgresql": version,
        "on": now().isoformat(timespec="minutes"),
    }


def method(installation: Installation, rounds: int, seconds: float) -> dict[str, Any]:
    """How it was measured."""
    return {
        "cases": installation.rows,
        "rounds": rounds,
        "seconds": seconds,
        "connections": CONNECTIONS,
        "processes": PROCESSES,
        "threads": THREADS,
        "fsync": True,
    }


def as_text(report: dict[str, Any]) -> str:
    """The table, with what it was measured on and how."""
    machine, method = report["machine"], report["method"]
    lines = [
        f"{machine['processor']}, {machine['cores']} cores, {machine['memory_gib']} GiB, {machine['system']}; "
        f"Python {machine['python']}, PostgreSQL {machine['postgresql']}; {machine['on']}",
        f"{method['cases']:,} cases, the measured firm holds a fifth; {method['rounds']} interleaved rounds of "
        f"{method['seconds']:g} s; {method['connections']} connections to gunicorn, {method['processes']} processes "
        f"of {method['threads']} threads; fsync on; medians (lowest–highest)",
    ]
    if ceiling := report.get("ceiling"):
        lines.append(
            f"The load on a constant answer: {ceiling['requests_per_second']:,.0f} a second, "
            f"{ceiling['load_cpu_ms']:.3f} ms of its own processor time a request"
        )
    for row in report["rows"]:
        lines += ["", *_ROWS.get(row["name"], _row)(row)]
    return "\n".join(lines)


def _row(row: dict[str, Any]) -> list[str]:
    lines = [
        f"{row['name']}: {row['title']}",
        _HEAD.format("", "requests/s", "p50 ms", "app ms", "PG ms", "CPU ms", "statements", "wrong"),
        _HEAD.format(*("-" * width for width in (10, 22, 8, 9, 8, 8, 10, 5))),
    ]
    for name, figures in {"claimback": row["measured"], **row["baselines"]}.items():
        spread = f"({figures['lowest']:.0f}–{figures['highest']:.0f})"
        lines.append(
            _HEAD.format(
                name,
                f"{figures['requests_per_second']:.0f} {spread}",
                f"{figures['p50_ms']:.2f}",
                f"{figures['application_cpu_ms']:.3f}",
                f"{figures['postgresql_cpu_ms']:.3f}",
                f"{figures['cpu_ms']:.3f}",
                f"{figures['statements']} of {figures['round_trips']}",
                figures["wrong"],
            )
        )
    for baseline, ratio in row["ratio"].items():
        cpu = row["baselines"][baseline]["cpu_ms"] / row["measured"]["cpu_ms"]
        floor, goal = row["floor"][baseline], row["goal"][baseline]
        verdict = "goal reached" if ratio >= goal else "floor held" if ratio >= floor else "FLOOR MISSED"
        lines.append(
            f"  to {baseline}: {ratio:.2f}× (floor {floor:g}×, goal {goal:g}×): {verdict}; by CPU time {cpu:.2f}×"
        )
    if limit := row["floor"].get("statements"):
        lines.append(f"  statements: {row['measured']['statements']}, at most {limit}")
    for baseline, trips in row.get("extra_round_trips", {}).items():
        limit = row["floor"]["extra_round_trips"]
        lines.append(f"  round trips to PostgreSQL beyond those of {baseline}: {trips}, at most {limit}")
    if wrong := row["measured"].get("first_wrong"):
        lines.append(f"  first wrong answer: {wrong}")
    return lines


_ROWS: Final = {
    "growth": growth.as_text,
    "search": search.as_text,
    "import": importing.as_text,
    "sweep": sweep.as_text,
    "clock": clock.as_text,
    "reading": reading.as_text,
    "letters": letters.as_text,
    "packet": packet.as_text,
    "startup": startup.as_text,
    "home": home.as_text,
    "dispatch": dispatch.as_text,
    "files": files.as_text,
}
"""Rows that are not requests a second."""
