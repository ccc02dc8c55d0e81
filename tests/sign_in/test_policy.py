"""Who may say how a firm's members sign in, and what it takes to prove a domain."""

import socket
import time
from collections.abc import Iterator
from ipaddress import ip_network
from typing import Any

import pytest
import requests
from allauth.mfa.models import Authenticator
from django.test import Client

from claimback.accounts.models import User
from claimback.audit.models import Entry
from claimback.firms.models import Connection, SignInDomain
from claimback.firms.services import sign_in
from claimback.firms.sign_in_domains import Place, domain_name, in_file, proof_line
from claimback.kernel.errors import Conflict, Forbidden, Invalid
from claimback.kernel.outgoing import AddressRefused, address_of, guarded_session
from tests.accounts.conftest import Person
from tests.sign_in.conftest import OIDC, Owner
from tests.sign_in.saml import SamlProvider
from tests.signing_in import ready, signed_in


def test_a_connection_is_registered_changed_and_ended(owner, law):
    made = owner.send("sign-in/connections", OIDC)
    assert made.status_code == 201
    assert "between-two-machines" not in made.content.decode()
    row = f"sign-in/connections/{made.json()['id']}"
    stale = owner.send(row, {"name": "Other"}, "patch", if_match='"9"')
    assert stale.status_code == 412
    changed = owner.send(row, {"name": "Other"}, "patch", if_match=made.headers["ETag"])
    assert (changed.status_code, changed.json()["name"]) == (200, "Other")
    ended = owner.send(f"{row}/end", if_match=changed.headers["ETag"])
    assert ended.json()["ended_at"]
    again = owner.send(row, {"name": "New"}, "patch", if_match=ended.headers["ETag"])
    assert again.status_code == 409
    with law.scope(law.owner):
        kept = Connection.objects.get()
        assert "between-two-machines" not in str(kept.client_secret)
        entries = list(Entry.objects.filter(row_id=kept.id).values_list("before", "after"))
    assert "between-two-machines" not in str(entries)
    assert len(entries) == 3


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({**OIDC, "issuer": ""}, "/issuer"),
        ({**OIDC, "issuer": "http://login.example"}, "/issuer"),
        ({**OIDC, "client_secret": None}, "/client_secret"),
        ({"kind": "saml", "name": "Office", "metadata": "<a/>"}, "/metadata"),
        ({**OIDC, "kind": "ldap"}, "/kind"),
        ({**OIDC, "firm_id": "018f0000-0000-7000-8000-000000000000"}, "/firm_id"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_written(owner, law, body, field):
    answer = owner.send("sign-in/connections", {k: v for k, v in body.items() if v is not None})
    assert answer.status_code == 400
    assert [problem["pointer"] for problem in answer.json()["errors"]] == [field]
    with law.scope(law.owner):
        assert not Connection.objects.exists()


def test_only_owners_and_only_with_a_fresh_proof(owner, law, api):
    with law.scope(), pytest.raises(Forbidden):
        sign_in.connection_add(actor=law.attorney, **OIDC)
    attorney = Owner()
    signed_in(attorney, User.objects.get(id=law.attorney.user_id))
    attorney.firm_root = owner.firm_root
    assert attorney.send("sign-in/connections", OIDC).status_code == 403
    assert attorney.get("sign-in/connections").status_code == 403
    signed_in(owner, User.objects.get(id=law.owner.user_id), at=time.time() - 700)
    assert owner.send("sign-in/connections", OIDC).json()["code"] == "reauthentication_required"
    assert api(law, "owner").post("sign-in/connections", OIDC, format="json").status_code == 403


def test_the_policy_is_set_by_who_would_not_lock_themselves_out(owner, law):
    wanted: dict[str, Any] = {"second_factor_required": True, "idle_minutes": 15}
    assert owner.send("sign-in/policy", wanted).status_code == 201
    assert owner.get("sign-in/policy").json() == wanted
    assert owner.send("sign-in/policy", {**wanted, "idle_minutes": 4}).status_code == 400
    Authenticator.objects.filter(user_id=law.owner.user_id).delete()
    with law.scope(law.owner), pytest.raises(Conflict):
        sign_in.sign_in_policy_set(actor=law.owner, **wanted)


def test_a_domain_counts_once_it_shows_its_proof(in_law):
    owner = in_law.owner
    connection = sign_in.connection_add(actor=owner, **OIDC)
    row = sign_in.domain_add(actor=owner, connection_id=connection.id, domain="Marlowe-Law.example.")
    assert row.domain == "marlowe-law.example"
    shown = ["", "claimback-verification=", f"{proof_line(row.token)}x", row.token]
    for text in shown:
        shown_there = {row.domain: [Place([text], "The file does not show it.")]}
        with pytest.raises(Conflict, match=r"does not show it\. Publish the line"):
            sign_in.domain_verify(actor=owner, domain_id=row.id, look=shown_there.__getitem__)
    assert SignInDomain.objects.get().verified_at is None
    asked = []

    def look(domain: str) -> Iterator[Place]:
        asked.append(domain)
        yield Place([], "There is no record.")
        yield Place(["other", f"  {proof_line(row.token)}"], "")
        pytest.fail("a third place is not looked at once there is a proof")

    sign_in.domain_verify(actor=owner, domain_id=row.id, look=look)
    assert SignInDomain.objects.get().verified_at is not None
    assert asked == ["marlowe-law.example"]
    with pytest.raises(Conflict):
        sign_in.domain_add(actor=owner, connection_id=connection.id, domain="marlowe-law.example")


@pytest.mark.parametrize(
    "text",
    ["", "localhost", "127.0.0.1", "a b.example", "https://example.com", "x@y.z", "-a.example", "a..b"],
)
def test_what_is_no_domain_is_refused(text):
    with pytest.raises(Invalid):
        domain_name(text)


def test_another_firm_s_connection_takes_no_domain(law, adjusters, db):
    with adjusters.scope(adjusters.owner):
        theirs = sign_in.connection_add(actor=adjusters.owner, **OIDC)
    with law.scope(law.owner), pytest.raises(Invalid):
        sign_in.domain_add(actor=law.owner, connection_id=theirs.id, domain="marlowe-law.example")


def test_saml_metadata_is_read_where_it_is_given(in_law):
    made = sign_in.connection_add(
        actor=in_law.owner, kind="saml", name="Office", metadata=SamlProvider.new().metadata
    )
    assert (made.issuer, made.sso_url) == ("https://idp.example/metadata", "https://idp.example/sso")
    assert made.certificate


def test_the_admin_registers_a_connection_and_asks_for_a_fresh_proof(law, db):
    user = User.objects.get(id=law.owner.user_id)
    person = Person(user, ready(user))
    client = Client()
    page = f"/firms/{law.slug}/admin/firms/connection/add/"
    signed_in(client, user, at=time.time() - 700)
    sent = client.get(page)
    assert sent.headers["Location"].startswith("/accounts/reauthenticate/?next=%2Ffirms%2F")
    back = client.post(sent.headers["Location"], {"password": person.password, "next": page})
    assert back.headers["Location"] == page
    assert client.get(page).status_code == 200
    assert client.post(page, OIDC).status_code == 302
    with law.scope(law.owner):
        assert Connection.objects.get().name == "Office sign-in"


LOOPBACK = ip_network("127.0.0.0/8")


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.1.1", "172.16.0.1", "169.254.169.254", "0.0.0.0", "::1", "fd00::1",
     "::ffff:127.0.0.1", "224.0.0.1", "100.64.0.1"],
)  # fmt: skip
def test_no_request_goes_to_a_private_address(address):
    with pytest.raises(AddressRefused):
        address_of(address, 443, [])


def test_public_and_allowed_addresses_may_be_reached():
    assert address_of("93.184.216.34", 443, []) == "93.184.216.34"
    assert address_of("127.0.0.1", 443, [LOOPBACK]) == "127.0.0.1"


def test_one_private_address_among_several_refuses_the_name(monkeypatch):
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, 443)) for a in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(AddressRefused):
        address_of("mixed.example", 443, [])


def test_plain_http_and_redirects_are_not_followed(provider):
    with guarded_session() as session, pytest.raises(requests.exceptions.InvalidSchema):
        session.get(provider.address)
    with guarded_session([LOOPBACK]) as session:
        assert session.get(f"{provider.address}/keys").status_code == 200
    assert in_file("127.0.0.1").lines == in_file("localhost").lines == []
