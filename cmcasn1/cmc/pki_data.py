"""The content of a Full PKI Request: RFC 10002 section 3.2.1."""

from __future__ import annotations

from cmcasn1.codec.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.cmc.tagged_attribute import TaggedAttribute
    from cmcasn1.cmc.tagged_request import OtherReqMsg, TaggedCertificationRequest
    from cmcasn1.cms.content_info import ContentInfo
    from cmcasn1.codec.primitives import OpenValue
    from cmcasn1.crmf.cert_req_msg import CertReqMsg
    from cmcasn1.oids import Oid


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
    def req_sequence_octets(self) -> bytes | None:
        """The req-sequence as received, tag and length included; its DER in a value made here."""
        return self._kept_octets("req_sequence", "reqSequence")


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
