"""Signed links that are forged, old or another's, and a case's chain asked for from behind its wall: who is told."""

from time import time
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from claimback.kernel.clock import now
from claimback.tenancy.models import Membership
from tests.attacks.noted import refusals, said
from tests.client import firm_client
from tests.firms import TestFirm
from tests.isolation.bodies import ABSENT
from tests.isolation.test_walls import walled  # noqa: F401 - a fixture
from tests.letters.matter import open_matter


@pytest.fixture
def path(db: None, law: TestFirm) -> str:
    """A link to a document of the law firm's, given to its viewer."""
    with law.scope():
        document_id = open_matter(law).denial.document_id
    answer = firm_client(law, "viewer").post(f"documents/{document_id}/link", {"purpose": "reading"})
    inside: str = urlsplit(answer.json()["url"]).path
    return inside


def _opened(path: str) -> tuple[int, bytes]:
    answer = Client().get(path)
    return answer.status_code, answer.content


def test_a_forged_link_is_nobody_s(path: str, law: TestFirm, adjusters: TestFirm) -> None:
    absent = _opened(f"/api/v1/firms/no-such-firm/cases/{ABSENT}")[1]
    assert _opened(path[:-1] + ("A" if path[-1] != "A" else "B"))[0] == 404
    assert b'"not_found"' in _opened(path + "x")[1]
    assert absent
    assert (refusals(law), refusals(adjusters)) == ([], [])


def test_an_old_link_is_told_to_the_firm_of_whom_it_was_given_to(
    path: str, law: TestFirm, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _opened(path)[0] == 302
    late = time() + 61
    monkeypatch.setattr("django.core.signing.time.time", lambda: late)
    assert _opened(path)[0] == 404
    assert said(law) == [("door", "not_found", law.viewer.member_id)]


def test_a_link_at_another_firm_s_door(path: str, law: TestFirm, adjusters: TestFirm) -> None:
    elsewhere, nowhere = (_opened(path.replace(law.slug, slug)) for slug in (adjusters.slug, "no-such-firm"))
    assert elsewhere == nowhere
    assert elsewhere[0] == 404
    assert said(law) == [("door", "not_found", law.viewer.member_id)] * 2
    assert refusals(adjusters) == []


def test_a_link_of_a_member_who_left(path: str, law: TestFirm) -> None:
    with law.scope():
        Membership.objects.filter(id=law.viewer.member_id).update(ended_at=now())
    assert _opened(path)[0] == 404
    assert said(law) == [("door", "not_found", law.viewer.member_id)]


def test_a_chain_from_behind_the_wall(walled: Any) -> None:  # noqa: F811
    """As of a case that there is not; and who stands behind the wall reads nothing of having asked."""
    [(case_id, _)] = walled.of("cases")
    hidden, absent = (walled.send("GET", f"cases/{id}/audit-chain") for id in (case_id, ABSENT))
    walled.walk.cases += 2
    assert (hidden.status_code, hidden.content) == (404, absent.content)
    assert [(told.act, told.path.split("/")[-2]) for told in walled.walk.effects.told] == [
        ("audit.read", case_id),
        ("audit.read", ABSENT),
    ]
