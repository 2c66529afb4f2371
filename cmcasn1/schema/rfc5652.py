"""The Cryptographic Message Syntax: RFC 5652 sections 3 to 5, 7, 10 and 11; `rfc5652_enveloped` has the rest.

Aliases of AlgorithmIdentifier, OCTET STRING and OBJECT IDENTIFIER have no class of their own (SignatureValue,
EncryptedKey, ...): CRMF has another EncryptedKey, PKCS #9 another ContentType and MessageDigest.
"""

from __future__ import annotations

from pyasn1.type import namedtype, namedval, univ

from cmcasn1.schema import maps
from cmcasn1.schema.notation import MAX, explicit, implicit, opened, size
from cmcasn1.schema.rfc5280 import (
    AlgorithmIdentifier,
    AttributeValue,
    Certificate,
    CertificateList,
    CertificateSerialNumber,
    Name,
    SubjectKeyIdentifier,
)
from cmcasn1.schema.rfc5755 import AttributeCertificate, AttributeCertificateV1, id_aca_encAttrs

id_data = univ.ObjectIdentifier("1.2.840.113549.1.7.1")
id_signedData = univ.ObjectIdentifier("1.2.840.113549.1.7.2")
id_envelopedData = univ.ObjectIdentifier("1.2.840.113549.1.7.3")
id_digestedData = univ.ObjectIdentifier("1.2.840.113549.1.7.5")
id_encryptedData = univ.ObjectIdentifier("1.2.840.113549.1.7.6")
id_smime = univ.ObjectIdentifier("1.2.840.113549.1.9.16")
id_ct = id_smime + (1,)
id_ct_authData = id_ct + (2,)
id_ct_contentInfo = id_ct + (6,)
id_countersignature = univ.ObjectIdentifier("1.2.840.113549.1.9.6")
# RFC 5940: revocation information other than CRLs
id_ri = univ.ObjectIdentifier("1.3.6.1.5.5.7.16")
id_ri_ocsp_response = id_ri + (2,)
id_ri_scvp = id_ri + (4,)


# Sections 3 and 4: content


class ContentInfo(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("contentType", univ.ObjectIdentifier()),
        namedtype.NamedType("content", explicit(univ.Any(), 0), openType=opened("contentType", maps.content_types)),
    )


class Data(univ.OctetString):
    """The content of type id-data, which section 4 gives no type name of its own."""


class EncapsulatedContentInfo(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("eContentType", univ.ObjectIdentifier()),
        namedtype.OptionalNamedType("eContent", explicit(univ.OctetString(), 0)),
    )


# Section 10.2.5


class CMSVersion(univ.Integer):
    namedValues = namedval.NamedValues(("v0", 0), ("v1", 1), ("v2", 2), ("v3", 3), ("v4", 4), ("v5", 5))


# Sections 5.3 and 9.1: attributes


class Attribute(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("attrType", univ.ObjectIdentifier()),
        namedtype.NamedType(
            "attrValues",
            univ.SetOf(componentType=AttributeValue()),
            openType=opened("attrType", maps.attributes),
        ),
    )


class SignedAttributes(univ.SetOf):
    componentType = Attribute()
    sizeSpec = univ.SetOf.sizeSpec + size(1, MAX)


class UnsignedAttributes(univ.SetOf):
    componentType = Attribute()
    sizeSpec = univ.SetOf.sizeSpec + size(1, MAX)


class AuthAttributes(univ.SetOf):
    componentType = Attribute()
    sizeSpec = univ.SetOf.sizeSpec + size(1, MAX)


class UnauthAttributes(univ.SetOf):
    componentType = Attribute()
    sizeSpec = univ.SetOf.sizeSpec + size(1, MAX)


# Section 10.2: certificates and revocation information


class IssuerAndSerialNumber(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("issuer", Name()),
        namedtype.NamedType("serialNumber", CertificateSerialNumber()),
    )


class OtherRevocationInfoFormat(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("otherRevInfoFormat", univ.ObjectIdentifier()),
        namedtype.NamedType(
            "otherRevInfo",
            univ.Any(),
            openType=opened("otherRevInfoFormat", maps.other_revocation_infos),
        ),
    )


class RevocationInfoChoice(univ.Choice):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("crl", CertificateList()),
        namedtype.NamedType("other", implicit(OtherRevocationInfoFormat(), 1)),
    )


class RevocationInfoChoices(univ.SetOf):
    componentType = RevocationInfoChoice()


class ExtendedCertificateInfo(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("version", CMSVersion()),
        namedtype.NamedType("certificate", Certificate()),
        namedtype.NamedType("attributes", UnauthAttributes()),
    )


class ExtendedCertificate(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("extendedCertificateInfo", ExtendedCertificateInfo()),
        namedtype.NamedType("signatureAlgorithm", AlgorithmIdentifier()),
        namedtype.NamedType("signature", univ.BitString()),
    )


class OtherCertificateFormat(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("otherCertFormat", univ.ObjectIdentifier()),
        namedtype.NamedType(
            "otherCert",
            univ.Any(),
            openType=opened("otherCertFormat", maps.other_certificates),
        ),
    )


class CertificateChoices(univ.Choice):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("certificate", Certificate()),
        namedtype.NamedType("extendedCertificate", implicit(ExtendedCertificate(), 0)),
        namedtype.NamedType("v1AttrCert", implicit(AttributeCertificateV1(), 1)),
        namedtype.NamedType("v2AttrCert", implicit(AttributeCertificate(), 2)),
        namedtype.NamedType("other", implicit(OtherCertificateFormat(), 3)),
    )


class CertificateSet(univ.SetOf):
    componentType = CertificateChoices()


# Section 5: signed data


class SignerIdentifier(univ.Choice):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("issuerAndSerialNumber", IssuerAndSerialNumber()),
        namedtype.NamedType("subjectKeyIdentifier", implicit(SubjectKeyIdentifier(), 0)),
    )


class SignerInfo(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("version", CMSVersion()),
        namedtype.NamedType("sid", SignerIdentifier()),
        namedtype.NamedType("digestAlgorithm", AlgorithmIdentifier()),
        namedtype.OptionalNamedType("signedAttrs", implicit(SignedAttributes(), 0)),
        namedtype.NamedType("signatureAlgorithm", AlgorithmIdentifier()),
        namedtype.NamedType("signature", univ.OctetString()),
        namedtype.OptionalNamedType("unsignedAttrs", implicit(UnsignedAttributes(), 1)),
    )


class SignerInfos(univ.SetOf):
    componentType = SignerInfo()


class DigestAlgorithmIdentifiers(univ.SetOf):
    componentType = AlgorithmIdentifier()


class SignedData(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("version", CMSVersion()),
        namedtype.NamedType("digestAlgorithms", DigestAlgorithmIdentifiers()),
        namedtype.NamedType("encapContentInfo", EncapsulatedContentInfo()),
        namedtype.OptionalNamedType("certificates", implicit(CertificateSet(), 0)),
        namedtype.OptionalNamedType("crls", implicit(RevocationInfoChoices(), 1)),
        namedtype.NamedType("signerInfos", SignerInfos()),
    )


# Section 7: digested data


class DigestedData(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("version", CMSVersion()),
        namedtype.NamedType("digestAlgorithm", AlgorithmIdentifier()),
        namedtype.NamedType("encapContentInfo", EncapsulatedContentInfo()),
        namedtype.NamedType("digest", univ.OctetString()),
    )


# Section 11.4


class Countersignature(SignerInfo):
    pass


# RFC 5755 section 4.4.8 needs ContentInfo, which needs the attribute certificates of that document.
maps.attributes.update({id_countersignature: Countersignature(), id_aca_encAttrs: ContentInfo()})

maps.content_types.update(
    {
        id_data: Data(),
        id_signedData: SignedData(),
        id_digestedData: DigestedData(),
        id_ct_contentInfo: ContentInfo(),
    }
)
