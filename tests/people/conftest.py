"""A person from support, and what a sent mail said."""

import re
from collections.abc import Callable

import pytest
from django.core import mail

from claimback.accounts.models import User
from claimback.firms.models import Notice
from claimback.firms.selectors.people import notice_list
from claimback.firms.services.notices import notice_deliver
from claimback.firms.services.support import operator_name

OPERATOR = "opal@support.example"


@pytest.fixture
def operator(db: None) -> User:
    """Whom the installation's operator named as of support."""
    User.objects.create_user(email=OPERATOR, name="Opal Helpdesk")
    return operator_name(email=OPERATOR)


@pytest.fixture
def deliver() -> Callable[[Notice], list[mail.EmailMultiAlternatives]]:
    """Send one owed mail as a worker does; the mails that went out."""

    def sent(notice: Notice) -> list[mail.EmailMultiAlternatives]:
        before = len(mail.outbox)
        assert notice.firm_id
        notice_deliver(firm_id=notice.firm_id, notice_id=notice.id)
        return mail.outbox[before:]  # type: ignore[return-value]

    return sent


def owed(**about: object) -> list[Notice]:
    """The owed mails about something, the earliest first."""
    return list(notice_list().filter(**about).order_by("due_at", "id"))


def link_in(message: mail.EmailMultiAlternatives) -> str:
    """The secret of the invitation's link in a mail."""
    found = re.search(r"/accounts/invitations/([\w-]+)/", str(message.body))
    assert found
    return found[1]
