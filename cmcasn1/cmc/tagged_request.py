"""Requests in a message: RFC 10002 section 3.2.1.2."""

from __future__ import annotations

from cmcasn1.codec.value import TypeName, Value
from cmcasn1.errors import BuildError, DecodeError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any as _Any
    from typing import TypeAlias

    from cmcasn1.codec.primitives import OpenValue
    from cmcasn1.crmf.cert_req_msg import CertReqMsg
    from cmcasn1.oids import Oid
    from cmcasn1.pkix.certificates import Extension
    from cmcasn1.pkix.keys import SubjectPublicKeyInfo
    from cmcasn1.pkix.pkcs10 import CertificationRequest

    AnyRequest: TypeAlias = "TaggedCertificationRequest | CertReqMsg | OtherReqMsg"

_TAGS = {"TaggedCertificationRequest": b"\xa0", "CertReqMsg": b"\xa1", "OtherReqMsg": b"\xa2"}
_EXTENSION_REQUEST = "1.2.840.113549.1.9.14"
_SUBJECT_KEY_IDENTIFIER = "2.5.29.14"


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


def request_id(request: AnyRequest) -> int:
    """Return the body part ID of a request, which for CRMF is its certReqId (RFC 10002 section 3.2.1.2.2)."""
    if isinstance(request, TaggedCertificationRequest | OtherReqMsg):
        return request.body_part_id
    return request.cert_req.cert_req_id


def requested_key(request: AnyRequest) -> SubjectPublicKeyInfo:
    """Return the public key to be certified; raises `BuildError` where the request names none."""
    if isinstance(request, TaggedCertificationRequest):
        return request.certification_request.certification_request_info.subject_pk_info
    found = None if isinstance(request, OtherReqMsg) else request.cert_req.cert_template.public_key
    if found is None:
        raise BuildError("the request names no public key (RFC 10002 section 3.2.1.2.2)")
    return found


def requested_key_identifier(request: AnyRequest) -> bytes | None:
    """Return the subjectKeyIdentifier that the request asks for, None where it does not.

    Some peers leave out the inner OCTET STRING: then the whole value is the identifier. RFC 10002 section 6.7.
    """
    from cmcasn1.codec.coding import decode_der
    from cmcasn1.pkix.extensions import SubjectKeyIdentifier

    for extension in _extensions(request):
        if extension.extn_id == _SUBJECT_KEY_IDENTIFIER:
            try:
                return decode_der(SubjectKeyIdentifier, extension.extn_value)
            except DecodeError:
                return extension.extn_value
    return None


def _extensions(request: AnyRequest) -> tuple[Extension, ...]:
    if isinstance(request, OtherReqMsg):
        return ()
    if not isinstance(request, TaggedCertificationRequest):
        return request.cert_req.cert_template.extensions or ()
    found: list[_Any] = []
    for attribute in request.certification_request.certification_request_info.attributes:
        if attribute.type == _EXTENSION_REQUEST:
            # A value of another shape is left closed as an `Any`.
            found += [each for value in attribute.values if isinstance(value, tuple) for each in value]
    return tuple(found)
