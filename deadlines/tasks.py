"""The docket's work without a person: reminders go out, days pass, planned events come true, ladders are looked at,
papers are made.
"""

from typing import Final
from uuid import UUID

from celery import shared_task
from django.conf import settings

from cases.selectors import event_list, one
from claimback.notify.line import one_line
from claimback.notify.outside import heartbeat_tell
from claimback.notify.services import heartbeat_record
from claimback.tenancy.scope import current_firm_id
from claimback.tenancy.tasks import SWEEP_LIMIT, firm_task, nudge, sweep
from deadlines.events import PaperRequested
from deadlines.selectors import deadline_list
from deadlines.services.acknowledging import alert_escalate
from deadlines.services.alert_policies import alert_policy_apply
from deadlines.services.delivery import alert_deliver
from deadlines.services.docket import docket_recompute
from deadlines.services.ladder import ladder_look
from deadlines.services.paper_work import paper_make
from deadlines.services.papers import ACT, certificates_begin
from deadlines.services.rechecks import recheck_work, rechecks_begin

SWEEP_ALERTS: Final = "deadlines.sweep_alerts"
ALERT_BATCH: Final = 500
"""Reminders in one message: they share a connection to the mail server, and what the broker costs."""


@firm_task("deadlines.send_alert", one_transaction=False, around=one_line)
def send_alert(firm_id: UUID, alert_id: UUID) -> None:
    """Send one alert that is due."""
    alert_deliver(firm_id=firm_id, alert_id=alert_id)


@firm_task("deadlines.escalate_alert")
def escalate_alert(firm_id: UUID, alert_id: UUID) -> None:  # noqa: ARG001 - the scope is open
    """Tell whoever comes next: nobody acknowledged in time."""
    alert_escalate(alert_id=alert_id)


@firm_task("deadlines.apply_policy", one_transaction=False)
def apply_policy(firm_id: UUID, policy_id: UUID) -> None:
    """Bring the terms of reminders that were changed to what is planned."""
    alert_policy_apply(firm_id=firm_id, policy_id=policy_id)


@firm_task("deadlines.settle_past")
def settle_past(firm_id: UUID, deadline_id: UUID) -> None:  # noqa: ARG001 - the scope is open
    """Bring the docket of a deadline's case up to date: its day has passed."""
    docket_recompute(case_id=one(deadline_list(), deadline_id).case_id)


@firm_task("deadlines.event_came_true")
def event_came_true(firm_id: UUID, event_id: UUID) -> None:  # noqa: ARG001 - the scope is open
    """Bring a docket up to date for an event that was recorded ahead of its day."""
    docket_recompute(case_id=one(event_list(), event_id).case_id)


@firm_task("deadlines.recheck", one_transaction=False)
def recheck(firm_id: UUID, run_id: UUID) -> None:
    """Work off a run over the firm's open cases."""
    recheck_work(firm_id=firm_id, run_id=run_id)


@firm_task("deadlines.look_at_ladder")
def look_at_ladder(firm_id: UUID, basis_id: UUID) -> None:  # noqa: ARG001 - the scope is open
    """Look at a case's ladder: what is about to be lost, and what stays unanswered."""
    ladder_look(basis_id=basis_id)


@firm_task(ACT, one_transaction=False)
def make_paper(firm_id: UUID, paper_id: UUID) -> None:
    """Make one paper of the docket. Run twice, or killed at any line and run again, each part is kept once."""
    paper_make(firm_id=firm_id, paper_id=paper_id)


def hurry_paper(event: PaperRequested) -> None:
    """Have the paper made at once after the commit, not at the next sweep."""
    nudge(make_paper, current_firm_id(), event.paper_id)


@shared_task(name="deadlines.sweep_papers")
def sweep_papers() -> None:
    """Begin the day's certificates where the morning has come, and hand out the papers that wait or were left."""
    certificates_begin(limit=SWEEP_LIMIT)
    sweep("waiting_papers", make_paper)


@shared_task(name="deadlines.sweep_runs")
def sweep_runs() -> None:
    """Begin a run where the installation brings another law, and hand out those that wait or were left."""
    rechecks_begin(limit=SWEEP_LIMIT)
    sweep("waiting_runs", recheck)


@shared_task(name="deadlines.sweep_ladders")
def sweep_ladders() -> None:
    """Hand out the dockets whose ladder nobody has looked at today."""
    sweep("unwatched_ladders", look_at_ladder)


@shared_task(name=SWEEP_ALERTS)
def sweep_alerts() -> None:
    """Hand out the alerts that are due and those that nobody acknowledged; leave signs of life, here and outside."""
    sweep("due_alerts", send_alert, limit=4 * ALERT_BATCH, batch=ALERT_BATCH)
    sweep("due_escalations", escalate_alert, batch=ALERT_BATCH)
    sweep("stale_policies", apply_policy)
    heartbeat_record(name=SWEEP_ALERTS)
    heartbeat_tell(settings.HEARTBEAT_URL)


@shared_task(name="deadlines.sweep_missed")
def sweep_missed() -> None:
    """Hand out the open deadlines whose day is over, and the planned events whose day has come."""
    sweep("due_deadlines", settle_past)
    sweep("ripe_events", event_came_true)
