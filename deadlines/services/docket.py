"""The docket of a case, kept in step with its events: compute, compare, open, change, supersede."""

from collections.abc import Mapping
from uuid import UUID

from cases.models import Case
from cases.selectors import for_change, locked
from cases.services.next_deadline import case_set_next_deadline
from cases.states import CLOSED_CASES
from deadlines.clock.answer import Answer
from deadlines.docket import NO_DATE, Happening, advance, plan, wanted_rows
from deadlines.law.catalogue import rules_by_version
from deadlines.models import Deadline
from deadlines.selectors import (
    case_answer,
    case_as_of,
    case_rows,
    deadline_list,
    events_that_hold,
    part_of,
)
from deadlines.services.alerts import alerts_sync


def docket_recompute(*, case_id: UUID, recorded: UUID | None = None) -> None:
    """Bring the deadlines of a case in step with its events; running it again changes nothing.

    Locks the case, then its deadlines, then their alerts: that is the order for everybody. `recorded` is the event
    that was recorded just now, so that an error names its fields. Raises NotFound, and Invalid for events that
    contradict each other or a case that lacks what decides its law.
    """
    case = locked(case_rows(), case_id)
    stored = list(for_change(deadline_list().filter(case_id=case_id)).order_by("id"))
    as_of = case_as_of(case)
    events = events_that_hold(case_id)
    holding = {
        event.id: Happening(event.id, event.kind, event.on, event.proof_grade, part_of(event))
        for event in events
    }
    answer = (
        Answer((), ()) if case.status in CLOSED_CASES else case_answer(case, events, as_of, recorded=recorded)
    )
    wanted = wanted_rows(answer, holding, as_of, rules_by_version())
    difference = plan(stored, wanted, holding)
    for row, reason in difference.superseded:
        row.change(
            state=advance(row.state, "superseded"), met_event_id=None, met_on=None, closed_reason=reason
        )
    for row, changes in difference.changed:
        row.change(**changes | _state(row, changes))
    opened = [Deadline(case_id=case_id, **row.values()) for row in difference.opened]
    Deadline.objects.bulk_create(opened)
    docket_settle(case, [*stored, *opened])


def docket_readdress(*, case_id: UUID) -> None:
    """Give the reminders of a case to whom they belong now; its deadlines stay as they are. Raises NotFound."""
    case = locked(case_rows(), case_id)
    alerts_sync(case=case, deadlines=list(for_change(deadline_list().filter(case_id=case_id)).order_by("id")))


def docket_settle(case: Case, rows: list[Deadline]) -> None:
    """After a change of `rows`, all deadlines of a locked case: its alerts and the date it is ordered by.

    That date is the earliest that is certain; only where none is, the earliest that hangs on a fact not given.
    """
    alerts_sync(case=case, deadlines=rows)
    ours = [row for row in rows if row.duty_of == "ours" and row.sort_on != NO_DATE]
    certain = [row.sort_on for row in ours if row.state == "open"]
    uncertain = [row.sort_on for row in ours if row.state == "unknown"]
    case_set_next_deadline(case_id=case.id, on=min(certain or uncertain, default=NO_DATE))


def _state(row: Deadline, changes: Mapping[str, object]) -> dict[str, str | None]:
    """The new state if there is one, by an edge; who closed it before is then no longer who did."""
    if "state" not in changes:
        return {}
    return {"state": advance(row.state, str(changes["state"])), "closed_by_id": None}
