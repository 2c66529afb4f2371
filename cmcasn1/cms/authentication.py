"""AuthenticatedData made and checked: content with a MAC instead of a signature (RFC 5652 section 9)."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import hashes

from cmcasn1.algorithms.choice import digest_and_mac
from cmcasn1.algorithms.digests import digest
from cmcasn1.algorithms.macs import mac, mac_matches, mac_size
from cmcasn1.cms.attributes import Attribute, UnauthAttributes
from cmcasn1.cms.authenticated_data import AuthenticatedData
from cmcasn1.cms.certificate_sets import version_for
from cmcasn1.cms.content_info import CMSVersion, EncapsulatedContentInfo
from cmcasn1.cms.covered_attributes import (
    check,
    check_protection,
    covered,
    encodings_of,
    in_set_order,
    refuse_attributes_as_content,
    uncovered,
)
from cmcasn1.cms.decryption import open_with_key
from cmcasn1.cms.recipient_infos import RecipientInfos
from cmcasn1.codec.coding import decode_named
from cmcasn1.codec.der_writing import header
from cmcasn1.errors import BuildError, DecryptionFailed, DigestMismatch, SignatureInvalid, VerificationError
from cmcasn1.oids import Oid
from cmcasn1.oids.known import ID_DATA

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from cryptography import x509

    from cmcasn1.cms.certificates import OriginatorInfo
    from cmcasn1.cms.decryption import Key
    from cmcasn1.cms.recipients import Recipient
    from cmcasn1.pkix.algorithms import AlgorithmIdentifier
    from cmcasn1.pkix.certificates import Certificate


def authenticate(
    content: bytes,
    content_type: Oid,
    recipients: Iterable[Recipient],
    *,
    hash_algorithm: hashes.HashAlgorithm | AlgorithmIdentifier | None = None,
    mac_algorithm: hashes.HashAlgorithm | AlgorithmIdentifier | None = None,
    signing_time: datetime | None = None,
    auth_attributes: Iterable[Attribute] = (),
    unauth_attributes: Iterable[Attribute] = (),
    originator_info: OriginatorInfo | None = None,
    detached: bool = False,
) -> AuthenticatedData:
    """Return AuthenticatedData over content, its fresh MAC key given to each recipient.

    A Full PKI Request under a shared secret S and an identification I has one `PasswordRecipient`, whose password is
    I || S (`cmcasn1.cmc.shared_secret.password_octets`). The digest is SHA-256 and the MAC its HMAC unless others are
    asked for. authAttrs are contentType, messageDigest, signingTime if given, and `auth_attributes`; the MAC covers
    their DER as SET OF. Raises `BuildError`, `UnsupportedAlgorithm`. RFC 5652 section 9, RFC 10002 section 3.2.
    """
    digest_algorithm, algorithm = digest_and_mac(hash_algorithm, mac_algorithm)
    # In eights, as AES key wrap wants it; no shorter than the MAC (RFC 2104 section 3).
    key = os.urandom(-(-max(mac_size(algorithm), 16) // 8) * 8)
    infos = RecipientInfos(in_set_order("RecipientInfo", [each.info(key) for each in recipients]))
    if not infos:
        raise BuildError("there is no recipient to authenticate for (RFC 5652 section 9.1)", path="recipientInfos")
    attributes = covered(Oid(content_type), digest(digest_algorithm, content), signing_time, auth_attributes)
    octets = header(0x31, len(attributes)) + attributes
    beside = uncovered(unauth_attributes)
    return AuthenticatedData(
        version=_version(originator_info),
        originator_info=originator_info,
        recipient_infos=infos,
        mac_algorithm=algorithm,
        digest_algorithm=digest_algorithm,
        encap_content_info=EncapsulatedContentInfo(Oid(content_type), None if detached else bytes(content)),
        auth_attrs=decode_named("AuthAttributes", octets),
        mac=mac(algorithm, key, octets),
        unauth_attrs=UnauthAttributes(beside) if beside else None,
    )


def verify_authenticated(
    data: AuthenticatedData,
    key: Key,
    *,
    certificate: Certificate | x509.Certificate | None = None,
    content: bytes | None = None,
) -> str:
    """Check digest and MAC with a password or a recipient's key, over the octets as received.

    `key` and `certificate` are those of `decrypt`; the password of a Full PKI Request is I || S
    (`cmcasn1.cmc.shared_secret.password_octets`). `content` is the content where it is detached. authAttrs may be
    absent only where the content is id-data. Returns what the MAC covers: "attributes" as received,
    "attributes-der" where the message has BER and the MAC is over the DER, or "content".

    Raises `DigestMismatch` for another content, `DecryptionFailed` for a wrong password or key, `SignatureInvalid`
    for a MAC that is not the message's, `VerificationError` for attributes that are missing, repeated or contradict
    the message, `UnsupportedAlgorithm`. RFC 5652 section 9.3.
    """
    tries = _covered(data, content)
    found: list[str] = []
    opened = False

    def try_key(candidate: bytes) -> bytes:
        nonlocal opened
        opened = True
        found.extend(
            name for name, octets in tries.items() if mac_matches(data.mac_algorithm, candidate, octets, data.mac)
        )
        if not found:
            raise DecryptionFailed("the MAC does not match")
        return candidate

    try:
        open_with_key(data.recipient_infos, key, try_key, certificate=certificate)
    except DecryptionFailed:
        if opened:
            raise SignatureInvalid("the MAC is not that of the message", path="AuthenticatedData.mac") from None
        raise DecryptionFailed(
            "no recipient's key opens with the password or key given", path="AuthenticatedData.recipientInfos"
        ) from None
    return found[0]


def _covered(data: AuthenticatedData, content: bytes | None) -> dict[str, bytes]:
    """Check what stands in authAttrs and return the octets that the MAC may cover: RFC 5652 sections 9.1 to 9.3."""
    inside = data.encap_content_info.e_content
    path = "AuthenticatedData.encapContentInfo.eContent"
    if inside is None and content is None:
        raise VerificationError("the content is detached and was not given", path=path)
    if inside is not None and content not in (None, inside):
        raise DigestMismatch("the content given is not that in the message", path=path)
    octets = content if inside is None else inside
    assert octets is not None
    where = "AuthenticatedData.authAttrs"
    received, content_type = data.auth_attrs_octets, data.encap_content_info.e_content_type
    if data.auth_attrs is None or received is None:
        if content_type != ID_DATA:
            raise VerificationError(
                f"authAttrs are missing, the content being {content_type.name} (RFC 5652 section 9.1)", path=where
            )
        refuse_attributes_as_content(octets, where)
        return {"content": octets}
    if data.digest_algorithm is None:
        raise VerificationError(
            "digestAlgorithm is missing beside authAttrs (RFC 5652 section 9.1)", path="AuthenticatedData"
        )
    where = "AuthenticatedData.authAttrs"
    check(data.auth_attrs, where, content_type=content_type, digest=digest(data.digest_algorithm, octets))
    check_protection(data.auth_attrs, where, digest=data.digest_algorithm, mac=data.mac_algorithm)
    return dict(encodings_of(received))


def _version(originator: OriginatorInfo | None) -> CMSVersion:
    """RFC 5652 section 9.1."""
    if originator is None:
        return CMSVersion.v0
    return {5: CMSVersion.v3, 4: CMSVersion.v1}.get(version_for(originator.certs, originator.crls), CMSVersion.v0)
