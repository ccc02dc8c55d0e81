"""What became of every fact that was researched: a rule, another kind of data, or a reason why it is no clock.

The facts themselves are not kept here, only their names; the law that they led to is in clocks/, notices/, regulators/.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from deadlines.law.checks import CatalogueError
from deadlines.law.files import document_of, texts_of


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
    """Every finding, in the order of the files. Raises CatalogueError if a file is unsound."""
    return parse_research(texts_of("research"))


def parse_research(files: Mapping[str, str]) -> tuple[Finding, ...]:
    """Findings from file names and their YAML text. Raises CatalogueError, naming file, row and remedy."""
    findings: list[Finding] = []
    for name, text in files.items():
        document = document_of(name, text, "research.schema.json")
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
        group, row = again[0]
        raise CatalogueError("research", group, f"{row} is listed twice", "Keep one entry.")
    return tuple(findings)


def check_research(findings: tuple[Finding, ...], rule_ids: frozenset[str]) -> None:
    """Hold the findings against the catalogue: each names rules that exist, and each rule has a finding behind it.

    Raises CatalogueError.
    """
    for finding in findings:
        unknown = set(finding.rules) - rule_ids
        if unknown:
            missing = ", ".join(sorted(unknown))
            problem = f"{finding.row} names {missing}, which no file of clocks/ has"
            raise CatalogueError("research", finding.group, problem, "Correct the name.")
    without = rule_ids - {rule for finding in findings for rule in finding.rules}
    if without:
        problem = f"No finding in research/ led to {', '.join(sorted(without))}"
        raise CatalogueError("clocks", "the rules", problem, "Name the fact that each rests on.")


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
