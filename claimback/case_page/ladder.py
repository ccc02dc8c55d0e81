"""A case's ladder in the admin: the next best steps on the case's page, and the whole ladder on a page of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from cases.models import Case, Promise
from claimback.next_steps import CaseSteps, case_steps
from claimback.tenancy.admin_show import act_on, address_of, badge, day, money, page_of, to
from claimback.tenancy.member import Member
from deadlines.cannot_compute import CannotCompute
from deadlines.clock.answer import Remedy
from deadlines.ladder.kinds import BOUND, GIVES, LEVELS, WHO
from deadlines.ladder.next_step import Leverage, Step
from deadlines.models import Breach, LitigationCost
from deadlines.selectors import litigation_cost_list, rung_decision_list
from letters.models import Reading
from letters.services.filings import READS, filings_of
from letters.writing.filing import FILINGS

STEPS_SHOWN: Final = 3
"""On the case's page; the page of the ladder has all."""

_STATES: Final = {"available": "good", "pending": "busy", "lost": "bad", "not_yet": "plain"}
_SAID: Final = ("undated", "no_answer_owed")
"""Reasons that the rung's own words say already."""

_LEVELS: Final[Mapping[str, str]] = cast("Mapping[str, str]", LEVELS)
_GIVES: Final[Mapping[str, str]] = cast("Mapping[str, str]", GIVES)
_ROWS: Final[dict[str, type[Model]]] = {
    "breaches": Breach,
    "promises": Promise,
    "readings": Reading,
    "litigation-costs": LitigationCost,
}


@dataclass(frozen=True)
class StepShown:
    """One open rung as a page shows it."""

    remedy: Remedy
    last: Any
    left: str
    reasons: Sequence[str]
    facts: Sequence[tuple[str, str, Any]]


def panel(member: Member, case: Case) -> dict[str, Any]:
    """The first steps, and how many there are; none where no clock can run on what the case states."""
    page = reverse("admin:cases_case_ladder", args=[case.pk])
    try:
        found = case_steps(member, case)
    except CannotCompute as error:
        return {"problem": error.detail, "page": page}
    return {
        "steps": _shown(found.steps.steps[:STEPS_SHOWN]),
        "more": max(0, len(found.steps.steps) - STEPS_SHOWN),
        "awaited": _shown(found.steps.awaited),
        "ladder": found.answer.ladder,
        "page": page,
    }


def whole(member: Member, case: Case) -> dict[str, Any]:
    """All that the page of the ladder shows; no more than why where no clock can run on what the case states."""
    try:
        found = case_steps(member, case)
    except CannotCompute as error:
        return {"problem": error.detail}
    decisions = rung_decision_list().filter(case_id=case.pk).select_related("decided_by__user", "document")
    costs = litigation_cost_list().filter(case_id=case.pk).select_related("entered_by__user")
    return {
        "filings": _filings(member, case),
        "steps": _shown(found.steps.steps),
        "declined": _shown(found.steps.declined),
        "awaited": _shown(found.steps.awaited),
        "idle": [_fact(fact) for fact in found.gathered.facts if not _bears(fact, found)],
        "rungs": [_rung(remedy) for remedy in found.answer.remedies],
        "not_given": found.answer.not_given,
        "ladder": found.answer.ladder,
        "decisions": [
            {"row": row, "page": page_of(row), "withdraw": _withdraw(member, row)}
            for row in decisions.order_by("-id")
        ],
        "costs": [
            {
                "row": row,
                "page": page_of(row),
                "amount": money(row.amount, row.currency),
                "withdraw": _withdraw(member, row),
            }
            for row in costs.order_by("-as_of", "-id")
        ],
    }


def _filings(member: Member, case: Case) -> list[dict[str, Any]]:
    """What goes with a complaint and with a request for external review; none where the member may not read it all."""
    if not all(member.may(name) for name in READS):
        return []
    return [
        {
            "title": gettext(FILINGS[each.kind]),
            "letter": to(each.letter) if each.letter else "",
            "state": badge(each.letter.state) if each.letter else "",
            "breaches": each.breaches,
            "filed_at": each.filed_at,
            "doubt": each.filed_at_checked not in ("", "primary"),
            "parts": [
                {
                    "placed": placed,
                    "papers": [to(document) for document in placed.documents],
                    "doubt": placed.part.checked not in ("", "primary"),
                }
                for placed in each.parts
            ],
        }
        for each in filings_of(actor=member, case_id=case.pk)
    ]


def _bears(fact: Leverage, found: CaseSteps) -> bool:
    shown = (*found.steps.steps, *found.steps.declined, *found.steps.awaited)
    return any(fact in step.leverage for step in shown)


def _withdraw(member: Member, row: Any) -> str:
    return act_on(row, "withdraw") if row.withdrawn_at is None and member.may("remedy.decide") else ""


def _shown(steps: Sequence[Step]) -> list[StepShown]:
    return [
        StepShown(
            remedy=step.remedy,
            last=day(step.remedy.until) if step.remedy.until else "",
            left=_left(step.days_left),
            reasons=[reason.says for reason in step.reasons if reason.code not in _SAID],
            facts=[_fact(fact) for fact in step.leverage],
        )
        for step in steps
    ]


def _left(days: int | None) -> str:
    if days is None:
        return ""
    if days < 0:
        return ngettext("%(n)s day over", "%(n)s days over", -days) % {"n": -days}
    return ngettext("%(n)s day left", "%(n)s days left", days) % {"n": days} if days else gettext("today")


def _fact(fact: Leverage) -> tuple[str, str, Any]:
    """What it says, its citation, and the page of its row."""
    rows, _, id = fact.path.partition("/")
    if rows in _ROWS:
        return fact.says, fact.citation, address_of(_ROWS[rows], id)
    like = reverse("admin:deadlines_outcomeload_like_cases")
    return fact.says, fact.citation, f"{like}?case_id={id.partition('/')[0]}"


def _rung(remedy: Remedy) -> dict[str, Any]:
    """One rung of the whole ladder."""
    facts = [
        (gettext("Who may take it"), ", ".join(gettext(WHO[who]) for who in remedy.who)),
        (gettext("Where"), gettext(_LEVELS[remedy.level])),
        (gettext("Filed with"), remedy.filed_with),
        (gettext("Given by"), gettext(_GIVES[remedy.gives])),
        (gettext("Cost"), remedy.cost),
        (
            gettext("Binds"),
            " ".join([", ".join(gettext(BOUND[who]) for who in remedy.binding), remedy.binding_note]).strip(),
        ),
        (gettext("Beside it"), " ".join(remedy.effects)),
    ]
    return {
        "remedy": remedy,
        "state": badge(remedy.state, tone=_STATES.get(remedy.state, "good")),
        "opens": day(remedy.opens_on) if remedy.opens_on else "",
        "until": day(remedy.until) if remedy.until else "",
        "facts": [(name, said) for name, said in facts if said],
    }
