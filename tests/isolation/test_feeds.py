"""The walk to calendar feeds: the one door that a secret in the URL opens, tried for every other reader's rows."""

from typing import Any
from urllib.parse import urlsplit

from django.test import Client

from claimback.tenancy.member import Member
from deadlines.models import CalendarFeed
from deadlines.services.feeds import PREFIX, digest_of, feed_add, feed_revoke
from tests.firms import TestFirm
from tests.full import FullDatabase
from tests.isolation.bodies import ABSENT
from tests.isolation.conftest import Walk
from tests.isolation.test_api import _ids_in, _same
from tests.isolation.test_walls import TITLE, hidden_rows

SECRET = f"{PREFIX}{'x' * 43}"


def _path(firm: TestFirm, secret: str = SECRET) -> str:
    return f"/api/v1/firms/{firm.slug}/calendar/{secret}.ics"


def _made(firm: TestFirm, member: Member, **more: Any) -> tuple[str, Any]:
    with firm.scope(member):
        issued = feed_add(actor=member, name="Walked", **more)
    return urlsplit(issued.url).path, issued.id


def _planted(firm: TestFirm, member: Member, case_id: str) -> str:
    """A feed of a case that was made before its member was walled off."""
    with firm.scope():
        CalendarFeed.objects.create(
            member_id=member.member_id, case_id=case_id, name="Old", digest=digest_of(SECRET)
        )
    return _path(firm)


def test_a_feed_s_address_opens_one_member_s_docket_and_is_else_absent(
    walk: Walk, full_database: FullDatabase
) -> None:
    browser, mine, theirs = Client(), walk.mine, walk.theirs
    nothing = browser.get(f"/api/v1/firms/no-such-firm/calendar/{SECRET}.ics")
    assert nothing.status_code == 404
    walled = full_database.walled_off[mine.slug].member
    hidden = hidden_rows(mine.id, walled.member_id)
    own, id = _made(mine, mine.attorney)
    other, _ = _made(theirs, theirs.attorney)
    case_id = next(row for row, _ in walk.my_rows.of("cases") if row in hidden)
    kept_from, _ = _made(mine, walled)

    def absent(path: str, what: str) -> None:
        walk.cases += 1
        answer = browser.get(path)
        walk.expect(_same(answer, nothing), f"{what}: {answer.status_code} {answer.content[:100]!r}")

    answer = browser.get(own)
    assert answer.status_code == 200
    assert b"BEGIN:VEVENT" in answer.content
    walk.expect(not walk.their_rows.ids & _ids_in(answer), "a feed holds another firm's id")
    answer = browser.get(kept_from)
    assert answer.status_code == 200
    walk.expect(not hidden & _ids_in(answer), "a feed holds what is walled")
    walk.expect(TITLE not in answer.content.decode(), "a feed holds the walled case's title")
    absent(_path(mine), "one that never was")
    absent(_planted(mine, walled, case_id), "one of a case that is walled since")
    absent(own.replace(mine.slug, theirs.slug), "one's own at another firm")
    absent(other.replace(theirs.slug, mine.slug), "another firm's at one's own")
    absent(own.replace(PREFIX, ""), "a part of it")
    absent(_path(mine, ABSENT), "an id")
    with mine.scope():
        feed_revoke(actor=mine.attorney, feed_id=id)
    absent(own, "one that is revoked")
    for method in ("post", "put", "patch", "delete"):
        walk.cases += 1
        assert getattr(browser, method)(other).status_code == 405
