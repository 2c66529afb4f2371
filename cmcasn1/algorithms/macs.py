"""Message authentication codes by AlgorithmIdentifier: HMAC, KMAC, GMAC, PBMAC1 (RFC 3370, 8018, 8702, 9044, 9688)."""

from __future__ import annotations

import hmac
import os
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives import hashes

from cmcasn1.algorithms import content_encryption
from cmcasn1.algorithms.key_derivation import PRFS, derive_from_password, pbkdf2_identifier
from cmcasn1.codec.primitives import NULL
from cmcasn1.errors import BuildError, MissingExtraError, UnsupportedAlgorithm
from cmcasn1.oids import Oid
from cmcasn1.oids.known import (
    HMAC_SHA1,
    ID_AES128_GCM,
    ID_AES192_GCM,
    ID_AES256_GCM,
    ID_KMAC_WITH_SHAKE128,
    ID_KMAC_WITH_SHAKE256,
    ID_PBMAC1,
)
from cmcasn1.pkix.algorithms import AlgorithmIdentifier, GCMParameters
from cmcasn1.pkix.mac_algorithms import GMACParameters
from cmcasn1.pkix.password_algorithms import PBMAC1_params

if TYPE_CHECKING:
    from collections.abc import Callable

_HMACS: dict[str, Callable[[], hashes.HashAlgorithm]] = {HMAC_SHA1: hashes.SHA1, **PRFS}
# HMAC with SHA-1 has two identifiers: hMAC-SHA1 is the MAC, id-hmacWithSHA1 the PRF of PBKDF2 (RFC 3370 section 3.1).
# NULL goes with the HMACs of SHA-2 only, as each document prefers (RFC 3370 section 3.1, RFC 9688 section 4, RFC 6268).
_IDENTIFIERS = {
    make().name: AlgorithmIdentifier(Oid(oid), NULL if oid.startswith("1.2.840.113549.2.") else None)
    for oid, make in reversed(_HMACS.items())
}
# What hashlib calls the hash of each: OpenSSL's HMAC in one call.
_HMAC_NAMES = {Oid(oid): make().name.replace("-", "_") for oid, make in _HMACS.items()}
_KMAC_OUTPUT_BITS = {ID_KMAC_WITH_SHAKE128: 256, ID_KMAC_WITH_SHAKE256: 512}
# GMAC is GCM with nothing to encrypt (RFC 9044 section 2).
_GMACS = {
    "2.16.840.1.101.3.4.1.9": ID_AES128_GCM,
    "2.16.840.1.101.3.4.1.29": ID_AES192_GCM,
    "2.16.840.1.101.3.4.1.49": ID_AES256_GCM,
}


def mac_identifier(algorithm: hashes.HashAlgorithm) -> AlgorithmIdentifier:
    """Return the identifier of HMAC with a hash.

    The parameters are absent with SHA-1 and SHA-3 and NULL with SHA-2, as each document prefers (RFC 3370 section
    3.1, RFC 9688 section 4, RFC 6268). Raises `BuildError` for a hash that has none.
    """
    found = _IDENTIFIERS.get(algorithm.name)
    if found is None:
        raise BuildError(f"no AlgorithmIdentifier is known for HMAC with {algorithm.name}")
    return found


def pbmac1_identifier(
    *,
    salt: bytes | None = None,
    iterations: int = 600_000,
    mac: hashes.HashAlgorithm | None = None,
) -> AlgorithmIdentifier:
    """Return id-PBMAC1: PBKDF2 with a fresh salt, and HMAC, both with SHA-256 or the hash given.

    Raises `BuildError`. RFC 8018 appendix A.5, RFC 9045 section 4.
    """
    chosen = mac or hashes.SHA256()
    octets = os.urandom(16) if salt is None else salt
    derivation = pbkdf2_identifier(octets, iterations, key_length=chosen.digest_size, prf=chosen)
    return AlgorithmIdentifier(ID_PBMAC1, PBMAC1_params(derivation, mac_identifier(chosen)))


def hmac_hash(algorithm: AlgorithmIdentifier) -> hashes.HashAlgorithm:
    """Return the hash of an HMAC identifier; raises `UnsupportedAlgorithm` for anything else."""
    make = _HMACS.get(algorithm.algorithm)
    if make is None:
        raise UnsupportedAlgorithm(f"unknown MAC algorithm {algorithm.algorithm.name} ({algorithm.algorithm})")
    return make()


def mac_size(algorithm: AlgorithmIdentifier) -> int:
    """Return the number of octets that a MAC has; raises `UnsupportedAlgorithm`."""
    if algorithm.algorithm in _KMAC_OUTPUT_BITS:
        return _kmac_parameters(algorithm)[0] // 8
    if algorithm.algorithm == ID_PBMAC1:
        return mac_size(_pbmac1(algorithm).message_auth_scheme)
    if algorithm.algorithm in _GMACS:
        return _gmac_parameters(algorithm).length
    return hmac_hash(algorithm).digest_size


def mac_key_size(algorithm: AlgorithmIdentifier) -> int | None:
    """Return the number of octets that the key has, None where any number will do. RFC 9044 section 2."""
    cipher = _GMACS.get(algorithm.algorithm)
    return None if cipher is None else content_encryption.key_size(AlgorithmIdentifier(cipher))


def mac(algorithm: AlgorithmIdentifier, key: bytes, data: bytes) -> bytes:
    """Return MAC(key, data); with PBMAC1 the key is the password.

    Raises `UnsupportedAlgorithm`, also for a key that GMAC cannot take, `LimitError` for an iteration count beyond
    reason, and `MissingExtraError` where KMAC is asked for without its library. RFC 2104, RFC 8018 section 7.1, RFC
    8702 section 3.4, RFC 9044 section 2.
    """
    hashed = _HMAC_NAMES.get(algorithm.algorithm)
    if hashed is not None:
        return hmac.digest(key, data, hashed)
    if algorithm.algorithm in _KMAC_OUTPUT_BITS:
        return _kmac(algorithm, key, data)
    if algorithm.algorithm == ID_PBMAC1:
        parameters = _pbmac1(algorithm)
        scheme = parameters.message_auth_scheme
        size = mac_key_size(scheme) or mac_size(scheme)
        derived = derive_from_password(parameters.key_derivation_func, key, size)
        return mac(scheme, derived, data)
    if algorithm.algorithm in _GMACS:
        found, wanted = _gmac_parameters(algorithm), mac_key_size(algorithm)
        if len(key) != wanted:
            name = algorithm.algorithm.name
            raise UnsupportedAlgorithm(f"{name} ({algorithm.algorithm}) with a key of {len(key)} octets, not {wanted}")
        cipher = AlgorithmIdentifier(_GMACS[algorithm.algorithm], GCMParameters(found.nonce, found.length))
        return content_encryption.seal(cipher, key, b"", data)[1]
    raise UnsupportedAlgorithm(f"unknown MAC algorithm {algorithm.algorithm.name} ({algorithm.algorithm})")


def mac_matches(algorithm: AlgorithmIdentifier, key: bytes, data: bytes, value: bytes) -> bool:
    """Compare MAC(key, data) with a value in constant time; raises as `mac` does."""
    return hmac.compare_digest(mac(algorithm, key, data), value)


def _pbmac1(algorithm: AlgorithmIdentifier) -> PBMAC1_params:
    parameters = algorithm.parameters
    if not isinstance(parameters, PBMAC1_params):
        raise UnsupportedAlgorithm(f"id-PBMAC1 ({ID_PBMAC1}) needs PBMAC1-params")
    if parameters.message_auth_scheme.algorithm == ID_PBMAC1:
        raise UnsupportedAlgorithm(f"id-PBMAC1 ({ID_PBMAC1}) inside of itself")
    return parameters


def _gmac_parameters(algorithm: AlgorithmIdentifier) -> GMACParameters:
    if not isinstance(algorithm.parameters, GMACParameters):
        raise UnsupportedAlgorithm(f"{algorithm.algorithm.name} ({algorithm.algorithm}) needs GMACParameters")
    return algorithm.parameters


def _kmac_parameters(algorithm: AlgorithmIdentifier) -> tuple[int, bytes]:
    """Return output length in bits and customization string; RFC 8702 section 3.4 has defaults for both."""
    parameters: Any = algorithm.parameters
    if parameters is None or parameters is NULL:
        return _KMAC_OUTPUT_BITS[algorithm.algorithm], b""
    bits = getattr(parameters, "kmac_output_length", None)
    if not isinstance(bits, int) or not 128 <= bits <= 1 << 16 or bits % 8:
        raise UnsupportedAlgorithm(f"{algorithm.algorithm.name} ({algorithm.algorithm}) with unusable parameters")
    return bits, parameters.customization_string


def _kmac(algorithm: AlgorithmIdentifier, key: bytes, data: bytes) -> bytes:
    try:
        from Cryptodome.Hash import KMAC128, KMAC256
    except ImportError as error:
        raise MissingExtraError("KMAC needs pycryptodomex", hint="python -m pip install 'cmcasn1[kmac]'") from error
    bits, customization = _kmac_parameters(algorithm)
    module: Any = KMAC128 if algorithm.algorithm == ID_KMAC_WITH_SHAKE128 else KMAC256
    try:
        made = module.new(key=key, data=data, mac_len=bits // 8, custom=customization)
    except ValueError as error:
        raise UnsupportedAlgorithm(f"{algorithm.algorithm.name} refuses the key: {error}") from error
    result: bytes = made.digest()
    return result
