"""X.400 addresses: RFC 5280 appendix A.1."""

from __future__ import annotations

from cmcasn1.codec.value import ListOf, NamedInteger, TypeName, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.codec.primitives import NumericString, OpenValue, PrintableString


class TerminalType(NamedInteger):
    """The number of type TerminalType.

    ::

        TerminalType ::= INTEGER {
            telex(3), teletex(4), g3-facsimile(5), g4-facsimile(6), ia5-terminal(7),
            videotex(8) }

    RFC 5280 appendix A.1.
    """

    telex = 3
    teletex = 4
    g3_facsimile = 5
    g4_facsimile = 6
    ia5_terminal = 7
    videotex = 8


class AdministrationDomainName(TypeName["NumericString | PrintableString"]):
    """The choice that stands as administration-domain-name in BuiltInStandardAttributes.

    ::

        AdministrationDomainName ::= CHOICE {
            numeric   NumericString (SIZE (0..16)),
            printable PrintableString (SIZE (0..16)) }

    RFC 5280 appendix A.1.
    """


class BuiltInDomainDefinedAttribute(Value):
    """The structure that stands as an element in BuiltInDomainDefinedAttributes.

    ::

        BuiltInDomainDefinedAttribute ::= SEQUENCE {
            type  PrintableString (SIZE (1..8)),
            value PrintableString (SIZE (1..128)) }

    RFC 5280 appendix A.1.
    """

    type: str
    value: str


class BuiltInDomainDefinedAttributes(ListOf["BuiltInDomainDefinedAttribute"]):
    """The list that stands as built-in-domain-defined-attributes in ORAddress.

    ::

        BuiltInDomainDefinedAttributes ::= SEQUENCE SIZE (1..4) OF BuiltInDomainDefinedAttribute

    RFC 5280 appendix A.1.
    """

    __slots__ = ()


class BuiltInStandardAttributes(Value):
    """The structure that stands as built-in-standard-attributes in ORAddress.

    ::

        BuiltInStandardAttributes ::= SEQUENCE {
            country-name               [APPLICATION 1] CountryName OPTIONAL,
            administration-domain-name [APPLICATION 2] AdministrationDomainName OPTIONAL,
            network-address            [0] NetworkAddress OPTIONAL,
            terminal-identifier        [1] TerminalIdentifier OPTIONAL,
            private-domain-name        [2] PrivateDomainName OPTIONAL,
            organization-name          [3] OrganizationName OPTIONAL,
            numeric-user-identifier    [4] NumericUserIdentifier OPTIONAL,
            personal-name              [5] PersonalName OPTIONAL,
            organizational-unit-names  [6] OrganizationalUnitNames OPTIONAL }

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


class CommonName(TypeName["str"]):
    """The string of type CommonName.

    ::

        CommonName ::= PrintableString (SIZE (1..64))

    RFC 5280 appendix A.1.
    """


class CountryName(TypeName["NumericString | PrintableString"]):
    """The choice that stands as country-name in BuiltInStandardAttributes.

    ::

        CountryName ::= CHOICE {
            x121-dcc-code        NumericString (SIZE (3..3)),
            iso-3166-alpha2-code PrintableString (SIZE (2..2)) }

    RFC 5280 appendix A.1.
    """


class E163_4_Address(Value):
    """The structure that stands as e163-4-address in ExtendedNetworkAddress.

    ::

        E163-4-Address ::= SEQUENCE {
            number      [0] NumericString (SIZE (1..15)),
            sub-address [1] NumericString (SIZE (1..40)) OPTIONAL }

    RFC 5280 appendix A.1.
    """

    number: str
    sub_address: str | None = None


class ExtendedNetworkAddress(TypeName["E163_4_Address | PresentationAddress"]):
    """The choice of type ExtendedNetworkAddress.

    ::

        ExtendedNetworkAddress ::= CHOICE {
            e163-4-address E163_4_Address,
            psap-address   [0] PresentationAddress }

    RFC 5280 appendix A.1.
    """


class ExtensionAttribute(Value):
    """The structure that stands as an element in ExtensionAttributes.

    ::

        ExtensionAttribute ::= SEQUENCE {
            extension-attribute-type  [0] INTEGER (0..256),
            extension-attribute-value [1] ANY DEFINED BY extension-attribute-type }

    RFC 5280 appendix A.1.
    """

    extension_attribute_type: int
    extension_attribute_value: OpenValue


class ExtensionAttributes(ListOf["ExtensionAttribute"]):
    """The set that stands as extension-attributes in ORAddress.

    ::

        ExtensionAttributes ::= SET SIZE (1..256) OF ExtensionAttribute

    RFC 5280 appendix A.1.
    """

    __slots__ = ()


class NetworkAddress(TypeName["str"]):
    """The string that stands as network-address in BuiltInStandardAttributes.

    ::

        NetworkAddress ::= NumericString (SIZE (1..16))

    RFC 5280 appendix A.1.
    """


class NumericUserIdentifier(TypeName["str"]):
    """The string that stands as numeric-user-identifier in BuiltInStandardAttributes.

    ::

        NumericUserIdentifier ::= NumericString (SIZE (1..32))

    RFC 5280 appendix A.1.
    """


class ORAddress(Value):
    """The structure that stands as x400Address in GeneralName.

    ::

        ORAddress ::= SEQUENCE {
            built-in-standard-attributes       BuiltInStandardAttributes,
            built-in-domain-defined-attributes BuiltInDomainDefinedAttributes OPTIONAL,
            extension-attributes               ExtensionAttributes OPTIONAL }

    RFC 5280 appendix A.1.
    """

    built_in_standard_attributes: BuiltInStandardAttributes
    built_in_domain_defined_attributes: BuiltInDomainDefinedAttributes | None = None
    extension_attributes: ExtensionAttributes | None = None


class OrganizationName(TypeName["str"]):
    """The string that stands as organization-name in BuiltInStandardAttributes.

    ::

        OrganizationName ::= PrintableString (SIZE (1..64))

    RFC 5280 appendix A.1.
    """


class OrganizationalUnitName(TypeName["str"]):
    """The string that stands as an element in OrganizationalUnitNames.

    ::

        OrganizationalUnitName ::= PrintableString (SIZE (1..32))

    RFC 5280 appendix A.1.
    """


class OrganizationalUnitNames(ListOf["str"]):
    """The list that stands as organizational-unit-names in BuiltInStandardAttributes.

    ::

        OrganizationalUnitNames ::= SEQUENCE SIZE (1..4) OF OrganizationalUnitName

    RFC 5280 appendix A.1.
    """

    __slots__ = ()


class PDSName(TypeName["str"]):
    """The string of type PDSName.

    ::

        PDSName ::= PrintableString (SIZE (1..16))

    RFC 5280 appendix A.1.
    """


class PDSParameter(Value):
    """The structure of type PDSParameter.

    ::

        PDSParameter ::= SET {
            printable-string PrintableString (SIZE (1..30)) OPTIONAL,
            teletex-string   TeletexString (SIZE (1..30)) OPTIONAL }

    RFC 5280 appendix A.1.
    """

    printable_string: str | None = None
    teletex_string: str | None = None


class PersonalName(Value):
    """The structure that stands as personal-name in BuiltInStandardAttributes.

    ::

        PersonalName ::= SET {
            surname              [0] PrintableString (SIZE (1..40)),
            given-name           [1] PrintableString (SIZE (1..16)) OPTIONAL,
            initials             [2] PrintableString (SIZE (1..5)) OPTIONAL,
            generation-qualifier [3] PrintableString (SIZE (1..3)) OPTIONAL }

    RFC 5280 appendix A.1.
    """

    surname: str
    given_name: str | None = None
    initials: str | None = None
    generation_qualifier: str | None = None


class PhysicalDeliveryCountryName(TypeName["NumericString | PrintableString"]):
    """The choice of type PhysicalDeliveryCountryName.

    ::

        PhysicalDeliveryCountryName ::= CHOICE {
            x121-dcc-code        NumericString (SIZE (3..3)),
            iso-3166-alpha2-code PrintableString (SIZE (2..2)) }

    RFC 5280 appendix A.1.
    """


class PostalCode(TypeName["NumericString | PrintableString"]):
    """The choice of type PostalCode.

    ::

        PostalCode ::= CHOICE {
            numeric-code   NumericString (SIZE (1..16)),
            printable-code PrintableString (SIZE (1..16)) }

    RFC 5280 appendix A.1.
    """


class PresentationAddress(Value, kw_only=True):
    """The structure that stands as psap-address in ExtendedNetworkAddress.

    ::

        PresentationAddress ::= SEQUENCE {
            pSelector  [0] OCTET STRING OPTIONAL,
            sSelector  [1] OCTET STRING OPTIONAL,
            tSelector  [2] OCTET STRING OPTIONAL,
            nAddresses [3] SET SIZE (1..MAX) OF OCTET STRING }

    RFC 5280 appendix A.1.
    """

    p_selector: bytes | None = None
    s_selector: bytes | None = None
    t_selector: bytes | None = None
    n_addresses: tuple[bytes, ...]


class PrivateDomainName(TypeName["NumericString | PrintableString"]):
    """The choice that stands as private-domain-name in BuiltInStandardAttributes.

    ::

        PrivateDomainName ::= CHOICE {
            numeric   NumericString (SIZE (1..16)),
            printable PrintableString (SIZE (1..16)) }

    RFC 5280 appendix A.1.
    """


class TeletexCommonName(TypeName["str"]):
    """The string of type TeletexCommonName.

    ::

        TeletexCommonName ::= TeletexString (SIZE (1..64))

    RFC 5280 appendix A.1.
    """


class TeletexDomainDefinedAttribute(Value):
    """The structure that stands as an element in TeletexDomainDefinedAttributes.

    ::

        TeletexDomainDefinedAttribute ::= SEQUENCE {
            type  TeletexString (SIZE (1..8)),
            value TeletexString (SIZE (1..128)) }

    RFC 5280 appendix A.1.
    """

    type: str
    value: str


class TeletexDomainDefinedAttributes(ListOf["TeletexDomainDefinedAttribute"]):
    """The list of type TeletexDomainDefinedAttributes.

    ::

        TeletexDomainDefinedAttributes ::= SEQUENCE SIZE (1..4) OF TeletexDomainDefinedAttribute

    RFC 5280 appendix A.1.
    """

    __slots__ = ()


class TeletexOrganizationName(TypeName["str"]):
    """The string of type TeletexOrganizationName.

    ::

        TeletexOrganizationName ::= TeletexString (SIZE (1..64))

    RFC 5280 appendix A.1.
    """


class TeletexOrganizationalUnitName(TypeName["str"]):
    """The string that stands as an element in TeletexOrganizationalUnitNames.

    ::

        TeletexOrganizationalUnitName ::= TeletexString (SIZE (1..32))

    RFC 5280 appendix A.1.
    """


class TeletexOrganizationalUnitNames(ListOf["str"]):
    """The list of type TeletexOrganizationalUnitNames.

    ::

        TeletexOrganizationalUnitNames ::= SEQUENCE SIZE (1..4) OF TeletexOrganizationalUnitName

    RFC 5280 appendix A.1.
    """

    __slots__ = ()


class TeletexPersonalName(Value):
    """The structure of type TeletexPersonalName.

    ::

        TeletexPersonalName ::= SET {
            surname              [0] TeletexString (SIZE (1..40)),
            given-name           [1] TeletexString (SIZE (1..16)) OPTIONAL,
            initials             [2] TeletexString (SIZE (1..5)) OPTIONAL,
            generation-qualifier [3] TeletexString (SIZE (1..3)) OPTIONAL }

    RFC 5280 appendix A.1.
    """

    surname: str
    given_name: str | None = None
    initials: str | None = None
    generation_qualifier: str | None = None


class TerminalIdentifier(TypeName["str"]):
    """The string that stands as terminal-identifier in BuiltInStandardAttributes.

    ::

        TerminalIdentifier ::= PrintableString (SIZE (1..24))

    RFC 5280 appendix A.1.
    """


class UnformattedPostalAddress(Value):
    """The structure of type UnformattedPostalAddress.

    ::

        UnformattedPostalAddress ::= SET {
            teletex-string    TeletexString (SIZE (1..180)) OPTIONAL,
            printable-address SEQUENCE SIZE (1..6) OF PrintableString (SIZE (1..30)) OPTIONAL }

    RFC 5280 appendix A.1.
    """

    teletex_string: str | None = None
    printable_address: tuple[str, ...] | None = None


class X121Address(TypeName["str"]):
    """The string of type X121Address.

    ::

        X121Address ::= NumericString (SIZE (1..16))

    RFC 5280 appendix A.1.
    """
