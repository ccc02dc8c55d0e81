"""What a notice had to tell and does not. The requirements are data (`notice.yaml`), each with its citation.

First version: ERISA plans and individual coverage. For another plan type, or an unknown one, nothing is reported.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from claimback.kernel.strict_yaml import load_yaml
from letters.reading.findings import Ground, NoticeCheck, Right
from letters.reading.layout import Letter
from letters.reading.rules import Phrases

_FINAL = re.compile(
    r"\bfinal(?:\s+\w+){0,2}\s+adverse\b|\b(?:decision|determination) on (?:your )?(?:appeal|review)\b|"
    r"\b(?:upheld?|affirmed) (?:the|our) (?:denial|decision|determination)\b|\breview of your appeal\b",
    re.IGNORECASE,
)
_SUBJECT_LENGTH = 2_500


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing a notice must tell, when it must, and how the letter shows that it does."""

    id: str
    requirement: str
    citation: str
    applies: frozenset[str]
    stage: str
    lines: frozenset[str]
    only_for: frozenset[str]
    finding: str | None
    right: str | None
    right_with_period: str | None
    says: Phrases | None


@cache
def requirements() -> tuple[Requirement, ...]:
    """The catalogue of `notice.yaml`. Raises KeyError when an entry lacks a field."""
    source = files("letters.reading").joinpath("notice.yaml").read_text(encoding="utf-8")
    return tuple(_requirement(row) for row in load_yaml(source))


def notice_checks(
    letter: Letter,
    *,
    plan_type: str | None,
    line: str | None,
    grounds: Sequence[Ground],
    rights: Sequence[Right],
) -> tuple[NoticeCheck, ...]:
    """The requirements that apply to this adverse letter, each with whether something in it meets it."""
    stage = "final" if is_final(letter) else "initial"
    codes = {ground.code for ground in grounds}
    return tuple(
        _check(due, is_told=_is_told(letter, due, grounds, rights))
        for due in requirements()
        if plan_type in due.applies
        and due.stage in (stage, "both")
        and (not due.lines or line in due.lines)
        and (not due.only_for or due.only_for & codes)
    )


def _check(due: Requirement, *, is_told: bool) -> NoticeCheck:
    state, why = ("present", "The letter says it.") if is_told else ("absent", _ABSENT)
    return NoticeCheck(due.id, due.requirement, due.citation, "primary", state, why)


_ABSENT = "Nothing in the letter says it. Absence in a reading is not proof: check the pages and enclosures."


def is_final(letter: Letter) -> bool:
    """Whether the letter is the plan's last internal word: a decision on appeal, by its title or opening."""
    opening = letter.views[0][:_SUBJECT_LENGTH]
    rest_of_rights = re.compile(
        r"\b(?:you (?:may|will|receive)|after you receive|if)\b[^.]{0,120}$", re.IGNORECASE
    )
    return any(not rest_of_rights.search(opening[: match.start()]) for match in _FINAL.finditer(opening))


def _is_told(letter: Letter, due: Requirement, grounds: Sequence[Ground], rights: Sequence[Right]) -> bool:
    found = {
        "grounds": bool(grounds),
        "clauses": any(ground.clauses for ground in grounds),
        "criteria": any(ground.criteria for ground in grounds),
    }
    if due.finding and found[due.finding]:
        return True
    if due.right and any(right.kind == due.right for right in rights):
        return True
    if due.right_with_period and any(r.kind == due.right_with_period and r.period for r in rights):
        return True
    return due.says is not None and any(due.says.search(view) for view in letter.views)


def _requirement(row: dict[str, Any]) -> Requirement:
    told_by = row["told_by"]
    return Requirement(
        id=row["id"],
        requirement=" ".join(row["requirement"].split()),
        citation=row["citation"],
        applies=frozenset(row["applies"]),
        stage=row["stage"],
        lines=frozenset(row.get("lines", ())),
        only_for=frozenset(row.get("only_for", ())),
        finding=told_by.get("finding"),
        right=told_by.get("right"),
        right_with_period=told_by.get("right_with_period"),
        says=Phrases(told_by["says"]) if "says" in told_by else None,
    )
