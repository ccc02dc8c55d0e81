"""Which rows of public record are like a case: by its line, the grounds of its denials, and words. Pure data.

From wide to narrow: each step is part of the one before it, so that a reader sees what narrowing does to the numbers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from cases.vocabulary import LINES_OF_BUSINESS
from deadlines.outcomes.sources import SOURCES
from deadlines.outcomes.texas import DENIAL
from deadlines.vocabulary import CALIFORNIA, TEXAS

REVIEW_TYPES: Final = {
    "medical_necessity": "Medical Necessity",
    "level_of_care": "Medical Necessity",
    "experimental_investigational": "Experimental/Investigational",
}
"""Which type of review a ground of a denial leads to."""

COVERAGE_TYPES: Final = {
    "property": ("Homeowners", "Fire, Allied Lines & CMP"),
    "auto_first_party": ("Automobile",),
    "auto_third_party": ("Automobile",),
    "life": ("Life & Annuity",),
    "disability": ("Accident and Health",),
}
"""Which coverage types of the complaints are a line of ours. Flood is federal: no state takes its complaints."""

REASONS: Final = {
    "limits_or_valuation": "Unsatisfactory Settle/Offer",
    "liability_disputed": "Liability Dispute",
}
"""The reason of a complaint about a ground; about any other it is the denial itself."""

TERMS_LIMIT: Final = 8
TERM_LENGTH: Final = 100


@dataclass(frozen=True, slots=True)
class Step:
    """Rows that hold to all of these: of one of the `kinds`, one of the `reasons`, with any or `every` one of `terms`.

    `kinds` are types of reviews, or coverage types of complaints. What is empty narrows nothing.
    """

    words: str
    kinds: Sequence[str] = ()
    reasons: Sequence[str] = ()
    terms: Sequence[str] = ()
    every: bool = False


@dataclass(frozen=True, slots=True)
class Likeness:
    """Where to look for like cases, and the steps from wide to narrow; without a `source`, why there is none."""

    source: str
    steps: Sequence[Step]
    why_none: str = ""


def likeness(line: str, grounds: Iterable[str], terms: Sequence[str] = ()) -> Likeness:
    """Where cases of this line, denied on these grounds, and with these words are found."""
    codes = sorted(set(grounds))
    if line == "health":
        types = sorted({REVIEW_TYPES[code] for code in codes if code in REVIEW_TYPES})
        return _steps(CALIFORNIA, [Step("All reviews")], types, (), terms)
    if line in COVERAGE_TYPES:
        reasons = sorted({REASONS.get(code, DENIAL) for code in codes} or {DENIAL})
        return _steps(TEXAS, [Step("All complaints")], COVERAGE_TYPES[line], reasons, terms)
    label = LINES_OF_BUSINESS.get(line, line).lower()
    return Likeness("", (), f"No public record of outcomes is known here for {label}.")


def _steps(
    source: str, steps: list[Step], kinds: Sequence[str], reasons: Sequence[str], terms: Sequence[str]
) -> Likeness:
    counted = SOURCES[source].counted.split()[-1].capitalize()
    said = counted
    if kinds:
        said = f"{said} of {' or '.join(kinds)}"
        steps.append(Step(said, kinds))
    if reasons:
        said = f"{said} because of {' or '.join(reasons)}"
        steps.append(Step(said, kinds, reasons))
    quoted = [f"“{term}”" for term in terms]
    if terms:
        steps.append(Step(f"{said} with {' or '.join(quoted)}", kinds, reasons, terms))
    if len(terms) > 1:
        steps.append(Step(f"{said} with {' and '.join(quoted)}", kinds, reasons, terms, every=True))
    return Likeness(source, steps)
