"""The recipients of a message, and how each of them recovers the key (RFC 5652 section 6.2)."""

from __future__ import annotations

from cmcasn1.codec.value import ListOf, TypeName, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime
    from typing import TypeAlias

    from cmcasn1.cms.certificates import IssuerAndSerialNumber
    from cmcasn1.cms.content_info import CMSVersion
    from cmcasn1.codec.primitives import BitString, OpenValue
    from cmcasn1.oids import Oid
    from cmcasn1.pkix.algorithms import AlgorithmIdentifier

    AnyRecipient: TypeAlias = (
        "KeyTransRecipientInfo | KeyAgreeRecipientInfo | KEKRecipientInfo | PasswordRecipientInfo | OtherRecipientInfo"
    )


class RecipientIdentifier(TypeName["IssuerAndSerialNumber | bytes"]):
    """Names the recipient's certificate or key; bytes are a subjectKeyIdentifier.

    ::

        RecipientIdentifier ::= CHOICE {
            issuerAndSerialNumber IssuerAndSerialNumber,
            subjectKeyIdentifier [0] SubjectKeyIdentifier }

    RFC 5652 section 6.2.1.
    """


class KeyTransRecipientInfo(Value):
    """A recipient to whose public key the content-encryption key is encrypted.

    ::

        KeyTransRecipientInfo ::= SEQUENCE {
            version CMSVersion,
            rid RecipientIdentifier,
            keyEncryptionAlgorithm KeyEncryptionAlgorithmIdentifier,
            encryptedKey EncryptedKey }

        KeyEncryptionAlgorithmIdentifier ::= AlgorithmIdentifier
        EncryptedKey ::= OCTET STRING

    RFC 5652 section 6.2.1.
    """

    version: CMSVersion | int
    rid: IssuerAndSerialNumber | bytes
    key_encryption_algorithm: AlgorithmIdentifier
    encrypted_key: bytes


class OtherKeyAttribute(Value):
    """More about a key than its identifier and date.

    ::

        OtherKeyAttribute ::= SEQUENCE {
            keyAttrId OBJECT IDENTIFIER,
            keyAttr ANY DEFINED BY keyAttrId OPTIONAL }

    RFC 5652 section 10.2.7.
    """

    key_attr_id: Oid
    key_attr: OpenValue | None = None


class OriginatorPublicKey(Value):
    """The sender's public key for a key agreement.

    ::

        OriginatorPublicKey ::= SEQUENCE {
            algorithm AlgorithmIdentifier,
            publicKey BIT STRING }

    RFC 5652 section 6.2.2.
    """

    algorithm: AlgorithmIdentifier
    public_key: BitString


class OriginatorIdentifierOrKey(TypeName["IssuerAndSerialNumber | bytes | OriginatorPublicKey"]):
    """The sender's key for a key agreement, named or given; bytes are a subjectKeyIdentifier.

    ::

        OriginatorIdentifierOrKey ::= CHOICE {
            issuerAndSerialNumber IssuerAndSerialNumber,
            subjectKeyIdentifier [0] SubjectKeyIdentifier,
            originatorKey [1] OriginatorPublicKey }

    RFC 5652 section 6.2.2.
    """


class RecipientKeyIdentifier(Value):
    """Names the recipient's key in a key agreement.

    ::

        RecipientKeyIdentifier ::= SEQUENCE {
            subjectKeyIdentifier SubjectKeyIdentifier,
            date GeneralizedTime OPTIONAL,
            other OtherKeyAttribute OPTIONAL }

    RFC 5652 section 6.2.2.
    """

    subject_key_identifier: bytes
    date: datetime | None = None
    other: OtherKeyAttribute | None = None


class KeyAgreeRecipientIdentifier(TypeName["IssuerAndSerialNumber | RecipientKeyIdentifier"]):
    """Names the recipient's certificate or key in a key agreement.

    ::

        KeyAgreeRecipientIdentifier ::= CHOICE {
            issuerAndSerialNumber IssuerAndSerialNumber,
            rKeyId [0] IMPLICIT RecipientKeyIdentifier }

    RFC 5652 section 6.2.2.
    """


class RecipientEncryptedKey(Value):
    """The content-encryption key wrapped for one recipient of a key agreement.

    ::

        RecipientEncryptedKey ::= SEQUENCE {
            rid KeyAgreeRecipientIdentifier,
            encryptedKey EncryptedKey }

    RFC 5652 section 6.2.2.
    """

    rid: IssuerAndSerialNumber | RecipientKeyIdentifier
    encrypted_key: bytes


class RecipientEncryptedKeys(ListOf["RecipientEncryptedKey"]):
    """The wrapped keys of all recipients that share the sender's key.

    ::

        RecipientEncryptedKeys ::= SEQUENCE OF RecipientEncryptedKey

    RFC 5652 section 6.2.2.
    """

    __slots__ = ()


class UserKeyingMaterial(TypeName["bytes"]):
    """What the sender adds so that each key derived is another.

    ::

        UserKeyingMaterial ::= OCTET STRING

    RFC 5652 section 10.2.6.
    """


class KeyAgreeRecipientInfo(Value, kw_only=True):
    """Recipients with whom a key-encryption key is agreed upon (Diffie-Hellman).

    ::

        KeyAgreeRecipientInfo ::= SEQUENCE {
            version CMSVersion,
            originator [0] EXPLICIT OriginatorIdentifierOrKey,
            ukm [1] EXPLICIT UserKeyingMaterial OPTIONAL,
            keyEncryptionAlgorithm KeyEncryptionAlgorithmIdentifier,
            recipientEncryptedKeys RecipientEncryptedKeys }

    RFC 5652 section 6.2.2.
    """

    version: CMSVersion | int
    originator: IssuerAndSerialNumber | bytes | OriginatorPublicKey
    ukm: bytes | None = None
    key_encryption_algorithm: AlgorithmIdentifier
    recipient_encrypted_keys: RecipientEncryptedKeys


class KEKIdentifier(Value):
    """Names a key-encryption key that both sides have already.

    ::

        KEKIdentifier ::= SEQUENCE {
            keyIdentifier OCTET STRING,
            date GeneralizedTime OPTIONAL,
            other OtherKeyAttribute OPTIONAL }

    RFC 5652 section 6.2.3.
    """

    key_identifier: bytes
    date: datetime | None = None
    other: OtherKeyAttribute | None = None


class KEKRecipientInfo(Value):
    """A recipient with whom a key-encryption key was shared beforehand.

    ::

        KEKRecipientInfo ::= SEQUENCE {
            version CMSVersion,
            kekid KEKIdentifier,
            keyEncryptionAlgorithm KeyEncryptionAlgorithmIdentifier,
            encryptedKey EncryptedKey }

    RFC 5652 section 6.2.3.
    """

    version: CMSVersion | int
    kekid: KEKIdentifier
    key_encryption_algorithm: AlgorithmIdentifier
    encrypted_key: bytes


class PasswordRecipientInfo(Value, kw_only=True):
    """A recipient who derives the key-encryption key from a password.

    ::

        PasswordRecipientInfo ::= SEQUENCE {
            version CMSVersion,
            keyDerivationAlgorithm [0] KeyDerivationAlgorithmIdentifier OPTIONAL,
            keyEncryptionAlgorithm KeyEncryptionAlgorithmIdentifier,
            encryptedKey EncryptedKey }

        KeyDerivationAlgorithmIdentifier ::= AlgorithmIdentifier

    RFC 5652 section 6.2.4.
    """

    version: CMSVersion | int
    key_derivation_algorithm: AlgorithmIdentifier | None = None
    key_encryption_algorithm: AlgorithmIdentifier
    encrypted_key: bytes


class OtherRecipientInfo(Value):
    """A recipient by another technique, such as key encapsulation (`KEMRecipientInfo`).

    ::

        OtherRecipientInfo ::= SEQUENCE {
            oriType OBJECT IDENTIFIER,
            oriValue ANY DEFINED BY oriType }

    RFC 5652 section 6.2.5.
    """

    ori_type: Oid
    ori_value: OpenValue


class RecipientInfo(TypeName["AnyRecipient"]):
    """One recipient; the class of the value tells which technique is used.

    ::

        RecipientInfo ::= CHOICE {
            ktri KeyTransRecipientInfo,
            kari [1] KeyAgreeRecipientInfo,
            kekri [2] KEKRecipientInfo,
            pwri [3] PasswordRecipientInfo,
            ori [4] OtherRecipientInfo }

    RFC 5652 section 6.2.
    """


class RecipientInfos(ListOf["AnyRecipient"]):
    """All recipients of a message.

    ::

        RecipientInfos ::= SET SIZE (1..MAX) OF RecipientInfo

    RFC 5652 section 6.1.
    """

    __slots__ = ()
