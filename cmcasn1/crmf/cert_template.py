"""The contents wished for a certificate (RFC 4211 section 5)."""

from __future__ import annotations

from cmcasn1.codec.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.codec.primitives import BitString, GeneralizedTime, UTCTime
    from cmcasn1.pkix.algorithms import AlgorithmIdentifier
    from cmcasn1.pkix.certificates import Extensions, Version
    from cmcasn1.pkix.keys import SubjectPublicKeyInfo
    from cmcasn1.pkix.names import Name


class OptionalValidity(Value):
    """The validity wished for; one of the two times at least is there.

    ::

        OptionalValidity ::= SEQUENCE {
            notBefore  [0] Time OPTIONAL,
            notAfter   [1] Time OPTIONAL }

    RFC 4211 section 5.
    """

    not_before: UTCTime | GeneralizedTime | None = None
    not_after: UTCTime | GeneralizedTime | None = None


class CertTemplate(Value):
    """The fields of the certificate that the requester wishes to determine.

    ::

        CertTemplate ::= SEQUENCE {
            version      [0] Version               OPTIONAL,
            serialNumber [1] INTEGER               OPTIONAL,
            signingAlg   [2] AlgorithmIdentifier   OPTIONAL,
            issuer       [3] Name                  OPTIONAL,
            validity     [4] OptionalValidity      OPTIONAL,
            subject      [5] Name                  OPTIONAL,
            publicKey    [6] SubjectPublicKeyInfo  OPTIONAL,
            issuerUID    [7] UniqueIdentifier      OPTIONAL,
            subjectUID   [8] UniqueIdentifier      OPTIONAL,
            extensions   [9] Extensions            OPTIONAL }

    serialNumber, signingAlg, issuerUID and subjectUID are for the CA to choose; CMC requires subject and
    publicKey (RFC 10002 section 3.2.1.2.2). RFC 4211 section 5.
    """

    version: Version | int | None = None
    serial_number: int | None = None
    signing_alg: AlgorithmIdentifier | None = None
    issuer: Name | None = None
    validity: OptionalValidity | None = None
    subject: Name | None = None
    public_key: SubjectPublicKeyInfo | None = None
    issuer_uid: BitString | None = None
    subject_uid: BitString | None = None
    extensions: Extensions | None = None
