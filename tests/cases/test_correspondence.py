"""The append-only log and the promises made in it, through their services."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, transaction

from cases.events import PromiseMade
from cases.models import Correspondence, Promise
from cases.services.correspondence import correspondence_log
from cases.services.promises import promise_make, promise_settle
from claimback.audit.models import Entry
from claimback.kernel.clock import now
from claimback.kernel.errors import Forbidden, IllegalTransition, Invalid, NotFound, PreconditionFailed
from tests.cases.papers import document

AT = datetime(2026, 5, 4, 15, 30, tzinfo=UTC)
CALL: dict[str, Any] = {
    "direction": "out",
    "channel": "phone",
    "occurred_at": AT,
    "ended_at": AT + timedelta(minutes=12),
    "subject": "Status of the appeal",
    "body": "Asked for the file.",
    "counterpart": "J. Doe",
    "counterpart_id": "R-77",
    "call_reference": "C-123",
    "questions": [{"question": "When is it decided?", "answer": "By the end of May."}],
}
PROMISE: dict[str, Any] = {"text": "The claim file will be sent.", "due_on": date(2026, 5, 20)}


@pytest.fixture
def actor(in_law):
    return in_law.attorney


@pytest.fixture
def case(opened):
    return opened()


def log(actor, case, **values):
    return correspondence_log(actor=actor, case_id=case.id, **CALL | values)


def test_a_call_is_logged_with_its_promises(actor, case, published):
    entry = log(actor, case, promises=[PROMISE, PROMISE | {"text": "A supervisor will call."}])
    kept = Correspondence.objects.get()
    assert {name: getattr(kept, name) for name in CALL} == CALL
    assert kept.author_id == actor.member_id
    promises = list(Promise.objects.filter(correspondence=entry).order_by("id"))
    assert [(p.text, p.due_on, p.state) for p in promises] == [
        (PROMISE["text"], PROMISE["due_on"], "open"),
        ("A supervisor will call.", PROMISE["due_on"], "open"),
    ]
    assert published == [PromiseMade(case.id, promise.id) for promise in promises]
    assert Entry.objects.filter(row_id=entry.id, operation="insert").count() == 1


@pytest.mark.parametrize(
    ("change", "pointer", "says"),
    [
        ({"occurred_at": datetime(2026, 5, 4, 15, 30)}, "/occurred_at", "Give the offset"),  # noqa: DTZ001
        ({"occurred_at": now() + timedelta(hours=1)}, "/occurred_at", "in the future"),
        ({"ended_at": AT - timedelta(seconds=1)}, "/ended_at", "before it begins"),
        ({"direction": "sideways"}, "/direction", "in for what came"),
        ({"channel": "pigeon"}, "/channel", "letter, email"),
        ({"body": " "}, "/body", "Say what was said"),
        ({"questions": CALL["questions"] * 101}, "/questions", "at most 100"),
        ({"promises": [PROMISE] * 21}, "/promises", "at most 20"),
        ({"promises": [PROMISE, PROMISE | {"text": " "}]}, "/promises/1/text", "what was promised"),
        ({"promises": [PROMISE | {"due_on": date(9999, 1, 1)}]}, "/promises/0/due_on", "Give a day"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(actor, case, change, pointer, says):
    with pytest.raises(Invalid, match=says) as refused, transaction.atomic():
        log(actor, case, **change)
    assert [problem.pointer for problem in refused.value.errors] == [pointer]
    assert not Correspondence.objects.exists()
    assert not Promise.objects.exists()


def test_a_correction_is_a_new_entry_of_the_same_case(actor, case, opened):
    first = log(actor, case)
    second = log(actor, case, body="Asked for the whole file.", corrects_id=first.id)
    assert second.corrects_id == first.id
    other = opened(title="Another")
    for name, value in (("corrects_id", first.id), ("document_id", document(actor, case.id).id)):
        with pytest.raises(Invalid) as refused:
            log(actor, other, **{name: value})
        assert [problem.pointer for problem in refused.value.errors] == [f"/{name}"]


def test_the_database_lets_nobody_rewrite_the_log(actor, case):
    entry = log(actor, case)
    rows = Correspondence.objects.filter(id=entry.id)
    for change in (lambda: rows.update(body="x"), rows.delete):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            change()
    assert rows.get().body == CALL["body"]


def test_a_promise_goes_its_way(actor, case, published):
    promise = promise_make(actor=actor, case_id=case.id, **PROMISE)
    assert (promise.correspondence_id, published) == (None, [PromiseMade(case.id, promise.id)])

    def settle(state: str, **values):
        return promise_settle(actor=actor, promise_id=promise.id, state=state, on=date(2026, 5, 21), **values)

    with pytest.raises(PreconditionFailed):
        settle("broken", version=9)
    confirmed = settle("confirmed", note="By their letter", version=1)
    assert (confirmed.state, confirmed.settled_on, confirmed.settled_note) == (
        "confirmed",
        date(2026, 5, 21),
        "By their letter",
    )
    assert settle("broken").state == "broken"
    assert settle("kept").state == "kept"
    with pytest.raises(IllegalTransition, match="it is final"):
        settle("broken")
    for state, pointer in (("open", "/state"), ("forgotten", "/state")):
        with pytest.raises(Invalid) as refused:
            settle(state)
        assert [problem.pointer for problem in refused.value.errors] == [pointer]


def test_a_promise_is_of_its_case_s_log(actor, case, opened):
    entry = log(actor, case)
    with pytest.raises(Invalid) as refused:
        promise_make(actor=actor, case_id=opened(title="Other").id, correspondence_id=entry.id, **PROMISE)
    assert [problem.pointer for problem in refused.value.errors] == ["/correspondence_id"]


def test_others_may_not_and_nothing_happens(actor, in_law, case, adjusters):
    promise = promise_make(actor=actor, case_id=case.id, **PROMISE)
    settled: dict[str, Any] = {"promise_id": promise.id, "state": "kept", "on": date(2026, 5, 20)}
    for call in (
        lambda: log(in_law.viewer, case),
        lambda: promise_make(actor=in_law.viewer, case_id=case.id, **PROMISE),
        lambda: promise_settle(actor=in_law.viewer, **settled),
    ):
        with pytest.raises(Forbidden):
            call()
    with adjusters.scope():
        with pytest.raises(Invalid) as refused:
            log(adjusters.owner, case)
        assert [problem.pointer for problem in refused.value.errors] == ["/case_id"]
        with pytest.raises(NotFound):
            promise_settle(actor=adjusters.owner, **settled)
    assert not Correspondence.objects.exists()
    assert Promise.objects.get().state == "open"
