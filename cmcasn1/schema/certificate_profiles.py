"""Extensions and attributes that other documents than RFC 5280 put into certificates and requests.

RFC 3739 (qualified certificates), RFC 6960 (OCSP), RFC 6962 (certificate transparency), RFC 7633 (TLS
features), RFC 4262 (S/MIME capabilities), Netscape; RFC 4043, 4108, 4985, 6120 and 8398
(other names); X.520, RFC 4519 and the CA/Browser Forum (naming attributes).
"""

from __future__ import annotations

from pyasn1.type import char, namedtype, namedval, univ, useful

from cmcasn1.schema import maps
from cmcasn1.schema.notation import MAX, opened, size
from cmcasn1.schema.rfc5280 import (
    AlgorithmIdentifier,
    DirectoryString,
    GeneralName,
    id_ad,
    id_at,
    id_pe,
    id_pkix,
)
from cmcasn1.schema.rfc5280_names import X520countryName
from cmcasn1.schema.rfc8551 import SMIMECapabilities, smimeCapabilities

id_pe_biometricInfo = id_pe + (2,)
id_pe_qcStatements = id_pe + (3,)
id_pe_tlsfeature = id_pe + (24,)
id_pkix_ocsp_nocheck = id_ad + (1, 5)
id_ce_embeddedSCT = univ.ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2")
id_ce_poison = univ.ObjectIdentifier("1.3.6.1.4.1.11129.2.4.3")
netscape_cert_type = univ.ObjectIdentifier("2.16.840.1.113730.1.1")
netscape_comment = univ.ObjectIdentifier("2.16.840.1.113730.1.13")

id_pda = id_pkix + (9,)
id_qcs = id_pkix + (11,)
id_qcs_pkixQCSyntax_v1 = id_qcs + (1,)
id_qcs_pkixQCSyntax_v2 = id_qcs + (2,)

id_on = id_pkix + (8,)
id_on_permanentIdentifier = id_on + (3,)
id_on_hardwareModuleName = id_on + (4,)
id_on_xmppAddr = id_on + (5,)
id_on_dnsSRV = id_on + (7,)
id_on_SmtpUTF8Mailbox = id_on + (9,)


# RFC 3739: qualified certificates


class PredefinedBiometricType(univ.Integer):
    namedValues = namedval.NamedValues(("picture", 0), ("handwritten-signature", 1))


class TypeOfBiometricData(univ.Choice):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("predefinedBiometricType", PredefinedBiometricType()),
        namedtype.NamedType("biometricDataOid", univ.ObjectIdentifier()),
    )


class BiometricData(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("typeOfBiometricData", TypeOfBiometricData()),
        namedtype.NamedType("hashAlgorithm", AlgorithmIdentifier()),
        namedtype.NamedType("biometricDataHash", univ.OctetString()),
        namedtype.OptionalNamedType("sourceDataUri", char.IA5String()),
    )


class BiometricSyntax(univ.SequenceOf):
    componentType = BiometricData()


class QCStatement(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("statementId", univ.ObjectIdentifier()),
        namedtype.OptionalNamedType(
            "statementInfo", univ.Any(), openType=opened("statementId", maps.qualified_statements)
        ),
    )


class QCStatements(univ.SequenceOf):
    componentType = QCStatement()


class NameRegistrationAuthorities(univ.SequenceOf):
    componentType = GeneralName()
    sizeSpec = univ.SequenceOf.sizeSpec + size(1, MAX)


class SemanticsInformation(univ.Sequence):
    # "Indentifier" is the RFC's spelling (section 3.2.6.1).
    componentType = namedtype.NamedTypes(
        namedtype.OptionalNamedType("semanticsIndentifier", univ.ObjectIdentifier()),
        namedtype.OptionalNamedType("nameRegistrationAuthorities", NameRegistrationAuthorities()),
    )


class DateOfBirth(useful.GeneralizedTime):
    pass


class Gender(char.PrintableString):
    subtypeSpec = char.PrintableString.subtypeSpec + size(1, 1)


class CountryOfCitizenship(char.PrintableString):
    subtypeSpec = char.PrintableString.subtypeSpec + size(2, 2)


class CountryOfResidence(char.PrintableString):
    subtypeSpec = char.PrintableString.subtypeSpec + size(2, 2)


# RFC 7633, RFC 6962, Netscape: extensions


class Features(univ.SequenceOf):
    componentType = univ.Integer()


class SignedCertificateTimestampList(univ.OctetString):
    """An OCTET STRING of TLS structures (RFC 6962 section 3.3), not opened further."""


class NetscapeCertType(univ.BitString):
    namedValues = namedval.NamedValues(
        ("sslClient", 0),
        ("sslServer", 1),
        ("smime", 2),
        ("objectSigning", 3),
        ("reserved", 4),
        ("sslCA", 5),
        ("smimeCA", 6),
        ("objectSigningCA", 7),
    )


class NetscapeComment(char.IA5String):
    pass


# Other names


class PermanentIdentifier(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.OptionalNamedType("identifierValue", char.UTF8String()),
        namedtype.OptionalNamedType("assigner", univ.ObjectIdentifier()),
    )


class HardwareModuleName(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("hwType", univ.ObjectIdentifier()),
        namedtype.NamedType("hwSerialNum", univ.OctetString()),
    )


class XmppAddr(char.UTF8String):
    pass


class SRVName(char.IA5String):
    subtypeSpec = char.IA5String.subtypeSpec + size(1, MAX)


class SmtpUTF8Mailbox(char.UTF8String):
    subtypeSpec = char.UTF8String.subtypeSpec + size(1, MAX)


maps.extensions.update(
    {
        id_pe_biometricInfo: BiometricSyntax(),
        id_pe_qcStatements: QCStatements(),
        id_pe_tlsfeature: Features(),
        id_pkix_ocsp_nocheck: univ.Null(""),
        id_ce_embeddedSCT: SignedCertificateTimestampList(),
        id_ce_poison: univ.Null(""),
        netscape_cert_type: NetscapeCertType(),
        netscape_comment: NetscapeComment(),
        # RFC 4262 uses the OID of the attribute.
        smimeCapabilities: SMIMECapabilities(),
    }
)
maps.qualified_statements.update(
    {
        id_qcs_pkixQCSyntax_v1: SemanticsInformation(),
        id_qcs_pkixQCSyntax_v2: SemanticsInformation(),
    }
)
maps.other_names.update(
    {
        id_on_permanentIdentifier: PermanentIdentifier(),
        id_on_hardwareModuleName: HardwareModuleName(),
        id_on_xmppAddr: XmppAddr(),
        id_on_dnsSRV: SRVName(),
        id_on_SmtpUTF8Mailbox: SmtpUTF8Mailbox(),
    }
)
maps.attributes.update(
    {
        smimeCapabilities: SMIMECapabilities(),
        id_pda + (1,): DateOfBirth(),
        id_pda + (2,): DirectoryString(),
        id_pda + (3,): Gender(),
        id_pda + (4,): CountryOfCitizenship(),
        id_pda + (5,): CountryOfResidence(),
    }
)
# X.520: streetAddress, description, businessCategory, postalCode, houseIdentifier, organizationIdentifier;
# RFC 4519: uid; CA/Browser Forum: locality and state or province of the jurisdiction of incorporation.
maps.name_attributes.update(
    {
        attribute: DirectoryString()
        for attribute in (
            *(id_at + (number,) for number in (9, 13, 15, 17, 51, 97)),
            univ.ObjectIdentifier("0.9.2342.19200300.100.1.1"),
            univ.ObjectIdentifier("1.3.6.1.4.1.311.60.2.1.1"),
            univ.ObjectIdentifier("1.3.6.1.4.1.311.60.2.1.2"),
        )
    }
)
maps.name_attributes.update(
    {
        id_at + (20,): char.PrintableString(),
        id_at + (45,): univ.BitString(),
        univ.ObjectIdentifier("1.3.6.1.4.1.311.60.2.1.3"): X520countryName(),
    }
)
