"""Mails before a licence ends: its member and the owners, at 60, 30 and 7 days, once each; none that is out of date."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from claimback.accounts.models import User
from claimback.firms.services.notices import days_to_tell, licence_notice_owe
from claimback.kernel.clock import now, today
from claimback.tenancy.licences import BAR
from claimback.tenancy.models import Licence, Membership
from claimback.tenancy.scanner import due_rows
from claimback.tenancy.services.licences import licence_add, licence_change
from tests.firms import TestFirm
from tests.people.conftest import owed

LAST = date(2027, 3, 31)


@pytest.mark.parametrize(
    ("left", "told"), [(61, None), (60, 60), (31, 60), (30, 30), (8, 30), (7, 7), (0, 7), (-1, None)]
)
def test_when_it_is_told(left: int, told: int | None) -> None:
    held: Any = SimpleNamespace(expires_on=LAST, ended_on=None)
    assert days_to_tell(held, LAST - timedelta(days=left)) == told
    ended: Any = SimpleNamespace(expires_on=LAST, ended_on=date(2026, 1, 1))
    unending: Any = SimpleNamespace(expires_on=None, ended_on=None)
    assert days_to_tell(ended, LAST) is None
    assert days_to_tell(unending, LAST) is None


@pytest.fixture
def licence(in_law: TestFirm) -> Licence:
    """The attorney's in another state, whose last day is in 30 days."""
    return licence_add(
        actor=in_law.owner,
        member_id=in_law.attorney.member_id,
        kind=BAR,
        state="OH",
        number="0099887",
        issued_on=date(2020, 1, 2),
        expires_on=today(in_law.owner.time_zone) + timedelta(days=30),
    )


def test_member_and_owners_are_told_once(in_law: TestFirm, licence: Licence, deliver: Any) -> None:
    found = (in_law.id, licence.id)
    assert found in due_rows("expiring_licences", limit=500)
    notice = licence_notice_owe(licence_id=licence.id)
    assert notice is not None
    assert licence_notice_owe(licence_id=licence.id) is None
    assert found not in due_rows("expiring_licences", limit=500)
    to_attorney, to_owner = deliver(notice)
    addresses = [User.objects.get(id=member.user_id).email for member in (in_law.attorney, in_law.owner)]
    assert [to_attorney.to, to_owner.to] == [[address] for address in addresses]
    assert licence.expires_on is not None
    assert (
        f"{licence.expires_on:%B} {licence.expires_on.day}, {licence.expires_on.year}" in to_attorney.subject
    )
    assert "OH, number 0099887" in to_attorney.body
    assert f"/firms/{in_law.slug}/admin/tenancy/licence/{licence.id}/change/" in to_attorney.body
    assert deliver(notice) == []


def test_each_step_is_told_and_a_renewal_begins_again(
    in_law: TestFirm, licence: Licence, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert licence.expires_on is not None
    last = licence.expires_on
    for left, told in [(45, 60), (44, None), (20, 30), (3, 7), (0, None)]:
        monkeypatch.setattr(
            "claimback.firms.services.notices.today", lambda _, left=left: last - timedelta(days=left)
        )
        made = licence_notice_owe(licence_id=licence.id)
        assert (made and made.days) == told
    renewed = licence_change(
        actor=in_law.owner,
        licence_id=licence.id,
        version=licence.version,
        expires_on=last + timedelta(days=50),
    )
    made = licence_notice_owe(licence_id=renewed.id)
    assert made is not None
    assert (made.days, made.expires_on) == (60, renewed.expires_on)


@pytest.mark.parametrize("since", ["renewed", "ended", "its member left"])
def test_what_is_out_of_date_is_not_sent(
    in_law: TestFirm, licence: Licence, deliver: Any, since: str
) -> None:
    notice = licence_notice_owe(licence_id=licence.id)
    assert notice is not None
    if since == "renewed":
        Licence.objects.filter(id=licence.id).update(expires_on=LAST + timedelta(days=3650))
    elif since == "ended":
        Licence.objects.filter(id=licence.id).update(ended_on=today(in_law.owner.time_zone))
    else:
        Membership.objects.filter(id=in_law.attorney.member_id).update(ended_at=now())
    assert deliver(notice) == []
    assert [(kept.state, kept.sent_to) for kept in owed(id=notice.id)] == [("void", [])]
