"""Dates that members answer for: a second person confirms, paper moves, a licence waives."""

from datetime import timedelta
from uuid import UUID

import pytest

from cases.services.documents import document_add
from claimback.kernel.errors import Conflict, Forbidden, Invalid
from claimback.kernel.ids import new_id
from claimback.tenancy.models import Licence
from claimback.tenancy.services.licences import LicenceRequired
from deadlines.models import Deadline
from deadlines.selectors import date_change_list, proposal_list
from deadlines.services.dates import (
    deadline_add,
    deadline_confirm,
    deadline_extend,
    deadline_override,
    deadline_toll,
)
from deadlines.services.deadlines import ProofTooWeak, deadline_meet, deadline_waive
from deadlines.services.docket import docket_recompute
from deadlines.services.proposals import proposal_accept
from deadlines.services.second_person import SamePerson
from tests.cases.papers import file_row
from tests.deadlines.matter import Matter, ago, open_matter

APPEAL = "erisa-health-first-appeal"
PERIOD = timedelta(days=180)


@pytest.fixture
def paper(matter: Matter) -> UUID:
    """A paper of the case."""
    return stored(matter)


def stored(matter: Matter) -> UUID:
    actor = matter.firm.attorney
    row = document_add(
        actor=actor, case_id=matter.case.id, file_id=file_row(actor).id, title="Letter", kind="other"
    )
    return row.id


@pytest.fixture
def appeal(matter: Matter) -> Deadline:
    """The open deadline of the internal appeal."""
    matter.record("denial_received", ago(40))
    return matter.row(APPEAL)


def test_a_critical_date_is_confirmed_by_another_person(matter: Matter):
    firm = matter.firm
    with firm.scope(firm.attorney):
        event = matter.record("denial_received", ago(40))
        row = matter.row(APPEAL)
        assert (row.entered_by_id, row.confirmed_at) == (firm.attorney.member_id, None)
        with pytest.raises(SamePerson):
            deadline_confirm(actor=firm.attorney, deadline_id=row.id, version=None)
        with pytest.raises(Forbidden):
            deadline_confirm(actor=firm.viewer, deadline_id=row.id, version=None)
        done = deadline_confirm(actor=firm.staff, deadline_id=row.id, version=row.version)
        assert (done.confirmed_by_id, bool(done.confirmed_at)) == (firm.staff.member_id, True)
        with pytest.raises(Conflict, match="confirmed already"):
            deadline_confirm(actor=firm.staff, deadline_id=row.id, version=None)
        matter.record("denial_received", ago(41), corrects_id=event.id)
        asked = proposal_list().get(deadline_id=row.id, state="proposed")
        proposal_accept(actor=firm.attorney, proposal_id=asked.id, version=None)
        assert matter.row(APPEAL).confirmed_at is None  # it was another date


def test_an_overridden_date_is_never_moved_by_the_clock(matter: Matter, appeal: Deadline, paper: UUID):
    actor = matter.firm.attorney
    on = ago(40) + timedelta(days=90)
    deadline_override(
        actor=actor,
        deadline_id=appeal.id,
        version=appeal.version,
        on=on,
        reason="The letter says 90 days.",
        document_id=paper,
    )
    row = matter.row(APPEAL)
    assert (row.due_on, row.sort_on, row.dated_by) == (on, on, "override")
    assert row.working[-1]["step"] == "override"
    assert "The letter says 90 days." in row.working[-1]["why"]
    docket_recompute(case_id=matter.case.id)
    assert (matter.row(APPEAL).version, matter.row(APPEAL).has_proposal) == (row.version, False)
    event = matter.case.events.get()
    matter.record("denial_received", ago(30), corrects_id=event.id)
    row = matter.row(APPEAL)
    assert (row.due_on, row.has_proposal) == (on, True)
    change = date_change_list().get()
    assert (change.old_due_on, change.new_due_on, change.set_by_id) == (ago(40) + PERIOD, on, actor.member_id)


def test_time_that_was_granted_moves_the_date(matter: Matter, appeal: Deadline, paper: UUID):
    actor = matter.firm.staff
    shared = {"granted_by": "The plan's counsel", "reason": "By agreement", "document_id": paper}
    until = ago(40) + PERIOD + timedelta(days=30)
    deadline_extend(actor=actor, deadline_id=appeal.id, version=None, until=until, **shared)  # type: ignore[arg-type]
    row = deadline_toll(
        actor=actor,
        deadline_id=appeal.id,
        version=None,
        stopped_on=ago(10),
        resumed_on=ago(0),
        **shared,  # type: ignore[arg-type]
    )
    assert (row.due_on, row.dated_by) == (until + timedelta(days=10), "tolling")
    assert [step["step"] for step in row.working[-2:]] == ["extension", "tolling"]
    assert {alert.due_at.date() for alert in matter.alerts(row) if alert.state == "planned"}


@pytest.mark.parametrize(
    ("act", "values", "field"),
    [
        (deadline_override, {"on": ago(-5), "reason": " "}, "/reason"),
        (deadline_override, {"on": ago(-5), "reason": "x", "document_id": new_id()}, "/document_id"),
        (deadline_override, {"on": ago(-99999), "reason": "x"}, "/on"),
        (deadline_extend, {"until": ago(39), "granted_by": "x", "reason": "x"}, "/until"),
        (deadline_extend, {"until": ago(-500), "granted_by": " ", "reason": "x"}, "/granted_by"),
        (
            deadline_toll,
            {"stopped_on": ago(5), "resumed_on": ago(5), "granted_by": "x", "reason": "x"},
            "/resumed_on",
        ),
        (
            deadline_toll,
            {"stopped_on": ago(-500), "resumed_on": ago(-600), "granted_by": "x", "reason": "x"},
            "/stopped_on",
        ),
    ],
)
def test_bad_input_is_refused_by_field(matter: Matter, appeal: Deadline, paper: UUID, act, values, field):
    with pytest.raises(Invalid) as refused:
        act(
            actor=matter.firm.staff,
            deadline_id=appeal.id,
            version=None,
            **{"document_id": paper} | values,
        )
    assert refused.value.errors[0].pointer == field
    assert matter.row(APPEAL).version == appeal.version


def test_a_date_that_no_rule_gives_lives_and_ends_like_the_others(matter: Matter, paper: UUID):
    actor = matter.firm.staff
    shared = {"case_id": matter.case.id, "act": "file the brief", "document_id": paper}
    with pytest.raises(Invalid) as refused:
        deadline_add(actor=actor, due_on=ago(-9), source=" ", **shared)  # type: ignore[arg-type]
    assert refused.value.errors[0].pointer == "/source"
    row = deadline_add(actor=actor, due_on=ago(-9), source="Order of the court", **shared)  # type: ignore[arg-type]
    late = deadline_add(actor=actor, due_on=ago(9), source="Order of the court", **shared)  # type: ignore[arg-type]
    assert (row.state, row.importance, row.dated_by, late.state) == ("open", "critical", "manual", "missed")
    assert matter.alerts(row)
    matter.record("denial_received", ago(40))
    docket_recompute(case_id=matter.case.id)
    row.refresh_from_db()
    assert (row.state, row.due_on) == ("open", ago(-9))
    assert matter.next_deadline_on() == ago(-9)
    met = deadline_meet(
        actor=matter.firm.attorney,
        deadline_id=row.id,
        version=None,
        document_id=paper,
        on=ago(0),
        proof_grade="delivered",
    )
    assert (met.state, met.met_document_id, met.met_on, met.met_proof) == ("met", paper, ago(0), "delivered")


def test_a_paper_that_meets_a_deadline_must_prove_as_much_as_the_rule_asks(
    matter: Matter, appeal: Deadline, paper: UUID
):
    act = {"actor": matter.firm.staff, "deadline_id": appeal.id, "version": None, "document_id": paper}
    with pytest.raises(ProofTooWeak):
        deadline_meet(**act, on=ago(1), proof_grade="sent")  # type: ignore[arg-type]
    for values, field in [
        ({"on": ago(-1)}, "/on"),
        ({"on": ago(99)}, "/on"),
        ({}, "/on"),
        ({"on": ago(1), "proof_grade": "a hunch"}, "/proof_grade"),
        ({"on": ago(1), "event_id": new_id()}, "/event_id"),
    ]:
        with pytest.raises(Invalid) as refused:
            deadline_meet(**act, **values)  # type: ignore[arg-type]
        assert refused.value.errors[0].pointer == field
    deadline_meet(**act, on=ago(1), proof_grade="signed_for")  # type: ignore[arg-type]
    assert matter.row(APPEAL).state == "met"
    docket_recompute(case_id=matter.case.id)
    assert matter.row(APPEAL).state == "met"


def test_a_waiver_is_under_a_licence(matter: Matter, appeal: Deadline):
    attorney = matter.firm.attorney
    row = deadline_waive(actor=attorney, deadline_id=appeal.id, version=None, reason="The client settled.")
    assert row.closed_under is not None
    assert row.closed_under.member_id == attorney.member_id
    other = open_matter(matter.firm)
    other.record("denial_received", ago(40))
    Licence.objects.filter(member_id=attorney.member_id).update(ended_on=ago(1))
    with pytest.raises(LicenceRequired):
        deadline_waive(actor=attorney, deadline_id=other.row(APPEAL).id, version=None, reason="Because.")
    assert other.row(APPEAL).state == "open"


def test_dates_over_http(db, api, law):
    with law.scope():
        matter = open_matter(law)
        matter.record("denial_received", ago(40))
        paper = str(stored(matter))
    staff, attorney = api(law, "case_staff"), api(law, "attorney")
    body = {
        "case_id": str(matter.case.id),
        "act": "file the brief",
        "due_on": ago(-30).isoformat(),
        "source": "Order of the court",
        "document_id": paper,
    }
    made = staff.post("deadlines", body)
    assert (made.status_code, made.json()["rule"], made.json()["importance"]) == (201, "", "critical")
    path = f"deadlines/{made.json()['id']}"
    own = staff.post(f"{path}/confirm", {}, HTTP_IF_MATCH=made["ETag"])
    assert (own.status_code, own.json()["code"]) == (409, "same_person")
    assert attorney.post(f"{path}/confirm", {}, HTTP_IF_MATCH=made["ETag"]).status_code == 200
    confirmed = staff.get("deadlines", {"confirmed": "true"}).json()["results"]
    assert [row["id"] for row in confirmed] == [made.json()["id"]]
    rest = staff.get("deadlines", {"confirmed": "false", "importance": "critical"}).json()["results"]
    assert rest
    assert made.json()["id"] not in {row["id"] for row in rest}
    grant = {"until": ago(-60).isoformat(), "granted_by": "The court", "reason": "On motion"}
    version = attorney.get(path)["ETag"]
    moved = staff.post(f"{path}/extend", grant | {"document_id": paper}, HTTP_IF_MATCH=version)
    assert (moved.json()["due_on"], moved.json()["confirmed_at"]) == (grant["until"], None)
    (change,) = staff.get("date-changes", {"deadline_id": made.json()["id"]}).json()["results"]
    assert (change["kind"], change["granted_by"]) == ("extension", "The court")
