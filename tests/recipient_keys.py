"""Keys, and a recipient of every kind: what makes it, the key that opens, a key of its kind that does not."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, mlkem, rsa, x448, x25519

import cmcasn1
from cmcasn1 import Oid
from cmcasn1.algorithms import key_wrap
from cmcasn1.algorithms.key_derivation import pbkdf2_identifier
from cmcasn1.cms.encryption import content_info
from cmcasn1.cms.recipients import (
    KEKRecipient,
    PasswordRecipient,
    by_body_part,
    recipient,
)
from cmcasn1.oids import known
from cmcasn1.oids.known import (
    DH_SINGLE_PASS_STD_DH_SHA256KDF_SCHEME,
)

CBC = ["ID_AES128_CBC", "ID_AES192_CBC", "ID_AES256_CBC", "DES_EDE3_CBC"]
AEAD = [f"ID_AES{bits}_{mode}" for mode in ("GCM", "CCM") for bits in (128, 192, 256)]
KEK = bytes(range(32))
PASSWORD = "Geheimnis für alle"
ITERATIONS = pbkdf2_identifier(b"saltsalt", 10)


def cipher(name: str) -> Oid:
    found: Oid = getattr(known, name)
    return found


KEYS: dict[str, Any] = {
    "rsa": rsa.generate_private_key(65537, 2048),
    "p256": ec.generate_private_key(ec.SECP256R1()),
    "p384": ec.generate_private_key(ec.SECP384R1()),
    "p521": ec.generate_private_key(ec.SECP521R1()),
    "x25519": x25519.X25519PrivateKey.generate(),
    "x448": x448.X448PrivateKey.generate(),
    "ml-kem-768": mlkem.MLKEM768PrivateKey.generate(),
    "ml-kem-1024": mlkem.MLKEM1024PrivateKey.generate(),
}
OTHERS: dict[str, Any] = {
    "rsa": rsa.generate_private_key(65537, 2048),
    "p256": ec.generate_private_key(ec.SECP256R1()),
    "p384": ec.generate_private_key(ec.SECP384R1()),
    "p521": ec.generate_private_key(ec.SECP521R1()),
    "x25519": x25519.X25519PrivateKey.generate(),
    "x448": x448.X448PrivateKey.generate(),
    "ml-kem-768": mlkem.MLKEM768PrivateKey.generate(),
    "ml-kem-1024": mlkem.MLKEM1024PrivateKey.generate(),
    "password": "another",
    "kek": bytes(32),
}
# Name: what makes the recipient, the key that opens, a key of its kind that does not.
RECIPIENTS: dict[str, tuple[Callable[[], Any], Any, Any]] = {
    **{name: (lambda key=key: recipient(key.public_key()), key, OTHERS[name]) for name, key in KEYS.items()},
    "rsa-oaep-sha256": (
        lambda: recipient(KEYS["rsa"].public_key(), oaep=hashes.SHA256()),
        KEYS["rsa"],
        OTHERS["rsa"],
    ),
    "rsa-oaep-sha1": (lambda: recipient(KEYS["rsa"].public_key(), oaep=hashes.SHA1()), KEYS["rsa"], OTHERS["rsa"]),
    "p256-ukm": (lambda: replace(recipient(KEYS["p256"].public_key()), ukm=b"u" * 64), KEYS["p256"], OTHERS["p256"]),
    "p384-body-part": (
        lambda: recipient(KEYS["p384"].public_key(), rid=by_body_part(7)),
        KEYS["p384"],
        OTHERS["p384"],
    ),
    "x25519-x963": (
        lambda: replace(recipient(KEYS["x25519"].public_key()), scheme=DH_SINGLE_PASS_STD_DH_SHA256KDF_SCHEME),
        KEYS["x25519"],
        OTHERS["x25519"],
    ),
    "kem-ukm": (
        lambda: replace(recipient(KEYS["ml-kem-768"].public_key()), ukm=b"u"),
        KEYS["ml-kem-768"],
        OTHERS["ml-kem-768"],
    ),
    "password": (lambda: PasswordRecipient(PASSWORD, ITERATIONS), PASSWORD, "another"),
    "password-octets": (lambda: PasswordRecipient(b"\xff\0\1", ITERATIONS), b"\xff\0\1", b"\xff\0"),
    "password-aes-wrap": (
        lambda: PasswordRecipient(PASSWORD, ITERATIONS, key_wrap.key_wrap_identifier()),
        PASSWORD,
        "another",
    ),
    "kek": (lambda: KEKRecipient(KEK, b"kek-1"), KEK, bytes(32)),
    "kek-padded": (lambda: KEKRecipient(KEK, b"kek-1", key_wrap.key_wrap_identifier(padded=True)), KEK, bytes(32)),
}


def through_the_wire(value: Any) -> Any:
    """What the other side reads of what is sent."""
    return cmcasn1.decode_der(cmcasn1.ContentInfo, cmcasn1.encode_der(content_info(value))).content


def self_signed(key: Any) -> x509.Certificate:
    """A certificate for the key, signed by another where the key itself cannot sign."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Recipient")])
    start = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 7, start, start + datetime.timedelta(days=36500))
    ski = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    signer = key if hasattr(key, "sign") else KEYS["p256"]
    return builder.add_extension(ski, critical=False).sign(signer, hashes.SHA256())
