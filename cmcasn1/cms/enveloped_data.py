"""Enveloped and encrypted data (RFC 5652 sections 6.1 and 8)."""

from __future__ import annotations

from cmcasn1.codec.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.cms.attributes import UnprotectedAttributes
    from cmcasn1.cms.certificates import OriginatorInfo
    from cmcasn1.cms.content_info import CMSVersion
    from cmcasn1.cms.recipient_infos import RecipientInfos
    from cmcasn1.oids import Oid
    from cmcasn1.pkix.algorithms import AlgorithmIdentifier


class EncryptedContentInfo(Value):
    """Encrypted content; `encrypted_content` is None where it is sent apart.

    ::

        EncryptedContentInfo ::= SEQUENCE {
            contentType ContentType,
            contentEncryptionAlgorithm ContentEncryptionAlgorithmIdentifier,
            encryptedContent [0] IMPLICIT EncryptedContent OPTIONAL }

        ContentEncryptionAlgorithmIdentifier ::= AlgorithmIdentifier
        EncryptedContent ::= OCTET STRING

    RFC 5652 section 6.1.
    """

    content_type: Oid
    content_encryption_algorithm: AlgorithmIdentifier
    encrypted_content: bytes | None = None


class EnvelopedData(Value, kw_only=True):
    """Content encrypted for one or more recipients.

    ::

        EnvelopedData ::= SEQUENCE {
            version CMSVersion,
            originatorInfo [0] IMPLICIT OriginatorInfo OPTIONAL,
            recipientInfos RecipientInfos,
            encryptedContentInfo EncryptedContentInfo,
            unprotectedAttrs [1] IMPLICIT UnprotectedAttributes OPTIONAL }

    RFC 5652 section 6.1.
    """

    version: CMSVersion | int
    originator_info: OriginatorInfo | None = None
    recipient_infos: RecipientInfos
    encrypted_content_info: EncryptedContentInfo
    unprotected_attrs: UnprotectedAttributes | None = None


class EncryptedData(Value):
    """Content encrypted with a key that the message says nothing about.

    ::

        EncryptedData ::= SEQUENCE {
            version CMSVersion,
            encryptedContentInfo EncryptedContentInfo,
            unprotectedAttrs [1] IMPLICIT UnprotectedAttributes OPTIONAL }

    RFC 5652 section 8.
    """

    version: CMSVersion | int
    encrypted_content_info: EncryptedContentInfo
    unprotected_attrs: UnprotectedAttributes | None = None
