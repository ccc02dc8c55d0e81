"""The facts of a case that give leverage, gathered from every floor: each as its row has it, with the row's address.

It belongs to no floor, for it looks into all. What the member may not read is left out, and said to be.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cases.models import Case
from cases.selectors import promise_list
from claimback.tenancy.member import Member
from deadlines.breach_money import BreachMoney, breaches_money
from deadlines.clock.money import Reckoned
from deadlines.ladder.next_step import Leverage, LeverageKind
from deadlines.models import Breach
from deadlines.outcomes.like_cases import LikeCases, like_cases
from deadlines.selectors import breaches_standing, litigation_cost_list
from letters.selectors import readings_confirmed


@dataclass(frozen=True, slots=True)
class Gathered:
    """The facts that the member may read, and the kinds of fact that they may not."""

    facts: tuple[Leverage, ...]
    not_shown: tuple[LeverageKind, ...]


def leverage_of(member: Member, case: Case) -> Gathered:
    """What bears on the rungs of a case, as far as the member may read it; the case with its policy."""
    may_read = {
        "deadline.read": ("breach", "litigation_cost"),
        "denial.read": ("notice_defect", "contradiction", "external_reviews", "complaints"),
        "correspondence.read": ("broken_promise",),
    }
    hidden: list[Any] = [kind for name, kinds in may_read.items() if not member.may(name) for kind in kinds]
    facts: list[Leverage] = []
    if member.may("deadline.read"):
        facts += _breaches(case)
    if member.may("denial.read"):
        facts += _letters(case)
    if member.may("correspondence.read"):
        facts += _promises(case)
    if member.may("denial.read"):
        facts += _outcomes(case)
    if member.may("deadline.read"):
        facts += _litigation_cost(case)
    return Gathered(tuple(facts), tuple(hidden))


def _breaches(case: Case) -> Iterator[Leverage]:
    rows = breaches_standing(case.id)
    for row, money in zip(rows, breaches_money(case, rows), strict=True):
        yield _breach(row, money)


def _breach(row: Breach, money: BreachMoney) -> Leverage:
    """One missed date, with what the law makes of it in money; the sum is of what hangs on nothing more."""
    certain = [
        each.amount
        for each in money.reckoned
        if each.amount is not None and not (each.up_to or each.condition)
    ]
    late = f"{money.days_late} day{'' if money.days_late == 1 else 's'} late"
    done = f", done on {row.cured_on}" if row.cured_on else ", not done yet"
    says = [f"{row.act[:1].upper()}{row.act[1:]}: due on {row.due_on}, {late}{done}."]
    says += [_owed(each) for each in money.reckoned if each.amount is not None]
    return Leverage(
        "breach",
        " ".join([*says, *([row.consequence] if row.consequence else [])]),
        path=f"breaches/{row.id}",
        citation=row.citation,
        days_late=money.days_late,
        amount=sum(certain, Decimal()) if certain else None,
        currency=money.reckoned[0].currency if money.reckoned else "",
    )


def _owed(item: Reckoned) -> str:
    kind = item.kind.replace("_", " ").capitalize()
    until = f" up to {item.until}" if item.until else ""
    condition = f", if so: {item.condition.rstrip('.')}" if item.condition else ""
    most = "at most " if item.up_to else ""
    return f"{kind}{until}: {most}{item.amount:,} {item.currency}{condition} ({item.citation})."


def _letters(case: Case) -> Iterator[Leverage]:
    """What confirmed letters lack that the law asks of them, and where they contradict themselves."""
    for reading in readings_confirmed(case.id):
        findings, path = reading.findings or {}, f"readings/{reading.id}"
        for defect in findings.get("notice_defects", []):
            effect = f" {defect['effect']}" if defect.get("effect") else ""
            says = f"The letter lacks this: {defect['requirement'].rstrip('.')}. {defect['why']}{effect}"
            yield Leverage("notice_defect", says, path=path, citation=defect["citation"])
        for found in findings.get("contradictions", []):
            quoted = " against ".join(
                f"“{each['quote']}” (page {each['page']})" for each in found["passages"]
            )
            yield Leverage("contradiction", f"{found['why']} {quoted}".strip(), path=path)


def _promises(case: Case) -> Iterator[Leverage]:
    broken = promise_list().filter(case_id=case.id, state="broken").order_by("due_on", "id")
    for row in broken:
        yield Leverage("broken_promise", f"Promised by {row.due_on}: {row.text}", path=f"promises/{row.id}")


def _outcomes(case: Case) -> Iterator[Leverage]:
    """How like cases ended by public record: a count with its interval, its place, its years and what it is not."""
    found: LikeCases = like_cases(case)
    if found.about is None or found.telling is None:
        return
    kind: LeverageKind = "external_reviews" if case.line_of_business == "health" else "complaints"
    yield Leverage(
        kind,
        f"{found.telling.sentence} {found.about.is_not}",
        path=f"cases/{case.id}/like-cases",
        citation=f"{found.about.publisher}, as of {found.about.retrieved_on}",
    )


def _litigation_cost(case: Case) -> Iterator[Leverage]:
    """What the firm entered last, beside what is in dispute."""
    row = litigation_cost_list().filter(case_id=case.id, withdrawn_at=None).order_by("-as_of", "-id").first()
    if row is None:
        return
    disputed = (
        f" In dispute: {case.amount_disputed:,} {case.currency}." if case.amount_disputed is not None else ""
    )
    yield Leverage(
        "litigation_cost",
        f"A suit would cost {row.amount:,} {row.currency} as of {row.as_of}, by the firm’s own reckoning: "
        f"{row.basis.rstrip('.')}.{disputed}",
        path=f"litigation-costs/{row.id}",
        amount=row.amount,
        currency=row.currency,
    )
