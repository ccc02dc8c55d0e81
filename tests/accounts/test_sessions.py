"""How long a session lasts, what it proves, and what a firm asks of it at the door."""

import time
from datetime import timedelta

import pytest
from django.test import Client

from claimback.accounts.models import User
from claimback.accounts.sessions import IDLE_LIMIT, LIMIT, SEEN, SIGNED_IN
from claimback.kernel.clock import now
from claimback.tenancy.models import Firm
from tests.firms import TestFirm
from tests.signing_in import signed_in


@pytest.fixture
def session(db, law: TestFirm):
    """`session(*proofs, at=…)` is the attorney's browser with such a session."""

    def made(*proofs, at: float | None = None, role: str = "attorney") -> Client:
        client = Client()
        signed_in(client, User.objects.get(id=law.members[role].user_id), *proofs, at=at)
        return client

    return made


def policy(firm: TestFirm, **values) -> None:
    """Set the firm's sign-in policy."""
    with firm.scope(firm.owner):
        Firm.objects.filter(id=firm.id).update(**values)


def aged(client: Client, **seconds: float) -> None:
    """Let that many seconds pass for parts of the session."""
    session = client.session
    for name, value in seconds.items():
        session[{"seen": SEEN, "signed_in": SIGNED_IN}[name]] = time.time() - value
    session.save()


def members(law: TestFirm) -> str:
    """A page of the firm's API."""
    return f"/api/v1/firms/{law.slug}/members"


def test_a_session_that_nobody_used_is_signed_out(session, law):
    policy(law, idle_minutes=15)
    client = session()
    assert client.get(members(law)).status_code == 200
    aged(client, seen=14 * 60)
    assert client.get(members(law)).status_code == 200
    assert time.time() - client.session[SEEN] < 60
    aged(client, seen=16 * 60)
    assert client.get(members(law)).status_code == 401
    assert "_auth_user_id" not in client.session


def test_the_firm_that_is_entered_first_after_a_pause_says_why_it_stays_shut(session, law):
    policy(law, idle_minutes=15)
    client = session()
    aged(client, seen=16 * 60)
    answer = client.get(members(law))
    assert (answer.status_code, answer.json()["code"]) == (401, "session_idle")
    assert "_auth_user_id" not in client.session


def test_the_strictest_firm_that_was_entered_counts_everywhere(session, law):
    policy(law, idle_minutes=15)
    client = session()
    client.get(members(law))
    assert client.session[LIMIT] == 15 * 60
    aged(client, seen=16 * 60)
    assert client.get("/accounts/sessions/").headers["Location"].startswith("/accounts/login/")


def test_a_session_that_entered_no_firm_has_a_limit_too(session):
    client = session()
    aged(client, seen=IDLE_LIMIT.total_seconds() + 5)
    assert client.get("/accounts/sessions/").status_code == 302


def test_a_session_ends_however_much_it_is_used(session, law, settings):
    client = session()
    aged(client, signed_in=settings.SESSION_COOKIE_AGE + 5)
    assert client.get(members(law)).status_code == 401


@pytest.mark.parametrize(
    ("proofs", "opens"),
    [
        ([{"method": "password"}], False),
        ([{"method": "password"}, {"method": "mfa", "type": "totp"}], True),
        ([{"method": "mfa", "type": "webauthn", "passwordless": True}], True),
    ],
)
def test_a_second_factor_is_asked_for_by_the_firm_s_policy(session, law, proofs, opens):
    client = session(*proofs)
    assert client.get(members(law)).status_code == 200
    policy(law, second_factor_required=True)
    answer = client.get(members(law))
    assert (answer.status_code == 200) is opens
    if not opens:
        assert (answer.status_code, answer.json()["code"]) == (401, "second_factor_required")


def test_the_admin_asks_for_one_always(session, law):
    client = session({"method": "password"})
    assert client.get(f"/firms/{law.slug}/admin/").status_code == 302
    assert session().get(f"/firms/{law.slug}/admin/").status_code == 200


GRAVE = {"name": "mine", "expires_at": (now() + timedelta(days=30)).isoformat()}


def test_a_grave_act_wants_a_fresh_proof(session, law):
    tokens = f"/api/v1/firms/{law.slug}/tokens"
    stale = session(at=time.time() - 601)
    answer = stale.post(tokens, GRAVE, "application/json")
    assert (answer.status_code, answer.json()["code"]) == (401, "reauthentication_required")
    assert stale.get(tokens).status_code == 200
    fresh = session(at=time.time() - 590)
    assert fresh.post(tokens, GRAVE, "application/json").status_code == 201


def test_confirming_makes_the_proof_fresh(attorney, law):
    client = Client()
    signed_in(client, attorney.user, at=time.time() - 700)
    tokens = f"/api/v1/firms/{law.slug}/tokens"
    assert client.post(tokens, GRAVE, "application/json").status_code == 401
    form = {"password": attorney.password}
    again = "/api/v1/auth/browser/v1/auth/reauthenticate"
    assert client.post(again, form, "application/json").status_code == 200
    assert client.post(tokens, GRAVE, "application/json").status_code == 201


def test_no_token_does_a_grave_act(api, law):
    answer = api(law, "owner").post("tokens", GRAVE, format="json")
    assert (answer.status_code, answer.json()["code"]) == (403, "session_required")


def test_a_page_that_asks_for_nobody_is_open_to_who_is_signed_in(session):
    answer = session().post("/api/v1/invitations/read", {"secret": "none"}, "application/json")
    assert answer.json()["status"] in (400, 404), answer.content
