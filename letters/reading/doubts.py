"""What a person must look at: contradictions, an untold plan, several claims, pages that may be misread."""

from collections.abc import Iterator, Sequence

from claimback.pages.language import Language
from letters.reading.findings import Contradiction, Doubt, Finding
from letters.reading.layout import BLANK, Letter

_SURE = 0.7
_FIELD_OF = {
    "period": "rights",
    "date": "rights",
    "reason": "grounds",
    "amount": "amounts",
    "decision": "decision",
}


def contradiction_doubts(at_odds: Sequence[Contradiction]) -> Iterator[Doubt]:
    """Each contradiction, at its first passage."""
    for contradiction in at_odds:
        yield Doubt(_FIELD_OF[contradiction.kind], contradiction.why, contradiction.passages[0])


def plan_doubts(plan: Finding | None) -> Iterator[Doubt]:
    """A denial's type of plan that the letter does not tell, or hardly."""
    if plan is None:
        yield Doubt(
            "plan_type", "The letter does not tell the type of plan; enter it, the clocks depend on it."
        )
    elif plan.confidence < _SURE:
        yield Doubt("plan_type", f"{plan.value} is a guess from few words; confirm it.", plan.at)


def language_doubt(spoken: Language) -> Doubt:
    """A letter that is not read, for the language that it is in."""
    why = f"The letter is in {spoken.name}. Only English is read: have it translated, or record it by hand."
    return Doubt("language", why)


def page_doubts(letter: Letter) -> Iterator[Doubt]:
    """Pages without text, pages whose text is doubtful, and blanks that nobody filled in."""
    for page in letter.pages:
        if not page.text.strip() and not page.doubts:
            yield Doubt("pages", f"Page {page.number} has no text; it may be a scan. Look at it, or run OCR.")
        for doubt in page.doubts:
            yield Doubt("pages", f"Page {page.number}: {doubt.why}")
    if any(BLANK in view for view in letter.views):
        yield Doubt("pages", "The letter has unfilled blanks; it may be a form and not a decision.")
