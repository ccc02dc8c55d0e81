"""The ground matrix of a case as its page shows it, with the authorities as letters cite them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from cases.matrix import ANSWER, Line, matrix_lines
from cases.models import Denial, Evidence, Ground, Provision, Rebuttal
from cases.vocabulary import GROUND_CODES
from claimback.case_page.answers import cited

WORDS: Final = {
    "argument": "an argument",
    "evidence": "evidence",
    "authority": "an authority",
    "quote": "quote not found in the letter's text",
    "clause": "clause not among the policy's passages",
    "reviewer_specialty": "reviewer's specialty not known",
    "waiver_reason": "reason of the waiver",
}
"""What is missing, as a person reads it."""


@dataclass(frozen=True)
class GroundRow:
    """One ground with our answer to it, what that lacks, and what is still to be checked of the ground itself."""

    ground: Ground
    rebuttal: Rebuttal
    exhibits: list[Evidence]
    provisions: list[Provision]
    authorities: list[str]
    shift: str
    missing: list[str]
    unsettled: list[str]


@dataclass(frozen=True)
class DenialRows:
    """One denial and its grounds, and the reasons of the letter before that it dropped."""

    denial: Denial
    grounds: list[GroundRow]
    dropped: list[str]


def ground_matrix(case_id: UUID) -> list[DenialRows]:
    """The denials of a case, the latest first, in a fixed number of queries however many there are."""
    return [
        DenialRows(
            found.denial, [_row(line) for line in found.grounds], [GROUND_CODES[c] for c in found.dropped]
        )
        for found in matrix_lines(case_id)
    ]


def _row(line: Line) -> GroundRow:
    return GroundRow(
        ground=line.ground,
        rebuttal=line.rebuttal,
        exhibits=[use.evidence for use in line.uses],
        provisions=line.provisions,
        authorities=cited(line.rebuttal.authorities),
        shift="" if line.shift == "first" else line.shift,
        missing=_words([name for name in line.missing if name in ANSWER]),
        unsettled=_words([name for name in line.missing if name not in ANSWER]),
    )


def _words(names: Sequence[str]) -> list[str]:
    return [WORDS[name] for name in names]
