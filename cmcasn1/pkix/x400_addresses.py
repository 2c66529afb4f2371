"""Addresses of X.400, a form of GeneralName (RFC 5280 appendix A.1, from X.411)."""

from __future__ import annotations

from cmcasn1.codec.value import ListOf, TypeName, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.codec.primitives import NumericString, OpenValue, PrintableString


class CountryName(TypeName["NumericString | PrintableString"]):
    """A country, by its number or its two letters.

    ::

        CountryName ::= [APPLICATION 1] CHOICE {
            x121-dcc-code         NumericString (SIZE (ub-country-name-numeric-length)),
            iso-3166-alpha2-code  PrintableString (SIZE (ub-country-name-alpha-length)) }

    RFC 5280 appendix A.1.
    """


class AdministrationDomainName(TypeName["NumericString | PrintableString"]):
    """A public mail service.

    ::

        AdministrationDomainName ::= [APPLICATION 2] CHOICE {
            numeric   NumericString   (SIZE (0..ub-domain-name-length)),
            printable PrintableString (SIZE (0..ub-domain-name-length)) }

    RFC 5280 appendix A.1.
    """


class X121Address(TypeName[str]):
    """A data network address: `NumericString (SIZE (1..ub-x121-address-length))` (RFC 5280 appendix A.1)."""


class NetworkAddress(TypeName[str]):
    """The address of a terminal: `NetworkAddress ::= X121Address` (RFC 5280 appendix A.1)."""


class TerminalIdentifier(TypeName[str]):
    """A terminal: `PrintableString (SIZE (1..ub-terminal-id-length))` (RFC 5280 appendix A.1)."""


class PrivateDomainName(TypeName["NumericString | PrintableString"]):
    """A private mail service.

    ::

        PrivateDomainName ::= CHOICE {
            numeric   NumericString   (SIZE (1..ub-domain-name-length)),
            printable PrintableString (SIZE (1..ub-domain-name-length)) }

    RFC 5280 appendix A.1.
    """


class OrganizationName(TypeName[str]):
    """An organization: `PrintableString (SIZE (1..ub-organization-name-length))` (RFC 5280 appendix A.1)."""


class NumericUserIdentifier(TypeName[str]):
    """A user, by number: `NumericString (SIZE (1..ub-numeric-user-id-length))` (RFC 5280 appendix A.1)."""


class PersonalName(Value):
    """A user, by name.

    ::

        PersonalName ::= SET {
            surname     [0] IMPLICIT PrintableString (SIZE (1..ub-surname-length)),
            given-name  [1] IMPLICIT PrintableString (SIZE (1..ub-given-name-length)) OPTIONAL,
            initials    [2] IMPLICIT PrintableString (SIZE (1..ub-initials-length)) OPTIONAL,
            generation-qualifier [3] IMPLICIT PrintableString
                            (SIZE (1..ub-generation-qualifier-length)) OPTIONAL }

    RFC 5280 appendix A.1.
    """

    surname: str
    given_name: str | None = None
    initials: str | None = None
    generation_qualifier: str | None = None


class OrganizationalUnitName(TypeName[str]):
    """A unit: `PrintableString (SIZE (1..ub-organizational-unit-name-length))` (RFC 5280 appendix A.1)."""


class OrganizationalUnitNames(ListOf[str]):
    """Units, the greatest first.

    ::

        OrganizationalUnitNames ::= SEQUENCE SIZE (1..ub-organizational-units) OF OrganizationalUnitName

    RFC 5280 appendix A.1.
    """

    __slots__ = ()


class BuiltInStandardAttributes(Value):
    """The attributes of an address that all versions know.

    ::

        BuiltInStandardAttributes ::= SEQUENCE {
            country-name                  CountryName OPTIONAL,
            administration-domain-name    AdministrationDomainName OPTIONAL,
            network-address           [0] IMPLICIT NetworkAddress OPTIONAL,
            terminal-identifier       [1] IMPLICIT TerminalIdentifier OPTIONAL,
            private-domain-name       [2] PrivateDomainName OPTIONAL,
            organization-name         [3] IMPLICIT OrganizationName OPTIONAL,
            numeric-user-identifier   [4] IMPLICIT NumericUserIdentifier OPTIONAL,
            personal-name             [5] IMPLICIT PersonalName OPTIONAL,
            organizational-unit-names [6] IMPLICIT OrganizationalUnitNames OPTIONAL }

    RFC 5280 appendix A.1.
    """

    country_name: NumericString | PrintableString | None = None
    administration_domain_name: NumericString | PrintableString | None = None
    network_address: str | None = None
    terminal_identifier: str | None = None
    private_domain_name: NumericString | PrintableString | None = None
    organization_name: str | None = None
    numeric_user_identifier: str | None = None
    personal_name: PersonalName | None = None
    organizational_unit_names: OrganizationalUnitNames | None = None


class BuiltInDomainDefinedAttribute(Value):
    """An attribute that a mail service defines.

    ::

        BuiltInDomainDefinedAttribute ::= SEQUENCE {
            type PrintableString (SIZE (1..ub-domain-defined-attribute-type-length)),
            value PrintableString (SIZE (1..ub-domain-defined-attribute-value-length)) }

    RFC 5280 appendix A.1.
    """

    type: str
    value: str


class BuiltInDomainDefinedAttributes(ListOf["BuiltInDomainDefinedAttribute"]):
    """Attributes that a mail service defines.

    ::

        BuiltInDomainDefinedAttributes ::= SEQUENCE SIZE
            (1..ub-domain-defined-attributes) OF BuiltInDomainDefinedAttribute

    RFC 5280 appendix A.1.
    """

    __slots__ = ()


class ExtensionAttribute(Value):
    """An attribute that came later, by number.

    ::

        ExtensionAttribute ::=  SEQUENCE {
            extension-attribute-type [0] IMPLICIT INTEGER (0..ub-extension-attributes),
            extension-attribute-value [1] ANY DEFINED BY extension-attribute-type }

    RFC 5280 appendix A.1.
    """

    extension_attribute_type: int
    extension_attribute_value: OpenValue


class ExtensionAttributes(ListOf["ExtensionAttribute"]):
    """Attributes that came later.

    ::

        ExtensionAttributes ::= SET SIZE (1..ub-extension-attributes) OF ExtensionAttribute

    RFC 5280 appendix A.1.
    """

    __slots__ = ()


class ORAddress(Value):
    """An address of X.400.

    ::

        ORAddress ::= SEQUENCE {
            built-in-standard-attributes BuiltInStandardAttributes,
            built-in-domain-defined-attributes BuiltInDomainDefinedAttributes OPTIONAL,
            extension-attributes ExtensionAttributes OPTIONAL }

    RFC 5280 appendix A.1.
    """

    built_in_standard_attributes: BuiltInStandardAttributes
    built_in_domain_defined_attributes: BuiltInDomainDefinedAttributes | None = None
    extension_attributes: ExtensionAttributes | None = None
