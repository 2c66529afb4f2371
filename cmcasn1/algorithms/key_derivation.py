"""Keys from passwords and from shared secrets: PBKDF2, HKDF and the KDF of X9.63 (RFC 8018, 5869, 8619, 5753)."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from cryptography.hazmat.primitives.kdf.x963kdf import X963KDF

from cmcasn1.errors import BuildError, LimitError, UnsupportedAlgorithm
from cmcasn1.oids import Oid
from cmcasn1.oids.known import ID_ALG_HKDF_WITH_SHA256, ID_HMAC_WITH_SHA1, ID_PBKDF2
from cmcasn1.pkix.algorithms import AlgorithmIdentifier
from cmcasn1.pkix.password_algorithms import PBKDF2_params

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MAX_ITERATIONS = 10_000_000
"""More iterations than this, in any algorithm that starts from a password, are refused: `LimitError`."""
MAX_TOGETHER = 2 * MAX_ITERATIONS
"""More than this in one message, see `bounded_iterations`, are refused too."""
_left: ContextVar[list[int] | None] = ContextVar("iterations left", default=None)
LEAST_KEY = 16
"""Octets that a derived key has at least: who sends a message chooses keyLength, and one octet is soon guessed."""
_MOST_KEY = 1 << 16

PRFS: dict[str, Callable[[], hashes.HashAlgorithm]] = {
    ID_HMAC_WITH_SHA1: hashes.SHA1,
    "1.2.840.113549.2.8": hashes.SHA224,
    "1.2.840.113549.2.9": hashes.SHA256,
    "1.2.840.113549.2.10": hashes.SHA384,
    "1.2.840.113549.2.11": hashes.SHA512,
    "1.2.840.113549.2.12": hashes.SHA512_224,
    "1.2.840.113549.2.13": hashes.SHA512_256,
    "2.16.840.1.101.3.4.2.13": hashes.SHA3_224,
    "2.16.840.1.101.3.4.2.14": hashes.SHA3_256,
    "2.16.840.1.101.3.4.2.15": hashes.SHA3_384,
    "2.16.840.1.101.3.4.2.16": hashes.SHA3_512,
}
"""The hash of each HMAC, which is the pseudorandom function of PBKDF2 (RFC 8018 appendix B.1, RFC 9688)."""
_PRF_OIDS = {make().name: Oid(oid) for oid, make in PRFS.items()}
_HKDFS: dict[str, Callable[[], hashes.HashAlgorithm]] = {
    ID_ALG_HKDF_WITH_SHA256: hashes.SHA256,
    "1.2.840.113549.1.9.16.3.29": hashes.SHA384,
    "1.2.840.113549.1.9.16.3.30": hashes.SHA512,
}
_HKDF_OIDS = {make().name: Oid(oid) for oid, make in _HKDFS.items()}


@contextmanager
def bounded_iterations() -> Iterator[None]:
    """Make no more than `MAX_TOGETHER` iterations in all of what is done within, which is about one message.

    A message has room for thousands of proofs and recipients, each with iterations of its own.
    """
    if _left.get() is not None:
        yield
        return
    token = _left.set([MAX_TOGETHER])
    try:
        yield
    finally:
        _left.reset(token)


def count_in_words(count: int) -> str:
    """Return a count as text, in hexadecimal where there is no end to it: `str` refuses more than 4300 digits."""
    return str(count) if count.bit_length() < 64 else hex(count) if count.bit_length() < 256 else "more than 2**255"


def check_iterations(count: int) -> None:
    """Raise `LimitError` for an iteration count that would occupy the machine, `UnsupportedAlgorithm` below 1."""
    if count < 1:
        raise UnsupportedAlgorithm("an iteration count below 1")
    left = _left.get()
    allowed = MAX_ITERATIONS if left is None else min(MAX_ITERATIONS, left[0])
    if count > allowed:
        raise LimitError(
            f"{count_in_words(count)} iterations, at most {allowed} are made",
            path="iterationCount",
            offset=0,
            expected=f"{allowed} at most",
            found=count_in_words(count),
        )
    if left is not None:
        left[0] -= count


def pbkdf2_identifier(
    salt: bytes,
    iterations: int,
    *,
    key_length: int | None = None,
    prf: hashes.HashAlgorithm | None = None,
) -> AlgorithmIdentifier:
    """Return id-PBKDF2 with its parameters; `key_length` is in octets, the PRF is HMAC with SHA-256 or `prf`.

    Raises `BuildError`. RFC 8018 appendix A.2, RFC 10002 appendix A.2 (the parameters of the PRF are absent).
    """
    name = (prf or hashes.SHA256()).name
    if name not in _PRF_OIDS:
        raise BuildError(f"no AlgorithmIdentifier is known for the PRF with {name}")
    return AlgorithmIdentifier(
        ID_PBKDF2, PBKDF2_params(salt, iterations, key_length, AlgorithmIdentifier(_PRF_OIDS[name]))
    )


def derive_from_password(algorithm: AlgorithmIdentifier, password: bytes, length: int) -> bytes:
    """Return PBKDF2(prf, password, salt, iterationCount, keyLength), keyLength `length` octets where it is absent.

    Raises `UnsupportedAlgorithm` and, for an iteration count or a keyLength beyond reason, `LimitError`. RFC 8018
    section 5.2.
    """
    parameters = algorithm.parameters
    if algorithm.algorithm != ID_PBKDF2 or not isinstance(parameters, PBKDF2_params):
        name = algorithm.algorithm.name
        raise UnsupportedAlgorithm(f"unknown password-based key derivation {name} ({algorithm.algorithm})")
    if not isinstance(parameters.salt, bytes):
        raise UnsupportedAlgorithm(f"PBKDF2 with the salt source {parameters.salt.algorithm}")
    make = PRFS.get(parameters.prf.algorithm)
    if make is None:
        raise UnsupportedAlgorithm(f"unknown PRF {parameters.prf.algorithm.name} ({parameters.prf.algorithm})")
    wanted = length if parameters.key_length is None else parameters.key_length
    if not LEAST_KEY <= wanted <= _MOST_KEY:
        raise LimitError(
            f"a key of {count_in_words(wanted)} octets is asked of PBKDF2",
            path="PBKDF2-params.keyLength",
            offset=0,
            expected=f"{LEAST_KEY} to {_MOST_KEY} octets",
            found=f"{count_in_words(wanted)} octets",
        )
    # All iterations are made for each piece of the key that is as long as the hash.
    check_iterations(parameters.iteration_count * -(-wanted // make().digest_size))
    return PBKDF2HMAC(make(), wanted, parameters.salt, parameters.iteration_count).derive(password)


def hkdf_identifier(algorithm: hashes.HashAlgorithm) -> AlgorithmIdentifier:
    """Return the identifier of HKDF with a hash; raises `BuildError`. RFC 8619 section 2."""
    if algorithm.name not in _HKDF_OIDS:
        raise BuildError(f"no AlgorithmIdentifier is known for HKDF with {algorithm.name}")
    return AlgorithmIdentifier(_HKDF_OIDS[algorithm.name])


def hkdf(algorithm: AlgorithmIdentifier, secret: bytes, info: bytes, length: int) -> bytes:
    """Return HKDF(secret, no salt, info) of `length` octets; raises `UnsupportedAlgorithm`. RFC 5869, RFC 8619."""
    make = _HKDFS.get(algorithm.algorithm)
    if make is None:
        name = algorithm.algorithm.name
        raise UnsupportedAlgorithm(f"unknown key derivation {name} ({algorithm.algorithm})")
    return HKDF(make(), length, None, info).derive(secret)


def x963_kdf(algorithm: hashes.HashAlgorithm, secret: bytes, shared_info: bytes, length: int) -> bytes:
    """Return the KDF of X9.63 over a shared secret: `length` octets. RFC 5753 section 7.2, SEC 1 section 3.6.1."""
    return X963KDF(algorithm, length, shared_info).derive(secret)
