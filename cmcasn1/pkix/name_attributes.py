"""The types of naming attributes: strings, and which of them each attribute takes (RFC 5280 appendix A.1)."""

from __future__ import annotations

from cmcasn1.codec.value import TypeName

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from cmcasn1.codec.primitives import (
        BMPString,
        PrintableString,
        TeletexString,
        UniversalString,
        UTF8String,
    )

    DirectoryStringValue: TypeAlias = TeletexString | PrintableString | UniversalString | UTF8String | BMPString


class DirectoryString(TypeName["DirectoryStringValue"]):
    """A string in one of five encodings; the value is a `str` of the class that says which.

    ::

        DirectoryString ::= CHOICE {
            teletexString       TeletexString   (SIZE (1..MAX)),
            printableString     PrintableString (SIZE (1..MAX)),
            universalString     UniversalString (SIZE (1..MAX)),
            utf8String          UTF8String      (SIZE (1..MAX)),
            bmpString           BMPString       (SIZE (1..MAX)) }

    RFC 5280 section 4.1.2.4.
    """


class X520name(TypeName["DirectoryStringValue"]):
    """A name, surname, given name, initials: `DirectoryString (SIZE (1..ub-name))`, 32768.

    RFC 5280 appendix A.1.
    """


class X520CommonName(TypeName["DirectoryStringValue"]):
    """commonName: `DirectoryString (SIZE (1..ub-common-name))`, 64 characters (RFC 5280 appendix A.1)."""


class X520LocalityName(TypeName["DirectoryStringValue"]):
    """localityName: `DirectoryString (SIZE (1..ub-locality-name))`, 128 characters.

    RFC 5280 appendix A.1.
    """


class X520StateOrProvinceName(TypeName["DirectoryStringValue"]):
    """stateOrProvinceName: `DirectoryString (SIZE (1..ub-state-name))`, 128 (RFC 5280 appendix A.1)."""


class X520OrganizationName(TypeName["DirectoryStringValue"]):
    """organizationName: `DirectoryString (SIZE (1..ub-organization-name))`, 64 (RFC 5280 appendix A.1)."""


class X520OrganizationalUnitName(TypeName["DirectoryStringValue"]):
    """organizationalUnitName: `DirectoryString (SIZE (1..ub-organizational-unit-name))`, 64.

    RFC 5280 appendix A.1.
    """


class X520Title(TypeName["DirectoryStringValue"]):
    """title: `DirectoryString (SIZE (1..ub-title))`, 64 characters (RFC 5280 appendix A.1)."""


class X520Pseudonym(TypeName["DirectoryStringValue"]):
    """pseudonym: `DirectoryString (SIZE (1..ub-pseudonym))`, 128 characters (RFC 5280 appendix A.1)."""


class X520dnQualifier(TypeName[str]):
    """dnQualifier: `X520dnQualifier ::= PrintableString` (RFC 5280 appendix A.1)."""


class X520countryName(TypeName[str]):
    """countryName, two letters of ISO 3166: `X520countryName ::= PrintableString (SIZE (2))`.

    RFC 5280 appendix A.1.
    """


class X520SerialNumber(TypeName[str]):
    """serialNumber: `X520SerialNumber ::= PrintableString (SIZE (1..ub-serial-number))`, 64.

    RFC 5280 appendix A.1.
    """


class DomainComponent(TypeName[str]):
    """domainComponent: `DomainComponent ::= IA5String` (RFC 4519 section 2.4, RFC 5280 appendix A.1)."""


class EmailAddress(TypeName[str]):
    """emailAddress: `EmailAddress ::= IA5String (SIZE (1..ub-emailaddress-length))`, 255.

    RFC 5280 appendix A.1.
    """
