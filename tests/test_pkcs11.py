"""Keys in a token, tested against SoftHSM 2 (Debian package softhsm2) with a token made for the tests."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, x25519

import cmcasn1
from cmcasn1 import (
    AlgorithmIdentifier,
    BuildError,
    Certificate,
    ContentInfo,
    DecryptionFailed,
    MissingExtraError,
    Oid,
    UnsupportedAlgorithm,
    decode_der,
    encode_der,
)
from cmcasn1.algorithms.digests import digest_identifier
from cmcasn1.algorithms.signatures import signature_identifier
from cmcasn1.cms import decryption, encryption, recipients, signing, verification
from cmcasn1.keys.pkcs11 import Token, TokenKey
from cmcasn1.keys.private_key import Decrypter, PrivateKey, Signer, oaep_identifier, rsa_padding
from cmcasn1.oids.known import ID_RSAES_OAEP, RSA_ENCRYPTION
from tests.signing_keys import common_name, issued

MODULES = [
    Path(folder) / "softhsm" / "libsofthsm2.so"
    for folder in ("/usr/lib", "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/local/lib")
]
MODULE = next((str(path) for path in MODULES if path.exists()), "")
UTIL = shutil.which("softhsm2-util")
PIN, LABEL = "1357-pin", "cmcasn1 tests"
PKI_DATA = Oid("1.3.6.1.5.5.7.12.2")
ID_DATA = Oid("1.2.840.113549.1.7.1")

pytestmark = pytest.mark.skipif(
    not MODULE or UTIL is None, reason="SoftHSM 2 (softhsm2) is absent: keys in tokens are not tested"
)


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Token]:
    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    configuration = folder / "softhsm2.conf"
    configuration.write_text(f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\n")
    with pytest.MonkeyPatch.context() as patch:
        # Read when the library is first loaded; no other test loads it.
        patch.setenv("SOFTHSM2_CONF", str(configuration))
        command = [str(UTIL), "--init-token", "--free", "--label", LABEL, "--pin", PIN, "--so-pin", "2468-so"]
        subprocess.run(command, check=True, capture_output=True)
        with Token(MODULE, pin=PIN, label=LABEL, writable=True) as found:
            yield found


KINDS = ("rsa-2048", "p256", "p384", "p521", "ed25519", "ed448")


@pytest.fixture(scope="module")
def keys(token: Token) -> dict[str, TokenKey]:
    return {kind: token.generate_key(kind, label=f"key {kind}", key_id=kind.encode()) for kind in KINDS}


SIGNING: list[tuple[str, Any, bool]] = [
    *((kind, None, False) for kind in KINDS),
    ("rsa-2048", hashes.SHA1(), False),
    ("rsa-2048", hashes.SHA512(), False),
    ("rsa-2048", hashes.SHA3_256(), False),
    ("rsa-2048", hashes.SHA256(), True),
    ("rsa-2048", hashes.SHA384(), True),
    ("p256", hashes.SHA512(), False),
    ("p384", hashes.SHA3_384(), False),
]


@pytest.mark.parametrize(("kind", "hashed", "pss"), SIGNING)
def test_signed_in_the_token(keys: dict[str, TokenKey], kind: str, hashed: Any, pss: bool) -> None:
    key = keys[kind]
    made = signing.sign(b"content", PKI_DATA, key, hash_algorithm=hashed, pss=pss)
    received: Any = decode_der(ContentInfo, encode_der(ContentInfo(Oid("1.2.840.113549.1.7.2"), made))).content
    (info,) = received.signer_infos
    verification.verify_signer(received, info, key.public_key_info)
    with pytest.raises(cmcasn1.DigestMismatch):
        verification.verify_signer(signing.unsigned(b"other", PKI_DATA), info, key.public_key_info)


def test_protocols(keys: dict[str, TokenKey]) -> None:
    for key in keys.values():
        assert isinstance(key, Signer) and isinstance(key, Decrypter)
        assert "in Token" in repr(key) and PIN not in repr(key)


def test_keys_are_found(token: Token, keys: dict[str, TokenKey]) -> None:
    by_label, by_id = token.key(label="key p384"), token.key(key_id=b"p384")
    assert by_label.public_key_info == by_id.public_key_info == keys["p384"].public_key_info
    with pytest.raises(BuildError, match=r"no private keys .* with label 'nothing', ID 00"):
        token.key(label="nothing", key_id=b"\0")
    with pytest.raises(BuildError, match=r"\d+ private keys"):
        token.key()


def test_keys_of_files_in_the_token(token: Token) -> None:
    for number, key in enumerate((rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP256R1()))):
        stored = token.store_key(PrivateKey(key), label=f"stored {number}", key_id=bytes((number,)))
        assert stored.public_key_info == PrivateKey(key).public_key_info
        made = signing.sign(b"content", PKI_DATA, stored)
        verification.verify_signer(made, made.signer_infos[0], PrivateKey(key).public_key_info)
    with pytest.raises(UnsupportedAlgorithm, match="id-X25519"):
        token.store_key(PrivateKey(x25519.X25519PrivateKey.generate()), label="x", key_id=b"x")


def test_certificates(token: Token, keys: dict[str, TokenKey]) -> None:
    class Public:
        def public_key(self) -> Any:
            return keys["p521"].public_key_info.to_cryptography()

    made = Certificate.from_cryptography(issued(common_name("In a token"), 77, Public()))
    other = Certificate.from_cryptography(issued(common_name("Other"), 78, ec.generate_private_key(ec.SECP256R1())))
    assert keys["p521"].certificate is None
    token.store_certificate(other, label="other", key_id=b"p521")
    token.store_certificate(made, label="mine", key_id=b"p521")
    assert set(token.certificates()) == set(token.certificates(key_id=b"p521")) == {made, other}
    assert token.certificates(label="mine") == (made,)
    key = token.key(key_id=b"p521")
    assert key.certificate == made
    signed = signing.sign(b"", PKI_DATA, key, certificate=key.certificate)
    verification.verify_signer(signed, signed.signer_infos[0], made.tbs_certificate.subject_public_key_info)


def test_public_key_of_the_certificate(token: Token) -> None:
    """Where the token has no public key beside an EC key, the certificate tells it."""
    key = ec.generate_private_key(ec.SECP256R1())
    token.store_key(PrivateKey(key), label="alone", key_id=b"alone")
    (public,) = token._objects("PUBLIC_KEY", "alone", None)
    public.destroy()
    with pytest.raises(BuildError, match="neither public key nor certificate"):
        token.key(label="alone").public_key_info  # noqa: B018
    made = Certificate.from_cryptography(issued(common_name("Alone"), 79, key))
    token.store_certificate(made, label="alone", key_id=b"alone")
    assert token.key(label="alone").public_key_info == PrivateKey(key).public_key_info


def test_rsa_decryption(keys: dict[str, TokenKey]) -> None:
    key = keys["rsa-2048"]
    public: Any = key.public_key_info.to_cryptography()
    plain = AlgorithmIdentifier(RSA_ENCRYPTION, cmcasn1.NULL)
    assert key.decrypt(plain, public.encrypt(b"secret", padding.PKCS1v15())) == b"secret"
    oaep = AlgorithmIdentifier(ID_RSAES_OAEP)
    assert key.decrypt(oaep, public.encrypt(b"secret", rsa_padding(oaep))) == b"secret"
    for ciphertext in (bytes(256), b"\xff" * 256, b"short"):
        with pytest.raises(DecryptionFailed) as raised:
            key.decrypt(oaep, ciphertext)
        assert str(raised.value) == "the ciphertext (id-RSAES-OAEP) does not open with this key"
    with pytest.raises(UnsupportedAlgorithm):
        keys["p256"].decrypt(plain, bytes(256))
    # SoftHSM 2 knows OAEP with SHA-1 only.
    sha256 = oaep_identifier(digest_identifier(hashes.SHA256()))
    with pytest.raises(UnsupportedAlgorithm):
        key.decrypt(sha256, public.encrypt(b"secret", rsa_padding(sha256)))


@pytest.mark.parametrize("kind", ["p256", "p384", "p521"])
def test_agreement(keys: dict[str, TokenKey], kind: str) -> None:
    mine = keys[kind]
    curve = {"p256": ec.SECP256R1(), "p384": ec.SECP384R1(), "p521": ec.SECP521R1()}[kind]
    for _ in range(5):
        theirs = PrivateKey(ec.generate_private_key(curve))
        assert mine.agree(theirs.public_key_info) == theirs.agree(mine.public_key_info)
    with pytest.raises(UnsupportedAlgorithm):
        keys["rsa-2048"].agree(mine.public_key_info)
    with pytest.raises(UnsupportedAlgorithm):
        mine.agree(keys["rsa-2048"].public_key_info)
    with pytest.raises(UnsupportedAlgorithm):
        mine.decapsulate(AlgorithmIdentifier(Oid("2.16.840.1.101.3.4.4.2")), b"")


def test_static_dh(keys: dict[str, TokenKey]) -> None:
    """RFC 6955 with both keys in a token: that of the request, and that of the CA."""
    mine, ca = keys["p256"], ec.generate_private_key(ec.SECP256R1())
    for own, receiver in ((mine, ca), (ca, mine)):
        public = PrivateKey(ca).public_key_info if receiver is ca else mine.public_key_info
        certificate = issued(common_name("CA"), 1, SimpleNamespace(public_key=public.to_cryptography))
        signer = cmcasn1.StaticDHSigner(own, cmcasn1.Certificate.from_cryptography(certificate))
        request = cmcasn1.CertificationRequestBuilder().subject("CN=A").sign(signer)
        assert cmcasn1.verify(cmcasn1.encode_der(request), keys=[receiver], certificates=[certificate]).ok


@pytest.mark.parametrize("kind", ["rsa-2048", "p256", "p384", "p521"])
def test_a_key_for_encryption_only(token: Token, kind: str) -> None:
    """It opens what is for it, and the token itself refuses a signature."""
    label = f"encrypts {kind}"
    key = token.generate_key(kind, label=label, key_id=label.encode(), encryption_only=True)
    to = recipients.recipient(key.public_key_info, rid=b"\1" * 20)
    assert decryption.decrypt(encryption.encrypt(b"content", ID_DATA, [to]), token.key(label=label)) == b"content"
    (held,) = token._objects("PRIVATE_KEY", label, None)
    name = token._pkcs11.Attribute
    uses = {name.DECRYPT, name.UNWRAP} if kind.startswith("rsa") else {name.DERIVE}
    assert {each for each in (name.SIGN, name.DECRYPT, name.UNWRAP, name.DERIVE) if held[each]} == uses
    with pytest.raises(BuildError, match="not for signing"):
        key.sign(signature_identifier(key.public_key_info), b"")


def test_kinds_that_only_sign_are_none_for_encryption(token: Token) -> None:
    with pytest.raises(BuildError, match="ed25519 only sign"):
        token.generate_key("ed25519", label="x", key_id=b"x", encryption_only=True)
    with pytest.raises(BuildError, match="no kind of key: p999"):
        token.generate_key("p999", label="x", key_id=b"x", encryption_only=True)


@pytest.mark.parametrize("kind", ["rsa-2048", "p256"])
def test_enveloped_data_opens_in_the_token(keys: dict[str, TokenKey], kind: str) -> None:
    key = keys[kind]
    to = recipients.recipient(key.public_key_info, rid=b"\1" * 20)
    sealed = encryption.encrypt(b"content", ID_DATA, [to])
    assert decryption.decrypt(sealed, key) == b"content"


def test_what_a_key_cannot_do(token: Token, keys: dict[str, TokenKey]) -> None:
    rsa_algorithm = signature_identifier(keys["rsa-2048"].public_key_info)
    with pytest.raises(BuildError, match="cannot sign as sha256WithRSAEncryption"):
        keys["p256"].sign(rsa_algorithm, b"")
    with pytest.raises(UnsupportedAlgorithm, match="not asked of tokens"):
        keys["p256"].sign(AlgorithmIdentifier(Oid("2.16.840.1.101.3.4.3.17")), b"")
    with pytest.raises(BuildError, match="no kind of key: p999"):
        token.generate_key("p999", label="x", key_id=b"x")


def test_tokens_that_are_not_there(token: Token) -> None:
    with pytest.raises(BuildError, match="NoSuchToken"):
        Token(MODULE, pin=PIN, label="another")
    with pytest.raises(BuildError, match="cannot open shared object"):
        Token("/nonexistent/module.so", pin=PIN)
    assert "cmcasn1 tests" in repr(token)


def test_wrong_pin_and_serial(token: Token) -> None:
    """In a process of its own, as a login counts for all sessions of a process; the PIN shows nowhere."""
    code = (
        "import sys\n"
        "from cmcasn1.keys.pkcs11 import Token\n"
        "from cmcasn1 import BuildError\n"
        "with Token(sys.argv[1], pin=sys.argv[2], serial=bytes.fromhex(sys.argv[3])) as token:\n"
        "    token.key(label='key p256').sign\n"
        "try:\n"
        "    Token(sys.argv[1], pin='9999-wrong', label='cmcasn1 tests')\n"
        "except BuildError as error:\n"
        "    assert 'PinIncorrect' in str(error) and '9999' not in str(error), error\n"
        "else:\n"
        "    raise SystemExit('the wrong PIN was taken')\n"
        "try:\n"
        "    with Token(sys.argv[1], pin=sys.argv[2], label='cmcasn1 tests') as token:\n"
        "        token.generate_key('p256', label='x', key_id=b'x')\n"
        "except BuildError as error:\n"
        "    assert 'SessionReadOnly' in str(error), error\n"
        "else:\n"
        "    raise SystemExit('a session that only reads has written')\n"
    )
    token.key(label="key p256")
    command = [sys.executable, "-c", code, MODULE, PIN, token.serial.hex()]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_missing_library_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pkcs11", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'cmcasn1\[pkcs11\]'"):
        Token(MODULE, pin=PIN)
