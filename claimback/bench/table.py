"""Every row of a run in one table: what was compared, the figure, its floor, and whether it is met; and the page of it.

A figure is a ratio to a baseline of the same run, or where there is none what was measured itself. A baseline that is
not installed gives no figure.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

NUMBERS: Final = {
    "list": 1,
    "security": 2,
    "growth": 3,
    "detail": 4,
    "post": 5,
    "search": 6,
    "sweep": 7,
    "dispatch": 8,
    "clock": 9,
    "import": 10,
    "files": 11,
    "letters": 11,
    "packet": 11,
    "reading": 11,
    "startup": 12,
    "home": 13,
}
"""The rows in their order. Whatever has to do with files is one."""

_AT_MOST: Final = {
    *("buffers", "cpu", "empty_ms", "extra_round_trips", "far_cpu", "far_p50", "growth_mib", "memory"),
    *("memory_grown_mib", "memory_mb", "p50", "scans", "sql_ms", "statements", "through"),
}
_AGAINST: Final = {
    "arrays": "numpy, in arrays of its own",
    "buffers": "pages of PostgreSQL, largest set to smallest and far page to first",
    "bulk_create": "Django's bulk_create",
    "cpu": "processor time, largest set to smallest",
    "days": "a loop over the holidays library",
    "empty_ms": "none due, ms",
    "engine": "the typesetting engine alone",
    "extra_round_trips": "round trips to PostgreSQL beyond those without security",
    "far_cpu": "processor time, far page to first",
    "far_p50": "median wait, far page to first",
    "growth_mib": "memory grown over the second half of mixed requests, MiB",
    "memory": "memory of a worker, to bare Django and DRF",
    "memory_grown_mib": "memory of the web worker grown by, MiB",
    "memory_mb": "memory of a large file, MB",
    "merge": "pikepdf merging alone",
    "naive": "`@@` with GIN alone",
    "numpy": "numpy's busday_offset",
    "one_each": "one task each",
    "orm": "a loop of the ORM, firm by firm",
    "p50": "median wait, largest set to smallest",
    "per_second": "a second on one core",
    "plain": "a plain Django REST framework project",
    "pypdf": "pypdf",
    "raw": "raw psycopg",
    "ready_bytes": "smtplib with ready bytes",
    "save": "save() one by one",
    "scans": "scans of a tenant table",
    "send_each": "Django's send(), a connection each",
    "small": "a set of ten thousand cases",
    "sql_ms": "ms of SQL, the worst role",
    "statements": "statements",
    "text": "PDFium's text alone",
    "through": "through the application, its processor time",
    "twice": "twice the same SQL without row security, and 1 ms",
    "unguarded": "the same without security",
    "weasyprint": "WeasyPrint",
}
_AGAINST_OF: Final = {
    ("import", "raw"): "COPY",
    ("sweep", "raw"): "one set-based statement",
    ("startup", "cpu"): "processor time to the first list, to bare Django and DRF",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of one row. `found` is None where the baseline is not installed."""

    number: int
    name: str
    against: str
    found: float | None
    floor: float
    at_most: bool
    rounds: int

    @property
    def verdict(self) -> str:
        """`met`, `MISSED` or `not installed`."""
        if self.found is None:
            return "not installed"
        within = self.found <= self.floor if self.at_most else self.found >= self.floor
        return "met" if within else "MISSED"


def lines_of(report: Mapping[str, Any]) -> list[Line]:
    """All figures of a report that have a floor, in the order of the rows."""
    rows = sorted(report["rows"], key=lambda row: list(NUMBERS).index(row["name"]))
    return [line for row in rows for line in _lines(row, report["method"]["rounds"])]


def described(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The table as JSON has it."""
    return [{**asdict(line), "verdict": line.verdict} for line in lines_of(report)]


def as_markdown(report: Mapping[str, Any]) -> list[str]:
    """The table as lines of Markdown."""
    return [
        "| # | Row | Against | Figure | Floor | | Rounds |",
        "|---|---|---|---|---|---|---|",
        *(
            f"| {line.number} | {line.name} | {line.against} | {_number(line.found)} |"
            f" {'≤' if line.at_most else '≥'} {line.floor:,g} | {line.verdict} | {line.rounds} |"
            for line in lines_of(report)
        ),
    ]


def page(report: Mapping[str, Any], text: str, drawing: Path | None) -> str:
    """The page of the run: what it was measured on and when, the table, the picture, and the whole report."""
    head, method, *rest = text.split("\n")
    missed = sorted({line.name for line in lines_of(report) if line.verdict == "MISSED"})
    return "\n".join(
        [
            "# Figures",
            "",
            "Made by `manage.py bench --page`: this project and its baselines, interleaved in one run on one machine.",
            "Ratios hold elsewhere; requests a second do not.",
            "",
            f"{head}  ",
            method,
            "",
            *as_markdown(report),
            "",
            *([f"![The list of cases as the set grows]({drawing.name})", ""] if drawing else []),
            *(["## Floors that are missed, and why", ""] if missed else []),
            *(f"- **{name}**: {_WHY.get(name, 'not looked into yet.')}" for name in missed),
            *([""] if missed else []),
            "## All figures",
            "",
            "```",
            *rest,
            "```",
            "",
        ]
    )


def _lines(row: Mapping[str, Any], rounds: int) -> Iterator[Line]:
    for name, floor in row["floor"].items():
        found = row["ratio"].get(name, row["measured"].get(name))
        if name == "extra_round_trips":
            found = max(row[name].values())
        yield Line(
            number=NUMBERS[row["name"]],
            name=row["name"],
            against=_AGAINST_OF.get((row["name"], name), _AGAINST[name]),
            found=found,
            floor=floor,
            at_most=name in _AT_MOST,
            rounds=rounds,
        )


def _number(found: float | None) -> str:
    return "–" if found is None else f"{found:,.3g}" if abs(found) < 1000 else f"{found:,.0f}"


_WHY: Final[Mapping[str, str]] = {
    "dispatch": ("a mail of ours is rendered and built before it is sent, where ready bytes are only sent."),
    "files": (
        "signing is 4 ms of 60: 0.16 a part, 24 times. The rest is three requests and what they ask of the store, each"
        " a call of the store's client; and the clock of processor time ticks by 10 ms, a sixth of it all."
    ),
    "growth": (
        "a page reads the same from the same indexes in a set of any size, but the tree of ten times the clients is one"
        " level deeper, and each of the 51 names of a page is looked up in it: 211 pages for 159, where the plan that"
        " is kept used to read 2,690 of the big firm's. A far page in the order of the last change is planned anew each"
        " time, for 0.65 ms: few rows are left, and PostgreSQL takes a plan of its own for cheaper than the one kept."
    ),
    "import": (
        "of 0.17 ms a case PostgreSQL takes four fifths: 45 µs to add the case with its entry in the history and 30 the"
        " client with its own, 23 for their references, 20 for the seals, 16 for the name with the index that finds"
        " like names, 11 for that name's references, 10 to look up what is known. Django's own means write neither"
        " names nor history nor seals, and check nothing."
    ),
    "packet": (
        "every exhibit is written three times, each as long as merging alone: cleaned of what is not displayed, put"
        " behind the letter by QPDF from file to file, and saved with its numbers. So memory stays far below that of a"
        " large exhibit."
    ),
    "post": (
        "four fifths of the time are six turns to servers: Valkey counts twice, and PostgreSQL is asked to begin, let"
        " in, write the entry with its history and seal, and commit, which alone is a third. Reading and checking"
        " the body take a hundredth. The plain project writes one row and asks nobody who calls."
    ),
    "security": (
        "what a guarded list costs more are five turns to servers: begin, the door's statement and commit, and two"
        " counts in Valkey. The work in them is small, 0.04 ms of PostgreSQL for the door and 0.03 ms of processor time"
        " for the counts: it is the turns, in a worker of four threads. Not waiting for one count changed nothing."
    ),
    "startup": (
        "of the time that loading takes our own modules are a fifth, sign-in, cryptography and YAML a twelfth, which"
        " the plain project has none of; Django is a sixth, psycopg a tenth, the REST framework a sixteenth in both."
    ),
}
"""What a profile said of a row whose floor is missed."""
