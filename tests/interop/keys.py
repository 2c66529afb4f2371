"""Keys and certificates as the peers take them: DER, made from cryptography's objects where given."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa, x25519
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes, PublicKeyTypes

PrivateKey = bytes | PrivateKeyTypes
PublicKey = bytes | PublicKeyTypes
Certificate = bytes | x509.Certificate


def pkcs8(key: PrivateKey) -> bytes:
    """PrivateKeyInfo, DER."""
    if isinstance(key, bytes):
        return key
    return key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def spki(key: PublicKey | PrivateKeyTypes) -> bytes:
    """SubjectPublicKeyInfo, DER, of a public key or of the public half of a private one."""
    if isinstance(key, bytes):
        return key
    public = key.public_key() if hasattr(key, "public_key") else key
    return public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def certificate(value: Certificate) -> bytes:
    """Certificate, DER."""
    return value if isinstance(value, bytes) else value.public_bytes(serialization.Encoding.DER)


@cache
def stand_in_certificate(key: bytes, key_identifier: bytes) -> bytes:
    """A certificate for a peer that finds a signer's key in certificates only: it has the public key (DER of
    SubjectPublicKeyInfo) and the subjectKeyIdentifier, and is worth nothing else."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "stand-in")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(serialization.load_der_public_key(key))  # type: ignore[arg-type]
        .serial_number(1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2099, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectKeyIdentifier(key_identifier), critical=False)
        .sign(ed25519.Ed25519PrivateKey.generate(), None)
    )
    return made.public_bytes(serialization.Encoding.DER)


@cache
def session_key(kind: str) -> PrivateKeyTypes:
    """A private key, the same all session: "RSA", "P-256", "P-384", "P-521", "Ed25519", "Ed448" or "X25519"."""
    match kind:
        case "RSA":
            return rsa.generate_private_key(65537, 2048)
        case "P-256":
            return ec.generate_private_key(ec.SECP256R1())
        case "P-384":
            return ec.generate_private_key(ec.SECP384R1())
        case "P-521":
            return ec.generate_private_key(ec.SECP521R1())
        case "Ed25519":
            return ed25519.Ed25519PrivateKey.generate()
        case "Ed448":
            return ed448.Ed448PrivateKey.generate()
        case "X25519":
            return x25519.X25519PrivateKey.generate()
    raise ValueError(f"no key of the kind {kind}")
