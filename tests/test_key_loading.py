"""Keys and certificates out of every form of file, and what is said where there is none."""

from __future__ import annotations

import base64
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

from cmcasn1 import CMCError, DecodeError, DecryptionFailed, LimitError, UnsupportedAlgorithm, encode_der
from cmcasn1.algorithms.key_derivation import MAX_ITERATIONS
from cmcasn1.keys import loading
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


# Iterations: a file that asks for too many is refused before any is made


def _sequence(*parts: bytes) -> bytes:
    return _tlv(0x30, b"".join(parts))


def _tlv(tag: int, content: bytes) -> bytes:
    size = len(content)
    return bytes([tag, *([size] if size < 128 else [0x82, size >> 8, size & 0xFF])]) + content


def _oid(dotted: str) -> bytes:
    first, second, *arcs = map(int, dotted.split("."))
    out = bytearray([40 * first + second])
    for arc in arcs:
        septets = [arc & 0x7F]
        while arc := arc >> 7:
            septets.append(0x80 | (arc & 0x7F))
        out += bytes(reversed(septets))
    return _tlv(6, bytes(out))


def _number(value: int) -> bytes:
    return _tlv(2, value.to_bytes(value.bit_length() // 8 + 1, "big"))


SALT = _tlv(4, b"\x30" * 8)
AES = _sequence(_oid("2.16.840.1.101.3.4.1.42"), _tlv(4, bytes(16)))
SHA256_MAC = _sequence(_sequence(_oid("2.16.840.1.101.3.4.2.1"), b"\5\0"), _tlv(4, bytes(32)))


def pbkdf2(iterations: int) -> bytes:
    return _sequence(_oid("1.2.840.113549.1.5.12"), _sequence(SALT, _number(iterations)))


def pbes2(derivation: bytes) -> bytes:
    return _sequence(_oid("1.2.840.113549.1.5.13"), _sequence(derivation, AES))


def scrypt(n: int, r: int, p: int) -> bytes:
    return _sequence(_oid("1.3.6.1.4.1.11591.4.11"), _sequence(SALT, *map(_number, (n, r, p))))


def older(oid: str, iterations: int) -> bytes:
    return _sequence(_oid(oid), _sequence(SALT, _number(iterations)))


def encrypted_key(algorithm: bytes) -> bytes:
    return _sequence(algorithm, _tlv(4, bytes(48)))


def content(octets: bytes) -> bytes:
    return _sequence(_oid("1.2.840.113549.1.7.1"), _tlv(0xA0, _tlv(4, octets)))


def pfx(*contents: bytes, mac: int = 1, mac_data: bytes = SHA256_MAC) -> bytes:
    return _sequence(_number(3), content(_sequence(*contents)), _sequence(mac_data, SALT, _number(mac)))


def shrouded(algorithm: bytes) -> bytes:
    bag = _sequence(_oid("1.2.840.113549.1.12.10.1.2"), _tlv(0xA0, encrypted_key(algorithm)))
    return content(_sequence(bag))


def encrypted_safe(algorithm: bytes) -> bytes:
    inner = _sequence(_oid("1.2.840.113549.1.7.1"), algorithm, _tlv(0x80, bytes(48)))
    return _sequence(_oid("1.2.840.113549.1.7.6"), _tlv(0xA0, _sequence(_number(0), inner)))


def openssh(rounds: int) -> bytes:
    options = len(b"saltsalt").to_bytes(4, "big") + b"saltsalt" + rounds.to_bytes(4, "big")
    parts = (b"aes256-ctr", b"bcrypt", options)
    body = b"openssh-key-v1\0" + b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return pem_of("OPENSSH PRIVATE KEY", body + bytes(64))


def pem_of(label: str, body: bytes) -> bytes:
    text = base64.encodebytes(body).decode()
    return f"-----BEGIN {label}-----\n{text}-----END {label}-----\n".encode()


MANY = 2**31 - 1
HALF = MAX_ITERATIONS // 2 + 1
TOO_MUCH_WORK = {
    "PBKDF2": encrypted_key(pbes2(pbkdf2(MANY))),
    "PBKDF2 in PEM": pem_of("ENCRYPTED PRIVATE KEY", encrypted_key(pbes2(pbkdf2(MANY)))),
    "PBKDF2 under the label of a plain key": pem_of("PRIVATE KEY", encrypted_key(pbes2(pbkdf2(MANY)))),
    "one too many": encrypted_key(pbes2(pbkdf2(MAX_ITERATIONS + 1))),
    "no end of digits": encrypted_key(pbes2(pbkdf2(1 << 20_000))),
    "scrypt": encrypted_key(pbes2(scrypt(1 << 22, 8, 1))),
    "scrypt in parallel": encrypted_key(pbes2(scrypt(1 << 14, 8, 1000))),
    "PBES1": encrypted_key(older("1.2.840.113549.1.5.10", MANY)),
    "encryption of PKCS #12": encrypted_key(older("1.2.840.113549.1.12.1.3", MANY)),
    "MAC of PKCS #12": pfx(mac=MANY),
    "PBMAC1": pfx(
        mac_data=_sequence(
            _sequence(
                _oid("1.2.840.113549.1.5.14"),
                _sequence(pbkdf2(MANY), _sequence(_oid("1.2.840.113549.2.9"), b"\5\0")),
            ),
            _tlv(4, bytes(32)),
        )
    ),
    "key in PKCS #12": pfx(shrouded(pbes2(pbkdf2(MANY)))),
    "certificates in PKCS #12": pfx(encrypted_safe(older("1.2.840.113549.1.12.1.6", MANY))),
    "many little ones": pfx(shrouded(pbes2(pbkdf2(HALF))), shrouded(pbes2(pbkdf2(HALF)))),
    "BER": b"\x30\x80" + pfx(shrouded(pbes2(pbkdf2(MANY))))[4:] + b"\0\0",
    "OpenSSH": openssh(2**32 - 1),
}


@pytest.mark.parametrize("name", TOO_MUCH_WORK)
def test_a_file_that_asks_for_too_many_iterations(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def opened(*_: object) -> None:
        raise AssertionError("the key was to be opened")

    for module, function in ((loading, "load_der_private_key"), (loading, "load_pem_private_key")):
        monkeypatch.setattr(module, function, opened)
    monkeypatch.setattr(loading.pkcs12, "load_pkcs12", opened)
    monkeypatch.setattr(loading.ssh, "load_ssh_private_key", opened)
    data = TOO_MUCH_WORK[name]
    with pytest.raises(LimitError, match="iterations") as raised:
        load_credentials(data, PASSWORD)
    assert raised.value.hint is not None and "max_iterations" in raised.value.hint
    # Who asks for more is handed on to the library.
    with pytest.raises(AssertionError, match="was to be opened"):
        load_credentials(data, PASSWORD, max_iterations=1 << 30_000)


@pytest.mark.parametrize("count", [1000, 20_000])
def test_the_limit_counts_what_is_really_made(count: int) -> None:
    protection = PrivateFormat.PKCS12.encryption_builder().kdf_rounds(count).build(PASSWORD)
    data = pkcs12.serialize_key_and_certificates(b"key", KEYS["p256"], None, None, protection)
    assert load_credentials(data, PASSWORD, max_iterations=count + 2048)
    with pytest.raises(LimitError):
        load_credentials(data, PASSWORD, max_iterations=count - 1)
