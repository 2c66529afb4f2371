"""Certificate revocation lists and the extensions of their entries (RFC 5280 section 5)."""

from __future__ import annotations

from cmcasn1.codec.value import ListOf, NamedInteger, TypeName, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Self

    from cryptography import x509

    from cmcasn1.codec.primitives import BitString, GeneralizedTime, UTCTime
    from cmcasn1.oids import Oid
    from cmcasn1.pkix.algorithms import AlgorithmIdentifier
    from cmcasn1.pkix.certificates import Extensions, Version
    from cmcasn1.pkix.extensions_distribution import DistributionPointName, ReasonFlags
    from cmcasn1.pkix.general_names import GeneralName
    from cmcasn1.pkix.names import Name


class RevokedCertificate(Value):
    """One entry of a CRL; the ASN.1 gives the type no name.

    ::

        SEQUENCE  {
            userCertificate         CertificateSerialNumber,
            revocationDate          Time,
            crlEntryExtensions      Extensions OPTIONAL }

    RFC 5280 section 5.1.2.6.
    """

    user_certificate: int
    revocation_date: UTCTime | GeneralizedTime
    crl_entry_extensions: Extensions | None = None


class TBSCertList(Value, kw_only=True, covered=True):
    """What a CA says of its revoked certificates, and signs; `octets` are those that the signature covers.

    ::

        TBSCertList  ::=  SEQUENCE  {
            version                 Version OPTIONAL,
            signature               AlgorithmIdentifier,
            issuer                  Name,
            thisUpdate              Time,
            nextUpdate              Time OPTIONAL,
            revokedCertificates     SEQUENCE OF SEQUENCE  {
                userCertificate         CertificateSerialNumber,
                revocationDate          Time,
                crlEntryExtensions      Extensions OPTIONAL }  OPTIONAL,
            crlExtensions           [0] EXPLICIT Extensions OPTIONAL }

    RFC 5280 section 5.1.
    """

    version: Version | int | None = None
    signature: AlgorithmIdentifier
    issuer: Name
    this_update: UTCTime | GeneralizedTime
    next_update: UTCTime | GeneralizedTime | None = None
    revoked_certificates: tuple[RevokedCertificate, ...] | None = None
    crl_extensions: Extensions | None = None


class CertificateList(Value, covered=True):
    """A certificate revocation list.

    ::

        CertificateList  ::=  SEQUENCE  {
            tbsCertList          TBSCertList,
            signatureAlgorithm   AlgorithmIdentifier,
            signatureValue       BIT STRING }

    The last component is `signature`, as in RFC 5280 appendix A.1. RFC 5280 section 5.1.
    """

    tbs_cert_list: TBSCertList
    signature_algorithm: AlgorithmIdentifier
    signature: BitString

    def to_cryptography(self) -> x509.CertificateRevocationList:
        """Return cryptography's object of the octets as received; raises `DecodeError` where it refuses them."""
        from cryptography.x509 import load_der_x509_crl

        from cmcasn1.pkix.cryptography_objects import load

        return load(load_der_x509_crl, self.octets, "CertificateList", self.signature_algorithm.algorithm)

    @classmethod
    def from_cryptography(cls, crl: x509.CertificateRevocationList) -> Self:
        """Return the value of a cryptography CRL, octets kept; raises `DecodeError` for what is no DER."""
        from cryptography import x509
        from cryptography.hazmat.primitives.serialization import Encoding

        from cmcasn1.pkix.cryptography_objects import store

        value: Self = store(
            "CertificateList", crl, x509.CertificateRevocationList, lambda: crl.public_bytes(Encoding.DER)
        )
        return value


# Section 5.2: extensions of the list


class CRLNumber(TypeName[int]):
    """The number of a CRL among those of its issuer: `CRLNumber ::= INTEGER (0..MAX)`.

    RFC 5280 section 5.2.3.
    """


class BaseCRLNumber(TypeName[int]):
    """The CRL that a delta CRL starts from: `BaseCRLNumber ::= CRLNumber` (RFC 5280 section 5.2.4)."""


class IssuingDistributionPoint(Value):
    """What a CRL covers, and where it is published.

    ::

        IssuingDistributionPoint ::= SEQUENCE {
            distributionPoint          [0] DistributionPointName OPTIONAL,
            onlyContainsUserCerts      [1] BOOLEAN DEFAULT FALSE,
            onlyContainsCACerts        [2] BOOLEAN DEFAULT FALSE,
            onlySomeReasons            [3] ReasonFlags OPTIONAL,
            indirectCRL                [4] BOOLEAN DEFAULT FALSE,
            onlyContainsAttributeCerts [5] BOOLEAN DEFAULT FALSE }

    RFC 5280 section 5.2.5.
    """

    distribution_point: DistributionPointName | None = None
    only_contains_user_certs: bool = False
    only_contains_ca_certs: bool = False
    only_some_reasons: ReasonFlags | None = None
    indirect_crl: bool = False
    only_contains_attribute_certs: bool = False


# Section 5.3: extensions of an entry


class CRLReason(NamedInteger):
    """Why a certificate is revoked, or is to be.

    ::

        CRLReason ::= ENUMERATED {
            unspecified             (0),
            keyCompromise           (1),
            cACompromise            (2),
            affiliationChanged      (3),
            superseded              (4),
            cessationOfOperation    (5),
            certificateHold         (6),
            -- value 7 is not used
            removeFromCRL           (8),
            privilegeWithdrawn      (9),
            aACompromise           (10) }

    RFC 5280 section 5.3.1.
    """

    unspecified = 0
    keyCompromise = 1
    cACompromise = 2
    affiliationChanged = 3
    superseded = 4
    cessationOfOperation = 5
    certificateHold = 6
    removeFromCRL = 8
    privilegeWithdrawn = 9
    aACompromise = 10


class HoldInstructionCode(TypeName["Oid"]):
    """What to do with a certificate on hold: `HoldInstructionCode ::= OBJECT IDENTIFIER`.

    RFC 5280 appendix A.2.
    """


class InvalidityDate(TypeName["GeneralizedTime"]):
    """When the key was or may have been lost: `InvalidityDate ::= GeneralizedTime`.

    RFC 5280 section 5.3.2.
    """


class CertificateIssuer(ListOf["GeneralName"]):
    """Whose certificate an entry of an indirect CRL is: `CertificateIssuer ::= GeneralNames`.

    RFC 5280 section 5.3.3.
    """

    __slots__ = ()
