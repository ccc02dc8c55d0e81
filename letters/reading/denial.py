"""One letter read: every finder called in turn, and what is doubtful collected."""

from collections.abc import Sequence
from dataclasses import replace

from letters.reading.amounts import amounts
from letters.reading.claims import claim_doubts
from letters.reading.codes import reason_codes
from letters.reading.contradictions import contradictions
from letters.reading.dated import dates
from letters.reading.dates import letter_date
from letters.reading.decision import ADVERSE, decision, inferred, is_plain, settled
from letters.reading.doubts import contradiction_doubts, language_doubt, page_doubts, plan_doubts
from letters.reading.evidence import evidence_missing, evidence_relied_on
from letters.reading.findings import Reading, ReasonCode, Right
from letters.reading.grounds import grounds
from letters.reading.layout import Letter
from letters.reading.notice import NOTHING_KNOWN, Known, notice_checks
from letters.reading.pages import Page, language
from letters.reading.papers import NOBODYS, Paper, paper, tells_of_a_court
from letters.reading.parties import administrator, claimant, insurer
from letters.reading.people import people, reviewer
from letters.reading.plan import Mentions
from letters.reading.references import reference_numbers
from letters.reading.rights import in_the_plans_words, rights, rights_told
from letters.reading.statements import statements
from letters.reading.vendors import review_vendors
from letters.reading.weighing import weighed


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
        return Reading(pages=len(pages), needs_review=(language_doubt(spoken),))
    letter = Letter(pages)
    reading = _read(letter)
    checks, doubts = notice_checks(letter, reading, known)
    return replace(reading, notice_checks=checks, needs_review=(*reading.needs_review, *doubts))


def _read(letter: Letter) -> Reading:
    """All that the letter says; what its notice must say is left to be held against it."""
    mentions = Mentions(letter)
    line = mentions.line_of_business()
    company = insurer(letter)
    dated, date_doubts = letter_date(letter)
    told = rights_told(letter)
    whose, numbers = claimant(letter), reference_numbers(letter)
    is_somebodys = whose or numbers or dated or letter.greets or tells_of_a_court(letter)
    sort = paper(letter) or (None if is_somebodys else NOBODYS)
    decided = _decided(letter, sort, reason_codes(letter), told)
    reading = replace(
        decided,
        line_of_business=line,
        plan_type=mentions.plan_type(line.value if line else None),
        letter_date=dated,
        insurer=company,
        administrator=administrator(letter, company),
        claimant=whose,
        reviewer=reviewer(letter),
        people=people(letter),
        dates=dates(letter),
        reference_numbers=numbers,
        amounts=amounts(letter),
        review_vendors=review_vendors(letter),
    )
    told = in_the_plans_words(told, reading.plan_type)
    reading = replace(reading, rights=rights(letter, told))
    at_odds = contradictions(letter, reading, told)
    is_adverse = bool(reading.decision and reading.decision.value in ADVERSE)
    return replace(
        reading,
        contradictions=at_odds,
        needs_review=(
            *date_doubts,
            *decided.needs_review,
            *contradiction_doubts(at_odds),
            *(plan_doubts(reading.plan_type) if is_adverse else ()),
            *claim_doubts(letter, reading.reference_numbers),
            *page_doubts(letter),
        ),
    )


def _decided(
    letter: Letter, sort: Paper | None, codes: tuple[ReasonCode, ...], told: Sequence[Right]
) -> Reading:
    """The decision with its reasons and evidence: each may tell the other, and what decides nothing has none."""
    decided, doubts = decision(letter, sort)
    stated = statements(letter)
    if sort is None and not is_plain(decided):
        decided, doubts = inferred(letter, decided, doubts, weighed(letter, stated, told), codes)
    # What somebody else writes of missing papers is not the insurer's word.
    missing = evidence_missing(letter) if sort is None else ()
    plain = Reading(len(letter.pages), decision=decided, reason_codes=codes, evidence_missing=missing)
    if decided.value not in ADVERSE:
        return replace(plain, needs_review=tuple(doubts))
    relied_on = evidence_relied_on(letter)
    found, ground_doubts = grounds(letter, stated, codes=codes, relied_on=relied_on, missing=missing)
    return replace(
        plain,
        decision=settled(letter, decided, found),
        grounds=found,
        evidence_relied_on=relied_on,
        needs_review=(*doubts, *ground_doubts),
    )
