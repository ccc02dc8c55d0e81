"""Another firm named beside the path: in headers, by the method's name, by a second identity, by tricks of the path."""

from typing import Any, Final

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from claimback.storage.models import StoredFile
from tests.attacks.noted import refusals
from tests.client import FirmClient, firm_client
from tests.firms import TestFirm
from tests.isolation.bodies import ABSENT

HEADERS: Final = (
    *(
        "X-Firm",
        "X-Firm-Id",
        "X-Firm-Slug",
        "X-Tenant",
        "X-Tenant-Id",
        "X-Member-Id",
        "X-User-Id",
        "X-Remote-User",
    ),
    *(
        "Remote-User",
        "X-Forwarded-User",
        "X-Forwarded-Host",
        "X-Forwarded-Prefix",
        "X-Forwarded-Path",
        "Forwarded",
    ),
    *(
        "X-Original-URL",
        "X-Rewrite-URL",
        "X-Original-URI",
        "X-Script-Name",
        "Script-Name",
        "Path-Info",
        "Referer",
    ),
    *("X-Claimback-Firm-Slug", "Claimback.Firm-Slug", "X-Role", "X-Capabilities", "X-Api-Key", "Cookie"),
)


@pytest.fixture
def paths(db: None, law: TestFirm, adjusters: TestFirm) -> dict[str, str]:
    """One's own door, and another firm's."""
    return {"own": f"/api/v1/firms/{law.slug}/firm", "other": f"/api/v1/firms/{adjusters.slug}/firm"}


@pytest.mark.parametrize("header", HEADERS)
def test_a_header_changes_nothing(
    paths: dict[str, str], law: TestFirm, adjusters: TestFirm, header: str
) -> None:
    client = firm_client(law)
    for path in paths.values():
        plain = client.get(path)
        for firm in (law, adjusters):
            for value in (firm.slug, str(firm.id), f"/api/v1/firms/{firm.slug}/firm", f"host={firm.slug}"):
                answer = client.get(path, headers={header: value})
                assert (answer.status_code, answer.content) == (plain.status_code, plain.content), value
    assert {entry.act for entry in refusals(law)} == {"door"}
    assert refusals(adjusters) == []


@pytest.mark.parametrize(
    "host", ["summit-adjusters.example", "summit-adjusters.testserver", "testserver@evil", "a b"]
)
def test_a_host_that_is_not_ours_is_refused(paths: dict[str, str], law: TestFirm, host: str) -> None:
    assert firm_client(law).get(paths["own"], HTTP_HOST=host).status_code == 400


@pytest.mark.parametrize(
    "header", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "X-Method"]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_method_is_the_method(db: None, law: TestFirm, header: str, method: str) -> None:
    """Neither a header nor a field turns a request into another one."""
    client, name = firm_client(law, "owner"), f"HTTP_{header.upper().replace('-', '_')}"
    for wanted in ("DELETE", "PATCH", "POST", "PUT"):
        plain, dressed = (
            client.generic(
                method, "clients?_method=" + wanted if more else "clients", "{}", "application/json", **more
            )
            if method == "POST"
            else client.get("clients", **more)  # type: ignore[arg-type]
            for more in ({}, {name: wanted})
        )
        assert (plain.status_code, plain.content) == (dressed.status_code, dressed.content)
    assert client.post("clients", {"name": "Ada Quill", "_method": "DELETE"}).status_code == 400


@pytest.mark.parametrize(
    "both",
    ["{mine}, {theirs}", "{mine},{theirs}", "{theirs}, {mine}", "{mine} {theirs}", "{mine};{theirs}"],
)
def test_two_tokens_are_none(db: None, law: TestFirm, adjusters: TestFirm, both: str) -> None:
    """As a server joins a header that is sent twice."""
    pair = {"mine": f"Bearer {law.tokens['owner']}", "theirs": f"Bearer {adjusters.tokens['owner']}"}
    for firm in (law, adjusters):
        client = FirmClient(HTTP_AUTHORIZATION=both.format(**pair))
        assert client.get(f"/api/v1/firms/{firm.slug}/firm").status_code == 401


def test_a_token_beside_another_firm_s_session(db: None, law: TestFirm, adjusters: TestFirm) -> None:
    """The token alone counts, even one that holds nothing: there is no falling back on the session."""
    client = firm_client(law)
    client.force_login(get_user_model()._default_manager.get(pk=adjusters.owner.user_id))
    assert client.get(f"/api/v1/firms/{law.slug}/firm").json()["id"] == str(law.id)
    assert client.get(f"/api/v1/firms/{adjusters.slug}/firm").status_code == 404
    for wrong in ("Bearer cb_forged", "Bearer ", "Basic b3duZXI6", "Token x", "bearer"):
        client.credentials(HTTP_AUTHORIZATION=wrong)
        assert client.get(f"/api/v1/firms/{adjusters.slug}/firm").status_code == 401, wrong


TRICKS: Final = (
    *(
        "{mine}/../{theirs}/firm",
        "{mine}/%2e%2e/{theirs}/firm",
        "{mine}%2f..%2f{theirs}/firm",
        "{mine}/./firm",
    ),
    *(
        "{mine}//firm",
        "/{mine}/firm",
        "{mine}/firm/",
        "{mine}/firm/..",
        "{mine}/firm;{theirs}",
        "{mine};/firm",
    ),
    *("{MINE}/firm", "{Mine}/firm", "{mine}./firm", "{mine}%00/firm", "{mine}%20/firm", "%20{mine}/firm"),
    *("{mine}%0a/firm", "{mine}%0d%0a/firm", "{mine}%09/firm", "{mine}%ff/firm", "{mine},{theirs}/firm"),
    *(
        "{mine}%5cfirm",
        "{mine}\\firm",
        "{mine}%252ffirm",
        "*/firm",
        "%/firm",
        "{mine}%/firm",
    ),
    *(
        "ｍarlowe-law/firm",
        "{mine}/firm%00",
        "{mine}/firm.json",
        "{mine}/cases/%2e%2e/firm",
        "{mine}'--/firm",
    ),
    *("{theirs}/firm", "{THEIRS}/firm", "{theirs}/../{mine}/firm", "no-such-firm/firm", "-/firm"),
)


@pytest.mark.parametrize("trick", TRICKS)
def test_a_trick_of_the_path_opens_nothing(db: None, law: TestFirm, adjusters: TestFirm, trick: str) -> None:
    """404 with the body of an absent object, for one's own firm by another spelling too."""
    mine, theirs = law.slug, adjusters.slug
    path = trick.format(mine=mine, theirs=theirs, MINE=mine.upper(), THEIRS=theirs.upper(), Mine=mine.title())
    client = Client(headers={"Authorization": f"Bearer {law.tokens['owner']}"})
    absent = client.get(f"/api/v1/firms/no-such-firm/cases/{ABSENT}")
    answer = client.get(f"/api/v1/firms/{path}")
    assert (answer.status_code, answer.content) == (404, absent.content)
    assert refusals(adjusters) == []


@pytest.mark.parametrize(
    "trick", ["{theirs}", "{MINE}", "{mine}.", "{mine}%00", "{mine}/../{theirs}", "{mine}%2f"]
)
def test_nor_in_the_admin(db: None, law: TestFirm, adjusters: TestFirm, trick: str) -> None:
    from tests.isolation.test_admin import admin_client

    client = admin_client(get_user_model()._default_manager.get(pk=law.owner.user_id))
    path = trick.format(mine=law.slug, theirs=adjusters.slug, MINE=law.slug.upper())
    answer = client.get(f"/firms/{path}/admin/tenancy/firm/")
    assert answer.status_code == 404
    assert adjusters.owner.firm_name not in answer.content.decode()


def _announced(client: Any, key: str) -> Any:
    return client.post("uploads", {"name": "denial.pdf", "size": 1000}, HTTP_IDEMPOTENCY_KEY=key)


def test_an_idempotency_key_is_its_member_s_own(db: None, law: TestFirm, adjusters: TestFirm) -> None:
    """Another member's or firm's key gives nothing back: the request is done anew."""
    clients = [firm_client(law), firm_client(law, "owner"), firm_client(adjusters)]
    first = [_announced(client, "one-key") for client in clients]
    again = [_announced(client, "one-key") for client in clients]
    assert {answer.status_code for answer in first} == {201}
    assert not any("Idempotency-Replayed" in answer for answer in first)
    assert len({answer.content for answer in first}) == 3
    assert [answer.content for answer in again] == [answer.content for answer in first]
    with law.scope():
        assert StoredFile.objects.count() == 2
