"""Tasks: one for each source, opened by what comes before them, given to those who may look."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction

from cases.models import Promise, Task
from cases.models.task import NO_DAY
from cases.selectors import tasks_of
from cases.services.correspondence import correspondence_log
from cases.services.events import event_record
from cases.services.promises import promise_settle
from cases.services.tasks import (
    TaskSource,
    task_assign,
    task_change,
    task_complete,
    task_drop,
    task_open,
    task_reopen,
    tasks_resolve,
)
from cases.services.walls import wall_place
from claimback.firms.services.members import member_end
from claimback.kernel.clock import now, today
from claimback.kernel.errors import Forbidden, IllegalTransition, Invalid, PreconditionFailed
from claimback.kernel.ids import new_id
from claimback.tenancy.models import Membership

DAY = date(2026, 12, 1)


@pytest.fixture
def actor(in_law):
    return in_law.attorney


@pytest.fixture
def case(opened, actor):
    return opened(lead_id=actor.member_id)


@pytest.fixture
def add(actor, case):
    """`add(**values)` opens a task on the case."""
    return lambda **values: task_open(actor=actor, case_id=case.id, **{"title": "Call them"} | values)


def state(task):
    task.refresh_from_db()
    return task.state, task.due_on


def whose(task):
    task.refresh_from_db()
    return task.assigned_id


def test_a_source_gives_one_task_that_only_the_source_opens_again(actor, case):
    source = TaskSource("reading", new_id())
    opening: dict[str, Any] = {"actor": None, "case_id": case.id, "kind": "read_by_hand", "title": "Read it"}
    first = task_open(**opening, source=source)
    assert first.assigned_id == actor.member_id
    assert task_open(**opening, source=source).id == first.id
    assert task_open(**opening, source=TaskSource("reading", source.id, "page 2")).id != first.id
    assert [task.id for task in tasks_resolve(source=source, note="It was read after all.")] == [first.id]
    assert task_open(**opening, source=source).state == "done"
    first.refresh_from_db()
    assert (first.closed_by_id, first.closed_note) == (None, "It was read after all.")
    assert task_open(**opening, source=source, again=True).state == "open"
    assert Task.objects.count() == 2


def test_a_task_opens_once_what_comes_before_it_is_closed(actor, add, case):
    first, second = add(), add(title="Ask")
    after = add(title="Write", needs_ids=[first.id, second.id], due_days=7)
    last = add(title="Send", needs_ids=[after.id])
    assert state(after) == ("waiting", NO_DAY)
    with pytest.raises(IllegalTransition, match="waiting cannot become done"):
        task_complete(actor=actor, task_id=after.id, version=1)
    task_complete(actor=actor, task_id=first.id, version=1, note="Spoke with a supervisor")
    assert state(after)[0] == "waiting"
    task_drop(actor=actor, task_id=second.id, version=1, reason="The letter came")
    assert state(after) == ("open", today(case.time_zone) + timedelta(days=7))
    assert state(last)[0] == "waiting"
    assert task_reopen(actor=actor, task_id=second.id, version=2).closed_by_id is None
    assert state(after)[0] == "open"


def test_a_task_waits_for_an_event_and_counts_from_its_day(actor, add, case):
    waiting = add(waits_for="denial_received", due_days=10)
    assert state(waiting) == ("waiting", NO_DAY)
    on = today(case.time_zone) - timedelta(days=3)
    event_record(actor=actor, case_id=case.id, kind="claim_submitted", on=on)
    assert state(waiting)[0] == "waiting"
    event_record(actor=actor, case_id=case.id, kind="denial_received", on=on)
    assert state(waiting) == ("open", on + timedelta(days=10))
    assert state(add(waits_for="denial_received", due_days=1)) == ("open", on + timedelta(days=1))


def test_nothing_comes_before_itself(actor, add):
    first = add()
    second = add(needs_ids=[first.id])
    third = add(needs_ids=[second.id])
    with pytest.raises(Invalid) as refused:
        task_change(actor=actor, task_id=first.id, version=1, needs_ids=[third.id])
    assert refused.value.errors[0].code == "circle"
    changed = task_change(actor=actor, task_id=third.id, version=1, needs_ids=[], title="Now", due_on=DAY)
    assert (state(changed), changed.title) == (("open", DAY), "Now")


@pytest.mark.parametrize(
    ("values", "pointer"),
    [
        ({"kind": "chore"}, "/kind"),
        ({"title": " "}, "/title"),
        ({"due_on": date(1900, 1, 1)}, "/due_on"),
        ({"for_role": "wizard"}, "/for_role"),
        ({"waits_for": "doomsday"}, "/waits_for"),
        ({"needs_ids": [new_id()]}, "/needs_ids/0"),
        ({"assigned_id": new_id()}, "/assigned_id"),
    ],
)
def test_what_is_wrong_is_named(add, values, pointer):
    with pytest.raises(Invalid) as refused, transaction.atomic():
        add(**values)
    assert [problem.pointer for problem in refused.value.errors] == [pointer]
    assert not Task.objects.exists()


def test_tasks_of_other_cases_and_of_viewers_are_refused(actor, in_law, add, case, opened):
    elsewhere = task_open(actor=actor, case_id=opened(title="Other").id, title="There")
    with pytest.raises(Invalid):
        add(needs_ids=[elsewhere.id])
    task = add()
    for call in (
        lambda: task_open(actor=in_law.viewer, case_id=case.id, title="x"),
        lambda: task_assign(actor=in_law.viewer, task_id=task.id, version=1),
        lambda: task_complete(actor=in_law.viewer, task_id=task.id, version=1),
        lambda: task_drop(actor=in_law.viewer, task_id=task.id, version=1, reason="x"),
        lambda: task_change(actor=in_law.viewer, task_id=task.id, version=1, title="x"),
    ):
        with pytest.raises(Forbidden):
            call()
    with pytest.raises(PreconditionFailed):
        task_assign(actor=actor, task_id=task.id, version=7)
    assert state(task)[0] == "open"


def test_a_stand_in_has_the_tasks_of_who_is_on_leave(actor, in_law, add, case):
    mine, day = add(), today(case.time_zone)
    staff = in_law.staff.member_id
    assert list(tasks_of(actor.member_id, day)) == [mine]
    assert not tasks_of(staff, day).exists()
    leave = {"away_from": day, "away_until": day + timedelta(days=3), "stand_in_id": staff}
    Membership.objects.filter(id=actor.member_id).update(**leave)
    assert list(tasks_of(staff, day)) == [mine]
    assert not tasks_of(staff, day + timedelta(days=4)).exists()


def test_tasks_go_on_with_a_wall_and_with_the_end_of_a_membership(actor, in_law, add, case):
    hers, done = (add(assigned_id=in_law.staff.member_id) for _ in range(2))
    task_complete(actor=actor, task_id=done.id, version=1)
    wall_place(actor=in_law.owner, case_id=case.id, member_id=in_law.staff.member_id, reason="Her brother")
    assert whose(hers) == actor.member_id
    with pytest.raises(Invalid):
        task_assign(actor=actor, task_id=hers.id, version=2, assigned_id=in_law.staff.member_id)
    member = Membership.objects.get(id=actor.member_id)
    member_end(
        actor=in_law.owner,
        member_id=member.id,
        version=member.version,
        reason="Left",
        hand_over_to_id=in_law.members["public_adjuster"].member_id,
    )
    assert whose(hers) == in_law.members["public_adjuster"].member_id
    assert whose(done) == in_law.staff.member_id


@pytest.mark.parametrize(("channel", "opens"), [("phone", True), ("peer_to_peer", True), ("letter", False)])
def test_a_spoken_promise_is_to_be_asked_for_in_writing(actor, case, channel, opens):
    correspondence_log(
        actor=actor,
        case_id=case.id,
        direction="in",
        channel=channel,
        occurred_at=now(),
        body="They will look at it.",
        counterpart="R. Reyes",
        promises=[{"text": "A new review", "due_on": today(case.time_zone) + timedelta(days=30)}],
    )
    asked = list(Task.objects.all())
    assert [(task.kind, task.detail) for task in asked] == (
        [("confirm_in_writing", "R. Reyes: A new review")] if opens else []
    )
    promise_settle(actor=actor, promise_id=Promise.objects.get().id, state="confirmed", on=date(2026, 5, 21))
    assert [state(task)[0] for task in asked] == ["done"] * opens


def test_tasks_over_http(api, in_law, case):
    staff = api(in_law, "case_staff")
    made = staff.post("tasks", {"case_id": str(case.id), "title": "Get the plan document"})
    assert (made.status_code, made.json()["due_on"], made.json()["case_number"]) == (201, None, case.number)
    task, tag = made.json()["id"], {"HTTP_IF_MATCH": made["ETag"]}
    given = staff.post(f"tasks/{task}/assign", {"assigned_id": str(in_law.staff.member_id)}, **tag)
    assert given.json()["assigned_id"] == str(in_law.staff.member_id)
    assert [row["id"] for row in staff.get("my-tasks?state=open,waiting").json()["results"]] == [task]
    assert api(in_law, "attorney").get("my-tasks").json()["results"] == []
    done = staff.post(f"tasks/{task}/complete", {"note": "On file"}, HTTP_IF_MATCH=given["ETag"])
    assert (done.json()["state"], done.json()["closed_note"]) == ("done", "On file")
    assert staff.get("tasks?state=open").json()["results"] == []
    again = staff.post(f"tasks/{task}/reopen", HTTP_IF_MATCH=done["ETag"])
    assert (again.json()["state"], again.json()["closed_note"]) == ("open", "")
