"""What can be asked of a group list agent: RFC 5275 section 3.1.10."""

from __future__ import annotations

from cmcasn1.cmc.controls.control import Control
from cmcasn1.codec.primitives import Null
from cmcasn1.codec.value import TypeName

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.codec.primitives import OpenValue
    from cmcasn1.oids import Oid


class GLAQueryRequest(Control):
    """Asks the agent something; id-cmc-gla-skdAlgRequest asks for the algorithms that it knows.

    ::

        GLAQueryRequest ::= SEQUENCE {
            glaRequestType  OBJECT IDENTIFIER,
            glaRequestValue ANY DEFINED BY glaRequestType }

    RFC 5275 section 3.1.10.1.
    """

    gla_request_type: Oid
    gla_request_value: OpenValue


class GLAQueryResponse(Control):
    """The agent's answer; with id-cmc-gla-skdAlgResponse it holds SMIMECapabilities.

    ::

        GLAQueryResponse ::= SEQUENCE {
            glaResponseType  OBJECT IDENTIFIER,
            glaResponseValue ANY DEFINED BY glaResponseType }

    RFC 5275 section 3.1.10.2.
    """

    gla_response_type: Oid
    gla_response_value: OpenValue


class SKDAlgRequest(TypeName[Null]):
    """The question for the algorithms: `SKDAlgRequest ::= NULL`, nothing but its OID (RFC 5275 section 3.1.10.3).

    The type behind the OID is ANY in GLAQueryRequest; its value is `NULL`.
    """
