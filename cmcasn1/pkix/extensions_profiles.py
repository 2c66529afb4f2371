"""Extensions and attributes of other documents: RFC 3739, RFC 6962, RFC 7633 and Netscape."""

from __future__ import annotations

from cmcasn1.codec.primitives import NamedBits
from cmcasn1.codec.value import ListOf, NamedInteger, TypeName, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime
    from typing import ClassVar

    from cmcasn1.codec.primitives import OpenValue
    from cmcasn1.oids import Oid
    from cmcasn1.pkix.algorithms import AlgorithmIdentifier
    from cmcasn1.pkix.general_names import GeneralName


class PredefinedBiometricType(NamedInteger):
    """Kinds of biometric data: `PredefinedBiometricType ::= INTEGER { picture(0), handwritten-signature(1) }`.

    RFC 3739 section 3.2.5.
    """

    picture = 0
    handwritten_signature = 1


class TypeOfBiometricData(TypeName["PredefinedBiometricType | int | Oid"]):
    """The kind of biometric data.

    ::

        TypeOfBiometricData ::= CHOICE {
            predefinedBiometricType   PredefinedBiometricType,
            biometricDataOid          OBJECT IDENTIFIER }

    RFC 3739 section 3.2.5.
    """


class BiometricData(Value):
    """The digest of biometric data.

    ::

        BiometricData ::= SEQUENCE {
            typeOfBiometricData  TypeOfBiometricData,
            hashAlgorithm        AlgorithmIdentifier,
            biometricDataHash    OCTET STRING,
            sourceDataUri        IA5String OPTIONAL }

    RFC 3739 section 3.2.5.
    """

    type_of_biometric_data: PredefinedBiometricType | int | Oid
    hash_algorithm: AlgorithmIdentifier
    biometric_data_hash: bytes
    source_data_uri: str | None = None


class BiometricSyntax(ListOf["BiometricData"]):
    """biometricInfo: `BiometricSyntax ::= SEQUENCE OF BiometricData` (RFC 3739 section 3.2.5)."""

    __slots__ = ()


class QCStatement(Value):
    """One statement of a qualified certificate.

    ::

        QCStatement ::= SEQUENCE {
            statementId        OBJECT IDENTIFIER,
            statementInfo      ANY DEFINED BY statementId OPTIONAL }

    RFC 3739 section 3.2.6.
    """

    statement_id: Oid
    statement_info: OpenValue | None = None


class QCStatements(ListOf["QCStatement"]):
    """qcStatements: `QCStatements ::= SEQUENCE OF QCStatement` (RFC 3739 section 3.2.6)."""

    __slots__ = ()


class NameRegistrationAuthorities(ListOf["GeneralName"]):
    """Who registers the names in a certificate.

    ::

        NameRegistrationAuthorities ::= SEQUENCE SIZE (1..MAX) OF GeneralName

    RFC 3739 section 3.2.6.1.
    """

    __slots__ = ()


class SemanticsInformation(Value):
    """What the names in a certificate mean; the RFC spells it "Indentifier".

    ::

        SemanticsInformation  ::= SEQUENCE {
            semanticsIndentifier        OBJECT IDENTIFIER   OPTIONAL,
            nameRegistrationAuthorities NameRegistrationAuthorities OPTIONAL }

    RFC 3739 section 3.2.6.1.
    """

    semantics_indentifier: Oid | None = None
    name_registration_authorities: NameRegistrationAuthorities | None = None


class DateOfBirth(TypeName["datetime"]):
    """id-pda-dateOfBirth: `DateOfBirth ::= GeneralizedTime` (RFC 3739 section 3.2.2)."""


class Gender(TypeName[str]):
    """id-pda-gender: `Gender ::= PrintableString (SIZE(1)) -- "M", "F", "m" or "f"`.

    RFC 3739 section 3.2.2.
    """


class CountryOfCitizenship(TypeName[str]):
    """id-pda-countryOfCitizenship: `PrintableString (SIZE (2))`, ISO 3166 (RFC 3739 section 3.2.2)."""


class CountryOfResidence(TypeName[str]):
    """id-pda-countryOfResidence: `PrintableString (SIZE (2))`, ISO 3166 (RFC 3739 section 3.2.2)."""


class Features(ListOf[int]):
    """The TLS extensions that the server must offer; tlsfeature: `Features ::= SEQUENCE OF INTEGER`.

    RFC 7633 section 4.
    """

    __slots__ = ()


class SignedCertificateTimestampList(TypeName[bytes]):
    """Timestamps of certificate transparency: `SignedCertificateTimestampList ::= OCTET STRING`.

    The octets are structures of TLS. RFC 6962 section 3.3.
    """


class NetscapeCertType(NamedBits):
    """netscape-cert-type, which preceded basicConstraints and extKeyUsage.

    ::

        BIT STRING {
            sslClient         (0),
            sslServer         (1),
            smime             (2),
            objectSigning     (3),
            reserved          (4),
            sslCA             (5),
            smimeCA           (6),
            objectSigningCA   (7) }

    Netscape Certificate Extensions, version 3.
    """

    names: ClassVar[tuple[str, ...]] = (
        "sslClient",
        "sslServer",
        "smime",
        "objectSigning",
        "reserved",
        "sslCA",
        "smimeCA",
        "objectSigningCA",
    )


class NetscapeComment(TypeName[str]):
    """netscape-comment, a text for people: `IA5String` (Netscape Certificate Extensions, version 3)."""
