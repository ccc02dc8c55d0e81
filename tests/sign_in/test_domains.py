"""What proves a domain: a TXT record asked for at a real name server, or a file; and what each failure is told as."""

from typing import Any

import dns.rcode
import pytest

from claimback.config import read
from claimback.firms.models import Connection, SignInDomain
from claimback.firms.services import sign_in
from claimback.firms.sign_in_domains import in_record, proof_line, record_name
from claimback.kernel.errors import Conflict
from tests.sign_in.conftest import OIDC, Owner
from tests.sign_in.name_server import SILENCE, NameServer

DOMAIN = "marlowe-law.example"
NAME = f"_claimback-challenge.{DOMAIN}"


@pytest.mark.parametrize(
    ("texts", "shown"),
    [
        ([["proof"]], ["proof"]),
        ([["v=spf1 -all"], ["proof"], ["other"]], ["v=spf1 -all", "proof", "other"]),
        ([["pro", "of"]], ["proof"]),  # one record in several strings: RFC 1035, section 3.3.14
    ],
)
def test_a_record_is_read_whole(names: NameServer, texts: list[list[str]], shown: list[str]) -> None:
    names.records[NAME] = texts
    place = in_record(DOMAIN)
    assert sorted(place.lines) == sorted(shown)
    assert names.asked == [NAME]


@pytest.mark.parametrize(
    ("how", "told"),
    [
        (None, "There is no TXT record"),
        ("no records", "There is no TXT record"),
        (dns.rcode.SERVFAIL, "the domain's name servers fail"),
        (dns.rcode.REFUSED, "the domain's name servers fail"),
        (SILENCE, "was not answered in 0.2 seconds"),
    ],
)
def test_a_record_that_cannot_be_read(
    names: NameServer, monkeypatch: pytest.MonkeyPatch, how: Any, told: str
) -> None:
    monkeypatch.setattr("claimback.firms.sign_in_domains.TIMEOUT_SECONDS", 0.2)
    if how == "no records":
        names.records[NAME] = []
    elif how is not None:
        names.failing[NAME] = how
    record = in_record(DOMAIN)
    assert record.lines == []
    assert told in record.failed
    assert record_name(DOMAIN) in record.failed


def test_a_name_too_long_to_ask_for_is_no_proof(names: NameServer) -> None:
    long = ".".join(["a" * 60] * 4) + ".example"
    assert in_record(long).lines == []
    assert names.asked == []


def test_an_owner_verifies_a_domain_by_its_record(owner: Owner, law: Any, names: NameServer) -> None:
    made = owner.send("sign-in/connections", OIDC).json()
    row = owner.send("sign-in/domains", {"connection_id": made["id"], "domain": DOMAIN})
    verify = f"sign-in/domains/{row.json()['id']}/verify"
    proof = proof_line(row.json()["token"])
    names.records[NAME] = [[proof[:-1]], [f"{proof} or so"], ["the secret of an inner zone"]]
    refused = owner.send(verify, if_match=row.headers["ETag"])
    assert (refused.status_code, refused.json()["code"]) == (409, "proof_not_found")
    assert f"The TXT record {NAME} shows something else." in refused.json()["detail"]
    assert (
        f"https://{DOMAIN}/.well-known/claimback-verification.txt does not show it."
        in refused.json()["detail"]
    )
    assert proof in refused.json()["detail"]
    assert "inner zone" not in refused.content.decode()
    names.records[NAME].append([proof])
    verified = owner.send(verify, if_match=row.headers["ETag"])
    assert verified.status_code == 200
    assert verified.json()["verified_at"]


def test_a_record_proves_its_own_domain_and_token_alone(in_law: Any, names: NameServer) -> None:
    connection: Connection = sign_in.connection_add(actor=in_law.owner, **OIDC)
    rows = [
        sign_in.domain_add(actor=in_law.owner, connection_id=connection.id, domain=name)
        for name in (DOMAIN, f"mail.{DOMAIN}")
    ]
    names.records[NAME] = [[proof_line(rows[1].token)]]
    names.records[DOMAIN] = [[proof_line(row.token)] for row in rows]
    for row in rows:
        with pytest.raises(Conflict):
            sign_in.domain_verify(actor=in_law.owner, domain_id=row.id)
    assert not SignInDomain.objects.filter(verified_at__isnull=False).exists()


def test_the_name_servers_are_addresses() -> None:
    config = read({"DNS_SERVERS": "10.0.0.2, [fd00::2]:5353"})
    assert config.servers("DNS_SERVERS", port=53) == [("10.0.0.2", 53), ("fd00::2", 5353)]
    for wrong in ("ns.example", "10.0.0.2:dns", "fd00::2"):
        with pytest.raises(ValueError, match="DNS_SERVERS must be IP addresses"):
            read({"DNS_SERVERS": wrong}).servers("DNS_SERVERS", port=53)
