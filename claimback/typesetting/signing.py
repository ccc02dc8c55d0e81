"""Signing a PDF as PAdES: the installation's key, its certificate, and the signature that shows every later change.

The certificate is made from the key and says no more than whose installation it is: it proves that the bytes are those
that were exported, not who the firm is. The key is given, or derived from the installation's secret, and the same key
gives the same certificate, so that its fingerprint can be told beforehand.
"""

from __future__ import annotations

from base64 import b64decode
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from io import BytesIO
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from cryptography.x509.oid import NameOID

_PURPOSE: Final = b"claimback signed documents ecdsa p-256"
_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_FROM: Final = datetime(2026, 1, 1, tzinfo=UTC)
_UNTIL: Final = datetime(2076, 1, 1, tzinfo=UTC)
KEY_BYTES: Final = 32
FIELD: Final = "ClaimBack"

_SIGNS_DOCUMENTS: Final = x509.KeyUsage(
    digital_signature=True,
    content_commitment=True,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=False,
    crl_sign=False,
    encipher_only=False,
    decipher_only=False,
)


@dataclass(frozen=True)
class Identity:
    """Who signs: the key, and the name on its certificate."""

    key: ec.EllipticCurvePrivateKey
    name: str

    @cached_property
    def certificate(self) -> x509.Certificate:
        """Signed by its own key, deterministically: the same key and name give the same bytes."""
        name = x509.Name(
            [
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, "ClaimBack"),
                x509.NameAttribute(NameOID.COMMON_NAME, self.name[:64]),
            ]
        )
        public = self.key.public_key()
        point = public.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
        return (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(public)
            .serial_number(int.from_bytes(sha256(point + self.name.encode()).digest()[:15]) | 1)
            .not_valid_before(_FROM)
            .not_valid_after(_UNTIL)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_SIGNS_DOCUMENTS, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .sign(self.key, SHA256(), ecdsa_deterministic=True)
        )

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the certificate in hex, to compare with the one that a reader of PDFs shows."""
        return self.certificate.fingerprint(SHA256()).hex()


def identity(given: str, secret: str, name: str) -> Identity:
    """The key that `given` is (32 bytes in base64), else one derived from `secret`. Raises ValueError for another."""
    if given:
        seed = b64decode(given, validate=True)
        if len(seed) != KEY_BYTES:
            raise ValueError(f"a signing key has {KEY_BYTES} bytes, not {len(seed)}")
    else:
        seed = secret.encode()
    # 48 bytes before the reduction: what it prefers is far too little to see (NIST SP 800-186, appendix B).
    wide = int.from_bytes(HKDF(SHA256(), 48, salt=None, info=_PURPOSE).derive(seed))
    return Identity(ec.derive_private_key(wide % (_ORDER - 1) + 1, ec.SECP256R1()), name)


def sign_pdf(pdf: bytes, signer: Identity, *, reason: str) -> bytes:
    """The PDF with an invisible certifying signature (PAdES B-B) that permits no change. The time is the machine's."""
    # Imported here: it takes two seconds, which no process but the one that signs should wait for.
    from asn1crypto import keys  # type: ignore[import-untyped]
    from asn1crypto import x509 as asn1
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    der = signer.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    simple = signers.SimpleSigner(
        signing_cert=asn1.Certificate.load(signer.certificate.public_bytes(Encoding.DER)),
        signing_key=keys.PrivateKeyInfo.load(der),
        cert_registry=SimpleCertificateStore(),
    )
    described = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        reason=reason,
        name=signer.name,
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )
    field = fields.SigFieldSpec(sig_field_name=FIELD, readable_field_name="Signature of the export")
    signing = signers.PdfSigner(described, simple, new_field_spec=field)
    signed: bytes = signing.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf))).getvalue()
    return signed
