"""The messages of CMP that carry CRMF: RFC 9810 (RFC 4210, module PKIXCMP-2009, explicit tags).

Bodies that hold no certification request stay closed: they are CMP's own business.
"""

from __future__ import annotations

from pyasn1.type import char, namedtype, namedval, tagmap, univ, useful

from cmcasn1.schema import maps
from cmcasn1.schema.notation import MAX, between, explicit, sequence_of, size
from cmcasn1.schema.rfc2986 import CertificationRequest
from cmcasn1.schema.rfc4211 import CertReqMessages, id_regCtrl
from cmcasn1.schema.rfc5280 import AlgorithmIdentifier, Certificate, GeneralName, KeyIdentifier

# Section 5.3.19.16 (RFC 9480): controls of certificate templates that a CA hands out
id_regCtrl_algId = id_regCtrl + (11,)
id_regCtrl_rsaKeyLen = id_regCtrl + (12,)


class PKIVersion(univ.Integer):
    """The anonymous INTEGER of PKIHeader.pvno."""

    namedValues = namedval.NamedValues(("cmp1999", 1), ("cmp2000", 2), ("cmp2021", 3))


class PKIFreeText(univ.SequenceOf):
    componentType = char.UTF8String()
    sizeSpec = univ.SequenceOf.sizeSpec + size(1, MAX)


class InfoTypeAndValue(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("infoType", univ.ObjectIdentifier()),
        namedtype.OptionalNamedType("infoValue", univ.Any()),
    )


class PKIHeader(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("pvno", PKIVersion()),
        namedtype.NamedType("sender", GeneralName()),
        namedtype.NamedType("recipient", GeneralName()),
        namedtype.OptionalNamedType("messageTime", explicit(useful.GeneralizedTime(), 0)),
        namedtype.OptionalNamedType("protectionAlg", explicit(AlgorithmIdentifier(), 1)),
        namedtype.OptionalNamedType("senderKID", explicit(KeyIdentifier(), 2)),
        namedtype.OptionalNamedType("recipKID", explicit(KeyIdentifier(), 3)),
        namedtype.OptionalNamedType("transactionID", explicit(univ.OctetString(), 4)),
        namedtype.OptionalNamedType("senderNonce", explicit(univ.OctetString(), 5)),
        namedtype.OptionalNamedType("recipNonce", explicit(univ.OctetString(), 6)),
        namedtype.OptionalNamedType("freeText", explicit(PKIFreeText(), 7)),
        namedtype.OptionalNamedType(
            "generalInfo",
            explicit(sequence_of(InfoTypeAndValue(), 1), 8),
        ),
    )


class ClosedBody(univ.Any):
    """A body that is left closed; tagged, it claims only its own tag, as a CHOICE cannot have two plain `Any`."""

    @property
    def tagMap(self) -> tagmap.TagMap:
        """The tags by which pyasn1 finds the alternative."""
        return tagmap.TagMap({self.tagSet: self}) if self.tagSet else super().tagMap


class PKIBody(univ.Choice):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("ir", explicit(CertReqMessages(), 0)),
        namedtype.NamedType("ip", explicit(ClosedBody(), 1)),
        namedtype.NamedType("cr", explicit(CertReqMessages(), 2)),
        namedtype.NamedType("cp", explicit(ClosedBody(), 3)),
        namedtype.NamedType("p10cr", explicit(CertificationRequest(), 4)),
        namedtype.NamedType("popdecc", explicit(ClosedBody(), 5)),
        namedtype.NamedType("popdecr", explicit(ClosedBody(), 6)),
        namedtype.NamedType("kur", explicit(CertReqMessages(), 7)),
        namedtype.NamedType("kup", explicit(ClosedBody(), 8)),
        namedtype.NamedType("krr", explicit(CertReqMessages(), 9)),
        namedtype.NamedType("krp", explicit(ClosedBody(), 10)),
        namedtype.NamedType("rr", explicit(ClosedBody(), 11)),
        namedtype.NamedType("rp", explicit(ClosedBody(), 12)),
        namedtype.NamedType("ccr", explicit(CertReqMessages(), 13)),
        namedtype.NamedType("ccp", explicit(ClosedBody(), 14)),
        namedtype.NamedType("ckuann", explicit(ClosedBody(), 15)),
        namedtype.NamedType("cann", explicit(ClosedBody(), 16)),
        namedtype.NamedType("rann", explicit(ClosedBody(), 17)),
        namedtype.NamedType("crlann", explicit(ClosedBody(), 18)),
        namedtype.NamedType("pkiconf", explicit(ClosedBody(), 19)),
        namedtype.NamedType("nested", explicit(ClosedBody(), 20)),
        namedtype.NamedType("genm", explicit(ClosedBody(), 21)),
        namedtype.NamedType("genp", explicit(ClosedBody(), 22)),
        namedtype.NamedType("error", explicit(ClosedBody(), 23)),
        namedtype.NamedType("certConf", explicit(ClosedBody(), 24)),
        namedtype.NamedType("pollReq", explicit(ClosedBody(), 25)),
        namedtype.NamedType("pollRep", explicit(ClosedBody(), 26)),
    )


class PKIProtection(univ.BitString):
    pass


class PKIMessage(univ.Sequence):
    # CMPCertificate is a CHOICE with the one alternative Certificate, which leaves no trace in the encoding.
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("header", PKIHeader()),
        namedtype.NamedType("body", PKIBody()),
        namedtype.OptionalNamedType("protection", explicit(PKIProtection(), 0)),
        namedtype.OptionalNamedType("extraCerts", explicit(sequence_of(Certificate(), 1), 1)),
    )


class AlgIdCtrl(AlgorithmIdentifier):
    pass


class RsaKeyLenCtrl(univ.Integer):
    subtypeSpec = univ.Integer.subtypeSpec + between(1, MAX)


maps.registration_controls.update({id_regCtrl_algId: AlgIdCtrl(), id_regCtrl_rsaKeyLen: RsaKeyLenCtrl()})
