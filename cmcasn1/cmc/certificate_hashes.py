"""Certificates named by the hashes of their DER, in trustedAnchors and publishCert: RFC 10002 sections 6.15, 6.18."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import hashes

from cmcasn1.algorithms.digests import digest, digest_identifier
from cmcasn1.cms.certificate_sets import as_certificate
from cmcasn1.pkix.algorithms import AlgorithmIdentifier

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cryptography import x509

    from cmcasn1.pkix.certificates import Certificate


def certificate_hashes(
    certificates: Iterable[Certificate | x509.Certificate | bytes],
    hash_algorithm: hashes.HashAlgorithm | AlgorithmIdentifier | None,
) -> tuple[AlgorithmIdentifier, tuple[bytes, ...]]:
    """Return the hash algorithm, SHA-256 where none is given, and H(certificate) of each. RFC 10002 section 6.15."""
    chosen = hash_algorithm if hash_algorithm is not None else hashes.SHA256()
    made = chosen if isinstance(chosen, AlgorithmIdentifier) else digest_identifier(chosen)
    return made, tuple(digest(made, as_certificate(each).octets) for each in certificates)


def hashed_among(
    algorithm: AlgorithmIdentifier,
    wanted: Iterable[bytes],
    certificates: Iterable[Certificate | x509.Certificate | bytes],
) -> tuple[Certificate, ...]:
    """Return those of the certificates, as they were received, whose hashes are wanted."""
    known = frozenset(wanted)
    return tuple(each for each in map(as_certificate, certificates) if digest(algorithm, each.octets) in known)
