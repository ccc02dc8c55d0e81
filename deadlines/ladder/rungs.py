"""Ladders as data: which remedies the law gives for a line and plan type, lowest first. Read from YAML once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from claimback.kernel.strict_yaml import load_yaml

LADDERS: Final = Path(__file__).parent.parent / "law" / "ladders"

Kind = Literal["internal_appeal", "second_level_appeal", "external_review", "civil_action"]


@dataclass(frozen=True, slots=True)
class Rung:
    """One remedy: the clock rules that bound it and its answer, and where the law gives it.

    Where a state hears it, the state's own rule bounds it, which is named by the state's code and `state_rule`; else
    `state_deadline_rule`, the federal minimum for states.
    """

    kind: Kind
    citation: str
    deadline_rule: str | None = None
    first_denial_rule: str | None = None
    state_rule: str = ""
    state_deadline_rule: str | None = None
    answer_rules: tuple[str, ...] = ()
    state_citation: str = ""
    expedited_citation: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Ladder:
    """The rungs of some plan types, and the insurer's first duty whose breach deems them climbed."""

    id: str
    lines: tuple[str, ...]
    plan_types: tuple[str, ...]
    initial_decision_rules: tuple[str, ...]
    deemed_exhaustion: str
    rungs: tuple[Rung, ...]


@cache
def load_ladders() -> tuple[Ladder, ...]:
    """Every ladder that ships with the project. Raises TypeError for a misspelt field of one."""
    ladders: list[Ladder] = []
    for path in sorted(LADDERS.glob("*.yaml")):
        document: Mapping[str, Any] = load_yaml(path.read_text(encoding="utf-8"))
        ladders.extend(_ladder(raw) for raw in document["ladders"])
    return tuple(ladders)


def ladder_for(line: str, plan_type: str) -> Ladder | None:
    """The ladder of a line and plan type, or None where the catalogue has none."""
    return next(
        (item for item in load_ladders() if line in item.lines and plan_type in item.plan_types), None
    )


def _ladder(raw: Mapping[str, Any]) -> Ladder:
    rungs = tuple(
        Rung(**{**rung, "answer_rules": tuple(rung.get("answer_rules", ()))}) for rung in raw["rungs"]
    )
    lists = {key: tuple(raw[key]) for key in ("lines", "plan_types", "initial_decision_rules")}
    return Ladder(**{**raw, **lists, "rungs": rungs})
