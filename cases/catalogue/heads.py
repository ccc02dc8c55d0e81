"""Heads of damage, and how some places measure them, read from `heads/` and checked as they are read.

What an item of a head comes to is reckoned in `cases.settlement`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

from cases.catalogue.files import DataError, documents, files_of, refuse_unknown
from cases.vocabulary import JURISDICTIONS, LINES_OF_BUSINESS, PLAN_TYPES

CLASSES: Final = {
    "economic": "Economic damages",
    "general": "General damages",
    "benefit": "Benefits of the policy",
    "interest": "Interest",
}


@dataclass(frozen=True, slots=True)
class Head:
    """One head of damage. `shape` names what is asked for an item of it, `parts` the coverage parts that pay for it."""

    code: str
    label: str
    shape: str
    class_: str
    lines: frozenset[str]
    without: frozenset[str]
    parts: tuple[str, ...]
    deductible: bool
    note: str
    citation: str
    checked: str

    def fits(self, line_of_business: str, plan_type: str) -> bool:
        """Whether a case of this line and plan type has it."""
        return line_of_business in self.lines and plan_type not in self.without


@dataclass(frozen=True, slots=True)
class Measure:
    """How a place measures some heads. Shown beside them as a fact; no amount is reckoned by it."""

    code: str
    jurisdiction: str
    heads: frozenset[str]
    lines: frozenset[str]
    since: date | None
    says: str
    citation: str
    checked: str

    def governs(self, line_of_business: str, jurisdiction: str, loss_on: date | None) -> bool:
        """Whether it holds for a case. A loss on a day that is not known is taken to be governed."""
        early = self.since is not None and loss_on is not None and loss_on < self.since
        return jurisdiction == self.jurisdiction and line_of_business in self.lines and not early


@dataclass(frozen=True, slots=True)
class Damages:
    """All heads by code, and all measures."""

    heads: Mapping[str, Head]
    measures: tuple[Measure, ...]


@cache
def load_damages() -> Damages:
    """The heads and measures that ship with the project, read once. Raises DataError if one is unsound."""
    return parse_damages(files_of("heads"))


def head_labels() -> dict[str, str]:
    """The heads with their labels. A function, so that a new head needs no migration."""
    return {head.code: head.label for head in load_damages().heads.values()}


def parse_damages(files: Mapping[str, str]) -> Damages:
    """Heads and measures from file names and their YAML text. Raises DataError."""
    heads: dict[str, Head] = {}
    measures: dict[str, Measure] = {}
    for name, document in documents(files, "heads.schema.json"):
        for entry in document["heads"]:
            head = _head(name, entry)
            if heads.setdefault(head.code, head) is not head:
                raise DataError(f"{name}: the head {head.code} is there already. Give it another code.")
        for entry in document["measures"]:
            measure = _measure(name, entry, heads)
            if measures.setdefault(measure.code, measure) is not measure:
                raise DataError(f"{name}: the measure {measure.code} is there already. Give it another code.")
    return Damages(heads, tuple(measures.values()))


def _head(name: str, entry: Mapping[str, Any]) -> Head:
    # Models name heads, and need no more of what is said of an item.
    from cases.settlement.shapes import SHAPES

    where = f"{name}, {entry['id']}"
    refuse_unknown(where, "shape", [entry["shape"]], SHAPES)
    refuse_unknown(where, "line of business", entry["lines"], LINES_OF_BUSINESS)
    refuse_unknown(where, "plan type", entry.get("without", []), PLAN_TYPES)
    return Head(
        code=entry["id"],
        label=entry["label"],
        shape=entry["shape"],
        class_=entry["class"],
        lines=frozenset(entry["lines"]),
        without=frozenset(entry.get("without", [])),
        parts=tuple(entry.get("parts", [])),
        deductible=entry.get("deductible", False),
        note=entry.get("note", ""),
        citation=entry.get("citation", ""),
        checked=entry.get("checked", {}).get("grade", ""),
    )


def _measure(name: str, entry: Mapping[str, Any], heads: Mapping[str, Head]) -> Measure:
    where = f"{name}, {entry['id']}"
    refuse_unknown(where, "head", entry["heads"], heads)
    refuse_unknown(where, "line of business", entry["lines"], LINES_OF_BUSINESS)
    refuse_unknown(where, "jurisdiction", [entry["jurisdiction"]], JURISDICTIONS)
    return Measure(
        code=entry["id"],
        jurisdiction=entry["jurisdiction"],
        heads=frozenset(entry["heads"]),
        lines=frozenset(entry["lines"]),
        since=date.fromisoformat(entry["since"]) if "since" in entry else None,
        says=entry["says"],
        citation=entry["citation"],
        checked=entry["checked"]["grade"],
    )
