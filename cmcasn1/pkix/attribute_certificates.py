"""Attribute certificates: version 2 of RFC 5755, and the version 1 that CMS still carries (RFC 5652 section 10.2.2)."""

from __future__ import annotations

from cmcasn1.codec.value import NamedInteger, TypeName, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

    from cmcasn1.codec.primitives import BitString
    from cmcasn1.oids import Oid
    from cmcasn1.pkix.algorithms import AlgorithmIdentifier
    from cmcasn1.pkix.certificates import Extensions
    from cmcasn1.pkix.general_names import GeneralNames
    from cmcasn1.pkix.names import AttributeSet


class AttCertVersion(NamedInteger):
    """The version of an attribute certificate: `AttCertVersion ::= INTEGER { v2(1) }`.

    RFC 5755 section 4.1.
    """

    v2 = 1


class IssuerSerial(Value):
    """A certificate, by issuer and serial number.

    ::

        IssuerSerial  ::=  SEQUENCE {
            issuer         GeneralNames,
            serial         CertificateSerialNumber,
            issuerUID      UniqueIdentifier OPTIONAL }

    RFC 5755 section 4.1.
    """

    issuer: GeneralNames
    serial: int
    issuer_uid: BitString | None = None


class DigestedObjectType(NamedInteger):
    """What an `ObjectDigestInfo` is the digest of; the ASN.1 gives the type no name.

    ::

        ENUMERATED {
            publicKey            (0),
            publicKeyCert        (1),
            otherObjectTypes     (2) }

    RFC 5755 section 4.1.
    """

    publicKey = 0
    publicKeyCert = 1
    otherObjectTypes = 2


class ObjectDigestInfo(Value, kw_only=True):
    """The holder, by a digest.

    ::

        ObjectDigestInfo ::= SEQUENCE {
            digestedObjectType  ENUMERATED {
                publicKey            (0),
                publicKeyCert        (1),
                otherObjectTypes     (2) },
            otherObjectTypeID   OBJECT IDENTIFIER OPTIONAL,
            digestAlgorithm     AlgorithmIdentifier,
            objectDigest        BIT STRING }

    RFC 5755 section 4.1.
    """

    digested_object_type: DigestedObjectType | int
    other_object_type_id: Oid | None = None
    digest_algorithm: AlgorithmIdentifier
    object_digest: BitString


class Holder(Value):
    """Whom the attributes belong to.

    ::

        Holder ::= SEQUENCE {
            baseCertificateID   [0] IssuerSerial OPTIONAL,
            entityName          [1] GeneralNames OPTIONAL,
            objectDigestInfo    [2] ObjectDigestInfo OPTIONAL }

    RFC 5755 section 4.2.2.
    """

    base_certificate_id: IssuerSerial | None = None
    entity_name: GeneralNames | None = None
    object_digest_info: ObjectDigestInfo | None = None


class V2Form(Value):
    """The issuer of an attribute certificate.

    ::

        V2Form ::= SEQUENCE {
            issuerName            GeneralNames  OPTIONAL,
            baseCertificateID     [0] IssuerSerial  OPTIONAL,
            objectDigestInfo      [1] ObjectDigestInfo  OPTIONAL }

    RFC 5755 section 4.2.3.
    """

    issuer_name: GeneralNames | None = None
    base_certificate_id: IssuerSerial | None = None
    object_digest_info: ObjectDigestInfo | None = None


class AttCertIssuer(TypeName["GeneralNames | V2Form"]):
    """The issuer of an attribute certificate, in the old or in the new form.

    ::

        AttCertIssuer ::= CHOICE {
            v1Form   GeneralNames,  -- MUST NOT be used in this profile
            v2Form   [0] V2Form }   -- v2 only

    RFC 5755 section 4.2.3.
    """


class AttCertValidityPeriod(Value):
    """How long the attributes hold.

    ::

        AttCertValidityPeriod  ::= SEQUENCE {
            notBeforeTime  GeneralizedTime,
            notAfterTime   GeneralizedTime }

    RFC 5755 section 4.2.6.
    """

    not_before_time: datetime
    not_after_time: datetime


class AttributeCertificateInfo(Value, covered=True):
    """What an attribute authority says of a holder, and signs; `octets` are those that the signature covers.

    ::

        AttributeCertificateInfo ::= SEQUENCE {
            version                 AttCertVersion, -- version is v2
            holder                  Holder,
            issuer                  AttCertIssuer,
            signature               AlgorithmIdentifier,
            serialNumber            CertificateSerialNumber,
            attrCertValidityPeriod  AttCertValidityPeriod,
            attributes              SEQUENCE OF Attribute,
            issuerUniqueID          UniqueIdentifier OPTIONAL,
            extensions              Extensions OPTIONAL }

    RFC 5755 section 4.1.
    """

    version: AttCertVersion | int
    holder: Holder
    issuer: GeneralNames | V2Form
    signature: AlgorithmIdentifier
    serial_number: int
    attr_cert_validity_period: AttCertValidityPeriod
    attributes: tuple[AttributeSet, ...]
    issuer_unique_id: BitString | None = None
    extensions: Extensions | None = None


class AttributeCertificate(Value):
    """An attribute certificate of version 2.

    ::

        AttributeCertificate ::= SEQUENCE {
            acinfo               AttributeCertificateInfo,
            signatureAlgorithm   AlgorithmIdentifier,
            signatureValue       BIT STRING }

    RFC 5755 section 4.1.
    """

    acinfo: AttributeCertificateInfo
    signature_algorithm: AlgorithmIdentifier
    signature_value: BitString


# Version 1


class AttCertVersionV1(NamedInteger):
    """The old version: `AttCertVersionV1 ::= INTEGER { v1(0) }` (RFC 5652 section 12.2)."""

    v1 = 0


class AttributeCertificateInfoV1(Value, kw_only=True):
    """The contents of an attribute certificate of version 1.

    ::

        AttributeCertificateInfoV1 ::= SEQUENCE {
            version AttCertVersionV1 DEFAULT v1,
            subject CHOICE {
                baseCertificateID [0] IssuerSerial,
                subjectName [1] GeneralNames },
            issuer GeneralNames,
            signature AlgorithmIdentifier,
            serialNumber CertificateSerialNumber,
            attCertValidityPeriod AttCertValidityPeriod,
            attributes SEQUENCE OF Attribute,
            issuerUniqueID UniqueIdentifier OPTIONAL,
            extensions Extensions OPTIONAL }

    The tags are explicit. RFC 5652 section 12.2.
    """

    version: AttCertVersionV1 | int = AttCertVersionV1.v1
    subject: IssuerSerial | GeneralNames
    issuer: GeneralNames
    signature: AlgorithmIdentifier
    serial_number: int
    att_cert_validity_period: AttCertValidityPeriod
    attributes: tuple[AttributeSet, ...]
    issuer_unique_id: BitString | None = None
    extensions: Extensions | None = None


class AttributeCertificateV1(Value):
    """An attribute certificate of version 1.

    ::

        AttributeCertificateV1 ::= SEQUENCE {
            acInfo AttributeCertificateInfoV1,
            signatureAlgorithm AlgorithmIdentifier,
            signature BIT STRING }

    RFC 5652 section 12.2.
    """

    ac_info: AttributeCertificateInfoV1
    signature_algorithm: AlgorithmIdentifier
    signature: BitString
