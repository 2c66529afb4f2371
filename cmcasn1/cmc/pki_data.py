"""The content of a Full PKI Request: RFC 10002 section 3.2.1."""

from __future__ import annotations

from cmcasn1.cmc.tagged_request import tagged_request_octets
from cmcasn1.codec.coding import encode_each
from cmcasn1.codec.der_writing import headers
from cmcasn1.codec.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from cmcasn1.cmc.tagged_attribute import TaggedAttribute
    from cmcasn1.cmc.tagged_request import OtherReqMsg, TaggedCertificationRequest
    from cmcasn1.cms.content_info import ContentInfo
    from cmcasn1.codec.primitives import OpenValue
    from cmcasn1.crmf.cert_req_msg import CertReqMsg
    from cmcasn1.oids import Oid


_SEQUENCE = headers(0x30)


class OtherMsg(Value):
    """A message of another kind with its body part ID.

    ::

        OtherMsg ::= SEQUENCE {
            bodyPartID    BodyPartID,
            otherMsgType  OBJECT IDENTIFIER,
            otherMsgValue ANY DEFINED BY otherMsgType }

    RFC 10002 section 3.2.1.
    """

    body_part_id: int
    other_msg_type: Oid
    other_msg_value: OpenValue


class PKIData(Value, keeps=("req_sequence",)):
    """The content of a Full PKI Request.

    ::

        PKIData ::= SEQUENCE {
            controlSequence  SEQUENCE OF TaggedAttribute,
            reqSequence      SEQUENCE OF TaggedRequest,
            cmsSequence      SEQUENCE OF TaggedContentInfo,
            otherMsgSequence SEQUENCE OF OtherMsg }

    RFC 10002 section 3.2.1.
    """

    control_sequence: tuple[TaggedAttribute, ...]
    req_sequence: tuple[TaggedCertificationRequest | CertReqMsg | OtherReqMsg, ...]
    cms_sequence: tuple[TaggedContentInfo, ...]
    other_msg_sequence: tuple[OtherMsg, ...]

    @property
    def req_sequence_octets(self) -> bytes:
        """The reqSequence as an identity proof covers it: as received, tag and length included.

        Its DER in a value made here. RFC 10002 section 6.2.1.
        """
        source = self._source("req_sequence")
        if source is None:
            source = _sequence([tagged_request_octets(each) for each in self.req_sequence])
            # A value does not change: the proof and the message want the same octets.
            object.__setattr__(self, "_req_sequence_octets", (source, 0, len(source)))
        return source

    @property
    def message_octets(self) -> bytes:
        """The DER of the whole with each request as it was received: encoded anew, some peers' would not verify.

        RFC 10002 sections 3.2.1 and 3.2.1.2.
        """
        return _sequence(
            [
                _sequence_of("TaggedAttribute", self.control_sequence),
                self.req_sequence_octets,
                _sequence_of("TaggedContentInfo", self.cms_sequence),
                _sequence_of("OtherMsg", self.other_msg_sequence),
            ]
        )


def _sequence_of(name: str, values: Sequence[object]) -> bytes:
    return _sequence(encode_each(name, values)) if values else b"\x30\0"


def _sequence(parts: list[bytes]) -> bytes:
    body = b"".join(parts)
    return _SEQUENCE[len(body)] + body


class TaggedContentInfo(Value):
    """A nested CMS message with its body part ID.

    ::

        TaggedContentInfo ::= SEQUENCE {
            bodyPartID  BodyPartID,
            contentInfo ContentInfo }

    RFC 10002 section 3.2.1.
    """

    body_part_id: int
    content_info: ContentInfo
