"""The attributes that a signature or a MAC covers: what must be in them, made and checked (RFC 5652 section 11)."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from hmac import compare_digest

from cmcasn1.cms.attributes import Attribute
from cmcasn1.cms.security_services import CMSAlgorithmProtection
from cmcasn1.codec.ber import to_der
from cmcasn1.codec.coding import decode_named, encode_named
from cmcasn1.errors import BuildError, DecodeError, DigestMismatch, VerificationError
from cmcasn1.oids import Oid
from cmcasn1.oids.known import (
    CONTENT_TYPE,
    ID_AA_CMC_UNSIGNED_DATA,
    ID_AA_CMS_ALGORITHM_PROTECTION,
    ID_COUNTERSIGNATURE,
    MESSAGE_DIGEST,
    SIGNING_TIME,
)
from cmcasn1.pkix.times import as_time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import TypeVar

    from cmcasn1.pkix.algorithms import AlgorithmIdentifier

    T = TypeVar("T")

_ONCE = (CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_TIME, ID_AA_CMS_ALGORITHM_PROTECTION)


def in_set_order(type_name: str, items: Iterable[T]) -> tuple[T, ...]:
    """Return the elements of a SET OF in the order of their DER (X.690 section 11.6), each once."""
    found = tuple(items)
    return found if len(found) < 2 else tuple(_by_der(type_name, found).values())


def _by_der(type_name: str, items: Iterable[T]) -> dict[bytes, T]:
    found = {encode_named(type_name, item): item for item in items}
    return {der: found[der] for der in sorted(found)}


@lru_cache(64)
def _content_type(oid: Oid) -> bytes:
    """Return the DER of the attribute contentType: the same few stand in every message."""
    return encode_named("Attribute", Attribute(CONTENT_TYPE, (oid,)))


@lru_cache(8)
def _before_digest(size: int) -> bytes:
    """Return the DER of the attribute messageDigest up to a digest of so many octets."""
    return encode_named("Attribute", Attribute(MESSAGE_DIGEST, (bytes(size),)))[:-size]


def covered(
    content_type: Oid | None, digest: bytes, signing_time: datetime | None, others: Iterable[Attribute]
) -> bytes:
    """Return contentType, messageDigest, signingTime and the others: the contents of a SET OF in DER.

    `content_type` is None for a countersignature, `signing_time` where no time is stated. Raises `BuildError` for
    an attribute that is made here or may not be covered. RFC 5652 sections 5.3, 11.1 to 11.4.
    """
    made = [_before_digest(len(digest)) + digest]
    if content_type is not None:
        made.append(_content_type(content_type))
    met = {CONTENT_TYPE, MESSAGE_DIGEST}
    if signing_time is not None:
        met.add(SIGNING_TIME)
        made.append(encode_named("Attribute", Attribute(SIGNING_TIME, (as_time(signing_time),))))
    for attribute in others:
        oid = attribute.attr_type
        if oid in (CONTENT_TYPE, MESSAGE_DIGEST, ID_COUNTERSIGNATURE, ID_AA_CMC_UNSIGNED_DATA):
            raise BuildError(
                f"{oid.name} is not for the caller to put among the signed attributes (RFC 5652 section 11)"
            )
        if oid in _ONCE and (oid in met or len(attribute.attr_values) != 1):
            raise BuildError(f"{oid.name} stands once and has one value (RFC 5652 section 11)")
        met.add(oid)
        made.append(encode_named("Attribute", attribute))
    return b"".join(sorted(set(made)))


def uncovered(attributes: Iterable[Attribute]) -> tuple[Attribute, ...]:
    """Return unsigned or unauthenticated attributes in the order of DER.

    Raises `BuildError` for one that only helps where it is covered, and for more than one instance of
    id-aa-cmc-unsignedData. RFC 5652 sections 11.1 to 11.3, RFC 10002 section 3.2.3.
    """
    found = in_set_order("Attribute", attributes)
    for attribute in found:
        if attribute.attr_type in _ONCE:
            raise BuildError(f"{attribute.attr_type.name} must be covered by the signature (RFC 5652 section 11)")
    if sum(attribute.attr_type == ID_AA_CMC_UNSIGNED_DATA for attribute in found) > 1:
        raise BuildError("id-aa-cmc-unsignedData stands once, with all its values (RFC 10002 section 3.2.3)")
    return found


def check(attributes: Sequence[Attribute], path: str, *, content_type: Oid | None, digest: bytes) -> None:
    """Check contentType, messageDigest and how often what stands; `content_type` is None in a countersignature.

    Raises `DigestMismatch` where the digest is another, `VerificationError` for every other fault. RFC 5652
    sections 5.3, 11.1 to 11.4.
    """
    for oid in _ONCE:
        found = [attribute for attribute in attributes if attribute.attr_type == oid]
        if len(found) > 1:
            raise VerificationError(
                f"{oid.name} stands {len(found)} times (RFC 5652 section 11)", path=path, expected="once"
            )
        if found and len(found[0].attr_values) != 1:
            count = len(found[0].attr_values)
            raise VerificationError(
                f"{oid.name} has {count} values (RFC 5652 section 11)", path=path, expected="1", found=str(count)
            )
    stated = the_value(attributes, CONTENT_TYPE)
    if content_type is None:
        if stated is not None:
            raise VerificationError("a countersignature has a contentType (RFC 5652 section 11.4)", path=path)
    elif stated is None:
        raise VerificationError("contentType is missing (RFC 5652 section 11.1)", path=path, expected=content_type)
    elif stated != content_type:
        raise VerificationError(
            f"contentType differs from the type of the content, {content_type} (RFC 5652 section 11.1)",
            path=path,
            expected=content_type,
            found=str(stated),
        )
    value = the_value(attributes, MESSAGE_DIGEST)
    if value is None:
        raise VerificationError("messageDigest is missing (RFC 5652 section 11.2)", path=path, expected=digest.hex())
    if not isinstance(value, bytes) or not compare_digest(value, digest):
        raise DigestMismatch(
            "messageDigest differs from the digest of the content (RFC 5652 section 11.2)",
            path=path,
            expected=digest.hex(),
            found=value.hex() if isinstance(value, bytes) else repr(value),
        )


def check_protection(
    attributes: Sequence[Attribute],
    path: str,
    *,
    digest: AlgorithmIdentifier,
    signature: AlgorithmIdentifier | None = None,
    mac: AlgorithmIdentifier | None = None,
) -> None:
    """Check that CMSAlgorithmProtection, where it is present, names the algorithms in use.

    Raises `VerificationError`. RFC 6211 section 2.
    """
    stated = the_value(attributes, ID_AA_CMS_ALGORITHM_PROTECTION)
    if stated is None:
        return
    if not isinstance(stated, CMSAlgorithmProtection):
        raise VerificationError("CMSAlgorithmProtection is no such thing", path=path)
    used = CMSAlgorithmProtection(digest_algorithm=digest, signature_algorithm=signature, mac_algorithm=mac)
    if stated != used:
        raise VerificationError("the algorithms are not those of CMSAlgorithmProtection (RFC 6211)", path=path)


def encodings_of(received: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield what a signature or MAC over a set of attributes may cover: the octets received and, if other, the DER.

    RFC 5652 sections 5.4 and 9.2 have it over the DER; who sends BER may have taken that all the same.
    """
    yield "attributes", received
    der = to_der(received)
    if der != received:
        yield "attributes-der", der


def refuse_attributes_as_content(content: bytes, path: str) -> None:
    """Refuse content that is itself what a signature or MAC over attributes covers.

    Without attributes of its own such a message is made out of another's signature, its content being chosen by whom
    it does not belong to. Raises `VerificationError`. RFC 10002, security considerations.
    """
    if content[:1] != b"\x31":
        return
    try:
        found = decode_named("SignedAttributes", to_der(content))
    except DecodeError:
        return
    if {CONTENT_TYPE, MESSAGE_DIGEST} <= {attribute.attr_type for attribute in found}:
        raise VerificationError("the content is a set of signed attributes, out of another message", path=path)


def the_value(attributes: Sequence[Attribute], oid: Oid) -> object | None:
    """Return the first value of the first attribute of a type, None where there is none."""
    for attribute in attributes:
        if attribute.attr_type == oid and attribute.attr_values:
            return attribute.attr_values[0]
    return None
