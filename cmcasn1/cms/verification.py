"""Signatures of SignedData checked, over octets as received (RFC 5652 sections 5.4 and 5.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cmcasn1.algorithms import signatures
from cmcasn1.algorithms.digests import WEAK, digest, digest_identifier
from cmcasn1.cms.covered_attributes import check, check_protection, encodings_of, refuse_attributes_as_content
from cmcasn1.cms.signed_data import Countersignature
from cmcasn1.codec.headers import HeaderReader
from cmcasn1.errors import DigestMismatch, SignatureInvalid, VerificationError
from cmcasn1.oids import Oid
from cmcasn1.oids.known import ID_COUNTERSIGNATURE, ID_DATA

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from cmcasn1.cms.signed_data import SignedData, SignerInfo
    from cmcasn1.pkix.algorithms import AlgorithmIdentifier
    from cmcasn1.pkix.keys import SubjectPublicKeyInfo

_CONTENT_ITSELF = "econtent-not-octet-string"


class VerifiedSignature(NamedTuple):
    """What held: over which octets, and what rests on a digest that is broken."""

    covered: str
    """"attributes": the signed attributes as received; "attributes-der": their DER, where the message has BER;
    "content": the content itself, where there are no signed attributes."""
    weak_digests: tuple[Oid, ...] = ()
    """MD5 or SHA-1, where the digest of the content or the signature is made with it."""


def verify_signer(
    signed: SignedData,
    info: SignerInfo,
    key: SubjectPublicKeyInfo,
    *,
    content: bytes | None = None,
    quirks: Container[str] = (),
) -> VerifiedSignature:
    """Verify one signature of a SignedData with the signer's public key.

    `content` is the content where it is detached. `quirks` are those of the message (`Message.quirks`): with
    "econtent-not-octet-string" the digest may be that of the content without tag and length (RFC 5652 section
    5.2.1). A signature algorithm that only names the key, as of old peers, takes its hash from digestAlgorithm.
    Whether the key is the signer's, and whether it is trusted, is the caller's question: see `find_certificate`.

    Raises `DigestMismatch` for another content, `SignatureInvalid` for a signature that does not verify (and for
    id-alg-noSignature), `VerificationError` for attributes that are missing, repeated or contradict the message,
    `UnsupportedAlgorithm`, and `DecodeError` for a public key that is none.
    """
    verify_content(signed, info, content=content, quirks=quirks)
    return verify_signature(info, key, _content(signed, content))


def verify_content(
    signed: SignedData,
    info: SignerInfo,
    *,
    content: bytes | None = None,
    quirks: Container[str] = (),
    digests: dict[AlgorithmIdentifier, bytes] | None = None,
) -> None:
    """Check everything about a signer but the signature: what stands in the signed attributes, and the digest.

    For a signer with id-alg-noSignature this is all there is to check. Signed attributes may be absent only where
    the content is id-data, and then not when the content is itself a set of signed attributes: such a message is
    made out of another one's signature. `digests` keeps those of the content from one signer to the next. Raises as
    `verify_signer`. RFC 5652 sections 5.3 and 11, RFC 10002 section 3.2.
    """
    path = "SignerInfo"
    octets = _content(signed, content)
    content_type = signed.encap_content_info.e_content_type
    if info.signed_attrs is None:
        if content_type != ID_DATA:
            raise VerificationError(
                f"signedAttrs are missing, the content being {content_type.name} (RFC 5652 section 5.3)", path=path
            )
        refuse_attributes_as_content(octets, path)
        return
    attributes = f"{path}.signedAttrs"
    known = {} if digests is None else digests
    if info.digest_algorithm not in known:
        known[info.digest_algorithm] = digest(info.digest_algorithm, octets)
    try:
        check(info.signed_attrs, attributes, content_type=content_type, digest=known[info.digest_algorithm])
    except DigestMismatch:
        if _CONTENT_ITSELF not in quirks or content is not None:
            raise
        found = digest(info.digest_algorithm, _without_header(octets))
        check(info.signed_attrs, attributes, content_type=content_type, digest=found)


def countersignatures(info: SignerInfo) -> tuple[Countersignature, ...]:
    """Return the countersignatures of a signature: RFC 5652 section 11.4."""
    return tuple(
        value
        for attribute in info.unsigned_attrs or ()
        if attribute.attr_type == ID_COUNTERSIGNATURE
        for value in attribute.attr_values
        if isinstance(value, Countersignature)
    )


def verify_countersignature(
    info: SignerInfo, counter: Countersignature, key: SubjectPublicKeyInfo
) -> VerifiedSignature:
    """Verify a countersignature over a signer's signature value with the countersigner's public key.

    Raises as `verify_signer`. RFC 5652 section 11.4.
    """
    path = "SignerInfo.unsignedAttrs.Countersignature"
    if counter.signed_attrs is not None:
        expected = digest(counter.digest_algorithm, info.signature)
        check(counter.signed_attrs, f"{path}.signedAttrs", content_type=None, digest=expected)
    return verify_signature(counter, key, info.signature)


def verify_signature(info: SignerInfo, key: SubjectPublicKeyInfo, content: bytes) -> VerifiedSignature:
    """Verify only the signature: over the signed attributes, or over `content` where there are none.

    What the attributes say is not looked at: of messages of peers that leave one out this tells whether the
    signature holds. Raises `SignatureInvalid`, `UnsupportedAlgorithm`, `DecodeError`; `VerificationError` where
    CMSAlgorithmProtection names other algorithms (RFC 6211). RFC 5652 section 5.6.
    """
    algorithm, digest_algorithm = info.signature_algorithm, info.digest_algorithm
    received = info.signed_attrs_octets
    if received is None or info.signed_attrs is None:
        tries: Iterable[tuple[str, bytes]] = [("content", content)]
    else:
        check_protection(info.signed_attrs, "SignerInfo.signedAttrs", digest=digest_algorithm, signature=algorithm)
        tries = encodings_of(received)
    for covered, octets in tries:
        try:
            signatures.verify(key, algorithm, info.signature, octets, digest_algorithm=digest_algorithm)
        except SignatureInvalid as error:
            failure = error
            continue
        return VerifiedSignature(covered, _weak(info))
    raise SignatureInvalid(failure.message, path="SignerInfo.signature") from None


def _weak(info: SignerInfo) -> tuple[Oid, ...]:
    used = {info.digest_algorithm.algorithm}
    if info.signature_algorithm.algorithm not in signatures.KEY_ONLY:
        hashed = signatures.scheme_of(info.signature_algorithm).hash
        used |= set() if hashed is None else {digest_identifier(hashed).algorithm}
    return tuple(sorted(used & WEAK))


def _content(signed: SignedData, content: bytes | None) -> bytes:
    inside = signed.encap_content_info.e_content
    path = "SignedData.encapContentInfo.eContent"
    if inside is None:
        if content is None:
            raise VerificationError("the content is detached and was not given", path=path)
        return content
    if content is not None and content != inside:
        raise DigestMismatch("the content given is not that in the message", path=path)
    return inside


def _without_header(octets: bytes) -> bytes:
    header = HeaderReader(octets, 64).read(0, len(octets), "eContent")
    return octets[header.start : header.stop]
