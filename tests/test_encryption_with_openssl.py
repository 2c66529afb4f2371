"""What we encrypt OpenSSL opens, and the other way round."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization

import cmcasn1
from cmcasn1 import AlgorithmIdentifier
from cmcasn1.algorithms import content_encryption
from cmcasn1.cms.decryption import decrypt
from cmcasn1.cms.encryption import ID_DATA, content_info, encrypt, encrypt_with_key
from cmcasn1.cms.recipients import (
    KEKRecipient,
    PasswordRecipient,
)
from cmcasn1.oids.known import (
    ID_AES256_GCM,
)
from tests.recipient_keys import (
    ITERATIONS,
    KEK,
    KEYS,
    RECIPIENTS,
    cipher,
    self_signed,
)

OPENSSL = shutil.which("openssl")


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
