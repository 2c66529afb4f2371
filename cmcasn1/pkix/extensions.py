"""Extensions about keys, names and constraints (RFC 5280 sections 4.2.1.1 to 4.2.1.3 and 4.2.1.6 to 4.2.1.14)."""

from __future__ import annotations

from cmcasn1.codec.primitives import NamedBits
from cmcasn1.codec.value import ListOf, TypeName, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime
    from typing import ClassVar

    from cmcasn1.oids import Oid
    from cmcasn1.pkix.general_names import GeneralName, GeneralNames
    from cmcasn1.pkix.names import AttributeSet


class KeyIdentifier(TypeName[bytes]):
    """What tells the keys of a CA apart: `KeyIdentifier ::= OCTET STRING` (RFC 5280 section 4.2.1.1)."""


class AuthorityKeyIdentifier(Value):
    """Which key of the issuer signed; authorityKeyIdentifier.

    ::

        AuthorityKeyIdentifier ::= SEQUENCE {
            keyIdentifier             [0] KeyIdentifier           OPTIONAL,
            authorityCertIssuer       [1] GeneralNames            OPTIONAL,
            authorityCertSerialNumber [2] CertificateSerialNumber OPTIONAL }

    RFC 5280 section 4.2.1.1.
    """

    key_identifier: bytes | None = None
    authority_cert_issuer: GeneralNames | None = None
    authority_cert_serial_number: int | None = None


class SubjectKeyIdentifier(TypeName[bytes]):
    """Which key it is; subjectKeyIdentifier: `SubjectKeyIdentifier ::= KeyIdentifier`.

    RFC 5280 section 4.2.1.2.
    """


class KeyUsage(NamedBits):
    """What the key is for; keyUsage.

    ::

        KeyUsage ::= BIT STRING {
            digitalSignature        (0),
            nonRepudiation          (1), -- recent editions of X.509 have
                                         -- renamed this bit to contentCommitment
            keyEncipherment         (2),
            dataEncipherment        (3),
            keyAgreement            (4),
            keyCertSign             (5),
            cRLSign                 (6),
            encipherOnly            (7),
            decipherOnly            (8) }

    RFC 5280 section 4.2.1.3.
    """

    names: ClassVar[tuple[str, ...]] = (
        "digitalSignature",
        "nonRepudiation",
        "keyEncipherment",
        "dataEncipherment",
        "keyAgreement",
        "keyCertSign",
        "cRLSign",
        "encipherOnly",
        "decipherOnly",
    )


class PrivateKeyUsagePeriod(Value):
    """How long the private key may sign; privateKeyUsagePeriod.

    ::

        PrivateKeyUsagePeriod ::= SEQUENCE {
            notBefore       [0]     GeneralizedTime OPTIONAL,
            notAfter        [1]     GeneralizedTime OPTIONAL }

    RFC 5280 appendix A.2, RFC 3280 section 4.2.1.4.
    """

    not_before: datetime | None = None
    not_after: datetime | None = None


class ExtKeyUsageSyntax(ListOf["Oid"]):
    """What the key is for, more closely; extKeyUsage.

    ::

        ExtKeyUsageSyntax ::= SEQUENCE SIZE (1..MAX) OF KeyPurposeId

    RFC 5280 section 4.2.1.12.
    """

    __slots__ = ()


class KeyPurposeId(TypeName["Oid"]):
    """A purpose of a key: `KeyPurposeId ::= OBJECT IDENTIFIER` (RFC 5280 section 4.2.1.12)."""


# Names


class SubjectAltName(ListOf["GeneralName"]):
    """Other names of the subject; subjectAltName: `SubjectAltName ::= GeneralNames`.

    RFC 5280 section 4.2.1.6.
    """

    __slots__ = ()


class IssuerAltName(ListOf["GeneralName"]):
    """Other names of the issuer; issuerAltName: `IssuerAltName ::= GeneralNames`.

    RFC 5280 section 4.2.1.7.
    """

    __slots__ = ()


class SubjectDirectoryAttributes(ListOf["AttributeSet"]):
    """What else is known of the subject; subjectDirectoryAttributes.

    ::

        SubjectDirectoryAttributes ::= SEQUENCE SIZE (1..MAX) OF Attribute

    RFC 5280 section 4.2.1.8.
    """

    __slots__ = ()


# Constraints


class BasicConstraints(Value):
    """Whether the subject is a CA, and how long paths below it may be; basicConstraints.

    ::

        BasicConstraints ::= SEQUENCE {
            cA                      BOOLEAN DEFAULT FALSE,
            pathLenConstraint       INTEGER (0..MAX) OPTIONAL }

    RFC 5280 section 4.2.1.9.
    """

    c_a: bool = False
    path_len_constraint: int | None = None


class BaseDistance(TypeName[int]):
    """A depth of a subtree: `BaseDistance ::= INTEGER (0..MAX)` (RFC 5280 section 4.2.1.10)."""


class GeneralSubtree(Value):
    """The names at and below one name.

    ::

        GeneralSubtree ::= SEQUENCE {
            base                    GeneralName,
            minimum         [0]     BaseDistance DEFAULT 0,
            maximum         [1]     BaseDistance OPTIONAL }

    RFC 5280 section 4.2.1.10.
    """

    base: GeneralName
    minimum: int = 0
    maximum: int | None = None


class GeneralSubtrees(ListOf["GeneralSubtree"]):
    """Subtrees: `GeneralSubtrees ::= SEQUENCE SIZE (1..MAX) OF GeneralSubtree`.

    RFC 5280 section 4.2.1.10.
    """

    __slots__ = ()


class NameConstraints(Value):
    """Which names the CA may certify; nameConstraints.

    ::

        NameConstraints ::= SEQUENCE {
            permittedSubtrees       [0]     GeneralSubtrees OPTIONAL,
            excludedSubtrees        [1]     GeneralSubtrees OPTIONAL }

    RFC 5280 section 4.2.1.10.
    """

    permitted_subtrees: GeneralSubtrees | None = None
    excluded_subtrees: GeneralSubtrees | None = None
