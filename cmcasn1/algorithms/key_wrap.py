"""Keys encrypted under keys: AES key wrap, without and with padding, Triple-DES wrap, PWRI-KEK.

RFC 3394, RFC 5649, RFC 3217, RFC 3211.
"""

from __future__ import annotations

import hashlib
import os
from hmac import compare_digest

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives import keywrap
from cryptography.hazmat.primitives.ciphers import Cipher, modes

from cmcasn1.algorithms import content_encryption
from cmcasn1.errors import BuildError, DecryptionFailed, UnsupportedAlgorithm
from cmcasn1.oids import Oid
from cmcasn1.oids.known import (
    ID_AES128_WRAP,
    ID_AES128_WRAP_PAD,
    ID_AES192_WRAP,
    ID_AES192_WRAP_PAD,
    ID_AES256_CBC,
    ID_AES256_WRAP,
    ID_AES256_WRAP_PAD,
    ID_ALG_CMS3DES_WRAP,
    ID_ALG_PWRI_KEK,
)
from cmcasn1.pkix.algorithms import AlgorithmIdentifier

_WRAPS = {ID_AES128_WRAP: 16, ID_AES192_WRAP: 24, ID_AES256_WRAP: 32}
_PADDED = {ID_AES128_WRAP_PAD: 16, ID_AES192_WRAP_PAD: 24, ID_AES256_WRAP_PAD: 32}
_BY_SIZE = {size: oid for oid, size in _WRAPS.items()}
_PADDED_BY_SIZE = {size: oid for oid, size in _PADDED.items()}
_TRIPLE_DES_IV = bytes.fromhex("4adda22c79e82105")


def key_wrap_identifier(kek_size: int = 32, *, padded: bool = False) -> AlgorithmIdentifier:
    """Return AES key wrap under a key of 16, 24 or 32 octets, with `padded` that of RFC 5649.

    Raises `BuildError`. RFC 3565 section 2.3.2: the parameters are absent.
    """
    found = (_PADDED_BY_SIZE if padded else _BY_SIZE).get(kek_size)
    if found is None:
        raise BuildError(f"AES key wrap takes keys of 16, 24 or 32 octets, not {kek_size}")
    return AlgorithmIdentifier(found)


def pwri_kek_identifier(cipher: Oid = ID_AES256_CBC) -> AlgorithmIdentifier:
    """Return id-alg-PWRI-KEK with a cipher in CBC mode and a fresh IV; raises `UnsupportedAlgorithm`.

    RFC 3211 section 2.3.
    """
    inner = content_encryption.content_encryption_identifier(cipher)
    if content_encryption.is_authenticated(inner):
        raise UnsupportedAlgorithm(f"id-alg-PWRI-KEK takes a cipher in CBC mode, not {cipher.name} ({cipher})")
    return AlgorithmIdentifier(ID_ALG_PWRI_KEK, inner)


def kek_size(algorithm: AlgorithmIdentifier) -> int:
    """Return the number of octets of the key-encryption key; raises `UnsupportedAlgorithm`."""
    oid = algorithm.algorithm
    size = _WRAPS.get(oid) or _PADDED.get(oid)
    if size is not None:
        return size
    if oid == ID_ALG_CMS3DES_WRAP:
        return 24
    if oid == ID_ALG_PWRI_KEK:
        return content_encryption.key_size(_inner(algorithm))
    raise UnsupportedAlgorithm(f"unknown key wrap algorithm {oid.name} ({oid})")


def wrap(algorithm: AlgorithmIdentifier, kek: bytes, key: bytes) -> bytes:
    """Return a key encrypted under the key-encryption key.

    Raises `BuildError` for a key that the algorithm cannot take and `UnsupportedAlgorithm`. RFC 3394 section 2.2.1,
    RFC 5649 section 4.1, RFC 3217 section 3.1, RFC 3211 section 2.3.1.
    """
    oid = algorithm.algorithm
    if len(kek) != kek_size(algorithm):
        raise BuildError(f"{oid.name} takes a key of {kek_size(algorithm)} octets, {len(kek)} given")
    if oid in _PADDED:
        if not key:
            raise BuildError("there is no key to wrap")
        return keywrap.aes_key_wrap_with_padding(kek, key)
    if oid in _WRAPS:
        if len(key) < 16 or len(key) % 8:
            raise BuildError(f"{oid.name} wraps 16 octets or more, in eights; {len(key)} given")
        return keywrap.aes_key_wrap(kek, key)
    if oid == ID_ALG_CMS3DES_WRAP:
        return _triple_des_wrap(kek, key)
    return _password_wrap(_inner(algorithm), kek, key)


def unwrap(algorithm: AlgorithmIdentifier, kek: bytes, wrapped: bytes) -> bytes:
    """Return the key in what `wrap` made.

    Raises `DecryptionFailed`, without saying why, and `UnsupportedAlgorithm`. RFC 3394 section 2.2.2, RFC 5649
    section 4.2, RFC 3217 section 3.2, RFC 3211 section 2.3.2.
    """
    oid = algorithm.algorithm
    if len(kek) != kek_size(algorithm):
        raise _closed()
    try:
        if oid in _PADDED:
            return keywrap.aes_key_unwrap_with_padding(kek, wrapped)
        if oid in _WRAPS:
            return keywrap.aes_key_unwrap(kek, wrapped)
    except (keywrap.InvalidUnwrap, ValueError):
        raise _closed() from None
    if oid == ID_ALG_CMS3DES_WRAP:
        return _triple_des_unwrap(kek, wrapped)
    return _password_unwrap(_inner(algorithm), kek, wrapped)


def _closed() -> DecryptionFailed:
    return DecryptionFailed("the wrapped key does not open with this key")


def _inner(algorithm: AlgorithmIdentifier) -> AlgorithmIdentifier:
    inner = algorithm.parameters
    if not isinstance(inner, AlgorithmIdentifier) or content_encryption.is_authenticated(inner):
        raise UnsupportedAlgorithm(f"id-alg-PWRI-KEK ({ID_ALG_PWRI_KEK}) needs a cipher in CBC mode as its parameters")
    return inner


def _password_wrap(cipher: AlgorithmIdentifier, kek: bytes, key: bytes) -> bytes:
    """Encrypt length, check octets, key and padding twice over, the last block being the second IV."""
    if not 3 <= len(key) <= 255:
        raise BuildError(f"id-alg-PWRI-KEK wraps 3 to 255 octets, {len(key)} given")
    block = _block(cipher)
    padded = bytes([len(key), *(octet ^ 0xFF for octet in key[:3])]) + key
    # At least two blocks, or the last one could not serve as IV.
    padded += os.urandom(max(-len(padded) % block, 2 * block - len(padded)))
    first = content_encryption.encrypt(cipher, kek, padded, pad=False)
    second = AlgorithmIdentifier(cipher.algorithm, first[-block:])
    return content_encryption.encrypt(second, kek, first, pad=False)


def _password_unwrap(cipher: AlgorithmIdentifier, kek: bytes, wrapped: bytes) -> bytes:
    block = _block(cipher)
    if len(wrapped) < 2 * block or len(wrapped) % block:
        raise _closed()
    # The last block of the first pass is the second's IV; the block before the last is its own IV.
    before_last = AlgorithmIdentifier(cipher.algorithm, wrapped[-2 * block : -block])
    iv = content_encryption.decrypt(before_last, kek, wrapped[-block:], pad=False)
    first = content_encryption.decrypt(AlgorithmIdentifier(cipher.algorithm, iv), kek, wrapped, pad=False)
    padded = content_encryption.decrypt(cipher, kek, first, pad=False)
    length, key = padded[0], padded[4 : 4 + padded[0]]
    checked = compare_digest(bytes(octet ^ 0xFF for octet in padded[1:4]), padded[4:7])
    if not checked or len(key) != length or length < 3:
        raise _closed()
    return key


def _block(cipher: AlgorithmIdentifier) -> int:
    iv = cipher.parameters
    if not isinstance(iv, bytes) or len(iv) not in (8, 16):
        raise UnsupportedAlgorithm(f"{cipher.algorithm.name} ({cipher.algorithm}) needs an IV as its parameters")
    return len(iv)


def _triple_des_wrap(kek: bytes, key: bytes) -> bytes:
    if len(key) != 24:
        raise BuildError(f"id-alg-CMS3DESwrap wraps a Triple-DES key of 24 octets, {len(key)} given")
    iv = os.urandom(8)
    inner = Cipher(TripleDES(kek), modes.CBC(iv)).encryptor()
    checked = key + hashlib.sha1(key).digest()[:8]
    turned = (iv + inner.update(checked) + inner.finalize())[::-1]
    outer = Cipher(TripleDES(kek), modes.CBC(_TRIPLE_DES_IV)).encryptor()
    return outer.update(turned) + outer.finalize()


def _triple_des_unwrap(kek: bytes, wrapped: bytes) -> bytes:
    if len(wrapped) != 40:
        raise _closed()
    outer = Cipher(TripleDES(kek), modes.CBC(_TRIPLE_DES_IV)).decryptor()
    turned = (outer.update(wrapped) + outer.finalize())[::-1]
    inner = Cipher(TripleDES(kek), modes.CBC(turned[:8])).decryptor()
    checked = inner.update(turned[8:]) + inner.finalize()
    key = checked[:24]
    if not compare_digest(hashlib.sha1(key).digest()[:8], checked[24:]):
        raise _closed()
    return key
