"""The certificate request message format: RFC 4211 (module PKIXCRMF-2005)."""

from __future__ import annotations

from pyasn1.type import char, namedtype, namedval, univ

from cmcasn1.schema import maps
from cmcasn1.schema.notation import MAX, explicit, implicit, opened, sequence_of, size
from cmcasn1.schema.rfc2986 import Attributes
from cmcasn1.schema.rfc5280 import (
    AlgorithmIdentifier,
    Extensions,
    GeneralName,
    Name,
    SubjectPublicKeyInfo,
    Time,
    UniqueIdentifier,
    Version,
    id_pkix,
)
from cmcasn1.schema.rfc5652 import id_ct
from cmcasn1.schema.rfc5652_enveloped import EnvelopedData

id_pkip = id_pkix + (5,)
id_regCtrl = id_pkip + (1,)
id_regCtrl_regToken = id_regCtrl + (1,)
id_regCtrl_authenticator = id_regCtrl + (2,)
id_regCtrl_pkiPublicationInfo = id_regCtrl + (3,)
id_regCtrl_pkiArchiveOptions = id_regCtrl + (4,)
id_regCtrl_oldCertID = id_regCtrl + (5,)
id_regCtrl_protocolEncrKey = id_regCtrl + (6,)
id_regInfo = id_pkip + (2,)
id_regInfo_utf8Pairs = id_regInfo + (1,)
id_regInfo_certReq = id_regInfo + (2,)
id_ct_encKeyWithID = id_ct + (21,)
id_PasswordBasedMac = univ.ObjectIdentifier("1.2.840.113533.7.66.13")
# RFC 4210 section 5.1.3.2: the MAC of POPOPrivKey's agreeMAC
id_DHBasedMac = univ.ObjectIdentifier("1.2.840.113533.7.66.30")


# Section 4.4 and RFC 4210 section 5.1.3: MACs


class PBMParameter(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("salt", univ.OctetString()),
        namedtype.NamedType("owf", AlgorithmIdentifier()),
        namedtype.NamedType("iterationCount", univ.Integer()),
        namedtype.NamedType("mac", AlgorithmIdentifier()),
    )


class DHBMParameter(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("owf", AlgorithmIdentifier()),
        namedtype.NamedType("mac", AlgorithmIdentifier()),
    )


class PKMACValue(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("algId", AlgorithmIdentifier()),
        namedtype.NamedType("value", univ.BitString()),
    )


# Section 4: proof of possession


class SubsequentMessage(univ.Integer):
    namedValues = namedval.NamedValues(("encrCert", 0), ("challengeResp", 1))


class POPOPrivKey(univ.Choice):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("thisMessage", implicit(univ.BitString(), 0)),
        namedtype.NamedType("subsequentMessage", implicit(SubsequentMessage(), 1)),
        namedtype.NamedType("dhMAC", implicit(univ.BitString(), 2)),
        namedtype.NamedType("agreeMAC", implicit(PKMACValue(), 3)),
        namedtype.NamedType("encryptedKey", implicit(EnvelopedData(), 4)),
    )


class POPOSigningKeyInput(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType(
            "authInfo",
            univ.Choice(
                componentType=namedtype.NamedTypes(
                    namedtype.NamedType("sender", explicit(GeneralName(), 0)),
                    namedtype.NamedType("publicKeyMAC", PKMACValue()),
                )
            ),
        ),
        namedtype.NamedType("publicKey", SubjectPublicKeyInfo()),
    )


class POPOSigningKey(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.OptionalNamedType("poposkInput", implicit(POPOSigningKeyInput(), 0)),
        namedtype.NamedType("algorithmIdentifier", AlgorithmIdentifier()),
        namedtype.NamedType("signature", univ.BitString()),
    )


class ProofOfPossession(univ.Choice):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("raVerified", implicit(univ.Null(), 0)),
        namedtype.NamedType("signature", implicit(POPOSigningKey(), 1)),
        namedtype.NamedType("keyEncipherment", explicit(POPOPrivKey(), 2)),
        namedtype.NamedType("keyAgreement", explicit(POPOPrivKey(), 3)),
    )


# Section 5: the request


class OptionalValidity(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.OptionalNamedType("notBefore", explicit(Time(), 0)),
        namedtype.OptionalNamedType("notAfter", explicit(Time(), 1)),
    )


class CertTemplate(univ.Sequence):
    # Name is a CHOICE, so its tags are explicit.
    componentType = namedtype.NamedTypes(
        namedtype.OptionalNamedType("version", implicit(Version(), 0)),
        namedtype.OptionalNamedType("serialNumber", implicit(univ.Integer(), 1)),
        namedtype.OptionalNamedType("signingAlg", implicit(AlgorithmIdentifier(), 2)),
        namedtype.OptionalNamedType("issuer", explicit(Name(), 3)),
        namedtype.OptionalNamedType("validity", implicit(OptionalValidity(), 4)),
        namedtype.OptionalNamedType("subject", explicit(Name(), 5)),
        namedtype.OptionalNamedType("publicKey", implicit(SubjectPublicKeyInfo(), 6)),
        namedtype.OptionalNamedType("issuerUID", implicit(UniqueIdentifier(), 7)),
        namedtype.OptionalNamedType("subjectUID", implicit(UniqueIdentifier(), 8)),
        namedtype.OptionalNamedType("extensions", implicit(Extensions(), 9)),
    )


class SingleAttribute(univ.Sequence):
    """`AttributeTypeAndValue` of CRMF as it stands in `Controls`; the name is that of RFC 5912."""

    componentType = namedtype.NamedTypes(
        namedtype.NamedType("type", univ.ObjectIdentifier()),
        namedtype.NamedType("value", univ.Any(), openType=opened("type", maps.registration_controls)),
    )


class RegInfoAttribute(univ.Sequence):
    """`AttributeTypeAndValue` of CRMF as it stands in `regInfo`, which allows other types."""

    componentType = namedtype.NamedTypes(
        namedtype.NamedType("type", univ.ObjectIdentifier()),
        namedtype.NamedType("value", univ.Any(), openType=opened("type", maps.registration_info)),
    )


class Controls(univ.SequenceOf):
    componentType = SingleAttribute()
    sizeSpec = univ.SequenceOf.sizeSpec + size(1, MAX)


class CertRequest(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("certReqId", univ.Integer()),
        namedtype.NamedType("certTemplate", CertTemplate()),
        namedtype.OptionalNamedType("controls", Controls()),
    )


class CertReqMsg(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("certReq", CertRequest()),
        namedtype.OptionalNamedType("popo", ProofOfPossession()),
        namedtype.OptionalNamedType("regInfo", sequence_of(RegInfoAttribute(), 1)),
    )


class CertReqMessages(univ.SequenceOf):
    componentType = CertReqMsg()
    sizeSpec = univ.SequenceOf.sizeSpec + size(1, MAX)


# Section 6: registration controls


class RegToken(char.UTF8String):
    pass


class Authenticator(char.UTF8String):
    pass


class PublicationAction(univ.Integer):
    """The anonymous INTEGER of PKIPublicationInfo.action."""

    namedValues = namedval.NamedValues(("dontPublish", 0), ("pleasePublish", 1))


class PublicationMethod(univ.Integer):
    """The anonymous INTEGER of SinglePubInfo.pubMethod."""

    namedValues = namedval.NamedValues(("dontCare", 0), ("x500", 1), ("web", 2), ("ldap", 3))


class SinglePubInfo(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("pubMethod", PublicationMethod()),
        namedtype.OptionalNamedType("pubLocation", GeneralName()),
    )


class PKIPublicationInfo(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("action", PublicationAction()),
        namedtype.OptionalNamedType("pubInfos", sequence_of(SinglePubInfo(), 1)),
    )


class EncryptedValue(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.OptionalNamedType("intendedAlg", implicit(AlgorithmIdentifier(), 0)),
        namedtype.OptionalNamedType("symmAlg", implicit(AlgorithmIdentifier(), 1)),
        namedtype.OptionalNamedType("encSymmKey", implicit(univ.BitString(), 2)),
        namedtype.OptionalNamedType("keyAlg", implicit(AlgorithmIdentifier(), 3)),
        namedtype.OptionalNamedType("valueHint", implicit(univ.OctetString(), 4)),
        namedtype.NamedType("encValue", univ.BitString()),
    )


class EncryptedKey(univ.Choice):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("encryptedValue", EncryptedValue()),
        namedtype.NamedType("envelopedData", implicit(EnvelopedData(), 0)),
    )


class KeyGenParameters(univ.OctetString):
    pass


class PKIArchiveOptions(univ.Choice):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("encryptedPrivKey", explicit(EncryptedKey(), 0)),
        namedtype.NamedType("keyGenParameters", implicit(KeyGenParameters(), 1)),
        namedtype.NamedType("archiveRemGenPrivKey", implicit(univ.Boolean(), 2)),
    )


class CertId(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("issuer", GeneralName()),
        namedtype.NamedType("serialNumber", univ.Integer()),
    )


class OldCertId(CertId):
    pass


class ProtocolEncrKey(SubjectPublicKeyInfo):
    pass


# Section 7: registration information


class UTF8Pairs(char.UTF8String):
    pass


class CertReq(CertRequest):
    pass


# Section 6.4 and RFC 5958: a private key to be archived or to prove possession of


class PrivateKeyVersion(univ.Integer):
    """`Version` of RFC 5958 section 2; RFC 4211 has a bare INTEGER there."""

    namedValues = namedval.NamedValues(("v1", 0), ("v2", 1))


class PrivateKeyInfo(univ.Sequence):
    """With `publicKey` of OneAsymmetricKey, which RFC 5958 section 2 added for version v2."""

    componentType = namedtype.NamedTypes(
        namedtype.NamedType("version", PrivateKeyVersion()),
        namedtype.NamedType("privateKeyAlgorithm", AlgorithmIdentifier()),
        namedtype.NamedType("privateKey", univ.OctetString()),
        namedtype.OptionalNamedType("attributes", implicit(Attributes(), 0)),
        namedtype.OptionalNamedType("publicKey", implicit(univ.BitString(), 1)),
    )


class EncKeyWithID(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("privateKey", PrivateKeyInfo()),
        namedtype.OptionalNamedType(
            "identifier",
            univ.Choice(
                componentType=namedtype.NamedTypes(
                    namedtype.NamedType("string", char.UTF8String()),
                    namedtype.NamedType("generalName", GeneralName()),
                )
            ),
        ),
    )


maps.registration_controls.update(
    {
        id_regCtrl_regToken: RegToken(),
        id_regCtrl_authenticator: Authenticator(),
        id_regCtrl_pkiPublicationInfo: PKIPublicationInfo(),
        id_regCtrl_pkiArchiveOptions: PKIArchiveOptions(),
        id_regCtrl_oldCertID: OldCertId(),
        id_regCtrl_protocolEncrKey: ProtocolEncrKey(),
    }
)

maps.registration_info.update({id_regInfo_utf8Pairs: UTF8Pairs(), id_regInfo_certReq: CertReq()})

maps.content_types.update({id_ct_encKeyWithID: EncKeyWithID()})

maps.algorithm_parameters.update({id_PasswordBasedMac: PBMParameter(), id_DHBasedMac: DHBMParameter()})
