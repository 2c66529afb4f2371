"""Certification requests: PKCS #10 (RFC 2986)."""

from __future__ import annotations

from cmcasn1.codec.value import ListOf, NamedInteger, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Self

    from cryptography import x509

    from cmcasn1.codec.primitives import BitString
    from cmcasn1.pkix.algorithms import AlgorithmIdentifier
    from cmcasn1.pkix.keys import SubjectPublicKeyInfo
    from cmcasn1.pkix.names import AttributeSet, Name


class CertificationRequestVersion(NamedInteger):
    """The version of a request: `INTEGER { v1(0) } (v1,...)`, to which the ASN.1 gives no name.

    RFC 2986 section 4.1.
    """

    v1 = 0


class Attributes(ListOf["AttributeSet"]):
    """The attributes of a request, maybe none: `Attributes ::= SET OF Attribute` (RFC 2986 section 4.1)."""

    __slots__ = ()


class CertificationRequestInfo(Value, covered=True):
    """What is asked for; `octets` are those that the signature covers.

    ::

        CertificationRequestInfo ::= SEQUENCE {
            version       INTEGER { v1(0) } (v1,...),
            subject       Name,
            subjectPKInfo SubjectPublicKeyInfo,
            attributes    [0] Attributes }

    RFC 2986 section 4.1.
    """

    version: CertificationRequestVersion | int
    subject: Name
    subject_pk_info: SubjectPublicKeyInfo
    attributes: Attributes


class CertificationRequest(Value, covered=True):
    """A request, signed with the key that is to be certified.

    ::

        CertificationRequest ::= SEQUENCE {
            certificationRequestInfo CertificationRequestInfo,
            signatureAlgorithm AlgorithmIdentifier,
            signature          BIT STRING }

    RFC 2986 section 4.2.
    """

    certification_request_info: CertificationRequestInfo
    signature_algorithm: AlgorithmIdentifier
    signature: BitString

    def to_cryptography(self) -> x509.CertificateSigningRequest:
        """Return cryptography's object of the octets as received; raises `DecodeError` where it refuses them."""
        from cryptography.x509 import load_der_x509_csr

        from cmcasn1.pkix.cryptography_objects import load

        return load(load_der_x509_csr, self.octets, "CertificationRequest", self.signature_algorithm.algorithm)

    @classmethod
    def from_cryptography(cls, request: x509.CertificateSigningRequest) -> Self:
        """Return the value of a cryptography request, octets kept; raises `DecodeError` for what is no DER."""
        from cryptography import x509
        from cryptography.hazmat.primitives.serialization import Encoding

        from cmcasn1.pkix.cryptography_objects import store

        value: Self = store(
            "CertificationRequest", request, x509.CertificateSigningRequest, lambda: request.public_bytes(Encoding.DER)
        )
        return value
