"""Data beside what is signed: RFC 10002 section 3.2.3."""

from __future__ import annotations

from cmcasn1.codec.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.cmc.body_parts import BodyPartPath
    from cmcasn1.codec.primitives import OpenValue
    from cmcasn1.oids import Oid


class CMCUnsignedData(Value):
    """Data that travels beside what is signed, for the part that the path leads to.

    ::

        CMCUnsignedData ::= SEQUENCE {
            bodyPartPath BodyPartPath,
            identifier   OBJECT IDENTIFIER,
            content      ANY DEFINED BY identifier }

    RFC 10002 section 3.2.3.
    """

    body_part_path: BodyPartPath
    identifier: Oid
    content: OpenValue
