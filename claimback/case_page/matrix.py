"""The ground matrix of a case as its page shows it, with the authorities as letters cite them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.matrix import ANSWER, Line, Lines, matrix_lines
from cases.models import Denial, Evidence, Ground, Provision, Rebuttal
from cases.vocabulary import GROUND_CODES
from claimback.case_page.answers import cited
from claimback.storage.models import FilePage
from claimback.storage.selectors import page_rows
from claimback.tenancy.admin_show import address_of

WORDS: Final = {
    "argument": _("an argument"),
    "evidence": _("evidence"),
    "authority": _("an authority"),
    "quote": _("quote not found in the letter's text"),
    "clause": _("clause not among the policy's passages"),
    "reviewer_specialty": _("reviewer's specialty not known"),
    "waiver_reason": _("reason of the waiver"),
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
    page: str
    """The address of the page's text in which the quote stands; empty where that was not found."""


@dataclass(frozen=True)
class DenialRows:
    """One denial and its grounds, and the reasons of the letter before that it dropped."""

    denial: Denial
    grounds: list[GroundRow]
    dropped: list[str]


@dataclass(frozen=True)
class Reason:
    """A reason that the insurer gave at some time: in which of the denials, the first one first."""

    name: str
    given: list[bool]


def ground_matrix(case_id: UUID) -> list[DenialRows]:
    """The denials of a case, the latest first, in a fixed number of queries however many there are."""
    lines = matrix_lines(case_id)
    pages = _pages(lines)
    return [
        DenialRows(
            found.denial,
            [_row(line, _page(found.denial, line.ground, pages)) for line in found.grounds],
            [gettext(GROUND_CODES[c]) for c in found.dropped],
        )
        for found in lines
    ]


def reasons(matrix: Sequence[DenialRows]) -> list[Reason]:
    """How the reasons shifted from denial to denial; nothing where there is one denial."""
    if len(matrix) < 2:
        return []
    given = [[gettext(row.ground.get_code_display()) for row in part.grounds] for part in reversed(matrix)]
    names = dict.fromkeys(name for codes in given for name in codes)
    return [Reason(name, [name in codes for codes in given]) for name in names]


def _pages(lines: Iterable[Lines]) -> dict[tuple[UUID, int], str]:
    """The pages of the denials' letters on which grounds stand, by file and number."""
    files, numbers = set(), set()
    for found in lines:
        if found.denial.document is not None:
            files.add(found.denial.document.file_id)
            numbers |= {line.ground.page for line in found.grounds if line.ground.page}
    rows = page_rows().filter(file_id__in=files, number__in=numbers).values_list("id", "file_id", "number")
    return {(file_id, number): address_of(FilePage, id) for id, file_id, number in rows}


def _page(denial: Denial, ground: Ground, pages: Mapping[tuple[UUID, int], str]) -> str:
    if denial.document is None or ground.page is None:
        return ""
    return pages.get((denial.document.file_id, ground.page), "")


def _row(line: Line, page: str) -> GroundRow:
    return GroundRow(
        ground=line.ground,
        rebuttal=line.rebuttal,
        exhibits=[use.evidence for use in line.uses],
        provisions=line.provisions,
        authorities=cited(line.rebuttal.authorities),
        shift="" if line.shift == "first" else line.shift,
        missing=_words([name for name in line.missing if name in ANSWER]),
        unsettled=_words([name for name in line.missing if name not in ANSWER]),
        page=page,
    )


def _words(names: Sequence[str]) -> list[str]:
    return [str(WORDS[name]) for name in names]
