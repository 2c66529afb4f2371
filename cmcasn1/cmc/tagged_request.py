"""Requests in a message: RFC 10002 section 3.2.1.2."""

from __future__ import annotations

from cmcasn1.codec.coding import encode_named
from cmcasn1.codec.der_writing import headers, small_integers
from cmcasn1.codec.value import TypeName, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from cmcasn1.codec.primitives import OpenValue
    from cmcasn1.crmf.cert_req_msg import CertReqMsg
    from cmcasn1.oids import Oid
    from cmcasn1.pkix.pkcs10 import CertificationRequest

    AnyRequest: TypeAlias = "TaggedCertificationRequest | CertReqMsg | OtherReqMsg"

_SEQUENCE = headers(0x30)
_INTEGERS = small_integers(0x02)
_TAGS = {"TaggedCertificationRequest": b"\xa0", "CertReqMsg": b"\xa1", "OtherReqMsg": b"\xa2"}


class OtherReqMsg(Value, covered=True):
    """A request of another kind with its body part ID.

    ::

        OtherReqMsg ::= SEQUENCE {
            bodyPartID          BodyPartID,
            requestMessageType  OBJECT IDENTIFIER,
            requestMessageValue ANY DEFINED BY requestMessageType }

    RFC 10002 section 3.2.1.2.
    """

    body_part_id: int
    request_message_type: Oid
    request_message_value: OpenValue


class TaggedCertificationRequest(Value, covered=True):
    """A PKCS #10 request with its body part ID.

    ::

        TaggedCertificationRequest ::= SEQUENCE {
            bodyPartID           BodyPartID,
            certificationRequest CertificationRequest }

    RFC 10002 section 3.2.1.2.
    """

    body_part_id: int
    certification_request: CertificationRequest

    @property
    def octets(self) -> bytes:
        """The octets as received; made here, the number and the request as that was received."""
        if getattr(self, "_octets") is not None:  # noqa: B009  # the slots of values have no annotations
            return super().octets
        number = self.body_part_id
        encoded = _INTEGERS[number] if 0 <= number < 128 else encode_named("BodyPartID", number)
        content = encoded + self.certification_request.octets
        return _SEQUENCE[len(content)] + content


class TaggedRequest(TypeName["TaggedCertificationRequest | CertReqMsg | OtherReqMsg"]):
    """One certification request: PKCS #10, CRMF or of another kind.

    ::

        TaggedRequest ::= CHOICE {
            tcr [0] TaggedCertificationRequest,
            crm [1] CertReqMsg,
            orm [2] OtherReqMsg }

    RFC 10002 section 3.2.1.2.
    """


def tagged_request_octets(request: AnyRequest) -> bytes:
    """Return a request as it stands in reqSequence, its tag being that of the CHOICE, and else as received.

    That is what thePOP of a decryptedPOP covers. RFC 10002 sections 3.2.1.2 and 6.7.
    """
    # Whatever the request was decoded from, or is made anew, its own tag is one octet too.
    return _TAGS[type(request).__name__] + request.octets[1:]
