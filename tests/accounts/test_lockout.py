"""Guessing is stopped per account and address, told to the owner once, and never costs a neighbour their sign-in."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.core import mail
from django.db.models import F

from claimback.accounts.lockout import FAILURE_LIMIT, LOCKED_FOR
from claimback.accounts.models import User
from tests.accounts.conftest import Browser, Person
from tests.signing_in import ready

WRONG = "not-the-password"


def fail(person: Person, times: int = FAILURE_LIMIT, address: str = "127.0.0.1"):
    """The answers to that many wrong passwords."""
    form = {"login": person.user.email, "password": WRONG}
    return [Browser(REMOTE_ADDR=address).post("/accounts/login/", form) for _ in range(times)]


def test_the_fifth_failure_locks_and_the_right_password_no_longer_opens(attorney):
    answers = fail(attorney)
    assert [answer.status_code for answer in answers] == [200] * (FAILURE_LIMIT - 1) + [429]
    assert answers[-1].headers["Retry-After"] == str(int(LOCKED_FOR.total_seconds()))
    assert b"closed for 15 minutes" in answers[-1].content
    assert Browser().sign_in(attorney).status_code == 429


def test_the_owner_is_told_once(attorney):
    fail(attorney, FAILURE_LIMIT + 3)
    [sent] = mail.outbox
    assert sent.to == [attorney.user.email]
    assert "127.0.0.1" in sent.body
    assert "15 minutes" in sent.body


def test_neither_the_office_nor_the_owner_elsewhere_is_locked_out(attorney, law):
    fail(attorney)
    colleague = User.objects.get(id=law.owner.user_id)
    assert Browser().sign_in(Person(colleague, ready(colleague))).status_code == 302
    assert Browser(REMOTE_ADDR="203.0.113.9").sign_in(attorney).status_code == 302


def test_time_unlocks_and_failures_meanwhile_do_not_prolong_it(attorney):
    fail(attorney, FAILURE_LIMIT + 2)
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - LOCKED_FOR + timedelta(seconds=30))
    assert Browser().sign_in(attorney).status_code == 429
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=1))
    assert Browser().sign_in(attorney).status_code == 302


def test_an_address_without_account_is_locked_alike_and_nobody_is_told(attorney):
    stranger = Person(User(email="nobody@marlowe-law.example"), "")
    known, unknown = fail(attorney), fail(stranger)
    mail.outbox.clear()
    assert [answer.status_code for answer in known] == [answer.status_code for answer in unknown]
    assert known[-1].content == unknown[-1].content
    assert mail.outbox == []


def test_a_front_end_gets_a_problem(db, attorney):
    form = {"email": attorney.user.email, "password": WRONG}
    for _ in range(FAILURE_LIMIT):
        answer = Browser().post("/api/v1/auth/browser/v1/auth/login", form, "application/json")
    assert answer.status_code == 429
    assert answer.json()["code"] == "too_many_attempts"
    assert answer.headers["Retry-After"] == "900"


def test_no_password_is_kept_of_what_was_tried(attorney):
    fail(attorney, 2)
    kept = AccessAttempt.objects.get()
    assert WRONG not in kept.post_data
    assert attorney.user.email not in kept.post_data


@pytest.mark.slow  # Twenty wrong codes, each behind a password that scrypt makes slow.
def test_codes_are_not_guessed_for_long(attorney):
    browser = Browser()
    browser.sign_in(attorney)
    answers = [browser.prove(f"{n:06}") for n in range(21)]
    assert b"Too many failed login attempts" in answers[-1].content
    assert b"Too many failed login attempts" in browser.prove(attorney.code).content


def test_a_mail_server_that_is_down_tells_nothing(attorney, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    answers = [
        Browser().post("/accounts/password/reset/", {"email": email})
        for email in (attorney.user.email, "nobody@marlowe-law.example")
    ]
    assert [answer.status_code for answer in answers] == [302, 302]
