"""What two members do to one firm or one case at the same moment, each on a connection of their own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from cases.models import Case, Event
from cases.selectors.money import damage_list
from cases.services.cases import case_change, case_move
from cases.services.clients import client_add
from cases.services.damages import damage_approve, damage_claim
from cases.services.events import event_record
from cases.services.insurers import insurer_add
from claimback.kernel.clock import today
from claimback.kernel.errors import Conflict, PreconditionFailed, Refusal
from tests.cases.conftest import LOSS, open_case
from tests.firms import TestFirm


def at_once(firm: TestFirm, *calls: Callable[[], Any]) -> list[Any]:
    """The calls, each in a thread, a connection and a scope of its own, begun together: results or refusals."""
    together = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            with firm.scope():
                together.wait(5)
                return call()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.fixture
def parts(committed_db, law):
    """A client and an insurer of the law firm, committed."""
    with law.scope():
        return (
            client_add(actor=law.attorney, name="Ada Quill"),
            insurer_add(actor=law.attorney, name="Northfield Mutual"),
        )


def test_cases_opened_at_once_get_numbers_one_after_the_other(law, parts):
    made = at_once(law, *[lambda: open_case(law.attorney, *parts)] * 4)
    year = today(law.attorney.time_zone).year
    assert sorted(case.number for case in made) == [f"{year}-{count:04}" for count in range(1, 5)]


def test_two_firms_count_on_their_own(law, adjusters, parts):
    with adjusters.scope():
        theirs = (
            client_add(actor=adjusters.attorney, name="Bo Lark"),
            insurer_add(actor=adjusters.attorney, name="Northfield Mutual"),
        )
        first = open_case(adjusters.attorney, *theirs)
    with law.scope():
        assert open_case(law.attorney, *parts).number.endswith("-0001")
    assert first.number.endswith("-0001")


def test_of_two_cases_with_one_number_of_one_s_own_the_second_is_refused(law, parts):
    made = at_once(law, *[lambda: open_case(law.attorney, *parts, number="Quill")] * 2)
    assert {type(outcome) for outcome in made} == {Case, Conflict}
    with law.scope():
        assert Case.objects.count() == 1


def test_of_two_changes_made_against_one_version_one_is_refused(law, parts):
    with law.scope():
        case = open_case(law.attorney, *parts)
    outcomes = at_once(
        law,
        lambda: case_move(actor=law.attorney, case_id=case.id, version=1, to="open"),
        lambda: case_change(actor=law.attorney, case_id=case.id, version=1, title="Renamed"),
    )
    assert {type(outcome) for outcome in outcomes} == {Case, PreconditionFailed}
    with law.scope():
        after = Case.objects.get()
    assert after.version == 2
    assert (after.status == "open") != (after.title == "Renamed")


def test_of_two_corrections_of_one_event_the_second_is_refused(law, parts):
    with law.scope():
        case = open_case(law.attorney, *parts)
        wrong = event_record(actor=law.attorney, case_id=case.id, kind="denial_received", on=LOSS)

    def correct() -> Event:
        return event_record(
            actor=law.attorney, case_id=case.id, kind="denial_received", on=LOSS, corrects_id=wrong.id
        )

    assert {type(outcome) for outcome in at_once(law, correct, correct)} == {Event, Conflict}
    with law.scope():
        assert Event.objects.filter(withdrawn=False).count() == 1


def test_items_claimed_at_once_get_numbers_and_a_step_is_taken_once(parts, law):
    with law.scope():
        case = open_case(law.attorney, *parts, line_of_business="auto_third_party", plan_type="personal")
        told: Any = {"why": "As agreed", "amount": {"amount": "100.00", "currency": "USD"}}
        of: dict[str, Any] = {"actor": law.attorney, "case_id": case.id, "head": "other", "details": told}
    made = at_once(law, *(lambda n=n: damage_claim(title=f"Item {n}", **of) for n in range(3)))
    assert sorted(item.number for item in made) == [1, 2, 3]
    owed: dict[str, Any] = {"actor": law.attorney, "damage_id": made[0].id, "version": 1}
    steps = at_once(law, *(lambda n=n: damage_approve(amount=Decimal(n), **owed) for n in (70, 80)))
    assert [type(step) for step in steps].count(PreconditionFailed) == 1
    with law.scope():
        assert damage_list().get(id=made[0].id).approved in (70, 80)
