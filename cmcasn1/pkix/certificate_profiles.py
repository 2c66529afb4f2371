"""Extensions and names of certificate profiles: RFC 3739, RFC 4683, RFC 6962, RFC 7633 and others."""

from __future__ import annotations

from cmcasn1.codec.primitives import NamedBits
from cmcasn1.codec.value import ListOf, NamedInteger, TypeName, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.codec.primitives import OpenValue
    from cmcasn1.oids import Oid
    from cmcasn1.pkix.algorithms import AlgorithmIdentifier


class NetscapeCertType(NamedBits):
    """The bit string of type NetscapeCertType.

    ::

        NetscapeCertType ::= BIT STRING {
            sslClient(0), sslServer(1), smime(2), objectSigning(3), reserved(4),
            sslCA(5), smimeCA(6), objectSigningCA(7) }

    .
    """

    names = (
        "sslClient",
        "sslServer",
        "smime",
        "objectSigning",
        "reserved",
        "sslCA",
        "smimeCA",
        "objectSigningCA",
    )


class PredefinedBiometricType(NamedInteger):
    """The number that stands as predefinedBiometricType in TypeOfBiometricData.

    ::

        PredefinedBiometricType ::= INTEGER { picture(0), handwritten-signature(1) }

    .
    """

    picture = 0
    handwritten_signature = 1


class BiometricData(Value):
    """The structure that stands as an element in BiometricSyntax.

    ::

        BiometricData ::= SEQUENCE {
            typeOfBiometricData TypeOfBiometricData,
            hashAlgorithm       AlgorithmIdentifier,
            biometricDataHash   OCTET STRING,
            sourceDataUri       IA5String OPTIONAL }

    .
    """

    type_of_biometric_data: PredefinedBiometricType | int | Oid
    hash_algorithm: AlgorithmIdentifier
    biometric_data_hash: bytes
    source_data_uri: str | None = None


class BiometricSyntax(ListOf["BiometricData"]):
    """The list of type BiometricSyntax.

    ::

        BiometricSyntax ::= SEQUENCE OF BiometricData

    .
    """

    __slots__ = ()


class CountryOfCitizenship(TypeName["str"]):
    """The string of type CountryOfCitizenship.

    ::

        CountryOfCitizenship ::= PrintableString (SIZE (2..2))

    .
    """


class CountryOfResidence(TypeName["str"]):
    """The string of type CountryOfResidence.

    ::

        CountryOfResidence ::= PrintableString (SIZE (2..2))

    .
    """


class DateOfBirth(TypeName["datetime"]):
    """The time of type DateOfBirth.

    ::

        DateOfBirth ::= GeneralizedTime

    .
    """


class Features(ListOf["int"]):
    """The list of type Features.

    ::

        Features ::= SEQUENCE OF INTEGER

    .
    """

    __slots__ = ()


class Gender(TypeName["str"]):
    """The string of type Gender.

    ::

        Gender ::= PrintableString (SIZE (1..1))

    .
    """


class HardwareModuleName(Value):
    """The structure of type HardwareModuleName.

    ::

        HardwareModuleName ::= SEQUENCE {
            hwType      OBJECT IDENTIFIER,
            hwSerialNum OCTET STRING }

    .
    """

    hw_type: Oid
    hw_serial_num: bytes


class NameRegistrationAuthorities(ListOf["GeneralName"]):
    """The list that stands as nameRegistrationAuthorities in SemanticsInformation.

    ::

        NameRegistrationAuthorities ::= SEQUENCE SIZE (1..MAX) OF GeneralName

    .
    """

    __slots__ = ()


class NetscapeComment(TypeName["str"]):
    """The string of type NetscapeComment.

    ::

        NetscapeComment ::= IA5String

    .
    """


class PermanentIdentifier(Value):
    """The structure of type PermanentIdentifier.

    ::

        PermanentIdentifier ::= SEQUENCE {
            identifierValue UTF8String OPTIONAL,
            assigner        OBJECT IDENTIFIER OPTIONAL }

    .
    """

    identifier_value: str | None = None
    assigner: Oid | None = None


class QCStatement(Value):
    """The structure that stands as an element in QCStatements.

    ::

        QCStatement ::= SEQUENCE {
            statementId   OBJECT IDENTIFIER,
            statementInfo ANY DEFINED BY statementId OPTIONAL }

    .
    """

    statement_id: Oid
    statement_info: OpenValue | None = None


class QCStatements(ListOf["QCStatement"]):
    """The list of type QCStatements.

    ::

        QCStatements ::= SEQUENCE OF QCStatement

    .
    """

    __slots__ = ()


class SRVName(TypeName["str"]):
    """The string of type SRVName.

    ::

        SRVName ::= IA5String (SIZE (1..MAX))

    .
    """


class SemanticsInformation(Value):
    """The structure of type SemanticsInformation.

    ::

        SemanticsInformation ::= SEQUENCE {
            semanticsIndentifier        OBJECT IDENTIFIER OPTIONAL,
            nameRegistrationAuthorities NameRegistrationAuthorities OPTIONAL }

    .
    """

    semantics_indentifier: Oid | None = None
    name_registration_authorities: NameRegistrationAuthorities | None = None


class SignedCertificateTimestampList(TypeName["bytes"]):
    """The octets of type SignedCertificateTimestampList.

    ::

        SignedCertificateTimestampList ::= OCTET STRING

    .
    """


class SmtpUTF8Mailbox(TypeName["str"]):
    """The string of type SmtpUTF8Mailbox.

    ::

        SmtpUTF8Mailbox ::= UTF8String (SIZE (1..MAX))

    .
    """


class TypeOfBiometricData(TypeName["PredefinedBiometricType | int | Oid"]):
    """The choice that stands as typeOfBiometricData in BiometricData.

    ::

        TypeOfBiometricData ::= CHOICE {
            predefinedBiometricType PredefinedBiometricType,
            biometricDataOid        OBJECT IDENTIFIER }

    .
    """


class XmppAddr(TypeName["str"]):
    """The string of type XmppAddr.

    ::

        XmppAddr ::= UTF8String

    .
    """
