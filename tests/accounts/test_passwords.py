"""Which passwords are taken, what a change of one asks for, and what is noted of a sign-in."""

import logging

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from claimback.accounts.models import User


@pytest.mark.parametrize(
    ("password", "is_taken"),
    [
        ("violet gravel umbrella", True),
        ("       spaces kept       ", True),
        ("ÄÖÜ漢字🙂🙂🙂🙂🙂🙂🙂", True),
        ("onlysmallletters", True),
        ("31415926535897932384", True),
        ("appeal of the purple heron", True),
        ("x" * 11, False),
        ("Correct7 " * 8, True),
        ("password1234", False),
        ("qwertyuiop123", False),
        ("iloveyou123456", False),
        ("x" * 70, False),
        ("M4rl0weM4rl0we", False),
        ("ClaimBack2026!", False),
        ("claims-claims-claims", False),
        ("attorney@marlowe.example", False),
    ],
)
def test_what_is_taken_and_what_is_not(password, is_taken):
    user = User(email="attorney@marlowe.example", name="Marlowe")
    if is_taken:
        validate_password(password, user)
        return
    with pytest.raises(ValidationError):
        validate_password(password, user)


def test_a_change_asks_for_the_old_one(browser, attorney):
    browser.sign_in(attorney)
    browser.prove(attorney.code)
    page = browser.get("/accounts/password/change/").content.decode()
    assert page.count('type="password"') == 3
    new = "violet gravel umbrella"
    browser.post("/accounts/password/change/", {"oldpassword": "no such", "password1": new, "password2": new})
    attorney.user.refresh_from_db()
    assert attorney.user.check_password(attorney.password)


def test_sign_ins_are_logged_by_ids_alone(browser, attorney, caplog):
    with caplog.at_level(logging.INFO, "claimback.accounts"):
        browser.sign_in(attorney, password="a wrong one that was tried")
        browser.sign_in(attorney)
        browser.prove(attorney.code)
    said = [record.getMessage() for record in caplog.records if record.name == "claimback.accounts.adapter"]
    assert said == ["A sign-in failed.", f"User {attorney.user.pk} signed in by password, second_factor."]


def test_signing_out_clears_the_browser(browser, attorney):
    browser.sign_in(attorney)
    browser.prove(attorney.code)
    assert browser.post("/accounts/logout/")["Clear-Site-Data"] == '"cache", "storage"'
