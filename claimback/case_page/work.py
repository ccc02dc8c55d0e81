"""The first part of a case's page: what is to be done, by whom, and the docket."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext

from cases.models import Case, PlaybookRun, Task
from cases.models.task import NO_DAY
from cases.selectors import may_look, playbook_run_list, task_list
from cases.vocabulary import TASK_KINDS
from claimback.case_page.counts import of_case
from claimback.tenancy.admin_show import act_on, badge, day, days_left, page_of, words
from claimback.tenancy.member import Member
from claimback.tenancy.models import Membership
from claimback.tenancy.selectors import colleagues
from deadlines.admin import countdown, due
from deadlines.admin.grades import doubt_badges
from deadlines.confirmation import unconfirmed
from deadlines.law.words import condition_in_words, fact_in_words
from deadlines.models import Deadline
from deadlines.selectors import deadline_list
from deadlines.states import LIVE

TASKS_SHOWN: Final = 30
SOON_DAYS: Final = 7


@dataclass(frozen=True)
class TaskLine:
    """One task that is open or waits, with what may be done with it here."""

    row: Task
    page: str
    kind: str
    left: Any
    over: bool
    soon: bool
    whom: str
    complete: str
    assign: str


def task_lines(case: Case, on: date, *, may_write: bool) -> list[TaskLine]:
    """The tasks that are not closed: what is open by its day, then what waits. One statement."""
    found = task_list().filter(case_id=case.pk, state__in=("open", "waiting"))
    rows = found.select_related("assigned__user").order_by("state", "due_on", "id")[:TASKS_SHOWN]
    return [_task(row, on, may_write) for row in rows]


def _task(row: Task, on: date, may_write: bool) -> TaskLine:
    left = None if row.due_on == NO_DAY else (row.due_on - on).days
    opened = row.state == "open"
    return TaskLine(
        row=row,
        page=page_of(row),
        kind=gettext(TASK_KINDS.get(row.kind, words(row.kind))),
        left=day_left(row, on),
        over=opened and left is not None and left < 0,
        soon=opened and left is not None and left <= SOON_DAYS,
        whom=str(row.assigned) if row.assigned else "",
        complete=act_on(row, "complete") if may_write and opened else "",
        assign=act_on(row, "assign") if may_write else "",
    )


def day_left(row: Task, on: date) -> Any:
    """How long until a task is due, seen on the day `on`; empty where it is due on none."""
    if row.due_on == NO_DAY:
        return ""
    return days_left(row.due_on, on, soon=SOON_DAYS)


def workers(case: Case) -> list[Membership]:
    """Whom a task of the case may be given to. One statement."""
    found = may_look(colleagues(), case.pk).select_related("user")
    return sorted(found, key=str)


def playbooks(case: Case) -> list[tuple[PlaybookRun, str]]:
    """The playbooks at work on the case, each with its page. One statement."""
    rows = playbook_run_list().filter(case_id=case.pk).order_by("created_at", "id")
    return [(row, page_of(row)) for row in rows]


def deadlines(case: Case) -> list[Deadline]:
    """All deadlines of the case, the nearest first. One statement."""
    found = deadline_list().filter(case_id=case.pk).select_related("trigger_event", "met_event")
    return list(found.order_by("sort_on", "id"))


def docket(member: Member, case: Case, rows: list[Deadline], on: date) -> dict[str, Any]:
    """The live deadlines, those that are settled, and the list of them all.

    Of the live ones those that hang on a fact not given come last, and apart: a date that may not be one does not
    stand between those that are.
    """
    live = [_deadline(member, row, on) for row in rows if row.state in LIVE]
    live.sort(key=lambda item: item["hangs"])
    settled = [_deadline(member, row, on) for row in rows if row.state not in LIVE]
    return {
        "live": live,
        "parts": [
            (title, [item for item in live if item["hangs"] == hangs])
            for title, hangs in (("", False), (gettext("Only if a fact holds that is not stated yet"), True))
        ],
        "settled": settled,
        "all": of_case(Deadline, case),
        "live_list": f"{of_case(Deadline, case)}&when=live",
    }


def _unsaid(row: Deadline) -> list[str]:
    """The facts that a date needs and its condition does not name."""
    said = condition_in_words(row.condition)
    return [words for words in map(fact_in_words, row.needs) if words not in said]


def _deadline(member: Member, row: Deadline, on: date) -> dict[str, Any]:
    live = row.state in LIVE
    return {
        "row": row,
        "page": page_of(row),
        "due": due(row),
        "safe": day(row.safe_on) if row.safe_on and row.safe_on != row.due_on else "",
        "proposed": day(row.sort_on) if live and row.has_proposal and row.sort_on < _own_day(row) else "",
        "left": countdown(row, on),
        "overdue": live and row.sort_on < on,
        "state": badge(row.state),
        "ours": row.duty_of == "ours",
        "hangs": row.state == "unknown",
        "unconfirmed": unconfirmed(row),
        "doubts": doubt_badges(row),
        "confirm": _confirm(member, row),
        "dated": row.sort_on != date.max,
        "needs": _unsaid(row),
        "meet": act_on(row, "meet") if member.may("deadline.write") and live else "",
        "met": day(row.met_on) if row.met_on else "",
        "late": bool(row.met_on and row.due_on and row.met_on > row.due_on),
        "proof": _proof(row),
    }


def _confirm(member: Member, row: Deadline) -> str:
    """Where whoever looks says that the date is right; empty for whoever entered it."""
    may = member.may("deadline.confirm") and row.entered_by_id != member.member_id
    return act_on(row, "confirm") if may and unconfirmed(row) else ""


def _own_day(row: Deadline) -> date:
    """The day that the deadline has itself, whatever is proposed: its safe one, else its last."""
    return row.safe_on or row.due_on or (row.due_at.date() if row.due_at else date.max)


def _proof(row: Deadline) -> Any:
    """How well the fact is proven that the time runs from."""
    if row.trigger_event is None:
        return ""
    grade = row.trigger_event.proof_grade
    return badge(grade) if grade else badge(gettext("not proven"), tone="warn")
