"""One letter read: every finder called in turn, and what is doubtful collected."""

from collections.abc import Sequence
from dataclasses import replace

from letters.reading.amounts import amounts
from letters.reading.claims import claim_doubts
from letters.reading.codes import reason_codes
from letters.reading.contradictions import contradictions
from letters.reading.dated import dates
from letters.reading.dates import letter_date
from letters.reading.decision import ADVERSE, decision
from letters.reading.evidence import evidence_relied_on
from letters.reading.findings import Contradiction, Doubt, Finding, Reading
from letters.reading.grounds import grounds
from letters.reading.layout import BLANK, Letter
from letters.reading.missing import evidence_missing
from letters.reading.notice import NOTHING_KNOWN, Known, notice_checks
from letters.reading.pages import Page, language
from letters.reading.parties import administrator, claimant, insurer
from letters.reading.people import people, reviewer
from letters.reading.plan import Mentions
from letters.reading.references import reference_numbers
from letters.reading.rights import rights, rights_told
from letters.reading.vendors import review_vendors

_SURE = 0.7


def read_denial(pages: Sequence[Page], known: Known = NOTHING_KNOWN) -> Reading:
    """What a letter says, every finding a verbatim passage of its pages.

    A letter that denies nothing (an approval, a bill, a request for information, advertising) is read too: its
    `decision` says so and it has no grounds. What its notice must say is chosen by what the letter tells of the claim,
    or by what is `known` of it. One in another language than English is not read: that is its only doubt. Raises
    ValueError without pages.
    """
    if not pages:
        raise ValueError("a letter has at least one page")
    spoken = language(pages)
    if spoken is not None and not spoken.is_read:
        why = (
            f"The letter is in {spoken.name}. Only English is read: have it translated, or record it by hand."
        )
        return Reading(pages=len(pages), needs_review=(Doubt("language", why),))
    letter = Letter(pages)
    reading = _read(letter)
    checks, doubts = notice_checks(letter, reading, known)
    return replace(reading, notice_checks=checks, needs_review=(*reading.needs_review, *doubts))


def _read(letter: Letter) -> Reading:
    """All that the letter says; what its notice must say is left to be held against it."""
    decided, doubts = decision(letter)
    dated, date_doubts = letter_date(letter)
    company = insurer(letter)
    mentions = Mentions(letter)
    line = mentions.line_of_business()
    plan = mentions.plan_type(line.value if line else None)
    is_adverse = decided.value in ADVERSE
    codes = reason_codes(letter)
    relied_on = evidence_relied_on(letter) if is_adverse else ()
    missing = evidence_missing(letter)
    found, ground_doubts = (
        grounds(letter, codes=codes, relied_on=relied_on, missing=missing) if is_adverse else ((), [])
    )
    told = rights_told(letter)
    chosen = rights(letter, told)
    at_odds = contradictions(
        letter, told=told, chosen=chosen, dated=dated, grounds=found, codes=codes, is_adverse=is_adverse
    )
    numbers = reference_numbers(letter)
    return Reading(
        pages=len(letter.pages),
        line_of_business=line,
        plan_type=plan,
        decision=decided,
        letter_date=dated,
        insurer=company,
        administrator=administrator(letter, company),
        claimant=claimant(letter),
        reviewer=reviewer(letter),
        people=people(letter),
        dates=dates(letter),
        reference_numbers=numbers,
        amounts=amounts(letter),
        grounds=found,
        reason_codes=codes,
        evidence_relied_on=relied_on,
        evidence_missing=missing,
        review_vendors=review_vendors(letter),
        rights=chosen,
        contradictions=at_odds,
        needs_review=(
            *date_doubts,
            *doubts,
            *ground_doubts,
            *(_doubt(contradiction) for contradiction in at_odds),
            *claim_doubts(letter, numbers),
            *_plan_doubts(plan, is_adverse=is_adverse),
            *_page_doubts(letter),
        ),
    )


_FIELD_OF = {
    "period": "rights",
    "date": "rights",
    "reason": "grounds",
    "amount": "amounts",
    "decision": "decision",
}


def _doubt(contradiction: Contradiction) -> Doubt:
    return Doubt(_FIELD_OF[contradiction.kind], contradiction.why, contradiction.passages[0])


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
        if not page.text.strip() and not page.doubts
    ]
    doubts += [
        Doubt("pages", f"Page {page.number}: {doubt.why}") for page in letter.pages for doubt in page.doubts
    ]
    if any(BLANK in view for view in letter.views):
        doubts.append(Doubt("pages", "The letter has unfilled blanks; it may be a form and not a decision."))
    return doubts
