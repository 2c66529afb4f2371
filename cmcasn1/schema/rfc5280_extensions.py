"""Certificate, CRL and CRL entry extensions of RFC 5280 (module PKIX1Implicit88)."""

from __future__ import annotations

from pyasn1.type import char, namedtype, namedval, univ, useful

from cmcasn1.schema import maps
from cmcasn1.schema.notation import MAX, between, explicit, implicit, opened, ranged, sequence_of, size, sized
from cmcasn1.schema.rfc5280_names import AttributeSet, GeneralName, GeneralNames, RelativeDistinguishedName

id_pkix = univ.ObjectIdentifier("1.3.6.1.5.5.7")
id_pe = id_pkix + (1,)
id_qt = id_pkix + (2,)
id_kp = id_pkix + (3,)
id_ad = id_pkix + (48,)
id_ce = univ.ObjectIdentifier("2.5.29")

id_ce_subjectDirectoryAttributes = id_ce + (9,)
id_ce_subjectKeyIdentifier = id_ce + (14,)
id_ce_keyUsage = id_ce + (15,)
id_ce_privateKeyUsagePeriod = id_ce + (16,)
id_ce_subjectAltName = id_ce + (17,)
id_ce_issuerAltName = id_ce + (18,)
id_ce_basicConstraints = id_ce + (19,)
id_ce_cRLNumber = id_ce + (20,)
id_ce_cRLReasons = id_ce + (21,)
id_ce_holdInstructionCode = id_ce + (23,)
id_ce_invalidityDate = id_ce + (24,)
id_ce_deltaCRLIndicator = id_ce + (27,)
id_ce_issuingDistributionPoint = id_ce + (28,)
id_ce_certificateIssuer = id_ce + (29,)
id_ce_nameConstraints = id_ce + (30,)
id_ce_cRLDistributionPoints = id_ce + (31,)
id_ce_certificatePolicies = id_ce + (32,)
id_ce_policyMappings = id_ce + (33,)
id_ce_authorityKeyIdentifier = id_ce + (35,)
id_ce_policyConstraints = id_ce + (36,)
id_ce_extKeyUsage = id_ce + (37,)
id_ce_freshestCRL = id_ce + (46,)
id_ce_inhibitAnyPolicy = id_ce + (54,)
id_pe_authorityInfoAccess = id_pe + (1,)
id_pe_subjectInfoAccess = id_pe + (11,)

anyPolicy = id_ce_certificatePolicies + (0,)
anyExtendedKeyUsage = id_ce_extKeyUsage + (0,)
id_qt_cps = id_qt + (1,)
id_qt_unotice = id_qt + (2,)
id_kp_serverAuth = id_kp + (1,)
id_kp_clientAuth = id_kp + (2,)
id_kp_codeSigning = id_kp + (3,)
id_kp_emailProtection = id_kp + (4,)
id_kp_timeStamping = id_kp + (8,)
id_kp_OCSPSigning = id_kp + (9,)
id_ad_ocsp = id_ad + (1,)
id_ad_caIssuers = id_ad + (2,)
id_ad_timeStamping = id_ad + (3,)
id_ad_caRepository = id_ad + (5,)
id_holdinstruction_none = univ.ObjectIdentifier("2.2.840.10040.2.1")
id_holdinstruction_callissuer = univ.ObjectIdentifier("2.2.840.10040.2.2")
id_holdinstruction_reject = univ.ObjectIdentifier("2.2.840.10040.2.3")


class CertificateSerialNumber(univ.Integer):
    pass


# Sections 4.2.1.1 to 4.2.1.3: keys


class KeyIdentifier(univ.OctetString):
    pass


class AuthorityKeyIdentifier(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.OptionalNamedType("keyIdentifier", implicit(KeyIdentifier(), 0)),
        namedtype.OptionalNamedType("authorityCertIssuer", implicit(GeneralNames(), 1)),
        namedtype.OptionalNamedType("authorityCertSerialNumber", implicit(CertificateSerialNumber(), 2)),
    )


class SubjectKeyIdentifier(KeyIdentifier):
    pass


class KeyUsage(univ.BitString):
    namedValues = namedval.NamedValues(
        ("digitalSignature", 0),
        ("nonRepudiation", 1),
        ("keyEncipherment", 2),
        ("dataEncipherment", 3),
        ("keyAgreement", 4),
        ("keyCertSign", 5),
        ("cRLSign", 6),
        ("encipherOnly", 7),
        ("decipherOnly", 8),
    )


class PrivateKeyUsagePeriod(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.OptionalNamedType("notBefore", implicit(useful.GeneralizedTime(), 0)),
        namedtype.OptionalNamedType("notAfter", implicit(useful.GeneralizedTime(), 1)),
    )


# Sections 4.2.1.4 and 4.2.1.5: policies


class CertPolicyId(univ.ObjectIdentifier):
    pass


class PolicyQualifierId(univ.ObjectIdentifier):
    pass


class PolicyQualifierInfo(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("policyQualifierId", PolicyQualifierId()),
        namedtype.NamedType("qualifier", univ.Any(), openType=opened("policyQualifierId", maps.policy_qualifiers)),
    )


class PolicyInformation(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("policyIdentifier", CertPolicyId()),
        namedtype.OptionalNamedType("policyQualifiers", sequence_of(PolicyQualifierInfo(), 1, MAX)),
    )


class CertificatePolicies(univ.SequenceOf):
    componentType = PolicyInformation()
    sizeSpec = univ.SequenceOf.sizeSpec + size(1, MAX)


class CPSuri(char.IA5String):
    pass


class DisplayText(univ.Choice):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("ia5String", sized(char.IA5String(), 1, 200)),
        namedtype.NamedType("visibleString", sized(char.VisibleString(), 1, 200)),
        namedtype.NamedType("bmpString", sized(char.BMPString(), 1, 200)),
        namedtype.NamedType("utf8String", sized(char.UTF8String(), 1, 200)),
    )


class NoticeReference(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("organization", DisplayText()),
        namedtype.NamedType("noticeNumbers", univ.SequenceOf(componentType=univ.Integer())),
    )


class UserNotice(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.OptionalNamedType("noticeRef", NoticeReference()),
        namedtype.OptionalNamedType("explicitText", DisplayText()),
    )


class PolicyMapping(univ.Sequence):
    """The anonymous element of PolicyMappings."""

    componentType = namedtype.NamedTypes(
        namedtype.NamedType("issuerDomainPolicy", CertPolicyId()),
        namedtype.NamedType("subjectDomainPolicy", CertPolicyId()),
    )


class PolicyMappings(univ.SequenceOf):
    componentType = PolicyMapping()
    sizeSpec = univ.SequenceOf.sizeSpec + size(1, MAX)


# Sections 4.2.1.6 to 4.2.1.8: alternative names, directory attributes


class SubjectAltName(GeneralNames):
    pass


class IssuerAltName(GeneralNames):
    pass


class SubjectDirectoryAttributes(univ.SequenceOf):
    componentType = AttributeSet()
    sizeSpec = univ.SequenceOf.sizeSpec + size(1, MAX)


# Sections 4.2.1.9 to 4.2.1.14: constraints, extended key usage


class BasicConstraints(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.DefaultedNamedType("cA", univ.Boolean(False)),
        namedtype.OptionalNamedType("pathLenConstraint", ranged(univ.Integer(), 0, MAX)),
    )


class BaseDistance(univ.Integer):
    subtypeSpec = univ.Integer.subtypeSpec + between(0, MAX)


class GeneralSubtree(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("base", GeneralName()),
        namedtype.DefaultedNamedType("minimum", implicit(BaseDistance(0), 0)),
        namedtype.OptionalNamedType("maximum", implicit(BaseDistance(), 1)),
    )


class GeneralSubtrees(univ.SequenceOf):
    componentType = GeneralSubtree()
    sizeSpec = univ.SequenceOf.sizeSpec + size(1, MAX)


class NameConstraints(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.OptionalNamedType("permittedSubtrees", implicit(GeneralSubtrees(), 0)),
        namedtype.OptionalNamedType("excludedSubtrees", implicit(GeneralSubtrees(), 1)),
    )


class SkipCerts(univ.Integer):
    subtypeSpec = univ.Integer.subtypeSpec + between(0, MAX)


class PolicyConstraints(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.OptionalNamedType("requireExplicitPolicy", implicit(SkipCerts(), 0)),
        namedtype.OptionalNamedType("inhibitPolicyMapping", implicit(SkipCerts(), 1)),
    )


class InhibitAnyPolicy(SkipCerts):
    pass


class KeyPurposeId(univ.ObjectIdentifier):
    pass


class ExtKeyUsageSyntax(univ.SequenceOf):
    componentType = KeyPurposeId()
    sizeSpec = univ.SequenceOf.sizeSpec + size(1, MAX)


# Sections 4.2.1.13, 4.2.1.15, 4.2.2: where to find CRLs and services


class ReasonFlags(univ.BitString):
    namedValues = namedval.NamedValues(
        ("unused", 0),
        ("keyCompromise", 1),
        ("cACompromise", 2),
        ("affiliationChanged", 3),
        ("superseded", 4),
        ("cessationOfOperation", 5),
        ("certificateHold", 6),
        ("privilegeWithdrawn", 7),
        ("aACompromise", 8),
    )


class DistributionPointName(univ.Choice):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("fullName", implicit(GeneralNames(), 0)),
        namedtype.NamedType("nameRelativeToCRLIssuer", implicit(RelativeDistinguishedName(), 1)),
    )


class DistributionPoint(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.OptionalNamedType("distributionPoint", explicit(DistributionPointName(), 0)),
        namedtype.OptionalNamedType("reasons", implicit(ReasonFlags(), 1)),
        namedtype.OptionalNamedType("cRLIssuer", implicit(GeneralNames(), 2)),
    )


class CRLDistributionPoints(univ.SequenceOf):
    componentType = DistributionPoint()
    sizeSpec = univ.SequenceOf.sizeSpec + size(1, MAX)


class FreshestCRL(CRLDistributionPoints):
    pass


class AccessDescription(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("accessMethod", univ.ObjectIdentifier()),
        namedtype.NamedType("accessLocation", GeneralName()),
    )


class AuthorityInfoAccessSyntax(univ.SequenceOf):
    componentType = AccessDescription()
    sizeSpec = univ.SequenceOf.sizeSpec + size(1, MAX)


class SubjectInfoAccessSyntax(univ.SequenceOf):
    componentType = AccessDescription()
    sizeSpec = univ.SequenceOf.sizeSpec + size(1, MAX)


# Sections 5.2 and 5.3: CRLs and their entries


class CRLNumber(univ.Integer):
    subtypeSpec = univ.Integer.subtypeSpec + between(0, MAX)


class BaseCRLNumber(CRLNumber):
    pass


class IssuingDistributionPoint(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.OptionalNamedType("distributionPoint", explicit(DistributionPointName(), 0)),
        namedtype.DefaultedNamedType("onlyContainsUserCerts", implicit(univ.Boolean(False), 1)),
        namedtype.DefaultedNamedType("onlyContainsCACerts", implicit(univ.Boolean(False), 2)),
        namedtype.OptionalNamedType("onlySomeReasons", implicit(ReasonFlags(), 3)),
        namedtype.DefaultedNamedType("indirectCRL", implicit(univ.Boolean(False), 4)),
        namedtype.DefaultedNamedType("onlyContainsAttributeCerts", implicit(univ.Boolean(False), 5)),
    )


class CRLReason(univ.Enumerated):
    namedValues = namedval.NamedValues(
        ("unspecified", 0),
        ("keyCompromise", 1),
        ("cACompromise", 2),
        ("affiliationChanged", 3),
        ("superseded", 4),
        ("cessationOfOperation", 5),
        ("certificateHold", 6),
        ("removeFromCRL", 8),
        ("privilegeWithdrawn", 9),
        ("aACompromise", 10),
    )


class HoldInstructionCode(univ.ObjectIdentifier):
    pass


class InvalidityDate(useful.GeneralizedTime):
    pass


class CertificateIssuer(GeneralNames):
    pass


maps.policy_qualifiers.update({id_qt_cps: CPSuri(), id_qt_unotice: UserNotice()})
maps.extensions.update(
    {
        id_ce_subjectDirectoryAttributes: SubjectDirectoryAttributes(),
        id_ce_subjectKeyIdentifier: SubjectKeyIdentifier(),
        id_ce_keyUsage: KeyUsage(),
        id_ce_privateKeyUsagePeriod: PrivateKeyUsagePeriod(),
        id_ce_subjectAltName: SubjectAltName(),
        id_ce_issuerAltName: IssuerAltName(),
        id_ce_basicConstraints: BasicConstraints(),
        id_ce_cRLNumber: CRLNumber(),
        id_ce_cRLReasons: CRLReason(),
        id_ce_holdInstructionCode: HoldInstructionCode(),
        id_ce_invalidityDate: InvalidityDate(),
        id_ce_deltaCRLIndicator: BaseCRLNumber(),
        id_ce_issuingDistributionPoint: IssuingDistributionPoint(),
        id_ce_certificateIssuer: CertificateIssuer(),
        id_ce_nameConstraints: NameConstraints(),
        id_ce_cRLDistributionPoints: CRLDistributionPoints(),
        id_ce_certificatePolicies: CertificatePolicies(),
        id_ce_policyMappings: PolicyMappings(),
        id_ce_authorityKeyIdentifier: AuthorityKeyIdentifier(),
        id_ce_policyConstraints: PolicyConstraints(),
        id_ce_extKeyUsage: ExtKeyUsageSyntax(),
        id_ce_freshestCRL: FreshestCRL(),
        id_ce_inhibitAnyPolicy: InhibitAnyPolicy(),
        id_pe_authorityInfoAccess: AuthorityInfoAccessSyntax(),
        id_pe_subjectInfoAccess: SubjectInfoAccessSyntax(),
    }
)
