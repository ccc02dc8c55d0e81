"""The proof that a domain is the firm's: a file that only who runs the domain can publish.

`https://<domain>/.well-known/claimback-verification.txt` holds the line `claimback-verification=<token>`. It is
fetched over TLS from a public address, and no redirect is followed: an open one would prove nothing.
"""

import re
import secrets
from typing import Final

import requests

from claimback.kernel.errors import invalid
from claimback.kernel.outgoing import guarded_session, read_text

WELL_KNOWN: Final = "/.well-known/claimback-verification.txt"
_DOMAIN: Final = re.compile(r"(?=.{4,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}\Z")


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


def published(domain: str) -> str:
    """What the domain publishes as proof; empty where nothing can be read."""
    with guarded_session() as session:
        try:
            return read_text(session, f"https://{domain}{WELL_KNOWN}")
        except (requests.RequestException, OSError, UnicodeError):
            return ""
