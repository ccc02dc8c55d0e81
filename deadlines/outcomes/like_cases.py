"""What public record says of cases like one of ours, as plain values: for the API, and for choosing the next step."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from cases.models import Case
from cases.selectors import ground_list
from deadlines.outcomes.likeness import Likeness, Step, likeness
from deadlines.outcomes.selectors import (
    About,
    Tally,
    complaint_list,
    complaint_tallies,
    complaints_about,
    like_complaints,
    like_reviews,
    review_list,
    review_tallies,
    reviews_about,
)
from deadlines.vocabulary import CALIFORNIA

CLOSEST: Final = 10

Rows = TypeVar("Rows")


@dataclass(frozen=True, slots=True)
class LikeStep:
    """The rows of one step of a likeness, counted."""

    words: str
    terms: Sequence[str]
    every: bool
    tally: Tally
    sentence: str


@dataclass(frozen=True, slots=True)
class LikeCases:
    """How others fared: steps from wide to narrow, what to say beside them, and the closest treatments or reasons.

    Without a public record for the line `about` is None, and `why_none` says so.
    """

    line_of_business: str
    grounds: Sequence[str]
    terms: Sequence[str]
    about: About | None
    steps: Sequence[LikeStep]
    closest: Sequence[Tally]
    why_none: str = ""

    @property
    def telling(self) -> LikeStep | None:
        """The narrowest step that has any row."""
        return next((step for step in reversed(self.steps) if step.tally.n), None)


def like_cases(case: Case, terms: Sequence[str] = ()) -> LikeCases:
    """How cases like this one fared: by its line, by the grounds of its denials, and by terms as they are given.

    The diagnosis of a case is sealed: its words are not looked for unless somebody gives them. One statement
    for each step, and four beside them.
    """
    grounds = list(
        ground_list().filter(case_id=case.id).order_by("code").values_list("code", flat=True).distinct()
    )
    found = likeness(case.line_of_business, grounds, terms)
    if not found.source:
        return LikeCases(case.line_of_business, grounds, terms, None, (), (), found.why_none)
    counted = _reviews(found) if found.source == CALIFORNIA else _complaints(found)
    return LikeCases(case.line_of_business, grounds, terms, *counted)


def _reviews(found: Likeness) -> tuple[About, list[LikeStep], list[Tally]]:
    about = reviews_about(review_list())
    rows = [like_reviews(step) for step in found.steps]
    steps = [
        _counted(step, review_tallies(like)[0], about, "overturned the plan's decision, wholly or in part")
        for step, like in zip(found.steps, rows, strict=True)
    ]
    return about, steps, review_tallies(_narrowest(rows, steps), "treatment_sub")[:CLOSEST]


def _complaints(found: Likeness) -> tuple[About, list[LikeStep], list[Tally]]:
    about = complaints_about(complaint_list())
    rows = [like_complaints(step) for step in found.steps]
    steps = [
        _counted(step, complaint_tallies(like)[0], about, "were closed with money for who complained")
        for step, like in zip(found.steps, rows, strict=True)
    ]
    return about, steps, complaint_tallies(_narrowest(rows, steps), "keyword")[:CLOSEST]


def _narrowest(rows: Sequence[Rows], steps: Sequence[LikeStep]) -> Rows:
    """The rows of the narrowest step that has any; the widest if none has."""
    telling = [like for like, step in zip(rows, steps, strict=True) if step.tally.n]
    return (telling or rows[:1])[-1]


def _counted(step: Step, tally: Tally, about: About, ended: str) -> LikeStep:
    place, years = about.place, f"{about.years_from} to {about.years_to}"
    if not tally.n or tally.low is None or tally.high is None:
        sentence = f"{step.words}: none in {place}."
    else:
        share = f"{tally.count / tally.n:.0%}, 95 % interval {tally.low:.0%} to {tally.high:.0%}"
        sentence = f"{step.words}, {place}, {years}: of {tally.n:,}, {tally.count:,} {ended} ({share})."
    return LikeStep(step.words, step.terms, step.every, tally, sentence)
