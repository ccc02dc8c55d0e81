"""The end of a membership: cases and reminders go to the heir, none lost and none doubled; stand-ins on leave."""

import re
from datetime import timedelta

import pytest
from django.core import mail

from cases.models import Case, Wall
from claimback.firms.services.members import member_end
from claimback.kernel.clock import today
from claimback.kernel.errors import Conflict, Invalid
from claimback.tenancy.enter import enter_by_token
from claimback.tenancy.models import Membership
from claimback.tenancy.scope import firm_scope
from claimback.tenancy.services.members import member_away
from deadlines.models import Alert
from deadlines.services.delivery import alert_deliver
from tests.deadlines.matter import ago, open_matter
from tests.firms import TestFirm

APPEAL = "erisa-health-first-appeal"


def row(firm: TestFirm, role: str) -> Membership:
    return Membership.objects.select_related("user").get(id=firm.members[role].member_id)


@pytest.fixture
def matter(in_law):
    """A case that the attorney leads, with reminders planned for them."""
    made = open_matter(in_law)
    made.record("denial_received", ago(20))
    return made


def end(firm, role="attorney", heir="case_staff", **more):
    member = row(firm, role)
    heirs = {"hand_over_to_id": firm.members[heir].member_id} if heir else {}
    return member_end(
        actor=firm.owner, member_id=member.id, version=member.version, **{"reason": "Left"} | heirs | more
    )


def planned(firm, role):
    return sorted(
        Alert.objects.filter(member_id=firm.members[role].member_id, state="planned").values_list(
            "deadline_id", "step", "due_at"
        )
    )


def test_open_cases_and_planned_reminders_go_to_the_heir(in_law, matter):
    before = planned(in_law, "attorney")
    assert before
    ended = end(in_law)
    assert ended.ended_at is not None
    assert ended.ended_reason == "Left"
    assert Case.objects.get(id=matter.case.id).lead_id == in_law.staff.member_id
    assert planned(in_law, "case_staff") == before
    assert planned(in_law, "attorney") == []
    assert enter_by_token(in_law.slug, in_law.tokens["attorney"], act="", request_id="") is None


def test_what_the_heir_has_already_is_not_doubled(in_law, matter):
    there = Alert.objects.filter(state="planned").order_by("due_at")[0]
    Alert.objects.create(
        deadline_id=there.deadline_id,
        member_id=in_law.staff.member_id,
        step=there.step,
        due_at=there.due_at,
        next_attempt_at=there.due_at,
    )
    before = planned(in_law, "attorney")
    end(in_law)
    assert planned(in_law, "case_staff") == before
    there.refresh_from_db()
    assert there.state == "void"


def test_nobody_leaves_a_docket_without_an_heir(in_law, matter):
    with pytest.raises(Conflict, match="leads 1 open cases") as refused:
        end(in_law, heir=None)
    assert refused.value.code == "heir_required"
    Case.objects.update(lead_id=None)
    with pytest.raises(Conflict, match="reminded of deadlines in 1 cases"):
        end(in_law, heir=None)


def test_an_heir_behind_a_wall_is_refused_by_the_number_alone(in_law, matter):
    Wall.objects.create(
        case_id=matter.case.id,
        member_id=in_law.staff.member_id,
        reason="Worked for the plan",
        placed_by_id=in_law.owner.member_id,
    )
    with pytest.raises(Invalid, match="1 of the cases are closed to this member") as refused:
        end(in_law)
    assert matter.case.number not in refused.value.detail
    assert refused.value.errors[0].pointer == "/hand_over_to_id"
    assert Case.objects.get(id=matter.case.id).lead_id == in_law.attorney.member_id


def test_what_is_behind_the_owner_s_own_wall_is_handed_over_too(in_law, matter):
    Wall.objects.create(
        case_id=matter.case.id,
        member_id=in_law.owner.member_id,
        reason="Worked for the plan",
        placed_by_id=in_law.owner.member_id,
    )
    with firm_scope(in_law.id, member_id=in_law.owner.member_id, act="test"):
        assert not Case.objects.filter(id=matter.case.id).exists()
        end(in_law)
        assert not Case.objects.filter(id=matter.case.id).exists()  # the wall stands again
    assert Case.objects.get(id=matter.case.id).lead_id == in_law.staff.member_id


@pytest.mark.parametrize("heir", ["client", "attorney"])
def test_an_heir_is_another_member_at_work(in_law, matter, heir):
    with pytest.raises(Invalid):
        end(in_law, heir=heir)


def test_the_last_owner_stays(in_law):
    with pytest.raises(Conflict) as refused:
        end(in_law, role="owner", heir="attorney")
    assert refused.value.code == "last_owner"


def test_who_has_left_leaves_once_and_with_a_reason(in_law):
    with pytest.raises(Invalid):
        end(in_law, role="viewer", heir=None, reason=" ")
    end(in_law, role="viewer", heir=None)
    with pytest.raises(Conflict, match="left already"):
        end(in_law, role="viewer", heir=None)


def away(firm, role, stand_in):
    on, member = today(firm.owner.time_zone), row(firm, role)
    member_away(
        actor=firm.owner,
        member_id=member.id,
        version=member.version,
        away_from=on,
        away_until=on + timedelta(days=1),
        stand_in_id=firm.members[stand_in].member_id,
    )


@pytest.fixture
def due(in_law):
    """A reminder to the attorney that is due now."""
    made = open_matter(in_law)
    made.record("denial_received", ago(175))
    return made.alerts(made.row(APPEAL))[0]


def told(alert):
    """Who got a mail, with its text."""
    alert_deliver(firm_id=alert.firm_id, alert_id=alert.id)
    return {message.to[0]: message.body for message in mail.outbox}


def test_a_reminder_goes_to_who_is_away_and_to_the_stand_in(in_law, due):
    away(in_law, "attorney", "case_staff")
    bodies = told(due)
    assert set(bodies) == {"attorney@marlowe-law.example", "case_staff@marlowe-law.example"}
    assert "Attorney is away and has this reminder too" in bodies["case_staff@marlowe-law.example"]
    assert "is away" not in bodies["attorney@marlowe-law.example"]
    sent = Alert.objects.get(id=due.id)
    assert (sent.sent_to, sent.copied_to) == (
        "attorney@marlowe-law.example",
        "case_staff@marlowe-law.example",
    )
    assert len({message.extra_headers["Message-ID"] for message in mail.outbox}) == 2


@pytest.mark.parametrize("why", ["away too", "left", "walled off"])
def test_where_the_stand_in_cannot_the_docketing_address_does(in_law, due, why):
    away(in_law, "attorney", "case_staff")
    if why == "away too":
        away(in_law, "case_staff", "viewer")
    elif why == "left":
        end(in_law, role="case_staff", heir=None)
    else:
        Wall.objects.create(
            case_id=due.deadline.case_id,
            member_id=in_law.staff.member_id,
            reason="Worked for the plan",
            placed_by_id=in_law.owner.member_id,
        )
    bodies = told(due)
    assert set(bodies) == {"attorney@marlowe-law.example", "docket@marlowe-law.example"}
    assert re.search(r"whoever stands in for\s+Attorney", bodies["docket@marlowe-law.example"])


def test_after_the_leave_there_is_one_reader(in_law, due):
    away(in_law, "attorney", "case_staff")
    Membership.objects.filter(id=in_law.attorney.member_id).update(away_until=ago(1), away_from=ago(3))
    assert set(told(due)) == {"attorney@marlowe-law.example"}
