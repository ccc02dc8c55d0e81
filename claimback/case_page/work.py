"""What is to be done on a case, and what its calls left open, as its page shows them."""

from datetime import date
from typing import Any, Final

from cases.models import Case, Correspondence
from cases.models.task import NO_DAY
from cases.selectors import task_list, unanswered
from cases.services.tasks import CLOSED
from claimback.tenancy.admin_show import act_on, address_of, badge, day, page_of, words
from claimback.tenancy.member import Member

SHOWN: Final = 30


def tasks_of_case(member: Member, row: Case, on: date) -> list[dict[str, Any]]:
    """Tasks that are not closed, the earliest due first, those that wait for others last."""
    found = task_list().filter(case_id=row.pk).exclude(state__in=CLOSED).select_related("assigned__user")
    return [
        {
            "row": task,
            "page": page_of(task),
            "state": badge(task.state),
            "due": "" if task.due_on == NO_DAY else day(task.due_on),
            "over": task.due_on < on,
            "who": str(task.assigned) if task.assigned else words(task.for_role) or "nobody",
            "done": act_on(task, "complete") if member.may("task.write") and task.state == "open" else "",
        }
        for task in found.order_by("state", "due_on", "id")[:SHOWN]
    ]


def left_open(row: Case) -> list[tuple[str, str]]:
    """The mandatory questions that no call has answered, each with the address of the latest call."""
    return [(question, address_of(Correspondence, entry)) for _, question, entry in unanswered(row.pk)]
