"""Own roles, the last owner, licences, leave and tokens: by service, as members do it."""

from dataclasses import replace
from datetime import date, timedelta
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from cases.vocabulary import UNITED_STATES
from claimback.kernel.clock import now, today
from claimback.kernel.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from claimback.tenancy.enter import enter_by_token
from claimback.tenancy.licences import ADJUSTER, BAR, STATES, licence_holds
from claimback.tenancy.models import Membership, Token
from claimback.tenancy.selectors import full_owners, is_away
from claimback.tenancy.services.licences import (
    LicenceRequired,
    licence_add,
    licence_change,
    licence_end,
    licence_require,
)
from claimback.tenancy.services.members import member_away, member_back, member_change
from claimback.tenancy.services.roles import role_change, role_create, role_end
from claimback.tenancy.services.tokens import token_issue, token_revoke, token_rotate

DAY = date(2026, 3, 2)


def row(firm, role):
    return Membership.objects.get(id=firm.members[role].member_id)


@pytest.fixture
def clerk(in_law):
    return role_create(
        actor=in_law.owner,
        name=" Docket clerk ",
        base="case_staff",
        capabilities=["deadline.read", "case.read"],
    )


def test_a_role_holds_its_capabilities_in_the_order_of_the_table(clerk):
    assert (clerk.name, clerk.base) == ("Docket clerk", "case_staff")
    assert clerk.capabilities == ["case.read", "deadline.read"]


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"capabilities": ["case.read", "letter.approve"]}, "/capabilities/1"),
        ({"capabilities": []}, "/capabilities"),
        ({"base": "client"}, "/base"),
        ({"base": "partner"}, "/base"),
        ({"name": "  "}, "/name"),
    ],
)
def test_a_role_that_is_none_is_refused_by_name(in_law, changed, pointer):
    wanted = {"name": "Clerk", "base": "case_staff", "capabilities": ["case.read"]} | changed
    with pytest.raises(Invalid) as refused:
        role_create(actor=in_law.owner, **wanted)
    assert refused.value.errors[0].pointer == pointer


def test_a_name_is_given_once(in_law, clerk):
    with pytest.raises(Conflict, match="Choose another name"):
        role_create(actor=in_law.owner, name="Docket clerk", base="viewer", capabilities=["case.read"])


def test_only_who_manages_members_makes_roles(in_law):
    with pytest.raises(Forbidden):
        role_create(actor=in_law.attorney, name="Mine", base="attorney", capabilities=["case.read"])


def test_an_own_role_narrows_what_the_door_lets_through_at_once(api, law):
    assert api(law, "case_staff").get("clients").status_code == 200
    with law.scope(law.owner):
        made = role_create(actor=law.owner, name="Clerk", base="case_staff", capabilities=["case.read"])
        staff = row(law, "case_staff")
        member_change(actor=law.owner, member_id=staff.id, version=staff.version, own_role_id=made.id)
    assert api(law, "case_staff").get("clients").status_code == 403
    assert api(law, "case_staff").get("cases").status_code == 200
    with law.scope(law.owner):
        role_change(
            actor=law.owner, role_id=made.id, version=made.version, capabilities=["case.read", "client.read"]
        )
    assert api(law, "case_staff").get("clients").status_code == 200


def test_another_role_ends_the_own_role(in_law, clerk):
    staff = row(in_law, "case_staff")
    narrowed = member_change(
        actor=in_law.owner, member_id=staff.id, version=staff.version, own_role_id=clerk.id
    )
    changed = member_change(actor=in_law.owner, member_id=staff.id, version=narrowed.version, role="viewer")
    assert (changed.role, changed.own_role_id) == ("viewer", None)


def test_an_own_role_goes_with_its_base_alone(in_law, clerk):
    viewer = row(in_law, "viewer")
    with pytest.raises(Invalid) as refused:
        member_change(actor=in_law.owner, member_id=viewer.id, version=viewer.version, own_role_id=clerk.id)
    assert refused.value.errors[0].pointer == "/own_role_id"


def test_a_role_that_members_have_does_not_end(in_law, clerk):
    staff = row(in_law, "case_staff")
    member_change(actor=in_law.owner, member_id=staff.id, version=staff.version, own_role_id=clerk.id)
    with pytest.raises(Conflict, match="1 of the members"):
        role_end(actor=in_law.owner, role_id=clerk.id, version=clerk.version)


def test_the_last_owner_is_neither_demoted_nor_narrowed(in_law):
    owner = row(in_law, "owner")
    less = role_create(
        actor=in_law.owner, name="Less", base="owner", capabilities=["case.read", "member.manage"]
    )
    for change in ({"role": "attorney"}, {"own_role_id": less.id}):
        with pytest.raises(Conflict) as refused:
            member_change(actor=in_law.owner, member_id=owner.id, version=owner.version, **change)
        assert refused.value.code == "last_owner"
    attorney = row(in_law, "attorney")
    member_change(actor=in_law.owner, member_id=attorney.id, version=attorney.version, role="owner")
    member_change(actor=in_law.owner, member_id=owner.id, version=owner.version, own_role_id=less.id)
    assert [member.id for member in full_owners()] == [attorney.id]


def test_nobody_gives_more_than_they_have(in_law):
    narrowed = replace(in_law.owner, capabilities=frozenset({"member.manage", "case.read"}))
    viewer = row(in_law, "viewer")
    with pytest.raises(Forbidden) as refused:
        member_change(actor=narrowed, member_id=viewer.id, version=viewer.version, role="attorney")
    assert refused.value.code == "more_than_own"


def test_a_client_does_not_become_a_member(in_law):
    client = row(in_law, "client")
    with pytest.raises(Invalid):
        member_change(actor=in_law.owner, member_id=client.id, version=client.version, role="viewer")


def test_a_stale_change_is_refused(in_law):
    with pytest.raises(PreconditionFailed):
        member_change(actor=in_law.owner, member_id=row(in_law, "viewer").id, version=99, title="Other")


HELD = {"kind": BAR, "state": "TX", "issued_on": date(2020, 1, 1), "expires_on": DAY, "ended_on": None}


@pytest.mark.parametrize(
    ("changed", "kind", "state", "holds"),
    [
        ({}, BAR, "TX", True),
        ({}, BAR, "", True),
        ({}, BAR, "IL", False),
        ({}, ADJUSTER, "TX", False),
        ({"issued_on": date(2026, 3, 2)}, BAR, "TX", True),
        ({"issued_on": date(2026, 3, 3)}, BAR, "TX", False),
        ({"expires_on": date(2026, 3, 1)}, BAR, "TX", False),
        ({"expires_on": None}, BAR, "TX", True),
        ({"ended_on": date(2026, 3, 2)}, BAR, "TX", False),
        ({"ended_on": date(2026, 3, 3)}, BAR, "TX", True),
    ],
)
def test_when_a_licence_holds(changed, kind, state, holds):
    licence: Any = SimpleNamespace(**HELD | changed)
    assert (licence_holds([licence], kind, state, DAY) is licence) is holds


def test_the_states_are_those_that_a_case_can_be_in():
    assert set(STATES) == UNITED_STATES - {"US"}


def test_a_licence_that_is_lacking_is_refused_with_its_kind_state_and_remedy(in_law):
    assert licence_require(in_law.attorney.member_id, BAR, "TX", DAY).state == "TX"
    with pytest.raises(LicenceRequired, match=r"bar of OH, in force on 2026-03-02.*Have an owner record"):
        licence_require(in_law.attorney.member_id, BAR, "OH", DAY)
    with pytest.raises(LicenceRequired, match="adjuster's licence of any state"):
        licence_require(in_law.viewer.member_id, ADJUSTER, "", DAY)


def test_a_licence_is_recorded_renewed_and_ended(in_law):
    wanted: dict[str, Any] = {"kind": BAR, "state": "OH", "number": "0042", "issued_on": date(2019, 5, 6)}
    made = licence_add(actor=in_law.owner, member_id=in_law.attorney.member_id, expires_on=DAY, **wanted)
    with pytest.raises(Conflict, match="recorded already"):
        licence_add(actor=in_law.owner, member_id=in_law.staff.member_id, **wanted)
    renewed = licence_change(
        actor=in_law.owner, licence_id=made.id, version=made.version, expires_on=date(2030, 1, 1)
    )
    ended = licence_end(actor=in_law.owner, licence_id=made.id, version=renewed.version, on=date(2026, 5, 1))
    assert licence_holds([ended], BAR, "OH", date(2026, 4, 30)) is ended
    assert licence_holds([ended], BAR, "OH", date(2026, 5, 1)) is None
    with pytest.raises(Conflict, match="has ended"):
        licence_change(actor=in_law.owner, licence_id=made.id, version=ended.version, number="0043")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"state": "XX"}, "state"),
        ({"kind": "notary"}, "kind"),
        ({"number": " "}, "number"),
        ({"issued_on": date(2999, 1, 1)}, "issued_on"),
        ({"expires_on": date(2019, 5, 5)}, "expires_on"),
    ],
)
def test_a_licence_that_cannot_be_is_refused_by_name(in_law, changed, field):
    wanted = {"kind": BAR, "state": "OH", "number": "0042", "issued_on": date(2019, 5, 6)} | changed
    with pytest.raises(Invalid) as refused:
        licence_add(actor=in_law.owner, member_id=in_law.attorney.member_id, **wanted)
    assert refused.value.errors[0].pointer == f"/{field}"


def test_a_leave_has_a_stand_in_and_an_end(in_law):
    on = today(in_law.owner.time_zone)
    mine = row(in_law, "attorney")
    away = member_away(
        actor=in_law.attorney,
        member_id=mine.id,
        version=mine.version,
        away_from=on,
        away_until=on + timedelta(days=3),
        stand_in_id=in_law.staff.member_id,
    )
    assert [is_away(away, on + timedelta(days=d)) for d in (-1, 0, 3, 4)] == [False, True, True, False]
    back = member_back(actor=in_law.attorney, member_id=mine.id, version=away.version)
    assert not is_away(back, on)


def test_a_leave_is_one_s_own_or_the_owner_s_to_note(in_law):
    on, mine = today(in_law.owner.time_zone), row(in_law, "attorney")
    leave = {"member_id": mine.id, "version": mine.version, "away_from": on, "away_until": on}
    with pytest.raises(Forbidden, match=r"member\.manage"):
        member_away(actor=in_law.staff, stand_in_id=in_law.staff.member_id, **leave)
    for wrong in (mine.id, in_law.members["client"].member_id):
        with pytest.raises(Invalid):
            member_away(actor=in_law.owner, stand_in_id=wrong, **leave)
    with pytest.raises(Invalid):
        member_away(
            actor=in_law.owner,
            stand_in_id=in_law.staff.member_id,
            **leave | {"away_from": on + timedelta(days=1)},
        )


def issued(actor, **more):
    return token_issue(actor=actor, name="sync", expires_at=now() + timedelta(days=30), **more)


def test_a_rotated_token_holds_beside_the_new_one_until_the_overlap_is_over(in_law):
    old = issued(in_law.attorney, capabilities=["case.read"])
    new = token_rotate(actor=in_law.attorney, token_id=old.id, version=1, overlap_hours=2)
    kept, made = Token.objects.get(id=old.id), Token.objects.get(id=new.id)
    assert abs(kept.expires_at - now() - timedelta(hours=2)) < timedelta(minutes=1)
    assert (made.name, made.capabilities, made.replaces_id) == ("sync", ["case.read"], old.id)
    assert abs(made.expires_at - now() - timedelta(days=30)) < timedelta(minutes=1)
    for secret in (old.secret, new.secret):
        entered = enter_by_token(in_law.slug, secret, act="", request_id="")
        assert entered is not None
        assert entered.member.capabilities == {"case.read"}
    with pytest.raises(Conflict, match="rotated already"):
        token_rotate(actor=in_law.attorney, token_id=old.id, version=kept.version)


def test_without_an_overlap_the_old_token_ends_at_once(in_law):
    old = issued(in_law.attorney)
    token_rotate(actor=in_law.attorney, token_id=old.id, version=1, overlap_hours=0)
    assert Token.objects.get(id=old.id).expires_at <= now()


@pytest.mark.parametrize("hours", [-1, 169])
def test_an_overlap_lasts_a_week_at_the_most(in_law, hours):
    with pytest.raises(Invalid):
        token_rotate(
            actor=in_law.attorney, token_id=issued(in_law.attorney).id, version=1, overlap_hours=hours
        )


def test_owners_see_and_revoke_every_token_and_rotate_only_their_own(in_law, api):
    theirs = issued(in_law.attorney)
    with pytest.raises(NotFound):
        token_revoke(actor=in_law.staff, token_id=theirs.id)
    with pytest.raises(Conflict, match="Only its own member"):
        token_rotate(actor=in_law.owner, token_id=theirs.id, version=1)
    token_revoke(actor=in_law.owner, token_id=theirs.id, version=1)
    assert Token.objects.get(id=theirs.id).revoked_at is not None
    assert enter_by_token(in_law.slug, theirs.secret, act="", request_id="") is None


def test_a_token_has_no_more_than_its_member_at_the_moment_of_use(in_law):
    kept = issued(in_law.attorney, capabilities=["letter.approve", "case.read"])
    mine = row(in_law, "attorney")
    member_change(actor=in_law.owner, member_id=mine.id, version=mine.version, role="viewer")
    entered = enter_by_token(in_law.slug, kept.secret, act="", request_id="")
    assert entered is not None
    assert entered.member.capabilities == {"case.read"}


def test_the_command_lists_the_firm_s_own_roles(law, in_law, clerk):
    out = StringIO()
    call_command("roles", firm=law.slug, stdout=out)
    assert out.getvalue() == "Docket clerk (case_staff): case.read, deadline.read\n"
    with pytest.raises(CommandError, match="no firm"):
        call_command("roles", firm="no-such-firm")


def test_a_member_goes_on_leave_and_says_when_to_be_reminded_over_http(api, in_law):
    staff, path = api(in_law, "case_staff"), f"members/{row(in_law, 'case_staff').id}"
    on = today(in_law.owner.time_zone)
    leave = {
        "away_from": on.isoformat(),
        "away_until": (on + timedelta(days=12)).isoformat(),
        "stand_in_id": str(in_law.attorney.member_id),
    }
    away = staff.post(f"{path}/away", leave, HTTP_IF_MATCH=staff.get(path)["ETag"])
    assert away.status_code == 200, away.content
    assert {name: away.json()[name] for name in leave} == leave
    wanted = {"digest_hour": 7, "time_zone": "America/Chicago"}
    said = staff.post(f"{path}/remind", wanted, HTTP_IF_MATCH=away["ETag"])
    assert {name: said.json()[name] for name in wanted} == wanted
    nowhere = staff.post(f"{path}/remind", wanted | {"time_zone": "Mars/Base"}, HTTP_IF_MATCH=said["ETag"])
    assert [problem["pointer"] for problem in nowhere.json()["errors"]] == ["/time_zone"]
    another = f"members/{row(in_law, 'attorney').id}"
    tag = staff.get(another)["ETag"]
    assert staff.post(f"{another}/remind", wanted, HTTP_IF_MATCH=tag).status_code == 403
