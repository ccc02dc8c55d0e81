"""The measuring: answers checked once for sameness, every variant warmed, then rounds in which each has its turn."""

import signal
import statistics
import subprocess
import sys
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from claimback.bench import dataset
from claimback.bench.comparisons import APPLICATIONS, CEILING, Asked, Comparison
from claimback.bench.dataset import Sample
from claimback.bench.installation import Installation
from claimback.bench.meter import spent
from claimback.embedded.processes import Progress, tied
from claimback.kernel import json

CONNECTIONS: Final = 8
_LOAD: Final = Path(__file__).with_name("load.py")
_TRANSACTION: Final = ("BEGIN", "COMMIT", "ROLLBACK")


class BenchError(Exception):
    """Nothing could be measured; the message says why."""


@dataclass
class Turns:
    """What one variant did, round by round."""

    per_second: list[float] = field(default_factory=list)
    p50_ms: list[float] = field(default_factory=list)
    application_cpu_ms: list[float] = field(default_factory=list)
    postgresql_cpu_ms: list[float] = field(default_factory=list)
    requests: int = 0
    wrong: int = 0
    first_wrong: str = ""
    statements: int = 0
    round_trips: int = 0

    def summary(self) -> dict[str, Any]:
        """Medians over the rounds; processor time in milliseconds a request."""
        application = statistics.median(self.application_cpu_ms)
        postgresql = statistics.median(self.postgresql_cpu_ms)
        return {
            "requests_per_second": round(statistics.median(self.per_second), 1),
            "lowest": round(min(self.per_second), 1),
            "highest": round(max(self.per_second), 1),
            "p50_ms": round(statistics.median(self.p50_ms), 2),
            "application_cpu_ms": round(application, 3),
            "postgresql_cpu_ms": round(postgresql, 3),
            "cpu_ms": round(application + postgresql, 3),
            "requests": self.requests,
            "wrong": self.wrong,
            **({"first_wrong": self.first_wrong} if self.first_wrong else {}),
            "statements": self.statements,
            "round_trips": self.round_trips,
        }


def described(asked: Asked) -> dict[str, Any]:
    """The request as a plan of the load has it."""
    return {
        "send": _text(asked.as_bytes()),
        "status": asked.status,
        "holds": [_text(piece) for piece in asked.holds],
    }


def run_load(plan: Mapping[str, Any]) -> dict[str, Any]:
    """What the load's own process says of this plan. Raises BenchError where it broke off."""
    done = subprocess.run(  # noqa: S603 - a program of ours
        tied([sys.executable, "-I", "-S", str(_LOAD)], signal.SIGKILL, None),
        input=json.dumps(plan),
        capture_output=True,
        check=False,
    )
    if done.returncode != 0:
        raise BenchError(f"the load broke off: {done.stderr.decode(errors='replace')[-300:]}")
    result: dict[str, Any] = json.loads(done.stdout)
    return result


class Rounds:
    """The measurements of one run on one installation."""

    def __init__(
        self, installation: Installation, *, rounds: int, seconds: float, progress: Progress
    ) -> None:
        self.installation = installation
        self.rounds = rounds
        self.seconds = seconds
        self.progress = progress
        with installation.connection() as connection:
            self.sample: Sample = dataset.sample(connection)

    def ceiling(self) -> dict[str, Any]:
        """What the load and the server reach where nothing is to be done, and what the load costs."""
        plan = self._plan("constant", [Asked("GET", "/")], [])
        result = run_load(plan | {"seconds": min(self.seconds, 2.0)})
        return {
            "requests_per_second": round(result["requests"] / result["seconds"], 1),
            "load_cpu_ms": round(result["cpu_seconds"] * 1000 / result["requests"], 3),
        }

    def compare(self, comparison: Comparison) -> dict[str, Any]:
        """One row of the report, as contract 7 has it. Raises BenchError where answers are not comparable."""
        asked = {variant: comparison.asks(variant, self.sample) for variant in comparison.variants}
        expected = self._same_answers(comparison, asked)
        turns = {variant: Turns() for variant in comparison.variants}
        plans = {
            variant: self._plan(variant, asked[variant], expected[variant]) for variant in comparison.variants
        }
        for variant, plan in plans.items():
            self._note(turns[variant], run_load(plan | {"seconds": min(self.seconds, 1.0)}))
            self._count_statements(variant, turns[variant], asked[variant][0])
        for number in range(self.rounds):
            self.progress(f"{comparison.name}: round {number + 1} of {self.rounds}")
            for variant, plan in plans.items():
                self._turn(variant, turns[variant], plan)
        if comparison.rows_of is None:
            self._check_written(turns)
        return _row(comparison, turns)

    def _same_answers(
        self, comparison: Comparison, asked: Mapping[str, list[Asked]]
    ) -> dict[str, list[bytes]]:
        """Each variant's answers to its questions, found to be the same rows; none where asking would write."""
        expected: dict[str, list[bytes]] = {variant: [] for variant in comparison.variants}
        if comparison.rows_of is None:
            return expected
        for together in zip(*asked.values(), strict=True):
            answers = {
                variant: self._fetch(variant, one) for variant, one in zip(asked, together, strict=True)
            }
            if problem := comparison.problem(answers):
                raise BenchError(problem)
            for variant, answer in answers.items():
                expected[variant].append(answer)
        return expected

    def _fetch(self, variant: str, asked: Asked) -> bytes:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.installation.ports(variant)[0]}{asked.path}",
            data=asked.body or None,
            headers={**asked.headers, "Host": "127.0.0.1", "Content-Type": "application/json"},
            method=asked.method,
        )
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
                return bytes(answer.read())
        except urllib.error.HTTPError as error:
            said = error.read()[:300].decode(errors="replace")
            raise BenchError(
                f"{variant} answers {error.code} to {asked.method} {asked.path}: {said}"
            ) from None

    def _plan(self, variant: str, asked: list[Asked], expected: list[bytes]) -> dict[str, Any]:
        requests = [described(one) for one in asked]
        for request, body in zip(requests, expected, strict=False):
            request["body"] = _text(body)
        return {
            "ports": self.installation.ports(variant),
            "connections": CONNECTIONS,
            "seconds": self.seconds,
            "requests": requests,
        }

    def _turn(self, variant: str, turns: Turns, plan: Mapping[str, Any]) -> None:
        application, postgresql = self.installation.cpu(variant), self.installation.postgres_cpu()
        result = run_load(plan)
        application_spent = spent(application, self.installation.cpu(variant))
        postgresql_spent = spent(postgresql, self.installation.postgres_cpu())
        turns.per_second.append(result["requests"] / result["seconds"])
        turns.p50_ms.append(result["p50_ms"])
        turns.application_cpu_ms.append(application_spent * 1000 / result["requests"])
        turns.postgresql_cpu_ms.append(postgresql_spent * 1000 / result["requests"])
        self._note(turns, result)

    def _note(self, turns: Turns, result: Mapping[str, Any]) -> None:
        turns.requests += result["requests"]
        turns.wrong += result["wrong"]
        turns.first_wrong = turns.first_wrong or result["first_wrong"]

    def _count_statements(self, variant: str, turns: Turns, asked: Asked) -> None:
        """How many statements one request makes, and how many trips to PostgreSQL with BEGIN and COMMIT."""
        with self.installation.statement_log() as lines:
            self._fetch(variant, asked)
        turns.requests += 1
        role = "claimback_app" if variant == "claimback" else dataset.BASELINE_ROLE
        said = [line.partition("LOG:  ")[2] for line in lines if f" {role}@" in line]
        statements = [
            line.partition(": ")[2] for line in said if line.startswith(("statement: ", "execute "))
        ]
        turns.round_trips = len(statements)
        turns.statements = sum(not text.startswith(_TRANSACTION) for text in statements)

    def _check_written(self, turns: Mapping[str, Turns]) -> None:
        """As many rows as right answers, here with their history and its seals; every other one is a wrong answer."""
        with self.installation.connection() as connection:
            ours, entries, seals, theirs, outbox = dataset.written(
                connection,
                ["cases_correspondence", "audit_entry", "audit_seal", "bench.correspondence", "bench.outbox"],
            )
        missing = {
            "claimback": abs(turns["claimback"].requests - ours) + abs(entries - ours) + abs(seals - ours),
            "plain": abs(turns["plain"].requests + turns["raw"].requests - theirs),
            "raw": abs(turns["raw"].requests - outbox),
        }
        for variant, number in missing.items():
            turns[variant].wrong += number
            if number:
                turns[variant].first_wrong = (
                    turns[variant].first_wrong or f"{number} rows too few or too many"
                )


def _text(data: bytes) -> str:
    return b64encode(data).decode()


def _row(comparison: Comparison, turns: Mapping[str, Turns]) -> dict[str, Any]:
    """The row of the report: a ratio is the median over the rounds of what the two did in the same round."""
    ours = turns["claimback"]
    ratio = {
        baseline: round(
            statistics.median(
                mine / theirs
                for mine, theirs in zip(ours.per_second, turns[baseline].per_second, strict=True)
            ),
            3,
        )
        for baseline in comparison.floor
    }
    limit, extra = comparison.statements_limit, comparison.extra_round_trips
    trips = {baseline: ours.round_trips - turns[baseline].round_trips for baseline in comparison.floor}
    held = (
        all(ratio[baseline] >= least for baseline, least in comparison.floor.items())
        and (limit is None or ours.statements <= limit)
        and (extra is None or max(trips.values()) <= extra)
        and not any(turn.wrong for turn in turns.values())
    )
    return {
        "name": comparison.name,
        "title": comparison.title,
        "measured": ours.summary(),
        "baselines": {baseline: turns[baseline].summary() for baseline in comparison.floor},
        "ratio": ratio,
        **({"extra_round_trips": trips} if extra else {}),
        "floor": {
            **comparison.floor,
            **({"statements": limit} if limit else {}),
            **({"extra_round_trips": extra} if extra else {}),
        },
        "goal": dict(comparison.goal),
        "held": held,
        "goal_reached": all(ratio[baseline] >= least for baseline, least in comparison.goal.items()),
    }


def variants_of(comparisons: Iterable[Comparison]) -> dict[str, str]:
    """The applications to serve for these comparisons, and the one that shows the ceiling."""
    asked = {variant for comparison in comparisons for variant in comparison.variants}
    return {name: path for name, path in APPLICATIONS.items() if name in asked} | CEILING
