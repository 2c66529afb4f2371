"""Keys and certificates out of every form of file, and what is said where there is none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import mlkem, x448, x25519
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)

from cmcasn1 import CMCError, DecodeError, DecryptionFailed, UnsupportedAlgorithm, encode_der
from cmcasn1.keys.loading import load_certificates, load_credentials, load_private_key
from cmcasn1.keys.private_key import as_signer
from tests.blobs import VECTORS
from tests.signing_keys import certificate, private_key

PASSWORD = b"correct horse"
KEYS: dict[str, Any] = {
    kind: private_key(kind)
    for kind in ("rsa", "p256", "p384", "p521", "ed25519", "ed448", "ml-dsa-44", "ml-dsa-65", "ml-dsa-87")
} | {
    "x25519": x25519.X25519PrivateKey.generate(),
    "x448": x448.X448PrivateKey.generate(),
    "ml-kem-768": mlkem.MLKEM768PrivateKey.generate(),
    "ml-kem-1024": mlkem.MLKEM1024PrivateKey.generate(),
}
TRADITIONAL = ("rsa", "p256", "p384", "p521")
PKCS8, OLD, SSH = PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL, PrivateFormat.OpenSSH
FORMS = {
    "pkcs8-pem": (Encoding.PEM, PKCS8, False),
    "pkcs8-der": (Encoding.DER, PKCS8, False),
    "pkcs8-pem-encrypted": (Encoding.PEM, PKCS8, True),
    "pkcs8-der-encrypted": (Encoding.DER, PKCS8, True),
    "old-pem": (Encoding.PEM, OLD, False),
    "old-der": (Encoding.DER, OLD, False),
    "old-pem-encrypted": (Encoding.PEM, OLD, True),
    "openssh": (Encoding.PEM, SSH, False),
}


def written(kind: str, form: str) -> bytes:
    encoding, private_format, encrypted = FORMS[form]
    protection = BestAvailableEncryption(PASSWORD) if encrypted else NoEncryption()
    data: bytes = KEYS[kind].private_bytes(encoding, private_format, protection)
    return data


CASES = [
    (kind, form)
    for kind in KEYS
    for form in FORMS
    if form.startswith("pkcs8") or (form.startswith("old") and kind in TRADITIONAL)
] + [("ed25519", "openssh"), ("rsa", "openssh"), ("p256", "openssh")]


@pytest.mark.parametrize(("kind", "form"), CASES)
def test_private_key(kind: str, form: str) -> None:
    data = written(kind, form)
    expected = as_signer(KEYS[kind]).public_key_info
    # A password that is not needed does no harm.
    assert load_private_key(data, PASSWORD).public_key_info == expected
    assert "secret" in repr(load_private_key(data, PASSWORD))
    if not FORMS[form][2]:
        assert load_private_key(data).public_key_info == expected
        return
    for password in (b"wrong horse", None, b""):
        with pytest.raises(CMCError) as raised:
            load_private_key(data, password)
        assert type(raised.value) is DecryptionFailed
        assert "horse" not in str(raised.value) and raised.value.__cause__ is None


def pem(kind: str) -> bytes:
    data: bytes = certificate(kind).to_cryptography().public_bytes(Encoding.PEM)
    return data


def test_the_certificate_of_the_key_is_found_in_the_file() -> None:
    bundle = b"Bag Attributes\n" + pem("p256") + written("rsa", "pkcs8-pem-encrypted") + pem("rsa") + pem("ed25519")
    found = load_credentials(bundle, PASSWORD)
    assert found.certificate == certificate("rsa")
    assert found.chain == (certificate("p256"), certificate("ed25519"))
    assert load_certificates(bundle) == (certificate("p256"), certificate("rsa"), certificate("ed25519"))
    assert load_certificates(certificate("rsa").octets) == (certificate("rsa"),)
    alone = load_credentials(written("rsa", "pkcs8-der"))
    assert (alone.certificate, alone.chain) == (None, ())


@pytest.mark.parametrize("kind", ["rsa", "p384", "ed25519", "ed448"])
@pytest.mark.parametrize("password", [PASSWORD, None], ids=["encrypted", "open"])
def test_pkcs12(kind: str, password: bytes | None) -> None:
    protection = NoEncryption() if password is None else BestAvailableEncryption(password)
    others = [certificate("p256").to_cryptography(), certificate("p521").to_cryptography()]
    data = pkcs12.serialize_key_and_certificates(
        b"name", KEYS[kind], certificate(kind).to_cryptography(), others, protection
    )
    found = load_credentials(data, password)
    assert found.key.public_key_info == as_signer(KEYS[kind]).public_key_info
    assert found.certificate == certificate(kind)
    assert set(found.chain) == {certificate("p256"), certificate("p521")}
    for wrong in (b"wrong horse",) if password is None else (b"wrong horse", None):
        with pytest.raises(DecryptionFailed) as raised:
            load_credentials(data, wrong)
        assert "horse" not in str(raised.value)


def test_pkcs12_in_ber() -> None:
    """As pk12util writes it: cryptography would warn, and a warning fails a test."""
    data = pkcs12.serialize_key_and_certificates(
        b"name", KEYS["rsa"], certificate("rsa").to_cryptography(), None, BestAvailableEncryption(PASSWORD)
    )
    assert data[:2] == b"\x30\x82"
    found = load_credentials(b"\x30\x80" + data[4:] + b"\0\0", PASSWORD)
    assert found.certificate == certificate("rsa")


def test_pkcs12_without_a_key() -> None:
    data = pkcs12.serialize_key_and_certificates(
        None, None, certificate("rsa").to_cryptography(), None, BestAvailableEncryption(PASSWORD)
    )
    with pytest.raises(DecodeError, match="no private key"):
        load_credentials(data, PASSWORD)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x30",
        b"\x30\x82",
        b"\x30\x03\x02\x01\x03",
        b"text",
        b"-----BEGIN X-----\nAAAA\n-----END X-----\n",
        pem("rsa"),
    ],
)
def test_what_is_no_key(data: bytes) -> None:
    with pytest.raises(CMCError):
        load_credentials(data)
    with pytest.raises(CMCError):
        load_credentials(data, PASSWORD)


def test_damaged_pem() -> None:
    damaged = written("p256", "pkcs8-pem").replace(b"MIG", b"A")
    with pytest.raises(DecodeError):
        load_private_key(damaged)
    with pytest.raises(DecodeError, match="base64"):
        load_certificates(b"-----BEGIN CERTIFICATE-----\nA\n-----END CERTIFICATE-----\n")


def test_unknown_kinds_of_key_are_named() -> None:
    data = written("ed25519", "pkcs8-der").replace(bytes.fromhex("06032b6570"), bytes.fromhex("06032b6500"))
    with pytest.raises(UnsupportedAlgorithm):
        load_private_key(data)


KEY_FILES = sorted([*VECTORS.rglob("*.key"), *VECTORS.rglob("*.p8")])


@pytest.mark.parametrize("path", KEY_FILES, ids=lambda path: path.name)
def test_keys_of_the_vectors(path: Path) -> None:
    """Written by NSS, OpenSSL and BouncyCastle; the last puts the public key inside (RFC 5958)."""
    key = load_private_key(path.read_bytes())
    beside = path.with_name(path.name.replace("key-", "cert-").replace(".p8", ".der"))
    if beside != path and beside.exists():
        (found,) = load_certificates(beside.read_bytes())
        info = found.tbs_certificate.subject_public_key_info
        assert info.subject_public_key == key.public_key_info.subject_public_key
    assert encode_der(key.public_key_info)
