"""The messages of CMC: RFC 5272 as updated by RFC 6402 and replaced by RFC 10002 (EnrollmentMessageSyntax-2025).

The controls are in `rfc5272_controls`, whose module this one does not need.
"""

from __future__ import annotations

from pyasn1.type import constraint, namedtype, opentype, tag, univ

from cmcasn1.schema import maps
from cmcasn1.schema.rfc2986 import CertificationRequest
from cmcasn1.schema.rfc4211 import CertReqMsg
from cmcasn1.schema.rfc5652 import ContentInfo

MAX = float("inf")
ONE_OR_MORE = univ.SequenceOf.sizeSpec + constraint.ValueSizeConstraint(1, MAX)

id_cmc = univ.ObjectIdentifier("1.3.6.1.5.5.7.7")
id_cct = univ.ObjectIdentifier("1.3.6.1.5.5.7.12")
id_cct_PKIData = id_cct + (2,)
id_cct_PKIResponse = id_cct + (3,)
id_aa_cmc_unsignedData = univ.ObjectIdentifier("1.2.840.113549.1.9.16.2.34")
id_alg_noSignature = univ.ObjectIdentifier("1.3.6.1.5.5.7.6.2")
id_kp_cmcCA = univ.ObjectIdentifier("1.3.6.1.5.5.7.3.27")
id_kp_cmcRA = univ.ObjectIdentifier("1.3.6.1.5.5.7.3.28")
id_kp_cmcArchive = univ.ObjectIdentifier("1.3.6.1.5.5.7.3.29")
id_ad_cmc = univ.ObjectIdentifier("1.3.6.1.5.5.7.48.12")


def _implicit(number: int) -> tag.Tag:
    return tag.Tag(tag.tagClassContext, tag.tagFormatConstructed, number)


# Section 3.2.2: body part references


class BodyPartID(univ.Integer):
    subtypeSpec = univ.Integer.subtypeSpec + constraint.ValueRangeConstraint(0, 4294967295)


class BodyPartPath(univ.SequenceOf):
    componentType = BodyPartID()
    sizeSpec = ONE_OR_MORE


class BodyPartList(univ.SequenceOf):
    componentType = BodyPartID()
    sizeSpec = ONE_OR_MORE


class BodyPartReference(univ.Choice):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("bodyPartID", BodyPartID()),
        namedtype.NamedType("bodyPartPath", BodyPartPath()),
    )


# Sections 3.2.1 and 4.2.1: PKIData, PKIResponse and what they are made of


class TaggedAttribute(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("bodyPartID", BodyPartID()),
        namedtype.NamedType("attrType", univ.ObjectIdentifier()),
        namedtype.NamedType(
            "attrValues",
            univ.SetOf(componentType=univ.Any()),
            openType=opentype.OpenType("attrType", maps.controls),
        ),
    )


class TaggedCertificationRequest(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("bodyPartID", BodyPartID()),
        namedtype.NamedType("certificationRequest", CertificationRequest()),
    )


class OtherReqMsg(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("bodyPartID", BodyPartID()),
        namedtype.NamedType("requestMessageType", univ.ObjectIdentifier()),
        namedtype.NamedType(
            "requestMessageValue",
            univ.Any(),
            openType=opentype.OpenType("requestMessageType", maps.other_requests),
        ),
    )


class TaggedRequest(univ.Choice):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("tcr", TaggedCertificationRequest().subtype(implicitTag=_implicit(0))),
        namedtype.NamedType("crm", CertReqMsg().subtype(implicitTag=_implicit(1))),
        namedtype.NamedType("orm", OtherReqMsg().subtype(implicitTag=_implicit(2))),
    )


class TaggedContentInfo(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("bodyPartID", BodyPartID()),
        namedtype.NamedType("contentInfo", ContentInfo()),
    )


class OtherMsg(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("bodyPartID", BodyPartID()),
        namedtype.NamedType("otherMsgType", univ.ObjectIdentifier()),
        namedtype.NamedType(
            "otherMsgValue",
            univ.Any(),
            openType=opentype.OpenType("otherMsgType", maps.other_messages),
        ),
    )


class PKIData(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("controlSequence", univ.SequenceOf(componentType=TaggedAttribute())),
        namedtype.NamedType("reqSequence", univ.SequenceOf(componentType=TaggedRequest())),
        namedtype.NamedType("cmsSequence", univ.SequenceOf(componentType=TaggedContentInfo())),
        namedtype.NamedType("otherMsgSequence", univ.SequenceOf(componentType=OtherMsg())),
    )


class PKIResponse(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("controlSequence", univ.SequenceOf(componentType=TaggedAttribute())),
        namedtype.NamedType("cmsSequence", univ.SequenceOf(componentType=TaggedContentInfo())),
        namedtype.NamedType("otherMsgSequence", univ.SequenceOf(componentType=OtherMsg())),
    )


# Section 3.2.3: data that no signature covers


class CMCUnsignedData(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("bodyPartPath", BodyPartPath()),
        namedtype.NamedType("identifier", univ.ObjectIdentifier()),
        namedtype.NamedType(
            "content",
            univ.Any(),
            openType=opentype.OpenType("identifier", maps.unsigned_data),
        ),
    )


# Appendix C.1: the value in the BIT STRING of a signature by id-alg-noSignature


class NoSignatureValue(univ.OctetString):
    pass


maps.attributes.update({id_aa_cmc_unsignedData: CMCUnsignedData()})

# The two are eContent types, but a ContentInfo that holds one directly is legal CMS and occurs.
maps.content_types.update({id_cct_PKIData: PKIData(), id_cct_PKIResponse: PKIResponse()})

maps.algorithm_parameters.update({id_alg_noSignature: univ.Null()})
