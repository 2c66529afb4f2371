"""Certification requests: PKCS #10 (RFC 2986)."""

from __future__ import annotations

from cmcasn1.codec.value import ListOf, NamedInteger, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
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
