"""Armours put on: PEM (RFC 7468), base64, hex."""

from __future__ import annotations

from binascii import b2a_base64

from cmcasn1.errors import BuildError

LABELS = {
    "ContentInfo": "CMS",
    "CertificationRequest": "CERTIFICATE REQUEST",
    # Nobody has registered one for CRMF; this is what Dogtag's tools write and read.
    "CertReqMessages": "CERTIFICATE REQUEST",
    "CertReqMsg": "CERTIFICATE REQUEST",
    "Certificate": "CERTIFICATE",
    "CertificateList": "X509 CRL",
    "AttributeCertificate": "ATTRIBUTE CERTIFICATE",
    "SubjectPublicKeyInfo": "PUBLIC KEY",
    "PrivateKeyInfo": "PRIVATE KEY",
}
"""The labels of PEM by the ASN.1 type (RFC 7468 sections 4 to 14)."""
_COLUMNS = 64


def pem(octets: bytes, label: str) -> str:
    """Return PEM: lines of 64 characters between the label's. Raises `BuildError` for what cannot be a label.

    RFC 7468 section 2.
    """
    if not label.isascii() or not label.isprintable() or "-----" in label or label.strip(" -") != label:
        raise BuildError(f"{label!r} is no label of PEM (RFC 7468 section 3)")
    return f"-----BEGIN {label}-----\n{base64_lines(octets)}-----END {label}-----\n"


def base64_lines(octets: bytes) -> str:
    """Return base64 in lines of 64 characters, each with its line end."""
    step = _COLUMNS // 4 * 3
    return "".join(b2a_base64(octets[at : at + step]).decode("ascii") for at in range(0, len(octets), step))
