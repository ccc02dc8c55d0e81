"""What sort of paper a letter is when it is no insurer's decision: a form, a bill, a court's account, advertising."""

import re
from dataclasses import dataclass
from functools import cache

from letters.reading.data import data_of
from letters.reading.layout import BLANK, Letter
from letters.reading.rules import Phrases, lowered

# Boxes to tick, and blanks to fill in, that a decision would not have so many of.
_BOX = re.compile(r"\[ ?\]|☐|❏|□|\[[a-z][^\]\n]{2,80}\]")
_FEWEST_BLANKS, _FEWEST_BOXES, _BEGINNING = 3, 3, 3_000


@dataclass(frozen=True, slots=True)
class Paper:
    """One sort, the phrases that give it away, how many of them must be there, and whether that settles it."""

    code: str
    says: tuple[Phrases, ...]
    least: int
    final: bool
    examples: tuple[str, ...]


NOBODYS = Paper("nobodys", (), 0, final=True, examples=())
"""What is neither dated nor numbered nor addressed: whose claim it would decide, nothing tells."""


@cache
def papers() -> tuple[Paper, ...]:
    """The sorts of `papers.yaml` in their order. Raises KeyError when one lacks a field."""
    return tuple(
        Paper(
            code,
            tuple(Phrases([phrase]) for phrase in row["says"]),
            row["least"],
            row.get("final", False),
            tuple(row["examples"]),
        )
        for code, row in data_of("papers").items()
    )


def paper(letter: Letter) -> Paper | None:
    """The first sort whose words the letter uses often enough; None for what may be an insurer's decision."""
    text = "\n".join(letter.views)[:_BEGINNING]  # what a paper is, it says at its beginning
    lower = lowered(text)
    for sort in papers():
        said = sum(phrase.is_in(lower) for phrase in sort.says)
        if said >= sort.least or (sort.code == "form" and _is_form(text)):
            return sort
    return None


def tells_of_a_court(letter: Letter) -> bool:
    """Whether any word of a court's stands in the letter: it may tell of a decision that was about somebody's claim."""
    court = next(sort for sort in papers() if sort.code == "court")
    return any(phrase.is_in(lowered(view)) for view in letter.views for phrase in court.says)


def _is_form(text: str) -> bool:
    """Whether the text has so many blanks or boxes that it must be a form that nobody filled in."""
    blanks = len(re.findall(rf"{BLANK}+", text))
    return blanks >= _FEWEST_BLANKS and len(_BOX.findall(text)) >= _FEWEST_BOXES
