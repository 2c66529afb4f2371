"""Names, attributes and general names of RFC 5280 (modules PKIX1Explicit88 and PKIX1Implicit88)."""

from __future__ import annotations

from typing import Any

from pyasn1.type import char, namedtype, univ

from cmcasn1.schema import maps
from cmcasn1.schema.notation import MAX, explicit, implicit, opened, set_of, size, sized
from cmcasn1.schema.rfc5280_x400 import ORAddress

ub_name = 32768
ub_common_name = 64
ub_locality_name = 128
ub_state_name = 128
ub_organization_name = 64
ub_organizational_unit_name = 64
ub_title = 64
ub_serial_number = 64
ub_pseudonym = 128
ub_emailaddress_length = 255

id_at = univ.ObjectIdentifier("2.5.4")
id_at_commonName = id_at + (3,)
id_at_surname = id_at + (4,)
id_at_serialNumber = id_at + (5,)
id_at_countryName = id_at + (6,)
id_at_localityName = id_at + (7,)
id_at_stateOrProvinceName = id_at + (8,)
id_at_organizationName = id_at + (10,)
id_at_organizationalUnitName = id_at + (11,)
id_at_title = id_at + (12,)
id_at_name = id_at + (41,)
id_at_givenName = id_at + (42,)
id_at_initials = id_at + (43,)
id_at_generationQualifier = id_at + (44,)
id_at_dnQualifier = id_at + (46,)
id_at_pseudonym = id_at + (65,)
id_domainComponent = univ.ObjectIdentifier("0.9.2342.19200300.100.1.25")
id_emailAddress = univ.ObjectIdentifier("1.2.840.113549.1.9.1")


# Appendix A.1: attributes


class AttributeType(univ.ObjectIdentifier):
    pass


class AttributeValue(univ.Any):
    pass


class AttributeTypeAndValue(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("type", AttributeType()),
        namedtype.NamedType("value", AttributeValue(), openType=opened("type", maps.name_attributes)),
    )


class AttributeSet(univ.Sequence):
    """`Attribute` of X.501, by the name that RFC 5912 gives it; at least one value is required."""

    componentType = namedtype.NamedTypes(
        namedtype.NamedType("type", AttributeType()),
        namedtype.NamedType(
            "values",
            set_of(AttributeValue(), 1, MAX),
            openType=opened("type", maps.attributes),
        ),
    )


# Appendix A.1: names


class RelativeDistinguishedName(univ.SetOf):
    componentType = AttributeTypeAndValue()
    sizeSpec = univ.SetOf.sizeSpec + size(1, MAX)


class RDNSequence(univ.SequenceOf):
    componentType = RelativeDistinguishedName()


class Name(univ.Choice):
    componentType = namedtype.NamedTypes(namedtype.NamedType("rdnSequence", RDNSequence()))


# Appendix A.1: naming attributes


def _directory_string(upper_bound: float) -> Any:
    return namedtype.NamedTypes(
        namedtype.NamedType("teletexString", sized(char.TeletexString(), 1, upper_bound)),
        namedtype.NamedType("printableString", sized(char.PrintableString(), 1, upper_bound)),
        namedtype.NamedType("universalString", sized(char.UniversalString(), 1, upper_bound)),
        namedtype.NamedType("utf8String", sized(char.UTF8String(), 1, upper_bound)),
        namedtype.NamedType("bmpString", sized(char.BMPString(), 1, upper_bound)),
    )


class DirectoryString(univ.Choice):
    componentType = _directory_string(MAX)


class X520name(univ.Choice):
    componentType = _directory_string(ub_name)


class X520CommonName(univ.Choice):
    componentType = _directory_string(ub_common_name)


class X520LocalityName(univ.Choice):
    componentType = _directory_string(ub_locality_name)


class X520StateOrProvinceName(univ.Choice):
    componentType = _directory_string(ub_state_name)


class X520OrganizationName(univ.Choice):
    componentType = _directory_string(ub_organization_name)


class X520OrganizationalUnitName(univ.Choice):
    componentType = _directory_string(ub_organizational_unit_name)


class X520Title(univ.Choice):
    componentType = _directory_string(ub_title)


class X520Pseudonym(univ.Choice):
    componentType = _directory_string(ub_pseudonym)


class X520dnQualifier(char.PrintableString):
    pass


class X520countryName(char.PrintableString):
    subtypeSpec = char.PrintableString.subtypeSpec + size(2, 2)


class X520SerialNumber(char.PrintableString):
    subtypeSpec = char.PrintableString.subtypeSpec + size(1, ub_serial_number)


class DomainComponent(char.IA5String):
    pass


class EmailAddress(char.IA5String):
    subtypeSpec = char.IA5String.subtypeSpec + size(1, ub_emailaddress_length)


# Appendix A.2: general names


class AnotherName(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("type-id", univ.ObjectIdentifier()),
        namedtype.NamedType("value", explicit(univ.Any(), 0), openType=opened("type-id", maps.other_names)),
    )


class EDIPartyName(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.OptionalNamedType("nameAssigner", explicit(DirectoryString(), 0)),
        namedtype.NamedType("partyName", explicit(DirectoryString(), 1)),
    )


class GeneralName(univ.Choice):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("otherName", implicit(AnotherName(), 0)),
        namedtype.NamedType("rfc822Name", implicit(char.IA5String(), 1)),
        namedtype.NamedType("dNSName", implicit(char.IA5String(), 2)),
        namedtype.NamedType("x400Address", implicit(ORAddress(), 3)),
        namedtype.NamedType("directoryName", explicit(Name(), 4)),
        namedtype.NamedType("ediPartyName", implicit(EDIPartyName(), 5)),
        namedtype.NamedType("uniformResourceIdentifier", implicit(char.IA5String(), 6)),
        namedtype.NamedType("iPAddress", implicit(univ.OctetString(), 7)),
        namedtype.NamedType("registeredID", implicit(univ.ObjectIdentifier(), 8)),
    )


class GeneralNames(univ.SequenceOf):
    componentType = GeneralName()
    sizeSpec = univ.SequenceOf.sizeSpec + size(1, MAX)


maps.name_attributes.update(
    {
        id_at_commonName: X520CommonName(),
        id_at_surname: X520name(),
        id_at_serialNumber: X520SerialNumber(),
        id_at_countryName: X520countryName(),
        id_at_localityName: X520LocalityName(),
        id_at_stateOrProvinceName: X520StateOrProvinceName(),
        id_at_organizationName: X520OrganizationName(),
        id_at_organizationalUnitName: X520OrganizationalUnitName(),
        id_at_title: X520Title(),
        id_at_name: X520name(),
        id_at_givenName: X520name(),
        id_at_initials: X520name(),
        id_at_generationQualifier: X520name(),
        id_at_dnQualifier: X520dnQualifier(),
        id_at_pseudonym: X520Pseudonym(),
        id_domainComponent: DomainComponent(),
        id_emailAddress: EmailAddress(),
    }
)
