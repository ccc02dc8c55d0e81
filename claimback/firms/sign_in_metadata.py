"""What a SAML identity provider says of itself: entity ID, address of its sign-in, certificate."""

from dataclasses import dataclass
from typing import Any

from lxml.etree import XMLSyntaxError
from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser

from claimback.kernel.errors import invalid


@dataclass(frozen=True, slots=True)
class Metadata:
    """The three facts that a sign-in by SAML needs."""

    entity_id: str
    sso_url: str
    certificate: str


def read_metadata(text: str) -> Metadata:
    """The facts in the provider's metadata, as XML. Raises Invalid that says what is missing."""
    try:
        found: dict[str, Any] = OneLogin_Saml2_IdPMetadataParser.parse(text.strip().encode()).get("idp", {})
    except (XMLSyntaxError, ValueError, KeyError):
        raise invalid("metadata", "This is no SAML metadata: paste the whole XML document.") from None
    certificates = found.get("x509certMulti", {}).get("signing") or [found.get("x509cert", "")]
    facts = Metadata(
        found.get("entityId", ""), found.get("singleSignOnService", {}).get("url", ""), certificates[0]
    )
    if not facts.entity_id or not facts.certificate:
        raise invalid("metadata", "The metadata names no entity ID or no signing certificate.")
    if not facts.sso_url.startswith("https://"):
        raise invalid("metadata", "The metadata names no sign-in address for HTTP-Redirect, by https.")
    return facts
