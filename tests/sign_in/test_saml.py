"""SAML against answers that are really signed: whom the provider may sign in, and what is refused."""

import pytest
from django.test import Client

from claimback.firms.models import Connection
from claimback.firms.services import sign_in
from claimback.kernel.errors import Invalid
from tests.sign_in.conftest import prove
from tests.sign_in.saml import SSO_URL, SamlProvider

ATTORNEY = "attorney@marlowe-law.example"


@pytest.fixture(scope="module")
def idp() -> SamlProvider:
    """The law firm's provider."""
    return SamlProvider.new()


@pytest.fixture
def connection(db, idp, law) -> Connection:
    """The provider registered with the law firm, its domain verified."""
    with law.scope(law.owner):
        made = sign_in.connection_add(actor=law.owner, kind="saml", name="Office", metadata=idp.metadata)
        prove(law, made, "marlowe-law.example")
    return made


def through(idp: SamlProvider, connection: Connection, email: str, **changed):
    """A browser through the provider: the client, and our last answer."""
    client = Client(HTTP_HOST="testserver")
    root = f"/accounts/saml/{connection.provider_id}"
    begun = client.post(f"{root}/login/")
    assert begun.headers["Location"].startswith(SSO_URL)
    posted = idp.answer(begun.headers["Location"], email, **changed)
    answer = client.post(f"{root}/acs/", {"SAMLResponse": posted})
    return client, client.get(answer.headers["Location"])


def test_a_member_signs_in(idp, connection, law):
    client, answer = through(idp, connection, ATTORNEY)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/")
    assert client.get(f"/api/v1/firms/{law.slug}/members").status_code == 200


@pytest.mark.parametrize(
    ("why", "email", "changed"),
    [
        ("another firm's domain", "attorney@summit-adjusters.example", {}),
        ("nobody's account", "nobody@marlowe-law.example", {}),
        ("no signature", ATTORNEY, {"signed": False}),
        ("the name changed after signing", "staff@marlowe-law.example", {"after": {"staff@": "attorney@"}}),
        ("for another audience", ATTORNEY, {"audience": "https://elsewhere.example"}),
        ("over", ATTORNEY, {"until": "2020-01-01T00:00:00Z"}),
        ("an answer to another question", ATTORNEY, {"to": "_another"}),
        ("for another recipient", ATTORNEY, {"acs": "https://elsewhere.example/acs"}),
    ],
    ids=lambda value: value if isinstance(value, str) and "@" not in value else "",
)
def test_what_is_not_signed_for_us_now_and_about_ours_is_refused(idp, connection, why, email, changed):
    client, answer = through(idp, connection, email, **changed)
    assert answer.status_code == 403, why
    assert "_auth_user_id" not in client.session


def test_an_answer_signed_by_another_key_is_refused(connection):
    client, answer = through(SamlProvider.new(), connection, ATTORNEY)
    assert answer.status_code == 403
    assert "_auth_user_id" not in client.session


def test_an_answer_opens_once(idp, connection):
    client, root = Client(HTTP_HOST="testserver"), f"/accounts/saml/{connection.provider_id}"
    posted = idp.answer(client.post(f"{root}/login/").headers["Location"], ATTORNEY)

    def sent(browser: Client) -> tuple[int, bool]:
        there = browser.post(f"{root}/acs/", {"SAMLResponse": posted}).headers["Location"]
        return browser.get(there).status_code, "_auth_user_id" in browser.session

    assert sent(client) == (302, True)
    client.post("/accounts/logout/")
    assert sent(client) == (403, False)
    assert sent(Client(HTTP_HOST="testserver")) == (403, False)


def test_our_own_metadata_is_there_for_the_provider(connection):
    shown = Client().get(f"/accounts/saml/{connection.provider_id}/metadata/")
    assert shown.status_code == 200
    assert f"/accounts/saml/{connection.provider_id}/acs/".encode() in shown.content
    assert Client().get(f"/accounts/saml/{law_none()}/metadata/").status_code == 404


def law_none() -> str:
    """The name of a connection that is not there."""
    return "018f0000-0000-7000-8000-000000000000.018f0000-0000-7000-8000-000000000001"


@pytest.mark.parametrize(
    "metadata", ["", "no XML", "<a/>", "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>"]
)
def test_metadata_that_is_none_is_refused(in_law, metadata):
    with pytest.raises(Invalid) as refused:
        sign_in.connection_add(actor=in_law.owner, kind="saml", name="Office", metadata=metadata)
    assert [problem.pointer for problem in refused.value.errors] == ["/metadata"]
