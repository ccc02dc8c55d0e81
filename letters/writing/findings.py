"""The answer of the pre-send check: findings, and whether the letter may be approved. The checks are in `check`."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

Severity = Literal["blocks", "warns"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing found; `message` ends with the remedy, `block` is its index in the draft's paragraphs, if any."""

    severity: Severity
    code: str
    message: str
    block: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """What the check found in one version of one letter; kept with the letter."""

    template: str
    version: int
    checked_on: date
    findings: tuple[Finding, ...]

    @property
    def may_be_approved(self) -> bool:
        """True when nothing blocks. Warnings are for the approving member to weigh."""
        return not any(finding.severity == "blocks" for finding in self.findings)


def report_to_json(report: CheckReport) -> dict[str, Any]:
    """The report as plain JSON values; the date is ISO."""
    return {
        "template": report.template,
        "version": report.version,
        "checked_on": report.checked_on.isoformat(),
        "may_be_approved": report.may_be_approved,
        "findings": [asdict(finding) for finding in report.findings],
    }


def blocks(code: str, message: str, block: int | None = None) -> Finding:
    """A finding that forbids approval."""
    return Finding(severity="blocks", code=code, message=message, block=block)


def warns(code: str, message: str, block: int | None = None) -> Finding:
    """A finding for the approving member to weigh."""
    return Finding(severity="warns", code=code, message=message, block=block)
