"""The list of cases in sets of several sizes: what a page costs must not grow with what is not on it.

Each set is served by servers of its own, and the same pages are asked of all of them in turn: the list with a status,
in every ordering, of the firm with a fifth of all cases and of one that has as many in every set. In the largest set a
page from the far end is asked for too, which a client reached by following cursors. What is compared is the largest
set to the smallest, the median wait and the processor time of application and PostgreSQL, and the pages of 8 KiB that
PostgreSQL touches, which no noise changes. There is no other baseline.

    python -m claimback.bench.growth

It reads one line, whose pages they are, and answers with the pages of PostgreSQL that each touches.
"""

import json
import os
import statistics
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from claimback.bench import dataset
from claimback.bench.comparisons import APPLICATIONS, Asked
from claimback.bench.dataset import Sample
from claimback.bench.installation import ROOT, Installation
from claimback.bench.meter import spent
from claimback.bench.picture import Line, Panel, picture
from claimback.bench.rounds import described, run_load
from claimback.embedded.processes import Progress

TITLE: Final = "The list of cases as the set grows: largest to smallest, and a far page to the first"
ORDERINGS: Final = tuple(
    f"{minus}{column}"
    for column in ("next_deadline_on", "opened_on", "updated_at", "number")
    for minus in ("", "-")
)
FIRMS: Final = {"a fifth": dataset.BIG_FIRM, "steady": dataset.STEADY_FIRM}
FLOOR: Final = {"p50": 1.2, "cpu": 1.2, "far_p50": 1.2, "far_cpu": 1.2, "buffers": 1.1}
GOAL: Final = {"p50": 1.1, "cpu": 1.1, "far_p50": 1.1, "far_cpu": 1.1, "buffers": 1.1}
_DRAWN: Final = {"a fifth": "the firm with a fifth", "steady": "a firm of the same size in each set"}
_CONNECTIONS: Final = 2
"""One for each server: what waits for others is not what is asked about."""
_TURN: Final = 8
"""A turn is this part of a turn of other rows: there are many more of them."""
_STEP: Final = 200

Page = tuple[str, str, str]
"""A firm, an ordering, and which page of it: `first` or `far`."""


@dataclass
class Cost:
    """What a page cost, turn by turn."""

    p50_ms: list[float] = field(default_factory=list)
    cpu_seconds: float = 0.0
    requests: int = 0
    wrong: int = 0

    @property
    def cpu_ms(self) -> float:
        """Of a request, over all turns: the clock of processor time is too coarse for one."""
        return self.cpu_seconds * 1000 / self.requests


@dataclass
class Set:
    """The set of one size: its samples by firm, and the cost of each page asked of it."""

    rows: int
    samples: dict[str, Sample]
    cursors: dict[tuple[str, str], str] = field(default_factory=dict)
    costs: dict[Page, Cost] = field(default_factory=dict)
    buffers: dict[Page, int] = field(default_factory=dict)

    @property
    def variant(self) -> str:
        """What its servers are called."""
        return f"claimback at {self.rows}"

    def of(self, name: str, firm: str) -> float:
        """The firm's median over the orderings of the first page: `p50_ms`, `cpu_ms` or `buffers`."""
        pages = [page for page in self.costs if page[0] == firm and page[2] == "first"]
        if name == "buffers":
            return statistics.median(self.buffers[page] for page in pages)
        if name == "cpu_ms":
            return statistics.median(self.costs[page].cpu_ms for page in pages)
        return statistics.median(statistics.median(self.costs[page].p50_ms) for page in pages)


def measure(
    installation: Installation,
    *,
    rounds: int,
    progress: Progress,
    sizes: Sequence[int],
    seconds: float,
    drawing: Path,
) -> dict[str, Any]:
    """The row of the report, and its picture. `sizes` are at least two, `seconds` a turn of other rows."""
    sets = []
    for rows in sorted(sizes):
        progress(f"growth: {rows:,} cases")
        sets.append(_served(installation, rows))
    try:
        largest = sets[-1]
        for (firm, ordering), cursor in _far_ends(installation, largest):
            largest.cursors[firm, ordering] = cursor
        for each in sets:
            pages = [(firm, ordering, "first") for firm in FIRMS for ordering in ORDERINGS]
            each.costs = {page: Cost() for page in (*pages, *((*end, "far") for end in each.cursors))}
            each.buffers = _buffers(installation, each)
        for number in range(rounds + 1):
            progress(f"growth: round {number} of {rounds}" if number else "growth: warming")
            _round(installation, sets, seconds / _TURN if number else 0.2, counts=number > 0)
    finally:
        installation.stop_variants([each.variant for each in sets])
    drawing.write_text(_drawn(sets))
    return _row(sets, drawing)


def _served(installation: Installation, rows: int) -> Set:
    with installation.beside(rows) as connection:
        made = Set(rows, {name: dataset.sample(connection, 1, firm=slug) for name, slug in FIRMS.items()})
    installation.start_beside(made.variant, APPLICATIONS["claimback"], rows)
    return made


def _far_ends(installation: Installation, largest: Set) -> Iterator[tuple[tuple[str, str], str]]:
    """The cursor of each ordering's last page that is full, by following cursors; none where there is one page."""
    port = installation.ports(largest.variant)[0]
    for firm, sample in largest.samples.items():
        for ordering in ORDERINGS:
            before = cursor = ""
            step = _STEP if firm == "a fifth" else 50
            while True:
                asked = _asked(sample, ordering, cursor, f"&fields=id&page_size={step}")
                request = urllib.request.Request(
                    f"http://127.0.0.1:{port}{asked.path}", headers=dict(asked.headers)
                )
                with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
                    page = json.load(answer)
                if page["next_cursor"] is None:
                    break
                before, cursor = cursor, page["next_cursor"]
            end = cursor if len(page["results"]) >= 50 else before
            if end:
                yield (firm, ordering), end


def _asked(sample: Sample, ordering: str, cursor: str = "", more: str = "") -> Asked:
    path = f"/api/v1/firms/{sample.slug}/cases?status=open&ordering={ordering}{more}"
    return Asked(
        "GET",
        f"{path}&cursor={cursor}" if cursor else path,
        {"Authorization": f"Bearer {sample.token}"},
        holds=(b'"results":[{',),
    )


def _round(installation: Installation, sets: Sequence[Set], seconds: float, *, counts: bool) -> None:
    """Each page of each set in turn; those that are compared stand beside each other."""
    for page in sets[-1].costs:
        for each in sets:
            if page not in each.costs:
                continue
            firm, ordering, place = page
            cursor = each.cursors[firm, ordering] if place == "far" else ""
            plan = {
                "ports": installation.ports(each.variant),
                "connections": _CONNECTIONS,
                "seconds": seconds,
                "requests": [described(_asked(each.samples[firm], ordering, cursor))],
            }
            application, postgresql = installation.cpu(each.variant), installation.postgres_cpu()
            result = run_load(plan)
            cost = each.costs[page]
            cost.wrong += result["wrong"]
            if counts:
                cost.p50_ms.append(result["p50_ms"])
                cost.requests += result["requests"]
                cost.cpu_seconds += spent(application, installation.cpu(each.variant))
                cost.cpu_seconds += spent(postgresql, installation.postgres_cpu())


def _buffers(installation: Installation, of: Set) -> dict[Page, int]:
    """The pages of 8 KiB that each page of the list touches. Raises RuntimeError with the last words."""
    asked = [
        {
            "firm_id": str(of.samples[firm].firm_id),
            "member_id": str(of.samples[firm].member_id),
            "query": {
                "status": "open",
                "ordering": ordering,
                "cursor": of.cursors[firm, ordering] if place == "far" else "",
            },
        }
        for firm, ordering, place in of.costs
    ]
    done = subprocess.run(
        [sys.executable, "-m", "claimback.bench.growth"],
        env={**os.environ, **installation.environment_of(of.rows), "PYTHONPATH": str(ROOT)},
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"the plans broke off: {done.stderr[-500:]}")
    return dict(zip(of.costs, json.loads(done.stdout), strict=True))


def _row(sets: Sequence[Set], drawing: Path) -> dict[str, Any]:
    smallest, largest = sets[0], sets[-1]
    first = [page for page in largest.costs if page[2] == "first"]
    far = [page for page in largest.costs if page[2] == "far"]
    begun: Mapping[Page, Page] = {page: (page[0], page[1], "first") for page in far}
    worst = {
        "p50": max(_slower(largest.costs[page], smallest.costs[page]) for page in first),
        "cpu": max(largest.costs[page].cpu_ms / smallest.costs[page].cpu_ms for page in first),
        "far_p50": max(_slower(largest.costs[page], largest.costs[begun[page]]) for page in far),
        "far_cpu": max(largest.costs[page].cpu_ms / largest.costs[begun[page]].cpu_ms for page in far),
        "buffers": max(
            *(largest.buffers[page] / smallest.buffers[page] for page in first),
            *(largest.buffers[page] / largest.buffers[begun[page]] for page in far),
        ),
    }
    ratio = {name: round(value, 3) for name, value in worst.items()}
    wrong = sum(cost.wrong for each in sets for cost in each.costs.values())
    figures = {str(each.rows): _figures(each) for each in sets}
    return {
        "name": "growth",
        "title": TITLE,
        "measured": {**figures[str(largest.rows)], "wrong": wrong},
        "baselines": {size: figures[size] for size in list(figures)[:-1]},
        "sizes": [each.rows for each in sets],
        "picture": str(drawing),
        "pages": [_page(page, smallest, largest) for page in largest.costs],
        "ratio": ratio,
        "floor": dict(FLOOR),
        "goal": dict(GOAL),
        "held": not wrong and all(ratio[name] <= most for name, most in FLOOR.items()),
        "goal_reached": not wrong and all(ratio[name] <= most for name, most in GOAL.items()),
    }


def _slower(cost: Cost, base: Cost) -> float:
    """How many times the wait of the other: the median over the rounds."""
    return statistics.median(mine / theirs for mine, theirs in zip(cost.p50_ms, base.p50_ms, strict=True))


def _figures(of: Set) -> dict[str, Any]:
    """By firm, the medians over the orderings of the first page."""
    return {
        firm: {
            "p50_ms": round(of.of("p50_ms", firm), 2),
            "cpu_ms": round(of.of("cpu_ms", firm), 3),
            "buffers": of.of("buffers", firm),
        }
        for firm in FIRMS
    }


def _page(page: Page, smallest: Set, largest: Set) -> dict[str, Any]:
    """One page of the largest set, and the one that it is compared with."""
    firm, ordering, place = page
    against = largest if place == "far" else smallest
    other = (firm, ordering, "first")
    return {
        "firm": firm,
        "ordering": ordering,
        "page": place,
        "p50_ms": [
            round(statistics.median(each.p50_ms), 2) for each in (against.costs[other], largest.costs[page])
        ],
        "cpu_ms": [round(each.cpu_ms, 3) for each in (against.costs[other], largest.costs[page])],
        "buffers": [against.buffers[other], largest.buffers[page]],
    }


def _drawn(sets: Sequence[Set]) -> str:
    kinds = {"p50_ms": "Median wait, ms", "cpu_ms": "Processor time, ms", "buffers": "Pages of PostgreSQL"}
    panels = [
        Panel(title, [Line(_DRAWN[firm], [each.of(name, firm) for each in sets]) for firm in FIRMS])
        for name, title in kinds.items()
    ]
    return picture("A page of the list of cases, by cases in the set", [each.rows for each in sets], panels)


def as_text(row: dict[str, Any]) -> list[str]:
    """The row as lines of the report."""
    verdict = "goal reached" if row["goal_reached"] else "floor held" if row["held"] else "FLOOR MISSED"
    figures = {**row["baselines"], str(row["sizes"][-1]): row["measured"]}
    lines = [
        f"{row['name']}: {row['title']}",
        "| cases      | firm    | p50 ms | CPU ms | pages |",
        "| ---------- | ------- | ------ | ------ | ----- |",
    ]
    for size in row["sizes"]:
        for firm in FIRMS:
            each = figures[str(size)][firm]
            lines.append(
                f"| {size:>10,} | {firm:<7} | {each['p50_ms']:>6.2f} | {each['cpu_ms']:>6.2f} |"
                f" {each['buffers']:>5.0f} |"
            )
    said = {
        "p50": "wait, largest to smallest",
        "cpu": "processor time",
        "far_p50": "wait, a far page to the first",
        "far_cpu": "processor time",
        "buffers": "pages of PostgreSQL",
    }
    worst = "; ".join(
        f"{text} {row['ratio'][name]:.2f}× (at most {FLOOR[name]:g}×)" for name, text in said.items()
    )
    return [
        *lines,
        f"  worst of {len(ORDERINGS)} orderings and two firms: {worst}",
        f"  {verdict}; {row['picture']}",
    ]


def _main() -> None:
    """Ask for each page as the front door does, and have each of its statements explained."""
    asked = json.loads(sys.stdin.readline())

    import django

    django.setup()

    from django.db import connection

    from cases.api.cases import CASES
    from cases.selectors import case_list
    from claimback.tenancy.scope import firm_scope

    touched = []
    for one in asked:
        firm_id, sent = UUID(one["firm_id"]), list[tuple[str, Any]]()

        def noted(execute: Any, sql: str, values: Any, many: bool, context: Any, sent: Any = sent) -> Any:
            sent.append((sql, values))
            return execute(sql, values, many, context)

        with firm_scope(firm_id, member_id=UUID(one["member_id"]), act="bench"):
            with connection.execute_wrapper(noted):
                CASES.page(case_list(), one["query"], key=f"{firm_id}:CaseListView")
            touched.append(0)
            with connection.cursor() as cursor:
                # A server that has answered a few times keeps one plan for all firms: it is that one which is served.
                cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
                for sql, values in sent:
                    first, *rest = sql.split("%s")
                    prepared = first + "".join(f"${number}{text}" for number, text in enumerate(rest, 1))
                    cursor.execute(f"PREPARE page AS {prepared}")
                    given = ", ".join(["%s"] * len(values))
                    cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE page({given})", values)
                    plan = cursor.fetchone()[0][0]["Plan"]
                    cursor.execute("DEALLOCATE page")
                    touched[-1] += plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
    print(json.dumps(touched))  # noqa: T201 - its answer


if __name__ == "__main__":
    _main()
