"""Starting a playbook on a case: its steps become tasks, once."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from cases.catalogue.playbooks import Playbook, Step, load_playbooks
from cases.models import Case, PlaybookRun
from cases.selectors import case_list, referred
from cases.services.colleague import colleague_on
from cases.services.tasks import TaskSource, task_open
from claimback.kernel.errors import Conflict, invalid
from claimback.tenancy.member import Member
from claimback.tenancy.roles import CLIENT, ROLE_NAMES

SOURCE: Final = "playbook_run"


def playbook_start(
    *, actor: Member, case_id: UUID, playbook: str, team: Mapping[str, UUID] | None = None
) -> PlaybookRun:
    """Open the tasks of a playbook on a case, in the version that ships today; it is kept with the run.

    `team` says by role who does the steps of that role; the others go to the case's lead. Steps that wait for others
    or for an event open by themselves.

    Raises Invalid for a playbook that there is not or that is not for such a case, and for a member who may not see
    the case; Conflict (`already_started`) for one that was started on it; Forbidden.
    """
    actor.require("task.write")
    case = referred(case_list(), case_id, "case_id")
    book = load_playbooks().get(playbook)
    if book is None:
        raise invalid("playbook", f"Give one of {', '.join(load_playbooks())}.")
    if not book.fits(case.line_of_business, case.plan_type):
        raise invalid("playbook", "It is for cases of another line of business or plan type.")
    members = _checked_team(case, team or {})
    run = PlaybookRun(
        case=case,
        playbook=book.code,
        playbook_version=book.version,
        title=book.title,
        started_by_id=actor.member_id,
    )
    try:
        with transaction.atomic():
            run.save(force_insert=True)
    except IntegrityError:
        raise Conflict("This playbook was started on the case already.", code="already_started") from None
    _open_steps(actor, case, run, book, members)
    return run


def _open_steps(
    actor: Member, case: Case, run: PlaybookRun, book: Playbook, members: Mapping[str, UUID]
) -> None:
    opened: dict[str, UUID] = {}
    for step in book.steps_for(case.plan_type):
        task = task_open(
            actor=actor,
            case_id=case.id,
            kind="playbook_step",
            title=step.title,
            detail=step.detail,
            for_role=step.role,
            assigned_id=members.get(step.role),
            needs_ids=_before(step, opened),
            waits_for=step.event,
            due_days=step.days,
            source=TaskSource(SOURCE, run.id, step.code),
        )
        opened[step.code] = task.id


def _before(step: Step, opened: Mapping[str, UUID]) -> list[UUID]:
    """The tasks of the steps before it, those left out that this plan type does not take."""
    return [opened[code] for code in step.after if code in opened]


def _checked_team(case: Case, team: Mapping[str, UUID]) -> dict[str, UUID]:
    for role in team:
        if role not in ROLE_NAMES or role == CLIENT:
            raise invalid(f"team/{role}", "This is no role of those who work on cases.")
    return {role: colleague_on(case.id, member_id, f"team/{role}").id for role, member_id in team.items()}
