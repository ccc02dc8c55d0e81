"""How a check reports: a list of findings, held against exemptions that are data with a reason and that expire.

A check returns findings and asserts nothing, so that tests can call it on things that they plant.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that breaks a rule: its name, by which it may be exempt, and what is wrong with it."""

    subject: str
    problem: str

    def __str__(self) -> str:
        return f"{self.subject}: {self.problem}"


def unexplained(findings: Iterable[Finding], exempt: Mapping[str, str] | None = None) -> list[str]:
    """What is wrong and not exempt, and every exemption that nothing needs any more."""
    exempt = exempt or {}
    found = sorted(findings)
    subjects = {finding.subject for finding in found}
    return [
        *(str(finding) for finding in found if finding.subject not in exempt),
        *(
            f"{name}: exempt, and nothing is wrong with it any more: remove it"
            for name in exempt
            if name not in subjects
        ),
        *(f"{name}: exempt without a reason" for name, reason in exempt.items() if not reason.strip()),
    ]


def assert_explained(findings: Iterable[Finding], exempt: Mapping[str, str] | None = None) -> None:
    """Fail with one line per finding that is not exempt and per exemption that is stale."""
    problems = unexplained(findings, exempt)
    assert not problems, "\n" + "\n".join(problems)
