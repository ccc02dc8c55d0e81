"""Opening, changing and moving cases, by their services."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from cases.events import CaseChanged, CaseClosing
from cases.models import Case
from cases.models.case import NO_DATE
from cases.services.cases import case_change, case_move
from cases.services.clients import client_add
from cases.services.events import event_record
from cases.services.policies import policy_add
from claimback.kernel.clock import today
from claimback.kernel.errors import (
    Conflict,
    Forbidden,
    IllegalTransition,
    Invalid,
    NotFound,
    PreconditionFailed,
)
from claimback.kernel.ids import new_id
from tests.cases.conftest import LOSS, open_case

TOMORROW = today("Pacific/Kiritimati") + timedelta(days=1)


def refused(field, call, *args, **kwargs):
    """The message of the refusal that names `field`, which is all that the call leaves behind."""
    before = list(Case.objects.order_by("id").values())
    with pytest.raises(Invalid) as caught:
        call(*args, **kwargs)
    assert [error.pointer for error in caught.value.errors] == [f"/{field}"]
    assert list(Case.objects.order_by("id").values()) == before
    return caught.value.errors[0].detail


def test_a_case_begins_at_intake_with_the_next_number_and_its_jurisdiction_s_zone(opened, in_law):
    first, second = opened(), opened(jurisdiction="AZ")
    year = today(in_law.attorney.time_zone).year
    assert (first.number, second.number) == (f"{year}-0001", f"{year}-0002")
    assert (first.status, first.time_zone, second.time_zone) == (
        "intake",
        "America/Chicago",
        "America/Phoenix",
    )
    assert (first.opened_on, first.next_deadline_on) == (today("America/Chicago"), NO_DATE)


def test_federal_law_has_no_zone_so_the_client_s_is_taken(opened):
    assert opened(jurisdiction="US").time_zone == "America/Denver"
    assert opened(jurisdiction="US", time_zone="America/Boise").time_zone == "America/Boise"


@pytest.mark.parametrize(
    ("values", "field", "remedy"),
    [
        ({"plan_type": ""}, "plan_type", "Give one of: erisa_self_funded"),
        ({"plan_type": "", "line_of_business": "disability"}, "plan_type", "Give one of: erisa_self_funded"),
        ({"plan_type": "nfip"}, "plan_type", "not a plan type of the line health"),
        ({"line_of_business": "property"}, "plan_type", "Give one of: personal"),
        ({"line_of_business": "pets"}, "line_of_business", "pets"),
        ({"jurisdiction": "US-TX"}, "jurisdiction", "postal code, such as TX"),
        ({"time_zone": "Texas"}, "time_zone", "America/Chicago"),
        ({"time_zone": "../../etc/passwd"}, "time_zone", "America/Chicago"),
        ({"loss_date": TOMORROW}, "loss_date", "in the future"),
        ({"loss_date": date(2, 1, 1)}, "loss_date", "Check the year"),
        ({"amount_disputed": Decimal(-1)}, "amount_disputed", "not negative"),
        ({"amount_claimed": Decimal(-1)}, "amount_claimed", "An amount claimed is not negative"),
        ({"currency": "usd"}, "currency", "such as USD"),
        ({"title": ""}, "title", "blank"),
        ({"title": "x" * 201}, "title", "200"),
        ({"claim_kind": "slow"}, "claim_kind", "slow"),
        ({"policy_id": new_id()}, "policy_id", "no such object"),
        ({"lead_id": new_id()}, "lead_id", "no such object"),
    ],
)
def test_a_case_that_cannot_be_is_refused_by_field_with_the_remedy(opened, values, field, remedy):
    assert remedy in refused(field, opened, **values)


def test_a_property_case_needs_no_plan_type(opened):
    assert opened(line_of_business="property", plan_type="").plan_type == ""
    assert opened(line_of_business="property", plan_type="commercial").plan_type == "commercial"


def test_the_policy_of_another_client_is_refused(in_law, opened, insured, insurer):
    other = client_add(actor=in_law.attorney, name="Bo Lark")
    policy = policy_add(
        actor=in_law.attorney,
        client_id=other.id,
        insurer_id=insurer.id,
        line_of_business="health",
        plan_type="erisa_insured",
        jurisdiction="TX",
    )
    assert "another client's" in refused("policy_id", opened, policy_id=policy.id)
    assert open_case(in_law.attorney, other, insurer, policy_id=policy.id).policy_id == policy.id


def test_a_number_of_one_s_own_is_kept_and_counting_goes_on_behind_it(opened, in_law):
    year = today(in_law.attorney.time_zone).year
    assert opened(number=f"{year}-0041").number == f"{year}-0041"
    assert opened().number == f"{year}-0042"
    assert opened(number="Quill v. Northfield").number == "Quill v. Northfield"
    with pytest.raises(Conflict, match="Choose another number"):
        opened(number="Quill v. Northfield")
    assert Case.objects.count() == 3


def test_a_change_of_what_clocks_read_is_published_once(in_law, opened, published):
    case = opened()
    case_change(actor=in_law.attorney, case_id=case.id, version=1, title="Renamed", plan_type="erisa_insured")
    assert published == []
    changed = case_change(actor=in_law.attorney, case_id=case.id, version=2, plan_type="erisa_self_funded")
    became = "Plan type: erisa_insured became erisa_self_funded."
    assert published == [CaseChanged(case.id, what=became)]
    assert (changed.title, changed.plan_type, changed.version) == ("Renamed", "erisa_self_funded", 3)


def test_a_new_jurisdiction_brings_its_zone_unless_one_is_given(in_law, opened):
    case = opened()
    moved = case_change(actor=in_law.attorney, case_id=case.id, version=None, jurisdiction="FL")
    assert moved.time_zone == "America/New_York"
    panhandle = {"jurisdiction": "FL", "time_zone": "America/Chicago"}
    moved = case_change(actor=in_law.attorney, case_id=case.id, version=None, **panhandle)
    assert moved.time_zone == "America/Chicago"


def test_a_loss_date_after_a_fact_of_the_case_is_refused(in_law, opened):
    case = opened()
    event_record(actor=in_law.attorney, case_id=case.id, kind="claim_submitted", on=LOSS + timedelta(days=2))
    late = {"case_id": case.id, "version": None, "loss_date": LOSS + timedelta(days=3)}
    assert "claim_submitted" in refused("loss_date", case_change, actor=in_law.attorney, **late)


def test_a_stale_change_and_an_absent_case_are_told_apart(in_law, opened):
    case = opened()
    with pytest.raises(PreconditionFailed):
        case_change(actor=in_law.attorney, case_id=case.id, version=9, title="x")
    with pytest.raises(NotFound):
        case_change(actor=in_law.attorney, case_id=new_id(), version=1, title="x")


def test_a_case_moves_along_its_edges(in_law, opened, published):
    case = opened()
    for to in ("open", "in_appeal", "in_external_review", "resolved"):
        case = case_move(actor=in_law.staff, case_id=case.id, version=case.version, to=to)
        assert case.status == to
    assert published == []
    with pytest.raises(IllegalTransition, match="Possible: closed, open"):
        case_move(actor=in_law.staff, case_id=case.id, version=case.version, to="intake")


def test_closing_and_reopening_take_a_licence_and_a_reason(in_law, opened, published):
    case = opened()
    close = {"case_id": case.id, "version": None, "to": "closed"}
    with pytest.raises(Forbidden, match=r"case\.close"):
        case_move(actor=in_law.staff, reason="Settled", **close)
    assert "why" in refused("reason", case_move, actor=in_law.attorney, **close)
    closed = case_move(actor=in_law.attorney, reason="Settled", **close)
    assert (closed.status, closed.status_reason) == ("closed", "Settled")
    again = {"case_id": case.id, "version": None, "to": "open"}
    with pytest.raises(Forbidden):
        case_move(actor=in_law.staff, reason="New evidence", **again)
    assert case_move(actor=in_law.owner, reason="New evidence", **again).status == "open"
    assert published == [CaseClosing(case.id), CaseChanged(case.id), CaseChanged(case.id)]


def test_a_case_is_deleted_only_when_nothing_is_due_and_comes_back(in_law, opened, api):
    case = opened()
    delete = {"actor": in_law.attorney, "case_id": case.id, "version": None, "to": "deleted"}
    assert "why" in refused("reason", case_move, **delete)
    case.change(next_deadline_on=date(2026, 12, 1))
    with pytest.raises(Conflict, match="due in this case by 2026-12-01") as held:
        case_move(**delete, reason="Opened twice")
    assert held.value.code == "open_deadlines"
    case.change(next_deadline_on=NO_DATE)
    assert case_move(**delete, reason="Opened twice").status == "deleted"
    client = api(in_law, "attorney")
    shown = {row["id"] for row in client.get("cases").json()["results"]}
    assert str(case.id) not in shown
    (row,) = client.get("cases?status=deleted").json()["results"]
    assert (row["id"], row["status"]) == (str(case.id), "deleted")
    assert case_move(**delete | {"to": "intake"}, reason="It was not").status == "intake"


def test_a_move_to_no_status_lists_the_statuses(in_law, opened):
    case = opened()
    message = refused("to", case_move, actor=in_law.attorney, case_id=case.id, version=1, to="won")
    assert "in_external_review" in message


def test_who_may_only_read_writes_nothing(in_law, opened, insured, insurer):
    case = opened()
    for call in (
        lambda: open_case(in_law.viewer, insured, insurer),
        lambda: case_change(actor=in_law.viewer, case_id=case.id, version=None, title="x"),
        lambda: case_move(actor=in_law.viewer, case_id=case.id, version=None, to="open"),
    ):
        with pytest.raises(Forbidden):
            call()
    assert [(c.title, c.status) for c in Case.objects.all()] == [(case.title, "intake")]
