"""The one door to cryptography's own objects: octets as received go out, DER comes back."""

from __future__ import annotations

from functools import cache, lru_cache

from cmcasn1.codec.coding import decode_named
from cmcasn1.errors import BuildError, DecodeError, UnsupportedAlgorithm

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any as _Any
    from typing import TypeVar

    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    from cmcasn1.oids import Oid
    from cmcasn1.pkix.keys import SubjectPublicKeyInfo

    T = TypeVar("T")

# dhKeyAgreement and dhpublicnumber: cryptography warns of their end each time.
_GIVEN_UP = ("1.2.840.113549.1.3.1", "1.2.840.10046.2.1")


def load(loader: Callable[[bytes], T], octets: bytes, type_name: str, algorithm: Oid) -> T:
    """Return what `loader` of cryptography makes of `octets`.

    `algorithm` is the OID to name where cryptography does not implement it. Raises `DecodeError` where
    cryptography refuses the octets, `UnsupportedAlgorithm` where it does not know the algorithm.
    """
    from cryptography.exceptions import UnsupportedAlgorithm as NotImplementedThere
    from cryptography.x509 import InvalidVersion

    if algorithm in _GIVEN_UP:
        raise UnsupportedAlgorithm(
            f"cryptography gives up {algorithm} ({algorithm.name}): Diffie-Hellman over finite fields",
            path=type_name,
            found=algorithm,
        )
    try:
        return loader(octets)
    except NotImplementedThere as error:
        raise UnsupportedAlgorithm(
            f"cryptography does not implement {algorithm} ({algorithm.name}): {error}", path=type_name, found=algorithm
        ) from error
    except (ValueError, TypeError, InvalidVersion) as error:
        raise DecodeError(
            f"cryptography refuses it: {error}",
            path=type_name,
            offset=0,
            expected=f"a {type_name} that cryptography reads",
            found=f"{len(octets)} octets",
        ) from error


@cache
def public_key_types() -> tuple[type, ...]:
    """Return the classes of the public keys of cryptography."""
    from typing import get_args

    from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

    return get_args(PublicKeyTypes)


@cache
def public_key_form() -> tuple[Encoding, PublicFormat]:
    """Return how cryptography is asked for a SubjectPublicKeyInfo: looked up once, as an import takes its time too."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return Encoding.DER, PublicFormat.SubjectPublicKeyInfo


@lru_cache(256)
def _is_one(cls: type, wanted: type | tuple[type, ...]) -> bool:
    """Whether it is a subclass: the classes of cryptography are abstract, and to ask them takes its time."""
    return issubclass(cls, wanted)


def public_key_value(key: _Any) -> SubjectPublicKeyInfo:
    """Return the value of a public key of cryptography."""
    made: SubjectPublicKeyInfo = decode_named("SubjectPublicKeyInfo", key.public_bytes(*public_key_form()))
    return made


def store(type_name: str, given: object, wanted: type | tuple[type, ...], der: Callable[[], bytes]) -> _Any:
    """Return the value of an object of cryptography; raises `BuildError` for an object of another class."""
    if not _is_one(type(given), wanted):  # type: ignore[arg-type]  # classes are hashable
        raise BuildError(
            f"no {type_name} of cryptography: {type(given).__name__}", path=type_name, found=type(given).__name__
        )
    return decode_named(type_name, der())
