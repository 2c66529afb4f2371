"""X.400 addresses of RFC 5280 (module PKIX1Explicit88, from X.411), needed by GeneralName."""

from __future__ import annotations

from typing import Any

from pyasn1.type import char, namedtype, namedval, tag, univ

from cmcasn1.schema import maps
from cmcasn1.schema.notation import (
    MAX,
    between,
    explicit,
    implicit,
    opened,
    ranged,
    sequence_of,
    set_of,
    size,
    sized,
)

ub_common_name_length = 64
ub_country_name_alpha_length = 2
ub_country_name_numeric_length = 3
ub_domain_defined_attributes = 4
ub_domain_defined_attribute_type_length = 8
ub_domain_defined_attribute_value_length = 128
ub_domain_name_length = 16
ub_extension_attributes = 256
ub_e163_4_number_length = 15
ub_e163_4_sub_address_length = 40
ub_generation_qualifier_length = 3
ub_given_name_length = 16
ub_initials_length = 5
ub_integer_options = 256
ub_numeric_user_id_length = 32
ub_organization_name_length = 64
ub_organizational_unit_name_length = 32
ub_organizational_units = 4
ub_pds_name_length = 16
ub_pds_parameter_length = 30
ub_pds_physical_address_lines = 6
ub_postal_code_length = 16
ub_surname_length = 40
ub_terminal_id_length = 24
ub_unformatted_address_length = 180
ub_x121_address_length = 16


def _application(number: int) -> Any:
    choice: Any = univ.Choice
    return choice.tagSet.tagExplicitly(tag.Tag(tag.tagClassApplication, tag.tagFormatConstructed, number))


# Built-in standard attributes


class CountryName(univ.Choice):
    tagSet = _application(1)
    componentType = namedtype.NamedTypes(
        namedtype.NamedType(
            "x121-dcc-code",
            sized(char.NumericString(), ub_country_name_numeric_length, ub_country_name_numeric_length),
        ),
        namedtype.NamedType(
            "iso-3166-alpha2-code",
            sized(char.PrintableString(), ub_country_name_alpha_length, ub_country_name_alpha_length),
        ),
    )


class AdministrationDomainName(univ.Choice):
    tagSet = _application(2)
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("numeric", sized(char.NumericString(), 0, ub_domain_name_length)),
        namedtype.NamedType("printable", sized(char.PrintableString(), 0, ub_domain_name_length)),
    )


class X121Address(char.NumericString):
    subtypeSpec = char.NumericString.subtypeSpec + size(1, ub_x121_address_length)


class NetworkAddress(X121Address):
    pass


class TerminalIdentifier(char.PrintableString):
    subtypeSpec = char.PrintableString.subtypeSpec + size(1, ub_terminal_id_length)


class PrivateDomainName(univ.Choice):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("numeric", sized(char.NumericString(), 1, ub_domain_name_length)),
        namedtype.NamedType("printable", sized(char.PrintableString(), 1, ub_domain_name_length)),
    )


class OrganizationName(char.PrintableString):
    subtypeSpec = char.PrintableString.subtypeSpec + size(1, ub_organization_name_length)


class NumericUserIdentifier(char.NumericString):
    subtypeSpec = char.NumericString.subtypeSpec + size(1, ub_numeric_user_id_length)


class PersonalName(univ.Set):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("surname", implicit(sized(char.PrintableString(), 1, ub_surname_length), 0)),
        namedtype.OptionalNamedType("given-name", implicit(sized(char.PrintableString(), 1, ub_given_name_length), 1)),
        namedtype.OptionalNamedType("initials", implicit(sized(char.PrintableString(), 1, ub_initials_length), 2)),
        namedtype.OptionalNamedType(
            "generation-qualifier",
            implicit(sized(char.PrintableString(), 1, ub_generation_qualifier_length), 3),
        ),
    )


class OrganizationalUnitName(char.PrintableString):
    subtypeSpec = char.PrintableString.subtypeSpec + size(1, ub_organizational_unit_name_length)


class OrganizationalUnitNames(univ.SequenceOf):
    componentType = OrganizationalUnitName()
    sizeSpec = univ.SequenceOf.sizeSpec + size(1, ub_organizational_units)


class BuiltInStandardAttributes(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.OptionalNamedType("country-name", CountryName()),
        namedtype.OptionalNamedType("administration-domain-name", AdministrationDomainName()),
        namedtype.OptionalNamedType("network-address", implicit(NetworkAddress(), 0)),
        namedtype.OptionalNamedType("terminal-identifier", implicit(TerminalIdentifier(), 1)),
        namedtype.OptionalNamedType("private-domain-name", explicit(PrivateDomainName(), 2)),
        namedtype.OptionalNamedType("organization-name", implicit(OrganizationName(), 3)),
        namedtype.OptionalNamedType("numeric-user-identifier", implicit(NumericUserIdentifier(), 4)),
        namedtype.OptionalNamedType("personal-name", implicit(PersonalName(), 5)),
        namedtype.OptionalNamedType("organizational-unit-names", implicit(OrganizationalUnitNames(), 6)),
    )


# Domain-defined attributes and extension attributes


class BuiltInDomainDefinedAttribute(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("type", sized(char.PrintableString(), 1, ub_domain_defined_attribute_type_length)),
        namedtype.NamedType("value", sized(char.PrintableString(), 1, ub_domain_defined_attribute_value_length)),
    )


class BuiltInDomainDefinedAttributes(univ.SequenceOf):
    componentType = BuiltInDomainDefinedAttribute()
    sizeSpec = univ.SequenceOf.sizeSpec + size(1, ub_domain_defined_attributes)


class ExtensionAttribute(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType(
            "extension-attribute-type", implicit(ranged(univ.Integer(), 0, ub_extension_attributes), 0)
        ),
        namedtype.NamedType(
            "extension-attribute-value",
            explicit(univ.Any(), 1),
            openType=opened("extension-attribute-type", maps.address_extensions),
        ),
    )


class ExtensionAttributes(univ.SetOf):
    componentType = ExtensionAttribute()
    sizeSpec = univ.SetOf.sizeSpec + size(1, ub_extension_attributes)


class ORAddress(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("built-in-standard-attributes", BuiltInStandardAttributes()),
        namedtype.OptionalNamedType("built-in-domain-defined-attributes", BuiltInDomainDefinedAttributes()),
        namedtype.OptionalNamedType("extension-attributes", ExtensionAttributes()),
    )


# Values of extension attributes


class CommonName(char.PrintableString):
    subtypeSpec = char.PrintableString.subtypeSpec + size(1, ub_common_name_length)


class TeletexCommonName(char.TeletexString):
    subtypeSpec = char.TeletexString.subtypeSpec + size(1, ub_common_name_length)


class TeletexOrganizationName(char.TeletexString):
    subtypeSpec = char.TeletexString.subtypeSpec + size(1, ub_organization_name_length)


class TeletexPersonalName(univ.Set):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("surname", implicit(sized(char.TeletexString(), 1, ub_surname_length), 0)),
        namedtype.OptionalNamedType("given-name", implicit(sized(char.TeletexString(), 1, ub_given_name_length), 1)),
        namedtype.OptionalNamedType("initials", implicit(sized(char.TeletexString(), 1, ub_initials_length), 2)),
        namedtype.OptionalNamedType(
            "generation-qualifier",
            implicit(sized(char.TeletexString(), 1, ub_generation_qualifier_length), 3),
        ),
    )


class TeletexOrganizationalUnitName(char.TeletexString):
    subtypeSpec = char.TeletexString.subtypeSpec + size(1, ub_organizational_unit_name_length)


class TeletexOrganizationalUnitNames(univ.SequenceOf):
    componentType = TeletexOrganizationalUnitName()
    sizeSpec = univ.SequenceOf.sizeSpec + size(1, ub_organizational_units)


class TeletexDomainDefinedAttribute(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("type", sized(char.TeletexString(), 1, ub_domain_defined_attribute_type_length)),
        namedtype.NamedType("value", sized(char.TeletexString(), 1, ub_domain_defined_attribute_value_length)),
    )


class TeletexDomainDefinedAttributes(univ.SequenceOf):
    componentType = TeletexDomainDefinedAttribute()
    sizeSpec = univ.SequenceOf.sizeSpec + size(1, ub_domain_defined_attributes)


class PDSName(char.PrintableString):
    subtypeSpec = char.PrintableString.subtypeSpec + size(1, ub_pds_name_length)


class PhysicalDeliveryCountryName(univ.Choice):
    componentType = CountryName.componentType


class PostalCode(univ.Choice):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("numeric-code", sized(char.NumericString(), 1, ub_postal_code_length)),
        namedtype.NamedType("printable-code", sized(char.PrintableString(), 1, ub_postal_code_length)),
    )


class PDSParameter(univ.Set):
    """Also PhysicalDeliveryOfficeName, StreetAddress and nine other bare aliases."""

    componentType = namedtype.NamedTypes(
        namedtype.OptionalNamedType("printable-string", sized(char.PrintableString(), 1, ub_pds_parameter_length)),
        namedtype.OptionalNamedType("teletex-string", sized(char.TeletexString(), 1, ub_pds_parameter_length)),
    )


class UnformattedPostalAddress(univ.Set):
    componentType = namedtype.NamedTypes(
        namedtype.OptionalNamedType(
            "printable-address",
            sequence_of(sized(char.PrintableString(), 1, ub_pds_parameter_length), 1, ub_pds_physical_address_lines),
        ),
        namedtype.OptionalNamedType("teletex-string", sized(char.TeletexString(), 1, ub_unformatted_address_length)),
    )


class PresentationAddress(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.OptionalNamedType("pSelector", explicit(univ.OctetString(), 0)),
        namedtype.OptionalNamedType("sSelector", explicit(univ.OctetString(), 1)),
        namedtype.OptionalNamedType("tSelector", explicit(univ.OctetString(), 2)),
        namedtype.NamedType("nAddresses", explicit(set_of(univ.OctetString(), 1, MAX), 3)),
    )


class E163_4_Address(univ.Sequence):
    """The anonymous SEQUENCE of ExtendedNetworkAddress, named after its alternative."""

    componentType = namedtype.NamedTypes(
        namedtype.NamedType("number", implicit(sized(char.NumericString(), 1, ub_e163_4_number_length), 0)),
        namedtype.OptionalNamedType(
            "sub-address", implicit(sized(char.NumericString(), 1, ub_e163_4_sub_address_length), 1)
        ),
    )


class ExtendedNetworkAddress(univ.Choice):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("e163-4-address", E163_4_Address()),
        namedtype.NamedType("psap-address", implicit(PresentationAddress(), 0)),
    )


class TerminalType(univ.Integer):
    namedValues = namedval.NamedValues(
        ("telex", 3),
        ("teletex", 4),
        ("g3-facsimile", 5),
        ("g4-facsimile", 6),
        ("ia5-terminal", 7),
        ("videotex", 8),
    )
    subtypeSpec = univ.Integer.subtypeSpec + between(0, ub_integer_options)


maps.address_extensions.update(
    {
        univ.Integer(number): asn1
        for number, asn1 in {
            1: CommonName(),
            2: TeletexCommonName(),
            3: TeletexOrganizationName(),
            4: TeletexPersonalName(),
            5: TeletexOrganizationalUnitNames(),
            6: TeletexDomainDefinedAttributes(),
            7: PDSName(),
            8: PhysicalDeliveryCountryName(),
            9: PostalCode(),
            16: UnformattedPostalAddress(),
            22: ExtendedNetworkAddress(),
            23: TerminalType(),
            **{number: PDSParameter() for number in (10, 11, 12, 13, 14, 15, 17, 18, 19, 20, 21)},
        }.items()
    }
)
