"""The certificate request message (RFC 4211 sections 3 and 5)."""

from __future__ import annotations

from cmcasn1.codec.value import ListOf, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.crmf.cert_template import CertTemplate
    from cmcasn1.crmf.controls import Controls
    from cmcasn1.crmf.proof_of_possession import ProofOfPossession
    from cmcasn1.crmf.reg_info import RegInfoAttribute


class CertRequest(Value, covered=True):
    """What is asked for: the certificate's contents and how it is to be issued.

    ::

        CertRequest ::= SEQUENCE {
            certReqId     INTEGER,
            certTemplate  CertTemplate,
            controls      Controls OPTIONAL }

    `octets` are what a signature as proof of possession covers. RFC 4211 section 5.
    """

    cert_req_id: int
    cert_template: CertTemplate
    controls: Controls | None = None


class CertReqMsg(Value, covered=True):
    """A certificate request with the proof that the requester has the private key.

    ::

        CertReqMsg ::= SEQUENCE {
            certReq   CertRequest,
            popo      ProofOfPossession OPTIONAL,
            regInfo   SEQUENCE SIZE(1..MAX) OF AttributeTypeAndValue OPTIONAL }

    RFC 4211 section 3.
    """

    cert_req: CertRequest
    popo: ProofOfPossession | None = None
    reg_info: tuple[RegInfoAttribute, ...] | None = None


class CertReqMessages(ListOf["CertReqMsg"]):
    """Certificate requests as CMP and other protocols send them.

    ::

        CertReqMessages ::= SEQUENCE SIZE (1..MAX) OF CertReqMsg

    RFC 4211 section 3.
    """

    __slots__ = ()
