"""Certificates and the parts that other messages share with them (RFC 5280 section 4.1)."""

from __future__ import annotations

from cmcasn1.codec.value import ListOf, NamedInteger, TypeName, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Self

    from cryptography import x509

    from cmcasn1.codec.primitives import BitString, GeneralizedTime, UTCTime
    from cmcasn1.oids import Oid
    from cmcasn1.pkix.algorithms import AlgorithmIdentifier
    from cmcasn1.pkix.keys import SubjectPublicKeyInfo
    from cmcasn1.pkix.names import Name


class Version(NamedInteger):
    """The version of a certificate or of a CRL.

    ::

        Version  ::=  INTEGER  {  v1(0), v2(1), v3(2)  }

    RFC 5280 section 4.1.2.1.
    """

    v1 = 0
    v2 = 1
    v3 = 2


class CertificateSerialNumber(TypeName[int]):
    """The number of a certificate at its CA: `CertificateSerialNumber ::= INTEGER`.

    RFC 5280 section 4.1.2.2.
    """


class UniqueIdentifier(TypeName["BitString"]):
    """What tells reused names apart: `UniqueIdentifier ::= BIT STRING` (RFC 5280 section 4.1.2.8)."""


class Time(TypeName["UTCTime | GeneralizedTime"]):
    """A time, with two or with four digits of the year; the value is an aware `datetime`.

    ::

        Time ::= CHOICE {
            utcTime        UTCTime,
            generalTime    GeneralizedTime }

    RFC 5280 section 4.1.2.5.
    """


class Validity(Value):
    """How long the CA vouches for the status of a certificate.

    ::

        Validity ::= SEQUENCE {
            notBefore      Time,
            notAfter       Time }

    RFC 5280 section 4.1.2.5.
    """

    not_before: UTCTime | GeneralizedTime
    not_after: UTCTime | GeneralizedTime


class Extension(Value, kw_only=True):
    """One extension: which, whether who does not know it must give up, and the DER of its value.

    ::

        Extension  ::=  SEQUENCE  {
            extnID      OBJECT IDENTIFIER,
            critical    BOOLEAN DEFAULT FALSE,
            extnValue   OCTET STRING }

    RFC 5280 section 4.1.2.9.
    """

    extn_id: Oid
    critical: bool = False
    extn_value: bytes


class Extensions(ListOf["Extension"]):
    """Extensions: `Extensions ::= SEQUENCE SIZE (1..MAX) OF Extension` (RFC 5280 section 4.1.2.9)."""

    __slots__ = ()


class TBSCertificate(Value, kw_only=True, covered=True):
    """What a CA says of a key, and signs; `octets` are those that the signature covers.

    ::

        TBSCertificate  ::=  SEQUENCE  {
            version         [0]  EXPLICIT Version DEFAULT v1,
            serialNumber         CertificateSerialNumber,
            signature            AlgorithmIdentifier,
            issuer               Name,
            validity             Validity,
            subject              Name,
            subjectPublicKeyInfo SubjectPublicKeyInfo,
            issuerUniqueID  [1]  IMPLICIT UniqueIdentifier OPTIONAL,
            subjectUniqueID [2]  IMPLICIT UniqueIdentifier OPTIONAL,
            extensions      [3]  EXPLICIT Extensions OPTIONAL }

    RFC 5280 section 4.1.
    """

    version: Version | int = Version.v1
    serial_number: int
    signature: AlgorithmIdentifier
    issuer: Name
    validity: Validity
    subject: Name
    subject_public_key_info: SubjectPublicKeyInfo
    issuer_unique_id: BitString | None = None
    subject_unique_id: BitString | None = None
    extensions: Extensions | None = None


class Certificate(Value, covered=True):
    """A certificate of X.509.

    ::

        Certificate  ::=  SEQUENCE  {
            tbsCertificate       TBSCertificate,
            signatureAlgorithm   AlgorithmIdentifier,
            signatureValue       BIT STRING }

    The last component is `signature`, as in RFC 5280 appendix A.1. RFC 5280 section 4.1.
    """

    tbs_certificate: TBSCertificate
    signature_algorithm: AlgorithmIdentifier
    signature: BitString

    def to_cryptography(self) -> x509.Certificate:
        """Return cryptography's object of the octets as received; raises `DecodeError` where it refuses them."""
        from cryptography.x509 import load_der_x509_certificate

        from cmcasn1.pkix.cryptography_objects import load

        return load(load_der_x509_certificate, self.octets, "Certificate", self.signature_algorithm.algorithm)

    @classmethod
    def from_cryptography(cls, certificate: x509.Certificate) -> Self:
        """Return the value of a cryptography certificate, octets kept; raises `DecodeError` for what is no DER."""
        from cryptography import x509
        from cryptography.hazmat.primitives.serialization import Encoding

        from cmcasn1.pkix.cryptography_objects import store

        value: Self = store(
            "Certificate", certificate, x509.Certificate, lambda: certificate.public_bytes(Encoding.DER)
        )
        return value
