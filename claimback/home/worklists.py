"""The lists that people work off: who may read each, which rows it has, where it stands, and what a row says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db.models import DateField, F, Model, QuerySet, Value
from django.db.models.functions import Cast, Left
from django.utils.functional import Promise as Words
from django.utils.translation import gettext_lazy as _

from cases.admin.tasks import due_within
from cases.models import Cost, Lien, Promise, Statement, Task, TimeEntry
from cases.selectors import assigned_to, cost_list, lien_list, promise_list, task_list
from cases.selectors.fees import time_entry_list
from cases.selectors.ledger import statement_list
from cases.states import LIENS_OPEN, STATEMENTS_OPEN
from claimback.tenancy.admin_show import list_of
from claimback.tenancy.models import Membership
from deadlines.admin import within
from deadlines.models import Deadline, DeadlineProposal
from deadlines.selectors import UNCONFIRMED, deadline_list, proposal_list
from letters.models import Dispatch, Letter, Reading
from letters.selectors import dispatch_list, letter_list, reading_list
from letters.states import STUCK

Rows = QuerySet[Any]
Whose = QuerySet[Membership, UUID] | list[UUID]
"""The members whose tasks are those of whoever looks: their ids, or how they are found."""
LONGEST: Final = 120


@dataclass(frozen=True, slots=True)
class Told:
    """How a row of a list is told: its title, or nothing where the kind of row says it, and the day that it is due, or
    has waited since.
    """

    title: Any
    day: Any
    state: str = "state"


@dataclass(frozen=True, slots=True)
class Worklist:
    """One list. `query` narrows the page of `model` to just these rows; `tone` is how loud it is while it has some."""

    label: Words
    capability: str
    model: type[Model]
    query: str
    rows: Callable[[Whose, date], Rows]
    tone: str = "plain"
    told: Told | None = None

    @property
    def address(self) -> str:
        """The list that makes the number."""
        return list_of(self.model, self.query)


def _ours(when: str) -> Callable[[Whose, date], Rows]:
    return lambda _, on: within(deadline_list().filter(duty_of="ours"), when, on)


def _mine(when: str) -> Callable[[Whose, date], Rows]:
    return lambda whose, on: due_within(_of(whose), when, on)


def _of(whose: Whose) -> Rows:
    if isinstance(whose, list):
        return task_list().filter(assigned_to(whose))
    return task_list().filter(assigned_id__in=whose)


def _day(instant: str) -> Any:
    return Cast(instant, DateField())


_TITLE: Final = Told(F("title"), F("due_on"))
_LETTER: Final = Told(F("subject"), _day("updated_at"))
_PROMISED: Final = Told(Left("text", LONGEST), F("due_on"))
_DOCKET = ("deadline.read", Deadline)
_TASK = ("task.read", Task)
_PROMISE = ("correspondence.read", Promise)

WORKLISTS: Final[Mapping[str, Worklist]] = {
    "overdue": Worklist(_("Ours, overdue"), *_DOCKET, "whose=ours&when=overdue", _ours("overdue"), "bad"),
    "today": Worklist(_("Ours, today"), *_DOCKET, "whose=ours&when=today", _ours("today"), "bad"),
    "week": Worklist(_("Ours, within 7 days"), *_DOCKET, "whose=ours&when=week", _ours("week"), "warn"),
    "late": Worklist(
        _("Theirs, overdue"),
        *_DOCKET,
        "whose=theirs&when=overdue",
        lambda _, on: within(deadline_list().exclude(duty_of="ours"), "overdue", on),
        "busy",
    ),
    "unconfirmed": Worklist(
        _("Critical dates that one person vouches for"),
        *_DOCKET,
        "confirmed=critical",
        lambda _, __: deadline_list().filter(UNCONFIRMED),
        "warn",
    ),
    "proposals": Worklist(
        _("Proposed dates"),
        "deadline.read",
        DeadlineProposal,
        "state__exact=proposed",
        lambda _, __: proposal_list().filter(state="proposed"),
        "warn",
        Told(F("deadline__act"), F("new_due_on"), "kind"),
    ),
    "readings": Worklist(
        _("Readings to confirm"),
        "denial.read",
        Reading,
        "state__exact=read",
        lambda _, __: reading_list().filter(state="read"),
        "plain",
        Told(F("document__title"), _day("updated_at")),
    ),
    "review": Worklist(
        _("Letters to approve"),
        "letter.read",
        Letter,
        "state__exact=in_review",
        lambda _, __: letter_list().filter(state="in_review"),
        "plain",
        _LETTER,
    ),
    "approved": Worklist(
        _("Letters to send"),
        "letter.read",
        Letter,
        "state__exact=approved",
        lambda _, __: letter_list().filter(state="approved"),
        "plain",
        _LETTER,
    ),
    "returned": Worklist(
        _("Letters that came back"),
        "letter.read",
        Letter,
        "state__exact=failed",
        lambda _, __: letter_list().filter(state="failed"),
        "bad",
        _LETTER,
    ),
    "stuck": Worklist(
        _("Sends that failed"),
        "letter.read",
        Dispatch,
        f"state__in={','.join(STUCK)}",
        lambda _, __: dispatch_list().filter(state__in=STUCK),
        "bad",
        Told(F("letter__subject"), _day("created_at")),
    ),
    "promised": Worklist(
        _("Promises due"),
        *_PROMISE,
        "when=due",
        lambda _, on: promise_list().filter(state__in=("open", "confirmed"), due_on__lte=on),
        "plain",
        _PROMISED,
    ),
    "broken": Worklist(
        _("Promises broken"),
        *_PROMISE,
        "state__exact=broken",
        lambda _, __: promise_list().filter(state="broken"),
        "bad",
        _PROMISED,
    ),
    "tasks": Worklist(
        _("My tasks"),
        *_TASK,
        "whose=mine&state__exact=open",
        lambda whose, _: _of(whose).filter(state="open"),
        "plain",
        _TITLE,
    ),
    "tasks_overdue": Worklist(
        _("My tasks, overdue"), *_TASK, "whose=mine&state__exact=open&when=overdue", _mine("overdue"), "bad"
    ),
    "tasks_week": Worklist(
        _("My tasks, within 7 days"), *_TASK, "whose=mine&state__exact=open&when=week", _mine("week"), "warn"
    ),
    "mail": Worklist(
        _("Mail to look at"),
        *_TASK,
        "state__exact=open&kind=file_mail",
        lambda _, __: task_list().filter(state="open", kind="file_mail"),
        "warn",
        _TITLE,
    ),
    "conflicts": Worklist(
        _("Conflicts to decide"),
        *_TASK,
        "state__exact=open&kind=clear_conflict",
        lambda _, __: task_list().filter(state="open", kind="clear_conflict"),
        "warn",
        _TITLE,
    ),
    "statements": Worklist(
        _("Statements under way"),
        "money.read",
        Statement,
        f"state__in={','.join(STATEMENTS_OPEN)}",
        lambda _, __: statement_list().filter(state__in=STATEMENTS_OPEN),
        "warn",
        Told(Value(""), _day("created_at")),
    ),
    "liens": Worklist(
        _("Liens not settled"),
        "money.read",
        Lien,
        f"state__in={','.join(LIENS_OPEN)}",
        lambda _, __: lien_list().filter(state__in=LIENS_OPEN).order_by("asserted_on", "id"),
        "warn",
        Told(F("holder"), F("asserted_on")),
    ),
    "costs": Worklist(
        _("Costs advanced"),
        "money.read",
        Cost,
        "state__exact=advanced",
        lambda _, __: cost_list().filter(state="advanced").order_by("incurred_on", "id"),
        "plain",
        Told(F("what"), F("incurred_on")),
    ),
    "unbilled": Worklist(
        _("Time not billed"),
        "money.read",
        TimeEntry,
        "state__exact=unbilled",
        lambda _, __: time_entry_list().filter(state="unbilled").order_by("on", "id"),
        "plain",
        Told(F("what"), F("on")),
    ),
}
"""Each is read inside an index of its own, so that counting it takes as long in a large firm as in a small one."""
