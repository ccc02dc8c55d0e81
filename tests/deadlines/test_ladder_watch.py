"""A case's ladder is looked at once a day: what is about to be lost, and what stays unanswered, is told once."""

import pytest

from cases.models import Task
from claimback.notify.models import VOID
from claimback.tenancy.scanner import due_rows
from deadlines.models import DocketBasis
from deadlines.selectors import alert_list
from deadlines.services.rung_decisions import rung_decide
from deadlines.tasks import look_at_ladder
from tests.deadlines.matter import ago

APPEAL, ANSWER = "erisa-health-first-appeal", "erisa-preservice-appeal-decision-one-level"


def scan(days=0):
    """As the sweep does, twice over, after so many more days."""
    DocketBasis.objects.filter(watched_on__lt="9999-12-31").update(watched_on=ago(days) if days else None)
    for _ in range(2):
        for firm_id, id in due_rows("unwatched_ladders", limit=50):
            look_at_ladder.run(firm_id, id)


def told():
    """The reminders about remedies that stand: rule and step."""
    rows = alert_list().filter(kind="remedy").exclude(state=VOID)
    return sorted(rows.values_list("deadline__rule", "step"))


@pytest.mark.parametrize(("since", "expected"), [(100, []), (170, [(APPEAL, 1)]), (200, [])])
def test_an_appeal_that_is_about_to_be_lost_is_told_once(matter, since, expected):
    matter.record("denial_received", ago(since), "delivered")
    scan()
    assert told() == expected
    scan(days=1)
    assert told() == expected


def test_what_is_not_to_be_taken_is_not_told(matter, in_law):
    matter.record("denial_received", ago(170), "delivered")
    rung_decide(
        actor=in_law.attorney, case_id=matter.case.id, what="declined", rung="internal_appeal", reason="No"
    )
    scan()
    assert told() == []


def test_a_complaint_without_an_answer_is_asked_about_once(matter):
    matter.record("denial_received", ago(60), "delivered")
    matter.record("complaint_filed", ago(29))
    scan()
    assert not Task.objects.filter(kind="unanswered").exists()
    matter.record("complaint_filed", ago(45))
    scan()
    scan(days=1)
    task = Task.objects.get(kind="unanswered")
    assert task.assigned_id == matter.case.lead_id
    assert str(ago(45)) in task.detail


def test_a_closed_case_is_looked_at_no_more_until_it_is_opened_again(matter, in_law):
    matter.record("denial_received", ago(170), "delivered")
    type(matter.case).objects.filter(id=matter.case.id).update(status="closed")
    scan()
    assert told() == []
    assert str(DocketBasis.objects.get().watched_on) == "9999-12-31"
    type(matter.case).objects.filter(id=matter.case.id).update(status="open")
    matter.record("claim_communication_received", ago(1))
    scan()
    assert told() == [(APPEAL, 1)]
