"""Tasks: opened by members and by what happens, once for each source; done, dropped, given to another."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from cases.models import Case, Task
from cases.models.task import NO_DAY
from cases.selectors import (
    case_list,
    event_list,
    for_change,
    locked,
    referred,
    task_list,
    wall_list,
)
from cases.services.checks import FIRST_DAY, LAST_DAY, check_fields
from cases.services.colleague import colleague_on
from cases.states import TASK_EDGES
from cases.vocabulary import EVENT_KINDS, TASK_KINDS
from claimback.kernel.clock import now, today
from claimback.kernel.errors import invalid
from claimback.kernel.etag import check_version
from claimback.tenancy.member import Member
from claimback.tenancy.roles import ROLE_NAMES

NEEDS_LIMIT: Final = 30
CLOSED: Final = ("done", "dropped")


@dataclass(frozen=True, slots=True)
class TaskSource:
    """What a task came from: the kind of a row, its id, and which of several tasks that one row gives."""

    kind: str
    id: UUID
    part: str = ""

    @property
    def columns(self) -> dict[str, object]:
        """As a task keeps it."""
        return {"source_kind": self.kind, "source_id": self.id, "source_part": self.part}


def task_open(
    *,
    actor: Member | None,
    case_id: UUID,
    title: str,
    kind: str = "to_do",
    detail: str = "",
    due_on: date | None = None,
    assigned_id: UUID | None = None,
    for_role: str = "",
    source: TaskSource | None = None,
    needs_ids: Sequence[UUID] = (),
    waits_for: str = "",
    due_days: int | None = None,
    again: bool = False,
) -> Task:
    """Open a task on a case, for `assigned_id` or else for the case's lead. Without an actor the system opens it.

    With a `source` there is one task of this kind for it, however often it is opened: the one that is there is
    answered, and only with `again` a closed one opens once more. It waits while one of `needs_ids` is not closed, and
    until an event of the kind `waits_for` is recorded; `due_days` then counts from that.

    Raises Invalid that names the field, Forbidden.
    """
    if actor is not None:
        actor.require("task.write")
    case = referred(case_list(), case_id, "case_id")
    if source is not None:
        there = _of_source(case_id, kind, source)
        if there is not None:
            return _open_again(there) if again and there.state in CLOSED else there
    _check_words(kind, for_role, waits_for)
    task = Task(
        case=case,
        kind=kind,
        title=title.strip(),
        detail=detail,
        due_on=_checked_day(due_on),
        for_role=for_role,
        assigned_id=_assignable(case, assigned_id),
        needs=_checked_needs(case_id, needs_ids),
        waits_for=waits_for,
        due_days=due_days,
        **(source.columns if source else {}),
    )
    check_fields(task, ["title", "due_days"])
    if task.needs or waits_for or due_days is not None:
        _wait_or_open(task, case)
    if source is None:
        task.save(force_insert=True)
        return task
    # Two who open it at once: the second one's row is passed over, and the first one's is answered to both.
    Task.objects.bulk_create([task], ignore_conflicts=True)
    made = _of_source(case_id, kind, source)
    assert made is not None
    return made


def task_change(
    *,
    actor: Member,
    task_id: UUID,
    version: int | None,
    needs_ids: Sequence[UUID] | None = None,
    **changes: object,
) -> Task:
    """Change `title`, `detail`, `due_on` or what must be done first. Raises Invalid, NotFound, PreconditionFailed.

    A task that is to be done after itself, over however many others, is Invalid.
    """
    actor.require("task.write")
    task = _locked(task_id, version)
    if "due_on" in changes:
        due_on = changes["due_on"]
        assert due_on is None or isinstance(due_on, date)
        changes["due_on"] = _checked_day(due_on)
    for name, value in changes.items():
        setattr(task, name, value)
    check_fields(task, changes.keys())
    if needs_ids is not None:
        task.needs = _checked_needs(task.case_id, needs_ids)
        _refuse_circle(task)
        if task.state in ("open", "waiting"):
            _wait_or_open(task, task.case)
        changes |= {"needs": task.needs, "state": task.state, "due_on": task.due_on}
    task.change(**changes)
    return task


def task_assign(
    *, actor: Member, task_id: UUID, version: int | None, assigned_id: UUID | None = None
) -> Task:
    """Give a task to a member who may see its case, or to nobody.

    Raises Invalid for a member who is not there or may not look, NotFound, PreconditionFailed, Forbidden.
    """
    actor.require("task.write")
    task = _locked(task_id, version)
    given = _assignable(task.case, assigned_id) if assigned_id else None
    task.change(assigned_id=given)
    return task


def task_complete(*, actor: Member, task_id: UUID, version: int | None, note: str = "") -> Task:
    """It is done. Tasks that waited for it alone open. Raises IllegalTransition, NotFound, PreconditionFailed."""
    actor.require("task.write")
    return _close(_locked(task_id, version), "done", note, actor)


def task_drop(*, actor: Member, task_id: UUID, version: int | None, reason: str) -> Task:
    """It need not be done, for a reason. Raises Invalid without one, IllegalTransition, NotFound, Forbidden."""
    actor.require("task.write")
    if not reason.strip():
        raise invalid("reason", "Say why it need not be done.")
    return _close(_locked(task_id, version), "dropped", reason, actor, field="reason")


def task_reopen(*, actor: Member, task_id: UUID, version: int | None) -> Task:
    """It is to be done after all. What was opened after it stays open. Raises IllegalTransition, NotFound."""
    actor.require("task.write")
    return _open_again(_locked(task_id, version))


def tasks_resolve(*, source: TaskSource, note: str) -> list[Task]:
    """What the tasks of this source asked for has come about by itself: those not closed yet are done."""
    mine = task_list().filter(**source.columns).exclude(state__in=CLOSED)
    return [_resolved(task, note) for task in for_change(mine).order_by("id")]


def tasks_await(*, case_id: UUID, event_id: UUID) -> None:
    """Something happened on a case: tasks that waited for an event of its kind open, due from its day."""
    kinds = event_list().filter(id=event_id, withdrawn=False).values("kind")
    waiting = task_list().filter(case_id=case_id, state="waiting", waits_for__in=kinds)
    _reconsider(for_change(waiting).select_related("case").order_by("id"))


def tasks_hand_over(*, member_id: UUID, heir_id: UUID | None) -> list[Task]:
    """Give what a member still has to do to the heir, and where there is none or the case is closed to them, to the
    case's lead. Call it in `whole_firm`, after the cases have their new leads.
    """
    theirs = task_list().filter(assigned_id=member_id).exclude(state__in=CLOSED)
    given = list(for_change(theirs).select_related("case").order_by("id"))
    closed = set(wall_list().filter(member_id=heir_id, lifted_at=None).values_list("case_id", flat=True))
    for task in given:
        lead_id = None if task.case.lead_id == member_id else task.case.lead_id
        task.change(assigned_id=lead_id if heir_id is None or task.case_id in closed else heir_id)
    return given


def tasks_leave(*, case_id: UUID, member_id: UUID) -> None:
    """A member was kept from a case: what they had to do there falls to its lead."""
    theirs = task_list().filter(case_id=case_id, assigned_id=member_id).exclude(state__in=CLOSED)
    for task in for_change(theirs).select_related("case").order_by("id"):
        lead_id = task.case.lead_id
        task.change(assigned_id=None if lead_id == member_id else lead_id)


def _locked(task_id: UUID, version: int | None) -> Task:
    task = locked(task_list().select_related("case"), task_id)
    check_version(task.version, version)
    return task


def _of_source(case_id: UUID, kind: str, source: TaskSource) -> Task | None:
    mine = task_list().filter(case_id=case_id, kind=kind, **source.columns)
    return for_change(mine).select_related("case").first()


def _close(task: Task, state: str, note: str, actor: Member | None, field: str = "note") -> Task:
    if len(note) > 300:
        raise invalid(field, "Say it in at most 300 characters.")
    task.change(
        state=TASK_EDGES.advance(task.state, state),
        closed_at=now(),
        closed_by_id=actor.member_id if actor else None,
        closed_note=note.strip(),
    )
    dependants = task_list().filter(case_id=task.case_id, state="waiting", needs__contains=[task.id])
    _reconsider(for_change(dependants).select_related("case").order_by("id"))
    return task


def _resolved(task: Task, note: str) -> Task:
    """Done, whatever it waited for."""
    if task.state == "waiting":
        task.change(state=TASK_EDGES.advance(task.state, "open"))
    return _close(task, "done", note, None)


def _open_again(task: Task) -> Task:
    state = TASK_EDGES.advance(task.state, "open")
    task.change(state=state, closed_at=None, closed_by_id=None, closed_note="")
    return task


def _reconsider(waiting: Iterable[Task]) -> None:
    """Open those of the locked tasks that wait for nothing any more."""
    for task in waiting:
        _wait_or_open(task, task.case)
        if task.state == "open":
            task.change(state=task.state, due_on=task.due_on)


def _wait_or_open(task: Task, case: Case) -> None:
    """Set the state that fits what must come first, and on opening the day that counts from it. Saves nothing."""
    unmet = task_list().filter(id__in=task.needs).exclude(state__in=CLOSED).exists()
    began: date | None = today(case.time_zone)
    if task.waits_for:
        happened = event_list().filter(case_id=case.id, kind=task.waits_for, withdrawn=False)
        began = happened.order_by("-on").values_list("on", flat=True).first()
    state = "waiting" if unmet or began is None else "open"
    if state != task.state:
        task.state = TASK_EDGES.advance(task.state, state)
    if began is not None and state == "open" and task.due_days is not None and task.due_on == NO_DAY:
        task.due_on = began + timedelta(days=task.due_days)


def _assignable(case: Case, assigned_id: UUID | None) -> UUID | None:
    """The member who is named, if they do the firm's work and may see the case; else the case's lead."""
    if assigned_id is None:
        return case.lead_id
    return colleague_on(case.id, assigned_id, "assigned_id").id


def _checked_day(due_on: date | None) -> date:
    if due_on is None or due_on == NO_DAY:
        return NO_DAY
    if not FIRST_DAY <= due_on <= LAST_DAY:
        raise invalid("due_on", f"Give a day from {FIRST_DAY} to {LAST_DAY}.")
    return due_on


def _checked_needs(case_id: UUID, needs_ids: Collection[UUID]) -> list[UUID]:
    wanted = list(dict.fromkeys(needs_ids))
    if len(wanted) > NEEDS_LIMIT:
        raise invalid("needs_ids", f"At most {NEEDS_LIMIT} tasks come before one.")
    there = set(task_list().filter(case_id=case_id, id__in=wanted).values_list("id", flat=True))
    for place, each in enumerate(wanted):
        if each not in there:
            raise invalid(f"needs_ids/{place}", "The case has no such task.", code="unknown_reference")
    return wanted


def _refuse_circle(task: Task) -> None:
    """Raise Invalid if a task would come before itself."""
    before = dict(task_list().filter(case_id=task.case_id).values_list("id", "needs"))
    ahead, seen = list(task.needs), set[UUID]()
    while ahead:
        each = ahead.pop()
        if each == task.id:
            raise invalid("needs_ids", "This task would have to be done before itself.", code="circle")
        if each not in seen:
            seen.add(each)
            ahead += before.get(each, [])


def _check_words(kind: str, for_role: str, waits_for: str) -> None:
    if kind not in TASK_KINDS:
        raise invalid("kind", f"Give one of {', '.join(TASK_KINDS)}.")
    if for_role and for_role not in ROLE_NAMES:
        raise invalid("for_role", f"Give one of {', '.join(ROLE_NAMES)}.")
    if waits_for and waits_for not in EVENT_KINDS:
        raise invalid("waits_for", "This is no kind of event.")
