"""The work that is measured: one message decoded in full, by cmcasn1 and by pyasn1 with the same schemas.

"In full" is a list of parts: the message, then the content of its SignedData and the value of every extension of
every certificate and request in it, each decoded as its own type. Open types are opened on the way.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pyasn1.codec.der.decoder import decode as pyasn1_decode
from pyasn1.codec.der.encoder import encode as pyasn1_encode
from pyasn1.type import univ

import cmcasn1
from benchmarks.messages import EXTENSION_REQUEST, Sample
from cmcasn1 import schema
from cmcasn1.codec.asn1_kinds import CLASSES
from cmcasn1.codec.asn1_objects import to_asn1
from cmcasn1.codec.coding import decode_named, encode_named
from cmcasn1.codec.tables import open_map

Part = tuple[str, Any]
"""A type and a value of it: of cmcasn1, or a pyasn1 object."""

CONTENTS = {"1.3.6.1.5.5.7.12.2": "PKIData", "1.3.6.1.5.5.7.12.3": "PKIResponse"}
EXTENSIONS: dict[str, str] = {str(oid): name for oid, name in open_map("extensions").items()}


def decode(sample: Sample) -> list[Part]:
    """Decode with cmcasn1."""
    message = decode_named(sample.type, sample.data)
    parts: list[Part] = [(sample.type, message)]
    if sample.type != "ContentInfo":
        _body(sample.type, message, parts)
        return parts
    signed = message.content
    content = signed.encap_content_info
    name = CONTENTS[content.e_content_type]
    body = decode_named(name, content.e_content)
    parts.append((name, body))
    for certificate in signed.certificates or ():
        _extensions(certificate.tbs_certificate.extensions, parts)
    _body(name, body, parts)
    return parts


def _body(name: str, body: Any, parts: list[Part]) -> None:
    if name != "PKIData":
        return
    for request in body.req_sequence:
        if type(request) is cmcasn1.TaggedCertificationRequest:
            for attribute in request.certification_request.certification_request_info.attributes:
                if attribute.type == EXTENSION_REQUEST:
                    _extensions(attribute.values[0], parts)
        else:
            _extensions(request.cert_req.cert_template.extensions, parts)


def _extensions(extensions: Iterable[cmcasn1.Extension] | None, parts: list[Part]) -> None:
    for extension in extensions or ():
        name = EXTENSIONS.get(extension.extn_id)
        if name is not None:
            parts.append((name, decode_named(name, extension.extn_value)))


def decode_to_asn1(sample: Sample) -> list[Part]:
    """Decode with cmcasn1 and make pyasn1 objects of everything."""
    return [(name, to_asn1(name, value)) for name, value in decode(sample)]


def encode(parts: list[Part]) -> list[bytes]:
    """Encode every part with cmcasn1."""
    return [encode_named(name, value) for name, value in parts]


# The same with pyasn1

_specs: dict[str, Any] = {}
_EXTENSION_REQUEST = univ.ObjectIdentifier(str(EXTENSION_REQUEST))
_EXTENSIONS = {univ.ObjectIdentifier(oid): name for oid, name in EXTENSIONS.items()}
_CONTENTS = {univ.ObjectIdentifier(oid): name for oid, name in CONTENTS.items()}


def _pyasn1(name: str, data: Any) -> Any:
    if name not in _specs:
        _specs[name] = CLASSES[name]() if name in CLASSES else getattr(schema, name)()
    return pyasn1_decode(data, asn1Spec=_specs[name], decodeOpenTypes=True)[0]


def pyasn1_decode_full(sample: Sample) -> list[Part]:
    """Decode with pyasn1, open types switched on."""
    message = _pyasn1(sample.type, sample.data)
    parts: list[Part] = [(sample.type, message)]
    if sample.type != "ContentInfo":
        _pyasn1_body(sample.type, message, parts)
        return parts
    signed = message["content"]
    content = signed["encapContentInfo"]
    name = _CONTENTS[content["eContentType"]]
    body = _pyasn1(name, content["eContent"].asOctets())
    parts.append((name, body))
    for choice in signed["certificates"] if signed["certificates"].isValue else ():
        _pyasn1_extensions(choice.getComponent()["tbsCertificate"]["extensions"], parts)
    _pyasn1_body(name, body, parts)
    return parts


def _pyasn1_body(name: str, body: Any, parts: list[Part]) -> None:
    if name != "PKIData":
        return
    for request in body["reqSequence"]:
        if request.getName() == "tcr":
            for attribute in request["tcr"]["certificationRequest"]["certificationRequestInfo"]["attributes"]:
                if attribute["type"] == _EXTENSION_REQUEST:
                    _pyasn1_extensions(attribute["values"][0], parts)
        else:
            _pyasn1_extensions(request["crm"]["certReq"]["certTemplate"]["extensions"], parts)


def _pyasn1_extensions(extensions: Any, parts: list[Part]) -> None:
    for extension in extensions if extensions.isValue else ():
        name = _EXTENSIONS.get(extension["extnID"])
        if name is not None:
            parts.append((name, _pyasn1(name, extension["extnValue"].asOctets())))


def pyasn1_encode_full(parts: list[Part]) -> list[bytes]:
    """Encode every part with pyasn1."""
    return [pyasn1_encode(value) for _, value in parts]
