"""What is compared: the requests put to this project and to each baseline, which answers are the same, what must hold.

Floors and goals are ratios of answers per second within one round, this project's to the baseline's.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from claimback.bench.dataset import Sample
from claimback.kernel import json as wire

APPLICATIONS: Final[dict[str, str]] = {
    "claimback": "claimback.wsgi:application",
    "plain": "claimback.bench.baselines.plain.wsgi:application",
    "raw": "claimback.bench.baselines.raw:application",
    "unguarded": "claimback.bench.baselines.unguarded:application",
}
CEILING: Final = {"constant": "claimback.bench.baselines.constant:application"}
_CASES_ASKED: Final = 40
_NOT_IN_BOTH: Final = {"currency", "amount_disputed"}  # an amount is one field here and two columns there


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, with the status of its answer and pieces that must stand in it."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    status: int = 200
    holds: tuple[bytes, ...] = ()

    def as_bytes(self) -> bytes:
        """As it goes over the wire."""
        headers = {"Host": "127.0.0.1", **self.headers}
        if self.body:
            headers |= {"Content-Type": "application/json", "Content-Length": str(len(self.body))}
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return f"{self.method} {self.path} HTTP/1.1\r\n{lines}\r\n".encode() + self.body


@dataclass(frozen=True, slots=True)
class Comparison:
    """One row of the table. `rows_of` takes from an answer what must be the same everywhere; None: it writes.

    The baselines are those of `floor`. `extra_round_trips` are the most that may be made beyond those of each.
    """

    name: str
    title: str
    asks: Callable[[str, Sample], list[Asked]]
    floor: Mapping[str, float]
    goal: Mapping[str, float]
    rows_of: Callable[[Any], Any] | None = None
    statements_limit: int | None = None
    extra_round_trips: int | None = None

    @property
    def variants(self) -> tuple[str, ...]:
        """This project, and what it is compared with."""
        return ("claimback", *self.floor)

    def problem(self, answers: Mapping[str, bytes]) -> str | None:
        """Why these answers to one question, by variant, are not the same rows; None if they are."""
        if self.rows_of is None:
            return None
        ours = json.loads(answers["claimback"])
        for baseline in self.floor:
            theirs = json.loads(answers[baseline])
            if baseline == "plain" and self.rows_of(ours) != self.rows_of(theirs):
                return f"{self.name}: plain answers other rows or columns than this project"
            if baseline != "plain" and _without_cursor(ours) != _without_cursor(theirs):
                return f"{self.name}: {baseline} answers other JSON than this project"
        return None


def _without_cursor(answer: dict[str, Any]) -> dict[str, Any]:
    """Ours is signed: that a baseline has no need of."""
    return {name: value for name, value in answer.items() if name != "next_cursor"}


def _get(variant: str, sample: Sample, ours: str, theirs: str) -> Asked:
    if variant == "claimback":
        token = {"Authorization": f"Bearer {sample.token}"}
        return Asked("GET", f"/api/v1/firms/{sample.slug}/{ours}", token)
    return Asked("GET", f"/{sample.firm_id}/{theirs}")


def _list_alone(variant: str, sample: Sample) -> list[Asked]:
    asked = "cases?status=open&ordering=next_deadline_on"
    return [_get(variant, sample, asked, asked)]


def _list(variant: str, sample: Sample) -> list[Asked]:
    return [
        _get(variant, sample, "cases?status=open&ordering=next_deadline_on", "cases?status=open"),
    ]


def _rows_of_list(answer: dict[str, Any]) -> Any:
    rows = answer["results"]
    return [row["id"] for row in rows], _columns(rows)


def _columns(rows: list[dict[str, Any]]) -> set[str]:
    return {name for row in rows for name in row} - _NOT_IN_BOTH


def _detail(variant: str, sample: Sample) -> list[Asked]:
    return [
        _get(variant, sample, f"cases/{case_id}/overview", f"cases/{case_id}")
        for case_id in sample.case_ids[:_CASES_ASKED]
    ]


def _rows_of_detail(answer: dict[str, Any]) -> Any:
    case = answer.get("case", answer)  # flat in the plain project
    parts = {name: answer[name] for name in ("parties", "open_deadlines", "latest_correspondence")}
    return (
        case["id"],
        _columns([case]) - parts.keys(),
        {name: ([row["id"] for row in rows], _columns(rows)) for name, rows in parts.items()},
    )


def _post(variant: str, sample: Sample) -> list[Asked]:
    path, headers, case = f"/{sample.firm_id}/correspondence/{sample.member_id}", {}, "case_id"
    if variant == "claimback":
        path = f"/api/v1/firms/{sample.slug}/correspondence"
        headers = {"Authorization": f"Bearer {sample.token}"}
    if variant == "plain":
        case = "case"
    asked = []
    for number, case_id in enumerate(sample.case_ids):
        entry = {
            case: str(case_id),
            "direction": "in",
            "channel": "phone",
            "occurred_at": "2026-11-02T15:04:00Z",
            "ended_at": "2026-11-02T15:16:00Z",
            "subject": f"Bench {number}",
            "body": f"Asked about the appeal, call {number}. The representative read from the notes. " * 3,
            "counterpart": "Representative",
            "counterpart_id": "R-17",
            "call_reference": f"CR-{number}",
        }
        holds = f'"{case}":"{case_id}"', f'"subject":"Bench {number}"', f'"call_reference":"CR-{number}"'
        asked.append(
            Asked("POST", path, headers, wire.dumps(entry), 201, tuple(piece.encode() for piece in holds))
        )
    return asked


COMPARISONS: Final = {
    comparison.name: comparison
    for comparison in (
        Comparison(
            "list",
            "List of 50 cases: status filter, next deadline first, names of client and insurer",
            _list,
            floor={"plain": 2.5, "raw": 0.25},
            goal={"plain": 4.0, "raw": 0.40},
            rows_of=_rows_of_list,
        ),
        Comparison(
            "security",
            "The same list to itself without token, membership, role, walls and row security",
            _list_alone,
            floor={"unguarded": 0.8},
            goal={"unguarded": 0.9},
            rows_of=_rows_of_list,
            extra_round_trips=3,
        ),
        Comparison(
            "detail",
            "Page of a case: parties, open deadlines, last 20 entries",
            _detail,
            floor={"plain": 3.0, "raw": 0.15},
            goal={"plain": 6.0, "raw": 0.30},
            rows_of=_rows_of_detail,
            statements_limit=4,
        ),
        Comparison(
            "post",
            "POST of an entry of correspondence, with its history; fsync on",
            _post,
            floor={"plain": 1.4, "raw": 0.25},
            goal={"plain": 1.8, "raw": 0.33},
        ),
    )
}
