"""Promises: what representatives said would happen, and what became of it."""

from datetime import date, timedelta
from typing import Final
from uuid import UUID

from cases.events import PromiseBroken, PromiseMade
from cases.models import Promise
from cases.selectors import case_list, correspondence_list, locked, one, promise_list, referred
from cases.services.checks import FIRST_DAY, LAST_DAY, check_fields
from cases.services.tasks import TaskSource, task_open, tasks_resolve
from cases.states import PROMISE_EDGES
from claimback.kernel.clock import today
from claimback.kernel.errors import invalid
from claimback.kernel.etag import check_version
from claimback.kernel.events import publish
from claimback.tenancy.member import Member

IN_WRITING: Final = ("letter", "email", "fax", "portal")
"""Channels that leave the insurer's own words on paper."""

ASK_WITHIN: Final = timedelta(days=2)
"""How soon a spoken promise is to be asked for in writing, while both sides remember it."""


def promise_make(
    *, actor: Member, case_id: UUID, text: str, due_on: date, correspondence_id: UUID | None = None
) -> Promise:
    """Note a promise, with the entry of the log that it was made in or alone. Publishes PromiseMade.

    Raises Invalid that names the field, Forbidden.
    """
    actor.require("correspondence.write")
    case = referred(case_list(), case_id, "case_id")
    of_case = correspondence_list().filter(case_id=case_id)
    entry = referred(of_case, correspondence_id, "correspondence_id")
    promise = Promise(case=case, correspondence=entry, text=text, due_on=due_on)
    promise_check(promise)
    promise.save(force_insert=True)
    publish(PromiseMade(case_id, promise.id))
    return promise


def promise_settle(
    *,
    actor: Member,
    promise_id: UUID,
    state: str,
    on: date,
    note: str = "",
    version: int | None = None,
) -> Promise:
    """Say what became of a promise on a day: kept, broken, or confirmed in writing. Publishes PromiseBroken if so.

    Raises NotFound, PreconditionFailed, IllegalTransition, Invalid, Forbidden.
    """
    actor.require("correspondence.write")
    promise = locked(promise_list(), promise_id)
    check_version(promise.version, version)
    if state not in PROMISE_EDGES.states or state == "open":
        raise invalid("state", "Give kept, broken or confirmed.")
    if not FIRST_DAY <= on <= LAST_DAY:
        raise invalid("on", f"Give a day from {FIRST_DAY} to {LAST_DAY}.")
    promise.settled_note = note
    check_fields(promise, ["settled_note"])
    promise.change(state=PROMISE_EDGES.advance(promise.state, state), settled_on=on, settled_note=note)
    tasks_resolve(source=TaskSource("promise", promise.id), note=_RESOLVED[state])
    if state == "broken":
        publish(PromiseBroken(promise.case_id, promise.id))
    return promise


def promise_lapse(*, promise_id: UUID) -> None:
    """A promise whose day is over where its case is was broken, on the day after. Run twice it changes nothing.

    Publishes PromiseBroken.
    """
    promise = locked(promise_list().select_related("case"), promise_id)
    if "broken" not in PROMISE_EDGES.next(promise.state) or promise.due_on >= today(promise.case.time_zone):
        return
    promise.change(
        state=PROMISE_EDGES.advance(promise.state, "broken"),
        settled_on=promise.due_on + timedelta(days=1),
        settled_note="The day passed, and nothing that was logged kept it.",
    )
    tasks_resolve(source=TaskSource("promise", promise.id), note=_RESOLVED["broken"])
    publish(PromiseBroken(promise.case_id, promise.id))


def promise_hold_to(*, promise_id: UUID) -> None:
    """Open the task to hold them to a promise that was broken, while the case goes on."""
    promise = one(promise_list().select_related("case"), promise_id)
    if promise.case.status == "closed":
        return
    task_open(
        actor=None,
        case_id=promise.case_id,
        kind="broken_promise",
        title="Hold them to a broken promise",
        detail=f"Promised by {promise.due_on}: {promise.text}",
        due_on=today(promise.case.time_zone) + ASK_WITHIN,
        source=TaskSource("promise", promise.id),
    )


def promise_ask_in_writing(*, promise_id: UUID) -> None:
    """Open the task to ask for a promise in writing, unless it was made in writing."""
    promise = one(promise_list().select_related("case", "correspondence"), promise_id)
    if promise.correspondence is not None and promise.correspondence.channel in IN_WRITING:
        return
    who = promise.correspondence.counterpart if promise.correspondence else ""
    task_open(
        actor=None,
        case_id=promise.case_id,
        kind="confirm_in_writing",
        title="Ask for the promise in writing",
        detail=f"{who}: {promise.text}" if who else promise.text,
        due_on=max(FIRST_DAY, min(promise.due_on, today(promise.case.time_zone) + ASK_WITHIN)),
        source=TaskSource("promise", promise.id),
    )


_RESOLVED: Final = {
    "confirmed": "It was confirmed in writing.",
    "kept": "The promise was kept.",
    "broken": "The promise was broken.",
}


def promise_check(promise: Promise, under: str = "") -> None:
    """Refuse a promise without words or with a day that no calendar has. Raises Invalid; `under` prefixes fields."""
    if not promise.text.strip():
        raise invalid(f"{under}text", "Say what was promised, in the representative's words.")
    if not FIRST_DAY <= promise.due_on <= LAST_DAY:
        raise invalid(f"{under}due_on", f"Give a day from {FIRST_DAY} to {LAST_DAY}.")
