"""The catalogue of authorities: what letters may cite, loaded from `authorities/*.yaml` and checked as it is loaded.

One file holds one body of law. What its authorities share stands under `defaults`.

How a citation looks is in `citations`; when a deadline falls is not here at all.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal

import yaml

from claimback.kernel.forms import Form
from claimback.kernel.strict_yaml import load_yaml
from letters.writing.citations import find_citations
from letters.writing.facts import Checked

_HERE = Path(__file__).parent

Survives = Literal["all", "insured", "none"]
"""Which ERISA plans a state's law still reaches: each of them, the insured ones only (ERISA saves state insurance law,
and deems a self-funded plan no insurer), or none."""

_DISPLACED_FOR: Final[Mapping[Survives, frozenset[str]]] = MappingProxyType(
    {
        "all": frozenset(),
        "insured": frozenset({"erisa_self_funded"}),
        "none": frozenset({"erisa_self_funded", "erisa_insured"}),
    }
)


class CatalogueError(ValueError):
    """Data of ours (a template, an authority) is wrong; the message names the file, the entry and the remedy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """One statute or regulation; `holding` is our own sentence, `read` names the text that was read.

    In force from `effective_from`, to the day before `effective_to`. With `states` it is law of those states only, and
    `survives` says which ERISA plans it still reaches. `topics` are the subjects under which a template may ask for
    whatever law there is (`authorities_on`).
    """

    id: str
    citation: str
    canonical: str
    holding: str
    plan_types: frozenset[str]
    lines: frozenset[str]
    effective_from: date
    effective_to: date | None
    states: frozenset[str]
    topics: frozenset[str]
    preemption: str
    survives: Survives
    checked: Checked
    read: str

    def in_force(self, on: date) -> bool:
        """Whether the authority is law on that day."""
        return self.effective_from <= on and (self.effective_to is None or on < self.effective_to)

    def applies_to(self, plan_type: str | None, line: str | None, state: str | None = None) -> bool:
        """Whether the authority governs claims of this plan type and line of business, in `state` where it is given."""
        in_state = not self.states or not state or state in self.states
        return plan_type in self.plan_types and line in self.lines and in_state


def load_data(text: str, schema_name: str, source: str, filled: Callable[[Any], Any] | None = None) -> Any:
    """Parse YAML and hold it against a schema of this package, `filled` with what it leaves to another place first.

    Raises `CatalogueError` naming the entry at fault.
    """
    try:
        data = load_yaml(text)
    except yaml.YAMLError as error:
        raise CatalogueError(f"{source}: not YAML: {error}") from error
    if filled is not None:
        data = filled(data)
    fault = _form(schema_name).flaw(data)
    if fault is not None:
        raise CatalogueError(f"{source}: {fault.json_path}: {fault.message}")
    return data


@cache
def _form(schema_name: str) -> Form:
    return Form(json.loads((_HERE / "schema" / schema_name).read_text(encoding="utf-8")))


def _with_defaults(data: Any) -> Any:
    """A document whose rows of `authorities` say themselves what its `defaults` say for them all."""
    if not isinstance(data, dict) or not isinstance(data.get("authorities"), list):
        return data
    shared = data.get("defaults", {})
    if not isinstance(shared, dict):
        return data
    rows = [{**shared, **row} if isinstance(row, dict) else row for row in data["authorities"]]
    return {**data, "authorities": rows}


def parse_authorities(text: str, source: str = "authorities.yaml") -> Mapping[str, Authority]:
    """The authorities of one file by id. Raises `CatalogueError` for a malformed, duplicate or unreadable citation,
    and for state law that names a plan which ERISA takes out of its reach."""
    by_id: dict[str, Authority] = {}
    seen: dict[str, str] = {}
    for row in load_data(text, "authorities.schema.json", source, _with_defaults)["authorities"]:
        cited = find_citations(row["citation"])
        if len(cited) != 1 or cited[0].text != row["citation"]:
            raise CatalogueError(
                f"{source}: {row['id']}: {row['citation']!r} is not one whole citation; split or correct it."
            )
        canonical = cited[0].canonical
        if row["id"] in by_id or canonical in seen:
            raise CatalogueError(f"{source}: {row['id']}: id or citation is already taken; keep one entry.")
        seen[canonical] = row["id"]
        survives: Survives = row.get("survives", "all")
        if displaced := sorted(_DISPLACED_FOR[survives].intersection(row["plan_types"])):
            raise CatalogueError(
                f"{source}: {row['id']}: ERISA displaces it for {displaced}; leave them out of plan_types."
            )
        end = row.get("effective_to")
        by_id[row["id"]] = Authority(
            id=row["id"],
            citation=row["citation"],
            canonical=canonical,
            holding=row["holding"].strip(),
            plan_types=frozenset(row["plan_types"]),
            lines=frozenset(row["lines"]),
            effective_from=date.fromisoformat(row["effective_from"]),
            effective_to=date.fromisoformat(end) if end else None,
            states=frozenset(row.get("states", ())),
            topics=frozenset(row.get("topics", ())),
            preemption=row["preemption"].strip(),
            survives=survives,
            checked=row["checked"],
            read=row["read"].strip(),
        )
    return MappingProxyType(by_id)


@cache
def authorities() -> Mapping[str, Authority]:
    """The catalogue by id, file by file, read once. Raises `CatalogueError` as `parse_authorities` does."""
    by_id: dict[str, Authority] = {}
    seen: dict[str, str] = {}
    for path in sorted((_HERE / "authorities").glob("*.yaml")):
        for row in parse_authorities(path.read_text(encoding="utf-8"), path.name).values():
            if row.id in by_id or row.canonical in seen:
                raise CatalogueError(
                    f"{path.name}: {row.id}: id or citation is already taken by another file; keep one entry."
                )
            by_id[row.id] = row
            seen[row.canonical] = row.id
    return MappingProxyType(by_id)


@cache
def authorities_by_citation() -> Mapping[str, Authority]:
    """The catalogue by canonical citation."""
    return MappingProxyType({authority.canonical: authority for authority in authorities().values()})


def authorities_for(
    *, plan_type: str | None, line: str | None, state: str | None, on: date | None
) -> tuple[Authority, ...]:
    """The law that a letter on such a claim may cite on that day, in the order of the files.

    None of a state's law while the state, and none at all while the plan type or the line, is not known.
    """
    return tuple(
        row
        for row in authorities().values()
        if row.applies_to(plan_type, line, state)
        and (not row.states or state in row.states)
        and (on is None or row.in_force(on))
    )


def authorities_on(
    topic: str, *, plan_type: str | None, line: str | None, state: str | None, on: date | None
) -> tuple[Authority, ...]:
    """Of the law that such a letter may cite on that day, what is on a topic."""
    found = authorities_for(plan_type=plan_type, line=line, state=state, on=on)
    return tuple(row for row in found if topic in row.topics)


@cache
def known_topics() -> frozenset[str]:
    """Every topic that some authority is on."""
    return frozenset(topic for row in authorities().values() for topic in row.topics)
