"""Signed data and digested data (RFC 5652 sections 5 and 7)."""

from __future__ import annotations

from cmcasn1.codec.value import ListOf, TypeName, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.cms.attributes import SignedAttributes, UnsignedAttributes
    from cmcasn1.cms.certificates import CertificateSet, IssuerAndSerialNumber, RevocationInfoChoices
    from cmcasn1.cms.content_info import CMSVersion, EncapsulatedContentInfo
    from cmcasn1.pkix.algorithms import AlgorithmIdentifier

SET_OF = b"\x31"


class DigestAlgorithmIdentifiers(ListOf["AlgorithmIdentifier"]):
    """The digest algorithms that the signers used.

    ::

        DigestAlgorithmIdentifiers ::= SET OF DigestAlgorithmIdentifier

        DigestAlgorithmIdentifier ::= AlgorithmIdentifier

    RFC 5652 section 5.1.
    """

    __slots__ = ()


class SignerIdentifier(TypeName["IssuerAndSerialNumber | bytes"]):
    """Names the signer's certificate, or by its key identifier the key; bytes are a subjectKeyIdentifier.

    ::

        SignerIdentifier ::= CHOICE {
            issuerAndSerialNumber IssuerAndSerialNumber,
            subjectKeyIdentifier [0] SubjectKeyIdentifier }

    RFC 5652 section 5.3.
    """


class SignerInfo(Value, kw_only=True, keeps=("signed_attrs",)):
    """One signature, who made it and how.

    ::

        SignerInfo ::= SEQUENCE {
            version CMSVersion,
            sid SignerIdentifier,
            digestAlgorithm DigestAlgorithmIdentifier,
            signedAttrs [0] IMPLICIT SignedAttributes OPTIONAL,
            signatureAlgorithm SignatureAlgorithmIdentifier,
            signature SignatureValue,
            unsignedAttrs [1] IMPLICIT UnsignedAttributes OPTIONAL }

        SignatureAlgorithmIdentifier ::= AlgorithmIdentifier
        SignatureValue ::= OCTET STRING

    RFC 5652 section 5.3.
    """

    version: CMSVersion | int
    sid: IssuerAndSerialNumber | bytes
    digest_algorithm: AlgorithmIdentifier
    signed_attrs: SignedAttributes | None = None
    signature_algorithm: AlgorithmIdentifier
    signature: bytes
    unsigned_attrs: UnsignedAttributes | None = None

    @property
    def signed_attrs_octets(self) -> bytes | None:
        """The signed attributes as the signature covers them: as received, but with the tag of SET OF.

        RFC 5652 section 5.4.
        """
        octets = self._kept_octets("signed_attrs", "SignedAttributes")
        return None if octets is None else SET_OF + octets[1:]


class SignerInfos(ListOf["SignerInfo"]):
    """The signatures of a message; none at all is legal.

    ::

        SignerInfos ::= SET OF SignerInfo

    RFC 5652 section 5.1.
    """

    __slots__ = ()


class Countersignature(SignerInfo):
    """An unsigned attribute: a signature over the signature value of the signer that bears it.

    ::

        Countersignature ::= SignerInfo

    RFC 5652 section 11.4.
    """


class SignedData(Value, kw_only=True):
    """Content with any number of signatures over it, or only a set of certificates.

    ::

        SignedData ::= SEQUENCE {
            version CMSVersion,
            digestAlgorithms DigestAlgorithmIdentifiers,
            encapContentInfo EncapsulatedContentInfo,
            certificates [0] IMPLICIT CertificateSet OPTIONAL,
            crls [1] IMPLICIT RevocationInfoChoices OPTIONAL,
            signerInfos SignerInfos }

    RFC 5652 section 5.1.
    """

    version: CMSVersion | int
    digest_algorithms: DigestAlgorithmIdentifiers
    encap_content_info: EncapsulatedContentInfo
    certificates: CertificateSet | None = None
    crls: RevocationInfoChoices | None = None
    signer_infos: SignerInfos


class DigestedData(Value):
    """Content with its digest.

    ::

        DigestedData ::= SEQUENCE {
            version CMSVersion,
            digestAlgorithm DigestAlgorithmIdentifier,
            encapContentInfo EncapsulatedContentInfo,
            digest Digest }

        Digest ::= OCTET STRING

    RFC 5652 section 7.
    """

    version: CMSVersion | int
    digest_algorithm: AlgorithmIdentifier
    encap_content_info: EncapsulatedContentInfo
    digest: bytes
