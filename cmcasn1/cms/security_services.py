"""Attributes that tie a signature to its certificate and algorithms (RFC 5035, RFC 6211, RFC 8551)."""

from __future__ import annotations

from cmcasn1.codec.value import ListOf, TypeName, Value
from cmcasn1.oids import Oid
from cmcasn1.oids.known import ID_SHA256
from cmcasn1.pkix.algorithms import AlgorithmIdentifier

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from cmcasn1.cms.certificates import IssuerAndSerialNumber
    from cmcasn1.cms.recipient_infos import RecipientKeyIdentifier
    from cmcasn1.codec.primitives import OpenValue
    from cmcasn1.pkix.extensions_policies import PolicyInformation
    from cmcasn1.pkix.general_names import GeneralNames

    AnyKeyName: TypeAlias = "IssuerAndSerialNumber | RecipientKeyIdentifier | bytes"

_SHA256 = AlgorithmIdentifier(ID_SHA256)


class ContentHints(Value, kw_only=True):
    """Says what the innermost content of a message is (attribute id-aa-contentHint).

    ::

        ContentHints ::= SEQUENCE {
            contentDescription UTF8String (SIZE (1..MAX)) OPTIONAL,
            contentType ContentType }

    RFC 2634 section 2.9.
    """

    content_description: str | None = None
    content_type: Oid


class ESSIssuerSerial(Value):
    """Names a certificate beside its hash; called IssuerSerial in the RFC, as is another type of RFC 5755.

    ::

        IssuerSerial ::= SEQUENCE {
            issuer GeneralNames,
            serialNumber CertificateSerialNumber }

    RFC 5035 section 5.
    """

    issuer: GeneralNames
    serial_number: int


class ESSCertID(Value):
    """The SHA-1 hash of a certificate.

    ::

        ESSCertID ::= SEQUENCE {
            certHash Hash,
            issuerSerial IssuerSerial OPTIONAL }

        Hash ::= OCTET STRING

    RFC 2634 section 5.4.1.
    """

    cert_hash: bytes
    issuer_serial: ESSIssuerSerial | None = None


class ESSCertIDv2(Value, kw_only=True):
    """The hash of a certificate.

    ::

        ESSCertIDv2 ::= SEQUENCE {
            hashAlgorithm AlgorithmIdentifier DEFAULT {algorithm id-sha256},
            certHash Hash,
            issuerSerial IssuerSerial OPTIONAL }

    RFC 5035 section 4.
    """

    hash_algorithm: AlgorithmIdentifier = _SHA256
    cert_hash: bytes
    issuer_serial: ESSIssuerSerial | None = None


class SigningCertificate(Value):
    """A signed attribute that names the signer's certificate by its SHA-1 hash (id-aa-signingCertificate).

    ::

        SigningCertificate ::= SEQUENCE {
            certs SEQUENCE OF ESSCertID,
            policies SEQUENCE OF PolicyInformation OPTIONAL }

    RFC 2634 section 5.4.
    """

    certs: tuple[ESSCertID, ...]
    policies: tuple[PolicyInformation, ...] | None = None


class SigningCertificateV2(Value):
    """A signed attribute that names the signer's certificate by a hash (id-aa-signingCertificateV2).

    ::

        SigningCertificateV2 ::= SEQUENCE {
            certs SEQUENCE OF ESSCertIDv2,
            policies SEQUENCE OF PolicyInformation OPTIONAL }

    RFC 5035 section 3.
    """

    certs: tuple[ESSCertIDv2, ...]
    policies: tuple[PolicyInformation, ...] | None = None


class CMSAlgorithmProtection(Value):
    """A signed or authenticated attribute that repeats the algorithms, so that nobody can exchange them.

    ::

        CMSAlgorithmProtection ::= SEQUENCE {
            digestAlgorithm DigestAlgorithmIdentifier,
            signatureAlgorithm [1] SignatureAlgorithmIdentifier OPTIONAL,
            macAlgorithm [2] MessageAuthenticationCodeAlgorithm OPTIONAL }

    One of the two optional components is there. RFC 6211 section 2.
    """

    digest_algorithm: AlgorithmIdentifier
    signature_algorithm: AlgorithmIdentifier | None = None
    mac_algorithm: AlgorithmIdentifier | None = None


class SMIMECapability(Value):
    """One algorithm or technique that the sender can handle.

    ::

        SMIMECapability ::= SEQUENCE {
            capabilityID OBJECT IDENTIFIER,
            parameters ANY DEFINED BY capabilityID OPTIONAL }

    RFC 8551 section 2.5.2.
    """

    capability_id: Oid
    parameters: OpenValue | None = None


class SMIMECapabilities(ListOf["SMIMECapability"]):
    """What the sender can handle, best first.

    ::

        SMIMECapabilities ::= SEQUENCE OF SMIMECapability

    RFC 8551 section 2.5.2.
    """

    __slots__ = ()


class SMIMEEncryptionKeyPreference(TypeName["AnyKeyName"]):
    """The key to which the signer wishes answers to be encrypted; bytes are a subjectAltKeyIdentifier.

    ::

        SMIMEEncryptionKeyPreference ::= CHOICE {
            issuerAndSerialNumber [0] IssuerAndSerialNumber,
            receipentKeyId [1] RecipientKeyIdentifier,
            subjectAltKeyIdentifier [2] SubjectKeyIdentifier }

    RFC 8551 section 2.5.3.
    """
