"""Calls with their checklist, calls between doctors, and promises whose day passes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import ProgrammingError, transaction

from cases.catalogue.checklists import load_checklists
from cases.models import Correspondence, PeerToPeer, Promise, Task
from cases.npi import npi_holds
from cases.selectors import unanswered
from cases.services.calls import call_log
from cases.services.correspondence import correspondence_log
from cases.services.promises import promise_lapse, promise_make, promise_settle
from cases.tasks import sweep_promises
from claimback.kernel.clock import today
from claimback.kernel.errors import Forbidden, Invalid
from claimback.tenancy.scanner import due_rows

AT = datetime(2026, 5, 4, 15, 30, tzinfo=UTC)
DOCTORS = {
    "treating_name": "Dr Iris Example",
    "treating_specialty": "Rheumatology",
    "treating_npi": "1234567893",
    "reviewer_name": "Dr Otto Sample",
    "reviewer_specialty": "Family medicine",
    "outcome": "upheld",
    "would_change": "Two failed conventional agents, with dates.",
}


@pytest.fixture
def actor(in_law):
    return in_law.attorney


@pytest.fixture
def case(opened, actor):
    return opened(lead_id=actor.member_id)


@pytest.fixture
def call(actor, case):
    """`call(**values)` logs a call on the case."""

    def log(**values):
        usual = {"direction": "out", "channel": "phone", "occurred_at": AT, "body": "Asked."}
        return call_log(**{"actor": actor, "case_id": case.id} | usual | values)

    return log


def open_codes(case):
    return {code for code, _, _ in unanswered(case.id)}


def test_what_was_not_asked_shows_until_a_call_answers_it(call, case, actor):
    mandatory = {q.code for q in load_checklists()["health_call"].questions if q.mandatory}
    beside = {"question": "Is it raining?", "answer": "Yes"}
    first = call(answers={"criteria": "Policy 3.1 of 2025", "supervisor": "M. Vance"}, questions=[beside])
    kept = {each.get("code"): each for each in Correspondence.objects.get().questions}
    assert (kept["criteria"]["answer"], kept["reviewer"]["answer"]) == ("Policy 3.1 of 2025", "")
    assert kept["criteria"]["checklist"] == "health_call/1"
    assert kept[None] == beside
    assert open_codes(case) == mandatory - {"criteria", "supervisor"}
    assert {entry for _, _, entry in unanswered(case.id)} == {first.id}
    second = call(answers={"reviewer": "Dr Sample"}, occurred_at=AT + timedelta(days=1))
    assert open_codes(case) == mandatory - {"criteria", "supervisor", "reviewer"}
    assert {entry for _, _, entry in unanswered(case.id)} == {second.id}
    anew = call(answers={}, corrects_id=first.id, body="It was another plan's criteria.")
    assert open_codes(case) == mandatory - {"reviewer"}
    # What says nothing of its questions leaves them as they were; a correction of that says them for the call too.
    usual = {"actor": actor, "case_id": case.id, "direction": "out", "channel": "phone", "occurred_at": AT}
    for corrected in (anew, second):
        plain = correspondence_log(**usual, body="On Monday, not on Tuesday.", corrects_id=corrected.id)
        assert open_codes(case) == mandatory - {"reviewer"}
    call(answers={}, corrects_id=plain.id)
    assert open_codes(case) == mandatory


def test_doctors_meet_and_the_database_keeps_it(call, case):
    entry = call(channel="peer_to_peer", peer_to_peer=DOCTORS, answers={"criteria": "Step therapy"})
    row = PeerToPeer.objects.get()
    said = {each["code"]: each["answer"] for each in entry.questions}
    assert (said["would_change"], said["reviewer_specialty"]) == (DOCTORS["would_change"], "Family medicine")
    assert open_codes(case) == {"records_read", "reviewer_license", "decision"}
    assert (row.correspondence_id, row.case_id, entry.counterpart) == (entry.id, case.id, "Dr Otto Sample")
    assert {name: getattr(row, name) for name in DOCTORS} == DOCTORS
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        PeerToPeer.objects.update(outcome="overturned")


@pytest.mark.parametrize(
    ("values", "pointer"),
    [
        ({"channel": "letter"}, "/channel"),
        ({"answers": {"weather": "Fine"}}, "/answers/weather"),
        ({"peer_to_peer": DOCTORS}, "/peer_to_peer"),
        ({"channel": "peer_to_peer"}, "/peer_to_peer"),
        ({"channel": "peer_to_peer", "peer_to_peer": DOCTORS | {"outcome": "lost"}}, "/peer_to_peer/outcome"),
        (
            {"channel": "peer_to_peer", "peer_to_peer": DOCTORS | {"reviewer_npi": "1234567890"}},
            "/peer_to_peer/reviewer_npi",
        ),
        (
            {"channel": "peer_to_peer", "peer_to_peer": DOCTORS | {"treating_name": " "}},
            "/peer_to_peer/treating_name",
        ),
    ],
)
def test_what_is_wrong_with_a_call_is_named(call, values, pointer):
    with pytest.raises(Invalid) as refused, transaction.atomic():
        call(**values)
    assert [problem.pointer for problem in refused.value.errors] == [pointer]
    assert not Correspondence.objects.exists()


@pytest.mark.parametrize(
    ("number", "holds"),
    [("1234567893", True), ("1234567890", False), ("123456789", False), ("١٢٣٤٥٦٧٨٩٣", False)],
)
def test_an_npi_checks_itself(number, holds):
    assert npi_holds(number) is holds


def test_calls_over_http(api, in_law, case):
    staff = api(in_law, "case_staff")
    body = {
        "case_id": str(case.id),
        "direction": "out",
        "channel": "peer_to_peer",
        "occurred_at": AT.isoformat(),
        "body": "The reviewer stands by it.",
        "answers": [{"code": "criteria", "answer": "Step therapy"}],
        "peer_to_peer": DOCTORS,
    }
    entry = staff.post("calls", body).json()
    assert entry["questions"][3]["answer"] == "Step therapy"
    doctors = staff.get(f"peer-to-peer-calls?correspondence_id={entry['id']}").json()["results"]
    assert [each["reviewer_name"] for each in doctors] == ["Dr Otto Sample"]
    left = staff.get(f"cases/{case.id}/unanswered").json()["questions"]
    assert "decision" in {each["code"] for each in left}
    assert "criteria" not in {each["code"] for each in left}
    assert api(in_law, "viewer").post("calls", body).status_code == 403


def test_a_viewer_logs_no_call(in_law, call):
    with pytest.raises(Forbidden):
        call(actor=in_law.viewer)


@pytest.fixture
def promised(actor, case):
    """`promised(days)` makes a promise that was due so many days ago."""
    day = today(case.time_zone)
    return lambda days: promise_make(
        actor=actor, case_id=case.id, text="The claim file", due_on=day - timedelta(days=days)
    )


def test_a_promise_breaks_by_itself_and_is_somebody_s_task(promised):
    over, due_today = promised(3), promised(0)
    for _ in range(2):
        promise_lapse(promise_id=over.id)
        promise_lapse(promise_id=due_today.id)
    assert [(p.state, p.settled_on) for p in Promise.objects.order_by("due_on")] == [
        ("broken", over.due_on + timedelta(days=1)),
        ("open", None),
    ]
    tasks = {task.kind: task.state for task in Task.objects.filter(source_id=over.id)}
    assert tasks == {"confirm_in_writing": "done", "broken_promise": "open"}


def test_a_promise_that_is_kept_late_ends_the_task(actor, promised):
    promise = promised(3)
    for state in ("broken", "kept"):
        promise_settle(actor=actor, promise_id=promise.id, state=state, on=promise.due_on)
    tasks = {task.kind: task.state for task in Task.objects.filter(source_id=promise.id)}
    assert tasks == {"confirm_in_writing": "done", "broken_promise": "done"}


def test_the_sweep_finds_what_is_over_everywhere(monkeypatch, promised):
    from celery.app.task import Task as CeleryTask

    over = promised(3)
    promised(-1)
    handed: list[tuple[str, ...]] = []
    monkeypatch.setattr(CeleryTask, "apply_async", lambda self, args, **_: handed.append(args))
    sweep_promises()
    assert handed == [(str(over.firm_id), str(over.id))]
    assert due_rows("lapsed_promises", limit=5) == [(over.firm_id, over.id)]
    assert over.due_on > date(2026, 1, 1)
