"""Keys of every kind that signs, made once, with certificates of their own."""

from __future__ import annotations

import datetime
from functools import cache
from typing import Any, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, mldsa, rsa
from cryptography.x509.oid import NameOID

from cmcasn1 import Certificate
from cmcasn1.keys.private_key import as_signer

NOW = datetime.datetime(2026, 8, 1, 12, 0, tzinfo=datetime.UTC)


class Case(NamedTuple):
    """A kind of key and how it is asked to sign."""

    kind: str
    hash_algorithm: hashes.HashAlgorithm | None = None
    pss: bool = False
    signature: str = ""
    digest: str = ""


CASES = {
    "rsa": Case("rsa", None, False, "sha256WithRSAEncryption", "id-sha256"),
    "rsa-sha1": Case("rsa", hashes.SHA1(), False, "sha1WithRSAEncryption", "id-sha1"),
    "rsa-sha512": Case("rsa", hashes.SHA512(), False, "sha512WithRSAEncryption", "id-sha512"),
    "rsa-sha3": Case("rsa", hashes.SHA3_256(), False, "id-rsassa-pkcs1-v1-5-with-sha3-256", "id-sha3-256"),
    "rsa-pss": Case("rsa", None, True, "id-RSASSA-PSS", "id-sha256"),
    "rsa-pss-sha384": Case("rsa", hashes.SHA384(), True, "id-RSASSA-PSS", "id-sha384"),
    "p256": Case("p256", None, False, "ecdsa-with-SHA256", "id-sha256"),
    "p256-sha3": Case("p256", hashes.SHA3_512(), False, "id-ecdsa-with-sha3-512", "id-sha3-512"),
    "p384": Case("p384", None, False, "ecdsa-with-SHA384", "id-sha384"),
    "p521": Case("p521", None, False, "ecdsa-with-SHA512", "id-sha512"),
    "ed25519": Case("ed25519", None, False, "id-Ed25519", "id-sha512"),
    "ed448": Case("ed448", None, False, "id-Ed448", "id-shake256-len"),
    "ml-dsa-44": Case("ml-dsa-44", None, False, "id-ml-dsa-44", "id-sha512"),
    "ml-dsa-44-sha256": Case("ml-dsa-44", hashes.SHA256(), False, "id-ml-dsa-44", "id-sha256"),
    "ml-dsa-65": Case("ml-dsa-65", None, False, "id-ml-dsa-65", "id-sha512"),
    "ml-dsa-87": Case("ml-dsa-87", None, False, "id-ml-dsa-87", "id-sha512"),
}


@cache
def private_key(kind: str) -> Any:
    match kind:
        case "rsa":
            return rsa.generate_private_key(65537, 2048)
        case "p256":
            return ec.generate_private_key(ec.SECP256R1())
        case "p384":
            return ec.generate_private_key(ec.SECP384R1())
        case "p521":
            return ec.generate_private_key(ec.SECP521R1())
        case "ed25519":
            return ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
        case "ed448":
            return ed448.Ed448PrivateKey.generate()
        case "ml-dsa-44":
            return mldsa.MLDSA44PrivateKey.generate()
        case "ml-dsa-65":
            return mldsa.MLDSA65PrivateKey.generate()
        case "ml-dsa-87":
            return mldsa.MLDSA87PrivateKey.generate()
    raise LookupError(kind)


def issued(name: x509.Name, serial: int, key: Any, *, ski: bool = True) -> x509.Certificate:
    """A self-issued certificate; the issuer's signature is that of an Ed25519 key of no account."""
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .serial_number(serial)
        .public_key(key.public_key())
        .not_valid_before(NOW)
        .not_valid_after(NOW + datetime.timedelta(days=3650))
    )
    if ski:
        builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    return builder.sign(private_key("ed25519"), None)


def common_name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


@cache
def certificate(kind: str) -> Certificate:
    serial = sorted({case.kind for case in CASES.values()}).index(kind) + 1
    return Certificate.from_cryptography(issued(common_name(f"Signer {kind}"), serial, private_key(kind)))


def public(kind: str) -> Any:
    return as_signer(private_key(kind)).public_key_info
