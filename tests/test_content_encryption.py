"""The pieces of encryption: key wrap, ciphers, their parameters."""

from __future__ import annotations

import pytest

import cmcasn1
from cmcasn1 import AlgorithmIdentifier
from cmcasn1.algorithms import content_encryption, key_wrap
from cmcasn1.errors import BuildError, DecryptionFailed, UnsupportedAlgorithm
from cmcasn1.oids.known import (
    DES_EDE3_CBC,
    ID_AES128_CBC,
    ID_AES256_CBC,
    ID_AES256_GCM,
    ID_ALG_CMS3DES_WRAP,
)
from tests.recipient_keys import (
    CBC,
    KEK,
    cipher,
)

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
