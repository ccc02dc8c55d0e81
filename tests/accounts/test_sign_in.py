"""Signing in by password and second factor, through the pages and for a front end, and what is not told."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core import mail
from django.core.management import CommandError, call_command

from claimback.accounts.models import User
from claimback.accounts.services import email_prove
from claimback.accounts.sessions import RECENT
from tests.accounts.conftest import Browser, Person
from tests.signing_in import PASSWORD, code

HEADLESS = "/api/v1/auth/browser/v1"


def recovery_code(user: User) -> str:
    """One of the user's recovery codes, made if there are none."""
    kept = Authenticator.objects.filter(user=user, type="recovery_codes").first()
    codes = RecoveryCodes(kept) if kept else RecoveryCodes.activate(user)
    return str(codes.get_unused_codes()[0])


def test_the_admin_sends_to_the_one_sign_in(browser, law):
    root = f"/firms/{law.slug}/admin/"
    answer = browser.get(root, follow=True)
    assert answer.redirect_chain[-1][0] == f"/accounts/login/?next=%2Ffirms%2F{law.slug}%2Fadmin%2F"
    assert b'name="login"' in answer.content


def test_password_and_code_open_the_admin(browser, attorney, law):
    root = f"/firms/{law.slug}/admin/"
    first = browser.sign_in(attorney, then=root)
    assert (first.status_code, first.headers["Location"]) == (302, "/accounts/2fa/authenticate/")
    assert browser.get(root).status_code == 302
    key = browser.session.session_key
    second = browser.prove(attorney.code)
    assert (second.status_code, second.headers["Location"]) == (302, root)
    assert browser.session.session_key != key
    assert browser.get(root).status_code == 200


def test_a_code_opens_once(attorney):
    shown = attorney.code
    for opened in (True, False):
        browser = Browser()
        browser.sign_in(attorney)
        assert (browser.prove(shown).status_code == 302) is opened


def test_without_a_second_factor_the_admin_sends_to_set_one_up(browser, law):
    user = User.objects.get(id=law.viewer.user_id)
    user.set_password(PASSWORD)
    user.save()
    email_prove(user=user)
    root = f"/firms/{law.slug}/admin/"
    answer = browser.sign_in(Person(user, ""), then=root)
    assert answer.headers["Location"] == root
    for page in (root, "/admin/", f"{root}cases/case/"):
        answer = browser.get(page)
        assert answer.headers["Location"].startswith("/accounts/2fa/totp/activate/")
    assert browser.get("/accounts/2fa/totp/activate/").status_code == 200


def test_setting_up_an_authenticator_then_confirming_opens_the_admin(browser, law):
    user = User.objects.get(id=law.viewer.user_id)
    user.set_password(PASSWORD)
    user.save()
    email_prove(user=user)
    browser.sign_in(Person(user, ""))
    page = browser.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    assert browser.post("/accounts/2fa/totp/activate/", {"code": code(secret)}).status_code == 302
    kept = Authenticator.objects.get(user=user, type="totp")
    assert secret not in str(kept.data)
    root = f"/firms/{law.slug}/admin/"
    assert browser.get(root).headers["Location"].startswith("/accounts/2fa/reauthenticate/")
    answer = browser.post("/accounts/2fa/reauthenticate/", {"code": code(secret), "next": root})
    assert answer.headers["Location"] == root
    assert browser.get(root).status_code == 200


def test_a_recovery_code_opens_once(attorney):
    one = recovery_code(attorney.user)
    for opened in (True, False):
        browser = Browser()
        browser.sign_in(attorney)
        assert (browser.prove(one).status_code == 302) is opened


def test_an_unproven_address_is_asked_to_prove_itself(browser, law):
    user = User.objects.get(id=law.viewer.user_id)
    user.set_password(PASSWORD)
    user.save()
    answer = browser.sign_in(Person(user, ""))
    assert answer.headers["Location"] == "/accounts/confirm-email/"
    assert "_auth_user_id" not in browser.session
    [sent] = mail.outbox
    link = next(word for word in sent.body.split() if "/accounts/confirm-email/" in word)
    assert browser.post(link.removeprefix("http://testserver")).status_code == 302
    assert browser.sign_in(Person(user, "")).headers["Location"] == "/admin/"


def test_sign_up_is_closed(browser):
    wanted = {"email": "new@example.com", "password1": PASSWORD}
    assert b"by invitation" in browser.post("/accounts/signup/", wanted).content
    answer = browser.post(
        f"{HEADLESS}/auth/signup", {"email": "new@example.com", "password": PASSWORD}, "application/json"
    )
    assert answer.status_code == 403
    assert not User.objects.filter(email="new@example.com").exists()


@pytest.mark.parametrize("page", ["/accounts/login/", "/accounts/password/reset/"])
def test_a_page_does_not_tell_who_has_an_account(attorney, page):
    answers = []
    for email in (attorney.user.email, "nobody-here@marlowe-law.example"):
        browser = Browser()
        answer = browser.post(page, {"login": email, "email": email, "password": "wrong-password"})
        shown = answer.content.replace(email.encode(), b"")
        answers.append((answer.status_code, answer.headers.get("Location"), len(shown)))
    assert answers[0] == answers[1]


def test_a_front_end_signs_in_and_lists_and_ends_sessions(attorney):
    front, other = Browser(), Browser()
    other.sign_in(attorney)
    other.prove(recovery_code(attorney.user))
    form = {"email": attorney.user.email, "password": PASSWORD}
    answer = front.post(f"{HEADLESS}/auth/login", form, "application/json")
    assert answer.status_code == 401
    pending = [flow["id"] for flow in answer.json()["data"]["flows"] if flow.get("is_pending")]
    assert pending == ["mfa_authenticate"]
    codes = f"{HEADLESS}/auth/2fa/authenticate"
    assert front.post(codes, {"code": attorney.code}, "application/json").status_code == 200
    sessions = front.get(f"{HEADLESS}/auth/sessions").json()["data"]
    assert [s["ip"] for s in sessions] == ["127.0.0.1"] * 2
    theirs = [s["id"] for s in sessions if not s["is_current"]]
    front.delete(f"{HEADLESS}/auth/sessions", {"sessions": theirs}, "application/json")
    assert other.get("/admin/").headers["Location"].startswith("/admin/login/")
    assert front.get(f"{HEADLESS}/auth/session").status_code == 200


def test_the_page_of_sessions_ends_the_others(attorney):
    one, two = Browser(), Browser()
    for browser, proof in ((one, attorney.code), (two, recovery_code(attorney.user))):
        browser.sign_in(attorney)
        browser.prove(proof)
    assert two.get("/accounts/sessions/").status_code == 200
    assert two.post("/accounts/sessions/").status_code == 302
    assert one.get("/accounts/sessions/").status_code == 302


def test_other_sessions_are_ended_by_a_fresh_proof_alone(attorney):
    one, two = Browser(), Browser()
    for browser, proof in ((one, attorney.code), (two, recovery_code(attorney.user))):
        browser.sign_in(attorney)
        browser.prove(proof)
    session = two.session
    for record in session["account_authentication_methods"]:
        record["at"] -= RECENT.total_seconds()
    session.save()
    asked = two.post("/accounts/sessions/")
    assert asked.headers["Location"] == "/accounts/reauthenticate/?next=/accounts/sessions/"
    sessions = two.get(f"{HEADLESS}/auth/sessions").json()["data"]
    theirs = {"sessions": [session["id"] for session in sessions if not session["is_current"]]}
    refused = two.delete(f"{HEADLESS}/auth/sessions", theirs, "application/json")
    assert (refused.status_code, refused.json()["code"]) == (401, "reauthentication_required")
    assert one.get("/accounts/sessions/").status_code == 200
    assert two.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302
    assert two.post("/accounts/sessions/").status_code == 302
    assert one.get("/accounts/sessions/").status_code == 302


def test_an_operator_ends_sessions_and_forgets_factors(browser, attorney):
    other = Browser()
    browser.sign_in(attorney)
    browser.prove(attorney.code)
    other.sign_in(attorney)
    other.prove(recovery_code(attorney.user))
    with pytest.raises(CommandError, match="no account"):
        call_command("account", "end-sessions", "nobody@example.com")
    call_command("account", "end-sessions", attorney.user.email.upper())
    assert [each.get("/accounts/sessions/").status_code for each in (browser, other)] == [302, 302]
    call_command("account", "forget-factors", attorney.user.email)
    assert not Authenticator.objects.filter(user=attorney.user).exists()
    [told] = mail.outbox
    assert (told.to, told.subject) == (
        [attorney.user.email],
        "[ClaimBack] Your second factor was removed / Se eliminó su segundo factor",
    )
    assert "Sign in with your password" in told.body
    assert "Inicie sesión con su contraseña" in told.body
    browser.sign_in(attorney)
    assert browser.get("/admin/").status_code == 302, "the admin asks for a new one"
    call_command("account", "end-sessions", "--everybody")
    assert browser.get("/accounts/sessions/").status_code == 302


def test_a_new_password_by_mail_ends_the_old_one(browser, attorney):
    browser.post("/accounts/password/reset/", {"email": attorney.user.email})
    [sent] = mail.outbox
    link = next(word for word in sent.body.split() if "/password/reset/key/" in word)
    page = browser.get(link.removeprefix("http://testserver"), follow=True)
    there = page.redirect_chain[-1][0]
    fresh = "quite-another-password-7"
    assert browser.post(there, {"password1": fresh, "password2": fresh}).status_code == 302
    assert Browser().sign_in(attorney).status_code == 200
    assert Browser().sign_in(attorney, password=fresh).status_code == 302
    assert any("password" in message.subject.lower() for message in mail.outbox[1:])
