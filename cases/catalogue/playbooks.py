"""Playbooks: the steps that a case of one kind usually takes, read from `playbooks/` and checked as they are read.

A step says who does it and when. Tasks are opened from it by `cases.services.playbooks`; a playbook that is changed
later changes nothing that was opened.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from cases.catalogue.files import DataError, documents, files_of, refuse_unknown
from cases.vocabulary import EVENT_KINDS, LINES_OF_BUSINESS, PLAN_TYPES
from claimback.tenancy.roles import ROLES


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, within `days` of its event, else of the steps before it, else of the start."""

    code: str
    title: str
    detail: str
    role: str
    days: int
    event: str
    after: tuple[str, ...]
    plan_types: frozenset[str]


@dataclass(frozen=True, slots=True)
class Playbook:
    """The steps for cases of these lines of business and plan types, in one version."""

    code: str
    version: int
    title: str
    lines: frozenset[str]
    plan_types: frozenset[str]
    steps: tuple[Step, ...]

    def fits(self, line_of_business: str, plan_type: str) -> bool:
        """Whether it is for such a case."""
        return line_of_business in self.lines and (not self.plan_types or plan_type in self.plan_types)

    def steps_for(self, plan_type: str) -> tuple[Step, ...]:
        """The steps that a case under this plan type takes."""
        return tuple(step for step in self.steps if not step.plan_types or plan_type in step.plan_types)


@cache
def load_playbooks() -> Mapping[str, Playbook]:
    """The playbooks that ship with the project by code, read once. Raises DataError if one is unsound."""
    return parse_playbooks(files_of("playbooks"))


def parse_playbooks(files: Mapping[str, str]) -> Mapping[str, Playbook]:
    """Playbooks by code, from file names and their YAML text. Raises DataError."""
    found: dict[str, Playbook] = {}
    for name, document in documents(files, "playbooks.schema.json"):
        made = _playbook(name, document)
        if made.code in found:
            raise DataError(f"{name}: the playbook {made.code} is there already. Give it another code.")
        found[made.code] = made
    return found


def _playbook(name: str, raw: Mapping[str, Any]) -> Playbook:
    where = f"{name}, {raw['playbook']}"
    refuse_unknown(where, "line of business", raw["lines"], LINES_OF_BUSINESS)
    refuse_unknown(where, "plan type", raw.get("plan_types", []), PLAN_TYPES)
    steps: dict[str, Step] = {}
    for each in raw["steps"]:
        step = _step(where, each, steps)
        if step.code in steps:
            raise DataError(f"{where}: the step {step.code} appears twice. Give one another code.")
        steps[step.code] = step
    return Playbook(
        code=raw["playbook"],
        version=raw["version"],
        title=raw["title"],
        lines=frozenset(raw["lines"]),
        plan_types=frozenset(raw.get("plan_types", [])),
        steps=tuple(steps.values()),
    )


def _step(where: str, raw: Mapping[str, Any], earlier: Mapping[str, Step]) -> Step:
    where = f"{where}, {raw['step']}"
    refuse_unknown(where, "role", [raw["role"]], ROLES)
    refuse_unknown(where, "kind of event", [raw["event"]] if "event" in raw else [], EVENT_KINDS)
    refuse_unknown(where, "earlier step", raw.get("after", []), earlier)
    refuse_unknown(where, "plan type", raw.get("plan_types", []), PLAN_TYPES)
    return Step(
        code=raw["step"],
        title=raw["title"],
        detail=raw.get("detail", "").strip(),
        role=raw["role"],
        days=raw["days"],
        event=raw.get("event", ""),
        after=tuple(raw.get("after", ())),
        plan_types=frozenset(raw.get("plan_types", [])),
    )
