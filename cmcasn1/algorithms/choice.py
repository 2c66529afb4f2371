"""Algorithms as callers name them: hashes of cryptography, or identifiers already made."""

from __future__ import annotations

from cryptography.hazmat.primitives import hashes

from cmcasn1.algorithms.digests import digest_identifier, hash_algorithm
from cmcasn1.algorithms.macs import mac_identifier
from cmcasn1.errors import UnsupportedAlgorithm
from cmcasn1.pkix.algorithms import AlgorithmIdentifier

_USUAL = digest_identifier(hashes.SHA256()), mac_identifier(hashes.SHA256())


def digest_and_mac(
    digest: hashes.HashAlgorithm | AlgorithmIdentifier | None, mac: hashes.HashAlgorithm | AlgorithmIdentifier | None
) -> tuple[AlgorithmIdentifier, AlgorithmIdentifier]:
    """Return the identifiers of a digest (or key derivation) and of a MAC.

    A hash of cryptography stands for itself as a digest and for its HMAC as a MAC. Without a digest it is SHA-256;
    without a MAC it is HMAC with the digest, or with SHA-256 where the digest is a key derivation. Raises
    `BuildError`. RFC 10004 section 4 wants SHA-256 and HMAC-SHA256 of everybody.
    """
    if digest is None and mac is None:
        return _USUAL
    chosen = digest if digest is not None else hashes.SHA256()
    made = chosen if isinstance(chosen, AlgorithmIdentifier) else digest_identifier(chosen)
    if isinstance(mac, AlgorithmIdentifier):
        return made, mac
    if mac is None:
        try:
            mac = hash_algorithm(made)
        except UnsupportedAlgorithm:
            mac = hashes.SHA256()
    return made, mac_identifier(mac)
