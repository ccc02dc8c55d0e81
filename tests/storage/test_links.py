"""Links of ours to files: whatever comes between giving one out and opening it is honoured."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from time import time
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from django.core import signing
from django.test import Client

from cases.models import Document, Wall
from claimback.accounts.models import User
from claimback.audit.models import Entry
from claimback.kernel.clock import now
from claimback.storage import links
from claimback.storage.links import Grant, link_read, link_sign
from claimback.storage.services import file_link
from claimback.tenancy.models import Membership, Role
from claimback.tenancy.roles import ROLES, capabilities_of
from tests.client import firm_client
from tests.firms import TestFirm
from tests.letters.matter import open_case, open_matter, store_pdf
from tests.storage.uploads import opened


@pytest.fixture
def paper(db: None, law: TestFirm) -> Document:
    """A case's denial letter."""
    with law.scope():
        return store_pdf(law, open_case(law), "denial.pdf", "denial_letter", "Denial")


@dataclass
class Given:
    """A link to the denial letter, given to the firm's viewer."""

    firm: TestFirm
    paper: Document
    link: str

    def membership(self, **changes: Any) -> None:
        with self.firm.scope():
            Membership.objects.filter(id=self.firm.viewer.member_id).update(**changes)


@pytest.fixture
def given(law: TestFirm, paper: Document) -> Given:
    answer = firm_client(law, "viewer").post(f"documents/{paper.id}/link", {"purpose": "reading"})
    return Given(law, paper, answer.json()["url"])


def asked(link: str) -> Any:
    return Client().get(urlsplit(link).path)


def absent(firm: TestFirm) -> Any:
    return firm_client(firm, "viewer").get("documents/01900000-0000-7000-8000-000000000000")


def reads(firm: TestFirm) -> list[Entry]:
    with firm.scope():
        return list(Entry.objects.filter(operation="read"))


def test_it_leads_to_the_bytes_without_a_token_and_is_kept_in_the_history(given: Given) -> None:
    answer = asked(given.link)
    assert (answer.status_code, answer["Cache-Control"], answer["Referrer-Policy"]) == (
        302,
        "no-store",
        "no-referrer",
    )
    assert "X-Amz-Expires=10&" in answer["Location"]
    with urlopen(answer["Location"], timeout=10) as content:
        assert content.read().startswith(b"%PDF")
    [read] = reads(given.firm)
    assert (read.table, read.row_id, read.case_id) == (
        "storage_storedfile",
        given.paper.file_id,
        given.paper.case_id,
    )
    assert (read.member_id, read.act, read.after) == (
        given.firm.viewer.member_id,
        "document.read",
        {"purpose": "reading"},
    )
    assert read.request_id == answer["X-Request-Id"]


def wall(given: Given) -> None:
    with given.firm.scope():
        Wall.objects.create(
            case_id=given.paper.case_id,
            member_id=given.firm.viewer.member_id,
            reason="Knows the adjuster.",
            placed_by_id=given.firm.owner.member_id,
        )


def leave(given: Given) -> None:
    given.membership(ended_at=now())


def run_out(given: Given) -> None:
    given.membership(until=now() - timedelta(seconds=1))


def be_shut_out(given: Given) -> None:
    User.objects.filter(id=given.firm.viewer.user_id).update(is_active=False)


def become_billing(given: Given) -> None:
    given.membership(role="billing")


def take_a_smaller_role(given: Given) -> None:
    with given.firm.scope():
        role = Role.objects.create(name="Cases only", base="viewer", capabilities=["case.read"])
    given.membership(own_role=role)


@pytest.mark.parametrize(
    "meanwhile", [wall, leave, run_out, be_shut_out, become_billing, take_a_smaller_role]
)
def test_what_comes_after_it_was_given_cuts_it_off(given: Given, meanwhile: Callable[[Given], None]) -> None:
    nothing = absent(given.firm)
    meanwhile(given)
    answer = asked(given.link)
    assert (answer.status_code, answer.content) == (404, nothing.content)
    assert (answer["Content-Type"], "Location" in answer) == (nothing["Content-Type"], False)
    assert reads(given.firm) == []


def test_a_wall_that_is_lifted_opens_it_again(given: Given) -> None:
    wall(given)
    with given.firm.scope():
        Wall.objects.update(lifted_at=now())
    assert opened(given.link)


@pytest.mark.parametrize(
    "forge",
    [
        lambda said: said[:-1] + ("A" if said[-1] != "A" else "B"),
        lambda said: "A" + said[1:],
        lambda said: said.rpartition(":")[0],
        lambda said: "",
        lambda said: "x",
        lambda said: "a" * 3000,
        lambda said: "%00",
        lambda said: signing.dumps(link_read_raw(said)),
        lambda said: signing.dumps(link_read_raw(said), salt=links._SALT, key="another key"),
    ],
)
def test_a_forged_one_is_absent(given: Given, forge: Callable[[str], str]) -> None:
    root, _, said = urlsplit(given.link).path.rpartition("/")
    answer = Client().get(f"{root}/{forge(said)}")
    assert (answer.status_code, answer.content) == (404, absent(given.firm).content)


def link_read_raw(said: str) -> Any:
    return signing.loads(said, salt=links._SALT)


def test_an_old_one_is_absent(given: Given, monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked(given.link).status_code == 302
    late = time() + 61
    monkeypatch.setattr("django.core.signing.time.time", lambda: late)
    assert (asked(given.link).status_code, asked(given.link).content) == (404, absent(given.firm).content)


def test_under_another_firm_it_is_absent(given: Given, adjusters: TestFirm) -> None:
    for slug in (adjusters.slug, "no-such-firm"):
        answer = asked(given.link.replace(given.firm.slug, slug))
        assert (answer.status_code, answer.content) == (404, absent(given.firm).content)


def test_a_file_of_another_firm_is_absent_even_if_signed(given: Given, adjusters: TestFirm) -> None:
    grant = Grant(adjusters.viewer.member_id, given.paper.file_id, "document.read", "read")
    assert asked(link_sign(adjusters.slug, grant)).status_code == 404


@pytest.mark.parametrize("role", ROLES)
def test_every_role_opens_what_it_may(law: TestFirm, paper: Document, role: str) -> None:
    member = law.members[role]
    may = "document.read" in capabilities_of(role)
    grant = Grant(member.member_id, paper.file_id, "document.read", "read")
    assert asked(link_sign(law.slug, grant)).status_code == (302 if may else 404)


def test_it_says_what_was_given(given: Given) -> None:
    grant = link_read(given.link.rpartition("/")[2])
    assert (grant.member_id, grant.purpose, grant.case_id) == (
        given.firm.viewer.member_id,
        "reading",
        given.paper.case_id,
    )


def test_other_methods_are_not_there(given: Given) -> None:
    path = urlsplit(given.link).path
    assert [getattr(Client(), method)(path).status_code for method in ("post", "put", "patch", "delete")] == [
        405
    ] * 4


def test_the_pdf_of_a_letter_and_a_file_by_itself_too(db: None, law: TestFirm) -> None:
    with law.scope():
        matter = open_matter(law)
        letter = matter.approved()
        assert letter.document is not None
        alone = file_link(actor=law.attorney, file_id=letter.document.file_id)
    answer = firm_client(law, "viewer").get(f"letters/{letter.id}/pdf")
    for link in (alone, answer.json()["url"]):
        assert f"/api/v1/firms/{law.slug}/files/" in link
        with urlopen(opened(link), timeout=10) as content:
            assert content.read().startswith(b"%PDF")
    assert [read.after for read in reads(law)] == [{"purpose": "read"}, {"purpose": "letter"}]
    assert [read.case_id for read in reads(law)] == [None, matter.case.id]
