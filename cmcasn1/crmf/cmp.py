"""The messages of CMP as far as they carry certification requests (RFC 9810, RFC 4210)."""

from __future__ import annotations

from cmcasn1.codec.value import ListOf, NamedInteger, TypeName, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

    from cmcasn1.codec.primitives import Any, BitString, OpenValue
    from cmcasn1.crmf.cert_req_msg import CertReqMessages
    from cmcasn1.oids import Oid
    from cmcasn1.pkix.algorithms import AlgorithmIdentifier
    from cmcasn1.pkix.certificates import Certificate
    from cmcasn1.pkix.general_names import GeneralName
    from cmcasn1.pkix.pkcs10 import CertificationRequest


class PKIVersion(NamedInteger):
    """The version of CMP: the anonymous INTEGER of `PKIHeader.pvno`.

    ::

        INTEGER { cmp1999(1), cmp2000(2), cmp2021(3) }

    RFC 9810 section 5.1.1.
    """

    cmp1999 = 1
    cmp2000 = 2
    cmp2021 = 3


class PKIFreeText(ListOf["str"]):
    """Text for humans, each string in a language of its own.

    ::

        PKIFreeText ::= SEQUENCE SIZE (1..MAX) OF UTF8String

    RFC 9810 section 5.1.1.
    """

    __slots__ = ()


class InfoTypeAndValue(Value):
    """One piece of further information in the header; its value stays closed.

    ::

        InfoTypeAndValue ::= SEQUENCE {
            infoType    OBJECT IDENTIFIER,
            infoValue   ANY DEFINED BY infoType OPTIONAL }

    RFC 9810 section 5.3.19.
    """

    info_type: Oid
    info_value: OpenValue | None = None


class PKIHeader(Value):
    """Who sends a CMP message to whom, in which transaction, and how it is protected.

    ::

        PKIHeader ::= SEQUENCE {
            pvno                INTEGER { cmp1999(1), cmp2000(2), cmp2021(3) },
            sender              GeneralName,
            recipient           GeneralName,
            messageTime     [0] GeneralizedTime         OPTIONAL,
            protectionAlg   [1] AlgorithmIdentifier     OPTIONAL,
            senderKID       [2] KeyIdentifier           OPTIONAL,
            recipKID        [3] KeyIdentifier           OPTIONAL,
            transactionID   [4] OCTET STRING            OPTIONAL,
            senderNonce     [5] OCTET STRING            OPTIONAL,
            recipNonce      [6] OCTET STRING            OPTIONAL,
            freeText        [7] PKIFreeText             OPTIONAL,
            generalInfo     [8] SEQUENCE SIZE (1..MAX) OF InfoTypeAndValue OPTIONAL }

    RFC 9810 section 5.1.1.
    """

    pvno: PKIVersion | int
    sender: GeneralName
    recipient: GeneralName
    message_time: datetime | None = None
    protection_alg: AlgorithmIdentifier | None = None
    sender_kid: bytes | None = None
    recip_kid: bytes | None = None
    transaction_id: bytes | None = None
    sender_nonce: bytes | None = None
    recip_nonce: bytes | None = None
    free_text: PKIFreeText | None = None
    general_info: tuple[InfoTypeAndValue, ...] | None = None


class ClosedBody(TypeName["Any"]):
    """A body of CMP without certification requests, which is not opened: `ANY` (RFC 9810 section 5.1.2)."""


class PKIBody(Value):
    """What a CMP message is about; `choice` is the alternative's ASN.1 name.

    ::

        PKIBody ::= CHOICE {
            ir       [0]  CertReqMessages,
            cr       [2]  CertReqMessages,
            p10cr    [4]  CertificationRequest,
            kur      [7]  CertReqMessages,
            krr      [9]  CertReqMessages,
            ccr      [13] CertReqMessages,
            ... }

    The other alternatives, [1] ip to [26] pollRep, stay closed. RFC 9810 section 5.1.2.
    """

    choice: str
    value: CertReqMessages | CertificationRequest | Any


class PKIProtection(TypeName["BitString"]):
    """The signature or MAC over header and body.

    ::

        PKIProtection ::= BIT STRING

    RFC 9810 section 5.1.3.
    """


class PKIMessage(Value):
    """A message of CMP.

    ::

        PKIMessage ::= SEQUENCE {
            header           PKIHeader,
            body             PKIBody,
            protection   [0] PKIProtection OPTIONAL,
            extraCerts   [1] SEQUENCE SIZE (1..MAX) OF CMPCertificate OPTIONAL }

        CMPCertificate ::= CHOICE { x509v3PKCert Certificate, ... }

    RFC 9810 section 5.1.
    """

    header: PKIHeader
    body: PKIBody
    protection: BitString | None = None
    extra_certs: tuple[Certificate, ...] | None = None
