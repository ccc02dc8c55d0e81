"""Opening a firm from the command line, and its owner's first sign-in."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from claimback.accounts.models import User
from claimback.tenancy.selectors import firms_of

ASKED = {
    "--name": "Harrow & Lane",
    "--kind": "law",
    "--owner": "Owner@Harrow.example",
    "--docket-email": "docket@harrow.example",
}


def create(slug="harrow-lane", **changes):
    out = StringIO()
    asked = ASKED | {f"--{name.replace('_', '-')}": value for name, value in changes.items()}
    call_command("firm", "create", slug, *(word for pair in asked.items() for word in pair), stdout=out)
    return out.getvalue()


@pytest.mark.slow  # a password is hashed, and pages are made for the first time
def test_a_firm_opens_and_its_owner_sets_a_password(db):
    said = create()
    owner = User.objects.get(email="owner@harrow.example")
    assert [slug for _, slug, _ in firms_of(owner.id)] == ["harrow-lane"]
    path = re.search(r"https?://[^/]+(/\S+)", said)
    assert path is not None
    browser = Client()
    page = browser.get(path[1], follow=True)
    assert page.status_code == 200
    word = "a long and quiet evening"
    browser.post(page.request["PATH_INFO"], {"password1": word, "password2": word})
    owner.refresh_from_db()
    assert owner.check_password(word)


def test_an_owner_with_an_account_keeps_it(db):
    User.objects.create_user("owner@harrow.example", "Rowan Harrow", "a long and quiet evening")
    assert "signs in as before" in create()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"slug": "no spaces"}, "slug: A slug has"),
        ({"slug": "x" * 61}, "slug: A slug has"),
        ({"slug": "marlowe-law"}, "This slug is taken"),
        ({"name": " "}, "name: Give the firm's name"),
        ({"owner": "nobody"}, "owner: “nobody” is no e-mail address"),
        ({"docket_email": "@x"}, "docket_email: “@x” is no e-mail address"),
        ({"time_zone": "Mars/Base"}, "time_zone: Give an IANA time zone"),
        ({"kind": "bakery"}, "invalid choice"),
    ],
)
def test_what_is_wrong_is_said_in_one_line_and_nothing_is_made(db, changes, words):
    users = User.objects.count()
    with pytest.raises(CommandError, match=words):
        create(**changes)
    assert User.objects.count() == users
