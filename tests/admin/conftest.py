"""A browser signed in to the admin of a firm, and the firm's story."""

from collections.abc import Callable

import pytest
from django.test import Client

from claimback.accounts.models import User
from tests.admin.story import Story, tell
from tests.firms import TestFirm
from tests.signing_in import signed_in


class AdminClient(Client):
    """A client whose paths begin inside a firm's admin."""

    root = ""

    def get(self, path="", *args, **kwargs):
        """GET of a page of the firm's admin."""
        return super().get(self._inside(path), *args, **kwargs)

    def post(self, path="", *args, **kwargs):
        """POST to a page of the firm's admin."""
        return super().post(self._inside(path), *args, **kwargs)

    def _inside(self, path):
        return path if path.startswith("/") else self.root + path


@pytest.fixture
def desk(db) -> Callable[..., AdminClient]:
    """`desk(firm, role)` is that member's browser."""

    def made(firm: TestFirm, role: str = "attorney") -> AdminClient:
        client = AdminClient(raise_request_exception=True)
        signed_in(client, User.objects.get(id=firm.members[role].user_id))
        client.root = f"/firms/{firm.slug}/admin/"
        return client

    return made


@pytest.fixture
def story(db, law) -> Story:
    """The law firm in the middle of its day."""
    with law.scope():
        return tell(law)
