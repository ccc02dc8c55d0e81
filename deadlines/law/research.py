"""What became of every fact that was researched: a rule, another kind of data, or a reason why it is no clock.

The facts themselves are not kept here, only their names; the law that they led to is in clocks/, notices/, regulators/.
"""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from claimback.kernel.strict_yaml import load_yaml

HERE: Final = Path(__file__).parent / "research"


class ResearchError(ValueError):
    """A list of research that doesn't hold against the catalogue: names the file, the row and the remedy."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One researched fact: the rules made of it, where else it went, or why no date hangs on it."""

    group: str
    row: str
    rules: tuple[str, ...]
    elsewhere: str
    not_a_clock: str
    note: str


@cache
def load_research() -> tuple[Finding, ...]:
    """Every finding, in the order of the files. Raises ResearchError if a file is unsound."""
    return parse_research(
        {path.name: path.read_text(encoding="utf-8") for path in sorted(HERE.glob("*.yaml"))}
    )


def parse_research(files: Mapping[str, str]) -> tuple[Finding, ...]:
    """Findings from file names and their YAML text. Raises ResearchError, naming file, row and remedy."""
    findings: list[Finding] = []
    for name, text in files.items():
        document = _read(name, text)
        for row, entry in document["rows"].items():
            findings.append(
                Finding(
                    group=document["group"],
                    row=row,
                    rules=tuple(entry.get("rules", ())),
                    elsewhere=entry.get("elsewhere", ""),
                    not_a_clock=entry.get("not_a_clock", ""),
                    note=entry.get("note", ""),
                )
            )
    again = [row for row, times in Counter((f.group, f.row) for f in findings).items() if times > 1]
    if again:
        raise ResearchError(f"{again[0][1]} is listed twice in {again[0][0]!r}. Keep one entry.")
    return tuple(findings)


def check_research(findings: tuple[Finding, ...], rule_ids: frozenset[str]) -> None:
    """Hold the findings against the catalogue: each names rules that exist, and each rule has a finding behind it.

    Raises ResearchError.
    """
    for finding in findings:
        unknown = set(finding.rules) - rule_ids
        if unknown:
            missing = ", ".join(sorted(unknown))
            raise ResearchError(
                f"{finding.row} names {missing}, which no file of clocks/ has. Correct the name."
            )
    without = rule_ids - {rule for finding in findings for rule in finding.rules}
    if without:
        raise ResearchError(
            f"No finding in research/ led to {', '.join(sorted(without))}. Name the fact that each rests on."
        )


def counts(findings: tuple[Finding, ...]) -> dict[str, dict[str, int]]:
    """For each group: its rows, those that became rules, those that went elsewhere, those that are no clock."""
    table: dict[str, dict[str, int]] = {}
    for finding in findings:
        row = table.setdefault(finding.group, {"rows": 0, "rules": 0, "elsewhere": 0, "not_a_clock": 0})
        row["rows"] += 1
        row["rules"] += bool(finding.rules)
        row["elsewhere"] += bool(finding.elsewhere) and not finding.rules
        row["not_a_clock"] += bool(finding.not_a_clock) and not finding.rules and not finding.elsewhere
    return table


@cache
def _validator() -> Draft202012Validator:
    schema = json.loads((HERE.parent / "research.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def _read(name: str, text: str) -> dict[str, Any]:
    try:
        document = load_yaml(text)
    except yaml.YAMLError as error:
        raise ResearchError(f"{name} is not readable as YAML: {error}. Correct the file.") from error
    flaw = best_match(_validator().iter_errors(document))
    if flaw is not None:
        where = "/".join(str(part) for part in flaw.absolute_path) or "the file"
        raise ResearchError(f"{name}, {where}: {flaw.message}. See deadlines/law/research.schema.json.")
    assert isinstance(document, dict)
    return document
