"""Public keys of X9.42 Diffie-Hellman: their numbers, and whether they are of the group that they name (RFC 2631)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cmcasn1.codec.coding import decode_der
from cmcasn1.errors import DecodeError, UnsupportedAlgorithm
from cmcasn1.pkix.keys import DHPublicKey, DomainParameters

if TYPE_CHECKING:
    from cmcasn1.pkix.keys import SubjectPublicKeyInfo


def domain_of(key: SubjectPublicKeyInfo) -> DomainParameters:
    """Return the group of a key; `UnsupportedAlgorithm` for one that is not of X9.42 (RFC 3279 section 2.3.3)."""
    parameters = key.algorithm.parameters
    if not isinstance(parameters, DomainParameters):
        kind = key.algorithm.algorithm
        raise UnsupportedAlgorithm(f"a key of type {kind.name} ({kind}) without the parameters of X9.42")
    return parameters


def public_value_of(key: SubjectPublicKeyInfo) -> int:
    """Return y of a key; raises `DecodeError`."""
    if key.subject_public_key.unused_bits:
        raise DecodeError(
            "a Diffie-Hellman key that ends within an octet",
            path="SubjectPublicKeyInfo.subjectPublicKey",
            offset=0,
            expected="DHPublicKey",
            found=f"{key.subject_public_key.unused_bits} unused bits",
        )
    return decode_der(DHPublicKey, key.subject_public_key.data)


def is_same_key(one: SubjectPublicKeyInfo, other: SubjectPublicKeyInfo) -> bool:
    """Say whether two are one key: those of Diffie-Hellman may differ in what tells how the group was found."""
    if one == other:
        return True
    groups = (one.algorithm.parameters, other.algorithm.parameters)
    first, second = ((group.p, group.g, group.q) if isinstance(group, DomainParameters) else None for group in groups)
    return first is not None and first == second and one.subject_public_key == other.subject_public_key


def is_of_order(y: int, p: int, q: int) -> bool:
    """Say whether y is of the subgroup of the order q, and not its trivial element: RFC 2631 section 2.1.5.

    Who agrees with another value tells his private key modulo the order of that. p and q are of a size known to be
    computed with.
    """
    return 1 < y < p - 1 and pow(y, q, p) == 1
