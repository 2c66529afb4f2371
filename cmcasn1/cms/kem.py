"""Recipients by key encapsulation (RFC 9629), which is how keys of ML-KEM take part in CMS."""

from __future__ import annotations

from cmcasn1.codec.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.cms.certificates import IssuerAndSerialNumber
    from cmcasn1.cms.content_info import CMSVersion
    from cmcasn1.pkix.algorithms import AlgorithmIdentifier


class KEMRecipientInfo(Value, kw_only=True):
    """A recipient who decapsulates a shared secret, derives a key-encryption key from it and unwraps the key.

    ::

        KEMRecipientInfo ::= SEQUENCE {
            version CMSVersion,
            rid RecipientIdentifier,
            kem KEMAlgorithmIdentifier,
            kemct OCTET STRING,
            kdf KeyDerivationAlgorithmIdentifier,
            kekLength INTEGER (1..65535),
            ukm [0] EXPLICIT UserKeyingMaterial OPTIONAL,
            wrap KeyEncryptionAlgorithmIdentifier,
            encryptedKey EncryptedKey }

    It stands in an `OtherRecipientInfo` of type id-ori-kem; kekLength is in octets. RFC 9629 section 3.
    """

    version: CMSVersion | int
    rid: IssuerAndSerialNumber | bytes
    kem: AlgorithmIdentifier
    kemct: bytes
    kdf: AlgorithmIdentifier
    kek_length: int
    ukm: bytes | None = None
    wrap: AlgorithmIdentifier
    encrypted_key: bytes


class CMSORIforKEMOtherInfo(Value):
    """What goes into the key derivation besides the shared secret.

    ::

        CMSORIforKEMOtherInfo ::= SEQUENCE {
            wrap KeyEncryptionAlgorithmIdentifier,
            kekLength INTEGER (1..65535),
            ukm [0] EXPLICIT UserKeyingMaterial OPTIONAL }

    RFC 9629 section 5.
    """

    wrap: AlgorithmIdentifier
    kek_length: int
    ukm: bytes | None = None
