"""What is done about a docket that differs from the clock's answer: pure rows in, a plan out."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimback.kernel.ids import new_id
from deadlines.docket import Happening, Wanted, sort_day
from deadlines.plan import Cause, answer_of, plan

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
RECEIVED = Happening(new_id(), "denial_received", date(2026, 5, 1), "", denial=new_id())
CORRECTED = Happening(
    new_id(),
    "denial_received",
    date(2026, 5, 4),
    "",
    denial=RECEIVED.denial,
    corrects=frozenset({new_id(), RECEIVED.id}),
)
DAYS = 40
WORKING = [{"step": "period", "result": f"{DAYS} days", "why": "the rule"}]


@dataclass
class Row:
    """A stored deadline, as much of it as the plan looks at."""

    trigger_event_id: UUID | None = RECEIVED.id
    due_on: date | None = RECEIVED.on + timedelta(days=DAYS)
    state: str = "open"
    rule: str = "appeal"
    rule_version: int = 1
    act: str = "appeal"
    importance: str = "critical"
    trigger: str = "denial_received"
    due_at: datetime | None = None
    safe_on: date | None = None
    dated_by: str = "clock"
    set_aside: dict[str, Any] | None = None
    has_proposal: bool = False
    met_event_id: UUID | None = None
    working: list[dict[str, str]] = field(default_factory=lambda: list(WORKING))
    id: UUID = field(default_factory=new_id)
    rest: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.sort_on = sort_day(self.due_on, self.due_at, self.safe_on)
        same = wish(due_on=self.due_on, event=self.trigger_event_id)
        for name, value in same.values().items():
            if not hasattr(self, name):
                setattr(self, name, value)
        for name, value in self.rest.items():
            setattr(self, name, value)


def wish(*, event: UUID | None = RECEIVED.id, due_on: date | None = None, **more: Any) -> Wanted:
    """What the clock wants of the rule."""
    values: dict[str, Any] = {
        "rule": "appeal",
        "rule_version": 1,
        "duty_of": "ours",
        "importance": "critical",
        "act": "appeal",
        "trigger": "denial_received",
        "trigger_event_id": event,
        "satisfied_by": "received",
        "satisfied_events": ["appeal_received"],
        "due_on": due_on,
        "due_at": None,
        "safe_on": None,
        "sort_on": sort_day(due_on, None, None),
        "condition": "",
        "needs": [],
        "state": "open",
        "citation": "1 CFR 1",
        "checked": "primary",
        "working": WORKING,
        "met_event_id": None,
        "met_on": None,
    }
    return Wanted(**values | more)


@dataclass
class Asked:
    """A proposal that waits."""

    deadline_id: UUID
    answer: dict[str, Any]


def made(row: Row, *wishes: Wanted, holding: tuple[Happening, ...] = (RECEIVED,), **more: Any) -> Any:
    """The plan for one row."""
    return plan([row], wishes, {event.id: event for event in holding}, NOW, **more)


def is_empty(found: Any) -> bool:
    return not (found.opened or found.changed or found.superseded or found.proposed or found.overtaken)


def test_what_agrees_is_left_alone_and_what_is_new_opens():
    row = Row()
    assert is_empty(made(row, wish(due_on=row.due_on)))
    other = wish(due_on=row.due_on, rule="suit", act="sue")
    assert made(row, wish(due_on=row.due_on), other).opened == [other]


@pytest.mark.parametrize("days", [-3, 3])
def test_a_corrected_event_is_a_proposal_and_the_earlier_date_governs(days):
    row = Row()
    assert row.due_on is not None
    new = row.due_on + timedelta(days=days)
    found = made(
        row,
        wish(event=CORRECTED.id, due_on=new),
        holding=(CORRECTED,),
        cause=Cause("event", "It was corrected."),
    )
    ((same, proposed),) = found.proposed
    assert (same, found.opened, found.superseded) == (row, [], [])
    assert (proposed.cause, proposed.wish.due_on) == ("event", new)
    assert proposed.reason.startswith(
        "It was corrected. It counts from this now: the denial was received by us"
    )
    assert proposed.reason.endswith(f"{row.due_on} becomes {new}.")
    ((_, changes),) = found.changed
    assert changes.pop("has_proposal") is True
    assert changes == ({"sort_on": new} if days < 0 else {})


def test_what_is_asked_already_is_not_asked_twice_and_another_answer_overtakes_it():
    row = Row(has_proposal=True)
    new = wish(due_on=date(2026, 7, 1))
    asked = [Asked(row.id, answer_of(new))]
    assert is_empty(made(row, new, pending=asked))
    later = wish(due_on=date(2026, 7, 2))
    found = made(row, later, pending=asked)
    assert found.overtaken == [row.id]
    assert [item.wish for _, item in found.proposed] == [later]
    back = made(row, wish(due_on=row.due_on), pending=asked)
    assert (back.overtaken, back.changed) == ([row.id], [(row, {"has_proposal": False})])


def test_what_a_member_set_aside_is_not_proposed_again():
    new = wish(due_on=date(2026, 7, 1))
    row = Row(set_aside=answer_of(new), dated_by="override")
    assert is_empty(made(row, new))
    assert made(row, wish(due_on=date(2026, 7, 2))).proposed
    gone = Row(set_aside=answer_of(None))
    assert is_empty(made(gone, holding=()))


def test_a_withdrawn_start_is_a_proposal_to_end():
    row = Row()
    found = made(row, holding=())
    ((_, proposed),) = found.proposed
    assert (proposed.wish, proposed.answer, found.superseded) == (None, {}, [])
    assert "withdrawn" in proposed.reason


@pytest.mark.parametrize(
    "row",
    [Row(due_on=None), Row(due_on=None, state="waiting"), Row(state="unknown")],
    ids=["undated", "waiting", "ruled out"],
)
def test_what_nobody_relied_on_ends_by_itself(row):
    found = made(row)
    assert ([r for r, _ in found.superseded], found.proposed) == ([row], [])


def test_what_has_no_date_yet_takes_one_in_place():
    row = Row(due_on=None, state="waiting")
    found = made(row, wish(due_on=date(2026, 7, 1)))
    ((_, changes),) = found.changed
    assert (changes["due_on"], changes["state"], found.proposed) == (date(2026, 7, 1), "open", [])


def test_what_is_accepted_takes_the_new_date_or_ends():
    row = Row(has_proposal=True, dated_by="override", set_aside={"due_on": "2026-01-01"})
    found = made(row, wish(due_on=date(2026, 7, 1)), accepting=[row.id])
    ((_, values),) = found.changed
    assert (values["due_on"], values["dated_by"], values["set_aside"], values["has_proposal"]) == (
        date(2026, 7, 1),
        "clock",
        None,
        False,
    )
    assert made(row, holding=(), accepting=[row.id]).superseded


def test_a_member_s_date_stays_where_the_clock_agrees_with_it():
    row = Row(dated_by="extension", rest={"working": [{"step": "extension", "result": "x", "why": "y"}]})
    assert is_empty(made(row, wish(due_on=row.due_on)))


def test_met_and_waived_ones_are_never_altered_and_live_again_when_the_proof_is_gone():
    new = wish(event=CORRECTED.id, due_on=date(2026, 7, 1), state="met", met_event_id=CORRECTED.id)
    met = Row(state="met", met_event_id=CORRECTED.id)
    assert is_empty(made(met, new, holding=(CORRECTED,)))
    assert is_empty(made(Row(state="waived"), wish(due_on=date(2026, 7, 1))))
    unmet = Row(state="met", met_event_id=new_id())
    found = made(unmet, wish(due_on=unmet.due_on))
    ((_, changes),) = found.changed
    assert (changes["state"], changes["met_event_id"]) == ("open", None)


@given(
    st.sampled_from(["met", "waived", "void"]),
    st.integers(1, 9),
    st.none() | st.integers(-400, 400),
    st.sampled_from(["open", "met", "missed", "unknown", "tolled"]),
    st.booleans(),
)
def test_no_version_of_a_rule_alters_what_is_settled(state, version, days, standing, accepted):
    row = Row(state=state, met_event_id=RECEIVED.id if state == "met" else None)
    due = None if days is None else RECEIVED.on + timedelta(days=days)
    new = wish(due_on=due, rule_version=version, state=standing, citation=f"1 CFR {version}")
    assert is_empty(made(row, new, accepting=[row.id] if accepted else ()))


@pytest.mark.parametrize(
    ("due_on", "state", "expected"),
    [(date(2026, 5, 20), "open", "missed"), (date(2026, 6, 20), "missed", "open")],
)
def test_until_it_is_decided_its_own_day_says_how_it_stands(due_on, state, expected):
    row = Row(due_on=due_on, rest={"state": state})
    ((_, changes),) = made(row, wish(due_on=date(2026, 8, 1), state="open")).changed
    assert changes["state"] == expected


def test_a_better_known_event_about_another_denial_opens_a_clock_of_its_own():
    row = Row()
    other = Happening(new_id(), "denial_received", date(2026, 5, 20), "", denial=new_id())
    new = wish(event=other.id, due_on=date(2026, 7, 1))
    found = made(row, new, holding=(other,))
    assert found.opened == [new]
    assert [item.wish for _, item in found.proposed] == [None]
