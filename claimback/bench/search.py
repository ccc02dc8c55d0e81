"""The search in the log of a firm, in milliseconds of SQL: kinds of words × sizes of firms, each turn interleaved.

Ours is the application's role behind row security: the scanner's function, then the rows it led to. `raw` is the same
question without row security. `naive` is the question under row security with the text index alone, as it is asked
where nobody has noticed that `@@` is not leakproof.
"""

import statistics
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, LiteralString
from uuid import UUID

import psycopg

from claimback.bench import dataset
from claimback.bench.installation import Installation
from claimback.embedded.processes import Progress

TITLE: Final = "Search in a firm's log: the 20 newest entries with these words, worst of all words and firms"
SHOWN: Final = 20
FIRMS: Final = ("firm-1", "firm-2", "firm-50", "firm-200")
_NAIVE_ROUNDS: Final = 2
_SHORT_MS: Final = 10
_SHORT_TURNS: Final = 6
_WORDS: Final[LiteralString] = (
    "to_tsvector('pg_catalog.english'::regconfig, subject || ' ' || left(body, 200000) || ' ' || counterpart || ' '"
    " || counterpart_id || ' ' || call_reference)"
)
_COLUMNS: Final[LiteralString] = "e.id, e.case_id, e.occurred_at, e.subject, left(e.body, 80)"
_OURS: Final[LiteralString] = f"""
SELECT {_COLUMNS} FROM scanner.search_correspondence(%(said)s, 'infinity', %(last)s, {SHOWN}) WITH ORDINALITY
    AS found (firm_id, id, place)
JOIN cases_correspondence e ON e.firm_id = found.firm_id AND e.id = found.id ORDER BY found.place
"""  # noqa: S608 - words of ours
_DIRECT: Final[LiteralString] = f"""
SELECT {_COLUMNS} FROM cases_correspondence e
WHERE firm_id = %(firm)s AND {_WORDS} @@ websearch_to_tsquery('english', %(said)s)
ORDER BY occurred_at DESC, id DESC LIMIT {SHOWN}
"""  # noqa: S608
_SETTINGS: Final[Mapping[str, LiteralString]] = {
    "claimback": "SELECT 1",
    "raw": "SELECT 1",
    # With the entries' order in time as an index too, PostgreSQL would walk back through all of the firm's entries.
    "naive": "SET LOCAL enable_indexscan = off; SET LOCAL enable_seqscan = off",
}
_STATEMENTS: Final[Mapping[str, LiteralString]] = {"claimback": _OURS, "raw": _DIRECT, "naive": _DIRECT}
FLOOR: Final = {"twice": 1.0, "naive": 20.0}
GOAL: Final = {"twice": 1.0, "naive": 100.0, "worst_ms": 30.0}


@dataclass
class Question:
    """Words of one kind, asked of one firm, with the milliseconds of each turn."""

    firm: str
    firm_id: UUID
    kind: str
    said: str
    found: int = 0
    took: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in _STATEMENTS})

    def ms(self, variant: str) -> float:
        """The median of the variant's turns."""
        return statistics.median(self.took[variant])

    def described(self) -> dict[str, Any]:
        """As the report has it."""
        times = {f"{variant}_ms": round(self.ms(variant), 2) for variant in _STATEMENTS}
        return {"firm": self.firm, "words": self.kind, "found": self.found, **times}


def measure(installation: Installation, *, rounds: int, progress: Progress) -> dict[str, Any]:
    """The row of the report."""
    with installation.connection() as connection:
        questions = _questions(connection)
    urls = installation.urls
    # Not prepared: each is planned for its words.
    with (
        psycopg.connect(urls["claimback"], prepare_threshold=None) as ours,
        psycopg.connect(urls["raw"], prepare_threshold=None) as raw,
    ):
        sessions = {"claimback": ours, "raw": raw, "naive": ours}
        for number in range(rounds + 1):
            progress(f"search: round {number} of {rounds}" if number else "search: warming")
            for question in questions:
                _turn(sessions, question, naive=number < _NAIVE_ROUNDS, counts=number > 0)
    return _row(questions)


def _turn(
    sessions: Mapping[str, psycopg.Connection[Any]], question: Question, *, naive: bool, counts: bool
) -> None:
    answers = {}
    for variant, session in sessions.items():
        if variant == "naive" and not naive:
            continue
        answers[variant], took = _asked_well(session, variant, question)
        if counts or variant == "naive":
            question.took[variant].append(took)
    question.found = len(answers["claimback"])
    if any(answer != answers["claimback"] for answer in answers.values()):
        raise RuntimeError(f"{question.said!r} in {question.firm}: the variants found different entries")


def _asked_well(
    session: psycopg.Connection[Any], variant: str, question: Question
) -> tuple[list[tuple[Any, ...]], float]:
    """The rows and the time, the median of several turns where one is so short that another process could double it."""
    rows, took = _asked(session, variant, question)
    if took >= _SHORT_MS:
        return rows, took
    return rows, statistics.median(
        [took, *(_asked(session, variant, question)[1] for _ in range(_SHORT_TURNS))]
    )


def _asked(
    session: psycopg.Connection[Any], variant: str, question: Question
) -> tuple[list[tuple[Any, ...]], float]:
    """The rows, and how long PostgreSQL took to give them, in milliseconds."""
    with session.transaction():
        session.execute("SELECT set_config('claimback.firm_id', %s, true)", [str(question.firm_id)])
        session.execute(_SETTINGS[variant])
        parameters = {"said": question.said, "firm": question.firm_id, "last": UUID(int=2**128 - 1)}
        began = time.perf_counter()
        rows = session.execute(_STATEMENTS[variant], parameters).fetchall()
        return rows, (time.perf_counter() - began) * 1000


def _questions(connection: psycopg.Connection[Any]) -> list[Question]:
    """Six kinds of words for each firm that the set has; the rarest is the number of an entry of the firm's own."""
    found = connection.execute(
        "SELECT slug, id, (SELECT e.subject FROM cases_correspondence e WHERE e.firm_id = f.id"
        " ORDER BY e.occurred_at LIMIT 1) FROM tenancy_firm f WHERE slug = ANY (%s) ORDER BY length(slug), slug",
        [list(FIRMS)],
    ).fetchall()
    common, mid, other, scarce = dataset.words_by_frequency()
    questions = []
    for slug, id, subject in found:
        said = {
            "common": common,
            "mid": mid,
            "scarce": scarce,
            "one": str(subject or "").rpartition(" ")[2],
            "two": f"{common} {mid}",
            "three": f"{common} {mid} {other}",
        }
        questions += [Question(slug, id, kind, words) for kind, words in said.items() if words]
    return questions


def _row(questions: list[Question]) -> dict[str, Any]:
    """Held where no question takes over twice the raw one and a millisecond; and on the big firm, 20 times less than
    naive in the median over the kinds of words.
    """
    worst = max(questions, key=lambda question: question.ms("claimback"))
    farthest = max(questions, key=lambda question: question.ms("claimback") - 2 * question.ms("raw"))
    of_big_firm = [question for question in questions if question.firm == FIRMS[0]]
    faster = statistics.median(question.ms("naive") / question.ms("claimback") for question in of_big_firm)
    allowed = (2 * farthest.ms("raw") + 1) / farthest.ms("claimback")
    ratio = {"twice": round(allowed, 3), "naive": round(faster, 1)}
    return {
        "name": "search",
        "title": TITLE,
        "measured": {"worst_ms": round(worst.ms("claimback"), 2)},
        "baselines": {
            variant: {"worst_ms": round(max(question.ms(variant) for question in questions), 2)}
            for variant in ("raw", "naive")
        },
        "questions": [question.described() for question in questions],
        "ratio": ratio,
        "floor": dict(FLOOR),
        "goal": dict(GOAL),
        "held": allowed >= FLOOR["twice"] and faster >= FLOOR["naive"],
        "goal_reached": allowed >= FLOOR["twice"]
        and faster >= GOAL["naive"]
        and worst.ms("claimback") <= GOAL["worst_ms"],
    }


def as_text(row: dict[str, Any]) -> list[str]:
    """The row as lines of the report."""
    lines = [
        f"{row['name']}: {row['title']}",
        "| firm       | words    | found | claimback ms |   raw ms | naive ms |",
        "| ---------- | -------- | ----- | ------------ | -------- | -------- |",
    ]
    for question in row["questions"]:
        lines.append(
            f"| {question['firm']:<10} | {question['words']:<8} | {question['found']:>5} |"
            f" {question['claimback_ms']:>12.2f} | {question['raw_ms']:>8.2f} | {question['naive_ms']:>8.2f} |"
        )
    verdict = "goal reached" if row["goal_reached"] else "floor held" if row["held"] else "FLOOR MISSED"
    return [
        *lines,
        f"  worst: {row['measured']['worst_ms']} ms (goal {row['goal']['worst_ms']:g}); twice raw and 1 ms are"
        f" {row['ratio']['twice']}× of it at the least; to naive on the big firm {row['ratio']['naive']}× (floor 20×,"
        f" goal 100×): {verdict}",
    ]
