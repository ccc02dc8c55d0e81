"""Invitations: one use, one clear answer for a link that is over, an account made or proven."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from rest_framework.test import APIClient

from claimback.accounts.models import User
from claimback.firms.models import Invitation
from claimback.firms.selectors.people import invitation_list
from claimback.firms.services.invitations import (
    InvitationOver,
    SignInFirst,
    invitation_accept,
    invitation_read,
    invitation_resend,
    invitation_revoke,
    invitation_send,
)
from claimback.firms.services.members import member_end
from claimback.kernel.clock import now
from claimback.kernel.errors import Conflict, Forbidden, Invalid
from claimback.tenancy.models import Membership
from tests.client import session_client
from tests.people.conftest import link_in, owed
from tests.signing_in import signed_in

NEW = "nadia@elsewhere.example"
PASSWORD = "correct-horse-battery"


@pytest.fixture
def invited(db, law, deliver):
    """An open invitation and the secret of its link, as the mail brought it."""
    with law.scope(law.owner):
        row = invitation_send(actor=law.owner, email=f" {NEW.upper()} ", role="case_staff", title="Paralegal")
        (notice,) = owed(invitation=row)
    (message,) = deliver(notice)
    return row, link_in(message)


def member(law, email):
    with law.scope(law.owner):
        return Membership.objects.select_related("user").get(user__email=email)


def test_the_mail_is_owed_and_names_the_firm_and_who_invites(invited, law):
    (message,) = mail.outbox
    assert message.to == [NEW]
    assert message.subject == "You are invited to Marlowe & Finch LLP"
    assert "Owner (owner@marlowe-law.example) invites you" in message.body
    row, secret = invited
    assert secret not in str(vars(row))
    assert secret.encode() not in bytes(row.digest)


def test_a_person_without_an_account_joins_with_a_proven_address(invited, law):
    _, secret = invited
    assert invitation_read(secret=secret).has_account is False
    joined = invitation_accept(secret=secret, user=None, name="Nadia Quell", password=PASSWORD)
    made = member(law, NEW)
    assert (joined.firm_slug, joined.member_id) == (law.slug, made.id)
    assert (made.role, made.title, made.user.name) == ("case_staff", "Paralegal", "Nadia Quell")
    assert made.user.check_password(PASSWORD)
    assert made.user.emailaddress_set.get().verified


def test_a_link_opens_once(invited):
    _, secret = invited
    invitation_accept(secret=secret, user=None, name="Nadia Quell", password=PASSWORD)
    for again in (lambda: invitation_read(secret=secret), lambda: accept(secret)):
        with pytest.raises(InvitationOver):
            again()


def accept(secret, user=None):
    return invitation_accept(secret=secret, user=user, name="Nadia Quell", password=PASSWORD)


def test_whatever_is_wrong_with_a_link_is_said_in_one_body(invited, law):
    row, secret = invited
    with law.scope(law.owner):
        fresh = invitation_resend(actor=law.owner, invitation_id=row.id, version=row.version)
        (_, notice) = owed(invitation=row)
        Invitation.objects.filter(id=row.id).update(expires_at=now() - timedelta(seconds=1))
    client = APIClient()
    answers = [
        client.post(f"/api/v1/invitations/{verb}", {"token": token}, format="json")
        for verb in ("read", "accept")
        for token in (secret, "cbi_none-of-ours")
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert answers[0].json()["code"] == "invitation_over"
    assert fresh.sendings == 2
    assert notice.state == "planned"


def test_another_sending_ends_the_former_link(invited, law, deliver):
    row, first = invited
    with law.scope(law.owner):
        invitation_resend(actor=law.owner, invitation_id=row.id, version=row.version)
        notice = owed(invitation=row)[1]
    (message,) = deliver(notice)
    with pytest.raises(InvitationOver):
        invitation_read(secret=first)
    assert invitation_read(secret=link_in(message)).email == NEW


def test_an_invitation_that_was_taken_back_opens_nothing_and_is_not_sent(invited, law, deliver):
    row, secret = invited
    with law.scope(law.owner):
        again = invitation_resend(actor=law.owner, invitation_id=row.id, version=row.version)
        invitation_revoke(actor=law.owner, invitation_id=row.id, version=again.version)
        notice = owed(invitation=row)[1]
    assert deliver(notice) == []
    with law.scope(law.owner):
        assert owed(invitation=row)[1].state == "void"
    with pytest.raises(InvitationOver):
        invitation_read(secret=secret)


def test_whoever_has_an_account_must_be_signed_in_with_it(invited, law, adjusters):
    _, secret = invited
    theirs = User.objects.create_user(NEW, "Nadia Quell", PASSWORD)
    other = User.objects.get(id=adjusters.staff.user_id)
    for user in (None, other):
        with pytest.raises(SignInFirst):
            accept(secret, user)
    accept(secret, theirs)
    assert member(law, NEW).user_id == theirs.id


def test_the_api_takes_the_session_of_the_invited_address(invited, law):
    _, secret = invited
    user = User.objects.create_user(NEW, "Nadia Quell", PASSWORD)
    client = APIClient()
    assert client.post("/api/v1/invitations/accept", {"token": secret}, format="json").status_code == 401
    signed_in(client, user)
    answer = client.post("/api/v1/invitations/accept", {"token": secret}, format="json")
    assert (answer.status_code, answer.json()["firm_slug"]) == (201, law.slug)


def test_a_weak_password_or_no_name_is_refused_and_the_link_stays_good(invited):
    _, secret = invited
    for name, password, pointer in (("Nadia", "short", "/password"), ("", PASSWORD, "/name")):
        with pytest.raises(Invalid) as refused:
            invitation_accept(secret=secret, user=None, name=name, password=password)
        assert refused.value.errors[0].pointer == pointer
    assert not User.objects.filter(email=NEW).exists()
    accept(secret)


def test_the_page_shows_the_offer_and_accepts_it(invited, law):
    _, secret = invited
    page = Client().get(f"/accounts/invitations/{secret}/")
    assert page.status_code == 200
    assert "Join Marlowe &amp; Finch LLP" in page.content.decode()
    assert page["Referrer-Policy"] == "no-referrer"
    posted = Client().post(f"/accounts/invitations/{secret}/", {"name": "Nadia Quell", "password": PASSWORD})
    assert posted.status_code == 302
    assert member(law, NEW).ended_at is None
    over = Client().get(f"/accounts/invitations/{secret}/")
    assert over.status_code == 404
    assert "opens nothing any more" in over.content.decode()


def test_a_former_member_takes_up_the_membership_of_old(db, law, deliver):
    with law.scope(law.owner):
        viewer = Membership.objects.get(id=law.viewer.member_id)
        member_end(actor=law.owner, member_id=viewer.id, version=viewer.version, reason="Left")
        email = viewer.user.email
        row = invitation_send(actor=law.owner, email=email, role="billing")
        notice = owed(invitation=row)[0]
    (message,) = deliver(notice)
    invitation_accept(secret=link_in(message), user=viewer.user)
    again = member(law, email)
    assert (again.id, again.role, again.ended_at, again.ended_reason) == (viewer.id, "billing", None, "")


def test_what_cannot_be_offered_is_refused(in_law, invited):
    with pytest.raises(Conflict, match="An invitation to this address is open"):
        invitation_send(actor=in_law.owner, email=NEW, role="viewer")
    with pytest.raises(Conflict, match="member of the firm already"):
        invitation_send(actor=in_law.owner, email="viewer@marlowe-law.example", role="viewer")
    with pytest.raises(Forbidden):
        invitation_send(actor=in_law.attorney, email="x@x.example", role="viewer")
    for email, role in (("x@x.example", "partner"), ("nobody", "viewer")):
        with pytest.raises(Invalid):
            invitation_send(actor=in_law.owner, email=email, role=role)
    assert invitation_list().count() == 1


def test_an_owner_invites_over_http_by_a_fresh_proof(api, law, db):
    said = {"email": NEW, "role": "case_staff", "title": "Paralegal"}
    assert api(law, "owner").post("invitations", said).json()["code"] == "session_required"
    made = session_client(law, "owner").post("invitations", said)
    assert (made.status_code, made.json()["email"], made.json()["sendings"]) == (201, NEW, 1), made.content
    with law.scope(law.owner):
        assert [notice.kind for notice in owed(invitation=invitation_list().get())] == ["invitation"]
