"""What a request asks for, whatever its kind: RFC 10002 section 3.2.1.2."""

from __future__ import annotations

from cmcasn1.cmc.controls.pop_link_witness import PopLinkWitness
from cmcasn1.cmc.controls.pop_link_witness_v2 import PopLinkWitnessV2
from cmcasn1.cmc.tagged_request import OtherReqMsg, TaggedCertificationRequest
from cmcasn1.errors import BuildError
from cmcasn1.oids.known import EXTENSION_REQUEST
from cmcasn1.pkix.extension_lookup import subject_key_identifier
from cmcasn1.pkix.pkcs9 import ExtensionReq

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from cmcasn1.cmc.tagged_request import AnyRequest
    from cmcasn1.pkix.certificates import Extension
    from cmcasn1.pkix.keys import SubjectPublicKeyInfo
    from cmcasn1.pkix.names import Name

# The very classes: to ask `isinstance` of a class with a metaclass takes longer, and they have no subclasses.
_WITNESSES = frozenset({PopLinkWitness, PopLinkWitnessV2})


def attached(request: AnyRequest) -> Sequence[object]:
    """Return the values of the attributes of a PKCS #10 request, or of the controls of a CRMF request."""
    if isinstance(request, TaggedCertificationRequest):
        attributes = request.certification_request.certification_request_info.attributes
        return [value for attribute in attributes for value in attribute.values]
    if isinstance(request, OtherReqMsg):
        return ()
    return [control.value for control in request.cert_req.controls or ()]


def pop_link_witnesses(request: AnyRequest) -> tuple[PopLinkWitness | PopLinkWitnessV2, ...]:
    """Return the POP link witnesses, of either version, that a request bears. RFC 10002 section 6.3.1."""
    found = [value for value in attached(request) if type(value) in _WITNESSES]
    return tuple(found)  # type: ignore[arg-type]  # frozenset membership narrows nothing


def subject_of(request: AnyRequest) -> Name | None:
    """Return the subject that a request names, None where it names none."""
    if isinstance(request, OtherReqMsg):
        return None
    if isinstance(request, TaggedCertificationRequest):
        return request.certification_request.certification_request_info.subject
    return request.cert_req.cert_template.subject


def public_key_of(request: AnyRequest) -> SubjectPublicKeyInfo | None:
    """Return the public key that a request wants certified."""
    if isinstance(request, TaggedCertificationRequest):
        return request.certification_request.certification_request_info.subject_pk_info
    if isinstance(request, OtherReqMsg):
        return None
    return request.cert_req.cert_template.public_key


def requested_key(request: AnyRequest) -> SubjectPublicKeyInfo:
    """Return the public key that a request wants certified; raises `BuildError` where it names none."""
    found = public_key_of(request)
    if found is None:
        raise BuildError("the request names no public key (RFC 10002 section 3.2.1.2.2)")
    return found


def extensions_of(request: AnyRequest) -> tuple[Extension, ...]:
    """Return the extensions that a request asks for."""
    if not isinstance(request, TaggedCertificationRequest):
        return () if isinstance(request, OtherReqMsg) else tuple(request.cert_req.cert_template.extensions or ())
    found: list[Extension] = []
    for attribute in request.certification_request.certification_request_info.attributes:
        if attribute.type == EXTENSION_REQUEST:
            for value in attribute.values:
                if isinstance(value, ExtensionReq):
                    found += value
    return tuple(found)


def subject_key_identifier_of(request: AnyRequest) -> bytes | None:
    """Return the key identifier that a request asks for, as its signer names the key: RFC 10002 section 3.2."""
    return subject_key_identifier(extensions_of(request))
