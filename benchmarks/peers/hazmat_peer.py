"""cryptography's declarative `hazmat.asn1`, whose decoder is written in Rust.

It has no open types: what an OID decides is declared as a CHOICE of the types that occur, told apart by their tags
alone. Nothing looks whether a value fits its OID. A root type must be a SEQUENCE or a primitive, so that the value
of subjectAltName (a SEQUENCE OF) stays octets.
"""

from __future__ import annotations

from typing import Annotated, Any

from benchmarks.messages import Sample
from benchmarks.peers import Ability, Peer, Unable

try:
    from cryptography.hazmat import asn1
    from cryptography.x509 import ObjectIdentifier
except ImportError as error:
    MISSING: str | None = str(error)
else:
    MISSING = None

    @asn1.sequence
    class AlgorithmIdentifier:
        algorithm: ObjectIdentifier
        parameters: asn1.Null | ObjectIdentifier | None

    @asn1.sequence
    class IdentityProofV2:
        proofAlgID: AlgorithmIdentifier
        macAlgId: AlgorithmIdentifier
        witness: bytes

    @asn1.sequence
    class TaggedAttribute:
        bodyPartID: int
        attrType: ObjectIdentifier
        attrValues: asn1.SetOf[int | bytes | str | IdentityProofV2]

    @asn1.sequence
    class AttributeTypeAndValue:
        type: ObjectIdentifier
        value: str | asn1.PrintableString | asn1.IA5String

    @asn1.sequence
    class SubjectPublicKeyInfo:
        algorithm: AlgorithmIdentifier
        subjectPublicKey: asn1.BitString

    @asn1.sequence
    class Extension:
        extnID: ObjectIdentifier
        critical: Annotated[bool, asn1.Default(False)]
        extnValue: bytes

    @asn1.sequence
    class Attribute:
        type: ObjectIdentifier
        values: asn1.SetOf[list[Extension]]

    @asn1.sequence
    class CertificationRequestInfo:
        version: int
        subject: list[asn1.SetOf[AttributeTypeAndValue]]
        subjectPKInfo: SubjectPublicKeyInfo
        attributes: Annotated[asn1.SetOf[Attribute], asn1.Implicit(0)]

    @asn1.sequence
    class CertificationRequest:
        certificationRequestInfo: CertificationRequestInfo
        signatureAlgorithm: AlgorithmIdentifier
        signature: asn1.BitString

    @asn1.sequence
    class TaggedCertificationRequest:
        bodyPartID: int
        certificationRequest: CertificationRequest

    @asn1.sequence
    class OtherReqMsg:
        bodyPartID: int
        requestMessageType: ObjectIdentifier
        requestMessageValue: asn1.TLV

    @asn1.sequence
    class TaggedContentInfo:
        bodyPartID: int
        contentInfo: asn1.TLV

    @asn1.sequence
    class OtherMsg:
        bodyPartID: int
        otherMsgType: ObjectIdentifier
        otherMsgValue: asn1.TLV

    @asn1.sequence
    class PKIData:
        controlSequence: list[TaggedAttribute]
        reqSequence: list[
            Annotated[TaggedCertificationRequest, asn1.Implicit(0)] | Annotated[OtherReqMsg, asn1.Implicit(2)]
        ]
        cmsSequence: list[TaggedContentInfo]
        otherMsgSequence: list[OtherMsg]

    EXTENSION_REQUEST = ObjectIdentifier("1.2.840.113549.1.9.14")
    EXTENSIONS: dict[ObjectIdentifier, type[Any]] = {
        ObjectIdentifier("2.5.29.14"): bytes,
        ObjectIdentifier("2.5.29.15"): asn1.BitString,
    }


def decode(data: bytes) -> list[Any]:
    """Decode a PKIData and the values of the extensions that the requests ask for."""
    message = asn1.decode_der(PKIData, data)
    parts: list[Any] = [message]
    for request in message.reqSequence:
        for attribute in request.certificationRequest.certificationRequestInfo.attributes.as_list():
            if attribute.type == EXTENSION_REQUEST:
                for extension in attribute.values.as_list()[0]:
                    cls = EXTENSIONS.get(extension.extnID)
                    if cls is not None:
                        parts.append(asn1.decode_der(cls, extension.extnValue))
    return parts


def prepare(sample: Sample) -> Ability:
    if MISSING is not None:
        raise Unable(MISSING)
    if sample.type != "PKIData":
        raise Unable("CMS and CRMF are not expressed in it here: their open types nest in open types")
    message = decode(sample.data)[0]
    return Ability(
        lambda: decode(sample.data),
        lambda: bytes(asn1.encode_der(message)),
        "subjectAltName values; whether a control or name value fits its OID",
    )


PEER = Peer("hazmat.asn1", ("cryptography",), prepare)
