"""Certificates and CRLs: RFC 5280 (module PKIX1Explicit88), with its names and extensions re-exported."""

from __future__ import annotations

from pyasn1.type import namedtype, namedval, univ, useful

from cmcasn1.schema import maps
from cmcasn1.schema.notation import MAX, explicit, implicit, opened, sequence_of, size
from cmcasn1.schema.rfc5280_extensions import AccessDescription as AccessDescription
from cmcasn1.schema.rfc5280_extensions import CertificateSerialNumber as CertificateSerialNumber
from cmcasn1.schema.rfc5280_extensions import CRLReason as CRLReason
from cmcasn1.schema.rfc5280_extensions import DistributionPointName as DistributionPointName
from cmcasn1.schema.rfc5280_extensions import KeyIdentifier as KeyIdentifier
from cmcasn1.schema.rfc5280_extensions import ReasonFlags as ReasonFlags
from cmcasn1.schema.rfc5280_extensions import SubjectKeyIdentifier as SubjectKeyIdentifier
from cmcasn1.schema.rfc5280_extensions import id_ad as id_ad
from cmcasn1.schema.rfc5280_extensions import id_ce as id_ce
from cmcasn1.schema.rfc5280_extensions import id_kp as id_kp
from cmcasn1.schema.rfc5280_extensions import id_pe as id_pe
from cmcasn1.schema.rfc5280_extensions import id_pkix as id_pkix
from cmcasn1.schema.rfc5280_names import AnotherName as AnotherName
from cmcasn1.schema.rfc5280_names import AttributeSet as AttributeSet
from cmcasn1.schema.rfc5280_names import AttributeType as AttributeType
from cmcasn1.schema.rfc5280_names import AttributeTypeAndValue as AttributeTypeAndValue
from cmcasn1.schema.rfc5280_names import AttributeValue as AttributeValue
from cmcasn1.schema.rfc5280_names import DirectoryString as DirectoryString
from cmcasn1.schema.rfc5280_names import GeneralName as GeneralName
from cmcasn1.schema.rfc5280_names import GeneralNames as GeneralNames
from cmcasn1.schema.rfc5280_names import Name as Name
from cmcasn1.schema.rfc5280_names import RDNSequence as RDNSequence
from cmcasn1.schema.rfc5280_names import RelativeDistinguishedName as RelativeDistinguishedName
from cmcasn1.schema.rfc5280_names import id_at as id_at


class AlgorithmIdentifier(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("algorithm", univ.ObjectIdentifier()),
        namedtype.OptionalNamedType("parameters", univ.Any(), openType=opened("algorithm", maps.algorithm_parameters)),
    )


class Extension(univ.Sequence):
    """extnValue stays octets: pyasn1 loses the inner OCTET STRING of a subjectKeyIdentifier on encoding."""

    componentType = namedtype.NamedTypes(
        namedtype.NamedType("extnID", univ.ObjectIdentifier()),
        namedtype.DefaultedNamedType("critical", univ.Boolean(False)),
        namedtype.NamedType("extnValue", univ.OctetString()),
    )


class Extensions(univ.SequenceOf):
    componentType = Extension()
    sizeSpec = univ.SequenceOf.sizeSpec + size(1, MAX)


# Section 4.1: certificates


class Version(univ.Integer):
    namedValues = namedval.NamedValues(("v1", 0), ("v2", 1), ("v3", 2))


class Time(univ.Choice):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("utcTime", useful.UTCTime()),
        namedtype.NamedType("generalTime", useful.GeneralizedTime()),
    )


class Validity(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("notBefore", Time()),
        namedtype.NamedType("notAfter", Time()),
    )


class UniqueIdentifier(univ.BitString):
    pass


class SubjectPublicKeyInfo(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("algorithm", AlgorithmIdentifier()),
        namedtype.NamedType("subjectPublicKey", univ.BitString()),
    )


class TBSCertificate(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.DefaultedNamedType("version", explicit(Version(0), 0)),
        namedtype.NamedType("serialNumber", CertificateSerialNumber()),
        namedtype.NamedType("signature", AlgorithmIdentifier()),
        namedtype.NamedType("issuer", Name()),
        namedtype.NamedType("validity", Validity()),
        namedtype.NamedType("subject", Name()),
        namedtype.NamedType("subjectPublicKeyInfo", SubjectPublicKeyInfo()),
        namedtype.OptionalNamedType("issuerUniqueID", implicit(UniqueIdentifier(), 1)),
        namedtype.OptionalNamedType("subjectUniqueID", implicit(UniqueIdentifier(), 2)),
        namedtype.OptionalNamedType("extensions", explicit(Extensions(), 3)),
    )


class Certificate(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("tbsCertificate", TBSCertificate()),
        namedtype.NamedType("signatureAlgorithm", AlgorithmIdentifier()),
        namedtype.NamedType("signature", univ.BitString()),
    )


# Section 5.1: certificate revocation lists


class RevokedCertificate(univ.Sequence):
    """The anonymous element of TBSCertList.revokedCertificates."""

    componentType = namedtype.NamedTypes(
        namedtype.NamedType("userCertificate", CertificateSerialNumber()),
        namedtype.NamedType("revocationDate", Time()),
        namedtype.OptionalNamedType("crlEntryExtensions", Extensions()),
    )


class TBSCertList(univ.Sequence):
    # Section 5.1.2.6 wants revokedCertificates absent when empty; the ASN.1 allows what some CAs send.
    componentType = namedtype.NamedTypes(
        namedtype.OptionalNamedType("version", Version()),
        namedtype.NamedType("signature", AlgorithmIdentifier()),
        namedtype.NamedType("issuer", Name()),
        namedtype.NamedType("thisUpdate", Time()),
        namedtype.OptionalNamedType("nextUpdate", Time()),
        namedtype.OptionalNamedType("revokedCertificates", sequence_of(RevokedCertificate())),
        namedtype.OptionalNamedType("crlExtensions", explicit(Extensions(), 0)),
    )


class CertificateList(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("tbsCertList", TBSCertList()),
        namedtype.NamedType("signatureAlgorithm", AlgorithmIdentifier()),
        namedtype.NamedType("signature", univ.BitString()),
    )
