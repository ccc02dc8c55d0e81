"""A browser outside any firm, and a member who can sign in with it."""

from dataclasses import dataclass

import pytest
from django.test import Client

from claimback.accounts.models import User
from tests.firms import TestFirm
from tests.signing_in import PASSWORD, code, ready


@dataclass
class Person:
    """A member with what they sign in by."""

    user: User
    secret: str
    password: str = PASSWORD

    @property
    def code(self) -> str:
        """What their authenticator app shows now."""
        return code(self.secret)


class Browser(Client):
    """A browser with its cookies, that goes through the pages."""

    def sign_in(self, person: Person, *, password: str = "", then: str = ""):
        """The password's page, and what it leads to."""
        form = {"login": person.user.email, "password": password or person.password, "next": then}
        return self.post("/accounts/login/", form)

    def prove(self, typed: str):
        """The second factor's page."""
        return self.post("/accounts/2fa/authenticate/", {"code": typed})


@pytest.fixture(autouse=True)
def _quick_passwords(settings) -> None:
    """Passwords are hard on purpose; dozens of wrong ones would make a test slow."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def browser(db) -> Browser:
    """A browser that is not signed in."""
    return Browser()


@pytest.fixture
def attorney(db, law: TestFirm) -> Person:
    """The law firm's attorney, with a password and an authenticator app."""
    user = User.objects.get(id=law.attorney.user_id)
    return Person(user, ready(user))
