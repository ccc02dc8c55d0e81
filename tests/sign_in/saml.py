"""A SAML identity provider in a few lines: metadata, and answers signed with xmlsec as its key says."""

import base64
import datetime
import zlib
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID
from lxml import etree

from claimback.kernel.clock import now
from claimback.kernel.ids import new_id

# Its type stubs do not name what it has.
xmlsec: Any = import_module("xmlsec")

ENTITY_ID = "https://idp.example/metadata"
SSO_URL = "https://idp.example/sso"
_SAML = "urn:oasis:names:tc:SAML:2.0:assertion"
_EMAIL = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"


@dataclass
class SamlProvider:
    """The provider: its key and the certificate that its metadata shows."""

    key: RSAPrivateKey
    certificate: x509.Certificate

    @classmethod
    def new(cls) -> "SamlProvider":
        """A provider with a key of its own."""
        key = generate_private_key(65537, 2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "idp.example")])
        at = now()
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(1)
            .not_valid_before(at - datetime.timedelta(days=1))
            .not_valid_after(at + datetime.timedelta(days=1))
            .sign(key, SHA256())
        )
        return cls(key, certificate)

    @property
    def metadata(self) -> str:
        """What the firm's owner pastes."""
        der = self.certificate.public_bytes(serialization.Encoding.DER)
        shown = base64.b64encode(der).decode()
        return f"""<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{ENTITY_ID}">
          <IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
            <KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data>
              <X509Certificate>{shown}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>
            <SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="{SSO_URL}"/>
          </IDPSSODescriptor></EntityDescriptor>"""

    def answer(self, location: str, email: str, **changed: Any) -> str:
        """The answer to the request in `location`, as a browser posts it; `changed` misbehaves."""
        packed = base64.b64decode(parse_qs(urlsplit(location).query)["SAMLRequest"][0])
        request = etree.fromstring(zlib.decompress(packed, -15))
        at = now()
        facts = {
            "to": request.get("ID"),
            "acs": request.get("AssertionConsumerServiceURL"),
            "audience": request.findtext(f"{{{_SAML}}}Issuer"),
            "issued": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "until": (at + datetime.timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "email": email,
        } | {name: value for name, value in changed.items() if name not in ("signed", "after")}
        document = etree.fromstring(_RESPONSE.format(id=new_id(), inner=new_id(), issuer=ENTITY_ID, **facts))
        if changed.get("signed", True):
            self._sign(document.find(f"{{{_SAML}}}Assertion"))
        text = etree.tostring(document).decode()
        for found, put in changed.get("after", {}).items():
            text = text.replace(found, put)
        return base64.b64encode(text.encode()).decode()

    def _sign(self, assertion: Any) -> None:
        """An enveloped signature after the issuer, as the schema has it."""
        template = xmlsec.template.create(
            assertion, xmlsec.Transform.EXCL_C14N, xmlsec.Transform.RSA_SHA256, ns="ds"
        )
        reference = xmlsec.template.add_reference(
            template, xmlsec.Transform.SHA256, uri=f"#{assertion.get('ID')}"
        )
        xmlsec.template.add_transform(reference, xmlsec.Transform.ENVELOPED)
        xmlsec.template.add_transform(reference, xmlsec.Transform.EXCL_C14N)
        assertion.insert(1, template)
        xmlsec.tree.add_ids(assertion, ["ID"])
        pem = self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        context = xmlsec.SignatureContext()
        context.key = xmlsec.Key.from_memory(pem, xmlsec.KeyFormat.PEM)
        context.sign(template)


_RESPONSE = (
    '<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" '
    'xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_{id}" Version="2.0" IssueInstant="{issued}" '
    'Destination="{acs}" InResponseTo="{to}"><saml:Issuer>{issuer}</saml:Issuer>'
    '<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>'
    '<saml:Assertion ID="_{inner}" Version="2.0" IssueInstant="{issued}"><saml:Issuer>{issuer}</saml:Issuer>'
    f'<saml:Subject><saml:NameID Format="{_EMAIL}">{{email}}</saml:NameID>'
    '<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData '
    'NotOnOrAfter="{until}" Recipient="{acs}" InResponseTo="{to}"/></saml:SubjectConfirmation></saml:Subject>'
    '<saml:Conditions NotBefore="{issued}" NotOnOrAfter="{until}"><saml:AudienceRestriction><saml:Audience>{audience}'
    "</saml:Audience></saml:AudienceRestriction></saml:Conditions>"
    '<saml:AuthnStatement AuthnInstant="{issued}"><saml:AuthnContext><saml:AuthnContextClassRef>'
    "urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext>"
    "</saml:AuthnStatement></saml:Assertion></samlp:Response>"
)
