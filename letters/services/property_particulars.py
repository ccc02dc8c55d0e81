"""What letters about damaged property ask of their author and rows of the case know: coverages, and both estimates.

Proposed as `letters.services.offer_particulars` proposes.
"""

from collections import defaultdict
from typing import Final
from uuid import UUID

from moneyed import Money

from cases.damages_summary import DamagesSummary, summary_of
from cases.estimate_comparison import comparison_of
from cases.models import Case, Estimate
from cases.selectors.money import damage_proof_list, estimate_list
from cases.settlement.estimates import CAUSES, Line, Pair
from claimback.kernel.money import total, wire

Known = dict[str, object]
ITEMS_SHOWN: Final = 60
"""Lines of a table in a letter; the comparison itself is enclosed where there are more."""
_LEFT_OUT: Final = "Your estimate leaves it out."


def by_coverage(case: Case) -> Known:
    """Of a demand: what each coverage owes within its limit, what is held back, and the deductible."""
    summary = summary_of(case)
    if not summary.coverages:
        return {}
    proof = _proof(case, summary)
    return {
        "coverages": [
            {
                "coverage": each.name,
                "evidence": proof.get(each.coverage_id, ""),
                "amount": wire(each.loss - each.over_limit),
            }
            for each in summary.coverages
        ],
        "depreciation": wire(total((each.held_back for each in summary.coverages), summary.currency)),
        "deductible": wire(total((each.deductible for each in summary.coverages), summary.currency)),
    }


def estimates_apart(case: Case) -> Known:
    """Of an answer to an estimate: both estimates' days and makers, and each line on which the insurer's is less."""
    ours, theirs = _latest(case, "ours") or _latest(case, "contractor"), _latest(case, "insurer")
    if ours is None or theirs is None:
        return {}
    compared = comparison_of(ours, theirs)
    rows = [_differing(pair) for pair in compared.pairs if pair.rcv.amount > 0]
    rows += [_row(line, line.rcv - line.rcv, line.rcv, _LEFT_OUT) for line in compared.only_ours]
    return {
        "their_estimate_on": theirs.dated_on.isoformat(),
        "their_estimator": theirs.party and theirs.party.name,
        "our_estimate_on": ours.dated_on.isoformat(),
        "our_estimator": ours.party and ours.party.name,
        "items": rows[:ITEMS_SHOWN],
    }


def _proof(case: Case, summary: DamagesSummary) -> dict[UUID | None, str]:
    """The documents that prove the items under each coverage, by their titles."""
    standing = damage_proof_list().filter(case_id=case.id, taken_off_at=None).order_by("created_at", "id")
    titles: defaultdict[UUID | None, dict[str, None]] = defaultdict(dict)
    for damage_id, title in standing.values_list("damage_id", "document__title"):
        if damage_id in summary.coverage_of:
            titles[summary.coverage_of[damage_id]][title] = None
    return {coverage: "; ".join(found) for coverage, found in titles.items()}


def _latest(case: Case, side: str) -> Estimate | None:
    rows = estimate_list().filter(case_id=case.id, side=side, state="current").select_related("party")
    return rows.order_by("-dated_on", "-number").first()


def _differing(pair: Pair) -> Known:
    why = "; ".join(
        f"{CAUSES[cause].lower()} {amount.amount:,.2f}"
        for cause, amount in pair.causes.items()
        if cause != "depreciation"
    )
    return _row(pair.ours, pair.theirs.rcv, pair.ours.rcv, f"{why[:1].upper()}{why[1:]}")


def _row(line: Line, insurer: Money, ours: Money, why: str) -> Known:
    item = f"{line.room}: {line.description}" if line.room else line.description
    return {"item": item, "insurer": wire(insurer), "ours": wire(ours), "why": why}
