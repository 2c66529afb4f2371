"""Proof that the requester has the private key (RFC 4211 section 4)."""

from __future__ import annotations

from cmcasn1.codec.value import NamedInteger, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.cms.enveloped_data import EnvelopedData
    from cmcasn1.codec.primitives import BitString, Null
    from cmcasn1.crmf.mac import PKMACValue
    from cmcasn1.pkix.algorithms import AlgorithmIdentifier
    from cmcasn1.pkix.general_names import GeneralName
    from cmcasn1.pkix.keys import SubjectPublicKeyInfo


class SubsequentMessage(NamedInteger):
    """How possession will be proven later.

    ::

        SubsequentMessage ::= INTEGER {
            encrCert (0),
            challengeResp (1) }

    encrCert is forbidden in CMC (RFC 10002 section 3.2.1.2.2). RFC 4211 section 4.2.
    """

    encrCert = 0
    challengeResp = 1


class POPOPrivKey(Value):
    """Proof of possession of a key that cannot sign; `choice` is the alternative's ASN.1 name.

    ::

        POPOPrivKey ::= CHOICE {
            thisMessage       [0] BIT STRING,
            subsequentMessage [1] SubsequentMessage,
            dhMAC             [2] BIT STRING,
            agreeMAC          [3] PKMACValue,
            encryptedKey      [4] EnvelopedData }

    thisMessage and dhMAC are deprecated. RFC 4211 section 4.2.
    """

    choice: str
    value: BitString | SubsequentMessage | int | PKMACValue | EnvelopedData


class POPOSigningKeyInput(Value, covered=True):
    """What is signed as proof where the template lacks subject or publicKey; never so in CMC.

    ::

        POPOSigningKeyInput ::= SEQUENCE {
            authInfo            CHOICE {
                sender              [0] GeneralName,
                publicKeyMAC        PKMACValue },
            publicKey           SubjectPublicKeyInfo }

    `octets` are as received, with the tag [0] of POPOSigningKey; the signature covers `signed_octets`.
    RFC 4211 section 4.1.
    """

    auth_info: GeneralName | PKMACValue
    public_key: SubjectPublicKeyInfo

    @property
    def signed_octets(self) -> bytes:
        """The octets that the signature covers: as received, but with the tag of SEQUENCE."""
        return b"\x30" + self.octets[1:]


class POPOSigningKey(Value, kw_only=True):
    """A signature as proof of possession: over `poposk_input` if that is present, else over the CertRequest.

    ::

        POPOSigningKey ::= SEQUENCE {
            poposkInput           [0] POPOSigningKeyInput OPTIONAL,
            algorithmIdentifier   AlgorithmIdentifier,
            signature             BIT STRING }

    RFC 4211 section 4.1.
    """

    poposk_input: POPOSigningKeyInput | None = None
    algorithm_identifier: AlgorithmIdentifier
    signature: BitString


class ProofOfPossession(Value):
    """How possession of the private key is proven; `choice` is the alternative's ASN.1 name.

    ::

        ProofOfPossession ::= CHOICE {
            raVerified        [0] NULL,
            signature         [1] POPOSigningKey,
            keyEncipherment   [2] POPOPrivKey,
            keyAgreement      [3] POPOPrivKey }

    RFC 4211 section 4.
    """

    choice: str
    value: Null | POPOSigningKey | POPOPrivKey
