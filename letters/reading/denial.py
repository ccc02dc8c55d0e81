"""One letter read: every finder called in turn, and what is doubtful collected."""

from collections.abc import Sequence

from letters.reading.amounts import amounts
from letters.reading.dates import letter_date
from letters.reading.decision import ADVERSE, decision
from letters.reading.evidence import evidence_relied_on
from letters.reading.findings import Doubt, Finding, Reading
from letters.reading.grounds import grounds
from letters.reading.layout import BLANK, Letter
from letters.reading.notice import notice_checks
from letters.reading.pages import Page
from letters.reading.parties import claimant, insurer, reviewer
from letters.reading.plan import line_of_business, plan_type
from letters.reading.references import reference_numbers
from letters.reading.rights import rights

_SURE = 0.7


def read_denial(pages: Sequence[Page]) -> Reading:
    """What a letter says, every finding a verbatim passage of its pages.

    A letter that denies nothing (an approval, a bill, a request for information, advertising) is read too: its
    `decision` says so and it has no grounds and no defects. Raises ValueError without pages.
    """
    if not pages:
        raise ValueError("a letter has at least one page")
    letter = Letter(pages)
    decided, doubts = decision(letter)
    dated, date_doubts = letter_date(letter)
    told_rights, rights_doubts = rights(letter)
    line = line_of_business(letter)
    plan = plan_type(letter, line.value if line else None)
    is_adverse = decided.value in ADVERSE
    found, ground_doubts = grounds(letter) if is_adverse else ((), [])
    return Reading(
        pages=len(pages),
        line_of_business=line,
        plan_type=plan,
        decision=decided,
        letter_date=dated,
        insurer=insurer(letter),
        claimant=claimant(letter),
        reviewer=reviewer(letter),
        reference_numbers=reference_numbers(letter),
        amounts=amounts(letter),
        grounds=found,
        evidence_relied_on=evidence_relied_on(letter) if is_adverse else (),
        rights=told_rights,
        notice_checks=notice_checks(
            letter,
            plan_type=plan.value if plan else None,
            line=line.value if line else None,
            grounds=found,
            rights=told_rights,
        )
        if is_adverse
        else (),
        needs_review=(
            *date_doubts,
            *doubts,
            *ground_doubts,
            *rights_doubts,
            *_plan_doubts(plan, is_adverse=is_adverse),
            *_page_doubts(letter),
        ),
    )


def _plan_doubts(plan: Finding | None, *, is_adverse: bool) -> list[Doubt]:
    if not is_adverse:
        return []
    if plan is None:
        return [
            Doubt(
                "plan_type", "The letter does not tell the type of plan; enter it, the clocks depend on it."
            )
        ]
    if plan.confidence < _SURE:
        return [Doubt("plan_type", f"{plan.value} is a guess from few words; confirm it.", plan.at)]
    return []


def _page_doubts(letter: Letter) -> list[Doubt]:
    doubts = [
        Doubt("pages", f"Page {page.number} has no text; it may be a scan. Look at it, or run OCR.")
        for page in letter.pages
        if not page.text.strip()
    ]
    if any(BLANK in view for view in letter.views):
        doubts.append(Doubt("pages", "The letter has unfilled blanks; it may be a form and not a decision."))
    return doubts
