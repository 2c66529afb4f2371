"""The messages that are measured, taken or assembled from tests/vectors.

The requests of a batch have names, keys and signatures of their own, so that no cache meets one message a hundred
times. The keys and signatures are random octets: no decoder looks into them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random

import cmcasn1
from cmcasn1.cms.certificates import CertificateSet
from cmcasn1.cms.content_info import ContentInfo
from cmcasn1.cms.signed_data import SignedData
from cmcasn1.codec.primitives import BitString, UTF8String
from cmcasn1.oids import Oid
from cmcasn1.pkix.certificates import Extension, Extensions
from cmcasn1.pkix.names import AttributeSet

VECTORS = Path(__file__).resolve().parent.parent / "tests" / "vectors"

EXTENSION_REQUEST = Oid("1.2.840.113549.1.9.14")
CONTROLS = ("TransactionId", "SenderNonce", "Identification", "DataReturn")
"""Taken from Dogtag's request with all controls; identityProofV2 comes from another of its requests."""


@dataclass(frozen=True)
class Sample:
    """One message: what it is called, its ASN.1 type, its DER and the number of requests in it."""

    name: str
    type: str
    data: bytes
    requests: int = 1

    def __str__(self) -> str:
        return f"{self.name} ({len(self.data):,} B)"


def _vector(name: str) -> bytes:
    return (VECTORS / name).read_bytes()


def _pki_data(name: str) -> cmcasn1.PKIData:
    body = cmcasn1.parse(_vector(name)).body
    assert isinstance(body, cmcasn1.PKIData)
    return body


def _template(name: str) -> cmcasn1.CertificationRequest:
    return cmcasn1.decode_der(cmcasn1.CertificationRequest, _vector(f"dogtag/{name}.der"))


def _asking(request: cmcasn1.CertificationRequest, extensions: Iterable[Extension]) -> cmcasn1.CertificationRequestInfo:
    attribute = AttributeSet(EXTENSION_REQUEST, (Extensions(extensions),))
    return replace(request.certification_request_info, attributes=cmcasn1.Attributes((attribute,)))


def _extensions(host: str, key_identifier: bytes) -> list[Extension]:
    alternative = cmcasn1.SubjectAltName((cmcasn1.GeneralName("dNSName", host),))
    usage = cmcasn1.KeyUsage.of("digitalSignature")
    return [
        Extension(extn_id=Oid("2.5.29.14"), extn_value=b"\x04\x14" + key_identifier),
        Extension(extn_id=Oid("2.5.29.15"), critical=True, extn_value=cmcasn1.encode_der(usage)),
        Extension(extn_id=Oid("2.5.29.17"), extn_value=cmcasn1.encode_der(alternative)),
    ]


@cache
def small() -> Sample:
    """One PKCS #10 request with three extensions, and five controls."""
    controls = [
        control
        for control in _pki_data("dogtag/cmcreq_agent_p10_allcontrols.bin").control_sequence
        if type(control.attr_values[0]).__name__ in CONTROLS
    ]
    controls.append(_pki_data("dogtag/cmcreq_self_p10_rsa_idpv2_popv2.bin").control_sequence[-1])
    request = _template("p10_ec")
    info = _asking(request, _extensions("host.example.com", Random(0).randbytes(20)))
    tagged = cmcasn1.TaggedCertificationRequest(7, replace(request, certification_request_info=info))
    data = cmcasn1.PKIData(tuple(controls), (tagged,), (), ())
    return Sample("small PKIData", "PKIData", cmcasn1.encode_der(data))


@cache
def signed() -> Sample:
    """A SignedData of a PKIData with six controls, a CRMF and a PKCS #10 request.

    The template's subject is empty, which pyasn1 cannot encode again: it gets the name of the other request.
    """
    info = cmcasn1.decode_der(ContentInfo, _vector("bouncycastle/s0001.der"))
    body = _pki_data("bouncycastle/s0001.der")
    first, second = body.req_sequence
    assert isinstance(info.content, SignedData)
    assert isinstance(first, cmcasn1.CertReqMsg)
    assert isinstance(second, cmcasn1.TaggedCertificationRequest)
    subject = second.certification_request.certification_request_info.subject
    template = replace(first.cert_req.cert_template, subject=subject)
    first = replace(first, cert_req=replace(first.cert_req, cert_template=template))
    body = replace(body, req_sequence=(first, second))
    content = replace(info.content.encap_content_info, e_content=cmcasn1.encode_der(body))
    message = replace(info, content=replace(info.content, encap_content_info=content))
    return Sample("SignedData with CRMF", "ContentInfo", cmcasn1.encode_der(message))


@cache
def certificates() -> Sample:
    """A response with the certificates of all signers of the vectors."""
    info = cmcasn1.decode_der(ContentInfo, _vector("dogtag/resp_success.bin"))
    assert isinstance(info.content, SignedData)
    chain = [
        cmcasn1.decode_der(cmcasn1.Certificate, path.read_bytes())
        for path in sorted((VECTORS / "bouncycastle").glob("cert-*.der"))
    ]
    together = CertificateSet((*(info.content.certificates or ()), *chain))
    message = replace(info, content=replace(info.content, certificates=together))
    return Sample("certs-heavy response", "ContentInfo", cmcasn1.encode_der(message))


@cache
def batch(count: int) -> Sample:
    """As many PKCS #10 requests, RSA and EC in turn, in one PKIData."""
    templates = _template("p10_rsa_ski"), _template("p10_ec")
    random = Random(count)
    tagged = tuple(
        cmcasn1.TaggedCertificationRequest(number, _variant(templates[number % 2], number, random))
        for number in range(1, count + 1)
    )
    message = cmcasn1.PKIData((), tagged, (), ())
    return Sample(f"{count:,} requests", "PKIData", cmcasn1.encode_der(message), count)


def _variant(template: cmcasn1.CertificationRequest, number: int, random: Random) -> cmcasn1.CertificationRequest:
    user = f"user{number:05}"
    info = _asking(template, _extensions(f"{user}.example.com", random.randbytes(20)))
    names = []
    for rdn in info.subject:
        pair = rdn[0]
        if pair.type != "2.5.4.10":
            pair = replace(pair, value=UTF8String(user))
        names.append(type(rdn)((pair,)))
    key = info.subject_pk_info
    info = replace(
        info,
        subject=type(info.subject)(names),
        subject_pk_info=replace(key, subject_public_key=_like(key.subject_public_key, random)),
    )
    signature = _like(template.signature, random)
    return replace(template, certification_request_info=info, signature=signature)


def _like(bits: BitString, random: Random) -> BitString:
    """Random octets in place of all but the first and last few, which are the key's own tags and lengths."""
    return BitString(bits.data[:12] + random.randbytes(len(bits.data) - 24) + bits.data[-12:], bits.unused_bits)


def samples(count: int = 100) -> list[Sample]:
    """The messages of every comparison."""
    return [small(), signed(), certificates(), batch(count)]
