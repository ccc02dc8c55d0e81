"""How letters show what the law asks of them: `notice.yaml` as typed rules. What it asks is `deadlines.law`'s."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from deadlines.law.model import FactValue
from letters.reading.data import data_of
from letters.reading.rules import Phrases

FINDINGS: Final = frozenset(
    {
        "grounds",
        "clauses",
        "criteria",
        "reviewer",
        "credentials",
        "reason_codes",
        "evidence_missing",
        "amounts",
        "decision",
        "any_clause",
        "any_criterion",
        "narrative",
    }
)
"""What of a reading shows a part by being there."""
KINDS_OF_FINDING: Final = frozenset({"right", "limit", "day", "person", "date"})
"""What of a reading shows a part if it is of some kind."""


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that a letter can say, and how it shows. The fields are those that `notice.yaml` explains."""

    name: str
    asks: str
    found: tuple[tuple[str, str], ...]
    verbatim: bool
    says: Phrases | None
    unless: Phrases | None
    near: Phrases | None
    hints: Phrases | None
    hints_found: tuple[tuple[str, str], ...]
    enclosed: Phrases | None
    provided: str
    holds: Phrases | None
    holds_found: tuple[tuple[str, str], ...]
    needs: str
    plan_types: frozenset[str]
    stages: frozenset[str]
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Showing:
    """The parts of a requirement, and what of it no text can show."""

    parts: tuple[Part, ...]
    remark: str


@dataclass(frozen=True, slots=True)
class ToldFact:
    """A fact on which requirements hang, its value, and the phrases that tell it."""

    fact: str
    value: FactValue
    says: Phrases


@dataclass(frozen=True, slots=True)
class Holding:
    """How a letter shows that what a requirement is provided holds."""

    grounds: frozenset[str]
    says: Phrases


@dataclass(frozen=True, slots=True)
class NoticeRules:
    """All of `notice.yaml`: by the ids of the requirements and the words of what they are provided."""

    parts: Mapping[str, Part]
    showings: Mapping[str, Showing]
    holds: Mapping[str, Holding]
    facts: tuple[ToldFact, ...]
    untold: Mapping[str, str]
    elsewhere: Mapping[str, str]


@cache
def notice_rules() -> NoticeRules:
    """The rules that ship. Raises KeyError for a part that is not there or lacks a field, ValueError for a finding."""
    raw = data_of("notice")
    parts = {name: _part(name, row) for name, row in raw["parts"].items()}
    return NoticeRules(
        parts=parts,
        showings={
            own: Showing(tuple(parts[name] for name in row["parts"]), row.get("remark", ""))
            for own, row in raw["requirements"].items()
        },
        holds={
            words: Holding(frozenset(row.get("grounds", ())), Phrases(row["says"]))
            for words, row in raw["holds"].items()
        },
        facts=tuple(ToldFact(row["fact"], row["value"], Phrases(row["says"])) for row in raw["facts"]),
        untold=raw["untold"],
        elsewhere=raw["elsewhere"],
    )


def _part(name: str, row: Mapping[str, Any]) -> Part:
    return Part(
        name=name,
        asks=row["asks"],
        found=_found(row.get("found", ())),
        verbatim=row.get("verbatim", False),
        says=_phrases(row.get("says")),
        unless=_phrases(row.get("unless")),
        near=_phrases(row.get("near")),
        hints=_phrases(row.get("hints")),
        hints_found=_found(row.get("hints_found", ())),
        enclosed=_phrases(row.get("enclosed")),
        provided=row.get("provided", ""),
        holds=_phrases(row.get("holds")),
        holds_found=_found(row.get("holds_found", ())),
        needs=row.get("with", ""),
        plan_types=frozenset(row.get("plan_types", ())),
        stages=frozenset(row.get("stages", ())),
        examples=tuple(row["examples"]),
        counterexamples=tuple(row["counterexamples"]),
    )


def _found(names: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Pairs of a finding and its kind, the kind empty where any will do."""
    found: list[tuple[str, str]] = []
    for name in names:
        what, _, kind = name.partition(":")
        if not (what in FINDINGS and not kind) and not (what in KINDS_OF_FINDING and kind):
            raise ValueError(f"{name!r} is no finding: use {', '.join(sorted(FINDINGS))}, or right:KIND")
        found.append((what, kind))
    return tuple(found)


def _phrases(texts: Sequence[str] | None) -> Phrases | None:
    return Phrases(texts) if texts else None
