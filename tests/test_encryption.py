"""Content encrypted and opened: every kind of recipient with every cipher, and OpenSSL and BouncyCastle as peers."""

from __future__ import annotations

import datetime
import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, mlkem, rsa, x448, x25519
from hypothesis import given, settings
from hypothesis import strategies as st

import cmcasn1
from cmcasn1 import AlgorithmIdentifier, Oid, RecipientInfos
from cmcasn1.algorithms import content_encryption, key_wrap
from cmcasn1.algorithms.key_derivation import pbkdf2_identifier
from cmcasn1.cms.decryption import decrypt
from cmcasn1.cms.encryption import ID_DATA, content_info, content_of, encrypt, encrypt_with_key, envelop
from cmcasn1.cms.recipients import (
    KEKRecipient,
    KEMRecipient,
    KeyAgreementRecipient,
    KeyTransportRecipient,
    PasswordRecipient,
    by_body_part,
    by_issuer,
    by_key_identifier,
    recipient,
)
from cmcasn1.cms.signing import sign
from cmcasn1.errors import BuildError, CMCError, DecryptionFailed, UnsupportedAlgorithm
from cmcasn1.keys.private_key import PrivateKey
from cmcasn1.oids import known
from cmcasn1.oids.known import (
    DES_EDE3_CBC,
    DH_SINGLE_PASS_STD_DH_SHA256KDF_SCHEME,
    ID_AES128_CBC,
    ID_AES256_CBC,
    ID_AES256_GCM,
    ID_ALG_CMS3DES_WRAP,
    ID_SIGNED_DATA,
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


@pytest.mark.parametrize("name", RECIPIENTS)
@pytest.mark.parametrize("algorithm", ["ID_AES256_CBC", "ID_AES256_GCM"])
def test_each_recipient_opens_and_nobody_else(name: str, algorithm: str) -> None:
    make, key, other = RECIPIENTS[name]
    content = b"content of any length"
    made = encrypt(content, ID_DATA, [make()], algorithm=cipher(algorithm), authenticated=algorithm.endswith("GCM"))
    received = through_the_wire(made)
    assert received == made
    assert decrypt(received, key) == content
    with pytest.raises(DecryptionFailed) as failure:
        decrypt(received, other)
    assert str(failure.value) == "the content does not open with this key"
    assert failure.value.__cause__ is None


@given(
    content=st.binary(max_size=80),
    name=st.sampled_from(sorted(RECIPIENTS)),
    algorithm=st.sampled_from(CBC + AEAD),
    content_type=st.sampled_from([ID_DATA, ID_SIGNED_DATA, Oid("1.2.3")]),
)
@settings(deadline=None, max_examples=60)
def test_round_trip(content: bytes, name: str, algorithm: str, content_type: Oid) -> None:
    make, key, _ = RECIPIENTS[name]
    made = encrypt(content, content_type, [make()], algorithm=cipher(algorithm), authenticated=algorithm in AEAD)
    assert decrypt(through_the_wire(made), key) == content


@given(position=st.integers(min_value=0), bit=st.integers(0, 7))
@settings(deadline=None, max_examples=80)
def test_a_changed_bit_never_gives_the_authenticated_content(position: int, bit: int) -> None:
    content = b"authenticated content"
    made = encrypt(content, ID_SIGNED_DATA, [KEKRecipient(KEK, b"k")], authenticated=True)
    covered = {
        "ciphertext": made.auth_encrypted_content_info.encrypted_content,
        "mac": made.mac,
        "key": made.recipient_infos[0].encrypted_key,
    }
    for part, octets in covered.items():
        changed = bytearray(octets)
        changed[position % len(octets)] ^= 1 << bit
        new = bytes(changed)
        if part == "ciphertext":
            other = replace(
                made, auth_encrypted_content_info=replace(made.auth_encrypted_content_info, encrypted_content=new)
            )
        elif part == "mac":
            other = replace(made, mac=new)
        else:
            other = replace(
                made, recipient_infos=RecipientInfos((replace(made.recipient_infos[0], encrypted_key=new),))
            )
        with pytest.raises(DecryptionFailed):
            decrypt(other, KEK)
    with pytest.raises(DecryptionFailed):
        decrypt(replace(made, auth_attrs=None), KEK)


@pytest.mark.parametrize("name", RECIPIENTS)
def test_a_changed_key_does_not_open(name: str) -> None:
    make, key, _ = RECIPIENTS[name]
    content = b"content"
    der = cmcasn1.encode_der(content_info(encrypt(content, ID_DATA, [make()], authenticated=True)))
    info = cmcasn1.decode_der(cmcasn1.ContentInfo, der).content.recipient_infos[0]
    wrapped = next(
        found
        for found in (
            getattr(info, "encrypted_key", None),
            getattr(getattr(info, "ori_value", None), "encrypted_key", None),
            getattr(next(iter(getattr(info, "recipient_encrypted_keys", ())), None), "encrypted_key", None),
        )
        if found
    )
    start = der.index(wrapped)
    for position in range(start, start + len(wrapped), max(1, len(wrapped) // 8)):
        changed = der[:position] + bytes([der[position] ^ 1]) + der[position + 1 :]
        with pytest.raises(DecryptionFailed):
            decrypt(cmcasn1.decode_der(cmcasn1.ContentInfo, changed), key)


def test_versions() -> None:
    """RFC 5652 section 6.1."""
    rsa_key, ec_key = KEYS["rsa"].public_key(), KEYS["p256"].public_key()
    issuer = by_body_part(1)
    attribute = cmcasn1.Attribute(Oid("1.2.840.113549.1.9.3"), (ID_DATA,))
    for recipients, attributes, version in (
        ([recipient(rsa_key, rid=issuer)], (), 0),
        ([recipient(rsa_key, rid=issuer)], (attribute,), 2),
        ([recipient(rsa_key)], (), 2),
        ([recipient(ec_key, rid=issuer)], (), 2),
        ([KEKRecipient(KEK, b"k")], (), 2),
        ([PasswordRecipient("p", ITERATIONS)], (), 3),
        ([recipient(KEYS["ml-kem-768"].public_key())], (), 3),
        ([recipient(rsa_key, rid=issuer), PasswordRecipient("p", ITERATIONS)], (), 3),
    ):
        made = encrypt(b"x", ID_DATA, recipients, attributes=attributes)
        assert made.version == version, recipients
    assert [recipient(rsa_key).info(KEK).version, recipient(rsa_key, rid=issuer).info(KEK).version] == [2, 0]
    assert encrypt_with_key(b"x", ID_DATA, KEK).version == 0
    assert encrypt_with_key(b"x", ID_DATA, KEK, attributes=(attribute,)).version == 2
    other = cmcasn1.OriginatorInfo(
        certs=cmcasn1.CertificateSet((cmcasn1.OtherCertificateFormat(Oid("1.2.3"), cmcasn1.NULL),))
    )
    assert encrypt(b"x", ID_DATA, [recipient(rsa_key)], originator_info=other).version == 4


def test_the_authenticated_cipher_is_that_of_rfc_10004() -> None:
    made = encrypt(b"x", ID_DATA, [KEKRecipient(KEK, b"k")], authenticated=True)
    parameters = made.auth_encrypted_content_info.content_encryption_algorithm.parameters
    assert isinstance(parameters, cmcasn1.GCMParameters)
    assert (len(parameters.aes_nonce), parameters.aes_ic_vlen, len(made.mac)) == (12, 12, 12)
    assert made.version == 0 and made.auth_attrs is None
    signed = encrypt(b"x", ID_SIGNED_DATA, [KEKRecipient(KEK, b"k")], authenticated=True)
    assert [each.attr_values for each in signed.auth_attrs] == [(ID_SIGNED_DATA,)]


def test_the_recipient_is_picked_by_certificate_or_key_identifier() -> None:
    """Only the right recipient is tried: of another's PKCS #1 v1.5 come random octets."""
    tried: list[bytes] = []

    class Counting(PrivateKey):
        def decrypt(self, algorithm: AlgorithmIdentifier, ciphertext: bytes) -> bytes:
            tried.append(ciphertext)
            return super().decrypt(algorithm, ciphertext)

    certificate = self_signed(KEYS["rsa"])
    others = [recipient(OTHERS["rsa"].public_key()), recipient(OTHERS["rsa"].public_key(), rid=by_body_part(5))]
    for rid in (by_issuer(certificate), by_key_identifier(certificate)):
        made = encrypt(b"x", ID_DATA, [*others, recipient(certificate, rid=rid)])
        tried.clear()
        assert decrypt(made, Counting(KEYS["rsa"]), certificate=certificate) == b"x"
        assert len(tried) == 1
    tried.clear()
    assert decrypt(made, Counting(KEYS["rsa"])) == b"x" and len(tried) == 1
    assert recipient(certificate).rid == by_issuer(certificate)
    assert recipient(cmcasn1.Certificate.from_cryptography(certificate)) == recipient(certificate)


def test_several_recipients_share_one_content() -> None:
    name = cmcasn1.Attribute(Oid("1.2.840.113549.1.9.16.2.4"), (cmcasn1.ContentHints(content_type=ID_DATA),))
    makers = [make for make, _, _ in RECIPIENTS.values()]
    made = encrypt(b"for all", ID_SIGNED_DATA, [make() for make in makers], attributes=[name], authenticated=True)
    # The sets are in the order of DER already.
    assert through_the_wire(made) == made and len(made.auth_attrs) == 2
    for _, key, _ in RECIPIENTS.values():
        assert decrypt(through_the_wire(made), key) == b"for all"


def test_encrypted_data() -> None:
    made = through_the_wire(encrypt_with_key(b"content", ID_DATA, KEK))
    assert decrypt(made, KEK) == b"content"
    with pytest.raises(DecryptionFailed):
        decrypt(made, KEK[:16])
    with pytest.raises(BuildError, match="octets of its key"):
        decrypt(made, "password")


def test_content_that_was_sent_apart() -> None:
    made = encrypt(b"content", ID_DATA, [KEKRecipient(KEK, b"k")])
    info = made.encrypted_content_info
    apart = replace(made, encrypted_content_info=replace(info, encrypted_content=None))
    assert decrypt(apart, KEK, encrypted_content=info.encrypted_content) == b"content"
    with pytest.raises(BuildError, match="sent apart"):
        decrypt(apart, KEK)


def test_what_cannot_be_encrypted_is_refused() -> None:
    with pytest.raises(BuildError, match="no recipient"):
        encrypt(b"", ID_DATA, [])
    with pytest.raises(BuildError, match="does not go with EnvelopedData"):
        encrypt(b"", ID_DATA, [KEKRecipient(KEK, b"k")], algorithm=ID_AES256_GCM)
    with pytest.raises(BuildError, match="does not go with AuthEnvelopedData"):
        encrypt(b"", ID_DATA, [KEKRecipient(KEK, b"k")], algorithm=ID_AES256_CBC, authenticated=True)
    with pytest.raises(UnsupportedAlgorithm, match="id-Ed25519"):
        recipient(ed25519.Ed25519PrivateKey.generate().public_key())
    with pytest.raises(BuildError, match="OAEP does not go with"):
        recipient(KEYS["p256"].public_key(), oaep=hashes.SHA256())
    with pytest.raises(UnsupportedAlgorithm, match=r"1\.2\.3\.4"):
        encrypt(b"", ID_DATA, [KEKRecipient(KEK, b"k")], algorithm=Oid("1.2.3.4"))
    ec_info = recipient(KEYS["p256"].public_key()).public_key
    for wrong in (
        KeyTransportRecipient(ec_info, b"k"),
        KeyAgreementRecipient(recipient(KEYS["rsa"].public_key()).public_key, b"k"),
    ):
        with pytest.raises(BuildError):
            encrypt(b"", ID_DATA, [wrong])
    with pytest.raises(UnsupportedAlgorithm, match="encapsulates nothing"):
        encrypt(b"", ID_DATA, [KEMRecipient(ec_info, b"k")])


def test_unsupported_algorithms_in_a_message_are_named() -> None:
    made = encrypt(b"x", ID_DATA, [recipient(KEYS["p256"].public_key())])
    info = made.recipient_infos[0]
    unknown = AlgorithmIdentifier(Oid("1.2.3.4"), info.key_encryption_algorithm.parameters)
    with pytest.raises(UnsupportedAlgorithm):
        decrypt(
            replace(made, recipient_infos=RecipientInfos((replace(info, key_encryption_algorithm=unknown),))),
            KEYS["p256"],
        )
    with pytest.raises(UnsupportedAlgorithm, match="originator's certificate"):
        decrypt(replace(made, recipient_infos=RecipientInfos((replace(info, originator=b"ski"),))), KEYS["p256"])
    with pytest.raises(BuildError, match="is not encrypted"):
        decrypt(cmcasn1.ContentInfo(ID_DATA, b"x"), KEK)


def test_secrets_do_not_show() -> None:
    for shown in (repr(PasswordRecipient(PASSWORD)), repr(KEKRecipient(KEK, b"kek-1"))):
        assert "secret" in shown and PASSWORD not in shown and repr(KEK) not in shown


# The pieces

WRAPS = {
    "aes128": key_wrap.key_wrap_identifier(16),
    "aes192": key_wrap.key_wrap_identifier(24),
    "aes256": key_wrap.key_wrap_identifier(32),
    "aes128-pad": key_wrap.key_wrap_identifier(16, padded=True),
    "aes256-pad": key_wrap.key_wrap_identifier(32, padded=True),
    "3des": AlgorithmIdentifier(ID_ALG_CMS3DES_WRAP, cmcasn1.NULL),
    "pwri-aes128": key_wrap.pwri_kek_identifier(ID_AES128_CBC),
    "pwri-3des": key_wrap.pwri_kek_identifier(DES_EDE3_CBC),
}


@pytest.mark.parametrize("name", WRAPS)
@pytest.mark.parametrize("size", [16, 24, 32])
def test_key_wrap(name: str, size: int) -> None:
    algorithm = WRAPS[name]
    kek, key = bytes(range(key_wrap.kek_size(algorithm))), bytes(range(100, 100 + size))
    if name == "3des" and size != 24:
        with pytest.raises(BuildError, match="24 octets"):
            key_wrap.wrap(algorithm, kek, key)
        return
    wrapped = key_wrap.wrap(algorithm, kek, key)
    assert key_wrap.unwrap(algorithm, kek, wrapped) == key
    for wrong in (wrapped[:-1], wrapped[:-8], b"", wrapped[:8]):
        with pytest.raises(DecryptionFailed):
            key_wrap.unwrap(algorithm, kek, wrong)
    with pytest.raises(DecryptionFailed):
        key_wrap.unwrap(algorithm, kek[1:], wrapped)
    with pytest.raises(DecryptionFailed):
        key_wrap.unwrap(algorithm, kek[::-1], wrapped)
    with pytest.raises(BuildError):
        key_wrap.wrap(algorithm, kek[1:], key)


def test_key_wrap_of_the_standards() -> None:
    """RFC 3394 section 4.1, RFC 5649 section 6."""
    wrapped = key_wrap.wrap(WRAPS["aes128"], bytes(range(16)), bytes.fromhex("00112233445566778899aabbccddeeff"))
    assert wrapped.hex() == "1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5"
    kek = bytes.fromhex("5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8")
    padded = key_wrap.wrap(key_wrap.key_wrap_identifier(24, padded=True), kek, bytes.fromhex("466f7250617369"))
    assert padded.hex() == "afbeb0f07dfbf5419200f2ccb50bb24f"


@pytest.mark.parametrize("name", CBC)
def test_cbc_without_padding(name: str) -> None:
    algorithm = content_encryption.content_encryption_identifier(cipher(name))
    key = bytes(range(content_encryption.key_size(algorithm)))
    ciphertext = content_encryption.encrypt(algorithm, key, bytes(64), pad=False)
    assert len(ciphertext) == 64
    assert content_encryption.decrypt(algorithm, key, ciphertext, pad=False) == bytes(64)
    with pytest.raises(BuildError, match="no whole blocks"):
        content_encryption.encrypt(algorithm, key, bytes(63), pad=False)
    with pytest.raises(BuildError, match="octets, 3 given"):
        content_encryption.encrypt(algorithm, b"key", b"")
    for wrong in (b"", ciphertext[:-1]):
        with pytest.raises(DecryptionFailed):
            content_encryption.decrypt(algorithm, key, wrong)


@pytest.mark.parametrize(
    "algorithm",
    [
        AlgorithmIdentifier(ID_AES256_CBC, b"short"),
        AlgorithmIdentifier(ID_AES256_CBC),
        AlgorithmIdentifier(ID_AES256_GCM, cmcasn1.GCMParameters(bytes(12), 4)),
        AlgorithmIdentifier(ID_AES256_GCM, cmcasn1.GCMParameters(b"", 16)),
        AlgorithmIdentifier(ID_AES256_GCM, b"iv"),
    ],
)
def test_unusable_parameters(algorithm: AlgorithmIdentifier) -> None:
    work = content_encryption.unseal if content_encryption.is_authenticated(algorithm) else content_encryption.decrypt
    with pytest.raises(UnsupportedAlgorithm):
        work(algorithm, KEK, bytes(16), *([bytes(12)] if work is content_encryption.unseal else []))


# OpenSSL

OPENSSL = shutil.which("openssl")


def self_signed(key: Any) -> x509.Certificate:
    """A certificate for the key, signed by another where the key itself cannot sign."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Recipient")])
    start = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 7, start, start + datetime.timedelta(days=36500))
    ski = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    signer = key if hasattr(key, "sign") else KEYS["p256"]
    return builder.add_extension(ski, critical=False).sign(signer, hashes.SHA256())


def openssl(*arguments: str | Path, data: bytes) -> bytes:
    assert OPENSSL
    done = subprocess.run([OPENSSL, "cms", *map(str, arguments)], input=data, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def pem_files(folder: Path, key: Any) -> tuple[Path, Path]:
    """Certificate and key as files for OpenSSL."""
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "key.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, *form))
    (folder / "cert.pem").write_bytes(self_signed(key).public_bytes(serialization.Encoding.PEM))
    return folder / "cert.pem", folder / "key.pem"


needs_openssl = pytest.mark.skipif(OPENSSL is None, reason="the openssl command is not installed")
DER = ("-binary", "-outform", "DER")


@needs_openssl
@pytest.mark.parametrize("name", ["rsa", "rsa-oaep-sha256", "p256", "p384", "p521", "p256-ukm"])
@pytest.mark.parametrize("algorithm", ["ID_AES128_CBC", "ID_AES256_CBC", "DES_EDE3_CBC", "ID_AES256_GCM"])
def test_openssl_opens_ours(tmp_path: Path, name: str, algorithm: str) -> None:
    make, key, _ = RECIPIENTS[name]
    cert, private = pem_files(tmp_path, key)
    chosen = content_encryption.content_encryption_identifier(cipher(algorithm))
    authenticated = algorithm.endswith("GCM")
    if authenticated:
        # OpenSSL 3.0 demands an ICV length that is not the DEFAULT, which DER leaves out.
        chosen = AlgorithmIdentifier(ID_AES256_GCM, replace(chosen.parameters, aes_ic_vlen=16))
    made = encrypt(b"to openssl", ID_DATA, [make()], algorithm=chosen, authenticated=authenticated)
    der = cmcasn1.encode_der(content_info(made))
    opened = openssl("-decrypt", "-inform", "DER", "-inkey", private, "-recip", cert, "-binary", data=der)
    assert opened == b"to openssl"


@needs_openssl
@pytest.mark.parametrize("options", [[], ["-keyid"], ["-stream"]], ids=" ".join)
@pytest.mark.parametrize("algorithm", ["-aes128", "-aes256", "-des3", "-aes-256-gcm"])
@pytest.mark.parametrize("name", ["rsa", "rsa-oaep", "p256", "p384-sha384", "p521"])
def test_we_open_those_of_openssl(tmp_path: Path, name: str, algorithm: str, options: list[str]) -> None:
    key = KEYS[name.split("-")[0]]
    cert, _ = pem_files(tmp_path, key)
    more = {"rsa-oaep": ["-keyopt", "rsa_padding_mode:oaep", "-keyopt", "rsa_oaep_md:sha256"]}.get(name, [])
    if name == "p384-sha384":
        more = ["-keyopt", "ecdh_kdf_md:sha384", "-keyopt", "ecdh_cofactor_mode:1"]
    stream = [each for each in options if each == "-stream"]
    keyid = [each for each in options if each == "-keyid"]
    der = openssl("-encrypt", *DER, algorithm, *stream, "-recip", cert, *more, *keyid, data=b"from openssl")
    # -stream is BER, which `parse` reads.
    message = cmcasn1.parse(der)
    assert (message.kind, message.encoding) == ("encrypted", "ber" if stream else "der")
    assert decrypt(message.layers[0], key, certificate=self_signed(key)) == b"from openssl"
    assert decrypt(message.layers[0], key) == b"from openssl"


@needs_openssl
@pytest.mark.parametrize("algorithm", ["-aes256", "-des3"])
def test_passwords_and_keks_agree_with_openssl(tmp_path: Path, algorithm: str) -> None:
    for make, options in (
        (lambda: PasswordRecipient("pass", ITERATIONS), ["-pwri_password", "pass"]),
        (lambda: KEKRecipient(KEK, b"\x01\x02"), ["-secretkey", KEK.hex(), "-secretkeyid", "0102"]),
    ):
        key = "pass" if options[1] == "pass" else KEK
        der = cmcasn1.encode_der(content_info(encrypt(b"one way", ID_DATA, [make()])))
        assert openssl("-decrypt", "-inform", "DER", "-binary", *options, data=der) == b"one way"
        der = openssl("-encrypt", *DER, algorithm, *options, data=b"and back")
        assert decrypt(cmcasn1.parse(der).layers[0], key) == b"and back"


@needs_openssl
def test_encrypted_data_agrees_with_openssl() -> None:
    options = ["-secretkey", KEK.hex()]
    der = cmcasn1.encode_der(content_info(encrypt_with_key(b"one way", ID_DATA, KEK)))
    assert openssl("-EncryptedData_decrypt", "-inform", "DER", "-binary", *options, data=der) == b"one way"
    der = openssl("-EncryptedData_encrypt", *DER, "-aes256", *options, data=b"and back")
    assert decrypt(cmcasn1.parse(der).layers[0], KEK) == b"and back"


def test_every_error_is_one_of_ours() -> None:
    """Any change of any octet of a message gives the content, other content, or a CMCError."""
    der = cmcasn1.encode_der(content_info(encrypt(b"content", ID_DATA, [recipient(KEYS["p256"].public_key())])))
    for position in range(len(der)):
        changed = der[:position] + bytes([der[position] ^ 0x55]) + der[position + 1 :]
        try:
            decrypt(cmcasn1.decode_der(cmcasn1.ContentInfo, changed), KEYS["p256"])
        except CMCError:
            continue


# Messages that only a key opens


def private_key(path: Path) -> Any:
    return serialization.load_der_private_key(path.read_bytes(), None)


@pytest.mark.parametrize("name", ["s0009", "s0049"])
def test_bouncycastles_encrypted_messages_open(vectors: Path, name: str) -> None:
    folder = vectors / "bouncycastle"
    known = json.loads((folder / f"{name}.json").read_text())
    message = cmcasn1.parse((folder / f"{name}.der").read_bytes())
    key = private_key(folder / known["recipientKeyFile"])
    opened = cmcasn1.decrypt(message, key)
    assert opened.kind == "full-pki-request"
    assert [type(layer).__name__ for layer in opened.layers] == ["EnvelopedData", "SignedData"]
    assert opened.layers[1].encap_content_info.e_content == (folder / f"{name}.inner.der").read_bytes()
    with pytest.raises(DecryptionFailed):
        cmcasn1.decrypt(message, OTHERS["rsa"])
    with pytest.raises(BuildError, match="is not encrypted"):
        cmcasn1.decrypt(opened, key)


def signed_message(vectors: Path) -> bytes:
    return (vectors / "dogtag" / "resp_success.bin").read_bytes()


@pytest.mark.parametrize("authenticated", [False, True])
def test_the_nestings_of_rfc_10002(vectors: Path, authenticated: bool) -> None:
    """Section 5: (1) SignedData, (2) encrypted SignedData, (3) signed encrypted SignedData; and twice encrypted."""
    plain = cmcasn1.parse(signed_message(vectors))
    two = envelop(signed_message(vectors), [KEKRecipient(KEK, b"k")], authenticated=authenticated)
    kind = "AuthEnvelopedData" if authenticated else "EnvelopedData"
    content = signed_message(vectors)
    # The content is the SignedData, as received, without the ContentInfo around it.
    assert decrypt(two, KEK) in content and len(content) > len(decrypt(two, KEK)) > len(content) - 30
    message = cmcasn1.parse(cmcasn1.encode_der(two))
    assert (message.kind, message.body) == ("encrypted", None)
    opened = cmcasn1.decrypt(message, KEK)
    assert (opened.kind, opened.body, opened.quirks) == (plain.kind, plain.body, plain.quirks)
    assert [type(layer).__name__ for layer in opened.layers] == [kind, "SignedData"]

    outer_type, outer = content_of(two)
    three = cmcasn1.ContentInfo(ID_SIGNED_DATA, sign(outer, outer_type, KEYS["p256"]))
    opened = cmcasn1.decrypt(cmcasn1.parse(cmcasn1.encode_der(three)), KEK)
    assert opened.body == plain.body
    assert [type(layer).__name__ for layer in opened.layers] == ["SignedData", kind, "SignedData"]

    twice = envelop(two, [PasswordRecipient(PASSWORD, ITERATIONS)])
    once = cmcasn1.decrypt(cmcasn1.parse(cmcasn1.encode_der(twice)), PASSWORD)
    assert once.kind == "encrypted"
    assert cmcasn1.decrypt(once, KEK).body == plain.body


def test_a_whole_content_info_inside_opens_too(vectors: Path) -> None:
    """Peers write it; the type says SignedData all the same."""
    made = encrypt(signed_message(vectors), ID_SIGNED_DATA, [KEKRecipient(KEK, b"k")])
    message = cmcasn1.decrypt(cmcasn1.parse(cmcasn1.encode_der(content_info(made))), KEK)
    assert message.body == cmcasn1.parse(signed_message(vectors)).body


def test_encrypted_octets_of_no_message_are_a_decode_error() -> None:
    made = encrypt(b"no message", ID_SIGNED_DATA, [KEKRecipient(KEK, b"k")])
    message = cmcasn1.parse(cmcasn1.encode_der(content_info(made)))
    with pytest.raises(cmcasn1.DecodeError):
        cmcasn1.decrypt(message, KEK)
    with pytest.raises(BuildError, match="no such quirk"):
        cmcasn1.decrypt(message, KEK, quirks=["no-such-quirk"])
