"""Message digests by AlgorithmIdentifier (RFC 5754, RFC 9688, RFC 8702)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import hashes

from cmcasn1.errors import BuildError, UnsupportedAlgorithm
from cmcasn1.oids import Oid
from cmcasn1.oids.known import ID_MD5, ID_SHA1, ID_SHA256, ID_SHAKE256_LEN
from cmcasn1.pkix.algorithms import AlgorithmIdentifier

if TYPE_CHECKING:
    from collections.abc import Callable

# The SHAKEs have the fixed output lengths of RFC 8702 section 3.1.
_HASHES: dict[str, Callable[[], hashes.HashAlgorithm]] = {
    ID_MD5: hashes.MD5,
    ID_SHA1: hashes.SHA1,
    "2.16.840.1.101.3.4.2.4": hashes.SHA224,
    ID_SHA256: hashes.SHA256,
    "2.16.840.1.101.3.4.2.2": hashes.SHA384,
    "2.16.840.1.101.3.4.2.3": hashes.SHA512,
    "2.16.840.1.101.3.4.2.5": hashes.SHA512_224,
    "2.16.840.1.101.3.4.2.6": hashes.SHA512_256,
    "2.16.840.1.101.3.4.2.7": hashes.SHA3_224,
    "2.16.840.1.101.3.4.2.8": hashes.SHA3_256,
    "2.16.840.1.101.3.4.2.9": hashes.SHA3_384,
    "2.16.840.1.101.3.4.2.10": hashes.SHA3_512,
    "2.16.840.1.101.3.4.2.11": lambda: hashes.SHAKE128(32),
    "2.16.840.1.101.3.4.2.12": lambda: hashes.SHAKE256(64),
}
_IDENTIFIERS = {make().name: AlgorithmIdentifier(Oid(oid)) for oid, make in _HASHES.items()}
# The same functions for short octets in a quarter of the time. MD5 is not among them: hashlib may refuse it.
_AT_ONCE = {
    _IDENTIFIERS[name.replace("_", "-")].algorithm: getattr(hashlib, name)
    for name in ("sha1", "sha224", "sha256", "sha384", "sha512", "sha3_224", "sha3_256", "sha3_384", "sha3_512")
}
_LEAST_SHAKE_BITS = 224
WEAK = frozenset({ID_MD5, ID_SHA1})
"""Digests that old peers need and nobody else should use; what rests on them is flagged."""


def digest_identifier(algorithm: hashes.HashAlgorithm) -> AlgorithmIdentifier:
    """Return the identifier of a hash of cryptography, its parameters absent (RFC 5754 section 2).

    Raises `BuildError` for a hash that has none.
    """
    found = _IDENTIFIERS.get(algorithm.name)
    if found is None:
        raise BuildError(f"no AlgorithmIdentifier is known for the hash {algorithm.name}")
    return found


def hash_algorithm(algorithm: AlgorithmIdentifier) -> hashes.HashAlgorithm:
    """Return the hash of cryptography that an identifier names; parameters may be absent or NULL.

    Raises `UnsupportedAlgorithm`, also for id-shake256-len with less than 224 bits: who sends a message chooses its
    length, and a digest of a few bits is as good as any other. RFC 5754 section 2, RFC 8419 section 2.3.
    """
    if algorithm.algorithm == ID_SHAKE256_LEN:
        # ShakeOutputLen is in bits (RFC 8419 section 2.3).
        bits = algorithm.parameters
        if isinstance(bits, int) and _LEAST_SHAKE_BITS <= bits <= 1 << 16 and bits % 8 == 0:
            return hashes.SHAKE256(bits // 8)
        raise UnsupportedAlgorithm(
            f"id-shake256-len ({ID_SHAKE256_LEN}) needs a length of {_LEAST_SHAKE_BITS} bits or more, found {bits!r}"
        )
    make = _HASHES.get(algorithm.algorithm)
    if make is None:
        raise UnsupportedAlgorithm(f"unknown digest algorithm {_named(algorithm.algorithm)}")
    return make()


def digest(algorithm: AlgorithmIdentifier, data: bytes) -> bytes:
    """Return H(data), H the algorithm named; raises `UnsupportedAlgorithm`. RFC 5754 section 2."""
    at_once = _AT_ONCE.get(algorithm.algorithm)
    if at_once is not None:
        result: bytes = at_once(data).digest()
        return result
    context = hashes.Hash(hash_algorithm(algorithm))
    context.update(data)
    return context.finalize()


def _named(oid: str) -> str:
    name = Oid(oid).name
    return oid if name == oid else f"{name} ({oid})"
