"""`manage.py bench`: this project side by side with its baselines, on this machine."""

import signal
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

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
    report,
    search,
    startup,
    sweep,
    table,
)
from claimback.bench.comparisons import COMPARISONS
from claimback.bench.installation import Installation
from claimback.bench.rounds import BenchError, Rounds, variants_of
from claimback.embedded.servers import EmbeddedError
from claimback.kernel import json

DIRECTORY = Path(".claimback") / "bench"
BY_ITSELF: dict[str, Callable[..., dict[str, Any]]] = {
    "growth": growth.measure,
    "search": search.measure,
    "sweep": sweep.measure,
    "dispatch": dispatch.measure,
    "clock": clock.measure,
    "import": importing.measure,
    "files": files.measure,
    "letters": letters.measure,
    "packet": packet.measure,
    "reading": reading.measure,
    "startup": startup.measure,
    "home": home.measure,
}
"""What is not a comparison of requests a second: each starts what it needs."""
KNOWN = list(table.NUMBERS)


class Command(BaseCommand):
    """Measure. It starts its own servers, with fsync on, and needs no environment."""

    help = "Measure ClaimBack against raw psycopg and a plain Django REST framework project."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """What contract 7 names."""
        known = ", ".join(KNOWN)
        parser.add_argument(
            "names", nargs="*", metavar="NAME", help=f"what to measure: {known} (default all)"
        )
        parser.add_argument(
            "--rows", type=int, default=100_000, help="cases in the data set (default 100000)"
        )
        parser.add_argument("--rounds", type=int, default=3, help="interleaved rounds (default 3)")
        parser.add_argument(
            "--seconds", type=float, default=2.0, help="of a variant's turn in a round (default 2)"
        )
        parser.add_argument(
            "--sizes", default="10000,100000", help="cases in the sets of growth (default 10000,100000)"
        )
        parser.add_argument(
            "--picture", type=Path, help="where growth is drawn (default growth.svg beside --page)"
        )
        parser.add_argument(
            "--page", type=Path, help="write the table and all figures to this page, as Markdown"
        )
        parser.add_argument(
            "--requests",
            type=int,
            default=startup.REQUESTS,
            help=f"mixed requests after which startup reads the memory (default {startup.REQUESTS})",
        )
        parser.add_argument("--json", action="store_true", help="print JSON")
        parser.add_argument(
            "--data", type=Path, default=DIRECTORY, help=f"where data lives (default {DIRECTORY})"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit 0 once measured, whatever was held; 2 for an unknown name or number; 1 if it could not be measured."""
        names: list[str] = options["names"] or KNOWN
        if unknown := [name for name in names if name not in KNOWN]:
            raise CommandError(
                f"There is no benchmark {unknown[0]}. Known: {', '.join(KNOWN)}.", returncode=2
            )
        if options["rows"] < 200 or options["rounds"] < 1 or options["seconds"] <= 0:
            raise CommandError("Give at least 200 rows, one round, and some seconds.", returncode=2)
        sizes = [int(size) for size in options["sizes"].split(",") if size.strip().isdigit()]
        if len(set(sizes)) < 2 or min(sizes) < 2000 or options["requests"] < 2:
            raise CommandError("Give two sizes of at least 2000 cases, and two requests.", returncode=2)
        own = {
            "growth": {
                "sizes": sizes,
                "seconds": options["seconds"],
                "drawing": options["picture"]
                or (options["page"] or options["data"] / "page").parent / "growth.svg",
            },
            "startup": {"requests": options["requests"]},
        }
        signal.signal(signal.SIGTERM, _interrupt)
        started = time.monotonic()

        def progress(text: str) -> None:
            print(f"[{time.monotonic() - started:5.1f} s] {text}", file=sys.stderr, flush=True)  # noqa: T201

        try:
            measured = measure(names, **_chosen(options), progress=progress, own=own)
        except KeyboardInterrupt:
            raise CommandError("Interrupted.", returncode=130) from None
        except (EmbeddedError, BenchError, OSError) as error:
            raise CommandError(str(error)) from error
        if options["page"]:
            drawing = Path(own["growth"]["drawing"]) if "growth" in names else None
            options["page"].write_text(table.page(measured, report.as_text(measured), drawing))
        self.stdout.write(json.dumps(measured).decode() if options["json"] else _as_text(measured))


def measure(
    names: list[str],
    *,
    rows: int,
    rounds: int,
    seconds: float,
    data: Path,
    progress: Any,
    own: Mapping[str, Mapping[str, Any]],
) -> dict[str, Any]:
    """Measure the comparisons `names`; the report as contract 7 has it. `own` are what single rows are told.

    Raises EmbeddedError, BenchError.
    """
    with Installation(data.resolve(), rows, progress=progress) as installation:
        run = Rounds(installation, rounds=rounds, seconds=seconds, progress=progress)
        served = [COMPARISONS[name] for name in names if name in COMPARISONS]
        if served:
            progress("Starting the application and its baselines…")
            installation.start_variants(variants_of(served))
        made: dict[str, Any] = {
            "machine": report.machine(installation),
            "method": report.method(installation, rounds, seconds),
            **({"ceiling": run.ceiling()} if served else {}),
            "rows": [],
        }
        for name in names:
            if name in COMPARISONS:
                made["rows"].append(run.compare(COMPARISONS[name]))
                continue
            made["rows"].append(
                BY_ITSELF[name](installation, rounds=rounds, progress=progress, **own.get(name, {}))
            )
        return {**made, "table": table.described(made)}


def _as_text(measured: dict[str, Any]) -> str:
    return "\n".join([report.as_text(measured), "", *table.as_markdown(measured)])


def _chosen(options: dict[str, Any]) -> dict[str, Any]:
    return {name: options[name] for name in ("rows", "rounds", "seconds", "data")}


def _interrupt(*_: Any) -> None:
    raise KeyboardInterrupt
