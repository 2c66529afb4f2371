"""Attribute certificates: RFC 5755 (v2), and the version 1 that CMS still carries (RFC 5652 section 12.2)."""

from __future__ import annotations

from pyasn1.type import char, namedtype, namedval, univ, useful

from cmcasn1.schema import maps
from cmcasn1.schema.notation import MAX, explicit, implicit, ranged
from cmcasn1.schema.rfc5280 import (
    AlgorithmIdentifier,
    AttributeSet,
    CertificateSerialNumber,
    Extensions,
    GeneralName,
    GeneralNames,
    UniqueIdentifier,
    id_at,
    id_ce,
    id_pe,
    id_pkix,
)

id_pe_ac_auditIdentity = id_pe + (4,)
id_pe_aaControls = id_pe + (6,)
id_pe_ac_proxying = id_pe + (10,)
id_ce_targetInformation = id_ce + (55,)
id_ce_noRevAvail = id_ce + (56,)

id_aca = id_pkix + (10,)
id_aca_authenticationInfo = id_aca + (1,)
id_aca_accessIdentity = id_aca + (2,)
id_aca_chargingIdentity = id_aca + (3,)
id_aca_group = id_aca + (4,)
id_aca_encAttrs = id_aca + (6,)
id_at_role = id_at + (72,)
id_at_clearance = id_at + (55,)
id_at_clearance_rfc3281 = univ.ObjectIdentifier("2.5.1.5.55")


# Section 4.1: the attribute certificate


class AttCertVersion(univ.Integer):
    namedValues = namedval.NamedValues(("v2", 1))


class IssuerSerial(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("issuer", GeneralNames()),
        namedtype.NamedType("serial", CertificateSerialNumber()),
        namedtype.OptionalNamedType("issuerUID", UniqueIdentifier()),
    )


class DigestedObjectType(univ.Enumerated):
    """The anonymous ENUMERATED of ObjectDigestInfo, named after its component."""

    namedValues = namedval.NamedValues(("publicKey", 0), ("publicKeyCert", 1), ("otherObjectTypes", 2))


class ObjectDigestInfo(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("digestedObjectType", DigestedObjectType()),
        namedtype.OptionalNamedType("otherObjectTypeID", univ.ObjectIdentifier()),
        namedtype.NamedType("digestAlgorithm", AlgorithmIdentifier()),
        namedtype.NamedType("objectDigest", univ.BitString()),
    )


class Holder(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.OptionalNamedType("baseCertificateID", implicit(IssuerSerial(), 0)),
        namedtype.OptionalNamedType("entityName", implicit(GeneralNames(), 1)),
        namedtype.OptionalNamedType("objectDigestInfo", implicit(ObjectDigestInfo(), 2)),
    )


class V2Form(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.OptionalNamedType("issuerName", GeneralNames()),
        namedtype.OptionalNamedType("baseCertificateID", implicit(IssuerSerial(), 0)),
        namedtype.OptionalNamedType("objectDigestInfo", implicit(ObjectDigestInfo(), 1)),
    )


class AttCertIssuer(univ.Choice):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("v1Form", GeneralNames()),
        namedtype.NamedType("v2Form", implicit(V2Form(), 0)),
    )


class AttCertValidityPeriod(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("notBeforeTime", useful.GeneralizedTime()),
        namedtype.NamedType("notAfterTime", useful.GeneralizedTime()),
    )


class AttributeCertificateInfo(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("version", AttCertVersion()),
        namedtype.NamedType("holder", Holder()),
        namedtype.NamedType("issuer", AttCertIssuer()),
        namedtype.NamedType("signature", AlgorithmIdentifier()),
        namedtype.NamedType("serialNumber", CertificateSerialNumber()),
        namedtype.NamedType("attrCertValidityPeriod", AttCertValidityPeriod()),
        namedtype.NamedType("attributes", univ.SequenceOf(componentType=AttributeSet())),
        namedtype.OptionalNamedType("issuerUniqueID", UniqueIdentifier()),
        namedtype.OptionalNamedType("extensions", Extensions()),
    )


class AttributeCertificate(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("acinfo", AttributeCertificateInfo()),
        namedtype.NamedType("signatureAlgorithm", AlgorithmIdentifier()),
        namedtype.NamedType("signatureValue", univ.BitString()),
    )


# RFC 5652 section 12.2: version 1 of X.509-1997, a module of EXPLICIT TAGS


class AttCertVersionV1(univ.Integer):
    namedValues = namedval.NamedValues(("v1", 0))


class AttributeCertificateInfoV1(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.DefaultedNamedType("version", AttCertVersionV1(0)),
        namedtype.NamedType(
            "subject",
            univ.Choice(
                componentType=namedtype.NamedTypes(
                    namedtype.NamedType("baseCertificateID", explicit(IssuerSerial(), 0)),
                    namedtype.NamedType("subjectName", explicit(GeneralNames(), 1)),
                )
            ),
        ),
        namedtype.NamedType("issuer", GeneralNames()),
        namedtype.NamedType("signature", AlgorithmIdentifier()),
        namedtype.NamedType("serialNumber", CertificateSerialNumber()),
        namedtype.NamedType("attCertValidityPeriod", AttCertValidityPeriod()),
        namedtype.NamedType("attributes", univ.SequenceOf(componentType=AttributeSet())),
        namedtype.OptionalNamedType("issuerUniqueID", UniqueIdentifier()),
        namedtype.OptionalNamedType("extensions", Extensions()),
    )


class AttributeCertificateV1(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("acInfo", AttributeCertificateInfoV1()),
        namedtype.NamedType("signatureAlgorithm", AlgorithmIdentifier()),
        namedtype.NamedType("signature", univ.BitString()),
    )


# Sections 4.3 and 7: extensions


class AuditIdentity(univ.OctetString):
    """The bare OCTET STRING of id-pe-ac-auditIdentity."""


class TargetCert(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("targetCertificate", IssuerSerial()),
        namedtype.OptionalNamedType("targetName", GeneralName()),
        namedtype.OptionalNamedType("certDigestInfo", ObjectDigestInfo()),
    )


class Target(univ.Choice):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("targetName", explicit(GeneralName(), 0)),
        namedtype.NamedType("targetGroup", explicit(GeneralName(), 1)),
        namedtype.NamedType("targetCert", implicit(TargetCert(), 2)),
    )


class Targets(univ.SequenceOf):
    componentType = Target()


class ProxyInfo(univ.SequenceOf):
    componentType = Targets()


class AttrSpec(univ.SequenceOf):
    componentType = univ.ObjectIdentifier()


class AAControls(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.OptionalNamedType("pathLenConstraint", ranged(univ.Integer(), 0, MAX)),
        namedtype.OptionalNamedType("permittedAttrs", implicit(AttrSpec(), 0)),
        namedtype.OptionalNamedType("excludedAttrs", implicit(AttrSpec(), 1)),
        namedtype.DefaultedNamedType("permitUnSpecified", univ.Boolean(True)),
    )


class ACClearAttrs(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("acIssuer", GeneralName()),
        namedtype.NamedType("acSerial", univ.Integer()),
        namedtype.NamedType("attrs", univ.SequenceOf(componentType=AttributeSet())),
    )


# Section 4.4: attributes


class IetfAttrSyntax(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.OptionalNamedType("policyAuthority", implicit(GeneralNames(), 0)),
        namedtype.NamedType(
            "values",
            univ.SequenceOf(
                componentType=univ.Choice(
                    componentType=namedtype.NamedTypes(
                        namedtype.NamedType("octets", univ.OctetString()),
                        namedtype.NamedType("oid", univ.ObjectIdentifier()),
                        namedtype.NamedType("string", char.UTF8String()),
                    )
                )
            ),
        ),
    )


class SvceAuthInfo(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("service", GeneralName()),
        namedtype.NamedType("ident", GeneralName()),
        namedtype.OptionalNamedType("authInfo", univ.OctetString()),
    )


class RoleSyntax(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.OptionalNamedType("roleAuthority", implicit(GeneralNames(), 0)),
        namedtype.NamedType("roleName", explicit(GeneralName(), 1)),
    )


class ClassList(univ.BitString):
    namedValues = namedval.NamedValues(
        ("unmarked", 0),
        ("unclassified", 1),
        ("restricted", 2),
        ("confidential", 3),
        ("secret", 4),
        ("topSecret", 5),
    )


class SecurityCategory(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("type", implicit(univ.ObjectIdentifier(), 0)),
        namedtype.NamedType("value", explicit(univ.Any(), 1)),
    )


class Clearance(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("policyId", univ.ObjectIdentifier()),
        namedtype.DefaultedNamedType("classList", ClassList("'01'B")),
        namedtype.OptionalNamedType("securityCategories", univ.SetOf(componentType=SecurityCategory())),
    )


class Clearance_rfc3281(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("policyId", implicit(univ.ObjectIdentifier(), 0)),
        namedtype.DefaultedNamedType("classList", implicit(ClassList("'01'B"), 1)),
        namedtype.OptionalNamedType("securityCategories", implicit(univ.SetOf(componentType=SecurityCategory()), 2)),
    )


maps.extensions.update(
    {
        id_pe_ac_auditIdentity: AuditIdentity(),
        id_pe_aaControls: AAControls(),
        id_pe_ac_proxying: ProxyInfo(),
        id_ce_targetInformation: Targets(),
        id_ce_noRevAvail: univ.Null(""),
    }
)
# id-aca-encAttrs is a ContentInfo, which the CMS document adds (RFC 5755 section 7.1).
maps.attributes.update(
    {
        id_aca_authenticationInfo: SvceAuthInfo(),
        id_aca_accessIdentity: SvceAuthInfo(),
        id_aca_chargingIdentity: IetfAttrSyntax(),
        id_aca_group: IetfAttrSyntax(),
        id_at_role: RoleSyntax(),
        id_at_clearance: Clearance(),
        id_at_clearance_rfc3281: Clearance_rfc3281(),
    }
)
