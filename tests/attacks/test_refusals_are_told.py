"""A firm learns of what its members were refused, and no other firm does."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claimback.audit import services
from claimback.audit.chain import chain_links
from claimback.audit.models import Seal
from claimback.audit.verify import verify_chain
from claimback.kernel.clock import now
from claimback.tenancy.models import Membership, Token
from tests.attacks.noted import refusals, said
from tests.client import FirmClient, firm_client
from tests.firms import TestFirm
from tests.isolation.bodies import ABSENT
from tests.isolation.test_admin import admin_client

PAST = now() - timedelta(minutes=1)


def _membership(firm: TestFirm, **changes: Any) -> None:
    with firm.scope():
        Membership.objects.filter(id=firm.viewer.member_id).update(**changes)


def _token(firm: TestFirm, **changes: Any) -> None:
    with firm.scope():
        Token.objects.filter(member_id=firm.viewer.member_id).update(**changes)


def _user(firm: TestFirm, role: str) -> Any:
    return get_user_model()._default_manager.get(pk=firm.members[role].user_id)


def _session(firm: TestFirm, role: str) -> FirmClient:
    """A signed-in browser that asks the firm's API."""
    client = firm_client(firm, role)
    client.credentials()
    client.defaults.pop("HTTP_AUTHORIZATION")
    client.force_login(_user(firm, role))
    return client


DEAD = {
    "membership ended": lambda firm: _membership(firm, ended_at=PAST),
    "membership was until then": lambda firm: _membership(firm, until=PAST),
    "token revoked": lambda firm: _token(firm, revoked_at=PAST),
    "token expired": lambda firm: _token(firm, expires_at=PAST),
    "user is no more": lambda firm: get_user_model()._default_manager.update(is_active=False),
}


@pytest.mark.parametrize("how", DEAD)
def test_a_token_that_holds_no_more(db: None, law: TestFirm, adjusters: TestFirm, how: str) -> None:
    """It answers as one that never was, at its own firm's door and at every other."""
    client = firm_client(law, "viewer")
    DEAD[how](law)
    never = FirmClient(HTTP_AUTHORIZATION="Bearer cb_never-issued")
    for slug in (law.slug, adjusters.slug, "no-such-firm"):
        path = f"/api/v1/firms/{slug}/cases"
        dead, forged = client.get(path), never.get(path)
        assert (dead.status_code, dead.content) == (401, forged.content)
    assert said(law) == [("door", "not_signed_in", law.viewer.member_id)] * 3
    assert refusals(adjusters) == []


@pytest.mark.parametrize("how", ["membership ended", "membership was until then"])
def test_a_session_of_a_member_who_left(db: None, law: TestFirm, adjusters: TestFirm, how: str) -> None:
    """Their former firm is told of its own door only."""
    DEAD[how](law)
    client = _session(law, "viewer")
    absent = client.get("/api/v1/firms/no-such-firm/cases")
    for slug in (law.slug, adjusters.slug):
        answer = client.get(f"/api/v1/firms/{slug}/cases")
        assert (answer.status_code, answer.content) == (404, absent.content)
    assert said(law) == [("door", "not_found", law.viewer.member_id)]
    assert refusals(adjusters) == []


@pytest.mark.parametrize("by", ["token", "session"])
def test_another_firm_s_door(db: None, law: TestFirm, adjusters: TestFirm, by: str) -> None:
    client = firm_client(law) if by == "token" else _session(law, "attorney")
    answers = [client.get(f"/api/v1/firms/{slug}/cases") for slug in (adjusters.slug, "no-such-firm")]
    assert {(answer.status_code, answer.content) for answer in answers} == {(404, answers[0].content)}
    assert said(law) == [("door", "not_found", law.attorney.member_id)] * 2
    assert refusals(adjusters) == []


def test_what_is_kept_of_a_refusal(db: None, law: TestFirm) -> None:
    """The request, and nothing that the asker could write into the history."""
    firm_client(law, "billing").post(
        f"letters/{ABSENT}/approve?secret=word", {"a": "secret"}, HTTP_X_REQUEST_ID="asked-for-it"
    )
    [entry] = refusals(law)
    assert (entry.member_id, entry.act) == (law.members["billing"].member_id, "letter.approve")
    assert (entry.row_id, entry.request_id) == (UUID(ABSENT), "asked-for-it")
    assert (entry.table, entry.case_id, entry.before) == ("", None, None)
    asked = "POST api/v1/firms/<slug:firm>/letters/<uuid:id>/approve"
    assert entry.after == {"asked": asked, "status": 403, "code": "session_required"}


def test_absent_and_hidden_cost_the_same(
    full: None, full_database: Any, law: TestFirm, adjusters: TestFirm
) -> None:
    """The same statements, so that not even they tell them apart."""
    theirs = full_database.rows[adjusters.slug].of("cases")[0][0]
    client = firm_client(law, "owner")
    asked = []
    for id in (ABSENT, theirs):
        with CaptureQueriesContext(connection) as statements:
            assert client.get(f"cases/{id}").status_code == 404
        asked.append([(each["sql"] or "SELECT").partition(" ")[0] for each in statements.captured_queries])
    assert asked[0] == asked[1]
    assert [entry.row_id for entry in refusals(law)] == [UUID(ABSENT), UUID(theirs)]


def test_a_slip_is_not_told(db: None, law: TestFirm) -> None:
    client = firm_client(law)
    assert client.post("clients", {}).status_code == 400
    assert client.get("cases?page_size=0").status_code == 400
    assert client.delete("cases").status_code == 405
    assert FirmClient().get(f"/api/v1/firms/{law.slug}/cases").status_code == 401
    assert refusals(law) == []


def test_a_broken_program_does_not_fill_the_history(
    db: None, law: TestFirm, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A member's refusals are noted up to a number within an hour; the last says that it is the last."""
    monkeypatch.setattr(services, "REFUSALS_LIMIT", 5)
    client = firm_client(law, "viewer")
    for _ in range(8):
        assert client.get(f"cases/{ABSENT}").status_code == 404
    kept = refusals(law)
    assert len(kept) == 5
    assert [entry for entry in kept if "no_more_for_an_hour" in (entry.after or {})] == kept[-1:]
    firm_client(law, "billing").get(f"cases/{ABSENT}")
    assert len(refusals(law)) == 6


def test_the_admin_s_door_and_its_pages(db: None, law: TestFirm, adjusters: TestFirm) -> None:
    viewer, client = admin_client(_user(law, "viewer")), admin_client(_user(law, "client"))
    for path in (
        f"/firms/{adjusters.slug}/admin/",
        f"/firms/{law.slug}/admin/cases/case/{ABSENT}/change/",
        f"/firms/{law.slug}/admin/cases/case/add/",
    ):
        assert viewer.get(path).status_code in (403, 404)
    assert client.get(f"/firms/{law.slug}/admin/").status_code == 404
    me, they = law.viewer.member_id, law.members["client"].member_id
    assert said(law) == [
        ("door", "not_found", me),
        ("admin", "not_found", me),
        ("admin", "forbidden", me),
        ("door", "not_found", they),
    ]
    assert refusals(law)[1].row_id == UUID(ABSENT)
    assert refusals(adjusters) == []


def test_each_is_sealed(committed_db: str, law: TestFirm) -> None:
    firm_client(law).get(f"cases/{ABSENT}")
    firm_client(law, "viewer").post("clients", {"name": "Ada Quill"})
    told = refusals(law)
    assert [(entry.after or {})["code"] for entry in told] == ["not_found", "forbidden"]
    with law.scope():
        assert Seal.objects.filter(id__in=[entry.id for entry in told]).count() == 2
        assert verify_chain(chain_links()).problems == []
