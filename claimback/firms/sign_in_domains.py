"""The proof that a domain is the firm's: a line that only who runs the domain can publish, at either of two places.

The line is `claimback-verification=<token>`: a TXT record of `_claimback-challenge.<domain>`, or in the file
`https://<domain>/.well-known/claimback-verification.txt`.

The record is asked for at the installation's own name servers (`DNS_SERVERS`): a firm chooses the name that is asked
for, never who is asked. The file is fetched over TLS from a public address, and no redirect is followed: an open one
would prove nothing. What stands at either is compared and never shown, so that a name that leads inside this network
tells nothing of it.
"""

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import requests
from django.conf import settings
from dns.exception import DNSException, Timeout
from dns.nameserver import Do53Nameserver
from dns.rdtypes.ANY.TXT import TXT
from dns.resolver import NXDOMAIN, NoAnswer, Resolver

from claimback.kernel.errors import invalid
from claimback.kernel.outgoing import TIMEOUT_SECONDS, guarded_session, read_text

WELL_KNOWN: Final = "/.well-known/claimback-verification.txt"
CHALLENGE: Final = "_claimback-challenge"
_DOMAIN: Final = re.compile(r"(?=.{4,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}\Z")


@dataclass(frozen=True, slots=True)
class Place:
    """One place that was looked at: the lines that stand there and, should the proof not be one, what to say of it."""

    lines: list[str]
    failed: str


def domain_name(text: str) -> str:
    """The domain in its one written form. Raises Invalid for what is none."""
    try:
        name = text.strip().rstrip(".").encode("idna").decode().lower()
    except UnicodeError:
        name = ""
    if not _DOMAIN.match(name):
        raise invalid("domain", "Give the part of your e-mail addresses behind the @, such as example.com.")
    return name


def new_token() -> str:
    """A token for a domain to publish."""
    return secrets.token_urlsafe(32)


def proof_line(token: str) -> str:
    """The line that the domain publishes."""
    return f"claimback-verification={token}"


def record_name(domain: str) -> str:
    """The name whose TXT record is looked at."""
    return f"{CHALLENGE}.{domain}"


def file_address(domain: str) -> str:
    """The address of the file that is looked at."""
    return f"https://{domain}{WELL_KNOWN}"


def published(domain: str) -> Iterator[Place]:
    """The places where the domain may publish its proof, each looked at when it is asked for: the record, the file."""
    yield in_record(domain)
    yield in_file(domain)


def in_record(domain: str) -> Place:
    """The TXT records of the challenge's name; one that comes in several strings is one text."""
    name = record_name(domain)
    try:
        answer = _resolver().resolve(f"{name}.", "TXT", search=False, lifetime=TIMEOUT_SECONDS)
    except (NXDOMAIN, NoAnswer):
        return Place([], f"There is no TXT record {name}.")
    except Timeout:
        return Place([], f"The TXT record {name} was not answered in {TIMEOUT_SECONDS} seconds.")
    except (DNSException, OSError):
        return Place([], f"The TXT record {name} cannot be asked for: the domain's name servers fail.")
    texts = [
        b"".join(record.strings).decode(errors="replace") for record in answer if isinstance(record, TXT)
    ]
    return Place(texts, f"The TXT record {name} shows something else.")


def in_file(domain: str) -> Place:
    """The lines of the file. Why it cannot be read is not told: the address may lead inside."""
    address = file_address(domain)
    failed = f"{address} does not show it."
    with guarded_session() as session:
        try:
            return Place(read_text(session, address).splitlines(), failed)
        except (requests.RequestException, OSError, UnicodeError):
            return Place([], failed)


def _resolver() -> Resolver:
    """Asks the installation's name servers; the machine's own where none are set."""
    resolver = Resolver(configure=not settings.DNS_SERVERS)
    if settings.DNS_SERVERS:
        resolver.nameservers = [Do53Nameserver(address, port) for address, port in settings.DNS_SERVERS]
    return resolver
