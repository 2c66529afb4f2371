"""Public keys of cryptography and SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.exceptions import UnsupportedAlgorithm as _Unsupported
from cryptography.hazmat.primitives import hashes, serialization

from cmcasn1.codec.coding import decode_der
from cmcasn1.errors import DecodeError, UnsupportedAlgorithm
from cmcasn1.pkix.keys import SubjectPublicKeyInfo

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes


def public_key_info(key: PublicKeyTypes) -> SubjectPublicKeyInfo:
    """Return the SubjectPublicKeyInfo of a public key of cryptography."""
    encoding, form = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    return decode_der(SubjectPublicKeyInfo, key.public_bytes(encoding, form))


def public_key(info: SubjectPublicKeyInfo) -> PublicKeyTypes:
    """Return the public key of cryptography in a SubjectPublicKeyInfo.

    Raises `UnsupportedAlgorithm` for a kind or size of key that cryptography does not know and `DecodeError` for one
    that is malformed.
    """
    oid = info.algorithm.algorithm
    try:
        return serialization.load_der_public_key(info.octets)
    except _Unsupported as error:
        raise UnsupportedAlgorithm(f"unsupported public key {oid.name} ({oid}): {error}") from error
    except ValueError as error:
        raise DecodeError(
            f"unusable public key {oid.name} ({oid}): {error}",
            path="SubjectPublicKeyInfo",
            offset=0,
            expected="a key that cryptography reads",
            found=f"{len(info.octets)} octets",
        ) from error


def key_identifier(info: SubjectPublicKeyInfo) -> bytes:
    """Return SHA-1(subjectPublicKey without tag, length and unused bits), 20 octets: RFC 5280 section 4.2.1.2 (1)."""
    context = hashes.Hash(hashes.SHA1())
    context.update(info.subject_public_key.data)
    return context.finalize()
