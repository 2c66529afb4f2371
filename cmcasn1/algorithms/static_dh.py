"""The MACs that prove possession of a key by static (EC)DH: RFC 6955 sections 4 and 6, RFC 2875 section 3."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cryptography.hazmat.primitives import hashes

from cmcasn1.algorithms.digests import digest, digest_identifier
from cmcasn1.algorithms.macs import mac, mac_identifier
from cmcasn1.algorithms.signatures import default_hash
from cmcasn1.codec.primitives import NULL
from cmcasn1.errors import BuildError, UnsupportedAlgorithm
from cmcasn1.oids import Oid
from cmcasn1.oids.known import DHPUBLICNUMBER, ID_DH_POP_STATIC_SHA1_HMAC_SHA1, ID_EC_PUBLIC_KEY
from cmcasn1.pkix.algorithms import AlgorithmIdentifier

if TYPE_CHECKING:
    from collections.abc import Callable

    from cmcasn1.pkix.keys import SubjectPublicKeyInfo


class KeyAndHash(NamedTuple):
    """What an algorithm of RFC 6955 joins: the type of the key, and the hash of both key derivation and HMAC."""

    key: Oid
    hash: Callable[[], hashes.HashAlgorithm]


STATIC_DH: dict[Oid, KeyAndHash] = {
    ID_DH_POP_STATIC_SHA1_HMAC_SHA1: KeyAndHash(DHPUBLICNUMBER, hashes.SHA1),
    Oid("1.3.6.1.5.5.7.6.15"): KeyAndHash(DHPUBLICNUMBER, hashes.SHA224),
    Oid("1.3.6.1.5.5.7.6.16"): KeyAndHash(DHPUBLICNUMBER, hashes.SHA256),
    Oid("1.3.6.1.5.5.7.6.17"): KeyAndHash(DHPUBLICNUMBER, hashes.SHA384),
    Oid("1.3.6.1.5.5.7.6.18"): KeyAndHash(DHPUBLICNUMBER, hashes.SHA512),
    Oid("1.3.6.1.5.5.7.6.25"): KeyAndHash(ID_EC_PUBLIC_KEY, hashes.SHA224),
    Oid("1.3.6.1.5.5.7.6.26"): KeyAndHash(ID_EC_PUBLIC_KEY, hashes.SHA256),
    Oid("1.3.6.1.5.5.7.6.27"): KeyAndHash(ID_EC_PUBLIC_KEY, hashes.SHA384),
    Oid("1.3.6.1.5.5.7.6.28"): KeyAndHash(ID_EC_PUBLIC_KEY, hashes.SHA512),
}
"""id-dhPop-static-sha1-hmac-sha1, id-alg-dhPop-static-*, id-alg-ecdhPop-static-*."""
_BY_KEY_AND_HASH = {(joined.key, joined.hash().name): oid for oid, joined in STATIC_DH.items()}


def static_dh_identifier(
    key: SubjectPublicKeyInfo, algorithm: hashes.HashAlgorithm | None = None
) -> AlgorithmIdentifier:
    """Return the algorithm by which a key proves possession with static (EC)DH and a hash of SHA-1 or SHA-2.

    As strong a hash as the curve where none is given. The parameters are NULL, as the RFC's example has them. Raises
    `BuildError` for a key that is neither of a named curve nor of X9.42 Diffie-Hellman, and for a hash that goes with
    none. RFC 6955 sections 4.1 and 6.1.
    """
    kind = key.algorithm.algorithm
    chosen = algorithm or default_hash(key)
    found = _BY_KEY_AND_HASH.get((kind, chosen.name))
    if found is None:
        raise BuildError(f"no static DH proof joins a key of type {kind.name} ({kind}) with {chosen.name} (RFC 6955)")
    return AlgorithmIdentifier(found, NULL)


def static_dh_key(algorithm: hashes.HashAlgorithm, leading: bytes, secret: bytes, trailing: bytes) -> bytes:
    """Return K = HASH(LeadingInfo | ZZ | TrailingInfo): what is between the names is the shared secret.

    ZZ has as many octets as p, or as the field of the curve. RFC 6955 sections 4 and 6.
    """
    return digest(digest_identifier(algorithm), leading + secret + trailing)


def static_dh_mac(algorithm: AlgorithmIdentifier, leading: bytes, secret: bytes, trailing: bytes, data: bytes) -> bytes:
    """Return HMAC(K, data), K as `static_dh_key` with the same hash.

    Raises `UnsupportedAlgorithm` for another algorithm than those of `STATIC_DH`. RFC 6955 sections 4 and 6.
    """
    joined = STATIC_DH.get(algorithm.algorithm)
    if joined is None:
        name = algorithm.algorithm.name
        raise UnsupportedAlgorithm(f"{name} ({algorithm.algorithm}) is no static Diffie-Hellman proof")
    hashed = joined.hash()
    return mac(mac_identifier(hashed), static_dh_key(hashed, leading, secret, trailing), data)
