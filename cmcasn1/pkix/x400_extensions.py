"""Values of the extension attributes of X.400 addresses (RFC 5280 appendix A.1, from X.411)."""

from __future__ import annotations

from cmcasn1.codec.value import ListOf, NamedInteger, TypeName, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.codec.primitives import NumericString, PrintableString


class CommonName(TypeName[str]):
    """common-name (1): `PrintableString (SIZE (1..ub-common-name-length))` (RFC 5280 appendix A.1)."""


class TeletexCommonName(TypeName[str]):
    """teletex-common-name (2): `TeletexString (SIZE (1..ub-common-name-length))` (RFC 5280 appendix A.1)."""


class TeletexOrganizationName(TypeName[str]):
    """teletex-organization-name (3): `TeletexString (SIZE (1..ub-organization-name-length))`.

    RFC 5280 appendix A.1.
    """


class TeletexPersonalName(Value):
    """teletex-personal-name (4).

    ::

        TeletexPersonalName ::= SET {
            surname     [0] IMPLICIT TeletexString (SIZE (1..ub-surname-length)),
            given-name  [1] IMPLICIT TeletexString (SIZE (1..ub-given-name-length)) OPTIONAL,
            initials    [2] IMPLICIT TeletexString (SIZE (1..ub-initials-length)) OPTIONAL,
            generation-qualifier [3] IMPLICIT TeletexString
                            (SIZE (1..ub-generation-qualifier-length)) OPTIONAL }

    RFC 5280 appendix A.1.
    """

    surname: str
    given_name: str | None = None
    initials: str | None = None
    generation_qualifier: str | None = None


class TeletexOrganizationalUnitName(TypeName[str]):
    """A unit: `TeletexString (SIZE (1..ub-organizational-unit-name-length))` (RFC 5280 appendix A.1)."""


class TeletexOrganizationalUnitNames(ListOf[str]):
    """teletex-organizational-unit-names (5).

    ::

        TeletexOrganizationalUnitNames ::= SEQUENCE SIZE
            (1..ub-organizational-units) OF TeletexOrganizationalUnitName

    RFC 5280 appendix A.1.
    """

    __slots__ = ()


class TeletexDomainDefinedAttribute(Value):
    """An attribute that a mail service defines.

    ::

        TeletexDomainDefinedAttribute ::= SEQUENCE {
            type TeletexString (SIZE (1..ub-domain-defined-attribute-type-length)),
            value TeletexString (SIZE (1..ub-domain-defined-attribute-value-length)) }

    RFC 5280 appendix A.1.
    """

    type: str
    value: str


class TeletexDomainDefinedAttributes(ListOf["TeletexDomainDefinedAttribute"]):
    """teletex-domain-defined-attributes (6).

    ::

        TeletexDomainDefinedAttributes ::= SEQUENCE SIZE
            (1..ub-domain-defined-attributes) OF TeletexDomainDefinedAttribute

    RFC 5280 appendix A.1.
    """

    __slots__ = ()


class PDSName(TypeName[str]):
    """pds-name (7): `PrintableString (SIZE (1..ub-pds-name-length))` (RFC 5280 appendix A.1)."""


class PhysicalDeliveryCountryName(TypeName["NumericString | PrintableString"]):
    """physical-delivery-country-name (8).

    ::

        PhysicalDeliveryCountryName ::= CHOICE {
            x121-dcc-code NumericString (SIZE (ub-country-name-numeric-length)),
            iso-3166-alpha2-code PrintableString (SIZE (ub-country-name-alpha-length)) }

    RFC 5280 appendix A.1.
    """


class PostalCode(TypeName["NumericString | PrintableString"]):
    """postal-code (9).

    ::

        PostalCode ::= CHOICE {
            numeric-code   NumericString (SIZE (1..ub-postal-code-length)),
            printable-code PrintableString (SIZE (1..ub-postal-code-length)) }

    RFC 5280 appendix A.1.
    """


class PDSParameter(Value):
    """A part of a postal address: attributes 10 to 15 and 17 to 21.

    ::

        PDSParameter ::= SET {
            printable-string PrintableString (SIZE(1..ub-pds-parameter-length)) OPTIONAL,
            teletex-string TeletexString (SIZE(1..ub-pds-parameter-length)) OPTIONAL }

    RFC 5280 appendix A.1.
    """

    printable_string: str | None = None
    teletex_string: str | None = None


class UnformattedPostalAddress(Value):
    """unformatted-postal-address (16).

    ::

        UnformattedPostalAddress ::= SET {
            printable-address SEQUENCE SIZE (1..ub-pds-physical-address-lines)
                OF PrintableString (SIZE (1..ub-pds-parameter-length)) OPTIONAL,
            teletex-string TeletexString (SIZE (1..ub-unformatted-address-length)) OPTIONAL }

    RFC 5280 appendix A.1.
    """

    printable_address: tuple[str, ...] | None = None
    teletex_string: str | None = None


class E163_4_Address(Value):
    """A telephone number; the ASN.1 gives the type no name.

    ::

        SEQUENCE {
            number      [0] IMPLICIT NumericString (SIZE (1..ub-e163-4-number-length)),
            sub-address [1] IMPLICIT NumericString (SIZE (1..ub-e163-4-sub-address-length)) OPTIONAL }

    RFC 5280 appendix A.1.
    """

    number: str
    sub_address: str | None = None


class PresentationAddress(Value, kw_only=True):
    """An address of the OSI network.

    ::

        PresentationAddress ::= SEQUENCE {
            pSelector     [0] EXPLICIT OCTET STRING OPTIONAL,
            sSelector     [1] EXPLICIT OCTET STRING OPTIONAL,
            tSelector     [2] EXPLICIT OCTET STRING OPTIONAL,
            nAddresses    [3] EXPLICIT SET SIZE (1..MAX) OF OCTET STRING }

    RFC 5280 appendix A.1.
    """

    p_selector: bytes | None = None
    s_selector: bytes | None = None
    t_selector: bytes | None = None
    n_addresses: tuple[bytes, ...]


class ExtendedNetworkAddress(TypeName["E163_4_Address | PresentationAddress"]):
    """extended-network-address (22).

    ::

        ExtendedNetworkAddress ::= CHOICE {
            e163-4-address SEQUENCE { ... },
            psap-address   [0] IMPLICIT PresentationAddress }

    RFC 5280 appendix A.1.
    """


class TerminalType(NamedInteger):
    """terminal-type (23).

    ::

        TerminalType ::= INTEGER {
            telex        (3),
            teletex      (4),
            g3-facsimile (5),
            g4-facsimile (6),
            ia5-terminal (7),
            videotex     (8) } (0..ub-integer-options)

    RFC 5280 appendix A.1.
    """

    telex = 3
    teletex = 4
    g3_facsimile = 5
    g4_facsimile = 6
    ia5_terminal = 7
    videotex = 8
