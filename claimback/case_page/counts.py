"""How much there is of everything on a case, in one statement, each number with the list that makes it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, OuterRef, QuerySet, Subquery

from cases.models import Case, Correspondence, Document, Event, Party, Promise, ReceivedMail, Task
from cases.selectors import (
    case_list,
    correspondence_list,
    document_list,
    event_list,
    party_list,
    promise_list,
    received_mail_list,
    task_list,
)
from claimback.tenancy.admin_show import list_of
from claimback.tenancy.member import Member
from letters.models import Letter
from letters.selectors import letter_list

# name → (capability to read, the door, what narrows it, the list)
_COUNTED: Final[dict[str, tuple[str, Callable[[], QuerySet[Any]], dict[str, str], type[Any]]]] = {
    "tasks": ("task.read", task_list, {"state": "open"}, Task),
    "waiting": ("task.read", task_list, {"state": "waiting"}, Task),
    "done": ("task.read", task_list, {"state": "done"}, Task),
    "letters": ("letter.read", letter_list, {}, Letter),
    "entries": ("correspondence.read", correspondence_list, {}, Correspondence),
    "promises": ("correspondence.read", promise_list, {}, Promise),
    "mail": ("correspondence.read", received_mail_list, {}, ReceivedMail),
    "documents": ("document.read", document_list, {}, Document),
    "events": ("case.read", event_list, {}, Event),
    "parties": ("case.read", party_list, {}, Party),
}


@dataclass(frozen=True, slots=True)
class Counted:
    """A number, and the address of the list that makes it."""

    n: int
    address: str


def counted(member: Member, case: Case) -> dict[str, Counted]:
    """The numbers that the member may read. One statement."""
    asked = {name: each for name, each in _COUNTED.items() if member.may(each[0])}
    numbers = {
        f"n_{name}": _number(door().filter(**narrowed)) for name, (_, door, narrowed, _) in asked.items()
    }
    found: dict[str, Any] = dict(case_list().filter(pk=case.pk).values(**numbers).get())
    return {
        name: Counted(found[f"n_{name}"] or 0, list_of(model, _query(case, narrowed)))
        for name, (_, _, narrowed, model) in asked.items()
    }


def of_case(model: type[Any], case: Case) -> str:
    """The address of the list of these rows of one case."""
    return list_of(model, _query(case, {}))


def _number(rows: QuerySet[Any]) -> Subquery:
    of_one = rows.filter(case_id=OuterRef("pk")).order_by().values("case_id")
    return Subquery(of_one.annotate(n=Count("pk")).values("n"))


def _query(case: Case, narrowed: dict[str, str]) -> str:
    filters = "".join(f"&{name}__exact={value}" for name, value in narrowed.items())
    return f"case__id__exact={case.pk}{filters}"
