"""Certificates and revocation information as CMS messages carry them (RFC 5652 section 10.2)."""

from __future__ import annotations

from cmcasn1.codec.value import ListOf, TypeName, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from cmcasn1.cms.attributes import UnauthAttributes
    from cmcasn1.cms.content_info import CMSVersion
    from cmcasn1.codec.primitives import BitString, OpenValue
    from cmcasn1.oids import Oid
    from cmcasn1.pkix.algorithms import AlgorithmIdentifier
    from cmcasn1.pkix.attribute_certificates import AttributeCertificate, AttributeCertificateV1
    from cmcasn1.pkix.certificates import Certificate
    from cmcasn1.pkix.crls import CertificateList
    from cmcasn1.pkix.names import Name

    AnyCertificate: TypeAlias = (
        "Certificate | ExtendedCertificate | AttributeCertificateV1 | AttributeCertificate | OtherCertificateFormat"
    )
    AnyRevocationInfo: TypeAlias = "CertificateList | OtherRevocationInfoFormat"


class IssuerAndSerialNumber(Value):
    """Names a certificate by its issuer and serial number.

    ::

        IssuerAndSerialNumber ::= SEQUENCE {
            issuer Name,
            serialNumber CertificateSerialNumber }

    RFC 5652 section 10.2.4.
    """

    issuer: Name
    serial_number: int


class OtherRevocationInfoFormat(Value):
    """Revocation information that is no CRL: an OCSP response, say.

    ::

        OtherRevocationInfoFormat ::= SEQUENCE {
            otherRevInfoFormat OBJECT IDENTIFIER,
            otherRevInfo ANY DEFINED BY otherRevInfoFormat }

    RFC 5652 section 10.2.1.
    """

    other_rev_info_format: Oid
    other_rev_info: OpenValue


class RevocationInfoChoice(TypeName["AnyRevocationInfo"]):
    """A CRL or other revocation information; the class of the value tells which.

    ::

        RevocationInfoChoice ::= CHOICE {
            crl CertificateList,
            other [1] IMPLICIT OtherRevocationInfoFormat }

    RFC 5652 section 10.2.1.
    """


class RevocationInfoChoices(ListOf["AnyRevocationInfo"]):
    """The revocation information in a message.

    ::

        RevocationInfoChoices ::= SET OF RevocationInfoChoice

    RFC 5652 section 10.2.1.
    """

    __slots__ = ()


class ExtendedCertificateInfo(Value):
    """What the issuer of an extended certificate signs.

    ::

        ExtendedCertificateInfo ::= SEQUENCE {
            version CMSVersion,
            certificate Certificate,
            attributes UnauthAttributes }

    RFC 5652 section 12.1, which has it from PKCS #6; obsolete.
    """

    version: CMSVersion | int
    certificate: Certificate
    attributes: UnauthAttributes


class ExtendedCertificate(Value):
    """A certificate with attributes of PKCS #6.

    ::

        ExtendedCertificate ::= SEQUENCE {
            extendedCertificateInfo ExtendedCertificateInfo,
            signatureAlgorithm SignatureAlgorithmIdentifier,
            signature Signature }

    RFC 5652 section 12.1; obsolete.
    """

    extended_certificate_info: ExtendedCertificateInfo
    signature_algorithm: AlgorithmIdentifier
    signature: BitString


class OtherCertificateFormat(Value):
    """A certificate of a format that CMS does not know.

    ::

        OtherCertificateFormat ::= SEQUENCE {
            otherCertFormat OBJECT IDENTIFIER,
            otherCert ANY DEFINED BY otherCertFormat }

    RFC 5652 section 10.2.2.
    """

    other_cert_format: Oid
    other_cert: OpenValue


class CertificateChoices(TypeName["AnyCertificate"]):
    """A certificate of any kind; the class of the value tells which.

    ::

        CertificateChoices ::= CHOICE {
            certificate Certificate,
            extendedCertificate [0] IMPLICIT ExtendedCertificate,
            v1AttrCert [1] IMPLICIT AttributeCertificateV1,
            v2AttrCert [2] IMPLICIT AttributeCertificateV2,
            other [3] IMPLICIT OtherCertificateFormat }

    RFC 5652 section 10.2.2; extendedCertificate and v1AttrCert are obsolete.
    """


class CertificateSet(ListOf["AnyCertificate"]):
    """The certificates in a message, in no order that means anything.

    ::

        CertificateSet ::= SET OF CertificateChoices

    RFC 5652 section 10.2.3.
    """

    __slots__ = ()


class OriginatorInfo(Value):
    """The sender's certificates and CRLs in a message that no signature protects.

    ::

        OriginatorInfo ::= SEQUENCE {
            certs [0] IMPLICIT CertificateSet OPTIONAL,
            crls [1] IMPLICIT RevocationInfoChoices OPTIONAL }

    RFC 5652 section 6.1.
    """

    certs: CertificateSet | None = None
    crls: RevocationInfoChoices | None = None
