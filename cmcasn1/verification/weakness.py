"""What rests on MD5 or SHA-1: in an algorithm itself, or in the algorithms that its parameters name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cmcasn1.algorithms.digests import WEAK
from cmcasn1.codec.value import Value
from cmcasn1.oids.known import HMAC_SHA1, ID_HMAC_WITH_SHA1
from cmcasn1.pkix.algorithms import AlgorithmIdentifier

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cmcasn1.oids import Oid

_WEAK = WEAK | {HMAC_SHA1, ID_HMAC_WITH_SHA1}


def is_weak(*algorithms: AlgorithmIdentifier | None) -> bool:
    """Return whether one of the algorithms is MD5, SHA-1 or a MAC with it, or names one in its parameters."""
    return any(oid in _WEAK for algorithm in algorithms for oid in _named(algorithm))


def _named(value: object) -> Iterator[Oid]:
    if isinstance(value, AlgorithmIdentifier):
        yield value.algorithm
        yield from _named(value.parameters)
    elif isinstance(value, Value):
        # PBKDF2, PBMAC1, id-PasswordBasedMac and id-DHBasedMac name a hash or a MAC in their parameters.
        names: tuple[str, ...] = value.__match_args__
        for name in names:
            yield from _named(getattr(value, name))
