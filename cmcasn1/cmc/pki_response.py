"""The content of a Full PKI Response: RFC 10002 section 4.2.1."""

from __future__ import annotations

from cmcasn1.codec.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.cmc.pki_data import OtherMsg, TaggedContentInfo
    from cmcasn1.cmc.tagged_attribute import TaggedAttribute


class PKIResponse(Value):
    """The content of a Full PKI Response.

    ::

        PKIResponse ::= SEQUENCE {
            controlSequence  SEQUENCE OF TaggedAttribute,
            cmsSequence      SEQUENCE OF TaggedContentInfo,
            otherMsgSequence SEQUENCE OF OtherMsg }

    RFC 10002 section 4.2.1.
    """

    control_sequence: tuple[TaggedAttribute, ...]
    cms_sequence: tuple[TaggedContentInfo, ...]
    other_msg_sequence: tuple[OtherMsg, ...]
