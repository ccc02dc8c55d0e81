"""What members do with deadlines, and who may."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from cases.models import Event
from cases.selectors import event_list
from cases.services.cases import case_change
from claimback.kernel.errors import Forbidden, IllegalTransition, Invalid, NotFound, PreconditionFailed
from claimback.kernel.ids import new_id
from claimback.tenancy.models import Membership
from deadlines.models import Deadline
from deadlines.selectors import deadline_list, event_rows
from deadlines.services.deadlines import ProofTooWeak, deadline_meet, deadline_void, deadline_waive
from deadlines.services.docket import docket_recompute
from deadlines.tasks import event_came_true, settle_past, sweep_missed
from tests.deadlines.matter import ZONE, Matter, ago, open_matter

APPEAL = "erisa-health-first-appeal"
EXTERNAL = "aca-external-review-request"


@pytest.fixture
def appeal(matter: Matter) -> Deadline:
    """The open deadline of the internal appeal."""
    matter.record("denial_received", ago(40))
    return matter.row(APPEAL)


@pytest.fixture
def weak(matter: Matter, appeal: Deadline) -> Deadline:
    """The same, with an appeal of which only the sending is proven."""
    matter.record("appeal_received", ago(5), "accepted_by_carrier")
    return matter.row(APPEAL)


def test_meeting_with_proof_of_sending_is_refused(matter: Matter, weak: Deadline):
    event = weak.case.events.get(kind="appeal_received")
    with pytest.raises(ProofTooWeak, match="proof shows accepted by carrier"):
        deadline_meet(
            actor=matter.firm.attorney, deadline_id=weak.id, version=weak.version, event_id=event.id
        )
    assert matter.row(APPEAL).version == weak.version


def test_meeting_by_an_event_ends_the_reminders(matter: Matter):
    matter.record("denial_received", ago(90))
    matter.record("appeal_received", ago(70), "delivered")
    matter.record("final_denial_received", ago(10))
    row = matter.row(EXTERNAL)
    matter.record("external_review_requested", ago(3), "delivered")
    met = matter.row(EXTERNAL)
    assert (row.state, met.state, met.met_on) == ("unknown", "met", ago(3))
    assert {alert.state for alert in matter.alerts(met)} == {"void"}


def test_a_member_meets_a_deadline_with_an_event(matter: Matter, appeal: Deadline):
    received = matter.record("appeal_received", ago(5), "delivered")
    met = matter.row(APPEAL)
    with pytest.raises(IllegalTransition):
        deadline_meet(actor=matter.firm.staff, deadline_id=met.id, version=None, event_id=received.id)
    # As an open one stands that the docket could not match by itself.
    deadline_list().filter(id=met.id).update(state="open", met_event=None, met_on=None)
    row = deadline_meet(
        actor=matter.firm.staff, deadline_id=met.id, version=met.version, event_id=received.id
    )
    assert (row.state, row.met_event_id, row.met_on) == ("met", received.id, ago(5))
    assert row.closed_by_id == matter.firm.staff.member_id
    docket_recompute(case_id=matter.case.id)
    assert matter.row(APPEAL).version == row.version


def test_an_event_before_the_clock_started_meets_nothing(matter: Matter, appeal: Deadline):
    early = Event.objects.create(
        case=matter.case, kind="appeal_received", on=ago(60), time_zone=ZONE, proof_grade="delivered"
    )
    with pytest.raises(Invalid, match="before the clock started"):
        deadline_meet(actor=matter.firm.staff, deadline_id=appeal.id, version=None, event_id=early.id)


@pytest.mark.parametrize("kind", ["other_kind", "other_case", "absent"])
def test_an_event_that_cannot_meet_it_is_refused_by_field(matter: Matter, appeal: Deadline, kind: str):
    with_other = open_matter(matter.firm)
    events = {
        "other_kind": event_rows(matter.case.id).get(kind="denial_received").id,
        "other_case": with_other.record("appeal_received", ago(1), "delivered").id,
        "absent": new_id(),
    }
    with pytest.raises(Invalid) as refused:
        deadline_meet(actor=matter.firm.attorney, deadline_id=appeal.id, version=None, event_id=events[kind])
    assert refused.value.errors[0].pointer == "/event_id"
    assert matter.row(APPEAL).state == "open"


@pytest.mark.parametrize(("act", "state"), [(deadline_waive, "waived"), (deadline_void, "void")])
def test_giving_a_deadline_up_is_final_for_the_docket(
    matter: Matter, appeal: Deadline, act: Callable[..., Deadline], state: str
):
    attorney = matter.firm.attorney
    row = act(actor=attorney, deadline_id=appeal.id, version=appeal.version, reason="The client settled.")
    assert (row.state, row.closed_reason, row.closed_by_id) == (
        state,
        "The client settled.",
        attorney.member_id,
    )
    assert {alert.state for alert in matter.alerts(row)} == {"void"}
    docket_recompute(case_id=matter.case.id)
    assert [(r.state, r.version) for r in matter.rows(APPEAL)] == [(state, row.version)]
    ahead = deadline_list().filter(duty_of="ours", state__in=["open", "unknown"])
    assert matter.next_deadline_on() == min(r.sort_on for r in ahead)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 301])
def test_a_reason_is_asked_for(matter: Matter, appeal: Deadline, reason: str):
    with pytest.raises(Invalid) as refused:
        deadline_waive(actor=matter.firm.attorney, deadline_id=appeal.id, version=None, reason=reason)
    assert refused.value.errors[0].pointer == "/reason"


def test_who_may_not_does_not(matter: Matter, appeal: Deadline):
    firm, before = matter.firm, matter.versions()
    for act, actor in [
        (deadline_waive, firm.staff),
        (deadline_void, firm.staff),
        (deadline_waive, firm.viewer),
    ]:
        with pytest.raises(Forbidden):
            act(actor=actor, deadline_id=appeal.id, version=None, reason="Because.")
    with pytest.raises(Forbidden):
        deadline_meet(actor=firm.viewer, deadline_id=appeal.id, version=None, event_id=new_id())
    assert matter.versions() == before


def test_a_stale_version_and_an_absent_deadline_are_refused(matter: Matter, appeal: Deadline):
    attorney = matter.firm.attorney
    with pytest.raises(PreconditionFailed):
        deadline_waive(actor=attorney, deadline_id=appeal.id, version=appeal.version + 1, reason="No.")
    with pytest.raises(NotFound):
        deadline_waive(actor=attorney, deadline_id=new_id(), version=1, reason="No.")


def test_reminders_go_to_the_lead_or_else_to_the_owners(matter: Matter, appeal: Deadline):
    firm = matter.firm
    assert {alert.member_id for alert in matter.alerts(appeal)} == {firm.attorney.member_id}
    assert [alert.step for alert in matter.alerts(appeal)] == [30, 14, 7, 3, 1, 0, -1]
    Membership.objects.get(id=firm.attorney.member_id).change(ended_at=appeal.created_at)
    docket_recompute(case_id=matter.case.id)
    alerts = matter.alerts(appeal)
    assert {a.member_id for a in alerts if a.state == "void"} == {firm.attorney.member_id}
    assert {a.member_id for a in alerts if a.state == "planned"} == {firm.owner.member_id}
    Membership.objects.get(id=firm.attorney.member_id).change(ended_at=None)
    docket_recompute(case_id=matter.case.id)
    back = [a for a in matter.alerts(appeal) if a.state == "planned"]
    assert {a.member_id for a in back} == {firm.attorney.member_id}
    assert len(back) == 7


def test_another_kind_of_claim_is_under_another_rule(matter: Matter, appeal: Deadline):
    matter.record("appeal_received", ago(20), "delivered")
    case_change(actor=matter.firm.attorney, case_id=matter.case.id, version=None, claim_kind="post_service")
    assert matter.row("erisa-preservice-appeal-decision-one-level").has_proposal
    assert matter.row("erisa-postservice-appeal-decision-one-level").due_on == ago(20) + timedelta(days=60)


def test_the_sweep_finds_open_deadlines_whose_day_is_over(matter: Matter, monkeypatch):
    matter.record("denial_received", ago(90))
    matter.record("appeal_received", ago(40), "delivered")
    row = matter.row("erisa-preservice-appeal-decision-one-level")
    assert row.state == "missed"
    deadline_list().filter(id=row.id).update(state="open")
    handed_out: list[tuple[str, str]] = []
    monkeypatch.setattr(settle_past, "apply_async", handed_out.append)
    sweep_missed()
    assert handed_out == [(str(matter.firm.id), str(row.id))]
    settle_past(*handed_out[0])
    assert matter.row("erisa-preservice-appeal-decision-one-level").state == "missed"
    handed_out.clear()
    sweep_missed()
    assert handed_out == []


def test_a_planned_event_is_looked_at_again_when_its_day_has_come(matter: Matter, monkeypatch):
    planned = matter.record("approved_treatment_ended", ago(-20))
    handed_out: list[tuple[str, str]] = []
    monkeypatch.setattr(event_came_true, "apply_async", handed_out.append)
    sweep_missed()
    assert handed_out == []
    event_list().filter(id=planned.id).update(on=ago(0), created_at=planned.created_at - timedelta(days=20))
    sweep_missed()
    assert handed_out == [(str(matter.firm.id), str(planned.id))]
    event_came_true(*handed_out[0])
