"""A date that moves is proposed, decided on by a member, and until then the earlier one governs."""

from datetime import timedelta

import pytest

from cases.services.events import event_withdraw
from claimback.kernel.errors import Forbidden, IllegalTransition, Invalid, PreconditionFailed
from claimback.kernel.ids import new_id
from deadlines.clock.events import FactsError
from deadlines.models import DeadlineProposal
from deadlines.selectors import deadline_list, proposal_list
from deadlines.services.docket import docket_recompute
from deadlines.services.facts import fact_change, fact_state
from deadlines.services.proposals import proposal_accept, proposal_decline
from deadlines.services.uncomputed import CANNOT_COMPUTE
from tests.deadlines.matter import Matter, ago, open_matter

APPEAL = "erisa-health-first-appeal"
PERIOD = timedelta(days=180)


def proposals(matter: Matter, state: str = "proposed") -> list[DeadlineProposal]:
    return list(proposal_list().filter(case_id=matter.case.id, state=state).order_by("created_at", "id"))


@pytest.fixture
def moved(matter: Matter) -> DeadlineProposal:
    """An appeal whose denial turned out to have come ten days earlier."""
    wrong = matter.record("denial_received", ago(10))
    matter.record("denial_received", ago(20), corrects_id=wrong.id)
    (proposal,) = [p for p in proposals(matter) if p.deadline.rule == APPEAL]
    return proposal


def test_a_correction_is_proposed_with_both_workings(matter: Matter, moved: DeadlineProposal):
    row = matter.row(APPEAL)
    assert (row.state, row.due_on, row.has_proposal) == ("open", ago(10) + PERIOD, True)
    assert (moved.old_due_on, moved.new_due_on) == (ago(10) + PERIOD, ago(20) + PERIOD)
    assert moved.old_working == row.working != moved.new_working
    assert moved.cause == "event"
    assert f"{ago(10)} was corrected to {ago(20)}" in moved.reason
    # Silence loses no date: reminders and lists go by the earlier one.
    assert row.safe_on is not None
    assert row.sort_on == moved.new_safe_on
    assert row.sort_on < row.safe_on
    before = matter.versions()
    docket_recompute(case_id=matter.case.id)
    assert matter.versions() == before
    assert len(proposal_list()) == len(proposals(matter))


def test_an_accepted_date_comes_with_its_working(matter: Matter, moved: DeadlineProposal):
    actor = matter.firm.staff
    done = proposal_accept(actor=actor, proposal_id=moved.id, version=moved.version)
    row = matter.row(APPEAL)
    assert (done.state, done.decided_by_id) == ("accepted", actor.member_id)
    assert (row.due_on, row.working, row.has_proposal) == (moved.new_due_on, moved.new_working, False)
    assert row.trigger_event.on == ago(20)
    with pytest.raises(IllegalTransition):
        proposal_accept(actor=actor, proposal_id=moved.id, version=None)
    before = matter.versions()
    docket_recompute(case_id=matter.case.id)
    assert matter.versions() == before


def test_a_declined_date_is_not_proposed_again_until_the_clock_says_another(
    matter: Matter, moved: DeadlineProposal
):
    with pytest.raises(Invalid):
        proposal_decline(actor=matter.firm.staff, proposal_id=moved.id, version=None, reason=" ")
    proposal_decline(
        actor=matter.firm.staff, proposal_id=moved.id, version=None, reason="The first date was right."
    )
    row = matter.row(APPEAL)
    assert (row.due_on, row.sort_on, row.has_proposal) == (ago(10) + PERIOD, row.safe_on, False)
    docket_recompute(case_id=matter.case.id)
    assert [p for p in proposals(matter) if p.deadline_id == row.id] == []
    event = matter.case.events.get(withdrawn=False)
    matter.record("denial_received", ago(25), corrects_id=event.id)
    (again,) = [p for p in proposals(matter) if p.deadline_id == row.id]
    assert again.new_due_on == ago(25) + PERIOD


def test_yet_another_answer_overtakes_what_was_proposed(matter: Matter, moved: DeadlineProposal):
    event = matter.case.events.get(withdrawn=False)
    matter.record("denial_received", ago(10), corrects_id=event.id)
    moved.refresh_from_db()
    assert moved.state == "overtaken"
    row = matter.row(APPEAL)
    assert (row.due_on, row.has_proposal) == (ago(10) + PERIOD, False)


def test_a_clock_whose_start_was_withdrawn_ends_when_a_member_says_so(matter: Matter):
    event = matter.record("denial_received", ago(10))
    event_withdraw(actor=matter.firm.attorney, event_id=event.id, version=None, reason="Another case's.")
    row = matter.row(APPEAL)
    assert (row.state, row.has_proposal) == ("open", True)
    (asked,) = [p for p in proposals(matter) if p.deadline_id == row.id]
    assert (asked.kind, asked.new_due_on) == ("close", None)
    assert "withdrawn. Another case's." in asked.reason
    proposal_accept(actor=matter.firm.staff, proposal_id=asked.id, version=None)
    row = matter.row(APPEAL)
    assert (row.state, row.has_proposal) == ("superseded", False)
    assert {alert.state for alert in matter.alerts(row)} == {"void"}


def test_a_fact_that_was_corrected_says_from_what_to_what(matter: Matter):
    matter.record("denial_received", ago(60))
    matter.record("appeal_received", ago(40), "delivered")
    matter.record("final_denial_received", ago(5))
    actor = matter.firm.attorney
    fact = fact_state(
        actor=actor, case_id=matter.case.id, name="external_review_scope", value="medical_judgment"
    )
    row = matter.row("aca-external-review-request")
    assert row.state == "open"
    fact_change(actor=actor, fact_id=fact.id, version=None, value="none")
    (asked,) = [p for p in proposals(matter) if p.deadline_id == row.id]
    assert (asked.cause, asked.kind) == ("fact", "close")
    assert asked.reason.startswith("External review scope: medical_judgment became none.")


def test_who_may_not_decide_changes_nothing(matter: Matter, moved: DeadlineProposal):
    before = matter.versions()
    for act in (proposal_accept, proposal_decline):
        more = {"reason": "No."} if act is proposal_decline else {}
        with pytest.raises(Forbidden):
            act(actor=matter.firm.viewer, proposal_id=moved.id, version=None, **more)
        with pytest.raises(PreconditionFailed):
            act(actor=matter.firm.staff, proposal_id=moved.id, version=9, **more)
    assert matter.versions() == before


def test_the_end_of_a_deadline_is_the_end_of_what_was_proposed_for_it(
    matter: Matter, moved: DeadlineProposal
):
    matter.record("appeal_received", ago(2), "delivered")
    row = matter.row(APPEAL)
    moved.refresh_from_db()
    assert (row.state, row.has_proposal, moved.state) == ("met", False, "overtaken")


def test_decided_row_by_row_over_http(db, api, law):
    with law.scope():
        matter = open_matter(law)
        wrong = matter.record("denial_received", ago(10))
        matter.record("denial_received", ago(20), corrects_id=wrong.id)
    client = api(law, "case_staff")
    rows = client.get("deadline-proposals", {"state": "proposed", "case_id": str(matter.case.id)}).json()[
        "results"
    ]
    assert len(rows) > 1
    assert client.get("deadlines", {"has_proposal": "true"}).json()["results"]
    first, second = rows[0], rows[1]
    decisions = [
        {"proposal_id": first["id"], "decision": "accept", "version": first["version"]},
        {"proposal_id": second["id"], "decision": "decline", "version": second["version"]},
        {"proposal_id": str(new_id()), "decision": "accept", "version": 1},
    ]
    results = client.post("deadline-proposals/decide", {"decisions": decisions}).json()["results"]
    assert [(row["done"], row["status"], row["code"]) for row in results] == [
        (True, 200, ""),
        (False, 400, "invalid"),
        (False, 404, "not_found"),
    ]
    one = client.get(f"deadline-proposals/{first['id']}").json()
    assert (one["state"], bool(one["new_working"])) == ("accepted", True)
    with law.scope():
        assert deadline_list().get(id=second["deadline_id"]).has_proposal


def test_what_cannot_be_computed_is_a_row_that_says_why(matter: Matter, monkeypatch):
    matter.record("denial_received", ago(10))
    before = matter.row(APPEAL)

    def refuse(*_: object, **__: object) -> None:
        raise FactsError("unknown_plan", "no plan type is given", "/plan_type")

    with monkeypatch.context() as broken:
        broken.setattr("deadlines.selectors.answer", refuse)
        refusal = docket_recompute(case_id=matter.case.id).refusal
        row = matter.row(CANNOT_COMPUTE)
        assert refusal == "No plan type is given."
        assert (row.state, row.condition) == ("unknown", "can't compute: No plan type is given.")
        assert (row.needs, row.importance, row.sort_on) == (["plan_type"], "critical", ago(0))
        assert matter.alerts(row)
        # Recording goes on; the dates that stand are kept, and nothing is said twice.
        matter.record("appeal_received", ago(1), "delivered")
        docket_recompute(case_id=matter.case.id)
        assert matter.row(CANNOT_COMPUTE).version == row.version
        assert matter.row(APPEAL).version == before.version
    docket_recompute(case_id=matter.case.id)
    assert matter.row(CANNOT_COMPUTE).state == "superseded"
    assert matter.row(APPEAL).state == "met"
