"""Making EnvelopedData, AuthEnvelopedData and EncryptedData (RFC 5652 sections 6 and 8, RFC 5083)."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Literal, overload

from cmcasn1.algorithms import content_encryption
from cmcasn1.cms.attributes import Attribute, AuthAttributes, UnprotectedAttributes
from cmcasn1.cms.auth_enveloped_data import AuthEnvelopedData
from cmcasn1.cms.content_info import CMSVersion, ContentInfo
from cmcasn1.cms.covered_attributes import in_set_order
from cmcasn1.cms.enveloped_data import EncryptedContentInfo, EncryptedData, EnvelopedData
from cmcasn1.cms.recipient_infos import RecipientInfos
from cmcasn1.codec.coding import decode_named, encode_der
from cmcasn1.codec.headers import HeaderReader, check_tag
from cmcasn1.errors import BuildError
from cmcasn1.limits import DEFAULT_LIMITS
from cmcasn1.oids import Oid
from cmcasn1.oids.known import (
    CONTENT_TYPE,
    ID_AES256_CBC,
    ID_AES256_GCM,
    ID_CT_AUTH_ENVELOPED_DATA,
    ID_DATA,
    ID_ENCRYPTED_DATA,
    ID_ENVELOPED_DATA,
)
from cmcasn1.pkix.algorithms import AlgorithmIdentifier

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cmcasn1.cms.certificates import OriginatorInfo
    from cmcasn1.cms.recipient_infos import AnyRecipient
    from cmcasn1.cms.recipients import Recipient


@overload
def encrypt(
    content: bytes,
    content_type: Oid,
    recipients: Iterable[Recipient],
    *,
    algorithm: Oid | AlgorithmIdentifier | None = None,
    authenticated: Literal[False] = False,
    originator_info: OriginatorInfo | None = None,
    attributes: Iterable[Attribute] = (),
) -> EnvelopedData: ...
@overload
def encrypt(
    content: bytes,
    content_type: Oid,
    recipients: Iterable[Recipient],
    *,
    algorithm: Oid | AlgorithmIdentifier | None = None,
    authenticated: Literal[True],
    originator_info: OriginatorInfo | None = None,
    attributes: Iterable[Attribute] = (),
) -> AuthEnvelopedData: ...
@overload
def encrypt(
    content: bytes,
    content_type: Oid,
    recipients: Iterable[Recipient],
    *,
    algorithm: Oid | AlgorithmIdentifier | None = None,
    authenticated: bool,
    originator_info: OriginatorInfo | None = None,
    attributes: Iterable[Attribute] = (),
) -> EnvelopedData | AuthEnvelopedData: ...
def encrypt(
    content: bytes,
    content_type: Oid,
    recipients: Iterable[Recipient],
    *,
    algorithm: Oid | AlgorithmIdentifier | None = None,
    authenticated: bool = False,
    originator_info: OriginatorInfo | None = None,
    attributes: Iterable[Attribute] = (),
) -> EnvelopedData | AuthEnvelopedData:
    """Encrypt content for recipients: EnvelopedData, or with `authenticated` AuthEnvelopedData.

    `algorithm` None is AES-256-CBC, authenticated AES-256-GCM with a nonce and a check value of 12 octets each; an
    `Oid` gets fresh parameters. `attributes` go into unprotectedAttrs, and are authenticated in AuthEnvelopedData.
    Raises `BuildError`, `UnsupportedAlgorithm`. RFC 5652 section 6, RFC 5083 section 2, RFC 10004.
    """
    chosen = _identifier(algorithm or (ID_AES256_GCM if authenticated else ID_AES256_CBC))
    if content_encryption.is_authenticated(chosen) != authenticated:
        wanted = "AuthEnvelopedData" if authenticated else "EnvelopedData"
        raise BuildError(f"{chosen.algorithm.name} does not go with {wanted} (RFC 5083 section 2.1)")
    key = os.urandom(content_encryption.key_size(chosen))
    infos = RecipientInfos(in_set_order("RecipientInfo", [each.info(key) for each in recipients]))
    if not infos:
        raise BuildError("there is no recipient to encrypt for (RFC 5652 section 6.1)", path="recipientInfos")
    given = in_set_order("Attribute", attributes)
    if not authenticated:
        unprotected = UnprotectedAttributes(given) if given else None
        return EnvelopedData(
            version=enveloped_version(originator_info, infos, unprotected),
            originator_info=originator_info,
            recipient_infos=infos,
            encrypted_content_info=EncryptedContentInfo(
                content_type, chosen, content_encryption.encrypt(chosen, key, content)
            ),
            unprotected_attrs=unprotected,
        )
    # Content other than id-data has its type among the authenticated attributes (RFC 5083 section 2.1).
    if (given or content_type != ID_DATA) and not any(each.attr_type == CONTENT_TYPE for each in given):
        given = in_set_order("Attribute", [Attribute(CONTENT_TYPE, (content_type,)), *given])
    auth_attrs = AuthAttributes(given) if given else None
    associated = b"" if auth_attrs is None else encode_der(auth_attrs)
    ciphertext, icv = content_encryption.seal(chosen, key, content, associated)
    return AuthEnvelopedData(
        version=CMSVersion.v0,
        originator_info=originator_info,
        recipient_infos=infos,
        auth_encrypted_content_info=EncryptedContentInfo(content_type, chosen, ciphertext),
        auth_attrs=auth_attrs,
        mac=icv,
    )


def encrypt_with_key(
    content: bytes,
    content_type: Oid,
    key: bytes,
    *,
    algorithm: Oid | AlgorithmIdentifier = ID_AES256_CBC,
    attributes: Iterable[Attribute] = (),
) -> EncryptedData:
    """Encrypt content with a key that the receiver has: EncryptedData, version 2 if there are attributes, else 0.

    Raises `BuildError`, `UnsupportedAlgorithm`. RFC 5652 section 8.
    """
    chosen = _identifier(algorithm)
    given = tuple(attributes)
    info = EncryptedContentInfo(content_type, chosen, content_encryption.encrypt(chosen, key, content))
    if not given:
        return EncryptedData(CMSVersion.v0, info)
    return EncryptedData(CMSVersion.v2, info, UnprotectedAttributes(given))


def enveloped_version(
    originator: OriginatorInfo | None,
    recipients: Iterable[AnyRecipient],
    unprotected: UnprotectedAttributes | None,
) -> CMSVersion:
    """Return the version that EnvelopedData must have (RFC 5652 section 6.1)."""
    certs = (originator.certs or ()) if originator else ()
    crls = (originator.crls or ()) if originator else ()
    kinds = {type(each).__name__ for each in (*certs, *crls)}
    if kinds & {"OtherCertificateFormat", "OtherRevocationInfoFormat"}:
        return CMSVersion.v4
    recipients = tuple(recipients)
    if "AttributeCertificate" in kinds or any(
        type(each).__name__ in ("PasswordRecipientInfo", "OtherRecipientInfo") for each in recipients
    ):
        return CMSVersion.v3
    if originator is None and unprotected is None and all(getattr(each, "version", 0) == 0 for each in recipients):
        return CMSVersion.v0
    return CMSVersion.v2


def _identifier(algorithm: Oid | AlgorithmIdentifier) -> AlgorithmIdentifier:
    if isinstance(algorithm, AlgorithmIdentifier):
        return algorithm
    return content_encryption.content_encryption_identifier(algorithm)


def content_info(value: EnvelopedData | AuthEnvelopedData | EncryptedData) -> ContentInfo:
    """Return the ContentInfo around encrypted content: what is sent (RFC 5652 section 3)."""
    if isinstance(value, EnvelopedData):
        return ContentInfo(ID_ENVELOPED_DATA, value)
    return ContentInfo(ID_CT_AUTH_ENVELOPED_DATA if isinstance(value, AuthEnvelopedData) else ID_ENCRYPTED_DATA, value)


def content_of(info: ContentInfo | bytes) -> tuple[Oid, bytes]:
    """Return type and octets of a ContentInfo's content: what a wrapper around it contains (RFC 5652 section 6.3).

    Octets given are cut, not encoded anew, so that signatures inside keep their octets; BER is accepted. Raises
    `DecodeError`.
    """
    if isinstance(info, ContentInfo):
        info = encode_der(info)
    reader = HeaderReader(info, DEFAULT_LIMITS.depth)
    outer = reader.read(0, len(info), "ContentInfo")
    check_tag(outer, 0x30, "SEQUENCE", "ContentInfo", ber_string=False)
    named = reader.read(outer.start, outer.stop, "ContentInfo.contentType")
    content_type: Oid = decode_named("ContentType", info[named.offset : named.next])
    wrapped = reader.read(named.next, outer.stop, "ContentInfo.content")
    check_tag(wrapped, 0xA0, "ContentInfo.content", "ContentInfo.content", ber_string=False)
    inner = reader.read(wrapped.start, wrapped.stop, "ContentInfo.content")
    if content_type == ID_DATA:
        # RFC 5652 section 6.3 encrypts the contents octets alone.
        return content_type, decode_named("Data", info[inner.offset : inner.next])
    return content_type, info[inner.offset : inner.next]


def envelop(
    message: ContentInfo | bytes,
    recipients: Iterable[Recipient],
    *,
    algorithm: Oid | AlgorithmIdentifier | None = None,
    authenticated: bool = False,
) -> ContentInfo:
    """Encrypt a whole message, such as a signed PKIData, and return the ContentInfo to send.

    Encrypted is the content, a SignedData, without the ContentInfo around it: the second nesting of RFC 10002 section
    5. The third, a signature around that, is `sign` over what `content_of` gives of the result. Raises as `encrypt`.
    """
    content_type, content = content_of(message)
    return content_info(encrypt(content, content_type, recipients, algorithm=algorithm, authenticated=authenticated))
