"""Persons from support: in for a while, reading alone, told to every owner at the beginning and at the end."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from claimback.audit.models import Entry
from claimback.firms.models import Notice
from claimback.firms.services.support import break_glass, operator_remove, support_end, support_grant
from claimback.kernel.clock import now
from claimback.kernel.errors import Conflict, Forbidden, Invalid
from claimback.tenancy.enter import enter_by_user
from claimback.tenancy.models import Membership
from claimback.tenancy.roles import capabilities_of
from claimback.tenancy.selectors import colleagues, full_owners
from tests.client import session_client
from tests.people.conftest import OPERATOR, owed


def let_in(law, **more):
    wanted: dict[str, Any] = {"email": OPERATOR, "reason": "A list is empty", "hours": 24}
    with law.scope(law.owner):
        return support_grant(actor=law.owner, **wanted | more)


def enters(law, user):
    return enter_by_user(law.slug, user.id, act="", request_id="")


def test_an_operator_is_in_no_firm_by_that(law, operator):
    assert enters(law, operator) is None


def test_whoever_is_let_in_reads_and_changes_nothing(law, operator):
    let_in(law)
    entered = enters(law, operator)
    assert entered is not None
    assert (
        entered.member.capabilities
        == capabilities_of("viewer") - {"filter.save"}
        == capabilities_of("support")
    )
    assert entered.member.role == "viewer"
    assert not [name for name in entered.member.capabilities if not name.endswith(".read")]


def test_the_members_list_says_who_is_from_support_and_until_when(law, operator, api):
    access = let_in(law)
    (row,) = api(law, "viewer").get("members?support=true").json()["results"]
    assert (row["email"], row["support_reason"]) == (OPERATOR, "A list is empty")
    assert row["until"] is not None
    with law.scope(law.owner):
        assert access.member_id not in {member.id for member in [*colleagues(), *full_owners()]}


def test_it_ends_by_itself(law, operator):
    access = let_in(law)
    with law.scope(law.owner):
        Membership.objects.filter(id=access.member_id).update(until=now() - timedelta(hours=1))
    assert enters(law, operator) is None


def test_an_owner_ends_it_at_once_and_every_owner_is_told_once(law, operator, deliver):
    access = let_in(law)
    with law.scope(law.owner):
        ended = support_end(actor=law.owner, access_id=access.id, version=access.version)
        assert ended.ended_by_id == law.owner.member_id
        granted, planned, told = sorted(owed(support=access), key=lambda n: (n.kind == "support_ended", n.id))
    assert enters(law, operator) is None
    assert (planned.state, told.state) == ("void", "planned")
    (first,), (last,) = deliver(granted), deliver(told)
    assert first.to == last.to == ["owner@marlowe-law.example"]
    assert "Opal Helpdesk" in first.body
    assert "Reason: A list is empty" in first.body
    assert "ended by Owner" in last.body


def test_the_mail_of_the_end_waits_for_it(law, operator, deliver):
    access = let_in(law)
    with law.scope(law.owner):
        planned = owed(support=access, kind="support_ended")[0]
        assert planned.due_at == access.until
        Notice.objects.filter(id=planned.id).update(next_attempt_at=now() - timedelta(seconds=1))
    assert deliver(planned) == []  # asked for before its time, there is nothing to tell


def test_what_is_done_under_it_stands_in_the_history_with_the_member(law, operator, api):
    access = let_in(law)
    with law.scope(law.owner):
        about = Entry.objects.filter(table="tenancy_membership", row_id=access.member_id)
        assert {after["support"] for entry in about if "support" in (after := entry.after or {})} == {True}
        assert {entry.member_id for entry in about} == {law.owner.member_id}


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [({"hours": 73}, "/hours"), ({"hours": 0}, "/hours"), ({"reason": " "}, "/reason")],
)
def test_a_grant_is_short_and_has_a_reason(law, operator, changed, pointer):
    with pytest.raises(Invalid) as refused:
        let_in(law, **changed)
    assert refused.value.errors[0].pointer == pointer


def test_an_unknown_address_and_one_that_is_not_of_support_are_refused_alike(law, operator, adjusters):
    said = []
    for email in ("nobody@nowhere.example", "owner@summit-adjusters.example"):
        with pytest.raises(Invalid) as refused:
            let_in(law, email=email)
        said.append(refused.value.detail)
    assert said[0] == said[1]


def test_only_owners_grant_and_nobody_is_let_in_twice(law, operator):
    with law.scope(), pytest.raises(Forbidden):
        support_grant(actor=law.attorney, email=OPERATOR, reason="Look", hours=1)
    let_in(law)
    with pytest.raises(Conflict, match="in already"):
        let_in(law)


def test_breaking_the_glass_is_short_and_owes_every_owner_a_mail(law, operator, deliver):
    with pytest.raises(Invalid):
        break_glass(slug=law.slug, email=OPERATOR, reason="Database is down", hours=5)
    access = break_glass(slug=law.slug, email=OPERATOR, reason="Docket stands still", hours=4)
    assert (access.granted_by_id, enters(law, operator) is None) == (None, False)
    with law.scope(law.owner):
        notice, _ = owed(support=access)
        about = Entry.objects.filter(row_id=access.id)
        assert [(entry.member_id, entry.act) for entry in about] == [(None, "support.break_glass")]
    (message,) = deliver(notice)
    assert message.to == ["owner@marlowe-law.example"]
    assert "No owner granted it" in message.body
    assert "Docket stands still" in message.body


def test_whoever_leaves_support_is_out_of_every_firm(law, adjusters, operator):
    let_in(law)
    break_glass(slug=adjusters.slug, email=OPERATOR, reason="Look", hours=1)
    assert operator_remove(email=OPERATOR) == 2
    assert enters(law, operator) is None
    assert enters(adjusters, operator) is None


def run(*arguments):
    out = io.StringIO()
    call_command("support", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_breaks_the_glass_and_lists_who_is_in(law, operator):
    said = run("break-glass", law.slug, "--operator", OPERATOR, "--reason", "Look", "--hours", "2")
    assert f"{OPERATOR} may read marlowe-law until" in said
    assert "marlowe-law  opal@support.example" in run("list")
    assert '"granted":false' in run("list", "--json")
    for slug, hours in (("no-such-firm", "1"), (law.slug, "9")):
        with pytest.raises(CommandError):
            run("break-glass", slug, "--operator", OPERATOR, "--reason", "Look", "--hours", hours)


def test_support_is_let_in_over_http_by_a_fresh_proof(law, operator, api):
    said = {"email": OPERATOR, "hours": 24, "reason": "A list that stays empty"}
    assert api(law, "owner").post("support", said).json()["code"] == "session_required"
    granted = session_client(law, "owner").post("support", said)
    assert (granted.status_code, granted.json()["reason"]) == (201, said["reason"]), granted.content
    assert enters(law, operator) is not None
