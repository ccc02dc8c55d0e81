"""The catalogue of authorities: what letters may cite, loaded from `authorities.yaml` and checked as it is loaded.

How a citation looks is in `citations`; when a deadline falls is not here at all.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import jsonschema
import yaml

from claimback.kernel.strict_yaml import load_yaml
from letters.writing.citations import find_citations
from letters.writing.facts import Checked

_HERE = Path(__file__).parent


class CatalogueError(ValueError):
    """Data of ours (a template, an authority) is wrong; the message names the file, the entry and the remedy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """One statute or regulation; `holding` is our own sentence. In force from `effective_from`, to the day before
    `effective_to`."""

    id: str
    citation: str
    canonical: str
    holding: str
    plan_types: frozenset[str]
    lines: frozenset[str]
    effective_from: date
    effective_to: date | None
    preemption: str
    checked: Checked

    def in_force(self, on: date) -> bool:
        """Whether the authority is law on that day."""
        return self.effective_from <= on and (self.effective_to is None or on < self.effective_to)

    def applies_to(self, plan_type: str | None, line: str | None) -> bool:
        """Whether the authority governs claims of this plan type and line of business."""
        return plan_type in self.plan_types and line in self.lines


def load_data(text: str, schema_name: str, source: str) -> Any:
    """Parse YAML and hold it against a schema of this package. Raises `CatalogueError` naming the entry at fault."""
    try:
        data = load_yaml(text)
    except yaml.YAMLError as error:
        raise CatalogueError(f"{source}: not YAML: {error}") from error
    schema = json.loads((_HERE / "schema" / schema_name).read_text(encoding="utf-8"))
    checker = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    fault = jsonschema.exceptions.best_match(checker.iter_errors(data))
    if fault is not None:
        raise CatalogueError(f"{source}: {fault.json_path}: {fault.message}")
    return data


def parse_authorities(text: str, source: str = "authorities.yaml") -> Mapping[str, Authority]:
    """Authorities by id. Raises `CatalogueError` for a malformed, duplicate or unreadable citation."""
    by_id: dict[str, Authority] = {}
    seen: dict[str, str] = {}
    for row in load_data(text, "authorities.schema.json", source)["authorities"]:
        cited = find_citations(row["citation"])
        if len(cited) != 1 or cited[0].text != row["citation"]:
            raise CatalogueError(
                f"{source}: {row['id']}: {row['citation']!r} is not one whole citation; split or correct it."
            )
        canonical = cited[0].canonical
        if row["id"] in by_id or canonical in seen:
            raise CatalogueError(f"{source}: {row['id']}: id or citation is already taken; keep one entry.")
        seen[canonical] = row["id"]
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
            preemption=row["preemption"].strip(),
            checked=row["checked"],
        )
    return MappingProxyType(by_id)


@cache
def authorities() -> Mapping[str, Authority]:
    """The catalogue by id, read once."""
    return parse_authorities((_HERE / "authorities.yaml").read_text(encoding="utf-8"))


@cache
def authorities_by_citation() -> Mapping[str, Authority]:
    """The catalogue by canonical citation."""
    return MappingProxyType({authority.canonical: authority for authority in authorities().values()})
