"""What elliptic curve key agreement derives keys from (RFC 5753)."""

from __future__ import annotations

from cmcasn1.codec.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.cms.recipient_infos import OriginatorPublicKey
    from cmcasn1.pkix.algorithms import AlgorithmIdentifier


class MQVuserKeyingMaterial(Value):
    """The content of `KeyAgreeRecipientInfo.ukm` in the one-pass MQV schemes.

    ::

        MQVuserKeyingMaterial ::= SEQUENCE {
            ephemeralPublicKey OriginatorPublicKey,
            addedukm [0] EXPLICIT UserKeyingMaterial OPTIONAL }

    RFC 5753 section 3.2.1.
    """

    ephemeral_public_key: OriginatorPublicKey
    addedukm: bytes | None = None


class ECC_CMS_SharedInfo(Value, kw_only=True):
    """What goes into the key derivation besides the shared secret.

    ::

        ECC-CMS-SharedInfo ::= SEQUENCE {
            keyInfo AlgorithmIdentifier,
            entityUInfo [0] EXPLICIT OCTET STRING OPTIONAL,
            suppPubInfo [2] EXPLICIT OCTET STRING }

    suppPubInfo is the length of the key-encryption key in bits, as four octets. RFC 5753 section 7.2.
    """

    key_info: AlgorithmIdentifier
    entity_u_info: bytes | None = None
    supp_pub_info: bytes
