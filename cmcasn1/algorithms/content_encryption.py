"""Content encryption: AES and Triple-DES in CBC mode, AES-GCM and AES-CCM (RFC 3565, RFC 3370, RFC 5084)."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.aead import AESCCM
from cryptography.hazmat.primitives.ciphers.algorithms import AES

from cmcasn1.errors import BuildError, DecryptionFailed, UnsupportedAlgorithm
from cmcasn1.oids import Oid
from cmcasn1.oids.known import (
    DES_EDE3_CBC,
    ID_AES128_CBC,
    ID_AES128_CCM,
    ID_AES128_GCM,
    ID_AES192_CBC,
    ID_AES192_CCM,
    ID_AES192_GCM,
    ID_AES256_CBC,
    ID_AES256_CCM,
    ID_AES256_GCM,
)
from cmcasn1.pkix.algorithms import AlgorithmIdentifier, CCMParameters, GCMParameters

if TYPE_CHECKING:
    from typing import TypeAlias

    BlockCipher: TypeAlias = "type[AES] | type[TripleDES]"

NONCE = 12
ICV = 12
"""Octets of the nonce and of the integrity check value that are made here (RFC 10004)."""


class _Cipher(NamedTuple):
    mode: str
    key: int
    block: int


_CIPHERS: dict[str, _Cipher] = {
    ID_AES128_CBC: _Cipher("CBC", 16, 16),
    ID_AES192_CBC: _Cipher("CBC", 24, 16),
    ID_AES256_CBC: _Cipher("CBC", 32, 16),
    DES_EDE3_CBC: _Cipher("CBC", 24, 8),
    ID_AES128_GCM: _Cipher("GCM", 16, 16),
    ID_AES192_GCM: _Cipher("GCM", 24, 16),
    ID_AES256_GCM: _Cipher("GCM", 32, 16),
    ID_AES128_CCM: _Cipher("CCM", 16, 16),
    ID_AES192_CCM: _Cipher("CCM", 24, 16),
    ID_AES256_CCM: _Cipher("CCM", 32, 16),
}


def key_size(algorithm: AlgorithmIdentifier) -> int:
    """Return the number of octets of the cipher's key; raises `UnsupportedAlgorithm`."""
    return _cipher(algorithm.algorithm).key


def is_authenticated(algorithm: AlgorithmIdentifier) -> bool:
    """Whether the cipher has an integrity check value, and so belongs into AuthEnvelopedData (RFC 5083)."""
    return _cipher(algorithm.algorithm).mode != "CBC"


def content_encryption_identifier(cipher: Oid) -> AlgorithmIdentifier:
    """Return the identifier of a cipher with a fresh random IV, or a nonce and an ICV length of 12 octets each.

    Raises `UnsupportedAlgorithm`. RFC 3565 section 2.3, RFC 5084 section 3, RFC 3370 section 5.1.
    """
    found = _cipher(cipher)
    if found.mode == "CBC":
        return AlgorithmIdentifier(cipher, os.urandom(found.block))
    # The ICV length of 12 is the DEFAULT of both types.
    parameters = GCMParameters if found.mode == "GCM" else CCMParameters
    return AlgorithmIdentifier(cipher, parameters(os.urandom(NONCE), ICV))


def encrypt(algorithm: AlgorithmIdentifier, key: bytes, plaintext: bytes, *, pad: bool = True) -> bytes:
    """Return the ciphertext in CBC mode, by default with the padding of RFC 5652 section 6.3.

    Without `pad` the plaintext must be whole blocks. Raises `BuildError`, `UnsupportedAlgorithm`.
    """
    found, iv = _cbc(algorithm)
    _check_key(found, algorithm, key)
    if pad:
        padder = padding.PKCS7(found.block * 8).padder()
        plaintext = padder.update(plaintext) + padder.finalize()
    elif len(plaintext) % found.block:
        raise BuildError(f"{len(plaintext)} octets are no whole blocks of {found.block}, and no padding is wanted")
    encryptor = Cipher(_block_cipher(found)(key), modes.CBC(iv)).encryptor()
    return encryptor.update(plaintext) + encryptor.finalize()


def decrypt(algorithm: AlgorithmIdentifier, key: bytes, ciphertext: bytes, *, pad: bool = True) -> bytes:
    """Return the plaintext in CBC mode; without `pad` nothing is taken off.

    CBC has no integrity check: with a wrong key one padding in 256 looks right. Raises `DecryptionFailed`, without
    saying why, and `UnsupportedAlgorithm`. RFC 5652 section 6.3.
    """
    found, iv = _cbc(algorithm)
    if len(key) != found.key or len(ciphertext) % found.block or (pad and not ciphertext):
        raise closed()
    decryptor = Cipher(_block_cipher(found)(key), modes.CBC(iv)).decryptor()
    plaintext = decryptor.update(ciphertext) + decryptor.finalize()
    if not pad:
        return plaintext
    unpadder = padding.PKCS7(found.block * 8).unpadder()
    try:
        return unpadder.update(plaintext) + unpadder.finalize()
    except ValueError:
        raise closed() from None


def seal(algorithm: AlgorithmIdentifier, key: bytes, plaintext: bytes, associated: bytes = b"") -> tuple[bytes, bytes]:
    """Return ciphertext and integrity check value of AES-GCM or AES-CCM; `associated` is authenticated with them.

    Raises `BuildError` for a key of another size, `UnsupportedAlgorithm`. RFC 5084 section 2, RFC 5083 section 2.2.
    """
    found, nonce, length = _aead(algorithm)
    _check_key(found, algorithm, key)
    if found.mode == "CCM":
        joined = AESCCM(key, length).encrypt(nonce, plaintext, associated)
        return joined[:-length], joined[-length:]
    encryptor = Cipher(AES(key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(associated)
    ciphertext = encryptor.update(plaintext) + encryptor.finalize()
    # A shorter tag is the beginning of the whole one (NIST SP 800-38D section 7.1).
    return ciphertext, encryptor.tag[:length]


def unseal(algorithm: AlgorithmIdentifier, key: bytes, ciphertext: bytes, icv: bytes, associated: bytes = b"") -> bytes:
    """Return the plaintext of AES-GCM or AES-CCM if the integrity check value holds.

    Raises `DecryptionFailed`, without saying why, and `UnsupportedAlgorithm`. RFC 5084 section 2.
    """
    found, nonce, length = _aead(algorithm)
    if len(key) != found.key or len(icv) != length:
        raise closed()
    try:
        if found.mode == "CCM":
            return AESCCM(key, length).decrypt(nonce, ciphertext + icv, associated)
        decryptor = Cipher(AES(key), modes.GCM(nonce, icv, min_tag_length=length)).decryptor()
        decryptor.authenticate_additional_data(associated)
        return decryptor.update(ciphertext) + decryptor.finalize()
    except InvalidTag:
        raise closed() from None


def closed() -> DecryptionFailed:
    """The one error of every ciphertext that does not open: what went wrong would help who probes for keys."""
    return DecryptionFailed("the content does not open with this key")


def _cipher(oid: Oid) -> _Cipher:
    found = _CIPHERS.get(oid)
    if found is None:
        raise UnsupportedAlgorithm(f"unknown content-encryption algorithm {oid.name} ({oid})")
    return found


def _block_cipher(found: _Cipher) -> BlockCipher:
    return AES if found.block == 16 else TripleDES


def _check_key(found: _Cipher, algorithm: AlgorithmIdentifier, key: bytes) -> None:
    if len(key) != found.key:
        raise BuildError(f"{algorithm.algorithm.name} takes a key of {found.key} octets, {len(key)} given")


def _cbc(algorithm: AlgorithmIdentifier) -> tuple[_Cipher, bytes]:
    oid, iv = algorithm.algorithm, algorithm.parameters
    found = _cipher(oid)
    if found.mode != "CBC":
        raise UnsupportedAlgorithm(f"{oid.name} ({oid}) belongs into AuthEnvelopedData")
    if not isinstance(iv, bytes) or len(iv) != found.block:
        raise UnsupportedAlgorithm(f"{oid.name} ({oid}) needs an IV of {found.block} octets as its parameters")
    return found, iv


def _aead(algorithm: AlgorithmIdentifier) -> tuple[_Cipher, bytes, int]:
    oid, parameters = algorithm.algorithm, algorithm.parameters
    found = _cipher(oid)
    if found.mode == "GCM" and isinstance(parameters, GCMParameters):
        # What the modes allow; cryptography's GCM takes nonces of 8 to 128 octets (RFC 5084 recommends 12).
        if 12 <= parameters.aes_ic_vlen <= 16 and 8 <= len(parameters.aes_nonce) <= 128:
            return found, parameters.aes_nonce, parameters.aes_ic_vlen
    elif (
        found.mode == "CCM"
        and isinstance(parameters, CCMParameters)
        and parameters.aes_ic_vlen in (4, 6, 8, 10, 12, 14, 16)
        and 7 <= len(parameters.aes_nonce) <= 13
    ):
        return found, parameters.aes_nonce, parameters.aes_ic_vlen
    raise UnsupportedAlgorithm(f"{oid.name} ({oid}) has no usable nonce and ICV length")
