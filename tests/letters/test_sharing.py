"""Letters in the client's portal: only what was approved, only while it is shared, and only to whose case it is."""

from typing import Any

import pytest

from cases.services.portal import portal_access_grant
from claimback.audit.models import Entry
from claimback.kernel.errors import Conflict, Forbidden
from claimback.kernel.ids import new_id
from letters.services.letters import letter_edit
from letters.services.sharing import letter_share, letter_unshare
from tests.firms import TestFirm
from tests.letters.matter import Matter, open_matter


@pytest.fixture
def told(db: None, law: TestFirm) -> Matter:
    """A matter whose client has the portal."""
    with law.scope():
        matter = open_matter(law)
        portal_access_grant(
            actor=law.attorney, client_id=matter.case.client_id, member_id=law.members["client"].member_id
        )
    return matter


def test_a_letter_is_shared_once_it_is_approved_and_taken_back(api: Any, law: TestFirm, told: Matter) -> None:
    client = api(law, "client")
    with law.scope():
        draft, letter = told.draft(), told.approved()
        with pytest.raises(Conflict):
            letter_share(actor=law.attorney, letter_id=draft.id, version=None)
        with pytest.raises(Forbidden):
            letter_share(actor=law.staff, letter_id=letter.id, version=None)
        with pytest.raises(Conflict):
            letter_unshare(actor=law.attorney, letter_id=letter.id, version=None)
    assert client.get("portal/letters").json()["results"] == []
    path = f"letters/{letter.id}"
    attorney = api(law)
    assert attorney.get(path).json()["shared_at"] is None
    shared = attorney.post(f"{path}/share", HTTP_IF_MATCH=f'"{letter.version}"')
    assert shared.json()["shared_at"] is not None, shared.content
    (row,) = client.get("portal/letters").json()["results"]
    assert set(row) == {"id", "case_id", "subject", "letter_date", "shared_at"}
    assert row["id"] == str(letter.id)
    link = client.get(f"portal/letters/{letter.id}/pdf")
    assert link.status_code == 200, link.content
    absent = client.get(f"portal/letters/{new_id()}/pdf")
    hidden = client.get(f"portal/letters/{draft.id}/pdf")
    assert (hidden.status_code, hidden.content) == (404, absent.content)
    assert client.get(path).status_code == 403
    assert client.get("portal/documents").json()["results"] == []  # the firm's own, not what the client sent
    again = attorney.post(f"{path}/unshare", HTTP_IF_MATCH=shared["ETag"])
    assert again.json()["shared_at"] is None
    assert client.get("portal/letters").json()["results"] == []
    assert client.get(f"portal/letters/{letter.id}/pdf").content == absent.content
    with law.scope():
        said = [
            (e.after or {})["shared_at"]
            for e in Entry.objects.filter(row_id=letter.id, act="portal.manage").order_by("at")
        ]
    assert said[0] is not None
    assert said[1:] == [None]


def test_a_letter_that_loses_its_approval_is_shared_no_more(api: Any, law: TestFirm, told: Matter) -> None:
    with law.scope():
        letter = told.approved()
        letter = letter_share(actor=law.attorney, letter_id=letter.id, version=None)
        letter = letter_edit(
            actor=law.attorney, letter_id=letter.id, version=letter.version, subject="Another"
        )
        assert letter.shared_at is None
    assert api(law, "client").get("portal/letters").json()["results"] == []


def test_a_link_that_was_given_out_is_cut_off_with_the_sharing(api: Any, law: TestFirm, told: Matter) -> None:
    with law.scope():
        letter = told.approved()
        letter = letter_share(actor=law.attorney, letter_id=letter.id, version=None)
    client = api(law, "client")
    url = client.get(f"portal/letters/{letter.id}/pdf").json()["url"]
    path = "/" + url.split("/", 3)[3]
    assert client.get(path).status_code == 302
    with law.scope():
        letter_unshare(actor=law.attorney, letter_id=letter.id, version=None)
    assert client.get(path).status_code == 404
