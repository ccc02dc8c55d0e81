"""The damages of a case summed up against its policy. Reading only, in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

from moneyed import Money

from cases.catalogue.heads import CLASSES, Head, Measure, load_damages
from cases.models import Case, Coverage, DamageItem, Deductible, Limit
from cases.policy_sheet import deductible_amount
from cases.selectors import (
    case_list,
    coverage_list,
    deductible_list,
    limit_list,
    one,
)
from cases.selectors.money import damage_list, damage_terms_list
from cases.settlement.summary import CoverageSums, CoverageTerms, Item, Sums, by_coverage, by_head, sums
from claimback.kernel.money import money, total
from claimback.tenancy.member import Member

_CAPS: Final = ("per_occurrence", "aggregate", "per_person", "lifetime")
"""Kinds of limit that bound what one loss is paid."""


@dataclass(frozen=True, slots=True)
class DamagesSummary:
    """What is claimed, supported, approved and paid. `needs` says what has to be settled for it to be right.

    `coverage_of` has the coverage that each item falls under, the item by its id.
    """

    case_id: UUID
    currency: str
    heads: list[Sums]
    classes: list[Sums]
    whole: Sums
    coverages: list[CoverageSums]
    liens: Money
    needs: list[str]
    measures: list[Measure]
    coverage_of: dict[UUID, UUID | None]


@dataclass(frozen=True, slots=True)
class _Policy:
    """What the policy says of limits and deductibles, and what of it is open."""

    coverages: list[CoverageTerms]
    parts: Mapping[str, Sequence[UUID]]
    deductible: Money | None
    needs: list[str]


def damages_summary(*, actor: Member, case_id: UUID) -> DamagesSummary:
    """The damages of a case, those left out that were withdrawn. Raises NotFound, Forbidden. Six statements."""
    actor.require("money.read")
    return summary_of(one(case_list(), case_id))


def summary_of(case: Case) -> DamagesSummary:
    """As `damages_summary`, for a case that was read and a caller who has asked for a capability. Five statements."""
    known = load_damages()
    policy = _policy(case)
    rows = list(damage_list().filter(case_id=case.id).exclude(state="withdrawn").order_by("number"))
    items = [_item(row, known.heads[row.head], policy) for row in rows]
    code = case.currency
    present = {item.head for item in items}
    return DamagesSummary(
        case_id=case.id,
        currency=code,
        heads=list(by_head(items, code).values()),
        classes=[
            sums(name, (item for item in items if known.heads[item.head].class_ == name), code)
            for name in CLASSES
            if any(known.heads[head].class_ == name for head in present)
        ],
        whole=sums("whole", items, code),
        coverages=by_coverage(items, policy.coverages, code, deductible=policy.deductible),
        liens=total((money(row.lien, code) for row in rows if row.lien is not None), code),
        needs=policy.needs,
        measures=[
            measure
            for measure in known.measures
            if measure.heads & present
            and measure.governs(case.line_of_business, case.jurisdiction, case.loss_date)
        ],
        coverage_of={row.id: item.coverage for row, item in zip(rows, items, strict=True)},
    )


def _item(row: DamageItem, head: Head, policy: _Policy) -> Item:
    def amount(value: Decimal | None) -> Money | None:
        return None if value is None else money(value, row.currency)

    return Item(
        head=row.head,
        claimed=money(row.claimed, row.currency),
        now=money(row.claimed if row.acv is None else row.acv, row.currency),
        supported=amount(row.supported),
        approved=amount(row.approved),
        paid=amount(row.paid),
        coverage=row.coverage_id or _usual_coverage(head, policy.parts),
        bears_deductible=head.deductible,
    )


def _usual_coverage(head: Head, parts: Mapping[str, Sequence[UUID]]) -> UUID | None:
    """The one coverage of the policy that pays for a head; None where it has none, or several of that part."""
    found: Sequence[UUID] = next((parts[part] for part in head.parts if part in parts), ())
    return found[0] if len(found) == 1 else None


def _policy(case: Case) -> _Policy:
    of = {"policy_id": case.policy_id, "removed_at": None}
    coverages = list(coverage_list().filter(**of).order_by("id"))
    limits = list(limit_list().filter(**of).order_by("id"))
    deductibles = list(deductible_list().filter(**of).select_related("percent_of").order_by("id"))
    needs: list[str] = []
    borne = _borne(case, deductibles, needs)
    parts: defaultdict[str, list[UUID]] = defaultdict(list)
    for coverage in coverages:
        parts[coverage.part].append(coverage.id)
    terms = [
        CoverageTerms(coverage.id, str(coverage), _cap(case, coverage, limits, needs), borne.get(coverage.id))
        for coverage in coverages
    ]
    return _Policy(terms, parts, borne.get(None), needs)


def _borne(case: Case, deductibles: Sequence[Deductible], needs: list[str]) -> dict[UUID | None, Money]:
    """The deductible of each coverage, and under None the policy's own: the one chosen, or else the only one."""
    chosen = damage_terms_list().filter(case_id=case.id).select_related("deductible__percent_of").first()
    if chosen is not None:
        picked = [chosen.deductible] if chosen.deductible is not None else []
        return {row.coverage_id: _in(case, deductible_amount(row), row.currency, needs) for row in picked}
    grouped: defaultdict[UUID | None, list[Deductible]] = defaultdict(list)
    for row in deductibles:
        grouped[row.coverage_id].append(row)
    for rows in grouped.values():
        if len(rows) > 1:
            told = "; ".join(str(row) for row in rows)
            needs.append(f"Several deductibles could apply ({told}). Say which: none is taken off yet.")
    return {
        id: _in(case, deductible_amount(rows[0]), rows[0].currency, needs)
        for id, rows in grouped.items()
        if len(rows) == 1
    }


def _cap(case: Case, coverage: Coverage, limits: Sequence[Limit], needs: list[str]) -> Money | None:
    """The smallest limit of a coverage that bounds one loss. Those for some things only are told, not applied."""
    of = [limit for limit in limits if limit.coverage_id == coverage.id]
    caps = [limit for limit in of if limit.kind in _CAPS and not limit.applies_to]
    needs += [
        f"{coverage}: {limit} for {limit.applies_to or 'some things'} is not taken into account. See that the items "
        "under it claim no more."
        for limit in of
        if limit.kind == "sub_limit" or limit.applies_to
    ]
    bounds = [
        _in(case, limit.amount, limit.currency, needs) for limit in caps if limit.currency == case.currency
    ]
    return min(bounds, default=None)


def _in(case: Case, amount: Decimal, currency: str, needs: list[str]) -> Money:
    """An amount of the policy as one of the case; nought, and told, where it is of another currency."""
    if currency != case.currency:
        needs.append(f"The policy says {amount:,.2f} {currency}, and the case is kept in {case.currency}.")
        return money(0, case.currency)
    return money(amount, currency)
