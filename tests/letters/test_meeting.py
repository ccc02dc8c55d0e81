"""A deadline that a dispatch met: the right letter, of the same case, with the proof that the rule asks for."""

from collections.abc import Iterator

import pytest

from claimback.kernel.clock import now, today
from claimback.kernel.errors import Conflict, Invalid
from deadlines.models import Deadline
from deadlines.selectors import deadline_list
from deadlines.services.dates import deadline_add
from deadlines.services.deadlines import ProofTooWeak
from letters.models import Dispatch
from letters.services.dispatches import dispatch_deliver, dispatch_return
from letters.services.meeting import deadline_meet_by_dispatch
from tests.firms import TestFirm
from tests.letters.matter import ZONE, Matter, open_matter, store_pdf


@pytest.fixture
def desk(matter: Matter, law: TestFirm) -> Iterator[Matter]:
    """The matter with its firm's scope open."""
    with law.scope():
        yield matter


def appeal_of(matter: Matter) -> Deadline:
    rows = deadline_list().filter(case_id=matter.case.id, duty_of="ours", satisfied_by="received")
    found = rows.filter(satisfied_events__contains=["appeal_received"]).first()
    assert found is not None
    return found


def meet(matter: Matter, row: Deadline, dispatch: Dispatch) -> Deadline:
    return deadline_meet_by_dispatch(
        actor=matter.firm.staff, deadline_id=row.id, version=None, dispatch_id=dispatch.id
    )


def test_where_receipt_is_asked_for_sending_is_not_enough(desk: Matter):
    dispatch, row = desk.sent(), appeal_of(desk)
    with pytest.raises(ProofTooWeak, match="shows sent"):
        meet(desk, row, dispatch)
    staff = desk.firm.staff
    dispatch = dispatch_deliver(
        actor=staff, dispatch_id=dispatch.id, version=None, delivered_at=now(), proof_grade="delivered"
    )
    assert appeal_of(desk).state == "met"  # by the event that the delivery made
    deadline_list().filter(id=row.id).update(state="open", met_event=None, met_on=None)
    met = meet(desk, row, dispatch)
    assert (met.state, met.met_on, met.met_proof, met.met_entry_id) == (
        "met",
        today(ZONE),
        "delivered",
        dispatch.correspondence_id,
    )
    assert "9407 1118 9876" in met.met_entry.body


def test_a_date_that_no_rule_gives_is_met_by_what_was_sent(desk: Matter, api):
    firm, case = desk.firm, desk.case
    paper = store_pdf(firm, case, "denial.pdf", "other", "Order")
    row = deadline_add(
        actor=firm.attorney, case_id=case.id, act="file the brief", due_on=today(ZONE), source="The order",
        document_id=paper.id,
    )  # fmt: skip
    dispatch = desk.sent("claim_file_request")
    with pytest.raises(Invalid, match="means claim_file_requested"):
        meet(desk, appeal_of(desk), dispatch)
    with pytest.raises(Invalid) as refused:
        meet(open_matter(firm), appeal_of(open_matter(firm)), dispatch)
    assert refused.value.errors[0].pointer == "/dispatch_id"
    client = api(firm, "case_staff")
    answer = client.post(
        f"deadlines/{row.id}/meet-by-dispatch", {"dispatch_id": str(dispatch.id)}, HTTP_IF_MATCH='"1"'
    )
    assert (answer.status_code, answer.json()["state"], answer.json()["met_proof"]) == (200, "met", "sent")


def test_what_came_back_met_nothing(desk: Matter):
    dispatch = desk.sent()
    dispatch_return(actor=desk.firm.staff, dispatch_id=dispatch.id, version=None, reason="Refused")
    with pytest.raises(Conflict, match="came back"):
        meet(desk, appeal_of(desk), dispatch)
