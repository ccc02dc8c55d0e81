"""A critical letter that is not proven in time: a task that names other ways, once, until it is delivered."""

from datetime import timedelta

import pytest

from cases.models import Task
from claimback.kernel.clock import today
from deadlines.models import Deadline
from letters.models import Dispatch
from letters.services.dispatches import dispatch_return
from letters.services.unproven import FOR_ANOTHER_WAY, proof_look_for
from tests.letters.matter import ZONE
from tests.letters.test_dispatches import deliver, send


@pytest.fixture
def scoped(matter):
    """The matter with its firm's scope open."""
    with matter.firm.scope():
        yield matter


def look(matter, dispatch, *, days: int, **deadline) -> list[tuple[str, str]]:
    """The tasks after a look so many days before its deadline's day."""
    behind = {"importance": "critical", "satisfied_by": "received"} | deadline
    day = today(ZONE) + timedelta(days=days)
    Deadline.objects.filter(id=dispatch.letter.deadline_id).update(sort_on=day, **behind)
    proof_look_for(dispatch_id=dispatch.id)
    return list(Task.objects.filter(kind="prove_delivery").values_list("state", "title"))


def test_a_person_is_asked_in_time_for_another_way_and_once(scoped):
    dispatch = scoped.sent()
    version = dispatch.version
    short = FOR_ANOTHER_WAY.days
    assert look(scoped, dispatch, days=short + 1) == []
    assert look(scoped, dispatch, days=short, importance="important") == []
    assert look(scoped, dispatch, days=short, satisfied_by="sent") == []
    ((state, title),) = look(scoped, dispatch, days=short)
    assert (state, title.partition(":")[0]) == ("open", "Not proven received")
    task = Task.objects.get(kind="prove_delivery")
    assert "Other ways: fax, e-mail, courier, by hand." in task.detail
    assert len(look(scoped, dispatch, days=0)) == 1
    looked = Dispatch.objects.get(id=dispatch.id)
    assert (looked.version, looked.proof_looked_on) == (version, today("UTC"))
    second = send(scoped, dispatch.letter, channel="courier", as_well=True)
    deliver(scoped, second)
    assert [state for state, _ in look(scoped, dispatch, days=0)] == ["done"]


def test_what_came_back_asks_to_be_sent_again_and_for_no_proof(scoped):
    dispatch = scoped.sent()
    assert len(look(scoped, dispatch, days=1)) == 1
    dispatch_return(actor=scoped.firm.staff, dispatch_id=dispatch.id, version=None, reason="Refused")
    assert [state for state, _ in look(scoped, dispatch, days=1)] == ["done"]
    assert Task.objects.filter(kind="send_again", state="open").count() == 1


def test_what_nobody_has_taken_is_not_sent(scoped):
    dispatch = scoped.sent()
    Dispatch.objects.filter(id=dispatch.id).update(state="refused", sent_at=None)
    ((_, title),) = look(scoped, dispatch, days=1, satisfied_by="sent")
    assert title.startswith("Not proven sent")
