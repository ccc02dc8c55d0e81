"""The head of a case's page: what is next on either side, the money, and what waits for whom."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from cases.money_panel import money_panel
from cases.policy_sheet import Standing, policy_in_force
from cases.selectors.ledger import ledger_transaction_list
from claimback.kernel.said import days_said
from claimback.tenancy.admin_show import badge, day, money, page_of, to, words
from claimback.tenancy.member import Member

WAITS_SHOWN: Final = 5

_WHO: Final = {"insurer": _("the insurer"), "reviewer": _("the reviewer"), "regulator": _("the regulator")}

_UNLED: Final = _("Nobody leads this case")
_LICENSED: Final = _("Whoever may approve letters")

_SECOND: Final = _("Another than who entered it")

Wait = tuple[str, str, str, Any]
"""For whom, what, its address, how it stands."""


def facts(case: Case) -> list[tuple[str, Any]]:
    """What the case is about."""
    return [
        (gettext("Claim number"), case.claim_number or "–"),
        (gettext("Line"), f"{gettext(case.get_line_of_business_display())}{_kind(case)}"),
        (gettext("Plan type"), gettext(case.get_plan_type_display()) or "–"),
        (gettext("Policy"), to(case.policy)),
        *(
            [(gettext("On the day of the loss"), held(policy_in_force(case.policy, case.loss_date)))]
            if case.policy
            else []
        ),
        (gettext("Jurisdiction"), case.jurisdiction),
        (gettext("Loss or service"), day(case.loss_date)),
        *([(gettext("Diagnosis"), str(case.diagnosis))] if case.diagnosis else []),
        (gettext("Lead"), to(case.lead)),
        (gettext("Opened"), day(case.opened_on)),
        *([(gettext("Why"), case.status_reason)] if case.status_reason else []),
    ]


def held(standing: Standing) -> Any:
    """Whether a policy or form was in force, and why that is said."""
    tone = {"in_force": "good", "not_in_force": "bad"}.get(standing.state, "warn")
    return format_html("{} {}", badge(standing.state, tone=tone), days_said(standing.why))


def _kind(case: Case) -> str:
    return f", {gettext(case.get_claim_kind_display()).lower()}" if case.claim_kind else ""


def next_dates(docket: dict[str, Any]) -> list[dict[str, Any]]:
    """The next date of ours and the next of theirs; of one side alone, its next two."""
    dated = [item for item in docket["live"] if item["dated"]]  # those that are certain come first
    ours = [item for item in dated if item["ours"]]
    theirs = [item for item in dated if not item["ours"]]
    chosen = [*ours[: 1 if theirs else 2], *theirs[: 1 if ours else 2]]
    return [_headed(item, again=place > 0 and not (ours and theirs)) for place, item in enumerate(chosen)]


def _headed(item: dict[str, Any], *, again: bool) -> dict[str, Any]:
    """With whose it is, and since what the time runs."""
    row = item["row"]
    whose = gettext("us") if item["ours"] else _WHO.get(row.duty_of, words(row.duty_of))
    since = gettext(row.trigger_event.get_kind_display()) if row.trigger_event else ""
    heading = (gettext("Then for {whose}") if again else gettext("Next for {whose}")).format(whose=whose)
    return {**item, "heading": heading, "since": since[:1].lower() + since[1:]}


def amounts(case: Case, policy: dict[str, Any]) -> list[tuple[str, Any]]:
    """What is in dispute, what was claimed where it is known, and what the policy grants by coverage."""
    by_coverage = [(name, line) for name, lines in policy.get("terms", []) for line in lines[:1]]
    claimed = (
        [(gettext("Claimed"), money(case.amount_claimed, case.currency))]
        if case.amount_claimed is not None
        else []
    )
    return [(gettext("In dispute"), money(case.amount_disputed, case.currency)), *claimed, *by_coverage[:4]]


def moved(case: Case) -> list[tuple[str, Any]]:
    """Where the case's money is, once any has moved."""
    if not ledger_transaction_list().filter(case_id=case.pk).exists():
        return []
    return [
        (name, money(None if amount is None else amount.amount, case.currency))
        for name, amount in money_panel(case).named
        if amount is None or amount.amount
    ]


def waits(member: Member, case: Case, context: dict[str, Any]) -> list[dict[str, Any]]:
    """What waits for whom: people of the firm first, whoever looks before the others; then the other side."""
    lead, insurer = str(case.lead or _UNLED), str(case.insurer)
    theirs = [*_late(context, insurer), *_owed(context, insurer)]
    groups: defaultdict[str, list[tuple[str, str, Any]]] = defaultdict(list)
    for whom, what, address, state in [*_ours(context, lead), *theirs]:
        groups[whom].append((what, address, state))
    people = [case.lead, *(task.row.assigned for task in context.get("tasks", []))]
    mine = next((str(each) for each in people if each and each.pk == member.member_id), "")
    order = sorted(groups, key=lambda whom: (whom == insurer, whom != mine))
    return [
        {
            "whom": whom,
            "mine": whom == mine,
            "theirs": whom == insurer,
            "items": groups[whom][:WAITS_SHOWN],
            "more": max(len(groups[whom]) - WAITS_SHOWN, 0),
        }
        for whom in order
    ]


def _ours(context: dict[str, Any], lead: str) -> Iterator[Wait]:
    for item in context["docket"]["live"]:
        if item["overdue"] and item["ours"]:
            how = gettext("Overdue, if it applies") if item["hangs"] else gettext("Overdue")
            yield lead, f"{how}: {item['row'].act}", item["page"], item["left"]
        if item["unconfirmed"] and not item["hangs"]:
            yield (
                str(_SECOND),
                gettext("Confirm the date: %(act)s") % {"act": item["row"].act},
                item["page"],
                item["left"],
            )
        if item["row"].has_proposal:
            yield (
                lead,
                gettext("Decide on another date: %(act)s") % {"act": item["row"].act},
                item["page"],
                item["left"],
            )
    tasks = context.get("tasks", [])
    if context["conflicts"]["open"] and not any(task.row.kind == "clear_conflict" for task in tasks):
        what = (
            gettext("Decide on the conflict check")
            if context["conflicts"]["check"]
            else gettext("Run the conflict check")
        )
        yield lead, what, "#conflicts", context["conflicts"]["state"]
    for task in tasks:
        if task.soon or not task.whom:
            yield task.whom or gettext("Nobody yet"), task.row.title, task.page, task.left
    for reading in context.get("readings", []):
        if reading.state in _READING:
            title = _READING[reading.state].format(reading.document.title)
            yield lead, title, page_of(reading), badge(reading.state)
    for letter in context.get("letters", []):
        if letter.state in _LETTER:
            whom = str(_LICENSED) if letter.state == "in_review" else str(letter.author or lead)
            yield whom, _LETTER[letter.state].format(letter.subject), page_of(letter), badge(letter.state)
    for part in context.get("matrix", []):
        bare = [str(row.ground.number) for row in part.grounds if row.missing]
        if bare:
            yield (
                lead,
                gettext("Complete the answers to ground %(numbers)s") % {"numbers": ", ".join(bare)},
                "#grounds",
                "",
            )


def _late(context: dict[str, Any], insurer: str) -> Iterator[Wait]:
    for item in context["docket"]["live"]:
        if item["overdue"] and not item["ours"]:
            yield (
                insurer,
                gettext("Unanswered: %(act)s") % {"act": item["row"].act},
                item["page"],
                item["left"],
            )


def _owed(context: dict[str, Any], insurer: str) -> Iterator[Wait]:
    for promise in context.get("promises", []):
        if promise["owed"]:
            yield (
                insurer,
                gettext("Promised: %(promise)s") % {"promise": promise["row"]},
                promise["page"],
                promise["state"],
            )
    outstanding = context["claim_file"]["outstanding"]
    if outstanding:
        yield (
            insurer,
            gettext("Claim file: %(n)s of its parts outstanding") % {"n": outstanding},
            "#claim-file",
            "",
        )


_READING: Final = {"read": _("Confirm the reading of “{}”"), "failed": _("“{}” could not be read")}
_LETTER: Final = {
    "in_review": _("Approve “{}”"),
    "approved": _("Send “{}”"),
    "failed": _("“{}” came back: send it again"),
}
