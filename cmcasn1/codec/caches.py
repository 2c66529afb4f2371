"""The codec's bounded memory of decoded and encoded values, and the `Bad` that every fast function raises.

A bare `Bad` carries no reason: `cmcasn1.codec.walk` reads a refused input once more and explains.
"""

from __future__ import annotations

from cmcasn1.oids import Oid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any as _Any


class Bad(Exception):
    """The input is not DER of the type, or the value is not one of it."""


# What a fast decoder may raise on bytes that are not DER of its type.
REFUSALS = (Bad, IndexError, KeyError, ValueError, OverflowError)

CACHE_SIZE = 4096  # entries a cache holds before it starts afresh
_CACHED_OCTETS = 512

_caches: list[dict[_Any, _Any]] = []


def cache() -> dict[_Any, _Any]:
    """Return a new cache; `forget` empties it."""
    made: dict[_Any, _Any] = {}
    forgettable(made)
    return made


def forgettable(made: dict[_Any, _Any]) -> None:
    """Let `forget` empty this cache too."""
    _caches.append(made)


def forget() -> None:
    """Empty every cache of the codec."""
    for each in _caches:
        each.clear()


# The tables of the open types have these objects for keys: a look-up finds them by identity.
known_oids: dict[str, Oid] = {}


def known_oid(dotted: str) -> Oid:
    """Return the one `Oid` object of an OBJECT IDENTIFIER that the schemas know."""
    value = known_oids.get(dotted)
    if value is None:
        value = known_oids[dotted] = str.__new__(Oid, dotted)
    return value


oids: dict[bytes, Oid] = cache()
oid_encodings: dict[bytes, Oid] = cache()


def remember(cache: dict[bytes, object], key: bytes, value: object) -> None:
    """Put a decoded value into a bounded cache."""
    if len(key) <= _CACHED_OCTETS:
        if len(cache) >= CACHE_SIZE:
            cache.clear()
        cache[key] = value
