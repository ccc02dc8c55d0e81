"""The table of authorities: what a letter cites, in groups. On which pages, only the engine knows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, Literal

from letters.writing.authorities import authorities_by_citation
from letters.writing.citations import Citation

Group = Literal["cases", "statutes", "regulations"]
GROUPS: Final[tuple[Group, ...]] = ("cases", "statutes", "regulations")
FEWEST: Final = 3
"""A letter that cites fewer authorities needs no table of them."""

_REGULATION: Final = re.compile(
    r"C\.?\s?F\.?\s?R\b|\bRegs?\b|\bAdm(?:in)?\b|Fed\.\s?Reg|\bFR\b|Code [Rr]\.|Pa\. Code\b|\bRule\b|"
    r"\b(?:NYCRR|NAC|WAC|OAC|OAR|COMAR|CCR|NCAC|"
    r"RICR|CSR|VAC|AAC|K\.A\.R|N\.J\.A\.C)\b"
)
_CASE: Final = re.compile(r"^\d{1,4}\s+[^§\d]*\S*(?:\s?[23]d|\s?[45]th)?\s+\d{1,7}$")


class CitedList:
    """The authorities that a letter cites, each numbered when it is met first."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._shown: list[str] = []

    def number(self, citation: Citation) -> int:
        """The number of the authority that is cited, from 0."""
        found = self._numbers.get(citation.canonical)
        if found is None:
            known = authorities_by_citation().get(citation.canonical)
            whole = citation.text[:1] not in "(§"
            found = self._numbers[citation.canonical] = len(self._shown)
            self._shown.append(known.citation if known else citation.text if whole else citation.canonical)
        return found

    def groups(self) -> Sequence[tuple[Group, list[tuple[int, str]]]]:
        """The authorities by group, in order, each with its number; none of a letter that cites few."""
        if len(self._shown) < FEWEST:
            return []
        rows = sorted(enumerate(self._shown), key=lambda row: _by_number(row[1]))
        grouped = [(group, [row for row in rows if group_of(row[1]) == group]) for group in GROUPS]
        return [(group, found) for group, found in grouped if found]


def group_of(citation: str) -> Group:
    """Whether a citation is of a case, a statute or a regulation, by how it is written."""
    if _REGULATION.search(citation):
        return "regulations"
    if _CASE.match(citation) and "U.S.C" not in citation and "P.S." not in citation:
        return "cases"
    return "statutes"


def _by_number(citation: str) -> list[tuple[int, str]]:
    """A key by which § 9 comes before § 10."""
    return [
        (int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", citation) if part
    ]
